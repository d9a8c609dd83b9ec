"""The front page and the list of circles to discover."""

from collections.abc import Sequence
from typing import Any

from flask import Response, render_template, request, url_for
from markupsafe import Markup

from circle.circles import queries as circles
from circle.circles.queries import MyCircle
from circle.content import queries as content
from circle.core.actor import Actor
from circle.core.errors import SignInNeeded
from circle.core.paging import decode_cursor
from circle.core.web import page_limit, see_other, visitor
from circle.home import queries
from circle.home.views.blueprint import bp
from circle.posts.cards import Added, Reader, draw_cards, poll_facts


@bp.get("/")
def front() -> str:
    """Members: their circles and what happened there. Guests: what this is, and three circles."""
    actor = visitor()
    if actor.is_guest:
        return render_template("home/welcome.html", living=queries.living_circles())
    news = queries.news(actor)
    cursor = request.args.get("cursor")
    page = queries.gathered_page(
        actor, [item.circle for item in news], decode_cursor(cursor) if cursor else None,
        page_limit(),
    )
    cards = _cards(actor, [item.circle for item in news], page.items)
    if request.headers.get("X-Fragment") == "entries":
        return render_template("posts/_list.html", cards=cards, next=page.next)
    mine = {item.circle.id for item in news}
    living = [found for found in queries.living_circles(2 * queries.LIVING) if found.id not in mine]
    return render_template(
        "home/front.html", news=news, cards=cards, next=page.next, living=living[:queries.LIVING]
    )


def _cards(actor: Actor, mine: Sequence[MyCircle], rows: Sequence[Any]) -> list[Markup]:
    """The cards of posts out of several circles, each naming its own."""
    places = {found.id: found for found in mine}
    named = queries.faces_across(rows, actor)
    states = content.reactions_of(actor, [row.id for row in rows])
    added = Added(states, content.teasers_of(poll_facts(rows)))
    reader = Reader(signed_in=True, outside=True)
    drawn: list[Markup] = []
    for row in rows:
        face = named.get((row.circle_id, row.author_id))
        found = {row.author_id: face} if face else {}
        drawn += draw_cards([row], found, places[row.circle_id], reader, added)
    return drawn


@bp.get("/write")
def choose_circle() -> Response | str:
    """Where to write, or to go on with a draft: straight on for who is in one circle."""
    actor = visitor()
    if actor.is_guest:
        raise SignInNeeded
    mine = circles.my_circles(actor)
    draft = request.args.get("draft")
    if len(mine) == 1:
        return see_other(url_for("posts.new_post", slug=mine[0].slug, draft=draft))
    return render_template("home/write.html", mine=mine, draft=draft)


@bp.get("/discover")
def discover() -> str:
    """Circles everybody may know of, liveliest first; `?q=` begins their name."""
    actor, search = visitor(), request.args.get("q", "").strip()[:40]
    page = circles.discover_page(
        actor, cursor=request.args.get("cursor"), limit=page_limit(), search=search
    )
    mine = {found.id for found in circles.my_circles(actor)}
    fragment = request.headers.get("X-Fragment") == "circles"
    template = "home/_circles.html" if fragment else "home/discover.html"
    return render_template(template, page=page, search=search, mine=mine)
