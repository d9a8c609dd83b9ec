"""Many at once in the shop: never oversold, never below zero, each thing decided once."""

from sqlalchemy import func, select

from circle.core.actor import Actor
from circle.core.db import db, session
from circle.points import actions, queries
from circle.points.models import LedgerAccount, Redemption, Reward, RewardCode
from circle.points.schemas.orders import Redeeming
from tests.content.test_races import at_once
from tests.factories import points as made
from tests.factories.circles import more_members
from tests.points.test_ledger import faults


def prepared(app, build):
    """Build something in a context of its own; answers its id."""
    with app.app_context():
        number = build().id
        db.session.remove()
    return number


def richer(app, crowd, points):
    """Give everybody points, all of them at once."""
    with app.app_context():
        here, facts = made.circle_id(), {"amount": points}
        actions.note_all([
            actions.Happening(here, one.user_id, "purchase", "order", str(one.user_id), facts=facts)
            for one in crowd
        ])
        db.session.remove()


def states(reward_id):
    """How many orders of a reward stand in which state."""
    rows = session().execute(
        select(Redemption.state, func.count())
        .where(Redemption.reward_id == reward_id)
        .group_by(Redemption.state)
    )
    return dict(rows.all())


def sold(app, reward_id):
    """What a race left behind: stock, and that the books and the codes agree with the orders."""
    with app.app_context():
        assert faults() == [] and list(queries.wrong_rewards()) == []
        assert session().scalar(select(func.min(LedgerAccount.balance)).where(
            LedgerAccount.user_id.is_not(None))) >= 0  # fmt: skip
        given = session().scalars(
            select(RewardCode.redemption_id).where(RewardCode.redemption_id.is_not(None))
        ).all()
        assert len(given) == len(set(given))
        return session().get_one(Reward, reward_id).stock, states(reward_id)


def test_of_64_who_want_the_last_three_at_once_three_get_one(app, cast):
    with app.app_context():
        crowd = more_members(64)
    richer(app, crowd, 10)
    reward_id = prepared(
        app, lambda: made.reward(cast.owner, "code", codes=["A-1", "A-2", "A-3"])
    )
    told = at_once(
        app, [lambda who=who: actions.redeem(who, reward_id, Redeeming(10)) for who in crowd]
    )
    assert told.count("Conflict") == 61 and None not in told
    assert sold(app, reward_id) == (0, {"done": 3})


def test_one_member_who_wants_twice_with_the_last_points_gets_one(app, cast):
    actor = Actor(user_id=cast.member.user_id)
    richer(app, [actor], 10)
    first = prepared(app, lambda: made.reward(cast.owner, per_member=0))
    second = prepared(app, lambda: made.reward(cast.owner, per_member=0))
    told = at_once(app, [
        lambda one=one: actions.redeem(actor, one, Redeeming(10)) for one in (first, second) * 4
    ])  # fmt: skip
    assert told.count("NotEnough") == 7
    with app.app_context():
        assert session().scalar(select(func.count()).select_from(Redemption)) == 1
        assert made.standing(cast.member).points == 0 and faults() == []


def test_a_limit_of_one_holds_against_many_taps_at_once(app, cast):
    actor = Actor(user_id=cast.member.user_id)
    richer(app, [actor], 100)
    reward_id = prepared(app, lambda: made.reward(cast.owner, stock=9, per_member=1))
    told = at_once(app, [lambda: actions.redeem(actor, reward_id, Redeeming(10))] * 8)
    assert told.count("Conflict") == 7
    assert sold(app, reward_id) == (8, {"placed": 1})


def test_cancelling_against_sending_ends_in_one_of_both(app, cast):
    me, owner = Actor(user_id=cast.member.user_id), Actor(user_id=cast.owner.user_id)
    richer(app, [me], 60)
    reward_id = prepared(app, lambda: made.reward(cast.owner, stock=6, per_member=0))
    with app.app_context():
        orders = [actions.redeem(me, reward_id, Redeeming()).id for _ in range(6)]
        db.session.remove()
    works = []
    for number in orders:
        works += [lambda n=number: actions.cancel_order(me, n),
                  lambda n=number: actions.send_order(owner, n, "")]  # fmt: skip
    told = at_once(app, works)
    assert all((told[n] == "Conflict") != (told[n + 1] == "Conflict") for n in range(0, 12, 2))
    stock, found = sold(app, reward_id)
    assert stock == found.get("cancelled", 0) and sum(found.values()) == 6
    with app.app_context():
        assert made.standing(cast.member).points == 10 * found.get("cancelled", 0)


def test_cancelling_against_refunding_gives_points_back_once(app, cast):
    me, owner = Actor(user_id=cast.member.user_id), Actor(user_id=cast.owner.user_id)
    richer(app, [me], 10)
    reward_id = prepared(app, lambda: made.reward(cast.owner, "code", codes=["A-1"]))
    number = prepared(app, lambda: actions.redeem(me, reward_id, Redeeming()))
    at_once(app, [
        lambda: actions.cancel_order(me, number),
        lambda: actions.refund_order(owner, number, "缺货"),
        lambda: actions.cancel_order(me, number),
    ])  # fmt: skip
    stock, found = sold(app, reward_id)
    assert stock == 1 and sum(found.values()) == 1 and "done" not in found
    with app.app_context():
        assert made.standing(cast.member).points == 10


def test_a_code_looked_at_while_it_is_given_back_is_either_seen_or_free(app, cast):
    me = Actor(user_id=cast.member.user_id)
    richer(app, [me], 10)
    reward_id = prepared(app, lambda: made.reward(cast.owner, "code", codes=["A-1"]))
    number = prepared(app, lambda: actions.redeem(me, reward_id, Redeeming()))
    told = at_once(app, [
        lambda: actions.cancel_order(me, number), lambda: actions.reveal_code(me, number),
    ])  # fmt: skip
    assert told.count("Conflict") == 1
    stock, found = sold(app, reward_id)
    assert (stock, found) in ((1, {"cancelled": 1}), (0, {"done": 1}))


def test_the_same_key_sent_many_times_at_once_places_one_order(app, cast):
    richer(app, [Actor(user_id=cast.member.user_id)], 100)
    reward_id = prepared(app, lambda: made.reward(cast.owner, stock=9, per_member=0))

    def tap():
        browser = cast.member.client
        browser._csrf = browser.get("/api/v1/session").json["csrf_token"]
        return str(browser.call(
            "POST", f"/rewards/{reward_id}/redemptions", {"price": 10}, key="one tap"
        ).status_code)  # fmt: skip

    told = at_once(app, [tap] * 8)
    assert set(told) <= {"201", "409", "503"} and "201" in told
    assert sold(app, reward_id) == (8, {"placed": 1})
