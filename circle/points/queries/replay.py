"""Replaying what happened in a circle through the same judgement, under any rules."""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Row, func, select, tuple_

from circle.core import clock
from circle.core.db import session
from circle.points.judging import Case, Ruling, judge
from circle.points.models import Occurrence, PaidThread, RuleSet
from circle.points.queries.record import GRANTED, LIKES_DAYS, span_start
from circle.points.queries.rules import was_not_replaced
from circle.points.rules import (
    BETWEEN_TWO,
    CAPPED,
    DAY,
    DEFAULTS,
    DUPLICATE_LIKENESS,
    MONTH,
    SHORT_TEXTS,
    UNBUDGETED,
    WEEK,
    Rules,
    read,
)
from circle.screening.likeness import likeness

READ_AT_ONCE = 4000
SPANNED = frozenset(key for key, rule in DEFAULTS.items() if rule.span != DAY)
LOOK_BACK = timedelta(days=31)  # a month's limits, and likes of 30 days, reach so far back

_COLUMNS = (
    Occurrence.id, Occurrence.user_id, Occurrence.rule, Occurrence.day, Occurrence.at,
    Occurrence.giver_id, Occurrence.thread_id, Occurrence.facts, Occurrence.points,
    Occurrence.growth, Occurrence.refused, Occurrence.state,
)  # fmt: skip


class Granted(NamedTuple):
    """What a replay remembers of one grant of today or yesterday."""

    rule: str
    at: datetime
    points: int
    growth: int
    sketch: Sequence[int]


class RuleBook:
    """All versions of a circle's rules, read once, to ask for those of any time."""

    def __init__(self, circle_id: int) -> None:
        sets = session().execute(
            select(RuleSet.from_at, RuleSet.rules, RuleSet.version)
            .where(RuleSet.circle_id == circle_id, was_not_replaced())
            .order_by(RuleSet.version.desc())
        ).all()  # fmt: skip
        self._versions = [(row.from_at, read(row.rules, row.version)) for row in sets]
        self._defaults = Rules()

    def at(self, at: datetime) -> Rules:
        """The rules in force at a time: the newest version begun by then."""
        return next((found for begun, found in self._versions if begun <= at), self._defaults)


class ReplayRecord:
    """What a replay granted so far, as limits ask for it; told in the order of time.

    Answers exactly as `StoredRecord` does, and forgets what no limit can ask for any more, so that
    it stays small however long the replay is.
    """

    def __init__(self) -> None:
        self._days: dict[date, dict[int, list[Granted]]] = {}
        self._spans: dict[tuple[int, str, str], tuple[date, int]] = {}
        self._month: date | None = None
        self._pairs: Counter[tuple[int, str, int | None]] = Counter()
        self._likes: dict[int, deque[tuple[datetime, int | None]]] = {}
        self._likers: dict[int, Counter[int | None]] = {}
        self._threads: set[tuple[int, int]] = set()
        self._replied: dict[date, set[tuple[int, int]]] = {}
        self._week: tuple[date, int] | None = None

    def times(self, case: Case, span: str) -> int:
        """How often this rule was granted in the span of the case."""
        if span == DAY:
            return sum(1 for row in self._of_day(case, case.day) if row.rule == case.rule)
        start, count = self._spans.get((case.user_id, case.rule, span), (case.day, 0))
        return count if start == span_start(case.day, span) else 0

    def day_sums(self, case: Case) -> tuple[int, int]:
        """Points and growth granted that day under the ceilings."""
        today = [row for row in self._of_day(case, case.day) if row.rule in CAPPED]
        return sum(row.points for row in today), sum(row.growth for row in today)

    def in_thread(self, case: Case) -> bool:
        """Whether the thread paid already: a comment's for ever, a topic's replies that day."""
        thread = case.facts.get("thread")
        if thread is None:
            return False
        found = self._replied.get(case.day, ()) if case.rule == "reply" else self._threads
        return (case.user_id, thread) in found

    def seconds_since_text(self, case: Case) -> float | None:
        """How long ago a comment or reply was granted something."""
        times = [row.at for row in self._lately(case) if row.rule in SHORT_TEXTS]
        return (case.at - max(times)).total_seconds() if times else None

    def repeats(self, case: Case, hours: int) -> bool:
        """Whether the text is much like one granted in the last hours."""
        mine, since = case.facts.get("sketch", ()), case.at - timedelta(hours=hours)
        return any(
            likeness(mine, row.sketch) >= DUPLICATE_LIKENESS
            for row in self._lately(case)
            if row.sketch and row.at > since
        )

    def from_giver(self, case: Case) -> int:
        """How often this rule was granted through this giver in the month of the case."""
        if self._month != span_start(case.day, MONTH):
            return 0
        found = self._pairs[case.user_id, case.rule, case.giver_id]
        if case.rule in BETWEEN_TWO and case.giver_id is not None:
            found += self._pairs[case.giver_id, case.rule, case.user_id]
        return found

    def likes(self, case: Case) -> tuple[int, int]:
        """Granted likes of the last 30 days, and from how many people with this giver."""
        self._drop_old_likes(case.user_id, case.at)
        givers = self._likers.get(case.user_id, Counter())
        return givers.total(), len(givers) + (case.giver_id not in givers)

    def week_total(self, case: Case) -> int:
        """Points the circle granted since Monday; purchases stand outside the budget."""
        week = self._week
        return week[1] if week is not None and week[0] == span_start(case.day, WEEK) else 0

    def add(self, case: Case, thread_id: int | None, points: int, growth: int) -> None:
        """Remember one grant."""
        self._turn_to(case.day)
        granted = Granted(case.rule, case.at, points, growth, case.facts.get("sketch", ()))
        self._days.setdefault(case.day, {}).setdefault(case.user_id, []).append(granted)
        for span in (WEEK, MONTH):
            self._count_span(case, span)
        self._pairs[case.user_id, case.rule, case.giver_id] += case.giver_id is not None
        if case.rule == "liked":
            self._likes.setdefault(case.user_id, deque()).append((case.at, case.giver_id))
            self._likers.setdefault(case.user_id, Counter())[case.giver_id] += 1
        if case.rule == "comment" and thread_id is not None:
            self._threads.add((case.user_id, thread_id))
        if case.rule == "reply" and thread_id is not None:
            self._replied.setdefault(case.day, set()).add((case.user_id, thread_id))
        if case.rule not in UNBUDGETED:
            start = span_start(case.day, WEEK)
            had = self._week[1] if self._week and self._week[0] == start else 0
            self._week = start, had + points

    def paid_in(self, threads: Iterable[tuple[int, int]]) -> None:
        """Remember threads that paid members for a comment long before."""
        self._threads.update(threads)

    def _count_span(self, case: Case, span: str) -> None:
        if case.rule not in SPANNED:
            return
        key, start = (case.user_id, case.rule, span), span_start(case.day, span)
        began, count = self._spans.get(key, (start, 0))
        self._spans[key] = (start, count + 1 if began == start else 1)

    def _of_day(self, case: Case, day: date) -> Sequence[Granted]:
        return self._days.get(day, {}).get(case.user_id, ())

    def _lately(self, case: Case) -> Iterator[Granted]:
        yield from self._of_day(case, case.day)
        yield from self._of_day(case, case.day - timedelta(days=1))

    def _turn_to(self, day: date) -> None:
        """Forget what lies too far back to be asked for, when a new day or month begins."""
        if day not in self._days:
            for past in [kept for kept in self._days if kept < day - timedelta(days=1)]:
                del self._days[past]
                self._replied.pop(past, None)
        month = span_start(day, MONTH)
        if month != self._month:
            self._month = month
            self._pairs.clear()
            for user_id in list(self._likes):
                self._drop_old_likes(user_id, clock.day_start(day))

    def _drop_old_likes(self, user_id: int, at: datetime) -> None:
        likes, horizon = self._likes.get(user_id), at - timedelta(days=LIKES_DAYS)
        while likes and likes[0][0] <= horizon:
            _, giver = likes.popleft()
            givers = self._likers[user_id]
            givers[giver] -= 1
            if not givers[giver]:
                del givers[giver]


def replayed(
    circle_id: int, since: datetime, rules_of: Callable[[datetime], Rules]
) -> Iterator[tuple[Row[Any], Ruling]]:
    """Every occurrence of a circle since a time, in order, with what it is worth under the rules.

    What came before is taken as it was ruled, so that limits begin where they stood. Rows come in
    batches by keyset: nothing is held open, and nothing but the record grows.
    """
    record, book = ReplayRecord(), RuleBook(circle_id)
    record.paid_in(_threads_before(circle_id, since - LOOK_BACK))
    for row in _rows(circle_id, since - LOOK_BACK):
        if row.at < since:
            if row.state in GRANTED:
                record.add(_case(row), row.thread_id, row.points, row.growth)
        elif row.rule == "removal":
            yield row, _removal(row, rules_of(row.at), book.at(row.at))
        else:
            yield row, _again(row, rules_of(row.at), record)


def count_occurrences(circle_id: int, since: datetime) -> int:
    """How many occurrences a replay of a circle since a time goes through."""
    counted = select(func.count()).where(Occurrence.circle_id == circle_id, Occurrence.at >= since)
    return session().scalar(counted) or 0


def _again(row: Row[Any], rules: Rules, record: ReplayRecord) -> Ruling:
    case = _case(row)
    ruling = judge(rules, case, record)
    if ruling.refused is None:
        record.add(case, row.thread_id, ruling.points, ruling.growth)
    return ruling


def _removal(row: Row[Any], rules: Rules, then: Rules) -> Ruling:
    """The growth lost: where a member had less to lose than the rule of the time said, no more."""
    rule = rules["removal"]
    had_less = then["removal"].on and row.growth < then["removal"].growth
    growth = min(rule.growth, row.growth) if had_less else rule.growth
    return Ruling(0, growth) if rule.on and growth else Ruling(refused="off")


def _case(row: Row[Any]) -> Case:
    return Case(row.rule, row.user_id, row.at, row.day, row.giver_id, row.facts)


def _rows(circle_id: int, since: datetime) -> Iterator[Row[Any]]:
    place = (since, 0)
    while True:
        rows = session().execute(
            select(*_COLUMNS)
            .where(Occurrence.circle_id == circle_id)
            .where(tuple_(Occurrence.at, Occurrence.id) > place)
            .order_by(Occurrence.at, Occurrence.id)
            .limit(READ_AT_ONCE)
        ).all()  # fmt: skip
        yield from rows
        if len(rows) < READ_AT_ONCE:
            return
        place = (rows[-1].at, rows[-1].id)


def _threads_before(circle_id: int, at: datetime) -> Iterator[tuple[int, int]]:
    rows = session().execute(
        select(Occurrence.user_id, Occurrence.thread_id)
        .where(Occurrence.circle_id == circle_id, Occurrence.at < at)
        .where(Occurrence.rule == "comment", Occurrence.state.in_(GRANTED))
        .where(Occurrence.thread_id.is_not(None))
        .union_all(
            select(PaidThread.user_id, PaidThread.thread_id).where(
                PaidThread.circle_id == circle_id
            )
        )
        .execution_options(yield_per=READ_AT_ONCE)
    )
    for user_id, thread_id in rows:
        yield user_id, thread_id or 0
