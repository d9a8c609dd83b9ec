"""Topics and floors as JSON shows them: an entry's shape and what makes it one."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from circle.circles import queries as circles
from circle.circles.models import Circle
from circle.circles.queries import Face
from circle.content import policy as content_policy
from circle.content import queries as content
from circle.content.models import Entry
from circle.core.actor import Actor
from circle.core.db import session
from circle.topics import policy
from circle.topics.models import Topic
from circle.topics.queries.kinds import showing_of
from circle.topics.queries.lists import Found
from circle.topics.queries.readings import read_floor, unread_of
from circle.topics.queries.threads import Hosted

Shape = dict[str, Any]
MINUTE = 60


def topic_views(
    here: Actor, circle: Circle, found: Sequence[Found]
) -> list[Shape]:
    """Topics of one circle in the API's shape, as a list shows them."""
    shapes = content.entry_views(here, circle, [one.entry for one in found])
    faces = circles.faces(circle.id, {one.topic.host_id for one in found})
    read = unread_of(here, (one.topic for one in found))
    listed = listed_of(one.topic for one in found)
    for shape, (entry, topic, _hanging) in zip(shapes, found, strict=True):
        hosted = Hosted(entry, topic, circle, here)
        shape.update(_topic(hosted, faces))
        shape["details"] = listed.get(entry.id, {}) if _reads_on(hosted, entry) else {}
        unread = read.get(entry.id)
        shape["viewer"]["read_floor"] = None if unread is None else topic.floors - unread
        shape["viewer"]["can"].update(topic_can(hosted))
    return shapes


def topic_view(hosted: Hosted) -> Shape:
    """One topic in the API's shape, with what its kind shows of it to this reader."""
    session().flush()
    shape = content.entry_view(hosted.here, hosted.circle, hosted.entry)
    shape.update(_topic(hosted, circles.faces(hosted.circle.id, {hosted.topic.host_id})))
    shape["details"] = {}
    if _reads_on(hosted, hosted.entry):
        shape["details"] = dict(showing_of(hosted.topic.kind).read(hosted, ()).topic)
    shape["viewer"]["read_floor"] = read_floor(hosted.here, hosted.entry.id)
    shape["viewer"]["can"].update(topic_can(hosted))
    return shape


def reply_views(hosted: Hosted, floors: Sequence[Entry]) -> list[Shape]:
    """Floors of one topic in the API's shape."""
    shapes = content.entry_views(hosted.here, hosted.circle, floors)
    shown = showing_of(hosted.topic.kind).read(hosted, floors)
    faces = circles.faces(hosted.circle.id, shown.people) if shown.people else {}
    marks = shown.marks(faces)
    for shape, floor in zip(shapes, floors, strict=True):
        shape.update(
            topic_id=hosted.entry.id, floor=floor.floor,
            by_host=floor.author_id == hosted.topic.host_id,
            details=dict(marks.get(floor.id, {})) if _reads_on(hosted, floor) else {},
        )  # fmt: skip
    return shapes


def reply_view(hosted: Hosted, floor: Entry) -> Shape:
    """One floor in the API's shape."""
    session().flush()
    return reply_views(hosted, [floor])[0]


def topic_can(hosted: Hosted) -> dict[str, bool]:
    """What the reader may do with a topic beyond what is done with any entry."""
    here, topic, circle = hosted.here, hosted.topic, hosted.circle
    hosts = bool(policy.can_host(here, topic, circle))
    return {
        "take_part": bool(policy.can_take_part(here, hosted.entry, topic, circle)),
        "host": hosts, "close": hosts and topic.closed_at is None,
        "reopen": hosts and topic.closed_at is not None,
        "pass_on": bool(policy.can_pass_on(here, circle)),
        "hold_lottery": bool(policy.can_hold_lottery(here, hosted.entry, topic, circle)),
        "offer_trial": bool(policy.can_offer_trial(here, hosted.entry, topic, circle)),
    }


def listed_of(topics: Iterable[Topic]) -> Mapping[int, Mapping[str, Any]]:
    """What their kinds say of topics in a list: one read for each kind there is."""
    kinds: dict[str, list[Topic]] = {}
    for topic in topics:
        kinds.setdefault(topic.kind, []).append(topic)
    said: dict[int, Mapping[str, Any]] = {}
    for kind, those in kinds.items():
        said.update(showing_of(kind).listed(those))
    return said


def _reads_on(hosted: Hosted, entry: Entry) -> bool:
    """Whether the reader sees more of it than title and beginning."""
    return bool(content_policy.can_read(hosted.here, entry, hosted.circle))


def _topic(hosted: Hosted, faces: Mapping[int, Face]) -> Shape:
    """What makes it a topic; its words only for who may read on."""
    topic, reads = hosted.topic, _reads_on(hosted, hosted.entry)
    return {
        "topic_kind": topic.kind, "host": content.author_view(faces.get(topic.host_id)),
        "rules": topic.rules if reads else "", "state": topic.state, "starts_at": topic.starts_at,
        "ends_at": topic.ends_at, "floors": topic.floors, "participants": topic.participants,
        "slow_minutes": topic.slow_seconds // MINUTE,
        "closing": topic.closing if reads else "", "closed_at": topic.closed_at,
        "result_id": topic.result_id,
    }  # fmt: skip
