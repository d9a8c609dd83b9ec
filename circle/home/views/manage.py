"""Where staff keep a circle from: what waits for them, and every page their role opens."""

from dataclasses import dataclass

from flask import render_template

from circle.circles import policy as circles_policy
from circle.circles import queries as circles
from circle.circles.models import Circle
from circle.content import policy as content_policy
from circle.content import queries as content
from circle.core.actor import Actor
from circle.core.policy import require
from circle.core.web import visitor
from circle.home.views.blueprint import bp
from circle.moderation import queries as moderation
from circle.points import policy as points_policy
from circle.points import queries as points
from circle.qa import policy as qa_policy
from circle.qa import queries as questions
from circle.qa.queries.queue import count_waiting


@dataclass(frozen=True, slots=True)
class Waits:
    """How much of each kind waits; None for what the reader's role does not open."""

    entries: int | None
    questions: int | None
    requests: int | None
    orders: int | None
    proposals: int | None
    avoided: int  # repeats that joining a question spared the circle; it does not wait


@bp.get("/c/<slug>/manage")
def manage(slug: str) -> str:
    """What waits in a circle, and the rows of what its guests and staff may look after."""
    circle, here = circles.enter(visitor(), slug)
    require(here, circles_policy.holds(here, circles_policy.Power.HOST))
    return render_template(
        "home/manage.html", circle=circle, here=here, waits=_waits_of(here, circle),
        policy=circles_policy,
        handover=circles.handover_told(here, circle), rules_due=circles.rules_due(here, circle),
    )  # fmt: skip


def _waits_of(here: Actor, circle: Circle) -> Waits:
    """How much of each kind waits, of what the reader's role opens."""
    asks = qa_policy.can_see_queue(here) and questions.shows_questions(here, circle)
    admits = circles_policy.holds(here, circles_policy.Power.ADMIT)
    features = circles_policy.holds(here, circles_policy.Power.FEATURE)
    sends = points_policy.can_send_orders(here)
    return Waits(
        moderation.count_open(circle.id) if content_policy.can_review(here) else None,
        count_waiting(circle) if asks else None,
        circles.count_requests(here, circle) if admits else None,
        points.count_waiting(here, circle) if sends else None,
        content.count_proposed(circle.id) if features else None,
        questions.count_avoided(circle.id) if content_policy.can_review(here) else 0,
    )
