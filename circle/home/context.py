"""What every page is given besides its own: who reads it, where it is, the circles in the rail."""

import secrets
from typing import Any
from urllib.parse import urlencode

from flask import current_app, g, request
from flask_wtf.csrf import generate_csrf

from circle.circles import queries as circles
from circle.content import queries as content
from circle.core import switches
from circle.core.actor import Actor
from circle.core.i18n import _, current_locale
from circle.core.web import visitor
from circle.core.wishes import Wish, wish_asked, wish_here
from circle.points import queries as points
from circle.qa import queries as questions
from circle.topics import queries as topics


class Surroundings:
    """The reader and the page they are on; what costs a query is asked for only when shown."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor
        self._circles: Any = None

    def news_of(self, here: Actor, circle: Any) -> Any:
        """What the reader reached in this circle and was not told yet; None without a query."""
        return points.news_of(here, circle)

    def wish_here(self) -> Wish | None:
        """What the reader tapped as a guest and has not done since; a query while there is any."""
        wish = wish_here()
        if wish is None:
            return None
        states = content.reactions_of(self._actor, [wish.entry_id])
        return None if wish.kind in states.get(wish.entry_id, ()) else wish

    def tabs_of(self, here: Actor, circle: Any) -> frozenset[str]:
        """What a circle's page has tabs for, besides its posts."""
        shown = {
            "questions": questions.shows_questions(here, circle),
            "topics": topics.shows_topics(here, circle),
        }
        return frozenset(name for name, there in shown.items() if there)

    def my_circles(self) -> Any:
        """The reader's circles for the rail, liveliest first; read once a page."""
        if self._circles is None:
            self._circles = circles.my_circles(self._actor)
        return self._circles


def page_context() -> dict[str, Any]:
    """The names every template knows."""
    actor = visitor()
    around = Surroundings(actor)
    settings = current_app.config["CIRCLE"]
    return {
        "viewer": None if actor.is_guest else actor,
        "chrome": g.get("chrome", True),
        "locale": current_locale(),
        "path": request.path,
        "csrf_token": generate_csrf,
        "page_after": page_after,
        "theme": g.get("look", "auto"),
        "write_url": _write_url(request.path),
        "my_circles": around.my_circles,
        "tabs_of": around.tabs_of,
        "news_of": around.news_of,
        "wish_asked": wish_asked,
        "wish_here": around.wish_here,
        "site_closed": _site_closed,
        "site": {
            "name": _("Circle"), "icp": settings.icp, "contact": settings.contact,
            "asks_outside": settings.check_url is not None,
            "base_url": settings.base_url or request.host_url.rstrip("/"),
        },
    }  # fmt: skip


def _site_closed() -> switches.Standing | None:
    """Why nobody writes anything just now, or nothing; a page about a failure asks nobody."""
    if g.get("database_fails"):
        return None
    standing = switches.standing_of(switches.READ_ONLY)
    return standing if standing.is_on else None


def page_after(cursor: str | None) -> str | None:
    """The address of the page that follows this one, with what was chosen kept."""
    if cursor is None:
        return None
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "cursor"]
    return f"{request.path}?{urlencode([*kept, ('cursor', cursor)])}"


def fresh_key() -> str:
    """A key for one form: sent twice, it is done once."""
    return secrets.token_urlsafe(16)


def _write_url(path: str) -> str:
    """Where the plus in the bar leads: the circle one is in, else the choice of one."""
    parts = path.split("/")
    if len(parts) > 2 and parts[1] == "c" and parts[2]:
        if parts[3:4] == ["questions"]:
            return f"/c/{parts[2]}/questions/new"
        return f"/c/{parts[2]}/posts/new"
    return "/write"
