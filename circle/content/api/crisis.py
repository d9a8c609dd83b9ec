"""A circle in a crisis, as JSON: frozen, and thawed."""

from circle.circles import queries as circles
from circle.circles.models import Circle
from circle.content import actions
from circle.content.api.blueprint import blp, person
from circle.content.schemas import FreezeInput, FreezeOutput, Freezing
from circle.core.gate import needs_scope
from circle.core.web import write


@blp.put("/circles/<slug>/freeze")
@needs_scope("moderate")
@write
@blp.arguments(FreezeInput)
@blp.response(200, FreezeOutput)
def freeze_circle(freezing: Freezing, slug: str) -> Circle:
    """Let only staff write, with a reason; a statement goes on top of the circle."""
    circle, here = circles.enter(person(), slug)
    return actions.freeze_circle(here, circle.id, freezing)


@blp.delete("/circles/<slug>/freeze")
@needs_scope("moderate")
@write
@blp.response(200, FreezeOutput)
def thaw_circle(slug: str) -> Circle:
    """Let everybody write again."""
    circle, here = circles.enter(person(), slug)
    return actions.thaw_circle(here, circle.id)
