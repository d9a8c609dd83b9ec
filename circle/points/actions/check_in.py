"""Being here today, and mending a day that was missed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from circle.circles import queries as circles
from circle.circles.models import Membership
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import action, session
from circle.core.errors import Conflict, Invalid, NotFound
from circle.core.i18n import lazy
from circle.core.policy import require
from circle.points import policy, queries
from circle.points.actions.earning import Happening, note_all
from circle.points.actions.ledger import Cause, open_books
from circle.points.actions.spending import spend
from circle.points.actions.standing import set_tally
from circle.points.models import CheckIn, Occurrence
from circle.points.queries.check_ins import ONE_DAY
from circle.points.rules import MAKE_UP_DAYS, STREAK_EVERY


class DayOver(Conflict):
    """A check-in that was meant for a day that is over is not one for today."""

    code = "day_over"
    title = lazy("That day is over")


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """A day kept: anew or before, and what it paid now."""

    check_in: CheckIn
    is_new: bool
    points: int = 0
    growth: int = 0


@action
def check_in(actor: Actor, circle_id: int, day: date | None = None) -> CheckedIn:
    """A member is here today: once a local day, paid once, more on every seventh in a row.

    `day` is the one it was meant for, when it was sent later than it was tapped: DayOver when that
    is not today. A day that is not after the newest one is the same day again, whatever clock says.
    """
    member = _member(actor, circle_id)
    now = clock.now()
    today = clock.local_day(now)
    if day not in (None, today):
        raise DayOver
    known = queries.standing_in_the_way(circle_id, member.user_id, today)
    if known is not None:
        return CheckedIn(known, is_new=False)
    kept = _keep(member, today)
    cause = f"{member.user_id}:{today}"
    rules = ["check_in"] + (["streak"] if kept.streak % STREAK_EVERY == 0 else [])
    paid = note_all([
        Happening(
            circle_id, member.user_id, rule, "day", cause, at=now,
            facts={"hour": clock.local(now).hour},
        )
        for rule in rules
    ])  # fmt: skip
    set_tally(member, "best_streak", kept.streak)
    return CheckedIn(kept, True, _sum(paid, "points"), _sum(paid, "growth"))


@action
def make_up(actor: Actor, circle_id: int, day: date) -> CheckIn:
    """A member mends a day they missed, for points: the streak goes on over it, nothing is paid."""
    member = _member(actor, circle_id)
    require(actor, policy.can_make_up(actor, circles.enter_by_id(actor, circle_id)[0]))
    _check_day(member, day)
    rules = queries.rules_at(circle_id)
    rule = rules["make_up"]
    if not rules.offers("make_up"):
        raise Conflict(lazy("Missed days can't be made up here"), code="make_up_off")
    used = queries.count_make_ups(circle_id, member.user_id, clock.local_day())
    if rule.limit is not None and used >= rule.limit:
        raise Conflict(
            lazy("You made up %(num)s days this month. More next month", num=used),
            code="make_ups_used",
        )
    if rule.points:
        cause = Cause("make_up", "day", f"{member.user_id}:{day}", facts={"day": str(day)})
        spend(circle_id, member.user_id, rule.points, cause)
    kept = _keep(member, day, made_up=True)
    for place, later in enumerate(queries.days_after(circle_id, member.user_id, day), 1):
        later.streak = kept.streak + place
    return kept


def _member(actor: Actor, circle_id: int) -> Membership:
    """The actor's own membership, its books open: judged as it is under their lock."""
    books = open_books(circle_id, {actor.user_id or 0})
    circle, here = circles.enter_by_id(actor, circle_id)
    require(here, policy.can_earn(here, circle))
    member = books.members.get(here.user_id or 0)
    if member is None:
        raise NotFound
    return member


def _keep(member: Membership, day: date, *, made_up: bool = False) -> CheckIn:
    """The row of a day, one longer in a row than the day before it."""
    before = queries.check_in_of(member.circle_id, member.user_id, day - ONE_DAY)
    kept = CheckIn(
        circle_id=member.circle_id, user_id=member.user_id, day=day, made_up=made_up,
        streak=before.streak + 1 if before else 1, at=clock.now(),
    )  # fmt: skip
    session().add(kept)
    session().flush()
    return kept


def _check_day(member: Membership, day: date) -> None:
    today = clock.local_day()
    if not queries.can_be_mended(day, today, queries.joined_day(member)):
        wrong = lazy(
            "A missed day of the last %(num)s can be made up, from the day after you joined",
            num=MAKE_UP_DAYS,
        )
        raise Invalid(wrong, errors={"day": [wrong]})
    if queries.check_in_of(member.circle_id, member.user_id, day) is not None:
        raise Conflict(lazy("You were here that day"), code="day_kept")


def _sum(paid: Sequence[Occurrence], name: str) -> int:
    return sum(getattr(each, name) for each in paid if each.state == "paid")
