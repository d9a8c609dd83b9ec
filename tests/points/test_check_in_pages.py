"""The calendar by page and by JSON: who sees it, one tap, what a second tap answers."""

from datetime import timedelta

import pytest

from circle.circles import actions as circles
from circle.circles.schemas import SettingsChange
from circle.core import clock as time
from circle.core.db import db
from tests.factories import points as made

PATH = "/circles/tea/check-ins"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def noon(clock):
    """Every test begins at noon of a local day."""
    clock.travel(hours=12 - time.local(time.now()).hour)
    return clock


@pytest.fixture
def purse(app, cast):
    """A member with points to spend."""
    with app.app_context():
        made.fill(cast.member, 100)
        db.session.remove()


def test_the_first_check_in_answers_201_and_the_same_day_again_200(cast):
    client = cast.member.client
    first = client.call("POST", PATH, {})
    assert (first.status_code, first.json["new"], first.json["balance"]) == (201, True, 2)
    again = client.call("POST", PATH, {})
    assert (again.status_code, again.json["new"], again.json["points"]) == (200, False, 0)
    assert again.json["streak"] == 1


def test_the_same_key_gives_the_same_answer(cast):
    client, day = cast.member.client, str(time.local_day())
    answers = [client.call("POST", PATH, {"day": day}, key="tap-1") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json == answers[1].json


def test_a_tap_of_yesterday_is_refused_and_one_of_today_taken(cast):
    client = cast.member.client
    late = client.call("POST", PATH, {"day": str(time.local_day() - DAY)})
    assert (late.status_code, late.json["code"]) == (409, "day_over")
    assert client.call("POST", PATH, {"day": str(time.local_day())}).status_code == 201


def test_the_month_tells_days_streak_today_tomorrow_and_make_ups(cast, purse, clock):
    client = cast.member.client
    for _ in range(6):
        clock.travel(days=1)
        client.call("POST", PATH, {})
    told = client.call("GET", PATH).json
    assert (told["done"], told["streak"], told["until_bonus"]) == (True, 6, 1)
    assert told["tomorrow_brings"] == {"points": 2, "growth": 2, "bonus": 5}
    assert told["make_ups"] == {"offered": True, "left": 2, "cost": 20}
    states = {day["day"]: day["state"] for day in told["days"]}
    assert states[str(time.local_day())] == "done"
    assert told["month"] == f"{time.local_day():%Y-%m}"


def test_a_month_before_joining_or_to_come_is_the_nearest_there_is(cast):
    client, month = cast.member.client, f"{time.local_day():%Y-%m}"
    for asked in ("1999-01", "2999-12"):
        assert client.call("GET", f"{PATH}?month={asked}").json["month"] == month
    for asked in ("2026", "2026-13", "november"):
        assert client.call("GET", f"{PATH}?month={asked}").status_code == 422


def test_a_missed_day_is_made_up_by_json(cast, purse, clock):
    clock.travel(days=3)
    client, day = cast.member.client, str(time.local_day() - DAY)
    answer = client.call("POST", f"{PATH}/make-up", {"day": day})
    assert (answer.status_code, answer.json["balance"]) == (201, 80)
    again = client.call("POST", f"{PATH}/make-up", {"day": day})
    assert (again.status_code, again.json["code"]) == (409, "day_kept")
    assert client.call("GET", PATH).json["make_ups"]["left"] == 1


def test_who_is_no_member_checks_in_nowhere(anyone, cast):
    assert anyone.get("/c/tea/check-in").status_code in (302, 303)
    assert cast.outsider.client.get("/c/tea/check-in").status_code == 403
    assert cast.outsider.client.call("POST", PATH, {}).status_code == 403
    assert cast.member.client.get("/c/tea/check-in").status_code == 200


def test_a_private_circles_calendar_is_not_there_for_outsiders(app, cast):
    with app.app_context():
        owner = cast.owner.inside()
        circles.change_settings(owner, owner.circle_id, SettingsChange(visibility="private"))
        db.session.remove()
    assert cast.outsider.client.call("GET", PATH).status_code == 404
    assert cast.member.client.call("GET", PATH).status_code == 200


def test_the_ring_in_a_circles_head_closes_and_leads_to_the_calendar(anyone, cast):
    client = cast.member.client
    assert "data-check-in-done hidden" in client.get("/c/tea").text
    assert client.submit("/c/tea/check-in", {"_next": "/c/tea"}).headers["Location"] == "/c/tea"
    page = client.get("/c/tea").text
    assert "data-check-in-tap hidden" in page and "连续 1 天" in page
    assert "data-check-in" not in anyone.get("/c/tea").text
    assert "data-check-in" not in cast.outsider.client.get("/c/tea").text


def test_a_day_is_made_up_without_scripts_after_being_told_what_it_costs(cast, purse, clock):
    clock.travel(days=4)
    client, day = cast.member.client, time.local_day() - DAY * 2
    asked = f"/c/tea/check-in?month={day:%Y-%m}&make_up={day}"
    assert "花 20 积分补签" in client.get(asked).text
    answer = client.submit("/c/tea/check-in/make-up", {"day": str(day)})
    assert answer.headers["Location"] == "/c/tea/check-in"
    assert "花 20 积分补签" not in client.get(asked).text
    assert client.submit("/c/tea/check-in/make-up", {"day": "soon"}).status_code == 422


def test_who_has_too_few_points_is_told_how_many_more_it_takes(cast, clock):
    clock.travel(days=4)
    day = time.local_day() - DAY
    page = cast.member.client.get(f"/c/tea/check-in?month={day:%Y-%m}&make_up={day}").text
    assert "还差 20" in page and "花 20 积分补签" not in page


@pytest.mark.parametrize("month", ["", "2026-99", "x" * 300, "-1-01", "0000-00", "9999-12"])
def test_any_month_in_the_address_shows_a_page(cast, month):
    path = f"/c/tea/check-in?month={month}&make_up={month}"
    assert cast.member.client.get(path).status_code == 200


def test_one_day_is_no_plural_in_english(cast, clock):
    client = cast.member.client
    client.set_cookie("lang", "en")
    client.submit("/c/tea/check-in", {})
    assert "<small>day in a row<" in client.get("/c/tea/check-in").text
    clock.travel(days=1)
    client.submit("/c/tea/check-in", {})
    assert "<small>days in a row<" in client.get("/c/tea/check-in").text
