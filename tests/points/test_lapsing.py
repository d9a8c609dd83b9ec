"""Points nobody spent lapse, the oldest first, after everybody could read of it."""

from sqlalchemy import select

from circle.circles import queries as entered
from circle.core import clock as time
from circle.core.actor import Actor
from circle.core.db import session, transaction
from circle.points import actions, queries
from circle.points.models import LedgerAccount, RuleSet
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


def test_nobody_owes_what_lapsed_when_the_entry_that_earned_it_goes(inside, cast, clock):
    ruled(lapse_months=12)
    for person, entry in ((cast.member, 7), (cast.guest, 8)):
        made.happen(person, entry_id=entry)
    actions.spend(made.circle_id(), cast.guest.user_id, 20, made.cause("redeem"))
    clock.travel(days=370)
    made.fill(cast.member, 30)
    lapse(cast)
    for person, entry in ((cast.member, 7), (cast.guest, 8)):
        actions.take_back(made.circle_id(), person.user_id, entry)
    assert (points(cast.member), points(cast.guest)) == (30, -20)
    assert on_account("lapsed") == 0
    verified()


def test_only_what_was_spent_of_it_is_owed_and_what_lapsed_does_not_come_back_with_the_entry(
    inside, cast, clock
):
    ruled(lapse_months=12)
    made.happen(cast.member, entry_id=7)
    actions.spend(made.circle_id(), cast.member.user_id, 5, made.cause("redeem"))
    clock.travel(days=370)
    lapse(cast)
    here = made.circle_id(), cast.member.user_id, 7
    for _ in range(2):
        actions.take_back(*here)
        assert (points(cast.member), on_account("lapsed")) == (-5, 0)
        actions.pay_again(*here)
        assert (points(cast.member), on_account("lapsed")) == (0, 15)
    verified()
    circle, me = entered.enter(Actor(user_id=cast.member.user_id), "tea")
    newest = queries.history_page(me, circle).items[0]
    assert (newest.points, newest.detail) == (5, "另有 15 分早已过期")


def test_what_a_closed_account_left_behind_is_no_debt_either(inside, cast):
    made.happen(cast.member, entry_id=7)
    actions.forfeit(cast.member.user_id)
    actions.take_back(made.circle_id(), cast.member.user_id, 7)
    assert (points(cast.member), on_account("lapsed")) == (0, 0)
    verified()


def test_a_purchase_of_long_ago_that_lapsed_is_given_back_without_a_debt(inside, cast, clock):
    ruled(lapse_months=12)
    order = made.fill(cast.member, 30)
    cause = actions.Cause("purchase", order.cause_kind, order.cause_id, sequence=1)
    clock.travel(days=401)
    lapse(cast)
    actions.forget_occurrences()
    with transaction():
        books = actions.ledger.open_books(made.circle_id(), {cast.member.user_id})
        draft = actions.ledger.Draft(books, cast.member.user_id)
        actions.moving.take(draft, 30, cause)
    assert (points(cast.member), on_account("lapsed")) == (0, 0)
    verified()


def test_more_taken_back_from_what_lapsed_than_did_is_named(inside, cast):
    made.fill(cast.guest, 30)
    actions.lapse(made.circle_id(), cast.guest.user_id, 30, made.cause("lapsed"))
    verified()
    with transaction():
        books = actions.ledger.open_books(made.circle_id(), {cast.member.user_id})
        draft = actions.ledger.Draft(books, cast.member.user_id)
        draft.move((None, "lapsed"), (cast.member.user_id, "spendable"), 7)
        actions.ledger.post(draft, made.cause("test"))
    (wrong,) = queries.wrong_members()
    assert "7 points more taken back from what lapsed" in wrong


def on_account(kind):
    """What stands on an account of the circle."""
    return session().scalar(
        select(LedgerAccount.balance)
        .where(LedgerAccount.kind == kind, LedgerAccount.user_id.is_(None))
    )  # fmt: skip


def verified():
    assert list(queries.wrong_books()) == []


def lapse(cast):
    """The daily job for the circle."""
    last = 0
    while last := actions.lapse_due(made.circle_id(), last, time.now()):
        pass
    assert [*queries.wrong_lines(), *queries.wrong_members()] == []
