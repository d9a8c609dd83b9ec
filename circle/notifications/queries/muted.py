"""Reads of what people mute and follow, with the names they may read of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from sqlalchemy import select

from circle.accounts import queries as accounts
from circle.circles import policy as circles_policy
from circle.circles import queries as circles
from circle.circles.models import Circle, Follow, Membership
from circle.content import policy
from circle.content import queries as content
from circle.content.models import Entry, Tag
from circle.core.actor import Actor
from circle.core.db import session
from circle.core.errors import Invalid, NotFound
from circle.core.i18n import lazy
from circle.notifications.models import Mute
from circle.notifications.queries.choices import lasts

MAX_MUTES = 500
LINE = 60  # characters of a thread without a title


@dataclass(frozen=True, slots=True)
class Target:
    """Something that can be muted; no name and no address where it cannot be seen any more."""

    kind: str
    id: int
    name: str | None
    url: str | None
    circle_id: int | None
    circle: str | None


@dataclass(frozen=True, slots=True)
class Muted:
    """Something somebody hears nothing of, and until when."""

    target: Target
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Followed:
    """Something somebody follows, where it is, and the address that ends it."""

    kind: str
    name: str
    url: str
    circle_name: str
    end: str


def get_target(actor: Actor, kind: str, target_id: int) -> Target:
    """A circle, a thread (by any entry of it) or a person; NotFound for what one may not see."""
    if kind == "circle":
        circle, _here = circles.enter_by_id(actor, target_id)
        return _circle(circle)
    if kind == "thread":
        entry, circle, _here = content.get_entry(actor, target_id)
        if entry.root_id is not None and entry.root_id != entry.id:
            entry, circle, _here = content.get_entry(actor, entry.root_id)
        return _thread(entry, circle)
    if target_id == actor.user_id:
        raise Invalid(lazy("That is you"), code="yourself")
    person = accounts.people([target_id]).get(target_id)
    if person is None or person.is_closed:
        raise NotFound
    return Target("person", target_id, person.display_name, person.url, None, None)


def muted_now(actor: Actor, kind: str, target_id: int) -> Mute | None:
    """What the actor muted, while it lasts."""
    mine = (Mute.user_id == actor.user_id, Mute.kind == kind, Mute.target_id == target_id)
    return session().scalar(select(Mute).where(*mine, lasts()))


def list_muted(actor: Actor) -> Sequence[Muted]:
    """All the actor muted, the latest first; a handful of statements for all of it."""
    rows = session().scalars(
        select(Mute).where(Mute.user_id == actor.user_id, lasts())
        .order_by(Mute.created_at.desc(), Mute.target_id).limit(MAX_MUTES)
    ).all()  # fmt: skip
    names = _names(actor, rows)
    return [
        Muted(
            names.get((row.kind, row.target_id))
            or Target(row.kind, row.target_id, None, None, row.circle_id, None),
            row.until,
        )
        for row in rows
    ]


def count_muted(actor: Actor) -> int:
    """How many things the actor muted."""
    rows = select(Mute.target_id).where(Mute.user_id == actor.user_id, lasts()).limit(MAX_MUTES)
    return len(session().scalars(rows).all())


def list_followed(actor: Actor) -> Sequence[Followed]:
    """Whom and what the actor follows in the circles they are in, the latest first."""
    mine = (
        select(Follow, Circle).join(Circle, Circle.id == Follow.circle_id)
        .where(Follow.user_id == actor.user_id).order_by(Follow.created_at.desc())
        .limit(MAX_MUTES)
    )  # fmt: skip
    rows = session().execute(mine).all()
    seen = _seen_circles(actor, [circle for _follow, circle in rows])
    follows = [(one, circle) for one, circle in rows if circle.id in seen]
    named = {
        "member": _members([one for one, _circle in follows if one.kind == "member"]),
        "entry": _threads(actor, [one.target_id for one, _ in follows if one.kind == "entry"]),
        "tag": _tags([one.target_id for one, _circle in follows if one.kind == "tag"]),
    }
    found = (
        _followed(one, circle, named[one.kind].get((one.circle_id, one.target_id)))
        for one, circle in follows
    )
    return [one for one in found if one is not None]


def _followed(one: Follow, circle: Circle, named: Any) -> Followed | None:
    if named is None:
        return None
    base = f"/c/{circle.slug}"
    if one.kind == "member":
        member_id, name = named
        url = f"{base}/members/{member_id}"
        return Followed("member", name, url, circle.name, f"{url}/unfollow")
    if one.kind == "tag":
        url = f"{base}/tags/{quote(named, safe='')}"
        return Followed("tag", named, url, circle.name, f"{url}/unfollow")
    end = f"/entries/{one.target_id}/unfollow"
    return Followed("entry", named.name or "", named.url or "", circle.name, end)


def _names(actor: Actor, rows: Sequence[Mute]) -> Mapping[tuple[str, int], Target]:
    of = {kind: [row.target_id for row in rows if row.kind == kind]
          for kind in ("circle", "thread", "person")}  # fmt: skip
    named: dict[tuple[str, int], Target] = {}
    if of["circle"]:
        found = session().scalars(select(Circle).where(Circle.id.in_(of["circle"]))).all()
        seen = _seen_circles(actor, found)
        named.update({("circle", one.id): _circle(one) for one in found if one.id in seen})
    for (_circle_id, entry_id), target in _threads(actor, of["thread"]).items():
        named["thread", entry_id] = target
    for one in accounts.people(of["person"]).values():
        if not one.is_closed:
            named["person", one.id] = Target(
                "person", one.id, one.display_name, one.url, None, None
            )
    return named


def _threads(actor: Actor, ids: Sequence[int]) -> Mapping[tuple[int, int], Target]:
    if not ids:
        return {}
    rows = session().execute(
        select(Entry, Circle).join(Circle, Circle.id == Entry.circle_id).where(Entry.id.in_(ids))
    ).all()  # fmt: skip
    here = {
        circle.id: placed
        for circle, placed in circles.place_in(actor, list({row[1] for row in rows}))
    }
    return {
        (circle.id, entry.id): _thread(entry, circle)
        for entry, circle in rows
        if policy.can_see(here[circle.id], entry, circle)
    }


def _seen_circles(actor: Actor, found: Sequence[Circle]) -> frozenset[int]:
    return frozenset(
        circle.id
        for circle, here in circles.place_in(actor, list(set(found)))
        if circles_policy.can_see_circle(here, circle)
    )


def _members(follows: Sequence[Follow]) -> Mapping[tuple[int, int], tuple[int, str]]:
    users = {one.target_id for one in follows}
    if not users:
        return {}
    people = accounts.people(users)
    rows = session().execute(
        select(Membership.id, Membership.circle_id, Membership.user_id).where(
            Membership.user_id.in_(users),
            Membership.circle_id.in_({one.circle_id for one in follows}),
        )
    )
    return {
        (row.circle_id, row.user_id): (row.id, people[row.user_id].display_name)
        for row in rows if row.user_id in people
    }  # fmt: skip


def _tags(ids: Sequence[int]) -> Mapping[tuple[int, int], str]:
    if not ids:
        return {}
    rows = session().execute(select(Tag.circle_id, Tag.id, Tag.name).where(Tag.id.in_(ids)))
    return {(row.circle_id, row.id): row.name for row in rows}


def _circle(circle: Circle) -> Target:
    return Target(
        "circle", circle.id, circle.name, f"/c/{circle.slug}", circle.id, circle.slug
    )


def _thread(entry: Entry, circle: Circle) -> Target:
    said = entry.title or " ".join(entry.excerpt.split())[:LINE] or None
    url = content.entry_path(circle.slug, entry)
    return Target("thread", entry.id, said, url, circle.id, circle.slug)
