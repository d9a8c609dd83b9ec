"""Posts as tests need them, each published by the verb people use."""

from circle.circles import queries as circles
from circle.content.actions import apply_verdict, curation
from circle.content.schemas import Pinning, Ruling
from circle.core.actor import SYSTEM
from circle.posts import actions
from circle.posts.schemas import NewPost


def publish(person, body="今天的水是八十五度。", *, slug="tea", waits=False, **more):
    """A post by somebody of the cast, let through where newcomers wait. Answers the entry."""
    circle, _here = circles.enter(person.actor, slug)
    for name in ("tags", "media"):
        if name in more:
            more[name] = tuple(more[name])
    entry = actions.publish_post(person.actor, circle.id, NewPost(body=body, **more))
    if entry.status == "pending" and not waits:
        apply_verdict(SYSTEM, entry.id, Ruling("approve"))
    return entry


def pin(person, entry, **how):
    """Put a post on top."""
    return curation.pin_entry(person.actor, entry.id, Pinning(**how))
