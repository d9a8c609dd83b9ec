"""The queue: what a circle's staff, or the site's, have to look at, the most urgent first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from circle.accounts.models import User
from circle.circles import queries as circles
from circle.circles.models import Circle, Membership
from circle.content import policy as content_policy
from circle.content import queries as content
from circle.content.models import Entry, Revision
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import lock_row, session
from circle.core.errors import Conflict, Invalid, NotFound
from circle.core.i18n import lazy
from circle.core.paging import PAGE, Page, after, as_number, cut
from circle.core.policy import require
from circle.moderation import policy
from circle.moderation.models import Act, Appeal, Case, Evidence, Report
from circle.moderation.models.cases import DUE, RANKS
from circle.moderation.queries.evidence import evidence_of_cases

FIRST = 1000  # cases whose sources are told apart
MOST_COUNTED = 100  # more than anybody finishes at a stretch
REPORTS_SHOWN = 200  # of a page's cases together


@dataclass(frozen=True, slots=True)
class Part:
    """Which part of a queue: in what state, and what brought it there."""

    state: str = "open"
    source: str | None = None


ALL = Part()


@dataclass(frozen=True, slots=True)
class Looked:
    """A case with what it is about."""

    case: Case
    circle: Circle | None = None
    entry: Entry | None = None
    edit: Revision | None = None
    member: Membership | None = None
    reports: Sequence[Report] = ()
    decisions: tuple[str, ...] = ()
    own: bool = False
    evidence: Sequence[Evidence] = ()
    codes: Sequence[str] = ()  # what its pictures lead to

    @property
    def reason(self) -> str:
        """Why the product holds it back, in the reader's language; nothing when people said it."""
        return self.entry.reason if self.entry is not None else ""


def open_case_of(entry_id: int, *, lock: bool = False) -> Case | None:
    """The open case of an entry, if there is one."""
    statement = select(Case).where(Case.entry_id == entry_id, Case.closed_at.is_(None))
    return session().scalars(lock_row(statement) if lock else statement).one_or_none()


def enter_case(actor: Actor, case_id: int) -> tuple[Case, Actor]:
    """A case and the actor placed where it lies; NotFound for whoever it does not lie before."""
    (case,), here = enter_cases(actor, [case_id])
    return case, here


def enter_cases(actor: Actor, case_ids: Sequence[int]) -> tuple[Sequence[Case], Actor]:
    """Cases of one circle and the actor placed there; Invalid when they are of several.

    NotFound when there is one among them that does not lie before the actor.
    """
    found = _by_id(Case, case_ids)
    cases = [found[ident] for ident in dict.fromkeys(case_ids) if ident in found]
    places = _places([case.circle_id for case in cases])
    placed = {circle.id: here for circle, here in circles.place_in(actor, [*places.values()])}
    around = [placed.get(case.circle_id or 0, actor) for case in cases]
    before = [policy.is_before(here, case) for here, case in zip(around, cases, strict=True)]
    if not cases or len(cases) < len(set(case_ids)) or not all(before):
        raise NotFound
    if len({case.circle_id for case in cases}) > 1:
        raise Invalid(errors={"case_ids": [lazy("These are of different circles")]})
    return cases, around[0]


def lock_cases(case_ids: Sequence[int]) -> Sequence[Case]:
    """Cases, fresh and locked by their numbers; Conflict when one is decided already."""
    cases = session().scalars(
        lock_row(select(Case).where(Case.id.in_(case_ids)).order_by(Case.id))
    ).all()
    if any(not case.is_open for case in cases):
        raise Conflict(lazy("Somebody decided this already"), code="decided")
    return cases


def get_looked(actor: Actor, case_id: int) -> tuple[Looked, Actor]:
    """A case with everything a decision needs to see."""
    case, here = enter_case(actor, case_id)
    return look_at(here, [case])[0], here


def queue_page(
    actor: Actor, slug: str, part: Part = ALL, *, cursor: str | None = None, limit: int = PAGE
) -> tuple[Circle, Actor, Page[Looked]]:
    """What lies before a circle's staff, the most urgent first; or what was decided, newest first.

    Who is looking at something just now keeps it to themselves: others see it when that is over.
    """
    circle, here = circles.enter(actor, slug)
    require(here, policy.can_review_circle(here))
    statement = select(Case).where(_before_staff(circle.id))
    page = _page(here, statement, part, (cursor, limit))
    return circle, here, page


def site_page(
    actor: Actor, part: Part = ALL, *, cursor: str | None = None, limit: int = PAGE
) -> Page[Looked]:
    """What lies before the staff of the whole site; NotFound for everybody else."""
    if not policy.can_review_site(actor):
        raise NotFound
    return _page(actor, select(Case).where(Case.desk != "circle"), part, (cursor, limit))


def first_cases(here: Actor, circle: Circle, limit: int) -> Page[Looked]:
    """The most urgent of what lies before the staff of a circle one is in already."""
    require(here, policy.can_review_circle(here))
    statement = select(Case).where(_before_staff(circle.id))
    return _page(here, statement, ALL, (None, limit))


def lively_circles() -> Sequence[int]:
    """Circles in which something was published in the last day."""
    since = clock.now() - timedelta(days=1)
    return session().scalars(
        select(Circle.id)
        .where(Circle.last_active_at >= since, Circle.deleted_at.is_(None)).order_by(Circle.id)
    ).all()  # fmt: skip


def count_open(circle_id: int) -> int:
    """How many cases lie before a circle's staff, counted to 100."""
    found = (
        select(Case.id)
        .where(_before_staff(circle_id), Case.closed_at.is_(None))
        .limit(MOST_COUNTED)
        .subquery()
    )
    return session().scalar(select(func.count()).select_from(found)) or 0


def count_sources(circle_id: int) -> Mapping[str, int]:
    """What brought the cases before a circle's staff, of the first thousand in their order."""
    first = (
        select(Case.source)
        .where(_before_staff(circle_id), Case.closed_at.is_(None))
        .order_by(Case.place, Case.id).limit(FIRST)
        .subquery()
    )  # fmt: skip
    rows = session().execute(select(first.c.source, func.count()).group_by(first.c.source))
    return {row[0]: row[1] for row in rows}


def case_view(here: Actor, one: Looked) -> dict[str, Any]:
    """A case as JSON."""
    return case_views(here, [one])[0]


def case_views(here: Actor, found: Sequence[Looked]) -> list[dict[str, Any]]:
    """Cases as JSON, each entry as its reader sees it."""
    shapes: dict[int, dict[str, Any]] = {}
    for circle in {one.circle.id: one.circle for one in found if one.circle}.values():
        entries = [one.entry for one in found if one.entry and one.entry.circle_id == circle.id]
        shapes |= {
            entry.id: shape
            for entry, shape in zip(
                entries, content.entry_views(here, circle, entries), strict=True
            )
        }
    return [_view(one, shapes) for one in found]


def _before_staff(circle_id: int) -> ColumnElement[bool]:
    return and_(Case.circle_id == circle_id, Case.desk != "site")


def _view(one: Looked, shapes: Mapping[int, dict[str, Any]]) -> dict[str, Any]:
    case = one.case
    plain = (
        "id", "subject", "source", "sources", "desk", "rule", "opened_at", "due_at", "claimed_by",
        "decision", "closed_at", "act_id",
    )  # fmt: skip
    return {
        **{name: getattr(case, name) for name in plain},
        "reason": one.reason, "urgent": case.urgency == 0, "overdue": case.is_overdue,
        "decisions": list(one.decisions), "member_id": case.membership_id,
        "entry": shapes.get(case.entry_id or 0),
        "edit": content.revision_view(one.edit) if one.edit else None,
        "reports": one.reports,
        "evidence": one.evidence, "codes": list(one.codes),
    }  # fmt: skip


def _page(
    here: Actor, statement: Select[Any], part: Part, place: tuple[str | None, int]
) -> Page[Looked]:
    cursor, limit = place
    chosen = statement.where(*_in_state(here, part.state))
    if part.source is not None:
        chosen = chosen.where(Case.source == part.source)
    done = part.state == "closed"
    column: Any = Case.closed_at if done else Case.place
    rows = session().scalars(
        after(chosen, (column, Case.id), cursor, descending=done).limit(limit + 1)
    ).all()
    page = cut(
        rows, limit, lambda case: (case.closed_at if done else case.place, case.id)
    )
    return page.map(lambda cases: look_at(here, cases))


def _in_state(here: Actor, state: str) -> Sequence[ColumnElement[bool]]:
    if state == "closed":
        return (Case.closed_at.is_not(None),)
    still = Case.closed_at.is_(None)
    held = Case.claimed_until > clock.now()
    if state == "mine":
        return (still, Case.claimed_by == here.user_id, held)
    if state == "overdue":
        now = as_number(clock.now())
        return (still, or_(*(
            Case.place.between(urgency * RANKS, urgency * RANKS + now) for urgency in DUE
        )))  # fmt: skip
    return (still,)


def look_at(here: Actor, cases: Sequence[Case]) -> list[Looked]:
    """Cases with what they are about, in one statement for each sort of thing."""
    entries = _by_id(Entry, [case.entry_id for case in cases])
    members = _by_id(Membership, [case.membership_id for case in cases])
    places = _places([case.circle_id for case in cases])
    edits = content.pending_edits(list(entries))
    reports = _reports([case.id for case in cases if case.reports_count])
    shown = {ident for ident, entry in entries.items() if (entry.card or {}).get("pictures")}
    codes = content.codes_said(shown | edits.keys())
    kept = evidence_of_cases([case.id for case in cases if case.reports_count])
    hidden_by = _by_id(Act, [entry.hidden_by_act for entry in entries.values()])
    looked = []
    for case in cases:
        entry, member = entries.get(case.entry_id or 0), members.get(case.membership_id or 0)
        edit = edits.get(case.entry_id or 0)
        concerned = entry.author_id if entry else member.user_id if member else None
        offered = policy.decisions_of(case, entry, edit=edit is not None) if case.is_open else ()
        own = concerned is not None and concerned == here.user_id
        hid = hidden_by.get(entry.hidden_by_act or 0) if entry else None
        if hid is not None and not policy.can_take_back(here, hid):
            offered = tuple(one for one in offered if one != "restore")
        looked.append(
            Looked(
                case, places.get(case.circle_id or 0), entry, edit, member,
                reports.get(case.id, ()), () if own else offered, own, kept.get(case.id, ()),
                codes.get(case.entry_id or 0, ()),
            )
        )  # fmt: skip
    return looked


def _places(wanted: Sequence[int | None]) -> dict[int, Circle]:
    """The circles of some cases; the one whose desk is read has been loaded for it."""
    kept = [one for one in session().identity_map.values() if isinstance(one, Circle)]
    found = {circle.id: circle for circle in kept if circle.id in wanted}
    return found | _by_id(Circle, [ident for ident in wanted if ident not in found])


def _by_id(model: Any, wanted: Sequence[int | None]) -> dict[int, Any]:
    ids = {ident for ident in wanted if ident is not None}
    if not ids:
        return {}
    return {row.id: row for row in session().scalars(select(model).where(model.id.in_(ids)))}


def _reports(case_ids: Sequence[int]) -> Mapping[int, list[Report]]:
    if not case_ids:
        return {}
    rows = session().scalars(
        select(Report).where(Report.case_id.in_(case_ids)).order_by(Report.id.desc())
        .limit(REPORTS_SHOWN)
    )  # fmt: skip
    told: dict[int, list[Report]] = {}
    for report in rows:
        told.setdefault(report.case_id, []).append(report)
    return told


def author_of(case: Case) -> int | None:
    """Whom a case is about, for who decides alone: an unnamed author is not told to anybody."""
    if case.entry_id is not None:
        return session().get_one(Entry, case.entry_id).author_id
    if case.membership_id is not None:
        return session().get_one(Membership, case.membership_id).user_id
    return case.user_id


def faces_of(here: Actor, found: Sequence[Looked]) -> dict[tuple[int, int], circles.Face]:
    """Who is named on a page of cases, by (circle, user)."""
    pairs = set()
    for one in found:
        author = content_policy.author_shown(one.entry, here) if one.entry else None
        author = one.member.user_id if one.member else author
        if author is not None:
            pairs.add((one.case.circle_id or 0, author))
    return circles.faces_in(pairs)


def persons_of(found: Sequence[Looked]) -> dict[int, User]:
    """Whom cases about people are about, by user."""
    return _by_id(User, [one.case.user_id for one in found])


def appeals_of(found: Sequence[Looked]) -> dict[int, tuple[Appeal, Act]]:
    """What was said in appeals, and against what, by appeal."""
    ids = [one.case.appeal_id for one in found if one.case.appeal_id is not None]
    if not ids:
        return {}
    rows = session().execute(
        select(Appeal, Act).join(Act, Act.id == Appeal.act_id).where(Appeal.id.in_(ids))
    )
    return {row[0].id: (row[0], row[1]) for row in rows}
