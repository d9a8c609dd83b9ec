"""Guest pages as finished bytes, kept per process for as long as their version stands."""

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec

from flask import Response, g, make_response, request

from circle.core import clock, switches
from circle.core.i18n import current_locale

P = ParamSpec("P")

MAX_BYTES = 24 * 1024 * 1024  # per process
SLOT_SECONDS = 60  # relative times ("5 min ago") may be this old
CACHED_QUERY = frozenset({"order", "tag", "category", "cursor", "author", "media", "embed"})


@dataclass(frozen=True, slots=True)
class KeptPage:
    """One answer: its bytes plain and compressed, its headers, and what it counts as a view of."""

    body: bytes
    packed: bytes
    headers: tuple[tuple[str, str], ...]
    etag: str
    viewed: tuple[int, int] | None

    @property
    def size(self) -> int:
        """Bytes it takes up here."""
        return len(self.body) + len(self.packed) + 512


class PageCache:
    """Least recently used pages under a budget of bytes; safe between threads."""

    def __init__(self, budget: int = MAX_BYTES) -> None:
        self._pages: OrderedDict[Hashable, KeptPage] = OrderedDict()
        self._lock = threading.Lock()
        self._budget = budget
        self._used = 0

    def get(self, key: Hashable) -> KeptPage | None:
        """The page under a key, which becomes the most recently used."""
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def put(self, key: Hashable, page: KeptPage) -> None:
        """Keep a page, dropping the longest unused ones over the budget."""
        with self._lock:
            old = self._pages.pop(key, None)
            self._used += page.size - (old.size if old else 0)
            self._pages[key] = page
            while self._used > self._budget and self._pages:
                _, dropped = self._pages.popitem(last=False)
                self._used -= dropped.size

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._pages.clear()
            self._used = 0


pages = PageCache()
_seen_view: Callable[[int, int], None] = lambda entry_id, circle_id: None  # noqa: E731


def on_view(tally: Callable[[int, int], None]) -> None:
    """Have `tally(entry_id, circle_id)` called for each view, also of a page served from here."""
    global _seen_view
    _seen_view = tally


def count_view(entry_id: int, circle_id: int) -> None:
    """Count this request as a view of an entry."""
    g.viewed = (entry_id, circle_id)


def guest_cached(
    version_of: Callable[[Any], Hashable | None], name: str = "slug"
) -> Callable[[Callable[P, object]], Callable[P, Response]]:
    """Serve a page of a circle to guests from memory while `version_of(its argument)` stays.

    `version_of` answers None for what guests may not see; such a page is never kept. A request with
    a session cookie, a token or an unknown query argument goes to the view.
    """

    def decorate(view: Callable[P, object]) -> Callable[P, Response]:
        @wraps(view)
        def run(*args: P.args, **kwargs: P.kwargs) -> Response:
            version = version_of(kwargs[name]) if _for_a_guest() else None
            if version is None:
                return _counted(make_response(view(*args, **kwargs)))
            key = _key(version)
            kept = pages.get(key)
            if kept is None:
                response = make_response(view(*args, **kwargs))
                if response.status_code != 200 or "Set-Cookie" in response.headers:
                    return _counted(response)
                kept = _keep(response)
                pages.put(key, kept)
            if kept.viewed:
                _seen_view(*kept.viewed)
            return _answer(kept)

        return run

    return decorate


def _for_a_guest() -> bool:
    return (
        request.method == "GET"
        and "session" not in request.cookies
        and "__Host-session" not in request.cookies
        and "Authorization" not in request.headers
        and CACHED_QUERY.issuperset(request.args)
    )


def _key(version: Hashable) -> Hashable:
    return (
        switches.standing_of(switches.READ_ONLY),
        version, request.full_path, request.host, current_locale(), g.chrome, g.look,
        request.headers.get("X-Fragment"), int(clock.now().timestamp() // SLOT_SECONDS),
    )


def _counted(response: Response) -> Response:
    if response.status_code == 200 and "viewed" in g:
        _seen_view(*g.viewed)
    return response


def _keep(response: Response) -> KeptPage:
    body = response.get_data()
    headers = tuple(
        (name, value)
        for name, value in response.headers.items()
        if name.lower() not in ("content-length", "etag")
    )
    etag = hashlib.blake2b(body, digest_size=12).hexdigest()
    extra = (("Content-Security-Policy", g.csp()),)
    return KeptPage(body, gzip.compress(body, 6, mtime=0), headers + extra, etag, g.get("viewed"))


def _answer(kept: KeptPage) -> Response:
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = Response(kept.packed if packed else kept.body, 200)
    response.headers.clear()
    response.headers.extend(kept.headers)
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    response.headers.add("Vary", "Accept-Encoding, Authorization, Cookie, User-Agent")
    response.set_etag(kept.etag + ("-gz" if packed else ""))
    response.make_conditional(request)
    return response
