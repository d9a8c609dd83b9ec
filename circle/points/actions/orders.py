"""Orders: placed with points, sent by staff, ended by whoever may; points and stock follow.

The order of locks, for every verb here that moves points: the books (`open_books`: the circle's
row, then the member's), then the reward, then the order, then its code; accounts are guarded by the
circle's row. A verb that moves none (send, reveal …) locks the order alone, and staff who change a
reward lock that alone. So no two wait for each other, and with the circle's row held nobody else
counts stock, limits or balances meanwhile: of 64 who want the last three at once, three get one, in
the order in which they came. SQLite has one writer at a time anyway.
"""

from datetime import timedelta

import orjson
from sqlalchemy import delete, select, update

from circle.circles import queries as circles
from circle.circles.actions import tell_deed
from circle.core import clock
from circle.core.actor import Actor
from circle.core.bus import emit
from circle.core.db import action, lock_row, session
from circle.core.errors import Conflict, Invalid, NotAllowed
from circle.core.i18n import lazy
from circle.core.policy import require
from circle.core.sealing import seal
from circle.events import RedemptionEnded, RedemptionSent, RewardRedeemed
from circle.points import policy, queries
from circle.points.actions.ledger import Cause, Draft, open_books
from circle.points.actions.spending import spend, unspend
from circle.points.models import Redemption, Reward, RewardCode
from circle.points.schemas.orders import Address, Redeeming, address_facts

ARRIVES = timedelta(days=30)  # after that, what was sent counts as arrived
ADDRESS_KEPT = timedelta(days=90)  # after the end: long enough for a complaint, no longer
AT_ONCE = 200


class PriceChanged(Conflict):
    """It costs something else than what was shown; nothing was charged."""

    code = "price_changed"


@action
def redeem(actor: Actor, reward_id: int, asked: Redeeming) -> Redemption:
    """A member spends points on a reward: at the price they were shown, while there is any.

    Refused with what is in the way: `level`, `closed`, `early`, `late`, `sold_out`, `limit`,
    `price_changed`, `points_owed`, `not_enough_points`. Cancelled and refunded orders do not count
    against the limit. A code is theirs at once and waits to be looked at.
    """
    circle, here = circles.enter_by_id(actor, queries.reward_circle_id(reward_id))
    require(here, policy.can_earn(here, circle))
    if here.user_id is None:
        raise NotAllowed(lazy("Only a person has points to spend"))
    books = open_books(circle.id, {here.user_id})
    reward = queries.lock_reward(reward_id)
    circle, here = circles.enter_by_id(actor, circle.id)  # as it stands under the lock
    require(here, policy.can_redeem(here, circle, reward))
    user_id = here.user_id or 0
    _check(reward, queries.count_had(reward_id, user_id), asked)
    Draft(books, user_id).require(user_id, reward.price)  # before anything is written
    order = _placed(reward, user_id, asked)
    spend(circle.id, user_id, order.price, _cause(order, 0))
    emit(
        RewardRedeemed(
            circle_id=circle.id, redemption_id=order.id, reward_id=reward.id, user_id=user_id,
            kind=order.kind, price=order.price,
        )
    )  # fmt: skip
    return order


@action
def reveal_code(actor: Actor, order_id: int) -> Redemption:
    """Its member looks at the code; from then on it cannot be given back."""
    order, _circle, here = queries.get_order_row(actor, order_id, lock=True)
    require(here, policy.can_use_order(here, order))
    order.reveal()
    return order


@action
def cancel_order(actor: Actor, order_id: int) -> Redemption:
    """Its member changed their mind in time: points, stock and code go back."""
    order, reward, here = _with_books(actor, order_id)
    require(here, policy.can_use_order(here, order))
    order.cancel()
    order.ended_by = here.user_id
    _give_back(order, reward, stock=True)
    _announce_end(order)
    return order


@action
def refund_order(
    actor: Actor, order_id: int, reason: str, *, restock: bool = False
) -> Redemption:
    """Staff take an order back, in any state, and say why; a code that was seen is not given out
    again, nor is what was sent, unless they have it again (`restock`)."""
    order, reward, here = _with_books(actor, order_id)
    require(here, policy.can_send_orders(here))
    if not reason.strip():
        raise Invalid(errors={"reason": [lazy("Say why")]})
    there = order.is_in_hand or restock
    order.refund(reason.strip())
    order.ended_by = here.user_id
    _give_back(order, reward, stock=there)
    _announce_end(order)
    tell_deed(here, "order_refunded", ("order", order.id), reason=reason.strip())
    return order


@action
def send_order(actor: Actor, order_id: int, note: str) -> Redemption:
    """Staff sent it or handed it out; `note` is carrier and number, or what to know."""
    order, _circle, here = queries.get_order_row(actor, order_id, lock=True)
    require(here, policy.can_send_orders(here))
    order.send(note)
    emit(
        RedemptionSent(
            circle_id=order.circle_id, redemption_id=order.id, user_id=order.user_id, on=True
        )
    )
    tell_deed(here, "order_sent", ("order", order.id))
    return order


@action
def unsend_order(actor: Actor, order_id: int) -> Redemption:
    """Staff said so by mistake: it waits again."""
    order, _circle, here = queries.get_order_row(actor, order_id, lock=True)
    require(here, policy.can_send_orders(here))
    order.unsend()
    emit(
        RedemptionSent(
            circle_id=order.circle_id, redemption_id=order.id, user_id=order.user_id, on=False
        )
    )
    tell_deed(here, "order_unsent", ("order", order.id))
    return order


@action
def finish_order(actor: Actor, order_id: int) -> Redemption:
    """It has come: says its member, or staff who know."""
    order, _circle, here = queries.get_order_row(actor, order_id, lock=True)
    require(here, policy.can_finish_order(here, order))
    order.finish()
    order.ended_by = here.user_id
    _announce_end(order)
    if order.user_id != here.user_id:
        tell_deed(here, "order_finished", ("order", order.id))
    return order


@action
def cancel_left_orders(circle_id: int, user_id: int) -> None:
    """A closed account's orders that nobody sent yet are cancelled; where the others went is
    forgotten at once, and what was on its way counts as arrived."""
    open_books(circle_id, {user_id})
    mine = select(Redemption).where(
        Redemption.circle_id == circle_id, Redemption.user_id == user_id
    )
    ordered = {order.reward_id for order in session().scalars(mine)}
    rewards = {reward_id: queries.lock_reward(reward_id) for reward_id in sorted(ordered)}
    for order in session().scalars(lock_row(mine.order_by(Redemption.id))).all():
        if order.state == "placed":
            order.cancel()
            _give_back(order, rewards[order.reward_id], stock=True)
            _announce_end(order)
        elif order.state == "sent":
            order.finish()
            _announce_end(order)
        order.address = None


@action
def finish_sent() -> int:
    """A batch of what was sent 30 days ago and nobody spoke about counts as arrived."""
    due = (
        select(Redemption)
        .where(Redemption.state == "sent", Redemption.sent_at < clock.now() - ARRIVES)
        .order_by(Redemption.id)
        .limit(AT_ONCE)
    )
    orders = session().scalars(lock_row(due)).all()
    for order in orders:
        order.finish()
        _announce_end(order)
    return len(orders)


@action
def forget_addresses() -> int:
    """Drop where a batch of orders went whose end is 90 days ago."""
    past = (
        select(Redemption.id)
        .where(Redemption.address.is_not(None))
        .where(Redemption.state.in_(("done", "cancelled", "refunded")))
        .where(Redemption.ended_at < clock.now() - ADDRESS_KEPT)
        .limit(AT_ONCE)
    )
    gone = session().execute(
        update(Redemption).where(Redemption.id.in_(past)).values(address=None)
        .returning(Redemption.id).execution_options(synchronize_session=False)
    )  # fmt: skip
    return len(gone.all())


def _check(reward: Reward, had: int, asked: Redeeming) -> None:
    """What is in the way of anybody, in the words of the page that shows it."""
    offered = policy.is_offered(reward, had)
    if not offered:
        raise Conflict(offered.reason, code=offered.code)
    if asked.price is not None and asked.price != reward.price:
        now = lazy("It costs %(num)s points now", num=reward.price)
        raise PriceChanged(now, errors={"price": [now]})
    if reward.kind == "physical" and asked.address is None:
        raise Invalid(errors={"address": [lazy("Say where it should be sent")]})


def _placed(reward: Reward, user_id: int, asked: Redeeming) -> Redemption:
    """The order as a row: one of the stock is its own, of codes one that was free."""
    reward.take_one()
    order = Redemption(
        circle_id=reward.circle_id, reward_id=reward.id, user_id=user_id, name=reward.name,
        kind=reward.kind, price=reward.price,
    )  # fmt: skip
    session().add(order)
    session().flush()
    if reward.kind == "physical" and asked.address is not None:
        order.address = _sealed(order, asked.address)
    if reward.kind == "code":
        _draw_code(order)
        order.state, order.ended_at = "done", clock.now()
    return order


def _sealed(order: Redemption, address: Address) -> str:
    return seal(orjson.dumps(address_facts(address)).decode(), order.address_place)


def _draw_code(order: Redemption) -> None:
    """The first free code; under the reward's lock nobody else draws."""
    found = session().scalars(
        lock_row(
            select(RewardCode)
            .where(RewardCode.reward_id == order.reward_id, RewardCode.redemption_id.is_(None))
            .order_by(RewardCode.id)
            .limit(1)
        )
    ).first()  # fmt: skip
    if found is None:
        raise Conflict(lazy("None is left"), code="sold_out")
    found.redemption_id, order.code = order.id, found.code


def _with_books(actor: Actor, order_id: int) -> tuple[Redemption, Reward, Actor]:
    """An order and its reward with everything locked that moves when it is taken back."""
    order, circle, _here = queries.get_order_row(actor, order_id)
    open_books(circle.id, {order.user_id})
    reward = queries.lock_reward(order.reward_id)
    order, _circle, here = queries.get_order_row(actor, order_id, lock=True)
    return order, reward, here


def _give_back(order: Redemption, reward: Reward, *, stock: bool) -> None:
    """Points go back to who paid them; the stock gets back what is there, and no code that was
    looked at."""
    unseen = order.kind != "code" or order.revealed_at is None
    if order.kind == "code" and unseen:
        repeated = session().execute(  # who was given it first has it still
            delete(RewardCode)
            .where(RewardCode.redemption_id == order.id, RewardCode.repeated)
            .returning(RewardCode.id)
        )
        stock = stock and repeated.first() is None
        session().execute(
            update(RewardCode)
            .where(RewardCode.redemption_id == order.id)
            .values(redemption_id=None)
        )
    reward.put_back(stock=stock and unseen)
    unspend(order.circle_id, order.user_id, order.price, _cause(order, 1))


def _cause(order: Redemption, sequence: int) -> Cause:
    return Cause("redeem", "order", str(order.id), sequence)


def _announce_end(order: Redemption) -> None:
    emit(
        RedemptionEnded(
            circle_id=order.circle_id, redemption_id=order.id, user_id=order.user_id,
            state=order.state, by_id=order.ended_by,
        )
    )  # fmt: skip
