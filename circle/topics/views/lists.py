"""Lists of a circle's topics."""

from flask import Response, make_response, render_template, request
from marshmallow import ValidationError

from circle.circles import policy as circles_policy
from circle.circles import queries as circles
from circle.core.errors import BadRequest
from circle.core.i18n import lazy
from circle.core.pagecache import guest_cached
from circle.core.web import page_limit, visitor
from circle.topics import policy, queries
from circle.topics.kinds import GRADE_NAMES, KINDS, STATUS_NAMES
from circle.topics.schemas import TopicChoice, TopicQuery
from circle.topics.views.blueprint import bp
from circle.topics.views.chips import filter_chips, order_chips

CHOSEN = ("order", "kind", "state", "cursor")


@bp.get("/c/<slug>/topics")
@guest_cached(circles.public_version)
def list_topics(slug: str) -> Response:
    """The topics of a circle in the order asked for; outsiders of a preview see titles."""
    circle, here = circles.enter(visitor(), slug)
    choice = _choice()
    page = queries.topics_page(here, circle, choice)
    shown = {
        "items": queries.topic_items(here, circle, page.items), "next": page.next, "kinds": KINDS,
    }  # fmt: skip
    if request.headers.get("X-Fragment") == "entries":
        return make_response(render_template("topics/_list.html", **shown))
    base, may_open = f"/c/{slug}/topics", policy.can_open(here, circle)
    return make_response(render_template(
        "topics/topics.html", circle=circle, here=here, choice=choice, **shown,
        orders=order_chips(base, choice), filters=filter_chips(base, choice),
        waits=queries.waits_for(here, circle), grades=GRADE_NAMES,
        statuses=STATUS_NAMES, can_open=may_open,
        write_url=f"{base if may_open else f'/c/{slug}/posts'}/new",
        can_join=circles_policy.can_join(here, circle),
    ))  # fmt: skip


def _choice() -> TopicChoice:
    """Which list the address asks for."""
    given = {name: request.args[name] for name in CHOSEN if request.args.get(name)}
    try:
        asked = TopicQuery().load(given)
    except ValidationError as error:
        raise BadRequest(lazy("There is no such list of topics")) from error
    return TopicChoice(**{**asked, "limit": page_limit()})
