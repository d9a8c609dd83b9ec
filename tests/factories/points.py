"""Points as tests need them: earned by happenings, spent by verbs."""

from itertools import count

from circle.circles import queries as circles
from circle.core.actor import SYSTEM
from circle.points import actions
from circle.points.actions import Cause, Happening

_numbers = count(1)


def circle_id(slug="tea"):
    """The circle's id."""
    return circles.enter(SYSTEM, slug)[0].id


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
