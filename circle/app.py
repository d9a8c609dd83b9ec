"""The factory: one Flask application out of settings, packages and their wiring."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Protocol, cast

from flask import Flask, Request, request
from flask_login import AnonymousUserMixin, LoginManager
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

import circle.wiring
from circle.accounts import passwords
from circle.accounts import queries as accounts
from circle.accounts.api import blp as accounts_api
from circle.accounts.queries.sign_in import SignedIn
from circle.accounts.views import bp as account_pages
from circle.brands.views import bp as brand_pages
from circle.circles.api import blp as circles_api
from circle.circles.views import bp as circle_pages
from circle.config import Settings
from circle.content.api import blp as content_api
from circle.content.tally import install_tally
from circle.content.views import bp as content_pages
from circle.core import attempts, beforehand, bus, display, failures, gate, headers, throttle
from circle.core.actor import GUEST
from circle.core.api import Blueprint, install_api
from circle.core.assets import asset
from circle.core.db import attach_engine_manners, db
from circle.core.i18n import _, ngettext
from circle.core.json import OrjsonProvider
from circle.core.pieces import piece
from circle.core.probes import install_probes
from circle.core.regions import read_regions
from circle.core.room import install_room
from circle.core.routing import install_routing
from circle.core.site import Site
from circle.core.static import install_static
from circle.core.web import visitor_region, words_said
from circle.core.wellknown import install_wellknown
from circle.home.context import fresh_key, page_context
from circle.home.views import bp as home_pages
from circle.moderation.api import blp as moderation_api
from circle.moderation.views import bp as moderation_pages
from circle.notifications.api import blp as notices_api
from circle.notifications.views import bp as notice_pages
from circle.points.api import blp as points_api
from circle.points.badges import BADGES
from circle.points.views import bp as point_pages
from circle.posts.api import blp as posts_api
from circle.posts.views import bp as post_pages
from circle.qa.api import blp as qa_api
from circle.qa.views import bp as question_pages
from circle.search.api import blp as search_api
from circle.search.views import bp as search_pages
from circle.topics.api import blp as topics_api
from circle.topics.views import bp as topic_pages

ROOT = Path(__file__).parent.parent
MAX_REQUEST_BYTES = 12 * 1024 * 1024  # one picture of 10 MB with its form around it
ROOM_FOR_PICTURES = 92 * 1024 * 1024  # nine of them: a form without scripts sends all at once
MAX_FORM_FIELD_BYTES = 512 * 1024
FORMS_WITH_PICTURES = (
    "posts.create_post", "posts.change_post", "qa.create_question", "qa.change_question",
    "qa.create_answer", "qa.change_answer", "topics.create_topic", "topics.change_topic",
    "topics.create_reply", "topics.change_reply",
)  # fmt: skip

API_PARTS: tuple[Blueprint, ...] = (
    accounts_api, circles_api, points_api, content_api, search_api, posts_api, qa_api, topics_api,
    moderation_api, notices_api,
)  # fmt: skip

FAST = passwords.Cost(memory_kib=8, passes=1)  # tests hash thousands of times

csrf = CSRFProtect()


class Translating(Protocol):
    """What jinja2's extension adds to an environment."""

    def install_gettext_callables(
        self, gettext: Callable[..., str], ngettext: Callable[..., str], newstyle: bool
    ) -> None:
        """Have templates translate through these."""


class Guest(AnonymousUserMixin):
    """Nobody in particular."""

    actor = GUEST


def create_app(settings: Settings, **overrides: Any) -> Site:
    """Build the application; `overrides` go into Flask's config (tests)."""
    app = Site("circle", root_path=str(ROOT), template_folder="templates", static_folder=None)
    app.config.from_mapping(_flask_config(settings))
    app.config.update(overrides)
    app.json = OrjsonProvider(app)
    app.wrap(partial(
        ProxyFix, x_for=settings.trusted_proxies, x_proto=min(settings.trusted_proxies, 1),
        x_host=min(settings.trusted_proxies, 1),
    ))  # fmt: skip
    throttle.enable(settings.rate_limits)
    passwords.set_cost(FAST if app.config.get("ARGON2_FAST") else passwords.Cost())
    read_regions(settings.regions)
    bus.connect(circle.wiring.REACTIONS)
    attempts.keep_with(circle.wiring.ATTEMPTS)
    beforehand.prepare_with(circle.wiring.BEFOREHAND)
    _connect_database(app)
    _install_login(app)
    headers.install_headers(app, ancestors=settings.frame_ancestors, https=settings.is_https)
    install_routing(app)
    install_room(app)
    gate.install_gate(app, csrf)
    failures.install_failures(app)
    install_static(app)
    install_probes(app)
    install_tally(app)
    _install_templates(app)
    _register_pages(app)
    _register_api(app)
    return app


def _flask_config(settings: Settings) -> dict[str, Any]:
    framed = bool(settings.frame_ancestors) and settings.is_https
    return {
        "CIRCLE": settings,
        "CIRCLE_LOCALE": settings.locale,
        "SECRET_KEY": settings.secret_key,
        "SMTP_URL": settings.smtp_url,
        "MAIL_FROM": settings.mail_from,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": {"pool_pre_ping": settings.database_url[:8] == "postgres"},
        "SESSION_COOKIE_NAME": "__Host-session" if settings.is_https else "session",
        "SESSION_COOKIE_SECURE": settings.is_https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "None" if framed else "Lax",
        "SESSION_COOKIE_PARTITIONED": framed,
        "PERMANENT_SESSION_LIFETIME": 60 * 60 * 24 * 90,
        "SESSION_REFRESH_EACH_REQUEST": False,
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_CHECK_DEFAULT": False,
        "WTF_CSRF_SSL_STRICT": False,
        "MAX_CONTENT_LENGTH": MAX_REQUEST_BYTES,
        "ROOM": dict.fromkeys(FORMS_WITH_PICTURES, ROOM_FOR_PICTURES),
        "MAX_FORM_MEMORY_SIZE": MAX_FORM_FIELD_BYTES,
        "API_TITLE": "Circle",
        "API_VERSION": "v1",
        "OPENAPI_VERSION": "3.1.0",
        "OPENAPI_URL_PREFIX": "/api/v1",
        "OPENAPI_JSON_PATH": "openapi.json",
        "PREFERRED_URL_SCHEME": "https" if settings.is_https else "http",
    }


def _connect_database(app: Flask) -> None:
    db.init_app(app)
    with app.app_context():
        attach_engine_manners(db.engine)


def _install_login(app: Flask) -> None:
    manager = LoginManager(app)
    manager.anonymous_user = Guest
    manager.session_protection = None  # sessions live in the database, where they are revoked
    manager.user_loader(_by_session)
    manager.request_loader(_by_api_token)
    csrf.init_app(app)


def _by_session(token: str) -> Any:
    """Who the cookie stands for; a request that brings a token is judged by the token alone."""
    found = None if gate.bearer_token() is not None else accounts.signed_in_by_session(token)
    return _placed(found)


def _by_api_token(asked: Request) -> Any:
    token = gate.bearer_token()
    return None if token is None else _placed(accounts.signed_in_by_api_token(token))


def _placed(found: SignedIn | None) -> SignedIn | None:
    """With the place a write comes from; reading asks for no place."""
    if found is None or request.method in ("GET", "HEAD"):
        return found
    return replace(found, actor=replace(found.actor, region=visitor_region()))


def _install_templates(app: Flask) -> None:
    env = app.jinja_env
    env.add_extension("jinja2.ext.i18n")
    cast("Translating", env).install_gettext_callables(_, ngettext, newstyle=True)
    env.trim_blocks = env.lstrip_blocks = True
    env.filters.update(
        ago=display.ago, compact=display.compact, iso=display.iso, exact=display.exact,
        date_name=display.date_name, month_name=display.month_name,
    )
    env.globals.update(asset=asset, theme_style=headers.theme_style, piece=piece)
    env.globals.update(badges_known=BADGES)
    env.globals.update(fresh_key=fresh_key, toast_messages=words_said)  # for macros
    app.context_processor(page_context)


def _register_pages(app: Flask) -> None:
    """Every package's pages."""
    install_wellknown(app)
    app.register_blueprint(account_pages)
    app.register_blueprint(brand_pages)
    app.register_blueprint(circle_pages)
    app.register_blueprint(point_pages)
    app.register_blueprint(content_pages)
    app.register_blueprint(search_pages)
    app.register_blueprint(post_pages)
    app.register_blueprint(question_pages)
    app.register_blueprint(topic_pages)
    app.register_blueprint(moderation_pages)
    app.register_blueprint(notice_pages)
    app.register_blueprint(home_pages)


def _register_api(app: Flask) -> None:
    """Every package's part of /api/v1."""
    api = install_api(app)
    for part in API_PARTS:
        api.register_blueprint(part)
