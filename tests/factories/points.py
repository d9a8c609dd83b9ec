"""Points as tests need them: earned by happenings, spent by verbs."""

from itertools import count

from sqlalchemy import select

from circle.circles import queries as circles
from circle.circles.models import Circle
from circle.core.db import session
from circle.points import actions
from circle.points.actions import Cause, Happening
from circle.points.schemas.orders import Address, Redeeming
from circle.points.schemas.shop import NewReward

_numbers = count(1)


def circle_id(slug="tea"):
    """The circle's id."""
    return session().scalars(select(Circle.id).where(Circle.slug == slug)).one()


def happen(person, rule="featured", *, cause=None, entry_id=None, **more):
    """Something that could earn happened to a person of the cast."""
    number = next(_numbers)
    return actions.note(
        Happening(
            circle_id(), person.user_id, rule, "entry", str(cause or number),
            entry_id=entry_id, **more,
        )
    )  # fmt: skip


def fill(person, points):
    """Points on a member's account, brought by the brand's shop: no rule limits them."""
    return happen(person, "purchase", facts={"amount": points})


def standing(person):
    """The membership, fresh: points, growth, level."""
    return circles.get_membership(circle_id(), person.user_id)


def cause(rule="test", number=None):
    """A cause nobody used."""
    return Cause(rule, "test", str(number or next(_numbers)))


ADDRESS = Address("张小满", "13800001234", "浙江省 杭州市", "西湖区龙井路 1 号 2 幢 301")


def reward(keeper, kind="virtual", **more):
    """Something in the shop of the circle `tea`, put there by somebody who may."""
    codes = more.pop("codes", ())
    given = {"name": "一席茶券", "price": 10, "stock": 3, **more}
    made = actions.create_reward(keeper.actor, circle_id(), NewReward(kind=kind, **given))
    if codes:
        actions.add_codes(keeper.actor, made.id, list(codes))
    return made


def order(person, one, **more):
    """A person of the cast redeems a reward; what is physical goes to a made-up address."""
    if one.kind == "physical":
        more.setdefault("address", ADDRESS)
    return actions.redeem(person.actor, one.id, Redeeming(**more))
