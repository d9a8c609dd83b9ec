"""What a member has in one circle: balances, the next level, what is to be earned today."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from circle.circles import policy as circles_policy
from circle.circles.models import Circle
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import session
from circle.core.i18n import Text
from circle.core.policy import require
from circle.points import policy
from circle.points.models import LedgerAccount, Occurrence
from circle.points.queries.lapsing import NOTICE, earned_until, months_before
from circle.points.queries.news import opened_between
from circle.points.queries.occurrences import reason_told
from circle.points.queries.record import GRANTED, span_start
from circle.points.queries.rules import rules_at
from circle.points.rules import MONTH, WEEK, Rule, Rules

DUE_DAYS = timedelta(days=2)  # what still waits is of yesterday or today
MAX_REFUSED = 20
NO_WAYS = frozenset({"streak", "make_up", "removal"})  # a part of checking in; costs; a loss


@dataclass(frozen=True, slots=True)
class Ladder:
    """The level and what it opened, how far the next one is, and what that opens.

    `next_at` is None at the top.
    """

    level: int
    growth: int
    begins: int
    next_at: int | None
    opens: Sequence[str]  # privileges
    opened: Sequence[str]  # by the level reached; what was there from the start is not among them

    @property
    def opens_words(self) -> Sequence[Text]:
        """What the next level opens, in words."""
        return [circles_policy.PRIVILEGE_NAMES[key] for key in self.opens]

    @property
    def opened_words(self) -> Sequence[Text]:
        """What the level reached opened, in words."""
        return [circles_policy.PRIVILEGE_NAMES[key] for key in self.opened]

    @property
    def left(self) -> int:
        """Growth to the next level."""
        return max(0, self.next_at - self.growth) if self.next_at else 0

    @property
    def progress(self) -> float:
        """How much of the ring to the next level is full, 0 to 1."""
        if self.next_at is None:
            return 1
        return max(0, min(1, (self.growth - self.begins) / max(1, self.next_at - self.begins)))


@dataclass(frozen=True, slots=True)
class Way:
    """One way to earn: what it brings, and how often it did in its span (limit None: no limit)."""

    key: str
    rule: Rule
    done: int

    @property
    def is_used_up(self) -> bool:
        """It brings nothing more in this span."""
        return self.rule.limit is not None and self.done >= self.rule.limit


@dataclass(frozen=True, slots=True)
class MyPoints:
    """Everything but the history: `balance` is what can be spent less what is owed."""

    balance: int
    spendable: int
    owed: int
    held: int
    waiting: int  # points that settle within a day
    lapsing: int  # points that lapse within thirty
    earned_today: int
    rules: Rules
    ladder: Ladder
    ways: Sequence[Way]


def my_points(here: Actor, circle: Circle) -> MyPoints:
    """What the member has in this circle. Four or five queries."""
    require(here, policy.can_see_points(here, circle))
    accounts = _accounts(here)
    spendable, owed, held, growth = (
        accounts[kind].balance if kind in accounts else 0
        for kind in ("spendable", "owed", "held", "growth")
    )
    rules, done = rules_at(circle.id), _done(here)
    today = clock.local_day()
    return MyPoints(
        balance=spendable - owed, spendable=spendable, owed=owed, held=held,
        waiting=sum(row.points for row in done if row.state == "due"),
        lapsing=_lapsing(rules, accounts.get("spendable")),
        earned_today=sum(row.points for row in done if row.state == "paid" and row.day == today),
        rules=rules, ladder=ladder_of(circle, here.level, growth),
        ways=[
            Way(key, rule, _times(done, key, rule))
            for key, rule in rules.each.items()
            if rules.offers(key) and key not in NO_WAYS
        ],
    )  # fmt: skip


def ladder_of(circle: Circle, level: int, growth: int) -> Ladder:
    """Where growth stands between a level and the next one of the circle's table."""
    levels = circles_policy.levels_of(circle)
    place = max(1, min(level, len(levels)))
    opened = opened_between(circle, place - 1, place) if place > 1 else ()
    if place == len(levels):
        return Ladder(level, growth, levels[-1].growth, None, (), opened)
    return Ladder(
        level, growth, levels[place - 1].growth, levels[place].growth,
        opened_between(circle, place, place + 1), opened,
    )  # fmt: skip


def refused_today(here: Actor) -> Sequence[Occurrence]:
    """What could have earned today and did not, with its reason, newest first.

    Left out is a reason that would tell who somebody without a name is.
    """
    rows = session().scalars(
        select(Occurrence)
        .where(Occurrence.user_id == here.user_id, Occurrence.circle_id == here.circle_id)
        .where(Occurrence.day == clock.local_day(), Occurrence.state == "refused")
        .where(Occurrence.refused != "off")
        .order_by(Occurrence.id.desc())
        .limit(MAX_REFUSED)
    ).all()  # fmt: skip
    return [row for row in rows if reason_told(row.refused, row.facts)]


def _accounts(here: Actor) -> Mapping[str, LedgerAccount]:
    rows = session().scalars(
        select(LedgerAccount).where(
            LedgerAccount.circle_id == here.circle_id, LedgerAccount.user_id == here.user_id
        )
    )
    return {row.kind: row for row in rows}


def _done(here: Actor) -> Sequence[Any]:
    """What was granted lately, by rule, day and state: a few dozen sums at most."""
    today = clock.local_day()
    since = min(span_start(today, WEEK), span_start(today, MONTH), today - DUE_DAYS)
    return session().execute(
        select(
            Occurrence.rule, Occurrence.day, Occurrence.state, func.count().label("times"),
            func.sum(Occurrence.points).label("points"),
        )
        .where(Occurrence.user_id == here.user_id, Occurrence.circle_id == here.circle_id)
        .where(Occurrence.day >= since, Occurrence.state.in_(GRANTED))
        .group_by(Occurrence.rule, Occurrence.day, Occurrence.state)
    ).all()  # fmt: skip


def _times(done: Sequence[Any], key: str, rule: Rule) -> int:
    since = span_start(clock.local_day(), rule.span)
    return sum(row.times for row in done if row.rule == key and row.day >= since)


def _lapsing(rules: Rules, account: LedgerAccount | None) -> int:
    """What lapses soon: earned before the horizon of in thirty days, and not used since."""
    if not rules.lapse_months or account is None or not account.balance:
        return 0
    horizon: datetime = months_before(clock.now() + NOTICE, rules.lapse_months)
    return max(0, earned_until(account.id, horizon) - (account.earned - account.balance))
