"""The shop of the story: what it offers, and what became of what was ordered."""

from functools import partial

from circle.core.db import session
from circle.demo.posts import CURATE
from circle.demo.stage import Stage
from circle.demo.standing import TELL
from circle.demo.story import Story, Table, moment
from circle.points import actions as points
from circle.points.schemas.orders import Address, Redeeming
from circle.points.schemas.shop import NewReward

OFFER = CURATE
ORDER, SEND, END_ORDER = range(TELL + 1, TELL + 4)


def plan_shop(stage: Stage, story: Story) -> None:
    """Rewards put into the shop, then who ordered them and how that went."""
    for reward in story.rewards:
        stage.plan(moment(reward["at"], stage.now), OFFER, partial(_offer, stage, reward))
        for number, order in enumerate(reward.get("orders", ())):
            _plan_order(stage, reward, order, f"{reward['id']}/{number}")


def _plan_order(stage: Stage, reward: Table, order: Table, key: str) -> None:
    placed = partial(_redeem, stage, reward, order, key)
    stage.plan(moment(order["at"], stage.now), ORDER, placed)
    for kind, happens in ENDINGS.items():
        if kind in order:
            rank = SEND if kind == "sent" else END_ORDER
            at = moment(order[kind]["at"], stage.now)
            stage.plan(at, rank, partial(happens, stage, order, key))


def _offer(stage: Stage, reward: Table) -> None:
    by, circle_id = stage.actor(reward["by"]), stage.circles[reward["circle"]]
    new = NewReward(
        kind=reward["kind"], name=reward["name"], price=reward["price"],
        stock=reward.get("stock"), intro=reward["intro"], per_member=reward.get("per_member", 1),
        min_level=reward.get("min_level", 1),
    )  # fmt: skip
    made = points.create_reward(by, circle_id, new)
    points.set_picture(by, made.id, stage.pictures[reward["picture"]["name"]])
    if reward["kind"] == "code":
        points.add_codes(by, made.id, reward["codes"])
    stage.rewards[reward["id"]] = made.id


def _redeem(stage: Stage, reward: Table, order: Table, key: str) -> None:
    address = Address(**order["address"]) if "address" in order else None
    asked = Redeeming(price=reward["price"], address=address)
    reward_id = stage.rewards[reward["id"]]
    stage.orders[key] = points.redeem(stage.actor(order["by"]), reward_id, asked).id
    session().flush()


def _send(stage: Stage, order: Table, key: str) -> None:
    sent = order["sent"]
    points.send_order(stage.actor(sent["by"]), stage.orders[key], sent["note"])


def _finish(stage: Stage, order: Table, key: str) -> None:
    points.finish_order(stage.actor(order["by"]), stage.orders[key])


def _cancel(stage: Stage, order: Table, key: str) -> None:
    points.cancel_order(stage.actor(order["by"]), stage.orders[key])


def _refund(stage: Stage, order: Table, key: str) -> None:
    refunded = order["refunded"]
    points.refund_order(stage.actor(refunded["by"]), stage.orders[key], refunded["reason"])


def _reveal(stage: Stage, order: Table, key: str) -> None:
    points.reveal_code(stage.actor(order["by"]), stage.orders[key])


ENDINGS = {
    "sent": _send, "done": _finish, "cancelled": _cancel, "refunded": _refund,
    "revealed": _reveal,
}  # fmt: skip
