"""Reading the log: a circle's for its owner and admins, the site's for its staff, one's own."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import and_, func, or_, select

from circle.accounts import queries as accounts
from circle.accounts.names import name_key
from circle.circles import queries as circles
from circle.circles.models import Circle, Membership
from circle.content.models import Entry
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import session
from circle.core.errors import NotFound
from circle.core.paging import PAGE, Page, after, cut
from circle.core.policy import require
from circle.moderation import policy
from circle.moderation.models import AuditCheckpoint, AuditDetail, AuditHead, AuditLine
from circle.moderation.models.audit import KEPT_DETAILS, SITE

NOT_TOLD = ("revealed", "refused")  # what own data leaves out: neither was done to them
_WITH_DETAILS = and_(AuditDetail.chain == AuditLine.chain, AuditDetail.seq == AuditLine.seq)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which lines: of whom (a name), of which kind, from a day, to a day."""

    person: str = ""
    code: str | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A line with what it tells; nothing of that once its time is over."""

    line: AuditLine
    told: Mapping[str, Any] = field(default_factory=dict)
    emptied: bool = False
    by: accounts.Person | None = None
    whom: accounts.Person | None = None


EVERYTHING = Asked()


def audit_page(
    actor: Actor, slug: str, asked: Asked = EVERYTHING, *, cursor: str | None = None,
    limit: int = PAGE,
) -> tuple[Circle, Actor, Page[Told]]:
    """What was done in a circle with the powers of a role, newest first: for owner and admins."""
    circle, here = circles.enter(actor, slug)
    require(here, policy.can_read_log(here))
    return circle, here, _page(circle.id, asked, cursor, limit)


def site_audit_page(
    actor: Actor, asked: Asked = EVERYTHING, *, cursor: str | None = None, limit: int = PAGE
) -> Page[Told]:
    """What was done to the site as a whole; NotFound for who is not of its staff."""
    if not policy.can_review_site(actor):
        raise NotFound
    return _page(SITE, asked, cursor, limit)


def line_view(one: Told) -> dict[str, Any]:
    """A line as JSON."""
    line = one.line
    return {
        "seq": line.seq, "at": line.at, "code": line.code, "by": line.actor_id,
        "subject": {"kind": line.subject_kind, "id": line.subject_id}, "act_id": line.act_id,
        "details": None if one.emptied else dict(one.told), "hash": line.hash,
    }  # fmt: skip


def own_log(user_id: int) -> Iterator[dict[str, Any]]:
    """What was decided about somebody or what they wrote; never who decided it."""
    mine = select(Membership.id).where(Membership.user_id == user_id)
    wrote = select(Entry.id).where(Entry.author_id == user_id)
    about = or_(
        and_(AuditLine.subject_kind == "member", AuditLine.subject_id.in_(mine)),
        and_(AuditLine.subject_kind == "entry", AuditLine.subject_id.in_(wrote)),
        and_(AuditLine.subject_kind == "user", AuditLine.subject_id == user_id),
    )
    for line, told in session().execute(_lines().where(about).order_by(AuditLine.id)):
        if not line.code.startswith(NOT_TOLD):
            known = json.loads(told) if told else {}
            yield {
                "at": line.at, "what": line.code, "subject": line.subject_kind,
                "subject_id": line.subject_id, "reason": known.get("reason"),
                "rule": known.get("rule"), "until": known.get("until"), "line": line.hash,
            }  # fmt: skip


def chains_to_empty() -> Sequence[int]:
    """The chains whose next line tells something about people for more than a year."""
    closed = (
        select(func.max(AuditCheckpoint.seq)).where(AuditCheckpoint.chain == AuditHead.chain)
        .correlate(AuditHead).scalar_subquery()
    )  # fmt: skip
    due = select(AuditLine.id).where(
        AuditLine.chain == AuditHead.chain, AuditLine.seq == func.coalesce(closed, 0) + 1,
        AuditLine.at <= clock.now() - KEPT_DETAILS,
    )  # fmt: skip
    return session().scalars(
        select(AuditHead.chain).where(due.exists()).order_by(AuditHead.chain)
    ).all()


def _page(chain: int, asked: Asked, cursor: str | None, limit: int) -> Page[Told]:
    statement = _lines().where(AuditLine.chain == chain)
    if asked.person:
        statement = statement.where(_of_person(asked.person))
    if asked.code:
        statement = statement.where(AuditLine.code == asked.code)
    if asked.since:
        statement = statement.where(AuditLine.at >= clock.day_start(asked.since))
    if asked.until:
        day_after = date.fromordinal(asked.until.toordinal() + 1)
        statement = statement.where(AuditLine.at < clock.day_start(day_after))
    place = (AuditLine.seq, AuditLine.seq)
    rows = session().execute(after(statement, place, cursor).limit(limit + 1)).all()
    page = cut(rows, limit, lambda row: (row[0].seq, row[0].seq))
    return page.map(_told)


def _lines() -> Any:
    return select(AuditLine, AuditDetail.told).outerjoin(AuditDetail, _WITH_DETAILS)


def _of_person(name: str) -> Any:
    """What somebody did, and what was done to them as a member; nothing of who is nobody."""
    ident = accounts.user_ids_by_name([name]).get(name_key(name), 0)
    memberships = select(Membership.id).where(Membership.user_id == ident)
    return or_(
        AuditLine.actor_id == ident,
        and_(AuditLine.subject_kind == "member", AuditLine.subject_id.in_(memberships)),
        and_(AuditLine.subject_kind == "user", AuditLine.subject_id == ident),
    )


def _told(rows: Sequence[Any]) -> list[Told]:
    members = {
        row[0].subject_id for row in rows if row[0].subject_kind == "member"
    } - {None}  # fmt: skip
    users = dict(_users_of(members))
    concerned = {
        row[0].id: users.get(row[0].subject_id) if row[0].subject_kind == "member"
        else row[0].subject_id if row[0].subject_kind == "user" else None
        for row in rows
    }  # fmt: skip
    wanted = {row[0].actor_id for row in rows} | set(concerned.values())
    people = accounts.people([ident for ident in wanted if ident is not None])
    return [
        Told(
            line, json.loads(told) if told else {}, told is None, people.get(line.actor_id or 0),
            people.get(concerned[line.id] or 0),
        )
        for line, told in rows
    ]  # fmt: skip


def _users_of(membership_ids: set[int]) -> Iterator[tuple[int, int]]:
    if membership_ids:
        rows = session().execute(
            select(Membership.id, Membership.user_id).where(Membership.id.in_(membership_ids))
        )
        yield from ((row.id, row.user_id) for row in rows)
