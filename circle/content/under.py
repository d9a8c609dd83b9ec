"""What was said first under several entries of a page, drawn, with whoever is named there."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup

from circle.circles import queries as circles
from circle.circles.models import Circle
from circle.circles.queries import Face
from circle.content import policy, queries
from circle.content.discussion import discussion_of, draw_discussion
from circle.content.models import Entry
from circle.core.actor import Actor

FIRST_COMMENTS = 2  # of each entry; the rest follow on a page of their own


class Under(NamedTuple):
    """Faces by user, the reader's reactions by entry, and the first comments by entry, drawn."""

    faces: Mapping[int, Face]
    states: Mapping[int, frozenset[str]]
    comments: Mapping[int, tuple[Markup, ...]]


def read_under(
    here: Actor, circle: Circle, entries: Sequence[Entry], named: Iterable[int | None] = ()
) -> Under:
    """The first comments of a root and of what stands in its thread, in three queries.

    The root comes first in `entries`; `named` are people the page shows besides their authors.
    """
    readable = policy.can_read(here, entries[0], circle)
    said = queries.first_comments(here, entries, FIRST_COMMENTS) if readable else {}
    below = [one for threads in said.values() for one in queries.threads_with_people(threads)]
    shown = [*entries, *below]
    authors = {author for one in shown if (author := policy.author_shown(one, here))}
    faces = circles.faces(circle.id, authors | {user for user in named if user is not None})
    states = queries.reactions_of(here, [one.id for one in shown]) if here.user_id else {}
    can_reply = bool(policy.can_comment(here, entries[0], circle))
    comments = {
        ident: tuple(draw_discussion(
            discussion_of(queries.comment_items(here, threads, faces, {}), None), states,
            signed_in=here.user_id is not None, can_reply=can_reply,
            path=f"/entries/{ident}/comments",
        ))
        for ident, threads in said.items()
    }  # fmt: skip
    return Under(faces, states, comments)
