"""Addresses cannot be bent: no redirect leads away, and no letter believes a request's host."""

from urllib.parse import urlsplit

import pytest

from circle.core import clock as core_clock
from circle.core.web import network_of, safe_path
from tests.factories.regions import proxies_of

AWAY = (
    "https://evil.example/", "http:evil.example", "//evil.example", "///evil.example",
    "/\\evil.example", "\\\\evil.example", "/\t/evil.example", "/\n/evil.example", "javascript:1",
    "data:text/html,x", "https:evil.example", "/%0d%0aLocation: https://evil.example\r\nX: y",
    "//evil.example@localhost/", "evil.example", " //evil.example", "/ /evil.example",
    "http://localhost@evil.example/", "/\u2028/evil.example",
)  # fmt: skip


def stays(answer) -> bool:
    location = answer.headers.get("Location", "/")
    parts = urlsplit(location)
    return not parts.netloc and not parts.scheme and "\\" not in location[:2]


@pytest.mark.parametrize("path", AWAY)
def test_a_next_that_leads_away_is_not_followed(path):
    safe = safe_path(path, "/home")
    assert safe == "/home" or (safe.startswith("/%0d%0a") and "\r" not in safe)
    assert safe_path("/c/tea?order=hot#entry-1", "/home") == "/c/tea?order=hot#entry-1"


@pytest.mark.parametrize("path", AWAY)
def test_signing_in_leads_nowhere_else(app, cast, path):
    from tests.cast import PASSWORD

    client = app.test_client()
    form = {"name": cast.member.name, "password": PASSWORD, "_next": path}
    answer = client.submit("/signin", form)
    assert answer.status_code == 303
    assert stays(answer)
    back = cast.member.client.get("/signin", query_string={"next": path})
    assert back.status_code == 303
    assert stays(back)


def test_signing_in_leads_back_to_where_one_was(app, cast):
    from tests.cast import PASSWORD

    client = app.test_client()
    form = {"name": cast.member.name, "password": PASSWORD, "_next": "/c/tea/members"}
    assert client.submit("/signin", form).headers["Location"] == "/c/tea/members"


@pytest.mark.parametrize("path", AWAY)
def test_a_choice_of_language_leads_nowhere_else(app, cast, path):
    for form in ({"_next": path}, {"next": path}):
        answer = cast.member.client.submit("/language", {"locale": "en", **form})
        assert answer.status_code in (303, 422)
        assert stays(answer)
    answer = cast.member.client.submit(f"/language?next={path}", {"locale": "en"})
    assert stays(answer)


def test_a_letter_leads_to_the_configured_address_whatever_host_was_asked(over_tls):
    with over_tls.test_request_context("/", base_url="https://evil.example"):
        from circle.accounts.browser import origin
        from circle.core.web import address, site_origin

        assert site_origin() == "https://circle.example"
        assert origin() == "https://circle.example"
        assert address("accounts.sign_in") == "https://circle.example/signin"


def test_without_a_configured_address_a_made_up_host_is_not_put_into_letters(app):
    from circle.accounts.browser import origin

    with app.test_request_context("/", base_url="http://evil.example"):
        assert "evil" not in origin()
    with app.test_request_context("/", base_url="http://127.0.0.1:8000"):
        assert origin() == "http://127.0.0.1:8000"


def test_a_forwarded_host_is_believed_only_from_as_many_proxies_as_there_are(app, anyone):
    headers = {"X-Forwarded-Host": "evil.example", "X-Forwarded-For": "203.0.113.9",
               "X-Forwarded-Proto": "https"}  # fmt: skip
    answer = anyone.get("/.well-known/security.txt", headers=headers)
    assert "evil" not in answer.get_data(as_text=True)


def test_a_household_counts_as_one_whatever_half_of_ipv6_it_uses():
    assert network_of("2001:db8:1:2::1") == network_of("2001:db8:1:2:ffff::9")
    assert network_of("2001:db8:1:2::1") != network_of("2001:db8:1:3::1")
    assert network_of("192.0.2.1") == "192.0.2.1"
    assert network_of(None) == ""


def looks(anyone, place: str, forwarded: str) -> int:
    """A guest changes the looks of this browser: a write that costs nothing but is counted."""
    anyone.forget_csrf()
    return anyone.submit(
        "/appearance", {"theme": "dark"}, headers={"X-Forwarded-For": forwarded},
        environ_overrides={"REMOTE_ADDR": place},
    ).status_code


def test_made_up_forwarded_addresses_make_no_room_for_more(app, anyone, clock, monkeypatch):
    """Twenty writes a minute of one address: with no proxy, and with one, whatever is forwarded."""
    clock.be(core_clock.now().replace(second=1))
    made_up = [f"198.51.100.{number}" for number in range(21)]
    direct = [looks(anyone, "203.0.113.7", address) for address in made_up]
    assert direct == [303] * 20 + [429]
    monkeypatch.setattr(proxies_of(app), "x_for", 1)
    clock.travel(minutes=2)
    before = [looks(anyone, "127.0.0.1", f"{address}, 203.0.113.7") for address in made_up]
    assert before == [303] * 20 + [429]
    assert looks(anyone, "127.0.0.1", "198.51.100.1, 203.0.113.8") == 303  # somebody else
