"""Pages of events: signing up, the list, places, the door, the calendar file."""

import csv
import io
import re
from datetime import timedelta

import pytest

from circle.core import clock as core_clock
from circle.core.db import db
from circle.topics import actions, queries
from tests.factories.topics import open_topic

pytestmark = pytest.mark.usefixtures("calm")


@pytest.fixture
def topic(app, cast):
    """An event in three days for two hours with one place, hosted by a guest; nobody signed up."""
    with app.app_context():
        begins = core_clock.now() + timedelta(days=3)
        ident = open_topic(
            cast.guest.inside(), "event", capacity=1, place="东山茶室", starts_at=begins,
            ends_at=begins + timedelta(hours=2),
        ).id  # fmt: skip
        db.session.remove()
    return ident


def code_of(app, topic):
    """What the code at the door says."""
    with app.app_context():
        return queries.find_gathering(topic).door_code


def read(person, topic, path=""):
    """A page of an event, or the event itself."""
    return person.client.get(f"/topics/{topic}{path}" if path else f"/c/tea/topics/{topic}")


def test_a_place_is_taken_and_given_back_on_the_page(cast, clock, topic, run_jobs):
    page = cast.member.client
    assert "报名" in read(cast.member, topic).text
    assert "东山茶室" in read(cast.outsider, topic).text
    said = page.submit(f"/topics/{topic}/sign-up", follow_redirects=True)
    assert "你有名额了" in said.text
    assert "/sign-up/cancel" in said.text
    waits = cast.admin.client.submit(f"/topics/{topic}/sign-up", follow_redirects=True)
    assert "你在候补，下一个就是你" in waits.text
    given = page.submit(f"/topics/{topic}/sign-up/cancel", follow_redirects=True).text
    assert f'class="toast__undo" form="act" formaction="/topics/{topic}/sign-up"' in given
    assert "要回名额" in given
    page.submit(f"/topics/{topic}/sign-up")
    assert "你有名额了" in read(cast.member, topic).text
    page.submit(f"/topics/{topic}/sign-up/cancel")
    clock.travel(minutes=1)
    assert "要回名额" not in read(cast.member, topic).text
    run_jobs()
    assert "你有名额了" in read(cast.admin, topic).text
    assert "加入候补" in read(cast.member, topic).text


def test_guests_see_how_many_come_and_nothing_to_tap(anyone, cast, topic):
    actions_of = anyone.get(f"/c/tea/topics/{topic}").text
    assert "0 / 1" in actions_of
    assert f"/topics/{topic}/sign-up" not in actions_of
    cast.member.client.submit(f"/topics/{topic}/sign-up")
    after = anyone.get(f"/c/tea/topics/{topic}").text
    assert "1 / 1" in after
    assert f"/topics/{topic}/people" not in after
    assert f"/topics/{topic}/people" in read(cast.admin, topic).text


def test_the_list_shows_who_comes_and_who_waits_to_members(cast, topic, anyone):
    for person in (cast.member, cast.admin):
        person.client.submit(f"/topics/{topic}/sign-up")
    assert "member_of_tea" in read(cast.moderator, topic, "/people").text
    assert "admin_of_tea" in read(cast.moderator, topic, "/people?state=waiting").text
    assert read(cast.outsider, topic, "/people").status_code == 403
    assert anyone.get(f"/topics/{topic}/people").status_code in (302, 303, 401)


def test_the_host_notes_who_is_there_and_members_do_not(app, cast, topic):
    cast.member.client.submit(f"/topics/{topic}/sign-up")
    with app.app_context():
        member = cast.member.inside().membership_id
        db.session.remove()
    mark = f"/topics/{topic}/people/{member}/presence"
    assert mark not in read(cast.member, topic, "/people").text
    assert cast.member.client.submit(mark).status_code == 403
    host = cast.guest.client
    assert mark in host.get(f"/topics/{topic}/people").text
    there = host.submit(mark, follow_redirects=True).text
    assert f"/people/{member}/absence" in there
    host.submit(f"/topics/{topic}/people/{member}/absence")
    assert mark in host.get(f"/topics/{topic}/people").text


def test_the_table_holds_everybody_and_runs_nothing(app, cast, topic):
    for person in (cast.member, cast.admin):
        person.client.submit(f"/topics/{topic}/sign-up")
    cast.admin.client.call("PATCH", "/me", {"display_name": "=1+1"})
    answer = read(cast.guest, topic, "/people.csv")
    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))
    assert [row[:3] for row in rows[1:]] == [
        ["1", "member_of_tea", "有名额"], ["2", "'=1+1", "候补"]
    ]  # fmt: skip
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert read(cast.member, topic, "/people.csv").status_code == 403


def test_place_and_places_are_changed_together_or_not_at_all(app, cast, topic):
    cast.member.client.submit(f"/topics/{topic}/sign-up")
    host = cast.guest.client
    assert "东山茶室" in host.get(f"/topics/{topic}/places").text
    host.submit(f"/topics/{topic}/places", {"place": "西湖边", "capacity": "2"})
    cast.admin.client.submit(f"/topics/{topic}/sign-up")
    refused = host.submit(f"/topics/{topic}/places", {"place": "后院茶亭", "capacity": "1"})
    assert refused.status_code == 422
    assert "已经有 2 人要来" in refused.text
    page = read(cast.member, topic).text
    assert "西湖边" in page
    assert "后院茶亭" not in page
    host.submit(f"/topics/{topic}/places", {"place": "西湖边", "capacity": ""})
    with app.app_context():
        assert queries.find_gathering(topic).capacity is None
    assert read(cast.member, topic, "/places").status_code == 403
    assert cast.member.client.submit(
        f"/topics/{topic}/places", {"place": "家里", "capacity": ""}
    ).status_code == 403  # fmt: skip


def test_the_code_hangs_at_the_door_of_the_host_alone(cast, topic):
    assert "/door.svg" in read(cast.guest, topic, "/door").text
    drawn = read(cast.guest, topic, "/door.svg")
    assert drawn.mimetype == "image/svg+xml"
    assert "no-store" in drawn.headers["Cache-Control"]
    for path in ("/door", "/door.svg"):
        assert read(cast.member, topic, path).status_code == 403


def test_who_scans_the_code_taps_once_and_is_there(app, cast, topic, clock):
    cast.member.client.submit(f"/topics/{topic}/sign-up")
    cast.admin.client.submit(f"/topics/{topic}/sign-up")
    address = f"/topics/{topic}/arrive"
    code = code_of(app, topic)
    assert "开始前两小时" in cast.member.client.get(f"{address}?code={code}").text
    clock.travel(days=3)
    page = cast.member.client.get(f"{address}?code={code}").text
    assert code in page
    with app.app_context():
        assert queries.find_sign_up(topic, cast.member.user_id).checked_in_at is None  # no GET does
    wrong = cast.member.client.submit(address, {"code": "x" + code[1:] + "x"})
    assert wrong.status_code == 403
    said = cast.member.client.submit(address, {"code": code}, follow_redirects=True)
    assert "你已签到" in said.text
    assert "候补名单" in cast.admin.client.get(f"{address}?code={code}").text
    assert cast.admin.client.submit(address, {"code": code}).status_code == 409
    assert "没有报名" in cast.moderator.client.get(f"{address}?code={code}").text


def test_who_is_not_signed_in_is_led_back_to_the_door(app, anyone, topic):
    code = code_of(app, topic)
    answer = anyone.get(f"/topics/{topic}/arrive?code={code}")
    assert answer.status_code in (302, 303, 401)
    assert code in (answer.headers.get("Location", "") + answer.text)


def test_an_event_is_put_into_ones_calendar(cast, topic, anyone):
    for reader in (anyone, cast.member.client):
        answer = reader.get(f"/topics/{topic}/event.ics")
        assert answer.content_type == "text/calendar; charset=utf-8"
        assert "LOCATION:东山茶室\r\n" in answer.text
    cast.owner.client.call("PATCH", "/circles/tea", {"visibility": "preview"})
    assert cast.outsider.client.get(f"/topics/{topic}/event.ics").status_code == 403
    assert cast.member.client.get(f"/topics/{topic}/event.ics").status_code == 200
    cast.owner.client.call("PATCH", "/circles/tea", {"visibility": "private"})
    assert cast.outsider.client.get(f"/topics/{topic}/event.ics").status_code == 404


def test_other_topics_have_none_of_these_pages(app, cast, topic):
    with app.app_context():
        other = open_topic(cast.guest.inside()).id
        db.session.remove()
    for path in ("people", "people.csv", "places", "door", "door.svg", "event.ics", "arrive"):
        assert cast.guest.client.get(f"/topics/{other}/{path}").status_code == 404
        assert cast.guest.client.get(f"/topics/{topic}/{path}").status_code == 200


def test_nobody_signs_up_by_a_link(cast, topic, app):
    assert cast.member.client.get(f"/topics/{topic}/sign-up").status_code in (404, 405)
    with app.app_context():
        assert queries.find_sign_up(topic, cast.member.user_id) is None
        actions.sign_up(cast.member.inside(), topic)
        assert queries.find_sign_up(topic, cast.member.user_id) is not None
        db.session.remove()
    assert not re.search(r"door_code|arrive\?code", read(cast.guest, topic).text)
