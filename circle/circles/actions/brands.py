"""Whose circle it is: a brand's, or nobody's but its owner's."""

from circle.brands import policy as brand_policy
from circle.brands import queries as brands
from circle.circles import queries
from circle.circles.models import Circle
from circle.core.actor import SYSTEM, Actor
from circle.core.bus import emit
from circle.core.db import action
from circle.core.policy import require
from circle.events import StaffActed


@action
def give_to_brand(actor: Actor, slug: str, brand_id: int | None) -> Circle:
    """A circle becomes a brand's: its shop's purchases count there, its servers may hear of it.

    None takes it from its brand. NotFound for a circle or a brand that is not there.
    """
    require(actor, brand_policy.can_run_brands(actor))
    circle = queries.lock_circle(queries.enter(SYSTEM, slug)[0].id)
    if brand_id is not None:
        brands.lock_brand(brand_id)
    before, circle.brand_id = circle.brand_id, brand_id
    told = {"how": "given", "before": before, "after": brand_id}
    emit(StaffActed(circle.id, actor.user_id, "brand", "circle", circle.id, told))
    return circle
