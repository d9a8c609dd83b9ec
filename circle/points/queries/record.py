"""What was granted to a member before, read from the occurrences, as limits ask for it."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache, cached_property
from typing import Any

from sqlalchemy import Executable, Row, Select, and_, bindparam, func, select

from circle.core import clock
from circle.core.db import session
from circle.points.judging import Case
from circle.points.models import Occurrence, PaidThread
from circle.points.rules import (
    BETWEEN_TWO,
    CAPPED,
    DAY,
    DUPLICATE_LIKENESS,
    MONTH,
    PAST_LIMIT,
    SHORT_TEXTS,
    UNBUDGETED,
    WEEK,
)
from circle.screening.likeness import likeness

GRANTED = ("due", "paid", "taken", "void")  # what was taken back stays counted: no second chance
LIKES_DAYS = 30

# Every award asks some of what follows: the statements are built once.
_IS_HERE = Occurrence.circle_id == bindparam("circle")
_IS_MINE = and_(Occurrence.user_id == bindparam("user"), _IS_HERE)
_IS_OF_RULE = Occurrence.rule == bindparam("rule")


def span_start(day: date, span: str) -> date:
    """The first local day of the day, week (Monday) or month that a day lies in."""
    if span == WEEK:
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if span == MONTH else day


class StoredRecord:
    """One member's record in one circle, as the database has it; read under the circle's lock."""

    def __init__(self, circle_id: int, case: Case, *, done: bool = False) -> None:
        self._circle_id = circle_id
        self._case = case
        self._done = done  # what was done past a limit is remembered as if it had been granted

    def times(self, case: Case, span: str) -> int:
        """How often this rule was granted in the span of the case."""
        if span == DAY:
            return sum(1 for row in self._lately if row.rule == case.rule and row.day == case.day)
        asked = {**self._mine, "rule": case.rule, "since": span_start(case.day, span)}
        return session().scalar(_times(self._done), asked) or 0

    def day_sums(self, case: Case) -> tuple[int, int]:
        """Points and growth granted that day under the ceilings."""
        today = [row for row in self._lately if row.day == case.day and row.rule in CAPPED]
        return sum(row.points for row in today), sum(row.growth for row in today)

    def in_thread(self, case: Case) -> bool:
        """Whether the thread paid already: a comment's for ever, a topic's replies that day."""
        thread = case.facts.get("thread")
        if thread is None:
            return False
        if case.rule == "reply":
            return any(
                row.rule == case.rule and row.day == case.day and row.thread_id == thread
                for row in self._lately
            )
        asked = {**self._mine, "rule": case.rule, "thread": thread}
        return session().scalar(_in_thread(self._done), asked) is not None

    def seconds_since_text(self, case: Case) -> float | None:
        """How long ago a comment or reply was granted something."""
        times = [row.at for row in self._lately if row.rule in SHORT_TEXTS and row.at <= case.at]
        return (case.at - max(times)).total_seconds() if times else None

    def repeats(self, case: Case, hours: int) -> bool:
        """Whether the text is much like one granted in the last hours."""
        mine, since = case.facts.get("sketch", ()), case.at - timedelta(hours=hours)
        return any(
            likeness(mine, row.facts.get("sketch", ())) >= DUPLICATE_LIKENESS
            for row in self._lately
            if row.at > since
        )

    def from_giver(self, case: Case) -> int:
        """How often this rule was granted through this giver in the month of the case.

        Of answers accepted: between the two, whoever of them asked.
        """
        both = {case.user_id, case.giver_id}  # nobody is paid through themselves
        turns = case.rule in BETWEEN_TWO
        asked = {
            "circle": self._circle_id, "rule": case.rule,
            "users": both if turns else {case.user_id},
            "givers": both if turns else {case.giver_id},
            "since": clock.day_start(span_start(case.day, MONTH)),
        }  # fmt: skip
        return session().scalar(_from_giver(self._done), asked) or 0

    def likes(self, case: Case) -> tuple[int, int]:
        """Granted likes of the last 30 days, and from how many people with this giver."""
        since = case.at - timedelta(days=LIKES_DAYS)
        asked = {**self._mine, "rule": case.rule, "since": since}
        givers = session().execute(_likes(self._done), asked).all()
        people = {row[0] for row in givers} | {case.giver_id}
        return sum(row[1] for row in givers), len(people)

    def week_total(self, case: Case) -> int:
        """Points the circle granted since Monday; purchases stand outside the budget."""
        asked = {
            "circle": self._circle_id, "since": clock.day_start(span_start(case.day, WEEK)),
        }  # fmt: skip
        return session().scalar(_week_total(self._done), asked) or 0

    @property
    def _mine(self) -> Mapping[str, Any]:
        return {"circle": self._circle_id, "user": self._case.user_id}

    @cached_property
    def _lately(self) -> Sequence[Row[Any]]:
        """What was granted that day and the day before: few rows, limits see to that."""
        asked = {**self._mine, "since": self._case.day - timedelta(days=1)}
        return session().execute(_lately(self._done), asked).all()


@cache
def _lately(done: bool) -> Executable:
    return _granted(
        done, Occurrence.rule, Occurrence.day, Occurrence.at, Occurrence.points,
        Occurrence.growth, Occurrence.facts, Occurrence.thread_id,
    ).where(_IS_MINE, Occurrence.day >= bindparam("since"))  # fmt: skip


@cache
def _times(done: bool) -> Executable:
    counted = _granted(done, func.count()).where(_IS_MINE, _IS_OF_RULE)
    return counted.where(Occurrence.day >= bindparam("since"))


@cache
def _in_thread(done: bool) -> Executable:
    paid = _granted(done, Occurrence.id).where(_IS_MINE, _IS_OF_RULE)
    lately = paid.where(Occurrence.thread_id == bindparam("thread"))
    long_ago = select(PaidThread.thread_id).where(
        PaidThread.user_id == bindparam("user"), PaidThread.circle_id == bindparam("circle"),
        PaidThread.thread_id == bindparam("thread"), bindparam("rule") == "comment",
    )  # fmt: skip
    return lately.union_all(long_ago).limit(1)


@cache
def _from_giver(done: bool) -> Executable:
    return _granted(done, func.count()).where(
        Occurrence.user_id.in_(bindparam("users", expanding=True)), _IS_HERE, _IS_OF_RULE,
        Occurrence.giver_id.in_(bindparam("givers", expanding=True)),
        Occurrence.at >= bindparam("since"),
    )  # fmt: skip


@cache
def _likes(done: bool) -> Executable:
    likes = _granted(done, Occurrence.giver_id, func.count()).where(_IS_MINE, _IS_OF_RULE)
    return likes.where(Occurrence.at > bindparam("since")).group_by(Occurrence.giver_id)


@cache
def _week_total(done: bool) -> Executable:
    return _granted(done, func.coalesce(func.sum(Occurrence.points), 0)).where(
        _IS_HERE, Occurrence.at >= bindparam("since"), Occurrence.rule.not_in(UNBUDGETED)
    )


def _granted(done: bool, *columns: Any) -> Select[Any]:
    granted = Occurrence.state.in_(GRANTED)
    past = and_(Occurrence.state == "refused", Occurrence.refused.in_(PAST_LIMIT))
    return select(*columns).where(granted | past if done else granted)
