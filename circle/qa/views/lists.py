"""Lists of a circle's questions, and what waits for guests and staff."""

from typing import Any

from flask import Response, make_response, render_template, request

from circle.circles import policy as circles_policy
from circle.circles import queries as circles
from circle.core.actor import Actor
from circle.core.errors import NotFound
from circle.core.pagecache import guest_cached
from circle.core.policy import require
from circle.core.web import page_limit, visitor
from circle.qa import policy, queries
from circle.qa.schemas import QuestionChoice
from circle.qa.views.blueprint import bp, person


@bp.get("/c/<slug>/questions")
@guest_cached(circles.public_version)
def list_questions(slug: str) -> Response:
    """The questions of a circle in the order asked for; outsiders of a preview see titles."""
    circle, here = circles.enter(visitor(), slug)
    choice = _choice(here)
    page = queries.questions_page(here, circle, choice)
    shown = {"items": queries.question_items(here, circle, page.items), "next": page.next}
    if request.headers.get("X-Fragment") == "entries":
        return make_response(render_template("qa/_list.html", **shown))
    return make_response(render_template(
        "qa/questions.html", circle=circle, here=here, choice=choice, **shown,
        can_ask=policy.can_ask(here, circle), can_join=circles_policy.can_join(here, circle),
        can_see_queue=policy.can_see_queue(here), shows_tab=queries.shows_questions(here, circle),
    ))  # fmt: skip


@bp.get("/c/<slug>/questions/queue")
def show_queue(slug: str) -> str:
    """What waits: the reader's own first, then the longest waiting; answers to look at again."""
    circle, here = circles.enter(person(), slug)
    if not here.is_member:
        raise NotFound
    return render_template(
        "qa/queue.html", circle=circle, here=here, queue=queries.waiting_queue(here, circle),
        can_assign=policy.can_assign(here, circle),
    )


@bp.get("/c/<slug>/questions/similar")
def similar(slug: str) -> str:
    """Questions that sound like the one being typed (`?q=`): also as a part of the composer."""
    circle, here = circles.enter(visitor(), slug)
    require(here, policy.can_ask(here, circle))
    text = request.args.get("q", "")[:200]
    found: Any = queries.alike_questions(here, circle, text) if len(text) > 1 else ()
    part = request.headers.get("X-Fragment") == "similar"
    return render_template(
        "qa/_similar.html" if part else "qa/similar.html", circle=circle, here=here, found=found,
        text=text,
    )  # fmt: skip


def _choice(here: Actor) -> QuestionChoice:
    """Which list the address asks for; the one of those who answer is theirs alone."""
    order = request.args.get("order", "newest")
    if order == "for_me":
        require(here, policy.can_see_queue(here))
    return QuestionChoice(
        order=order, tag=request.args.get("tag", "")[:80],
        cursor=request.args.get("cursor") or None, limit=page_limit(),
    )  # fmt: skip
