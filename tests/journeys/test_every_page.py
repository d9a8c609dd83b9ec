"""Every page, opened once by each kind of person: what all pages have in common."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from types import SimpleNamespace
from urllib.parse import unquote

import pytest
from werkzeug.datastructures import Headers
from werkzeug.test import TestResponse

from tests.browser import test_pages
from tests.embed.test_browsers import BROWSERS, has_no_bars, is_page
from tests.journeys.english import Words, is_written
from tests.journeys.ways import is_routed, ways_from

there = test_pages.there
WITH_OUR_BARS = tuple(name for name in BROWSERS if name != "mini-program")
ENGLISH = (None, "owner")  # who reads English: those who see least, and those who see most
OUTSIDE = (None, "outsider")
PEOPLE = (None, "outsider", "member", "owner")
INSIDE = (None, "member", "owner")  # who comes by a mini-program, too
ALWAYS = ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy",
          "Permissions-Policy", "Cross-Origin-Resource-Policy", "X-Request-ID")  # fmt: skip
NOT_INLINE = "style-src 'unsafe-inline'; frame-ancestors 'none'"  # of data, which is no page
HEADING = re.compile(r"<h1[ >]")
NAV = re.compile(r"<nav\b[^>]*>")


@dataclass(frozen=True)
class Opened:
    """What one person found at one address."""

    who: str | None
    path: str
    rule: str
    browser: str
    answer: TestResponse


def wrong_headers(page: Opened) -> Iterator[str]:
    """Every answer carries the headers that protect it."""
    answer = page.answer
    headers = answer.headers
    yield from (f"has no {name}" for name in ALWAYS if not headers.get(name))
    if headers.get("X-Content-Type-Options") != "nosniff":
        yield "lets its type be guessed"
    if "unsafe" in headers.get("Content-Security-Policy", "").replace(NOT_INLINE, ""):
        yield "allows what is unsafe"
    yield from (f"opens itself: {name}" for name, _value in headers
                if name.startswith("Access-Control"))  # fmt: skip
    if answer.status_code >= 400 and headers.get("Cache-Control") != "no-store":
        yield f"may be kept, though it is a {answer.status_code}"


def unheard(page: Opened) -> Iterator[str]:
    """Every page can be heard: one heading of its own, and each way through it by name."""
    answer = page.answer
    if answer.mimetype != "text/html" or answer.status_code in (204, 301, 302, 303, 308):
        return
    if (headings := len(HEADING.findall(answer.text))) != 1:
        yield f"has {headings} headings"
    yield from (f"has a way without a name: {nav}" for nav in NAV.findall(answer.text)
                if "aria-label" not in nav)  # fmt: skip


def without_a_way_in(page: Opened) -> Iterator[str]:
    """Who is not in a circle sees the way in on every page of it."""
    of_the_circle = page.rule.startswith("/c/<slug>") and not page.rule.endswith("/report")
    if page.who not in OUTSIDE or not of_the_circle:  # a sheet that asks one thing is no such page
        return
    answer = page.answer
    shown = answer.status_code == 200 and "</main>" in answer.text
    if shown and "/c/tea/join" not in unquote(answer.text):
        yield "shows no way in"


def not_english(page: Opened) -> Iterator[str]:
    """The English interface is English throughout; what members wrote stays as they wrote it."""
    if page.who not in ENGLISH or not is_page(page.answer):
        return
    words = Words(page.answer.text)
    if words.language != "en":
        yield f"is in {words.language}"
    yield from (f"is not English: {found}" for found in words.found if not is_written(found))


def wrong_bars(page: Opened) -> Iterator[str]:
    """Our bars are gone in a mini-program, which has its own, and there everywhere else."""
    if is_page(page.answer) and has_no_bars(page.answer) != (page.browser == "mini-program"):
        yield f"has the wrong bars in {page.browser}"


CHECKS = (wrong_headers, unheard, without_a_way_in, not_english, wrong_bars)


def one_of_each(walked: list[Opened]) -> list[Opened]:
    """One address for each pattern of addresses, one with a page if there is any."""
    pages_last = sorted(walked, key=lambda page: is_page(page.answer))
    return list({page.rule: page for page in pages_last}.values())


def dead_ends(app, client, walked: list[Opened]) -> Iterator[str]:
    """Every link and form leads to what is there; links of one page of each kind are followed."""
    followed = one_of_each(walked)
    answered = {page.path: page.answer.status_code for page in walked}
    leading: dict[tuple[str, str], str] = {}
    for page in [*followed, *walked]:
        if is_page(page.answer):
            for way in ways_from(page.path, page.answer.text):
                leading.setdefault(way, page.path)
    assert len(leading) > 30
    sources = {page.path for page in followed}
    for (method, to), path in leading.items():
        if to.startswith("/static/"):
            continue
        if not is_routed(app, method, to):
            yield f"{path} leads to {method} {to}"
        if method == "GET" and to not in answered and path in sources:
            answered[to] = client.get(to).status_code
        if method == "GET" and answered.get(to, 0) >= 400:
            yield f"{path} leads to {to}, which is refused"


def other_inside(client, walked: list[Opened]) -> Iterator[str]:
    """Each kind of page answers a mini-program as it does other browsers, without our bars."""
    headers = {"User-Agent": BROWSERS["mini-program"]}
    for page in one_of_each(walked):
        answer = client.get(page.path, headers=headers)
        if answer.status_code != page.answer.status_code:
            plain = page.answer.status_code
            yield f"{page.path} is {plain} in {page.browser}, {answer.status_code} inside"
        shown = Opened(page.who, page.path, page.rule, "mini-program", answer)
        yield from faults(shown, (wrong_headers, wrong_bars))


def faults(page: Opened, checks=CHECKS) -> Iterator[str]:
    """What is wrong with one page."""
    yield from (f"{page.path} {fault}" for check in checks for fault in check(page))


def walk(app, client, who: str | None, paths: list[str], ways) -> Iterator[Opened]:
    """Opens every address; each is met by one browser or the other, another for the next person.

    All open all of them, or two of the four each second one.
    """
    adapter, me = app.url_map.bind("localhost"), PEOPLE.index(who)
    for number, path in enumerate(paths, start=me):
        if me % 2 not in ways((0, 1), number - me):
            continue
        rule, _values = adapter.match(path.partition("?")[0], "GET", return_rule=True)
        browser = WITH_OUR_BARS[number % len(WITH_OUR_BARS)]
        answer = client.get(path, headers={"User-Agent": BROWSERS[browser]})
        yield Opened(who, path, rule.rule, browser, answer)


@pytest.mark.walk
@pytest.mark.timeout(180)  # some six hundred addresses; a busy machine takes its time
@pytest.mark.parametrize("who", PEOPLE)
def test_every_page_is_safe_heard_understood_and_leads_somewhere(app, cast, there, ways, who):
    client = cast[who].client if who else app.test_client()
    if who in ENGLISH:
        client.set_cookie("lang", "en")
    walked = list(walk(app, client, who, [*there, "/signout"], ways))
    wrong = [fault for page in walked for fault in faults(page)]
    wrong += dead_ends(app, client, walked)
    if who in INSIDE:
        wrong += other_inside(client, walked)
    client.delete_cookie("lang")
    assert len([page for page in walked if is_page(page.answer)]) > 20
    assert not wrong, "\n".join(wrong)


def made_up(html: str, who: str | None = None, status: int = 200, **headers: str | None) -> Opened:
    """A page as every page should be, but for what is told."""
    told = dict.fromkeys(ALWAYS, "told") | {"X-Content-Type-Options": "nosniff"}
    told |= {name.replace("_", "-"): value for name, value in headers.items()}
    answer = SimpleNamespace(
        text=html, status_code=status, mimetype="text/html",
        headers=Headers({name: value for name, value in told.items() if value}),
    )
    return Opened(who, "/c/tea/members", "/c/<slug>/members", "phone", answer)


GOOD = '''<html lang="en"><h1>Tea</h1><nav aria-label="Pages"><a href="/c/tea/join"></a></nav>
<div class="topbar"></div><main><p class="prose">喝茶</p><p>Hangzhou</p></main></html>'''


def test_a_page_as_every_page_should_be_has_no_fault():
    assert list(faults(made_up(GOOD))) == []
    assert list(faults(made_up(GOOD, status=404, Cache_Control="no-store"))) == []


@pytest.mark.parametrize(("told", "fault"), [
    ({"Referrer_Policy": None}, "has no Referrer-Policy"),
    ({"X_Content_Type_Options": "other"}, "lets its type be guessed"),
    ({"Content_Security_Policy": "script-src 'unsafe-inline'"}, "allows what is unsafe"),
    ({"Access_Control_Allow_Origin": "*"}, "opens itself: Access-Control-Allow-Origin"),
    ({"status": 403, "Cache_Control": "public"}, "may be kept, though it is a 403"),
])  # fmt: skip
def test_a_wrong_header_is_noticed(told, fault):
    assert list(faults(made_up(GOOD, **told))) == [f"/c/tea/members {fault}"]


@pytest.mark.parametrize(("good", "bad", "fault"), [
    ("<h1>Tea</h1>", "", "has 0 headings"),
    ("<p>", "<h1>More</h1><p>", "has 2 headings"),
    (' aria-label="Pages"', "", "has a way without a name: <nav>"),
    ("/c/tea/join", "/c/tea", "shows no way in"),
    ('lang="en"', 'lang="zh-Hans"', "is in zh-Hans"),
    ("Hangzhou", "登录", "is not English: 登录"),
    ("<p>Hangzhou", '<p title="登录">', "is not English: title: 登录"),
    ('class="prose"', 'class="hint"', "is not English: 喝茶"),
    ("<html", '<html data-chrome="off"', None),  # a bar is there all the same
    ('class="topbar"', "", None),
])  # fmt: skip
def test_a_fault_of_a_page_is_noticed(good, bad, fault):
    assert good in GOOD
    told = [f"/c/tea/members {fault}"] if fault else []
    assert list(faults(made_up(GOOD.replace(good, bad, 1)))) == told


def test_wrong_bars_are_noticed():
    bare = GOOD.replace("<html", '<html data-chrome="off"').replace('class="topbar"', "")
    assert list(faults(made_up(bare))) == ["/c/tea/members has the wrong bars in phone"]
    inside = replace(made_up(bare), browser="mini-program")
    assert list(faults(inside)) == []
    assert list(faults(replace(made_up(GOOD), browser="mini-program"))) != []


def test_an_address_that_is_not_there_is_noticed(app):
    assert ways_from("/me", '<a href="x?y#z"></a><form method="post" action="/signin"></form>') == {
        ("GET", "/x?y"), ("POST", "/signin"),
    }  # fmt: skip
    assert is_routed(app, "POST", "/signin")
    assert not is_routed(app, "POST", "/me")
    assert not is_routed(app, "GET", "/no/such/page")
