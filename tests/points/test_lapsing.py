"""Points nobody spent lapse, the oldest first, after everybody could read of it."""

from circle.circles import queries as entered
from circle.core import clock as time
from circle.core.actor import Actor
from circle.core.db import session, transaction
from circle.points import actions, queries
from circle.points.models import RuleSet
from tests.factories import points as made


def points(person):
    return made.standing(person).points


def ruled(version=1, **said):
    """Rules of the circle's own from now on."""
    with transaction():
        session().add(
            RuleSet(circle_id=made.circle_id(), version=version, from_at=time.now(), rules=said)
        )


def test_points_not_spent_in_twelve_months_lapse_first_in_first_out(inside, cast, clock):
    ruled(lapse_months=12)
    made.fill(cast.member, 30)
    clock.travel(days=200)
    made.fill(cast.member, 20)
    order = made.cause("redeem")
    actions.spend(made.circle_id(), cast.member.user_id, 25, order)
    clock.travel(days=170)
    lapse(cast)
    assert points(cast.member) == 20  # five of the first thirty were left
    clock.travel(days=200)
    lapse(cast)
    assert points(cast.member) == 0


def test_what_was_given_back_is_as_old_as_it_was(inside, cast, clock):
    ruled(lapse_months=12)
    made.fill(cast.member, 30)
    spent = made.cause("redeem")
    actions.spend(made.circle_id(), cast.member.user_id, 30, spent)
    kept = made.fill(cast.guest, 10)
    held = actions.hold(made.circle_id(), cast.guest.user_id, 10, made.cause("bounty"))
    clock.travel(days=360)
    back = actions.Cause(spent.rule, spent.kind, spent.id, 1)
    actions.unspend(made.circle_id(), cast.member.user_id, 30, back)
    actions.refund(held.id)
    assert (points(cast.member), points(cast.guest)) == (30, 10)
    clock.travel(days=10)
    lapse(cast)
    assert (points(cast.member), points(cast.guest)) == (0, 0) and kept.state == "paid"


def test_what_lapsed_once_and_came_back_lapses_again_and_stops_nothing(inside, cast, clock):
    ruled(lapse_months=12)
    made.fill(cast.member, 30)
    spent = made.cause("redeem")
    actions.spend(made.circle_id(), cast.member.user_id, 10, spent)
    clock.travel(days=370)
    lapse(cast)
    assert points(cast.member) == 0
    back = actions.Cause(spent.rule, spent.kind, spent.id, 1)
    actions.unspend(made.circle_id(), cast.member.user_id, 10, back)
    lapse(cast)
    assert points(cast.member) == 0


def test_nothing_lapses_before_everybody_could_read_of_it_for_thirty_days(inside, cast, clock):
    made.fill(cast.member, 30)
    clock.travel(days=400)
    ruled(lapse_months=12)
    for days in (0, 29):
        clock.travel(days=days)
        lapse(cast)
        assert points(cast.member) == 30
        circle, here = entered.enter(Actor(user_id=cast.member.user_id), "tea")
        assert queries.my_points(here, circle).lapsing == 30
    clock.travel(days=2)
    lapse(cast)
    assert points(cast.member) == 0


def test_a_shorter_time_counts_thirty_days_later_and_the_longer_one_until_then(
    inside, cast, clock
):
    ruled(lapse_months=24)
    made.fill(cast.member, 30)
    clock.travel(days=500)
    made.fill(cast.member, 20)
    clock.travel(days=215)
    ruled(2, lapse_months=6)
    clock.travel(days=20)
    lapse(cast)
    assert points(cast.member) == 20  # two years after the first
    clock.travel(days=11)
    lapse(cast)
    assert points(cast.member) == 0


def lapse(cast):
    """The daily job for the circle."""
    last = 0
    while last := actions.lapse_due(made.circle_id(), last, time.now()):
        pass
    assert [*queries.wrong_lines(), *queries.wrong_members()] == []
