"""The front page and the list of circles to discover."""

from flask import Response, render_template, request, url_for

from circle.circles import queries as circles
from circle.core.errors import SignInNeeded
from circle.core.web import page_limit, see_other, visitor
from circle.home import queries
from circle.home.views.blueprint import bp


@bp.get("/")
def front() -> str:
    """Members: their circles and what happened there. Guests: what this is, and three circles."""
    actor = visitor()
    if actor.is_guest:
        return render_template("home/welcome.html", living=queries.living_circles())
    return render_template("home/front.html", news=queries.news(actor))


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
