"""Earning: what could earn is kept as a row, judged, and paid; and taken back when it goes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from circle.circles import policy as circles_policy
from circle.circles import queries as circles
from circle.core import clock
from circle.core.db import action, session
from circle.core.jobs import enqueue
from circle.points import queries
from circle.points.actions.ledger import Books, Cause, Draft, open_books
from circle.points.actions.moving import bring, take
from circle.points.actions.standing import count_growth, count_tally, raise_level
from circle.points.judging import Case, Ruling, is_done, judge
from circle.points.models import Occurrence
from circle.points.rules import LIKE_WAIT_HOURS, PAST_LIMIT

PENALTIES = frozenset({"removal"})  # occurrences that cost growth instead of bringing some
RETURNING = frozenset({"featured", "accepted", "accepting", "report"})  # may be withdrawn and hold
UNDONE = ("taken", "void")
GONE, AD, WITHDRAWN = "gone", "ad", "withdrawn"  # why something earns no more


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
def take_back(circle_id: int, user_id: int, entry_id: int, why: str = GONE) -> None:
    """An entry is gone, or an ad now: what it earned, in its own right and by others' likes, goes
    with it."""
    books = open_books(circle_id, {user_id})
    for occurrence in queries.noted_of_entry(circle_id, user_id, entry_id):
        if occurrence.rule not in PENALTIES:
            _undo(books, occurrence, why)


@action
def pay_again(circle_id: int, user_id: int, entry_id: int, why: str = GONE) -> None:
    """An entry is back: what was taken for its going is given back, to the point.

    What was taken for another reason (a mark withdrawn, an ad) stays taken.
    """
    books = open_books(circle_id, {user_id})
    found = queries.noted_of_entry(circle_id, user_id, entry_id)
    _lift_penalties(books, found)
    for occurrence in found:
        taken = occurrence.refused == why or occurrence.facts.get("gone") in (why, True)
        if occurrence.rule not in PENALTIES and taken:
            _redo(books, occurrence)


@action
def forgive(circle_id: int, user_id: int, entry_id: int) -> None:
    """Staff changed their mind about an entry that is not on show yet: the lost growth is back."""
    books = open_books(circle_id, {user_id})
    _lift_penalties(books, queries.noted_of_entry(circle_id, user_id, entry_id))


@action
def stop_being_ad(circle_id: int, user_id: int, entry_id: int) -> None:
    """An ad became something else while it was out of sight: what it earned before waits with it
    for being shown again."""
    open_books(circle_id, {user_id})
    for occurrence in queries.noted_of_entry(circle_id, user_id, entry_id):
        if occurrence.state in UNDONE and occurrence.refused == AD:
            occurrence.refused = GONE
        elif occurrence.facts.get("gone") == AD:
            occurrence.facts = {**occurrence.facts, "gone": GONE}


@action
def withdraw(circle_id: int, user_id: int, rule: str, cause: tuple[str, str]) -> None:
    """One thing that earned is no more; nothing happens when it earned nothing."""
    books = open_books(circle_id, {user_id})
    occurrence = queries.noted_of_cause(circle_id, (rule, *cause))
    if occurrence is not None:
        _undo(books, occurrence, WITHDRAWN)


@action
def stop_waiting(circle_id: int, user_id: int, rule: str, cause: tuple[str, str]) -> None:
    """What still waits to count does not; what counted stays."""
    open_books(circle_id, {user_id})
    occurrence = queries.noted_of_cause(circle_id, (rule, *cause))
    if occurrence is not None and occurrence.state in ("due", "void"):
        occurrence.state, occurrence.refused = "void", WITHDRAWN


@action
def penalise(happening: Happening) -> None:
    """Staff took an entry away: growth is lost, each time anew as the rules say then, never more
    than there is, and comes back if they change their mind."""
    books = open_books(happening.circle_id, {happening.user_id})
    cause = happening.rule, happening.cause_kind, happening.cause_id
    occurrence = queries.noted_of_cause(happening.circle_id, cause)
    if occurrence is None:
        occurrence = _row(happening)
        occurrence.sequence = queries.count_transfers(happening.circle_id, *cause)
        session().add(occurrence)
    elif occurrence.state == "paid":
        return
    rule = queries.rules_at(happening.circle_id, happening.at)["removal"]
    there = books.of(happening.user_id, "growth").balance
    occurrence.growth = min(rule.growth, there) if rule.on else 0
    occurrence.facts = dict(happening.facts)
    occurrence.state, occurrence.refused = "refused", "off"
    if occurrence.growth:
        _pay(books, occurrence)


@action
def settle(circle_id: int, waiting: Mapping[int, int]) -> None:
    """Pay what waited a day in one circle, where nothing spoke against it: whose each one is."""
    books = open_books(circle_id, set(waiting.values()))
    for ident in waiting:
        _settle(books, ident)


@action
def set_aside(ident: int) -> None:
    """What cannot be settled leaves the queue, so that it stops nobody, and is tried by itself."""
    occurrence = session().get(Occurrence, ident, populate_existing=True)
    if occurrence is not None and occurrence.state == "due":
        occurrence.settles_at = None
        enqueue("points.settle_one", {"id": ident}, key=str(ident))


def _noted(books: Books, happening: Happening) -> Occurrence:
    cause = happening.rule, happening.cause_kind, happening.cause_id
    known, was_paid = queries.noted_before(happening.circle_id, cause)
    if known is not None:
        return _again(books, known, happening)
    occurrence = _row(happening)
    member = books.members.get(happening.user_id)
    facts = dict(happening.facts, outside=True) if member is None or not member.is_member else {}
    case = Case(
        happening.rule, happening.user_id, happening.at, occurrence.day, happening.giver_id,
        {**happening.facts, **facts},
    )  # fmt: skip
    ruling = _judged(occurrence, case, was_paid=was_paid)
    occurrence.points, occurrence.growth = ruling.points, ruling.growth
    occurrence.refused = ruling.refused
    if occurrence.refused in PAST_LIMIT and not was_paid:
        _count_done(books, occurrence, case)
    if occurrence.refused is None:
        if ruling.wait:
            occurrence.state, occurrence.settles_at = "due", happening.at + ruling.wait
        else:
            _pay(books, occurrence)
    session().add(occurrence)  # with all that became of it: written once
    return occurrence


def _count_done(books: Books, occurrence: Occurrence, case: Case) -> None:
    """Past a limit nothing is paid, and badges count what was done."""
    rules = queries.rules_at(occurrence.circle_id, case.at)
    record = queries.StoredRecord(occurrence.circle_id, case, done=True)
    if is_done(rules, case, record):
        occurrence.facts = {**occurrence.facts, "done": True}
        _tally(books, occurrence, 1)


def _tally(books: Books, occurrence: Occurrence, by: int) -> None:
    """Count what was done towards badges; what has no name leaves no trace there."""
    member = books.members.get(occurrence.user_id)
    if member is not None and not occurrence.facts.get("anonymous"):
        count_tally(member, occurrence, by)


def _judged(occurrence: Occurrence, case: Case, *, was_paid: bool) -> Ruling:
    """The ruling under the rules of the time, and the facts it rests on kept with the row."""
    rules = queries.rules_at(occurrence.circle_id, case.at)
    record = queries.StoredRecord(occurrence.circle_id, case)
    ruling = judge(rules, case, record)
    if ruling.refused is None and was_paid:
        # its row was forgotten after 400 days, the ledger's never is
        case = replace(case, facts={**case.facts, "paid_before": True})
        ruling = judge(rules, case, record)
    occurrence.facts = dict(case.facts)
    return ruling


def _again(books: Books, known: Occurrence, happening: Happening) -> Occurrence:
    """The same cause once more: a like given back waits anew, a mark set again pays again."""
    if known.state not in UNDONE or known.refused != WITHDRAWN:
        return known
    if happening.facts.get("category") == "ad":
        known.refused = AD
    elif known.state == "void":
        known.state, known.refused = "due", None
        known.settles_at = happening.at + timedelta(hours=LIKE_WAIT_HOURS)
    elif known.rule in RETURNING:
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
    elif occurrence.rule == "liked" and not _stayed(occurrence):
        occurrence.state, occurrence.refused = "void", "giver"
    else:
        _pay(books, occurrence)


def _stayed(occurrence: Occurrence) -> bool:
    """Whether who liked is still here: a helper's account that was thrown out lifts nobody."""
    giver = circles.get_membership(occurrence.circle_id, occurrence.giver_id or 0)
    return giver is not None and giver.is_member


def _undo(books: Books, occurrence: Occurrence, why: str) -> None:
    """It earns no more, and why; a reason that outlasts the entry's being gone takes its place."""
    if occurrence.state == "due":
        occurrence.state, occurrence.refused = "void", why
    elif occurrence.state == "paid":
        _move(books, occurrence, -1)
        occurrence.state, occurrence.refused = "taken", why
    elif occurrence.state in UNDONE and _outlasts(why, occurrence.refused):
        occurrence.refused = why
    elif occurrence.state == "refused":  # under other rules it would have been paid, and taken
        _leave(books, occurrence, why)


def _leave(books: Books, occurrence: Occurrence, why: str) -> None:
    """What earned nothing is gone too, and why; badges count it no more."""
    before = occurrence.facts.get("gone")
    if not before and occurrence.facts.get("done"):
        _tally(books, occurrence, -1)
    if before in (None, True) or _outlasts(why, before):
        occurrence.facts = {**occurrence.facts, "gone": why}


def _outlasts(why: str, before: object) -> bool:
    """Whether a reason takes another's place: what is withdrawn stays so, shown or an ad or not."""
    return before in ((GONE, AD) if why == WITHDRAWN else (GONE,))


def _lift_penalties(books: Books, occurrences: Sequence[Occurrence]) -> None:
    for occurrence in occurrences:
        if occurrence.rule in PENALTIES:
            _undo(books, occurrence, WITHDRAWN)


def _redo(books: Books, occurrence: Occurrence) -> None:
    if occurrence.state == "void":
        occurrence.state, occurrence.refused = "due", None
        occurrence.settles_at = occurrence.settles_at or clock.now()
    elif occurrence.state == "taken":
        _pay(books, occurrence)
    elif occurrence.state == "refused":
        occurrence.facts = {key: of for key, of in occurrence.facts.items() if key != "gone"}
        if occurrence.facts.get("done"):
            _tally(books, occurrence, 1)


def _pay(books: Books, occurrence: Occurrence) -> None:
    _move(books, occurrence, 1)
    occurrence.state, occurrence.refused = "paid", None


def _move(books: Books, occurrence: Occurrence, direction: int) -> None:
    """Post an occurrence's award (1) or its taking back (−1), and count what follows from it."""
    sign = -direction if occurrence.rule in PENALTIES else direction
    user_id, draft = occurrence.user_id, Draft(books, occurrence.user_id)
    amount = occurrence.taken if sign > 0 and occurrence.sequence else occurrence.growth
    grown = draft.grow(user_id, sign * amount)
    occurrence.taken = abs(grown)
    cause = Cause(
        occurrence.rule, occurrence.cause_kind, occurrence.cause_id, occurrence.sequence,
        occurrence.entry_id,
    )  # fmt: skip
    (bring if sign > 0 else take)(draft, occurrence.points, cause)
    occurrence.sequence += 1
    member = books.members.get(user_id)
    if member is None or occurrence.facts.get("anonymous"):
        return  # what has no name raises the level with the next thing that has one
    if occurrence.rule not in PENALTIES:
        count_growth(occurrence.circle_id, user_id, occurrence.day, grown)
        count_tally(member, occurrence, direction)
    if grown > 0:
        raise_level(member, circles_policy.levels_of(books.circle))
