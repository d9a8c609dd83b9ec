"""The staff's home page in a circle: what waits, each one tap from done."""

from flask import render_template

from circle.circles import policy as circles_policy
from circle.circles import queries as circles
from circle.content import queries as content
from circle.core.policy import require
from circle.core.web import blank_form, visitor
from circle.home.views.blueprint import bp
from circle.moderation import policy as moderation_policy
from circle.moderation import queries as moderation
from circle.moderation.schemas import BulkRulingInput
from circle.moderation.words import ACT_NAMES, RULE_NAMES, SOURCE_NAMES
from circle.qa import policy as qa_policy
from circle.qa import queries as questions
from circle.qa.queries.queue import count_waiting

FIRST = 3  # cases that stand on the desk itself


@bp.get("/c/<slug>/desk")
def desk(slug: str) -> str:
    """Reviews, reports, appeals, unanswered, expiring, drafts; the most urgent lie open."""
    actor = visitor()
    circle, here = circles.enter(actor, slug)
    require(here, moderation_policy.can_review_circle(here))
    page = moderation.first_cases(here, circle, FIRST)
    asks = qa_policy.can_see_queue(here) and questions.shows_questions(here, circle)
    ends = circles_policy.holds(here, circles_policy.Power.GRANT_TERM)
    return render_template(
        "home/desk.html", circle=circle, here=here, page=page,
        unanswered=count_waiting(circle) if asks else None,
        sources=moderation.count_sources(circle.id), people=moderation.faces_of(here, page.items),
        expiring=circles.list_expiring(here, circle) if ends else (),
        drafts=sum(draft.circle_id == circle.id for draft, _place in content.drafts(actor)),
        form=blank_form(BulkRulingInput), appeals=moderation.appeals_of(page.items),
        pictures_of=content.pictures_of, html_of=content.html_of,
        source_names=SOURCE_NAMES, rule_names=RULE_NAMES, act_names=ACT_NAMES,
        link_to=lambda entry, place: content.entry_path(place.slug, entry),
    )  # fmt: skip
