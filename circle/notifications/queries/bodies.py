"""What is sent of each thing that happened: ids and plain values, for staff of a brand's circle.

The API tells the rest to who may know it. No word anybody wrote is sent, and of what has no name
never whose it is: an author is read here, from the entry, and nowhere else.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import select, tuple_

from circle.accounts.models import Identity
from circle.circles.models import Circle, Membership
from circle.content.models import Entry
from circle.content.queries.shapes import entry_path
from circle.core.db import session
from circle.notifications.models import HookMessage

ENTRIES = ("entry", "question")  # facts that are the id of an entry
PLAIN = ("level", "badge", "state", "source", "redemption_id", "reward_id", "reward_kind", "price",
         "report_id", "reason", "upheld", "endpoint_id")  # fmt: skip
Place = tuple[int, int]  # a circle and a user


@dataclass(frozen=True, slots=True)
class _Known:
    """What bodies are written from, read for all messages at once."""

    circles: Mapping[int, Circle]
    entries: Mapping[int, Entry]
    members: Mapping[Place, int]
    subjects: Mapping[Place, str]


def bodies_of(messages: Sequence[HookMessage]) -> dict[int, str]:
    """The body of each message: type, timestamp, data."""
    if not messages:
        return {}
    known = _read(messages)
    return {message.id: _body(message, known) for message in messages}


def _body(message: HookMessage, known: _Known) -> str:
    facts = message.facts
    data: dict[str, Any] = {name: facts[name] for name in PLAIN if name in facts}
    circle = known.circles.get(message.circle_id or 0)
    if circle is not None:
        data["brand_id"] = circle.brand_id
        data["circle"] = {"id": circle.id, "slug": circle.slug}
        data |= {name: _entry(facts[name], circle, known) for name in ENTRIES if name in facts}
        if "user" in facts:
            data["member"] = _member(facts["user"], circle, known)
    written = {"type": message.kind, "timestamp": message.at.isoformat(), "data": data}
    return orjson.dumps(written, option=orjson.OPT_SORT_KEYS).decode()


def _entry(entry_id: int, circle: Circle, known: _Known) -> dict[str, Any]:
    entry = known.entries.get(entry_id)
    if entry is None or entry.circle_id != circle.id:
        return {"id": entry_id}
    author = None if entry.anonymous else _member(entry.author_id, circle, known)
    return {
        "id": entry.id, "kind": entry.kind, "root_id": entry.root_id, "parent_id": entry.parent_id,
        "anonymous": entry.anonymous, "author": author,
        "path": entry_path(circle.slug, entry),
    }  # fmt: skip


def _member(user_id: int, circle: Circle, known: _Known) -> dict[str, Any]:
    """Somebody as the circle and the brand know them: by the membership, by the brand's subject."""
    return {
        "id": known.members.get((circle.id, user_id)),
        "subject": known.subjects.get((circle.brand_id or 0, user_id)),
    }


def _read(messages: Sequence[HookMessage]) -> _Known:
    circles = _by_id(Circle, {one.circle_id for one in messages if one.circle_id})
    entries = _by_id(Entry, {
        one.facts[name] for one in messages for name in ENTRIES if name in one.facts
    })  # fmt: skip
    people = {
        (one.circle_id, one.facts["user"]) for one in messages
        if one.circle_id and "user" in one.facts
    }
    people |= {(each.circle_id, each.author_id) for each in entries.values() if not each.anonymous}
    return _Known(circles, entries, _members(people), _subjects(people, circles))


def _by_id(model: Any, ids: Collection[int]) -> dict[int, Any]:
    return {one.id: one for one in session().scalars(select(model).where(model.id.in_(ids)))}


def _members(people: Collection[Place]) -> dict[Place, int]:
    place = tuple_(Membership.circle_id, Membership.user_id)
    rows = session().execute(
        select(Membership.circle_id, Membership.user_id, Membership.id).where(place.in_(people))
    )
    return {(row.circle_id, row.user_id): row.id for row in rows}


def _subjects(people: Iterable[Place], circles: Mapping[int, Circle]) -> dict[Place, str]:
    """By which subject of its own tickets a brand knows somebody; other brands' stay theirs."""
    pairs = {
        (brand, user) for circle, user in people
        if circle in circles and (brand := circles[circle].brand_id)
    }
    rows = session().execute(
        select(Identity.brand_id, Identity.user_id, Identity.subject)
        .where(tuple_(Identity.brand_id, Identity.user_id).in_(pairs))
        .order_by(Identity.id.desc())
    )
    return {(row.brand_id, row.user_id): row.subject for row in rows if row.brand_id is not None}
