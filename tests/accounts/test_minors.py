"""The mode for minors: chosen with a PIN, closed at night and after its minutes, nothing to win."""

from datetime import datetime, timedelta

import pytest

from circle.accounts.cli import user as user_command
from circle.accounts.models import MinorsMode, User
from circle.accounts.queries import own_minors_mode
from circle.core import clock as core_clock
from circle.core.db import session
from tests.cast import PASSWORD
from tests.factories import points as made
from tests.factories.topics import hold_lottery, open_topic

PIN, WRONG = "2468", "1357"
TODAY = core_clock.local_day()
ON, LEAVE = "/me/minors", "/me/minors/leave"


def at(hour: int, minute: int = 0, days: int = 1) -> datetime:
    """A moment of tomorrow, or so many days from now, on the local clock."""
    day = TODAY + timedelta(days=days)
    return core_clock.day_start(day) + timedelta(hours=hour, minutes=minute)


@pytest.fixture
def minor(cast, clock):
    """The member's browser, at ten in the morning, in the mode with forty minutes a day."""
    clock.be(at(10))
    browser = cast.member.client
    assert choose(browser).status_code == 303
    return browser


def choose(browser, **other):
    return browser.submit(ON, {"pin": PIN, "again": PIN, "minutes": "40", **other})


@pytest.mark.parametrize(("hour", "minute", "status"), [
    (5, 59, 403), (6, 0, 200), (21, 59, 200), (22, 0, 403), (23, 30, 403), (0, 30, 403),
])  # fmt: skip
def test_it_opens_at_six_and_closes_at_ten(minor, clock, hour, minute, status):
    clock.be(at(hour, minute))
    page = minor.get("/c/tea")
    assert page.status_code == status
    assert ("夜深了" in page.text) == (status == 403)
    told = minor.call("GET", "/circles/tea")
    assert told.status_code == status
    assert status == 200 or told.json["code"] == "minors_night"


def test_nobody_else_is_shut_out_at_night(cast, clock, minor):
    clock.be(at(23))
    assert cast.owner.client.get("/c/tea").status_code == 200


def test_the_minutes_of_a_day_are_used_up_and_come_back_the_next(minor, clock):
    for minute in range(40):
        clock.be(at(11, minute))
        assert minor.get("/discover").status_code == 200
        if minute == 20:
            assert minor.get("/c/tea").status_code == 200  # the same minute counts once
    clock.be(at(11, 41))
    shut = minor.get("/c/tea")
    assert shut.status_code == 403 and "40 分钟用完了" in shut.text
    assert minor.call("POST", "/circles/tea/posts", {"body": "再写一句"}).status_code == 403
    clock.be(at(7, days=2))
    assert minor.get("/c/tea").status_code == 200


def test_it_is_left_with_its_pin_at_any_hour_and_tries_are_counted(minor, clock):
    clock.be(at(23))
    assert minor.get(ON).status_code == 200
    for _ in range(5):
        assert minor.submit(LEAVE, {"pin": WRONG}).status_code == 422
    assert minor.submit(LEAVE, {"pin": PIN}).status_code == 429
    clock.be(at(23, 16))
    assert minor.submit(LEAVE, {"pin": PIN}).status_code == 303
    assert minor.get("/c/tea").status_code == 200


def test_signing_out_stays_possible_and_signing_in_does_not_end_it(cast, minor, clock):
    clock.be(at(23))
    assert cast.member.client.get("/c/tea").status_code == 403  # another browser, the same person
    assert minor.submit("/signout").status_code == 303


def test_a_pin_is_four_to_eight_digits_typed_twice(cast):
    for wrong in ({"pin": "12"}, {"pin": "abcd"}, {"pin": "123456789"}, {"again": WRONG},
                  {"minutes": "999"}):  # fmt: skip
        assert choose(cast.member.client, **{"pin": PIN, **wrong}).status_code == 422, wrong
    assert cast.member.client.get("/c/tea").status_code == 200


def test_choosing_it_again_changes_no_pin(minor):
    assert choose(minor, pin=WRONG, again=WRONG).status_code == 409
    assert minor.submit(LEAVE, {"pin": WRONG}).status_code == 422


def test_programs_of_the_page_choose_and_leave_it_too(cast, clock):
    clock.be(at(23))
    browser, mode = cast.member.client, "/me/minors-mode"
    assert browser.call("PUT", mode, {"pin": PIN, "minutes": 60}).status_code == 204
    assert browser.call("GET", "/me").status_code == 403
    told = browser.call("POST", f"{mode}/leave", {"pin": WRONG})
    assert (told.status_code, told.json["code"]) == (422, "wrong_pin")
    assert browser.call("POST", f"{mode}/leave", {"pin": PIN}).status_code == 204
    mine = browser.call("GET", "/me")
    assert mine.status_code == 200 and mine.json["minor_since"] is None


def test_no_lottery_no_redeeming_no_making_up(app, cast, minor, clock):
    with app.app_context():
        topic = open_topic(cast.owner.inside())
        lottery = hold_lottery(cast.owner.inside(), topic.id).id
        reward = made.reward(cast.owner).id
    told = minor.call("PUT", f"/lotteries/{lottery}/entry")
    assert (told.status_code, told.json["code"]) == (403, "minors_mode")
    told = minor.call("POST", f"/rewards/{reward}/redemptions", {})
    assert (told.status_code, told.json["code"]) == (403, "minors_mode")
    day = str(core_clock.local_day() - timedelta(days=1))
    told = minor.call("POST", "/circles/tea/check-ins/make-up", {"day": day})
    assert (told.status_code, told.json["code"]) == (403, "minors_mode")


def main_of(page: str) -> str:
    return page.partition("<main")[2].partition("</main")[0]


def test_checking_in_speaks_of_no_rows_of_days(cast, minor, clock):
    for days in (1, 2, 3):
        clock.be(at(10, days=days))
        assert minor.call("POST", "/circles/tea/check-ins").json["streak"] == 1
    page, others = minor.get("/c/tea/check-in").text, cast.owner.client.get("/c/tea/check-in").text
    assert "连续" not in main_of(page) and "连续" in main_of(others)


def test_what_is_kept_of_it_is_in_ones_data_without_the_pin_and_goes_with_the_account(
    app, cast, minor
):
    with app.app_context():
        [kept] = own_minors_mode(cast.member.user_id)
        assert kept["minutes_a_day"] == 40 and "pin" not in str(kept)
    assert minor.call("POST", "/me/closure", {"current": PASSWORD}).status_code == 204
    with app.app_context():
        assert session().get(MinorsMode, cast.member.user_id) is None
        assert session().get(User, cast.member.user_id).minor_since is None


def test_the_operator_ends_it_when_the_pin_is_forgotten(app, cast, minor, clock):
    done = app.test_cli_runner().invoke(user_command, ["leave-minors", cast.member.name])
    assert done.exit_code == 0
    clock.be(at(23))
    assert minor.get("/c/tea").status_code == 200
