"""The measuring sticks: a bare "hello", and each page drawn by Jinja from what it showed once.

`python -m bench.constant --port N` serves /hello and /constant/<name>, on the same settings as
the site. A constant page runs the same templates with the same values: every card and the page
around them, but no query, no session and no cache.
"""

import argparse
import os
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, Response, g, render_template, template_rendered
from markupsafe import Markup

from circle.app import create_app
from circle.config import load_settings
from circle.core import pieces
from circle.core.db import session
from circle.core.fragments import fragments
from circle.posts import cards, reading
from circle.server import serve_web


@dataclass
class Drawn:
    """What a page was drawn from: its template, its values, its cards and comments."""

    template: str = ""
    context: dict[str, Any] = field(default_factory=dict)
    parts: list[tuple[Any, ...]] = field(default_factory=list)


def record(app: Flask, path: str, cookie: str) -> Drawn:
    """Open a page once and keep what it was drawn from."""
    drawn = Drawn()

    def keep(*part):
        drawn.parts.append(part)
        return pieces.draw(*part)

    def note(sender, template, context, **extra):
        drawn.template, drawn.context = template.name, dict(context)
        session().expunge_all()  # a visit is noted afterwards, and its commit would expire them

    fragments.clear()
    cards.draw = reading.draw = keep
    template_rendered.connect(note, app)
    try:
        headers = {"Cookie": cookie} if cookie else {}
        with app.test_client(use_cookies=False) as client:
            answer = client.get(path, headers=headers)
            assert answer.status_code == 200, (path, answer.status)
    finally:
        cards.draw = reading.draw = pieces.draw
        template_rendered.disconnect(note, app)
    return drawn


def draw(drawn: Drawn) -> str:
    """The page again, every card, every comment and the page around them by Jinja."""
    fragments.clear()
    made: dict[str, list[Markup]] = {"card": [], "comment": []}
    for template, macro, *shown in drawn.parts:
        made[macro].append(Markup(pieces.draw(template, macro, *shown)))
    context = {**drawn.context}
    if "cards" in context:
        context["cards"] = made["card"]
    if "card" in context:
        context["card"], context["comments"] = made["card"][0], made["comment"]
    return render_template(drawn.template, **context)


def main() -> None:
    """Record every page named, then serve the constants."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--page", action="append", default=[], help="name=path")
    parser.add_argument("--cookie", default="")
    given = parser.parse_args()
    app = create_app(load_settings())
    pages: dict[str, Drawn] = {}
    bare = Flask("bare")
    bare.add_url_rule("/hello", "hello", lambda: "hello")
    bare.add_url_rule("/healthz", "healthz", lambda: {"status": "ok"})

    def constant(name: str) -> Response:
        g.style_hashes = set()
        return Response(draw(pages[name]))

    app.add_url_rule("/constant/<name>", "constant", constant)
    for page in given.page:
        name, _, path = page.partition("=")
        pages[name] = record(app, path, given.cookie if name.startswith("member") else "")
    app.before_request_funcs.clear()
    app.after_request_funcs.clear()

    def either(environ, start_response):
        served = app if environ["PATH_INFO"].startswith("/constant/") else bare
        return served.wsgi_app(environ, start_response)

    bare_app = Either(either)
    serve_web(bare_app, f"127.0.0.1:{given.port}", int(os.environ.get("CIRCLE_WORKERS", "2")))


class Either:
    """One WSGI application out of two."""

    def __init__(self, serve) -> None:
        self._serve = serve

    def __call__(self, environ, start_response):
        return self._serve(environ, start_response)


if __name__ == "__main__":
    main()
