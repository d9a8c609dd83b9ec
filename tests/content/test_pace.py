"""How often members do what others see: by level, over every circle, and told honestly."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from circle.content.policy import FASTER, PACES, paces_of
from circle.core import clock as core_clock
from circle.core.actor import SYSTEM, Actor
from circle.core.db import session
from circle.core.throttle import DAY, MINUTE, Limit, Throttle, drop_past_windows
from tests.factories.content import post

WORDS = ("龙井要八十度", "白茶可以煮", "岩茶听水声", "普洱先醒一醒", "红茶配点心", "花茶闷三分钟")
NOON = core_clock.now().replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=1)


def levelled(level):
    return Actor(user_id=1, role="member", state="active", level=level)


@pytest.mark.one_database
@pytest.mark.parametrize("deed", PACES)
def test_each_level_may_do_more_than_the_one_before_up_to_three_times(deed):
    counts = [[limit.count for limit in paces_of(levelled(level), deed)] for level in (1, 2, 3, 4)]
    assert counts == sorted(counts) and counts[0] == [limit.count for limit in PACES[deed]]
    assert counts[3] == [limit.count * 3 for limit in PACES[deed]]
    assert paces_of(levelled(len(FASTER) + 2), deed) == paces_of(levelled(len(FASTER)), deed)


@pytest.mark.one_database
def test_guests_of_a_circle_staff_and_the_site_itself_have_no_pace():
    for role in ("guest", "moderator", "admin", "owner"):
        assert paces_of(Actor(user_id=1, role=role, state="active", level=1), "root") == ()
    assert paces_of(SYSTEM, "root") == ()
    assert paces_of(Actor(user_id=1), "report")  # who belongs nowhere is as new as can be


def test_a_member_who_posts_too_fast_waits_and_is_told_for_how_long(cast, clock):
    clock.be(NOON)
    browser = cast.member.client
    for words in WORDS[:4]:
        done = browser.call("POST", "/circles/tea/posts", {"body": words})
        assert done.status_code == 201, done.json
    told = browser.call("POST", "/circles/tea/posts", {"body": WORDS[4]})
    assert (told.status_code, told.json["code"]) == (429, "too_many")
    wait = int(told.headers["Retry-After"])
    assert 0 < wait <= 60
    assert told.headers["RateLimit-Limit"] == "4"
    assert told.headers["RateLimit-Remaining"] == "0"
    assert int(told.headers["RateLimit-Reset"]) == wait
    page = browser.submit("/c/tea/posts/new", {"body": WORDS[4]})
    assert page.status_code == 429 and WORDS[4] in page.text  # given back
    assert cast.owner.client.call(
        "POST", "/circles/tea/posts", {"body": WORDS[4]}
    ).status_code == 201  # others are not held up
    clock.travel(seconds=wait)
    again = browser.call("POST", "/circles/tea/posts", {"body": WORDS[4]})
    assert again.status_code == 201


def test_what_was_refused_or_is_not_right_does_not_count(cast, clock):
    clock.be(NOON)
    browser = cast.member.client
    for _ in range(6):
        assert browser.call("POST", "/circles/tea/posts", {"body": ""}).status_code == 422
    assert browser.call("POST", "/circles/tea/posts", {"body": WORDS[0]}).status_code == 201


@pytest.fixture
def narrow(monkeypatch):
    """Paces with room for hardly anything, so that a test need not write for long."""
    paces = {
        "root": (Limit("roots", 2, MINUTE), Limit("roots-day", 3, DAY)),
        "under": (Limit("under", 1, MINUTE),), "reaction": (Limit("reactions", 1, MINUTE),),
    }  # fmt: skip
    monkeypatch.setattr("circle.content.policy.PACES", paces)


def test_the_day_has_an_end_too_however_slowly_one_writes(cast, clock, narrow):
    clock.be(NOON)
    browser = cast.member.client
    said = []
    for words in WORDS[:4]:
        said.append(browser.call("POST", "/circles/tea/posts", {"body": words}))
        clock.travel(minutes=1)
    assert [answer.status_code for answer in said] == [201, 201, 201, 429]
    assert int(said[-1].headers["Retry-After"]) > 3600
    assert said[-1].headers["RateLimit-Limit"] == "3"
    assert "小时" in said[-1].json["detail"]


def test_likes_and_comments_have_paces_of_their_own(app, cast, clock, narrow):
    with app.app_context():
        shown = post(cast.owner.inside()).id
    clock.be(NOON)
    browser = cast.member.client
    assert browser.call("PUT", f"/entries/{shown}/like").status_code == 200
    assert browser.call("PUT", f"/entries/{shown}/like").status_code == 200  # nothing new
    assert browser.call("DELETE", f"/entries/{shown}/like").status_code == 200
    assert browser.call("PUT", f"/entries/{shown}/like").status_code == 429
    comments = f"/entries/{shown}/comments"
    assert browser.call("POST", comments, {"body": WORDS[0]}).status_code == 201
    assert browser.call("POST", comments, {"body": WORDS[1]}).status_code == 429


def test_counters_go_when_their_windows_are_over(app, cast, clock):
    cast.member.client.call("POST", "/circles/tea/posts", {"body": WORDS[0]})
    mine = select(Throttle.key).where(Throttle.key.like("roots%"))
    with app.app_context():
        assert len(session().scalars(mine).all()) == 3
    clock.travel(days=2)
    with app.app_context():
        drop_past_windows()
        assert session().scalars(mine).all() == []
