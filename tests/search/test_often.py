"""How often one may search: more than anybody reads, and not without end."""

import pytest
from sqlalchemy import func, select

from circle.core.db import session
from circle.core.throttle import Limit, Throttle
from circle.search import jobs
from circle.search.actions import often
from tests.factories import posts

API, PAGE = "/api/v1/circles/tea/search", "/c/tea/search"
EVERYWHERE = "/api/v1/search"
ASKED = {"q": "紫砂壶 tag:养壶"}


@pytest.fixture
def told(app, cast, clock):
    """A post that is found, while no time passes."""
    with app.app_context():
        posts.publish(cast.owner, "紫砂壶第一次怎么开？", tags=("养壶",))
        while jobs.index_waiting():
            pass
    clock.hold()


@pytest.fixture
def seldom(monkeypatch):
    """Three searches a minute, of a guest's address five; the first of each is not counted."""
    monkeypatch.setattr(often, "UNCOUNTED", 1)
    monkeypatch.setattr(often, "PERSON_SEARCHES", Limit("searches", 2, 60))
    monkeypatch.setattr(often, "GUEST_SEARCHES", Limit("searches", 4, 60))


def test_who_searches_far_too_often_waits_and_keeps_the_words(cast, anyone, told, seldom, clock):
    member = cast.member.client
    for _ in range(3):
        assert "第一次怎么开" in member.get(PAGE, query_string=ASKED).text
    for path in (PAGE, "/search"):
        refused = member.get(path, query_string=ASKED)
        assert refused.status_code == 429 and 0 < int(refused.headers["Retry-After"]) <= 60
        assert refused.headers["RateLimit-Limit"] == "2"
        assert refused.headers["RateLimit-Remaining"] == "0"
        assert f'value="{ASKED["q"]}"' in refused.text and "操作太频繁了" in refused.text
        assert "第一次怎么开" not in refused.text
    for path in (API, EVERYWHERE, f"{API}/suggestions", f"{EVERYWHERE}/suggestions"):
        refused = member.get(path, query_string=ASKED)
        assert (refused.status_code, refused.json["code"]) == (429, "too_many")
    for path in (f"{PAGE}/suggestions", "/search/suggestions"):
        headers = {"X-Fragment": "suggestions"}
        assert member.get(path, query_string=ASKED, headers=headers).status_code == 429
    assert member.get(PAGE).status_code == 200  # a place to type is no search
    for other in (cast.guest.client, anyone):
        assert other.get(API, query_string=ASKED).status_code == 200
    clock.travel(seconds=61)
    clock.hold()
    assert "第一次怎么开" in member.get(PAGE, query_string=ASKED).text


def test_guests_of_one_address_search_more_and_not_without_end(anyone, told, seldom):
    for _ in range(5):
        assert anyone.get(API, query_string=ASKED).status_code == 200
    assert anyone.get(API, query_string=ASKED).status_code == 429


def test_reading_what_was_found_writes_nothing(app, anyone, told):
    for _ in range(3):
        assert anyone.get(API, query_string=ASKED).json["count"] == 1
    with app.app_context():
        counted = select(func.count()).select_from(Throttle).where(Throttle.key.like("searches:%"))
        assert session().scalar(counted) == 0
