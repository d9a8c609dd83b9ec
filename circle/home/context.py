"""What every page is given besides its own: who reads it, where it is, the circles in the rail."""

import secrets
from typing import Any

from flask import current_app, g, request
from flask_wtf.csrf import generate_csrf

from circle.circles import queries as circles
from circle.core.actor import Actor
from circle.core.i18n import current_locale
from circle.core.web import visitor

SITE_NAMES = {"zh_Hans_CN": "圈子", "en": "Circle"}


class Surroundings:
    """The reader and the page they are on; what costs a query is asked for only when shown."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor
        self._circles: Any = None

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
        "fresh_key": fresh_key,
        "my_circles": around.my_circles,
        "site": {
            "name": SITE_NAMES[current_locale()], "icp": settings.icp,
            "base_url": settings.base_url or request.host_url.rstrip("/"),
        },
    }  # fmt: skip


def fresh_key() -> str:
    """A key for one form: sent twice, it is done once."""
    return secrets.token_urlsafe(16)
