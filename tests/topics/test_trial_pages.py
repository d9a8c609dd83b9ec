"""Trial campaigns as JSON and as pages: applying, the desk, reporting back."""

from datetime import timedelta

import pytest

from circle.core import clock as core_clock
from circle.core.db import db
from tests.factories.topics import offer_trial, open_topic, reply

pytestmark = pytest.mark.usefixtures("calm")


@pytest.fixture
def topic(app, cast):
    """A topic of the owner's that offers one cup to try."""
    with app.app_context():
        ident = open_topic(cast.owner.inside()).id
        offer_trial(cast.owner.inside(), ident, places=1)
        db.session.remove()
    return ident


def member_id(app, person):
    with app.app_context():
        return person.inside().membership_id


def test_a_trial_goes_from_the_offer_to_the_report(app, cast):
    with app.app_context():
        topic = open_topic(cast.owner.inside()).id
        db.session.remove()
    now = core_clock.now()
    offer = {
        "offer": "新款保温杯", "places": 1,
        "apply_until": (now + timedelta(days=3)).isoformat(),
        "report_until": (now + timedelta(days=9)).isoformat(),
    }  # fmt: skip
    owner, member = cast.owner.client, cast.member.client
    assert member.call("POST", f"/topics/{topic}/trial", offer).status_code == 403
    assert owner.call("POST", f"/topics/{topic}/trial", offer).status_code == 201
    applied = member.call("PUT", f"/topics/{topic}/application", {"words": "我想试试"})
    assert applied.json["viewer"]["state"] == "applied"
    cast.guest.client.call("PUT", f"/topics/{topic}/application", {"words": ""})
    assert member.call("GET", f"/topics/{topic}/applications").status_code == 403
    (one, other) = owner.call("GET", f"/topics/{topic}/applications").json["items"]
    assert (one["words"], one["member"]["id"]) == ("我想试试", cast.member.user_id)
    ids = [each["member"]["member_id"] for each in (one, other)]
    full = owner.call(
        "PUT", f"/topics/{topic}/applications", {"member_ids": ids, "state": "selected"}
    )
    assert (full.status_code, full.json["code"]) == (409, "full")
    path = f"/topics/{topic}/applications/{ids[0]}"
    assert owner.call("PUT", path, {"state": "selected"}).json["state"] == "selected"
    assert owner.call("PUT", path, {"state": "reported"}).status_code == 422
    floor = member.call("POST", f"/topics/{topic}/replies", {"body": "用了三天，很保温。"}).json
    reported = member.call("POST", f"/replies/{floor['id']}/report")
    assert reported.json["viewer"]["report_id"] == floor["id"]
    again = cast.outsider.client.call("GET", f"/topics/{topic}/trial").json
    assert (again["selected"], again["viewer"]["state"]) == (1, None)
    assert member.call("DELETE", f"/topics/{topic}/application").json["code"] == "decided"


def test_words_of_an_application_are_for_who_decides(app, anyone, cast, topic):
    cast.member.client.call("PUT", f"/topics/{topic}/application", {"words": "我家有老人"})
    for browser in (anyone, cast.guest.client, cast.outsider.client):
        assert browser.get(f"/api/v1/topics/{topic}/applications").status_code in (401, 403)
        for path in (f"/topics/{topic}/trial", f"/c/tea/topics/{topic}"):
            assert "我家有老人" not in browser.get(path).text
    assert "我家有老人" in cast.moderator.client.get(f"/topics/{topic}/applications").text
    assert "我家有老人" in cast.member.client.get(f"/topics/{topic}/trial").text


def test_the_pages_lead_from_the_offer_to_the_report(app, cast, topic):
    owner, member = cast.owner.client, cast.member.client
    assert "trial-title" in member.get(f"/c/tea/topics/{topic}").text
    long = member.submit(f"/topics/{topic}/application", {"words": "茶" * 501})
    assert long.status_code == 422
    assert member.submit(f"/topics/{topic}/application", {"words": "我"}).status_code == 303
    cast.guest.client.submit(f"/topics/{topic}/application", {"words": ""})
    desk = f"/topics/{topic}/applications"
    assert "我" in owner.get(f"{desk}?state=applied&level=1&role=member").text
    assert owner.get(f"{desk}?state=nothing").status_code == 400
    ids = [str(member_id(app, person)) for person in (cast.member, cast.guest)]
    both = owner.submit(desk, {"member_ids": ids, "state": "selected"})
    assert both.status_code == 409
    assert owner.submit(desk, {"state": "selected"}).status_code == 422
    one = owner.submit(desk, {"member_ids": ids[:1], "state": "selected"})
    assert one.status_code == 303
    with app.app_context():
        floor = reply(cast.member.inside(), topic).id
        db.session.remove()
    assert f"/replies/{floor}/report" in member.get(f"/topics/{topic}/trial").text
    assert member.submit(f"/replies/{floor}/report").status_code == 303
    assert f"/replies/{floor}/report" not in member.get(f"/topics/{topic}/trial").text
    guest = cast.guest.client
    assert guest.submit(f"/topics/{topic}/application/withdraw").status_code == 303
    assert owner.submit(desk, {"member_ids": ids[:1], "state": "declined"}).status_code == 409


def test_a_page_offers_a_trial_and_says_what_is_wrong(app, cast):
    with app.app_context():
        topic = open_topic(cast.owner.inside()).id
        db.session.remove()
    browser, at = cast.owner.client, f"/topics/{topic}/trial/new"
    assert browser.get(at).status_code == 200
    assert cast.member.client.get(at).status_code == 403
    soon = f"{core_clock.local(core_clock.now() + timedelta(days=1)):%Y-%m-%dT%H:%M}"
    form = {"offer": "新款", "places": "0", "apply_until": soon, "report_until": soon}
    assert browser.submit(at, form).status_code == 422
    assert browser.submit(at, {**form, "places": "3"}).status_code == 303
    assert browser.get(at).location == f"/topics/{topic}/trial"


def test_a_report_is_written_in_one_go(app, cast, topic):
    member, sheet = cast.member.client, f"/topics/{topic}/reply?report=1"
    assert "?report=1" not in member.get(sheet).text  # who was not selected writes a floor
    member.call("PUT", f"/topics/{topic}/application", {"words": "我每天泡茶。"})
    owner = cast.owner.client
    number = member_id(app, cast.member)
    owner.call("PUT", f"/topics/{topic}/applications/{number}", {"state": "selected"})
    assert sheet in member.get(f"/topics/{topic}/trial").text
    assert f'action="{sheet}"' in member.get(sheet).text
    assert member.submit(sheet, {"body": "用了两周，不漏。"}).status_code == 303
    mine = member.call("GET", f"/topics/{topic}/trial").json["viewer"]
    assert mine["state"] == "reported" and mine["report_id"]
    assert cast.guest.client.submit(sheet, {"body": "我也说一句。"}).status_code == 303
