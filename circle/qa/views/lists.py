"""Lists of a circle's questions, and what waits for guests and staff."""

from typing import Any

from flask import Response, make_response, render_template, request
from marshmallow import ValidationError

from circle.circles import policy as circles_policy
from circle.circles import queries as circles
from circle.circles.models import Circle
from circle.circles.policy import Power
from circle.content import queries as content
from circle.core.actor import Actor
from circle.core.errors import BadRequest, NotFound
from circle.core.i18n import lazy
from circle.core.pagecache import guest_cached
from circle.core.policy import require
from circle.core.web import moved_for_good, page_limit, visitor
from circle.qa import policy, queries
from circle.qa.schemas import QuestionChoice, QuestionQuery
from circle.qa.views.blueprint import bp, person
from circle.qa.views.chips import filter_chips, order_chips

CHOSEN = ("order", "tag", "state", "answered", "bounty", "by_guest", "cursor")


@bp.get("/c/<slug>/questions")
@guest_cached(circles.public_version)
def list_questions(slug: str) -> Response:
    """The questions of a circle in the order asked for; outsiders of a preview see titles."""
    circle, here = circles.enter(visitor(), slug)
    choice = _choice(circle, here)
    tag = content.find_tag(circle, choice.tag)
    if name := content.moved_name(tag, choice.tag):
        return moved_for_good(request.path, tag=name)
    page = queries.questions_page(here, circle, choice)
    shown = {"items": queries.question_items(here, circle, page.items), "next": page.next}
    if request.headers.get("X-Fragment") == "entries":
        return make_response(render_template("qa/_list.html", **shown))
    base, own = f"/c/{slug}/questions", bool(policy.can_see_own_list(here, circle))
    any_there = queries.shows_questions(here, circle)
    return make_response(render_template(
        "qa/questions.html", circle=circle, here=here, choice=choice, **shown,
        orders=order_chips(base, choice, own=own),
        filters=filter_chips(base, choice, queries.asked_tags(circle)) if any_there else (),
        tag_followed=content.is_following_tag(here, tag),
        can_ask=policy.can_ask(here, circle), can_join=circles_policy.can_join(here, circle),
        can_see_queue=policy.can_see_queue(here), avoided=_avoided(here, circle),
    ))  # fmt: skip


@bp.get("/c/<slug>/questions/queue")
def show_queue(slug: str) -> str:
    """What waits: the reader's own first, then the longest waiting; answers to look at again."""
    circle, here = circles.enter(person(), slug)
    if not here.is_member:
        raise NotFound
    return render_template(
        "qa/queue.html", circle=circle, here=here,
        queue=queries.waiting_queue(here, circle, request.args.get("cursor")),
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


def _avoided(here: Actor, circle: Circle) -> int:
    """How many repeats joining avoided, for who looks through what is written."""
    return queries.count_avoided(circle.id) if here.can(Power.REVIEW) else 0


def _choice(circle: Circle, here: Actor) -> QuestionChoice:
    """Which list the address asks for; the one of what is for somebody needs to know who."""
    given = {name: request.args[name] for name in CHOSEN if request.args.get(name)}
    try:
        asked = QuestionQuery().load(given)
    except ValidationError as error:
        raise BadRequest(lazy("There is no such list of questions")) from error
    if asked["order"] == "for_me":
        person()
        require(here, policy.can_see_own_list(here, circle))
    if asked["order"] == "open":  # the same list as its filter makes
        asked["order"], asked["state"] = "newest", asked["state"] or "open"
    return QuestionChoice(**{**asked, "limit": page_limit()})
