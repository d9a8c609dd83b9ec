"""Who was there: the code at the door, what the host notes, and events as JSON."""

from datetime import timedelta

import pytest

from circle.circles import actions as circles
from circle.core import clock as core_clock
from circle.core.db import db
from circle.core.errors import Conflict, NotAllowed, NotFound
from circle.topics import actions, queries
from tests.factories.topics import inside, open_topic, reply

pytestmark = pytest.mark.usefixtures("calm")


@pytest.fixture
def topic(scene, calm, cast):
    """An event in three days for two hours with one place: member goes, admin waits."""
    def make():
        begins = core_clock.now() + timedelta(days=3)
        ident = open_topic(
            cast.guest.inside(), "event", capacity=1, place="东山茶室", starts_at=begins,
            ends_at=begins + timedelta(hours=2),
        ).id  # fmt: skip
        actions.sign_up(cast.member.inside(), ident)
        actions.sign_up(cast.admin.inside(), ident)
        return ident

    return scene("an event with a door", make)


@pytest.fixture
def code(app, topic):
    """What stands on the paper at the door."""
    with app.app_context():
        found = queries.find_gathering(topic).door_code
        db.session.remove()
    return found


def test_who_has_a_place_arrives_with_the_code_once_and_again(inside, cast, topic, code, clock):
    clock.travel(days=3, minutes=-90)
    first = actions.arrive(cast.member.inside(), topic, code).checked_in_at
    clock.travel(minutes=5)
    assert first is not None
    assert actions.arrive(cast.member.inside(), topic, code).checked_in_at == first


@pytest.mark.parametrize(
    ("when", "reason"), [({"days": 2}, "too_early"), ({"days": 3, "hours": 2}, "over")]
)
def test_the_door_opens_two_hours_before_and_closes_at_the_end(
    inside, cast, topic, code, clock, when, reason
):
    clock.travel(**when)
    with pytest.raises(NotAllowed) as refused:
        actions.arrive(cast.member.inside(), topic, code)
    assert refused.value.code == reason


def test_another_code_opens_no_door(inside, cast, topic, code, clock):
    clock.travel(days=3)
    for wrong in (code[:-1], "", "门口的码", code.swapcase()):
        with pytest.raises(NotAllowed) as refused:
            actions.arrive(cast.member.inside(), topic, wrong)
        assert refused.value.code == "wrong_code"
    actions.arrive(cast.member.inside(), topic, code)


def test_who_waits_or_did_not_sign_up_is_told_so(inside, cast, topic, code, clock):
    actions.change_capacity(cast.guest.inside(), topic, 2)  # admin has a place now
    actions.sign_up(cast.moderator.inside(), topic)
    actions.cancel_sign_up(cast.admin.inside(), topic)
    clock.travel(minutes=1)
    actions.sign_up(cast.admin.inside(), topic)  # moderator moved up
    clock.travel(days=3)
    for name, reason in (("admin", "waiting"), ("owner", "not_signed_up")):
        with pytest.raises(Conflict) as refused:
            actions.arrive(cast[name].inside(), topic, code)
        assert refused.value.code == reason
    for name in ("outsider", "removed", "banned"):
        with pytest.raises(NotAllowed):
            actions.arrive(cast[name].inside(), topic, code)
    actions.arrive(cast.moderator.inside(), topic, code)


def test_host_and_staff_note_who_is_there_and_take_it_back(inside, cast, topic):
    ident = cast.member.inside().membership_id
    for person in (cast.guest, cast.moderator):
        assert actions.mark_present(person.inside(), topic, ident).checked_in_at
        assert actions.unmark_present(person.inside(), topic, ident).checked_in_at is None
    for verb in (actions.mark_present, actions.unmark_present):
        with pytest.raises(NotAllowed):
            verb(cast.member.inside(), topic, ident)
    with pytest.raises(Conflict):
        actions.mark_present(cast.guest.inside(), topic, cast.admin.inside().membership_id)
    with pytest.raises(NotFound):
        actions.mark_present(cast.guest.inside(), topic, cast.owner.inside().membership_id)


def test_who_gave_their_place_back_a_moment_ago_is_not_expected(inside, cast, topic, code, clock):
    clock.travel(days=3, minutes=-1)
    actions.cancel_sign_up(cast.member.inside(), topic)
    with pytest.raises(Conflict) as refused:
        actions.arrive(cast.member.inside(), topic, code)
    assert refused.value.code == "not_signed_up"
    actions.sign_up(cast.member.inside(), topic)
    assert actions.arrive(cast.member.inside(), topic, code).checked_in_at


def test_who_is_there_cannot_cancel(inside, cast, topic):
    actions.mark_present(cast.guest.inside(), topic, cast.member.inside().membership_id)
    with pytest.raises(Conflict):
        actions.cancel_sign_up(cast.member.inside(), topic)
    actions.unmark_present(cast.guest.inside(), topic, cast.member.inside().membership_id)
    assert actions.cancel_sign_up(cast.member.inside(), topic).stands is False


def test_an_event_says_in_json_how_the_reader_stands(cast, topic):
    details = cast.admin.client.call("GET", f"/topics/{topic}").json["details"]
    assert (details["capacity"], details["going"], details["waiting"]) == (1, 1, 1)
    assert (details["sign_up"]["state"], details["sign_up"]["before"]) == ("waiting", 0)
    assert details["sign_up_closes_at"].endswith("Z")
    mine = cast.member.client.call("GET", f"/topics/{topic}").json["details"]
    assert (mine["sign_up"]["state"], mine["place"]) == ("going", "东山茶室")
    anyone = cast.outsider.client.call("GET", f"/topics/{topic}").json["details"]
    assert (anyone["sign_up"], anyone["can"]["sign_up"]) == (None, False)
    (listed,) = cast.member.client.call("GET", "/circles/tea/topics").json["items"]
    assert listed["details"] == {"capacity": 1, "going": 1, "waiting": 1}


def test_a_preview_circle_tells_outsiders_no_place(cast, topic):
    owner = cast.owner.client
    assert owner.call("PATCH", "/circles/tea", {"visibility": "preview"}).status_code == 200
    for told in (
        lambda person: person.client.call("GET", f"/topics/{topic}"),
        lambda person: person.client.get(f"/c/tea/topics/{topic}"),
    ):
        assert told(cast.outsider).status_code == 200
        assert "东山茶室" not in told(cast.outsider).text
        assert "东山茶室" in told(cast.member).text


def test_a_place_is_offered_to_members_alone(anyone, cast, topic):
    for reader, offered in (
        (anyone, False), (cast.outsider.client, False), (cast.moderator.client, True)
    ):  # fmt: skip
        answer = reader.call("GET", f"/topics/{topic}")
        assert answer.status_code == 200
        assert answer.json["details"]["can"]["sign_up"] is offered


def test_signing_up_and_cancelling_as_json(cast, topic):
    page = cast.moderator.client
    said = page.call("PUT", f"/topics/{topic}/sign-up")
    assert (said.status_code, said.json["state"], said.json["number"]) == (200, "waiting", 3)
    assert page.call("DELETE", f"/topics/{topic}/sign-up").status_code == 204
    assert page.call("DELETE", f"/topics/{topic}/sign-up").status_code == 204
    assert page.call("PUT", f"/topics/{topic}/sign-up").json["number"] == 3  # at once: the same
    refused = cast.outsider.client.call("PUT", f"/topics/{topic}/sign-up")
    assert (refused.status_code, refused.json["code"]) == (403, "members_only")


def test_capacity_and_place_as_json(cast, topic):
    host = cast.guest.client
    assert host.call("PUT", f"/topics/{topic}/capacity", {"capacity": 2}).json["details"] | {
        "going": 2, "waiting": 0, "capacity": 2
    } == host.call("GET", f"/topics/{topic}").json["details"]  # fmt: skip
    low = host.call("PUT", f"/topics/{topic}/capacity", {"capacity": 1})
    assert (low.status_code, list(low.json["errors"])) == (422, ["capacity"])
    for wrong in ({}, {"capacity": 0}, {"capacity": "3"}, {"capacity": 10**9}):
        assert host.call("PUT", f"/topics/{topic}/capacity", wrong).status_code == 422
    assert host.call("PUT", f"/topics/{topic}/capacity", {"capacity": None}).status_code == 200
    moved = host.call("PUT", f"/topics/{topic}/place", {"place": "西湖边"})
    assert moved.json["details"]["place"] == "西湖边"
    assert cast.member.client.call(
        "PUT", f"/topics/{topic}/place", {"place": "家里"}
    ).status_code == 403  # fmt: skip


def test_the_list_of_people_is_for_members_and_attendance_for_the_host(cast, topic):
    with cast.guest.app.app_context():
        member = cast.member.inside().membership_id
        db.session.remove()
    said = cast.guest.client.call("PUT", f"/topics/{topic}/people/{member}/presence")
    assert said.json["checked_in_at"] is not None
    assert cast.outsider.client.call("GET", f"/topics/{topic}/people").status_code == 403
    (seen,) = cast.admin.client.call("GET", f"/topics/{topic}/people").json["items"]
    assert (seen["member"]["member_id"], seen["number"]) == (member, 1)
    assert seen["checked_in_at"] is not None  # staff
    (own,) = cast.member.client.call("GET", f"/topics/{topic}/people?state=going").json["items"]
    assert own["checked_in_at"] is None
    (waits,) = cast.member.client.call("GET", f"/topics/{topic}/people?state=waiting").json["items"]
    assert waits["number"] == 2
    undone = cast.guest.client.call("DELETE", f"/topics/{topic}/people/{member}/presence")
    assert undone.json["checked_in_at"] is None


def test_the_code_is_for_host_and_staff_alone(cast, topic, code, clock):
    door = cast.guest.client.call("GET", f"/topics/{topic}/door").json
    assert door["code"] == code
    assert door["url"].endswith(f"/topics/{topic}/arrive?code={code}")
    assert cast.member.client.call("GET", f"/topics/{topic}/door").status_code == 403
    for person in (cast.member, cast.guest, cast.admin):
        assert code not in person.client.call("GET", f"/topics/{topic}").text
    clock.travel(days=3)
    said = cast.member.client.call("PUT", f"/topics/{topic}/arrival", {"code": code})
    assert said.json["checked_in_at"] is not None


def test_other_topics_have_no_door_no_people_and_no_places(app, cast, topic):
    with app.app_context():
        other = open_topic(cast.guest.inside()).id
        reply(cast.member.inside(), other)
        db.session.remove()
    host = cast.guest.client
    for ident, expected in ((other, 404), (topic, 200), (10**12, 404)):
        for path in ("door", "people"):
            assert host.call("GET", f"/topics/{ident}/{path}").status_code == expected


@pytest.mark.usefixtures("inside")
def test_who_leaves_while_they_sign_up_takes_no_place(cast, monkeypatch):
    topic = open_topic(inside(cast.guest), "event").id
    known = queries.find_sign_up

    def leave_first(topic_id, user_id, *, lock=False):
        leaver = inside(cast.member)
        if leaver.is_member:
            circles.leave_circle(leaver, leaver.circle_id)
        return known(topic_id, user_id, lock=lock)

    actions.sign_up(inside(cast.moderator), topic)
    monkeypatch.setattr(queries, "find_sign_up", leave_first)
    with pytest.raises(NotAllowed):
        actions.sign_up(inside(cast.member), topic)
    assert known(topic, cast.member.user_id) is None
