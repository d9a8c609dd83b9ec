"""What stands in somebody's inbox, with their eyes: what they may not read is not there."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, true
from sqlalchemy.orm import aliased, defer

from circle.circles.models import Circle, Membership
from circle.content import policy as content_policy
from circle.content import queries as content
from circle.content.models import Entry
from circle.core.actor import Actor
from circle.core.db import session
from circle.core.errors import NotFound
from circle.core.paging import PAGE, Page, after, as_number, cut, encode_cursor
from circle.notifications.kinds import KINDS
from circle.notifications.models import Notice, NoticePerson
from circle.notifications.queries.audience import is_in

MOST_COUNTED = 99  # the badge says 99+ for more
LOOKED_THROUGH = 200  # unread rows, newest first, of which the badge counts what is shown
WALKED = 400  # rows a page looks through; what follows them is a further page's
NAMED = 2  # of those behind a grouped notice
FIXED = tuple(name for name, kind in KINDS.items() if kind.is_fixed)

Root = aliased(Entry)


@dataclass(frozen=True, slots=True)
class Noticed:
    """A notice with what it is about, whether or not its reader may see that now."""

    notice: Notice
    entry: Entry | None
    circle: Circle | None
    is_inside: bool  # the reader may read what is in the circle, if there is one
    root_kind: str | None
    root_title: str
    root_author_id: int | None

    @property
    def knows_circle(self) -> bool:
        """The reader may see that there is such a circle, and what it is called."""
        there = self.circle
        if there is None or there.deleted_at is not None:
            return False
        return self.is_inside or there.visibility != "private"


@dataclass(frozen=True, slots=True)
class Unread:
    """How many notices were not seen, up to one more than MOST_COUNTED; in which threads."""

    count: int
    threads: tuple[int, ...]


def shows(actor: Actor) -> ColumnElement[bool]:
    """The notices of theirs the actor may see now; joins entries and circles from the outside.

    What was hidden, removed or made private since is no longer told, nor counted. Decisions about
    the actor stay: they are told without the words.
    """
    own = and_(
        Entry.author_id == actor.user_id, Entry.status.in_(content_policy.AUTHOR_SEES),
        Entry.root_visible.is_(True),
    )  # fmt: skip
    readable = or_(Notice.entry_id.is_(None), content.shown(), own)
    return and_(
        Notice.user_id == actor.user_id,
        or_(Notice.people.is_(None), and_(Notice.people > 0, _by_somebody(actor))),
        or_(Notice.kind.in_(FIXED), and_(readable, _inside(actor), _not_by_blocked(actor))),
    )


def _inside(actor: Actor) -> ColumnElement[bool]:
    member = exists().where(
        Membership.circle_id == Notice.circle_id, Membership.user_id == actor.user_id, is_in()
    )
    return or_(
        Notice.circle_id.is_(None),
        and_(Circle.deleted_at.is_(None), or_(Circle.visibility == "public", member)),
    )


def _not_by_blocked(actor: Actor) -> ColumnElement[bool]:
    if not actor.blocked:
        return true()
    return or_(Notice.by_id.is_(None), Notice.by_id.not_in(actor.blocked))


def _by_somebody(actor: Actor) -> ColumnElement[bool]:
    """Of several people, at least one the actor did not block."""
    if not actor.blocked:
        return true()
    return exists().where(
        NoticePerson.notice_id == Notice.id, NoticePerson.is_on.is_(True),
        NoticePerson.user_id.not_in(actor.blocked),
    )  # fmt: skip


def count_unread(actor: Actor) -> int:
    """How many notices the actor has not seen, up to one more than MOST_COUNTED: one statement."""
    return unread(actor).count


def unread(actor: Actor) -> Unread:
    """What the actor has not seen, up to one more than MOST_COUNTED: one bounded statement."""
    newest = (
        select(Notice.id)
        .where(Notice.user_id == actor.user_id, Notice.read_at.is_(None))
        .order_by(Notice.at.desc(), Notice.id.desc())
        .limit(LOOKED_THROUGH)
    )
    rows = session().execute(
        _with_entry(select(Notice.thread_id, _inside(actor).label("is_inside")))
        .where(Notice.id.in_(newest), shows(actor))
        .limit(MOST_COUNTED + 1)
    ).all()  # fmt: skip
    threads = sorted({row.thread_id for row in rows if row.is_inside and row.thread_id is not None})
    return Unread(len(rows), tuple(threads))


def inbox_page(
    actor: Actor, kinds: Collection[str] = (), *, cursor: str | None = None, limit: int = PAGE
) -> Page[Noticed]:
    """What the actor is told, newest first, of these kinds or of all.

    A page looks through so many rows at most: it may be short, and still have a next one.
    """
    mine: Any = select(Notice.id, Notice.at).where(Notice.user_id == actor.user_id)
    walk = after(mine, (Notice.at, Notice.id), cursor).limit(WALKED).subquery()
    statement = _noticed(actor).join(walk, walk.c.id == Notice.id).where(shows(actor))
    if kinds:
        statement = statement.where(Notice.kind.in_(kinds))
    ordered = statement.order_by(Notice.at.desc(), Notice.id.desc()).limit(limit + 1)
    found = [_row(row) for row in session().execute(ordered)]
    page = cut(found, limit, lambda one: (one.notice.at, one.notice.id))
    return page if page.next else Page(page.items, _behind(walk))


def get_notice(actor: Actor, notice_id: int) -> Noticed:
    """One notice of the actor's, while it is shown to them."""
    row = session().execute(
        _noticed(actor).where(Notice.id == notice_id, shows(actor))
    ).first()  # fmt: skip
    if row is None:
        raise NotFound
    return _row(row)


def _behind(walk: Any) -> str | None:
    """The cursor behind the last row a page looked through; None where the inbox ends."""
    last = session().execute(
        select(walk.c.at, walk.c.id, func.count().over().label("walked"))
        .order_by(walk.c.at, walk.c.id)
        .limit(1)
    ).first()  # fmt: skip
    if last is None or last.walked < WALKED:
        return None
    return encode_cursor((as_number(last.at), last.id))


def _with_entry(statement: Any) -> Any:
    return statement.outerjoin(Entry, Entry.id == Notice.entry_id).outerjoin(
        Circle, Circle.id == Notice.circle_id
    )


def _noticed(actor: Actor) -> Any:
    about = and_(Root.id == Notice.thread_id, content.unblocked(actor, Root))
    rows: Any = select(
        Notice, Entry, Circle, _inside(actor).label("is_inside"),
        Root.kind, Root.title, Root.author_id,
    ).select_from(Notice)  # fmt: skip
    whole = _with_entry(rows).outerjoin(Root, about)
    return whole.options(defer(Entry.html), defer(Entry.source))


def _row(row: Any) -> Noticed:
    return Noticed(
        row.Notice, row.Entry, row.Circle, bool(row.is_inside), row.kind, row.title or "",
        row.author_id,
    )


def latest_people(actor: Actor, notice_ids: Sequence[int]) -> dict[int, list[int]]:
    """The latest behind each grouped notice, without whom the actor blocked: one statement."""
    if not notice_ids:
        return {}
    latest = [_latest(actor, one).subquery() for one in notice_ids]
    parts = [select(one.c.notice_id, one.c.user_id, one.c.at) for one in latest]
    rows = session().execute(parts[0].union_all(*parts[1:])).all()
    found: dict[int, list[int]] = {}
    for row in sorted(rows, key=lambda one: (one.at, one.user_id), reverse=True):
        found.setdefault(row.notice_id, []).append(row.user_id)
    return found


def _latest(actor: Actor, notice_id: int) -> Any:
    behind: Any = select(NoticePerson.notice_id, NoticePerson.user_id, NoticePerson.at)
    return (
        behind.where(NoticePerson.notice_id == notice_id, NoticePerson.is_on.is_(True))
        .where(NoticePerson.user_id.not_in(actor.blocked) if actor.blocked else true())
        .order_by(NoticePerson.at.desc(), NoticePerson.user_id.desc())
        .limit(NAMED)
    )


def blocked_people(actor: Actor, notice_ids: Sequence[int]) -> dict[int, int]:
    """How many behind each grouped notice the actor blocked; no statement when nobody is."""
    if not notice_ids or not actor.blocked:
        return {}
    rows = session().execute(
        select(NoticePerson.notice_id, func.count().label("people"))
        .where(NoticePerson.notice_id.in_(notice_ids), NoticePerson.is_on.is_(True))
        .where(NoticePerson.user_id.in_(actor.blocked))
        .group_by(NoticePerson.notice_id)
    )
    return {row.notice_id: row.people for row in rows}
