"""Earning: what could earn is kept as a row, judged, and paid; and taken back when it goes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from circle.core import clock
from circle.core.db import action, lock_row, session
from circle.points import queries
from circle.points.actions.ledger import Books, Cause, Draft, open_books, post
from circle.points.actions.standing import count_growth, count_tally, raise_level
from circle.points.judging import Case, judge
from circle.points.models import LedgerTransfer, Occurrence

PENALTIES = frozenset({"removal"})  # occurrences that cost growth instead of bringing some
SETTLED_AT_ONCE = 200  # due occurrences paid in one transaction


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that could earn, as a reaction brings it."""

    circle_id: int
    user_id: int
    rule: str
    cause_kind: str
    cause_id: str
    at: datetime = field(default_factory=clock.now)
    entry_id: int | None = None
    thread_id: int | None = None
    giver_id: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


@action
def note(happening: Happening) -> Occurrence:
    """Keep what happened, judge it under the rules of its time, pay it when it is worth something.

    The same cause is judged once; a like taken back before it counted, and given again, waits anew.
    """
    return note_all([happening])[0]


@action
def note_all(happenings: Sequence[Happening]) -> Sequence[Occurrence]:
    """The same for all that one event brought; the members of one circle are locked together."""
    books = open_books(happenings[0].circle_id, {each.user_id for each in happenings})
    return [_noted(books, each) for each in happenings]


@action
def take_back(circle_id: int, user_id: int, entry_id: int) -> None:
    """An entry is gone: what it earned, in its own right and by others' likes, goes with it."""
    books = open_books(circle_id, {user_id})
    for occurrence in _of_entry(circle_id, user_id, entry_id):
        if occurrence.rule not in PENALTIES:
            _undo(books, occurrence)


@action
def pay_again(circle_id: int, user_id: int, entry_id: int) -> None:
    """An entry is back: what was taken for its going is given back, to the point."""
    books = open_books(circle_id, {user_id})
    for occurrence in _of_entry(circle_id, user_id, entry_id):
        if occurrence.rule in PENALTIES:
            _undo(books, occurrence)
        else:
            _redo(books, occurrence)


@action
def withdraw(circle_id: int, user_id: int, rule: str, cause: tuple[str, str]) -> None:
    """One thing that earned is no more; nothing happens when it earned nothing."""
    books = open_books(circle_id, {user_id})
    occurrence = _by_cause(circle_id, rule, *cause)
    if occurrence is not None:
        _undo(books, occurrence)


@action
def stop_waiting(circle_id: int, user_id: int, rule: str, cause: tuple[str, str]) -> None:
    """What still waits to count does not; what counted stays."""
    open_books(circle_id, {user_id})
    occurrence = _by_cause(circle_id, rule, *cause)
    if occurrence is not None and occurrence.state == "due":
        occurrence.state = "void"


@action
def penalise(happening: Happening) -> None:
    """Staff took an entry away: growth is lost, and comes back if they change their mind."""
    books = open_books(happening.circle_id, {happening.user_id})
    known = _by_cause(
        happening.circle_id, happening.rule, happening.cause_kind, happening.cause_id
    )
    if known is not None:
        _redo(books, known)
        return
    rules = queries.rules_at(happening.circle_id, happening.at)
    occurrence = _row(happening)
    there = books.of(happening.user_id, "growth").balance
    occurrence.growth = min(rules["removal"].growth, there) if rules["removal"].on else 0
    session().add(occurrence)
    if occurrence.growth:
        _pay(books, occurrence)
    else:
        occurrence.refused = "off"


@action
def settle_due() -> int:
    """Pay what waited a day and nothing spoke against; answers how many were settled."""
    due = session().execute(
        select(Occurrence.id, Occurrence.circle_id, Occurrence.user_id)
        .where(Occurrence.state == "due", Occurrence.settles_at <= clock.now())
        .order_by(Occurrence.settles_at, Occurrence.id)
        .limit(SETTLED_AT_ONCE)
    ).all()
    for circle_id in sorted({row.circle_id for row in due}):
        here = [row for row in due if row.circle_id == circle_id]
        books = open_books(circle_id, {row.user_id for row in here})
        for row in here:
            _settle(books, row.id)
    return len(due)


def _noted(books: Books, happening: Happening) -> Occurrence:
    known = _by_cause(
        happening.circle_id, happening.rule, happening.cause_kind, happening.cause_id
    )
    if known is not None:
        return _again(books, known)
    occurrence = _row(happening)
    member = books.members.get(happening.user_id)
    facts = dict(happening.facts, outside=True) if member is None or not member.is_member else {}
    case = Case(
        happening.rule, happening.user_id, happening.at, occurrence.day, happening.giver_id,
        {**happening.facts, **facts},
    )  # fmt: skip
    ruling = judge(
        queries.rules_at(happening.circle_id, happening.at), case,
        queries.StoredRecord(happening.circle_id, case),
    )  # fmt: skip
    occurrence.facts = dict(case.facts)
    occurrence.points, occurrence.growth = ruling.points, ruling.growth
    occurrence.refused = ruling.refused
    if ruling.refused is None and _was_paid(occurrence):
        occurrence.points = occurrence.growth = 0
        occurrence.refused = "limit"  # its row was forgotten after 400 days, the ledger's never is
    session().add(occurrence)
    if occurrence.refused is None:
        if ruling.wait:
            occurrence.state, occurrence.settles_at = "due", happening.at + ruling.wait
        else:
            _pay(books, occurrence)
    return occurrence


def _again(books: Books, known: Occurrence) -> Occurrence:
    """The same cause once more: a like given back waits anew, a mark set again pays again."""
    if known.state == "void":
        known.state = "due"
        known.settles_at = max(known.settles_at or clock.now(), clock.now())
    elif known.state == "taken" and known.rule == "featured":
        _pay(books, known)
    return known


def _row(happening: Happening) -> Occurrence:
    return Occurrence(
        circle_id=happening.circle_id, user_id=happening.user_id, rule=happening.rule,
        day=clock.local_day(happening.at), at=happening.at, cause_kind=happening.cause_kind,
        cause_id=happening.cause_id, entry_id=happening.entry_id, thread_id=happening.thread_id,
        giver_id=happening.giver_id, facts=dict(happening.facts), points=0, growth=0,
        state="refused", sequence=0,
    )  # fmt: skip


def _settle(books: Books, occurrence_id: int) -> None:
    occurrence = session().get(Occurrence, occurrence_id, populate_existing=True)
    if occurrence is None or occurrence.state != "due":
        return
    member = books.members.get(occurrence.user_id)
    if member is None or not member.is_member:
        occurrence.state, occurrence.refused = "void", "not_member"
    else:
        _pay(books, occurrence)


def _undo(books: Books, occurrence: Occurrence) -> None:
    if occurrence.state == "due":
        occurrence.state, occurrence.refused = "void", "gone"
    elif occurrence.state == "paid":
        _move(books, occurrence, -1)
        occurrence.state = "taken"


def _redo(books: Books, occurrence: Occurrence) -> None:
    if occurrence.state == "void" and occurrence.refused == "gone":
        occurrence.state, occurrence.refused = "due", None
    elif occurrence.state == "taken":
        _pay(books, occurrence)


def _pay(books: Books, occurrence: Occurrence) -> None:
    _move(books, occurrence, 1)
    occurrence.state, occurrence.refused = "paid", None


def _move(books: Books, occurrence: Occurrence, direction: int) -> None:
    """Post an occurrence's award (1) or its taking back (−1), and count what follows from it."""
    sign = -direction if occurrence.rule in PENALTIES else direction
    user_id, draft = occurrence.user_id, Draft(books, occurrence.user_id)
    amount = occurrence.taken if direction > 0 and occurrence.sequence else occurrence.growth
    if sign > 0:
        draft.credit(user_id, occurrence.points, fresh=occurrence.sequence == 0)
    else:
        draft.debit(user_id, occurrence.points)
    grown = draft.grow(user_id, sign * amount)
    occurrence.taken = abs(grown)
    cause = Cause(
        occurrence.rule, occurrence.cause_kind, occurrence.cause_id, occurrence.sequence,
        occurrence.entry_id,
    )  # fmt: skip
    post(draft, cause)
    occurrence.sequence += 1
    if not occurrence.facts.get("anonymous"):
        count_growth(occurrence.circle_id, user_id, occurrence.day, grown)
    if occurrence.rule not in PENALTIES:
        count_tally(occurrence, direction)
    member = books.members.get(user_id)
    if member is not None and grown > 0:
        raise_level(member)


def _of_entry(circle_id: int, user_id: int, entry_id: int) -> Iterable[Occurrence]:
    return session().scalars(
        lock_row(
            select(Occurrence)
            .where(Occurrence.entry_id == entry_id, Occurrence.circle_id == circle_id)
            .where(Occurrence.user_id == user_id)
            .order_by(Occurrence.id)
        )
    ).all()  # fmt: skip


def _by_cause(circle_id: int, rule: str, kind: str, ident: str) -> Occurrence | None:
    found: Occurrence | None = session().scalar(
        lock_row(
            select(Occurrence).where(
                Occurrence.circle_id == circle_id, Occurrence.rule == rule,
                Occurrence.cause_kind == kind, Occurrence.cause_id == ident,
            )
        )
    )  # fmt: skip
    return found


def _was_paid(occurrence: Occurrence) -> bool:
    paid = select(LedgerTransfer.id).where(
        LedgerTransfer.circle_id == occurrence.circle_id,
        LedgerTransfer.cause_kind == occurrence.cause_kind,
        LedgerTransfer.cause_id == occurrence.cause_id,
        LedgerTransfer.rule == occurrence.rule,
    )
    return session().scalar(paid.limit(1)) is not None
