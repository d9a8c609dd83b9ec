"""Pages in WeChat, in a mini-program, in a frame, on a plain phone and on a desk."""

import re

import pytest

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
ANDROID = "Mozilla/5.0 (Linux; Android 14; V2309A) AppleWebKit/537.36 (KHTML, like Gecko) "
BROWSERS = {
    "wechat": f"{IPHONE}Gecko) Mobile/15E148 MicroMessenger/8.0.50(0x18003237) NetType/WIFI",
    "mini-program": f"{ANDROID}Chrome/116.0 Mobile Safari/537.36 MicroMessenger/8.0.50 "
                    "NetType/4G Language/zh_CN miniProgram/wx0123456789abcdef",
    "phone": f"{IPHONE}Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
    "desktop": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
               "Chrome/131.0 Safari/537.36",
}  # fmt: skip
ROOT = re.compile(r"<html[^>]*>")
NO_BARS = 'data-chrome="off"'
BARS = ('class="tabbar"', 'class="topbar"')


def root_of(answer) -> str:
    found = ROOT.search(answer.text)
    return found.group() if found else ""


def is_page(answer) -> bool:
    return answer.mimetype == "text/html" and answer.status_code == 200


def has_no_bars(answer) -> bool:
    return NO_BARS in root_of(answer) and not any(bar in answer.text for bar in BARS)


def test_our_bars_are_gone_in_a_mini_program_and_there_elsewhere(app, cast):
    client = cast.member.client
    plain = client.get("/", headers={"User-Agent": BROWSERS["phone"]}).get_data(as_text=True)
    inside = client.get("/", headers={"User-Agent": BROWSERS["mini-program"]})
    assert 'class="tabbar' in plain
    assert 'class="tabbar' not in inside.get_data(as_text=True)


def test_embedding_is_remembered_until_it_is_ended(app, anyone):
    assert NO_BARS not in root_of(anyone.get("/signin"))
    first = anyone.get("/signin?embed=1")
    assert NO_BARS in root_of(first)
    cookie = next(c for c in first.headers.getlist("Set-Cookie") if c.startswith("embed="))
    assert "Expires" not in cookie
    assert "Max-Age" not in cookie
    assert "public" not in first.headers["Cache-Control"]
    assert NO_BARS in root_of(anyone.get("/signin"))
    assert NO_BARS not in root_of(anyone.get("/signin?embed=0"))
    assert NO_BARS not in root_of(anyone.get("/signin"))


def test_a_window_opened_from_outside_has_its_bars_back(anyone):
    anyone.get("/signin?embed=1")
    inside = {"Sec-Fetch-Dest": "iframe", "Sec-Fetch-Site": "cross-site"}
    following = {"Sec-Fetch-Dest": "document", "Sec-Fetch-Site": "same-origin"}
    typed = {"Sec-Fetch-Dest": "document", "Sec-Fetch-Site": "none"}
    assert NO_BARS in root_of(anyone.get("/signin", headers=inside))
    assert NO_BARS in root_of(anyone.get("/signin", headers=following))
    assert NO_BARS not in root_of(anyone.get("/signin", headers=typed))
    assert NO_BARS not in root_of(anyone.get("/signin", headers=following))


def test_a_page_kept_for_guests_is_not_the_embedded_one(app, cast, anyone):
    assert NO_BARS not in root_of(anyone.get("/c/tea"))
    inside = anyone.get("/c/tea", headers={"User-Agent": BROWSERS["mini-program"]})
    assert NO_BARS in root_of(inside)
    assert NO_BARS in root_of(app.test_client().get("/c/tea?embed=1"))
    assert NO_BARS not in root_of(app.test_client().get("/c/tea"))


def inside(client, path):
    """A page as a mini-program shows it."""
    return client.get(path, headers={"User-Agent": BROWSERS["mini-program"]}).text


def test_writing_and_oneself_stay_within_reach_without_bars(cast, anyone):
    for path in ("/", "/c/tea"):
        page = inside(cast.member.client, path)
        assert 'class="afloat"' in page, path
        assert 'href="/me"' in page, path
        assert 'class="afloat"' not in cast.member.client.get(path).text
        assert 'class="afloat"' not in inside(anyone, path)
    assert 'afloat__write" href="/c/tea/posts/new"' in inside(cast.member.client, "/c/tea")


@pytest.fixture
def framed(app, monkeypatch):
    """The application as if brands could frame it."""
    monkeypatch.setitem(app.jinja_env.globals, "frame_ancestors", "https://brand.example")
    return app


def test_a_guest_in_a_frame_finds_the_way_to_a_window(framed, cast):
    link = 'href="/c/tea?embed=0" target="_blank"'
    assert link in framed.test_client().get("/c/tea?embed=1").text
    assert link not in framed.test_client().get("/c/tea").text
    assert link not in cast.member.client.get("/c/tea?embed=1").text
    page = framed.test_client().get("/signin?embed=1").text
    assert 'href="/signin?embed=0"' in page
    assert "data-needs-session" in page


def test_a_site_that_nobody_may_frame_offers_no_window(app, anyone):
    assert "data-own-window" not in anyone.get("/c/tea?embed=1").text
