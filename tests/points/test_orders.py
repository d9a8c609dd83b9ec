"""Orders: placed, sent, ended, taken back; points, stock and codes follow each of them."""

import re

import pytest
from sqlalchemy import select, update

from circle import wiring
from circle.accounts import actions as accounts
from circle.core import bus
from circle.core.actor import SYSTEM
from circle.core.db import session, transaction
from circle.core.errors import Conflict, Invalid, NotAllowed, NotFound
from circle.events import RedemptionEnded, RedemptionSent, RewardRedeemed
from circle.points import actions, queries
from circle.points.models import Redemption, Reward, RewardCode
from circle.points.schemas.orders import Address, Redeeming
from tests.cast import PASSWORD
from tests.factories import points as made
from tests.factories.circles import found_circle
from tests.points.test_ledger import balance, faults

OTHERS = ("moderator", "guest", "outsider", "removed", "banned")


def refused(work, error=Conflict):
    """The code a piece of work is refused with."""
    with pytest.raises(error) as met:
        work()
    return met.value.code


def ordered(cast, kind="virtual", *, points=30, **more):
    """An order of the member, from a shop of the owner."""
    codes = {"codes": ["SPRING-1", "SPRING-2"]} if kind == "code" else {}
    made.fill(cast.member, points)
    reward = made.reward(cast.owner, kind, **codes, **more)
    return reward, made.order(cast.member, reward)


def free_codes():
    """The codes nobody was given."""
    return session().scalars(
        select(RewardCode.code).where(RewardCode.redemption_id.is_(None)).order_by(RewardCode.id)
    ).all()


def test_an_order_takes_points_and_one_of_the_stock(inside, cast):
    reward, order = ordered(cast)
    assert (order.state, order.price, order.name) == ("placed", 10, "一席茶券")
    assert (reward.stock, reward.redeemed_count) == (2, 1)
    assert balance(cast.member, "spendable") == 20 and made.standing(cast.member).points == 20
    assert faults() == []


def test_a_thing_is_sent_and_arrives(inside, cast):
    _reward, order = ordered(cast, "physical")
    me, owner = cast.member.actor, cast.owner.actor
    assert refused(lambda: actions.finish_order(me, order.id)) == "not_sent"
    assert actions.send_order(owner, order.id, "顺丰 SF123").note == "顺丰 SF123"
    assert refused(lambda: actions.send_order(owner, order.id, "")) == "not_placed"
    assert refused(lambda: actions.cancel_order(me, order.id)) == "too_late"
    actions.unsend_order(owner, order.id)
    assert (order.state, order.note, order.sent_at) == ("placed", "", None)
    assert refused(lambda: actions.unsend_order(owner, order.id)) == "not_sent"
    actions.send_order(owner, order.id, "")
    assert actions.finish_order(me, order.id).state == "done"
    assert refused(lambda: actions.finish_order(me, order.id)) == "not_sent"


def test_an_order_is_nothing_to_anybody_else(inside, cast):
    _reward, order = ordered(cast, "code")
    _physical, parcel = ordered(cast, "physical")
    order, parcel = order.id, parcel.id
    for work, *asked in (
        (queries.get_order, order), (actions.reveal_code, order), (actions.cancel_order, order),
        (actions.refund_order, order, "why"), (actions.send_order, parcel, ""),
        (actions.unsend_order, parcel), (actions.finish_order, parcel),
    ):  # fmt: skip
        for standing in OTHERS:
            with pytest.raises(NotFound):
                work(cast[standing].actor, *asked)
                pytest.fail(f"{work.__name__} answers {standing}")
    assert queries.get_order(cast.member.actor, order)[0].is_mine
    assert queries.get_order(cast.admin.actor, parcel)[0].may_send


def test_the_staff_of_another_circle_have_no_order_here(inside, cast):
    _reward, order = ordered(cast, "physical")
    found_circle(cast.outsider.actor, "elsewhere", name="别处")
    for work in (
        lambda: actions.send_order(cast.outsider.actor, order.id, ""),
        lambda: actions.refund_order(cast.outsider.actor, order.id, "why"),
        lambda: queries.get_order(cast.outsider.actor, order.id),
    ):
        with pytest.raises(NotFound):
            work()
    assert actions.send_order(cast.admin.actor, order.id, "").state == "sent"


def test_staff_can_neither_cancel_for_a_member_nor_look_at_their_code(inside, cast):
    _reward, order = ordered(cast, "code")
    assert refused(lambda: actions.cancel_order(cast.owner.actor, order.id), NotAllowed)
    assert refused(lambda: actions.reveal_code(cast.owner.actor, order.id), NotAllowed)
    actions.reveal_code(cast.member.actor, order.id)
    assert queries.get_order(cast.owner.actor, order.id)[0].code is None
    assert queries.get_order(cast.member.actor, order.id)[0].code == "SPRING-1"


def test_a_member_can_neither_send_nor_refund_their_own(inside, cast):
    _reward, order = ordered(cast)
    assert refused(lambda: actions.send_order(cast.member.actor, order.id, ""), NotAllowed)
    assert refused(lambda: actions.refund_order(cast.member.actor, order.id, "x"), NotAllowed)
    assert actions.refund_order(cast.owner.actor, order.id, "缺货").reason == "缺货"


def test_each_code_goes_to_one_order_and_is_seen_only_when_looked_at(inside, cast):
    reward, first = ordered(cast, "code", per_member=0)
    second = made.order(cast.member, reward)
    assert [queries.get_order(cast.member.actor, o.id)[0].code for o in (first, second)] == [
        None, None,
    ]  # fmt: skip
    codes = {actions.reveal_code(cast.member.actor, o.id).code for o in (first, second)}
    assert codes == {"SPRING-1", "SPRING-2"} and reward.stock == 0
    assert refused(lambda: made.order(cast.member, reward)) == "sold_out"


def test_looking_twice_is_looking_once(inside, cast):
    _reward, order = ordered(cast, "code")
    seen = actions.reveal_code(cast.member.actor, order.id).revealed_at
    assert actions.reveal_code(cast.member.actor, order.id).revealed_at == seen


def test_cancelling_brings_back_points_stock_and_code(inside, cast):
    reward, order = ordered(cast, "code")
    actions.cancel_order(cast.member.actor, order.id)
    assert (order.state, order.code, reward.stock) == ("cancelled", None, 2)
    assert free_codes() == ["SPRING-1", "SPRING-2"] and reward.redeemed_count == 0
    assert made.standing(cast.member).points == 30 and faults() == []
    assert refused(lambda: actions.cancel_order(cast.member.actor, order.id)) == "ended"
    assert refused(lambda: actions.reveal_code(cast.member.actor, order.id)) == "no_code"
    assert made.standing(cast.member).points == 30


def test_a_code_that_was_seen_cannot_be_given_back(inside, cast):
    reward, order = ordered(cast, "code")
    actions.reveal_code(cast.member.actor, order.id)
    assert refused(lambda: actions.cancel_order(cast.member.actor, order.id)) == "too_late"
    actions.refund_order(cast.owner.actor, order.id, "码是坏的")
    assert free_codes() == ["SPRING-2"] and reward.stock == 1
    assert made.standing(cast.member).points == 30 and faults() == []


def test_a_code_nobody_looked_at_can_be_given_back_for_ten_minutes(inside, cast, clock):
    reward, order = ordered(cast, "code", per_member=0)
    later = made.order(cast.member, reward)
    clock.travel(minutes=9)
    assert actions.cancel_order(cast.member.actor, order.id).state == "cancelled"
    clock.travel(minutes=2)
    assert refused(lambda: actions.cancel_order(cast.member.actor, later.id)) == "too_late"


def test_what_waits_to_be_sent_can_be_cancelled_however_long_it_waits(inside, cast, clock):
    _reward, order = ordered(cast, "physical")
    clock.travel(days=3)
    assert actions.cancel_order(cast.member.actor, order.id).state == "cancelled"


@pytest.mark.parametrize("steps", [(), ("send",), ("send", "finish")])
def test_a_refund_brings_the_points_back_once_from_any_open_state(inside, cast, steps):
    reward, order = ordered(cast, "physical")
    if "send" in steps:
        actions.send_order(cast.owner.actor, order.id, "")
    if "finish" in steps:
        actions.finish_order(cast.owner.actor, order.id)
    with pytest.raises(Invalid):
        actions.refund_order(cast.owner.actor, order.id, "  ")
    assert order.is_open
    actions.refund_order(cast.owner.actor, order.id, "寄丢了")
    assert (order.state, reward.stock, made.standing(cast.member).points) == (
        "refunded", 2 if steps else 3, 30
    )  # fmt: skip  # what was lost on its way is in nobody's stock
    assert refused(lambda: actions.refund_order(cast.owner.actor, order.id, "again")) == "ended"
    assert made.standing(cast.member).points == 30 and faults() == []


@pytest.mark.parametrize("kind", ["physical", "virtual"])
def test_what_was_sent_and_refunded_is_in_stock_again_when_staff_say_so(inside, cast, kind):
    reward, order = ordered(cast, kind)
    actions.send_order(cast.owner.actor, order.id, "")
    actions.refund_order(cast.owner.actor, order.id, "退回来了", restock=True)
    assert reward.stock == 3 and faults() == []


def test_a_code_that_was_seen_is_never_in_stock_again(inside, cast):
    reward, order = ordered(cast, "code")
    actions.reveal_code(cast.member.actor, order.id)
    actions.refund_order(cast.owner.actor, order.id, "码是坏的", restock=True)
    assert reward.stock == 1 and faults() == []


def test_a_refund_pays_first_what_is_owed(inside, cast):
    made.happen(cast.member, entry_id=7)
    order = made.order(cast.member, made.reward(cast.owner, price=20))
    actions.take_back(made.circle_id(), cast.member.user_id, 7)
    assert balance(cast.member, "owed") == 20
    actions.cancel_order(cast.member.actor, order.id)
    assert (balance(cast.member, "owed"), balance(cast.member, "spendable")) == (0, 0)
    assert faults() == []


def test_who_left_still_has_their_orders_and_redeems_nothing_more(inside, cast):
    from circle.circles import actions as circles

    reward, order = ordered(cast, "code")
    circles.remove_member(cast.owner.actor, made.standing(cast.member).id)
    assert refused(lambda: made.order(cast.member, reward), NotAllowed) == "members_only"
    assert actions.reveal_code(cast.member.actor, order.id).code == "SPRING-1"


def test_what_was_earned_back_of_an_order_can_be_redeemed_again(inside, cast):
    reward, order = ordered(cast, points=10)
    assert refused(lambda: made.order(cast.member, made.reward(cast.owner))) == "not_enough_points"
    actions.cancel_order(cast.member.actor, order.id)
    assert made.order(cast.member, reward).state == "placed"


def test_a_thing_needs_an_address_and_nothing_is_taken_without(inside, cast):
    made.fill(cast.member, 30)
    reward = made.reward(cast.owner, "physical")
    with pytest.raises(Invalid) as met:
        actions.redeem(cast.member.actor, reward.id, Redeeming(10))
    assert list(met.value.errors) == ["address"] and made.standing(cast.member).points == 30
    assert session().get(Reward, reward.id, populate_existing=True).stock == 3
    assert made.order(cast.member, reward).state == "placed"


def test_an_address_is_sealed_whole_for_its_member_and_who_sends_and_masked_in_lists(inside, cast):
    _reward, order = ordered(cast, "physical")
    stored = session().scalar(select(Redemption.address))
    assert made.ADDRESS.name not in stored and made.ADDRESS.phone not in stored
    for person in (cast.member, cast.admin):
        shown = queries.get_order(person.actor, order.id)[0]
        assert shown.address == made.ADDRESS
        assert shown.masked == Address("张**", "138****1234", "浙江省 杭州市", "")


def test_an_address_moved_to_another_order_is_not_read(inside, cast):
    reward, order = ordered(cast, "physical", per_member=0)
    other = made.order(cast.member, reward)
    with transaction():
        session().execute(
            update(Redemption).where(Redemption.id == other.id).values(address=order.address)
        )
    session().expire_all()
    assert queries.get_order(cast.member.actor, other.id)[0].address is None
    assert queries.get_order(cast.member.actor, order.id)[0].address == made.ADDRESS


def test_an_address_is_kept_where_one_is_needed_alone(inside, cast):
    made.fill(cast.member, 30)
    reward = made.reward(cast.owner)
    assert made.order(cast.member, reward, address=made.ADDRESS).address is None


def test_where_an_order_went_is_forgotten_90_days_after_it_ended(inside, cast, clock):
    reward, order = ordered(cast, "physical", per_member=0)
    waiting = made.order(cast.member, reward)
    actions.send_order(cast.owner.actor, order.id, "")
    actions.finish_order(cast.member.actor, order.id)
    clock.travel(days=89)
    wiring.JOBS["points.keep_orders"]({})
    session().expire_all()
    assert order.address is not None
    clock.travel(days=2)
    wiring.JOBS["points.keep_orders"]({})
    session().expire_all()
    assert order.address is None and waiting.address is not None


def test_what_was_sent_30_days_ago_counts_as_arrived(inside, cast, clock):
    reward, order = ordered(cast, "physical", per_member=0)
    actions.send_order(cast.owner.actor, order.id, "")
    clock.travel(days=29)
    later = made.order(cast.member, reward)
    actions.send_order(cast.owner.actor, later.id, "")
    clock.travel(days=2)
    wiring.JOBS["points.keep_orders"]({})
    session().expire_all()
    assert (order.state, later.state) == ("done", "sent")


def test_a_closed_accounts_open_orders_are_cancelled_and_its_addresses_and_points_gone(
    inside, cast
):
    reward, order = ordered(cast, "physical", per_member=0)
    sent = made.order(cast.member, reward)
    actions.send_order(cast.owner.actor, sent.id, "")
    proof = accounts_proof(cast.member)
    accounts.close_account(cast.member.actor, proof)
    session().expire_all()
    assert (order.state, sent.state) == ("cancelled", "done")
    assert order.address is None and sent.address is None
    assert session().get(Reward, reward.id).stock == 2
    assert balance(cast.member, "spendable") == 0 and made.standing(cast.member).points == 0
    assert faults() == []


def accounts_proof(person):
    from circle.accounts import queries as found

    return found.prove(person.actor, PASSWORD)


def test_everything_that_happens_is_announced(inside, cast, monkeypatch):
    heard = []
    kinds = (RewardRedeemed, RedemptionSent, RedemptionEnded)
    bus.connect({**wiring.REACTIONS, **{key: [heard.append] for key in kinds}})
    try:
        _reward, order = ordered(cast)
        actions.send_order(cast.owner.actor, order.id, "")
        actions.unsend_order(cast.owner.actor, order.id)
        actions.cancel_order(cast.member.actor, order.id)
    finally:
        bus.connect(wiring.REACTIONS)
    me = cast.member.user_id
    assert heard == [
        RewardRedeemed(order.circle_id, order.id, order.reward_id, me, "virtual", 10),
        RedemptionSent(order.circle_id, order.id, me, True),
        RedemptionSent(order.circle_id, order.id, me, False),
        RedemptionEnded(order.circle_id, order.id, me, "cancelled", me),
    ]


def test_a_persons_own_data_tell_their_orders_points_and_days(inside, cast):
    _reward, _order = ordered(cast, "physical")
    _code_reward, code_order = ordered(cast, "code")
    mine = list(queries.own_redemptions(cast.member.user_id))
    assert [row["address"] and row["address"]["phone"] for row in mine] == ["13800001234", None]
    assert [row["code"] for row in mine] == [None, None]
    actions.reveal_code(cast.member.actor, code_order.id)
    assert list(queries.own_redemptions(cast.member.user_id))[1]["code"] == "SPRING-1"
    movements = [row["points"] for row in queries.own_ledger(cast.member.user_id)]
    assert sum(movements) == made.standing(cast.member).points
    assert len(list(queries.own_occurrences(cast.member.user_id))) == 2
    assert list(queries.own_redemptions(cast.owner.user_id)) == []
    wanted = {"redemptions", "points", "points_occurrences", "check_ins", "badges"}
    assert wanted <= set(wiring.EXPORTERS)
    for name in wanted:
        list(wiring.EXPORTERS[name](cast.member.user_id))


def test_codes_and_addresses_stay_out_of_the_logs(app, cast, caplog):
    caplog.set_level("DEBUG")
    with app.app_context():
        _reward, order = ordered(cast, "code")
        ordered(cast, "physical")
        actions.reveal_code(cast.member.actor, order.id)
        number = order.id
    cast.member.client.get(f"/api/v1/redemptions/{number}")
    told = "\n".join(record.getMessage() for record in caplog.records)
    assert not re.search("SPRING|13800001234|龙井路", told)


def test_the_system_has_no_points_to_spend(inside, cast):
    reward = made.reward(cast.owner)
    with pytest.raises(NotAllowed):
        actions.redeem(SYSTEM, reward.id, Redeeming())


def test_a_limit_of_nothing_is_no_limit(inside, cast):
    made.fill(cast.member, 30)
    reward = made.reward(cast.owner, per_member=0)
    for _ in range(3):
        made.order(cast.member, reward)
    assert reward.stock == 0


def test_a_shop_that_contradicts_itself_is_named(inside, cast):
    reward, order = ordered(cast, "code", per_member=0)
    other = made.order(cast.member, reward)
    actions.cancel_order(cast.member.actor, other.id)
    assert list(queries.wrong_rewards()) == []
    with transaction():
        reward.stock, order.price = 5, 11
    with transaction():
        reward.redeemed_count = 7
    assert list(queries.wrong_rewards()) == [
        f"reward {reward.id} says 5 are left and has 1 free codes",
        f"reward {reward.id} says 7 were redeemed and has 1 orders",
        f"order {order.id} changed points by -10 instead of -11",
    ]
