"""Where a page leads: its links, its forms, its pictures; and whether that is there."""

from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect


class Ways(HTMLParser):
    """The addresses a page leads to, each with the method it is asked by."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[tuple[str, str]] = set()
        self._method = "GET"

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "a" and given.get("href"):
            self.found.add(("GET", given["href"]))
        if tag in ("img", "script") and given.get("src"):
            self.found.add(("GET", given["src"]))
        if tag == "form":
            self._method = (given.get("method") or "get").upper()
            if given.get("action"):
                self.found.add((self._method, given["action"]))
        if given.get("formaction"):
            asked = (given.get("formmethod") or "post").upper()
            self.found.add((asked, given["formaction"]))


def ways_from(path: str, html: str) -> set[tuple[str, str]]:
    """Where a page leads on this site, without what follows `#`."""
    ways = Ways()
    ways.feed(html)
    there = set()
    for method, href in ways.found:
        to = urlsplit(urljoin(f"http://localhost{path}", href))
        if to.scheme == "http" and to.netloc == "localhost":
            there.add((method, to.path + (f"?{to.query}" if to.query else "")))
    return there


def is_routed(app, method: str, path: str) -> bool:
    """Whether an address is there for this method."""
    try:
        app.url_map.bind("localhost").match(urlsplit(path).path, method=method)
    except (NotFound, MethodNotAllowed, RequestRedirect):
        return False
    return True
