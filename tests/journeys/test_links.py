"""Every link and every form of every page leads to something that is there."""

from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect

from tests.browser.seed import live_in
from tests.walk import known_things, pages


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
    try:
        app.url_map.bind("localhost").match(urlsplit(path).path, method=method)
    except (NotFound, MethodNotAllowed, RequestRedirect):
        return False
    return True


def test_an_address_that_is_not_there_is_noticed(app):
    assert ways_from("/me", '<a href="x?y#z"></a><form method="post" action="/signin"></form>') == {
        ("GET", "/x?y"), ("POST", "/signin"),
    }  # fmt: skip
    assert is_routed(app, "POST", "/signin")
    assert not is_routed(app, "POST", "/me")
    assert not is_routed(app, "GET", "/no/such/page")


@pytest.mark.walk
@pytest.mark.parametrize("who", [None, "outsider", "member", "owner"])
def test_no_page_leads_nowhere(app, cast, who):
    known = known_things(app, cast) | live_in(app, cast)
    client = cast[who].client if who else app.test_client()
    leading: dict[tuple[str, str], str] = {}
    answered: dict[str, int] = {}
    for path in sorted({place.path for place in pages(app, known)}):
        answer = client.get(path)
        answered[path] = answer.status_code
        if answer.mimetype == "text/html" and answer.status_code == 200:
            for way in ways_from(path, answer.get_data(as_text=True)):
                leading.setdefault(way, path)
    assert len(leading) > 30
    dead = [
        f"{path} leads to {method} {to}"
        for (method, to), path in leading.items()
        if not to.startswith("/static/") and not is_routed(app, method, to)
    ]
    dead += [
        f"{path} leads to {to}, which is refused"
        for (method, to), path in leading.items()
        if method == "GET" and not to.startswith("/static/")
        and (answered.get(to) or client.get(to).status_code) >= 400
    ]
    assert not dead, "\n".join(dead)
