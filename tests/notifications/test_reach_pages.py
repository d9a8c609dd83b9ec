"""Writing to members on the phone and as JSON."""

import re

import pytest

from circle.circles.policy import POWERS, Power, Role
from tests.factories.content import post
from tests.factories.pages import text

pytestmark = pytest.mark.usefixtures("at_noon")
WORDS = {"point": "新茶上市", "title": "春茶到了", "body": "周五一起来喝。"}


def test_an_owner_writes_looks_sends_and_stops_and_a_member_reads_it(cast, run_jobs):
    owner, member = cast.owner.client, cast.member.client
    written = owner.submit("/c/tea/reach", {**WORDS, "roles": ["member"]})
    place = written.headers["Location"]
    page = text(owner, place)
    assert "新茶上市" in page
    assert owner.get(place.replace("/c/tea/", "/c/yard/")).status_code == 404
    assert "如果现在发出" in page
    assert owner.submit(f"{place}/send", {"at": ""}).status_code == 303
    run_jobs()
    assert "计划送达" in text(owner, place)
    assert "春茶到了" in text(owner, "/c/tea/reach")
    number = re.search(r"\d+$", place)[0]
    assert "周五一起来喝。" in text(member, f"/messages/{number}")
    assert owner.submit(f"{place}/stop", {}).status_code == 303
    assert f"/c/tea/reach/new?like={number}" in owner.get(place).text
    assert "周五一起来喝。" in owner.get(f"/c/tea/reach/new?like={number}").text
    assert member.get(f"/messages/{number}").status_code == 404


def test_without_what_it_is_for_nothing_is_kept_but_what_was_typed(cast):
    refused = cast.owner.client.submit("/c/tea/reach", {**WORDS, "point": ""})
    assert refused.status_code == 422
    assert "周五一起来喝。" in refused.text


def test_json_tells_the_same_to_owner_and_admins_alone(cast):
    made = cast.admin.client.call("POST", "/circles/tea/broadcasts", {**WORDS, "levels": [1, 2]})
    assert (made.status_code, made.json["state"]) == (201, "draft")
    place = f"/broadcasts/{made.json['id']}"
    assert cast.owner.client.call("GET", place).json["audience"]["levels"] == [1, 2]
    for person in (cast.moderator, cast.member, cast.outsider):
        assert person.client.call("GET", place).status_code == 404
    assert cast.moderator.client.call("POST", "/circles/tea/broadcasts", WORDS).status_code == 403
    sent = cast.owner.client.call("POST", f"{place}/send", {"at": "2020-01-01T00:00:00Z"})
    assert sent.status_code == 422
    assert cast.owner.client.call("POST", f"{place}/send", {}).json["state"] == "sending"
    assert cast.owner.client.call("DELETE", place).json["code"] == "sent"
    assert cast.owner.client.call("GET", f"{place}/results").json["meant_for"] == 0


@pytest.mark.parametrize("verb", ["edit", "send", "unsend", "stop", "resume", "drop"])
def test_a_message_is_not_there_under_the_address_of_another_circle(cast, verb):
    owner = cast.owner.client
    place = owner.submit("/c/tea/reach", WORDS).headers["Location"]
    elsewhere = place.replace("/c/tea/", "/c/yard/")
    assert owner.submit(f"{elsewhere}/{verb}", {**WORDS, "at": ""}).status_code == 404
    assert owner.get(place).status_code == 200  # not thrown away
    number = re.search(r"\d+$", place)[0]
    assert owner.call("GET", f"/broadcasts/{number}").json["state"] == "draft"


def test_json_tells_to_whom_it_would_come_and_takes_a_planned_one_back(cast):
    owner = cast.owner.client
    place = f"/broadcasts/{owner.call('POST', '/circles/tea/broadcasts', WORDS).json['id']}"
    told = owner.call("GET", f"{place}/forecast").json
    assert (told["meant_for"], told["held"], told["later"]) == (4, {}, 0)
    assert cast.moderator.client.call("GET", f"{place}/forecast").status_code == 404
    planned = owner.call("POST", f"{place}/send", {"at": "2099-01-01T00:00:00Z"})
    assert planned.json["state"] == "scheduled"
    assert owner.call("POST", f"{place}/unsend", {}).json["state"] == "draft"
    owner.call("POST", f"{place}/send", {})
    assert owner.call("POST", f"{place}/unsend", {}).json["code"] == "sent"
    assert owner.call("POST", f"{place}/resume", {}).json["code"] == "not_halted"


def test_one_tap_on_a_message_ends_those_of_its_circle_and_another_brings_them_back(cast, run_jobs):
    owner, member = cast.owner.client, cast.member.client
    place = owner.submit("/c/tea/reach", WORDS).headers["Location"]
    owner.submit(f"{place}/send", {"at": ""})
    run_jobs()
    message = f"/messages/{re.search(r'[0-9]+$', place)[0]}"
    muted = member.submit(f"{message}/mute")
    assert muted.status_code == 303
    page = text(member, message)
    assert "重新接收" in page and f"{message}/unmute" in member.get(message).text
    again = owner.submit("/c/tea/reach", {**WORDS, "title": "第二条"}).headers["Location"]
    owner.submit(f"{again}/send", {"at": ""})
    run_jobs()
    assert "第二条" not in text(member, "/inbox")
    assert member.submit(f"{message}/unmute").status_code == 303
    assert "重新接收" not in text(member, message)
    assert cast.outsider.client.submit(f"{message}/mute").status_code == 404
    assert "送达" in text(owner, "/c/tea/reach")


def test_what_a_message_leads_to_may_be_pasted_as_its_address(app, cast):
    owner = cast.owner.client
    with app.app_context():
        number = post(cast.owner.inside(), "今年的明前茶").id
    for address in (str(number), f"https://circle.example/c/tea/posts/{number}?from=share",
                    f" /entries/{number} "):  # fmt: skip
        place = owner.submit("/c/tea/reach", {**WORDS, "entry_id": address}).headers["Location"]
        assert f"/c/tea/posts/{number}" in owner.get(place).text
    for wrong in ("https://elsewhere.example/", "/posts/x", f"/c/tea/posts/{number}9"):
        refused = owner.submit("/c/tea/reach", {**WORDS, "entry_id": wrong})
        assert refused.status_code == 422 and wrong in refused.text


def test_owner_and_admins_hold_the_power():
    holding = {role for role, powers in POWERS.items() if Power.REACH in powers}
    assert holding == {Role.OWNER, Role.ADMIN}
