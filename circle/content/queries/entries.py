"""Loading entries: one, with the circle it stands in, and the clause of what an actor may see."""

from collections.abc import Hashable, Sequence
from datetime import datetime
from functools import cache, partial
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Executable,
    Select,
    and_,
    bindparam,
    exists,
    false,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import aliased

from circle.accounts.models import Block
from circle.circles import policy as circles_policy
from circle.circles import queries as circles
from circle.circles.models import Circle
from circle.circles.policy import Power
from circle.content import policy
from circle.content.models import Entry, Revision
from circle.content.models.entries import KINDS
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import lock_row, session
from circle.core.errors import NotFound
from circle.core.policy import require
from circle.core.recent import Recent

MAX_REVISIONS = 100
LATEST = 50  # of one's own; nobody writes more while a slow topic lets them wait
LANES = tuple(sorted({kind.lane for kind in KINDS.values() if kind.lane}))
lanes_kept: Recent[frozenset[str]] = Recent(256)
Found = tuple[Entry, Circle, Actor]


def get_entry(actor: Actor, entry_id: int, *, lock: bool = False) -> Found:
    """An entry, its circle and the actor placed in it; NotFound for what the actor may not see.

    With `lock` the whole thread above it is read fresh and kept, root first.
    """
    entry, circle, here = _load(actor, entry_id, lock=lock)
    if not policy.can_see(here, entry, circle):
        raise NotFound
    return entry, circle, here


def get_with_part(actor: Actor, entry_id: int, part: Any) -> tuple[Found, Any]:
    """The same with the row of another table that makes it what it is, both in one query.

    NotFound for entries of another kind, too.
    """
    row = session().execute(_with_part(part), {"id": entry_id}).first()
    if row is None:
        raise NotFound
    entry, belonging = row
    circle, here = circles.enter_by_id(actor, entry.circle_id)
    if not policy.can_see(here, entry, circle):
        raise NotFound
    return (entry, circle, here), belonging


def lanes_of(circle: Circle) -> frozenset[str]:
    """Which lists of a circle have anything in them; one query, kept while nothing changes."""
    return lanes_kept.get((circle.id, circle.version), partial(_lanes_of, circle.id))


def find_entry(entry_id: int) -> Entry | None:
    """The bare row for reactions and jobs, whoever may see it."""
    return session().get(Entry, entry_id)


def get_beside(here: Actor, circle: Circle, entry_id: int) -> Entry:
    """Another entry of the circle one is in already; NotFound for what the actor may not see."""
    entry = session().get(Entry, entry_id)
    if entry is None or entry.circle_id != circle.id or not policy.can_see(here, entry, circle):
        raise NotFound
    return entry


def public_version(entry_id: int) -> Hashable | None:
    """(id, version, visibility) of the circle an entry stands in where guests may see it."""
    row = session().execute(_versions(), {"id": entry_id}).first()
    return tuple(row) if row else None


def placed(actor: Actor, entry: Entry) -> tuple[Circle, Actor]:
    """The circle an entry stands in, and the actor placed there."""
    return circles.enter_by_id(actor, entry.circle_id)


def get_own_entry(actor: Actor, entry_id: int) -> Found:
    """An entry of the actor's in any state, also one they took away, locked."""
    entry, circle, here = _load(actor, entry_id, lock=True)
    if not policy.is_own(here, entry) and not here.is_system:
        raise NotFound
    return entry, circle, here


def get_hidden_entry(actor: Actor, entry_id: int) -> Found:
    """An entry for who may decide about it, locked, also where its thread is out of sight.

    What staff hid and its author removed then is still theirs to decide: a loss can be undone.
    """
    entry, circle, here = _load(actor, entry_id, lock=True)
    seen = entry.status in policy.STAFF_SEES or entry.hidden_by_act is not None
    if not seen or entry.forgotten_at is not None or not here.can(Power.REVIEW):
        raise NotFound
    return entry, circle, here


def lock_threads(entry_ids: Sequence[int]) -> Sequence[Entry]:
    """Entries and everything above them, fresh and locked: each root before what is under it.

    Numbers grow downwards, and locking by number whatever the thread is one order for everybody.
    """
    if not entry_ids:
        return ()
    rows = session().execute(_above(), {"ids": list(entry_ids)})
    ids = {ident for row in rows for ident in row if ident is not None}
    return session().scalars(_in_order(), {"ids": sorted(ids)}).all() if ids else ()


def get_readable(actor: Actor, entry_id: int, *, lock: bool = False) -> Found:
    """The same as `get_entry`, refusing with the reason who may only see title and excerpt."""
    entry, circle, here = get_entry(actor, entry_id, lock=lock)
    require(here, policy.can_read(here, entry, circle))
    return entry, circle, here


def visible_to(actor: Actor, circle: Circle) -> ColumnElement[bool]:
    """The rows for which `policy.can_see` says yes to this actor in this circle."""
    if not circles_policy.can_see_circle(actor, circle):
        return false()
    seen: list[ColumnElement[bool]] = [Entry.status == "published"]
    if actor.can(Power.REVIEW):
        seen.append(Entry.status.in_(policy.STAFF_SEES))
    if actor.user_id is not None:
        mine = Entry.author_id == actor.user_id
        seen.append(and_(mine, Entry.status.in_(policy.AUTHOR_SEES)))
    left = or_(Entry.status == "published", Entry.forgotten_at.is_(None))
    return and_(Entry.circle_id == circle.id, Entry.root_visible.is_(True), left, or_(*seen))


def shown() -> ColumnElement[bool]:
    """What lists show to everybody: published, in a thread that is."""
    return and_(Entry.status == "published", Entry.root_visible.is_(True))


def unblocked(actor: Actor, words: type[Entry] = Entry) -> ColumnElement[bool]:
    """Leaves out whom the actor blocked; anonymous words stay, or the block would unmask them."""
    if not actor.blocked:
        return true()
    return or_(words.anonymous.is_(True), words.author_id.not_in(actor.blocked))


def is_blocked_by(actor: Actor, author_id: int) -> bool:
    """Whether that author does not want to meet the actor."""
    if actor.user_id is None:
        return False
    return session().get(Block, (author_id, actor.user_id)) is not None


def count_cleared(circle_id: int, user_id: int, enough: int) -> int:
    """How many of a member's roots were let through, counted no further than `enough`."""
    cleared = (
        select(Entry.id)
        .where(Entry.author_id == user_id, Entry.circle_id == circle_id)
        .where(Entry.published_at.is_not(None), Entry.parent_id.is_(None))
        .where(Entry.review_state == "clear", Entry.hidden_by_act.is_(None))
        .limit(enough)
    )
    return session().scalar(select(func.count()).select_from(cleared.subquery())) or 0


def count_let_through(circle_id: int, user_id: int, enough: int) -> int:
    """How much of what a member wrote here is on show, counted no further than `enough`."""
    shown = (
        select(Entry.id)
        .where(Entry.author_id == user_id, Entry.circle_id == circle_id)
        .where(Entry.status == "published", Entry.root_visible)
        .limit(enough)
    )
    return session().scalar(select(func.count()).select_from(shown.subquery())) or 0


def last_written_under(root_id: int, user_id: int) -> datetime | None:
    """When somebody last wrote anything under a root, looked for among their latest 50 entries."""
    latest = (
        select(Entry.root_id, Entry.created_at)
        .where(Entry.author_id == user_id)
        .order_by(Entry.id.desc())
        .limit(LATEST)
        .subquery()
    )
    at: datetime | None = session().scalar(
        select(func.max(latest.c.created_at)).where(latest.c.root_id == root_id)
    )
    return at


def revisions(actor: Actor, entry_id: int) -> tuple[Found, Sequence[Revision]]:
    """The earlier wordings of an entry, newest first, for staff and its author."""
    found = get_entry(actor, entry_id)
    require(found[2], policy.can_see_history(found[2], found[0]))
    rows = session().scalars(
        select(Revision)
        .where(Revision.entry_id == entry_id)
        .order_by(Revision.id.desc())
        .limit(MAX_REVISIONS)
    )
    return found, rows.all()


def on_top(statement: Select[Any], circle_id: Any, now: Any) -> Select[Any]:
    """Narrows a read of entries to what stands on a circle's top, the announcement first.

    What staff pinned, as long as its time is not over and it stands in a list.
    """
    return (
        statement.where(Entry.circle_id == circle_id, Entry.pinned_until > now)
        .where(Entry.pinned_until.is_not(None), Entry.lane.is_not(None))
        .where(or_(Entry.expires_at.is_(None), Entry.expires_at > now))
        .order_by(Entry.announcement.desc(), Entry.published_at.desc(), Entry.id.desc())
    )


def pinned(circle: Circle) -> Sequence[Entry]:
    """The entries on a circle's top, in its order."""
    return session().scalars(on_top(select(Entry), circle.id, clock.now())).all()


def _load(actor: Actor, entry_id: int, *, lock: bool) -> Found:
    if lock:
        entry = next((row for row in lock_threads([entry_id]) if row.id == entry_id), None)
    else:
        entry = session().scalar(_by_id(), {"id": entry_id})
    if entry is None:
        raise NotFound
    circle, here = circles.enter_by_id(actor, entry.circle_id)
    return entry, circle, here


def _lanes_of(circle_id: int) -> frozenset[str]:
    found = session().execute(
        select(*(
            exists().where(Entry.circle_id == circle_id, Entry.lane == lane).label(lane)
            for lane in LANES
        ))
    ).one()  # fmt: skip
    return frozenset(lane for lane, there in zip(LANES, found, strict=True) if there)


@cache
def _versions() -> Executable:
    return (
        select(Circle.id, Circle.version, Circle.visibility)
        .join(Entry, Entry.circle_id == Circle.id)
        .where(Entry.id == bindparam("id"), shown())
        .where(Circle.deleted_at.is_(None), Circle.visibility != "private")
    )


@cache
def _by_id() -> Select[Any]:
    return select(Entry).where(Entry.id == bindparam("id"))


@cache
def _with_part(part: Any) -> Select[Any]:
    both = select(Entry, part).join(part, part.entry_id == Entry.id)
    return both.where(Entry.id == bindparam("id"))


@cache
def _above() -> Executable:
    parent = aliased(Entry)
    ids: BindParameter[int] = bindparam("ids", expanding=True)
    return (
        select(Entry.id, Entry.root_id, Entry.parent_id, parent.parent_id)
        .join(parent, parent.id == Entry.parent_id, isouter=True)
        .where(Entry.id.in_(ids))
    )


@cache
def _in_order() -> Any:
    ids: BindParameter[int] = bindparam("ids", expanding=True)
    return lock_row(select(Entry).where(Entry.id.in_(ids)).order_by(Entry.id))
