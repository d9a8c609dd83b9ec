"""What every answer carries: security headers, compression, caching, request id, locale, chrome."""

import base64
import gzip
import hashlib
import re
import uuid
from functools import cache
from typing import Any

from flask import Flask, Response, g, request, session
from markupsafe import Markup

from circle.core.i18n import LOCALES, set_locale
from circle.core.web import visitor

COMPRESSED = ("text/", "application/json", "application/problem+json", "application/atom+xml",
              "application/rss+xml", "image/svg+xml", "application/xml", "application/javascript")
LOOKS = ("auto", "light", "dark")
MIN_COMPRESSED = 860  # below this the packed answer is not smaller on the wire
PERMISSIONS = "camera=(self), microphone=(self), geolocation=(), payment=(), usb=()"
DATA_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
EMBED = "embed"
FROM_OUTSIDE = ("none", "cross-site")  # typed, a bookmark, another site's link
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


def install_headers(app: Flask, *, ancestors: tuple[str, ...], https: bool) -> None:
    """Put the request's surroundings in place before, and the headers on after."""

    embed_cookie = cookie_manners(app)
    app.jinja_env.globals["frame_ancestors"] = " ".join(ancestors)

    @app.before_request
    def surround() -> None:
        given = request.headers.get("X-Request-ID", "")
        g.request_id = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex[:16]
        g.chrome = not _is_embedded()
        g.look = _choose_look()
        g.style_hashes = set()
        g.csp = lambda: content_policy(frozenset(g.style_hashes), ancestors)
        set_locale(_choose_locale(app.config["CIRCLE_LOCALE"]))

    @app.after_request
    def finish(response: Response) -> Response:
        _secure(response, ancestors=ancestors, https=https)
        _limit_caching(response)
        _remember_embedding(response, embed_cookie)
        return _compress(response)


def _choose_look() -> str:
    """Light, dark, or (auto) as the device is: chosen in this browser."""
    look = request.cookies.get("theme", "")
    return look if look in LOOKS else LOOKS[0]


def theme_style(hue: int) -> Markup:
    """The one style block a page may carry: its hue, allowed by its digest."""
    block, digest = _hue_block(hue)
    g.style_hashes.add(digest)
    return block


@cache
def content_policy(style_hashes: frozenset[str], ancestors: tuple[str, ...]) -> str:
    """The Content-Security-Policy of a page: nothing inline, nothing from elsewhere."""
    styles = " ".join(["'self'", *(f"'{digest}'" for digest in sorted(style_hashes))])
    frames = " ".join(["'self'", *ancestors])
    return (
        "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; "
        f"script-src 'self'; style-src {styles}; object-src 'none'; base-uri 'none'; "
        f"form-action 'self'; frame-ancestors {frames}"
    )


def _secure(response: Response, *, ancestors: tuple[str, ...], https: bool) -> None:
    headers = response.headers
    is_page = response.mimetype == "text/html" and "csp" in g
    headers.setdefault("Content-Security-Policy", g.csp() if is_page else DATA_POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
    headers.setdefault("Permissions-Policy", PERMISSIONS)
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    headers.setdefault("X-Request-ID", g.get("request_id", ""))
    if not ancestors:
        headers.setdefault("X-Frame-Options", "SAMEORIGIN")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if https:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")


def _limit_caching(response: Response) -> None:
    """What a signed-in person or a refusal is answered stays out of every shared cache."""
    if response.status_code >= 400:
        response.headers["Cache-Control"] = "no-store"
    elif "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "private, no-cache"
    if response.mimetype == "text/html":
        response.vary.add("X-Fragment")  # a page's own script asks for a part of it alone
    if session.accessed:
        response.vary.add("Cookie")


def _compress(response: Response) -> Response:
    if (
        response.direct_passthrough
        or response.status_code in (204, 304)
        or "Content-Encoding" in response.headers
        or not (response.content_type or "").startswith(COMPRESSED)
        or "gzip" not in request.headers.get("Accept-Encoding", "")
    ):
        return response
    body = response.get_data()
    if len(body) >= MIN_COMPRESSED:
        response.set_data(gzip.compress(body, 5, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
        response.vary.add("Accept-Encoding")
    return response


def _is_embedded() -> bool:
    """Whether someone else's bars are around the page already."""
    if "miniprogram" in request.headers.get("User-Agent", "").lower():
        return True
    asked = request.args.get(EMBED)
    if asked is not None:
        return asked == "1"
    return request.cookies.get(EMBED) == "1" and not _came_by_itself()


def _came_by_itself() -> bool:
    """A whole window opened from outside: what was embedded before is not embedded now."""
    return (
        request.headers.get("Sec-Fetch-Dest") == "document"
        and request.headers.get("Sec-Fetch-Site") in FROM_OUTSIDE
    )


def cookie_manners(app: Flask) -> dict[str, Any]:
    """How every cookie of ours is set, in frames and out of them (decision record 0004)."""
    return {
        "secure": app.config["SESSION_COOKIE_SECURE"], "httponly": True, "path": "/",
        "samesite": app.config["SESSION_COOKIE_SAMESITE"],
        "partitioned": app.config["SESSION_COOKIE_PARTITIONED"],
    }


def _remember_embedding(response: Response, manners: dict[str, Any]) -> None:
    """Keep to `?embed=1` while this browser is open, until `?embed=0` or a visit from outside."""
    asked = request.args.get(EMBED)
    kept = request.cookies.get(EMBED) == "1"
    if asked == "1" and not kept:
        response.set_cookie(EMBED, "1", **manners)
    elif kept and (asked == "0" or (asked is None and _came_by_itself())):
        response.delete_cookie(EMBED, **manners)
    else:
        return
    response.headers["Cache-Control"] = "private, no-cache"


def _choose_locale(default: str) -> str:
    """The language chosen on this browser, else the site's: not guessed from the browser's own."""
    asked = request.cookies.get("lang")
    if asked in LOCALES:
        return asked
    if "lang" not in request.cookies and visitor_locale():
        return visitor_locale() or default
    return default


def visitor_locale() -> str | None:
    """The language a signed-in person chose."""
    if "session" not in request.cookies and "__Host-session" not in request.cookies:
        return None
    return visitor().locale


@cache
def _hue_block(hue: int) -> tuple[Markup, str]:
    css = f":root{{--hue:{int(hue) % 360}}}"
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    block = Markup("<style>{}</style>").format(css)  # no character of it is ever escaped
    return block, f"sha256-{digest}"
