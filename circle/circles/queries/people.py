"""Reads of who is in a circle: lists of members, requests to join."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Executable, Select, and_, bindparam, func, or_, select

from circle.accounts.models import User, avatar_url
from circle.accounts.names import name_key
from circle.circles import policy
from circle.circles.models import Circle, MemberLabel, Membership, state_at
from circle.circles.queries.circles import enter_by_id, enter_locked
from circle.circles.queries.faces import PERSON
from circle.circles.queries.labels import carries, labels_of, labels_refused
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import lock_row, session
from circle.core.errors import NotFound
from circle.core.i18n import _
from circle.core.paging import PAGE, Page, after, cut
from circle.core.policy import require

MEMBER = (
    Membership.id, Membership.role, Membership.state, Membership.level, Membership.growth,
    Membership.joined_at, Membership.introduction, Membership.interests, Membership.muted_until,
    Membership.expires_at, Membership.entries_count, Membership.answers, Membership.created_at,
    Membership.listed, Membership.badges,
)  # fmt: skip
STAFF_ROLES = ("owner", "admin", "moderator")
MAX_STAFF = 100
EXPIRING = timedelta(days=7)  # time enough to ask whether they stay
MOST_EXPIRING = 10


@dataclass(frozen=True, slots=True)
class MemberFilter:
    """Which members to list; `state` and `label` are for staff."""

    role: str | None = None
    state: str | None = None
    search: str = ""
    label: int | None = None


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One member in a list; `id` is the membership. What is for staff alone is None to others."""

    id: int
    user_id: int
    name: str
    display_name: str
    url: str | None
    avatar_url: str | None
    role: str
    level: int
    joined_at: datetime | None
    introduction: str
    interests: Sequence[str]
    entries_count: int
    badges: Sequence[str] = ()
    state: str | None = None
    muted_until: datetime | None = None
    expires_at: datetime | None = None
    answers: Sequence[Any] = ()
    asked_at: datetime | None = None
    mark: bool = False
    labels: Sequence[MemberLabel] | None = None
    refused: Sequence[MemberLabel] = ()  # labels they took off themselves; on their page alone


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the newcomer's checklist."""

    key: str
    done: bool


def get_membership(circle_id: int, user_id: int, *, lock: bool = False) -> Membership | None:
    """The row of one user in one circle, whatever its state; None when there never was one."""
    whose = {"circle": circle_id, "user": user_id}
    return session().scalar(_membership(lock), whose)


@cache
def _membership(lock: bool) -> Select[Membership]:
    statement = select(Membership).where(
        Membership.circle_id == bindparam("circle"), Membership.user_id == bindparam("user")
    )
    asked: Select[Membership] = lock_row(statement) if lock else statement
    return asked


def find_membership(member_id: int) -> Membership | None:
    """The row by its id, for work nobody asked for; None when it is gone."""
    return session().get(Membership, member_id, populate_existing=True)


def get_present_member(circle_id: int, user_id: int) -> Membership:
    """Somebody who is a member at this moment; NotFound for anyone else."""
    found = get_membership(circle_id, user_id)
    if found is None or not found.is_member:
        raise NotFound
    return found


def membership_of(actor: Actor, *, lock: bool = False) -> Membership:
    """The actor's own membership in the circle entered; NotFound when they are not in it."""
    found = get_membership(actor.circle_id or 0, actor.user_id or 0, lock=lock)
    if found is None or not actor.is_member:
        raise NotFound
    return found


def accepted_version(here: Actor) -> int:
    """The version of the rules the actor has accepted; 0 for none and for who is no member."""
    if not here.is_member or here.user_id is None:
        return 0
    return membership_of(here).rules_version


def rules_due(here: Actor, circle: Circle) -> bool:
    """New rules wait for the actor's consent; no query while the first version stands."""
    if circle.rules_version == 1 or not here.is_member or here.user_id is None:
        return False
    return accepted_version(here) < circle.rules_version


def enter_by_member(
    actor: Actor, member_id: int, *, lock: bool = False
) -> tuple[Membership, Circle, Actor]:
    """A membership with its circle entered. Who is gone or waits is there for staff alone."""
    member = session().get(Membership, member_id)
    if member is None:
        raise NotFound
    if lock:
        circle, here = enter_locked(actor, member.circle_id)
        session().refresh(member, with_for_update=True)
    else:
        circle, here = enter_by_id(actor, member.circle_id)
    is_me = member.user_id == here.user_id
    if not is_me and not policy.can_see_members(here, circle):
        raise NotFound
    if not member.is_member and not is_me and not here.can(policy.Power.SEE_STATES):
        raise NotFound
    return member, circle, here


def get_member_row(actor: Actor, member_id: int) -> MemberRow:
    """One member as a list would show them."""
    member, circle, here = enter_by_member(actor, member_id)
    row = session().execute(_members(circle).where(Membership.id == member.id)).one()
    one = _member_row(here, row, is_me=member.user_id == here.user_id)
    [one] = _with_labels(here, [one])
    if not here.can(policy.Power.LABEL):
        return one
    return replace(one, refused=labels_refused([one.id]).get(one.id, ()))


def members_page(
    here: Actor, circle: Circle, wanted: MemberFilter, *, cursor: str | None = None,
    limit: int = PAGE,
) -> Page[MemberRow]:
    """Members of a circle, latest first. Only staff filter by state or label, or see them."""
    require(here, policy.can_see_members(here, circle))
    if wanted.state:
        require(here, policy.holds(here, policy.Power.SEE_STATES))
    statement = _members(circle).where(_in_state(wanted.state))
    if wanted.role:
        statement = statement.where(Membership.role == wanted.role)
    if wanted.search:
        statement = statement.where(_begins(wanted.search))
    if wanted.label:
        statement = statement.where(carries(here, circle, wanted.label))
    return _page(here, statement, cursor, limit).map(lambda rows: _with_labels(here, rows))


def handover_candidates(
    here: Actor, circle: Circle, wanted: MemberFilter, limit: int
) -> Sequence[MemberRow]:
    """Who may become owner: admins first, then other staff, then the latest members."""
    found = members_page(here, circle, wanted, limit=limit).items
    staff = () if wanted.search else list_staff(here, circle)
    rows = {row.id: row for row in (*staff, *found) if row.role != "owner"}
    return sorted(rows.values(), key=lambda row: -policy.RANK[policy.Role(row.role)])


def directory_page(
    here: Actor, circle: Circle, *, interest: str = "", cursor: str | None = None,
    limit: int = PAGE,
) -> Page[MemberRow]:
    """Members who chose to be found, with how they introduce themselves; for members alone."""
    if not circle.directory:
        raise NotFound
    require(here, policy.can_follow(here, circle))
    statement = _members(circle).where(Membership.listed, _in_state(None))
    if interest:
        statement = statement.where(_shares(interest))
    return _page(here, statement, cursor, limit)


def requests_page(
    here: Actor, circle: Circle, *, cursor: str | None = None, limit: int = PAGE
) -> Page[MemberRow]:
    """Requests to join that wait for staff, oldest first."""
    require(here, policy.holds(here, policy.Power.ADMIT))
    statement = _members(circle).where(Membership.state == "pending")
    place = (Membership.created_at, Membership.id)
    rows = session().execute(after(statement, place, cursor, descending=False).limit(limit + 1))
    page = cut(rows.all(), limit, lambda row: (row.created_at, row.id))
    return page.map(lambda found: [_member_row(here, row) for row in found])


def count_requests(here: Actor, circle: Circle) -> int:
    """How many requests wait; 0, without a query, for who could not answer them."""
    if not here.can(policy.Power.ADMIT):
        return 0
    waiting = select(func.count()).where(
        Membership.circle_id == circle.id, Membership.state == "pending"
    )
    return session().scalar(waiting) or 0


def list_staff(here: Actor, circle: Circle) -> Sequence[MemberRow]:
    """Owner, admins and moderators, in that order: everybody may know who answers for a circle."""
    rows = session().execute(
        _members(circle)
        .where(_in_state(None), Membership.role.in_(STAFF_ROLES))
        .order_by(Membership.joined_at, Membership.id)
        .limit(MAX_STAFF)
    )
    found = [_member_row(here, row) for row in rows]
    return sorted(found, key=lambda row: STAFF_ROLES.index(row.role))


def asks_staff(here: Actor, circle: Circle) -> bool:
    """Whether joining means asking: by the circle's policy, or because one was turned away."""
    if circle.join_policy != "open" or here.membership_id is None:
        return circle.join_policy in ("approval", "term")
    member = session().get(Membership, here.membership_id)
    return member is not None and member.turned_away is not None


def checklist(here: Actor, circle: Circle) -> Sequence[Step]:
    """A newcomer's three steps; none once all are done, put away, or for the owner."""
    if here.user_id is None or not here.is_member or here.role == "owner":
        return ()
    member = session().execute(_settled(), {"member": here.membership_id}).first()
    if member is None or member.checklist_closed_at is not None:
        return ()
    steps = (
        Step("introduce", bool(member.introduction)),
        Step("rules", member.rules_version >= circle.rules_version),
        Step("write", member.entries_count > 0),
    )
    return () if all(step.done for step in steps) else steps


@cache
def list_expiring(here: Actor, circle: Circle) -> Sequence[MemberRow]:
    """Members whose term is over within a week, the soonest first; at most ten are told."""
    soon = clock.now() + EXPIRING
    statement = (
        _members(circle)
        .where(_in_state(None), Membership.expires_at <= soon)
        .order_by(Membership.expires_at, Membership.id)
        .limit(MOST_EXPIRING)
    )
    return [_member_row(here, row) for row in session().execute(statement)]


def _settled() -> Executable:
    return select(
        Membership.introduction, Membership.rules_version, Membership.entries_count,
        Membership.checklist_closed_at,
    ).where(Membership.id == bindparam("member"))


def _members(circle: Circle) -> Select[Any]:
    return (
        select(*PERSON, *MEMBER, Circle.levels)
        .join(User, User.id == Membership.user_id)
        .join(Circle, Circle.id == Membership.circle_id)
        .where(Membership.circle_id == circle.id)
    )


def _page(here: Actor, statement: Select[Any], cursor: str | None, limit: int) -> Page[MemberRow]:
    place = (Membership.joined_at, Membership.id)
    rows = session().execute(after(statement, place, cursor).limit(limit + 1)).all()
    page = cut(rows, limit, lambda row: (row.joined_at, row.id))
    return page.map(lambda found: [_member_row(here, row) for row in found])


def _with_labels(here: Actor, rows: Sequence[MemberRow]) -> Sequence[MemberRow]:
    if not here.can(policy.Power.LABEL):
        return rows
    carried = labels_of([row.id for row in rows])
    return [replace(row, labels=carried.get(row.id, ())) for row in rows]


def _in_state(state: str | None) -> ColumnElement[bool]:
    now = clock.now()
    lasts = or_(Membership.expires_at.is_(None), Membership.expires_at > now)
    silent = or_(Membership.muted_until.is_(None), Membership.muted_until > now)
    if state is None:
        return and_(Membership.state.in_(("active", "muted")), lasts)
    if state == "muted":
        return and_(Membership.state == "muted", lasts, silent)
    if state == "active":
        spoke = and_(Membership.state == "muted", Membership.muted_until <= now)
        return and_(or_(Membership.state == "active", spoke), lasts)
    return and_(Membership.state == state, Membership.joined_at.is_not(None))


def _begins(search: str) -> ColumnElement[bool]:
    text = search.strip()[:40]
    return or_(
        User.name_key.startswith(name_key(text), autoescape=True),
        User.display_name.istartswith(text, autoescape=True),
    )


def _shares(interest: str) -> ColumnElement[bool]:
    return Membership.interests_text.contains(f"\n{interest.strip()[:20]}\n", autoescape=True)


def _member_row(here: Actor, row: Any, *, is_me: bool = False) -> MemberRow:
    closed = row.closed_at is not None
    sees = is_me or here.can(policy.Power.SEE_STATES)
    return MemberRow(
        id=row.id,
        user_id=row.user_id,
        name="" if closed else row.name,
        display_name=_("closed account") if closed else row.display_name,
        url=None if closed else f"/u/{row.name}",
        avatar_url=None if closed else avatar_url(row.avatar),
        role=row.role,
        level=row.level,
        joined_at=row.joined_at,
        introduction=row.introduction if row.listed or sees else "",
        interests=row.interests if row.listed or sees else (),
        entries_count=row.entries_count,
        badges=row.badges,
        state=state_at(row.state, row.muted_until, row.expires_at) if sees else None,
        muted_until=row.muted_until if sees else None,
        expires_at=row.expires_at if sees else None,
        answers=row.answers if sees else (),
        asked_at=row.created_at if sees else None,
        mark=policy.bears_mark(row.level, policy.read_levels(row.levels)),
    )
