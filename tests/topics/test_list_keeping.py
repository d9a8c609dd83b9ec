"""Taking somebody off the list of an event, and putting them back."""

from datetime import timedelta

import pytest

from circle.circles import actions as circles
from circle.circles.queries import enter
from circle.core import clock as core_clock
from circle.core.db import db
from circle.core.errors import Conflict, NotAllowed, NotFound
from circle.topics import actions, queries
from tests.factories.topics import inside as standing
from tests.factories.topics import open_topic

pytestmark = pytest.mark.usefixtures("calm")
COMING = ("member", "admin", "moderator")  # in a topic with one place


@pytest.fixture
def topic(app, cast, scene, calm):
    """An event with one place, hosted by the guest; the member has it, two wait."""
    return scene("an event with one place and two who wait", lambda: make_event(app, cast))


def make_event(app, cast):
    with app.app_context():
        begins = core_clock.now() + timedelta(days=3)
        ident = open_topic(
            standing(cast.guest), "event", capacity=1, starts_at=begins,
            ends_at=begins + timedelta(hours=2),
        ).id  # fmt: skip
        for name in COMING:
            actions.sign_up(standing(cast[name]), ident)
        db.session.remove()
    return ident


def member_id(person):
    return standing(person).membership_id


def listed(cast, topic, state):
    hosted = queries.get_topic(standing(cast.guest), topic)
    page = queries.people_page(hosted, state, limit=100)
    return [row.face.name.removesuffix("_of_tea") for row in page.items]


def pass_on(clock, topic):
    clock.travel(seconds=21)
    actions.pass_on_places(topic)


def test_who_is_taken_off_makes_room_for_who_waits_longest(inside, cast, clock, topic):
    actions.take_off(standing(cast.guest), topic, member_id(cast.member), "名单重了")
    assert (listed(cast, topic, "going"), listed(cast, topic, "off")) == ([], ["member"])
    pass_on(clock, topic)
    assert (listed(cast, topic, "going"), listed(cast, topic, "waiting")) == (
        ["admin"], ["moderator"],
    )  # fmt: skip


def test_who_waits_is_taken_off_and_stays_off_when_taken_off_again(inside, cast, clock, topic):
    for reason in ("名单重了", "另一个原因"):
        signed = actions.take_off(standing(cast.moderator), topic, member_id(cast.admin), reason)
    assert (signed.off_reason, signed.off_by) == ("名单重了", cast.moderator.user_id)
    pass_on(clock, topic)
    assert (listed(cast, topic, "going"), listed(cast, topic, "waiting")) == (
        ["member"], ["moderator"],
    )  # fmt: skip


def test_who_was_taken_off_by_mistake_has_their_place_again(inside, cast, clock, topic):
    actions.take_off(standing(cast.guest), topic, member_id(cast.member))
    clock.travel(seconds=8)
    signed = actions.put_back(standing(cast.guest), topic, member_id(cast.member))
    assert (signed.state, signed.number, signed.off_at) == ("going", 1, None)
    pass_on(clock, topic)
    assert listed(cast, topic, "going") == ["member"]
    again = actions.put_back(standing(cast.guest), topic, member_id(cast.member))
    assert (again.state, again.number) == ("going", 1)


def test_who_is_put_back_later_begins_at_the_end(inside, cast, clock, topic):
    actions.take_off(standing(cast.guest), topic, member_id(cast.member))
    pass_on(clock, topic)
    actions.put_back(standing(cast.guest), topic, member_id(cast.member))
    assert listed(cast, topic, "waiting") == ["moderator", "member"]
    assert listed(cast, topic, "off") == []


def test_who_was_taken_off_reads_why_and_does_not_sign_up_again(inside, cast, clock, topic):
    actions.take_off(standing(cast.guest), topic, member_id(cast.member), "名单重了")
    for _moment in range(2):
        with pytest.raises(NotAllowed) as refused:
            actions.sign_up(standing(cast.member), topic)
        assert (refused.value.code, "名单重了" in str(refused.value)) == ("taken_off", True)
        pass_on(clock, topic)
    circle, here = enter(cast.member.actor, "tea")
    (told,) = queries.waits_for(here, circle)
    assert (told.cause, told.said) == ("off", "名单重了")
    actions.put_back(standing(cast.guest), topic, member_id(cast.member))
    assert queries.waits_for(here, circle) == []
    assert actions.sign_up(standing(cast.member), topic).state == "waiting"


def test_only_host_and_staff_keep_the_list_until_it_begins(inside, cast, clock, topic):
    who = member_id(cast.member)
    for verb in (actions.take_off, actions.put_back):
        for person in (cast.member, cast.outsider, cast.removed):
            with pytest.raises(NotAllowed):
                verb(standing(person), topic, who)
        for stranger in (member_id(cast.owner), 10**9):
            with pytest.raises(NotFound):
                verb(standing(cast.guest), topic, stranger)
    clock.travel(days=3)
    with pytest.raises(NotAllowed) as refused:
        actions.take_off(standing(cast.guest), topic, who)
    assert refused.value.code == "sign_up_over"


def test_who_is_there_is_not_taken_off_and_who_left_not_put_back(inside, cast, topic):
    host = standing(cast.guest)
    actions.mark_present(host, topic, member_id(cast.member))
    with pytest.raises(Conflict) as refused:
        actions.take_off(host, topic, member_id(cast.member))
    assert refused.value.code == "checked_in"
    moderator = standing(cast.moderator)
    actions.take_off(host, topic, moderator.membership_id)
    circles.leave_circle(moderator, moderator.circle_id)
    with pytest.raises(Conflict) as refused:
        actions.put_back(standing(cast.guest), topic, moderator.membership_id)
    assert refused.value.code == "not_a_member"


def test_the_host_takes_somebody_off_on_the_page_and_back_with_the_word_that_says_so(
    app, cast, topic
):
    with app.app_context():
        who = member_id(cast.member)
    host, at = cast.guest.client, f"/topics/{topic}/people"
    assert f'href="{at}/{who}/off"' in host.get(at).text
    assert "移出名单" in host.get(f"{at}/{who}/off").text
    assert f"{who}/off" not in cast.member.client.get(at).text
    said = host.submit(f"{at}/{who}/off", {"reason": "名单重了"}, follow_redirects=True).text
    assert f'class="toast__undo" form="act" formaction="{at}/{who}/on"' in said
    shown = cast.member.client.get(f"/c/tea/topics/{topic}").text
    assert '<p class="gathering__mine gathering__off">' in shown  # not in the colour of good news
    assert "主持人把你移出了名单：名单重了" in shown and "要回名额" not in shown
    assert "名单重了" in host.get(f"{at}?state=off").text
    assert "已移出" not in cast.member.client.get(f"{at}?state=off").text
    host.submit(f"{at}/{who}/on")
    assert "你有名额了" in cast.member.client.get(f"/c/tea/topics/{topic}").text


def test_programs_take_off_and_put_back(app, cast, topic):
    with app.app_context():
        who = member_id(cast.member)
    at, people = f"/topics/{topic}/people/{who}/off", f"/topics/{topic}/people?state=off"
    host, member = cast.guest.client, cast.member.client
    assert member.call("PUT", at, {"reason": "x"}).status_code == 403
    assert host.call("PUT", at, {"reason": "名单重了"}).json["state"] == "off"
    assert member.get(f"/api/v1/topics/{topic}").json["details"]["off"]["reason"] == "名单重了"
    (row,) = host.get(f"/api/v1{people}").json["items"]
    assert (row["state"], row["member"]["name"]) == ("off", "member_of_tea")
    assert member.get(f"/api/v1{people}").status_code == 403
    assert member.call("DELETE", at).status_code == 403
    assert host.call("DELETE", at).json["state"] == "going"
    assert host.get(f"/api/v1{people}").json["items"] == []


def test_lists_say_how_many_stand_on_them_and_json_why_somebody_does_not(app, cast, topic):
    host, at = cast.guest.client, f"/topics/{topic}/people"
    with app.app_context():
        ids = {name: member_id(cast[name]) for name in COMING}
        db.session.remove()
    waited = host.submit(f"{at}/{ids['moderator']}/off", {"reason": "说不来了"})
    assert waited.headers["Location"] == f"{at}?state=waiting"
    seated = host.submit(f"{at}/{ids['member']}/off", {"reason": "名单重了"})
    assert seated.headers["Location"] == at
    shown = host.get(at).text
    for chip in ("有名额 0", "候补 1", "已移出 2"):
        assert chip in shown
    off = host.get(f"/api/v1{at}?state=off").json["items"]
    assert [one["off_reason"] for one in off] == ["名单重了", "说不来了"]
    assert all(one["off_at"] for one in off)
    waits = cast.admin.client.get(f"/api/v1{at}?state=waiting").json["items"]
    assert [(one["off_at"], one["off_reason"]) for one in waits] == [(None, "")]


def test_after_the_beginning_the_host_reads_that_the_list_stands(inside, cast, clock, topic):
    clock.travel(days=3, minutes=1)
    with pytest.raises(NotAllowed, match="名单不再变动"):
        actions.take_off(standing(cast.guest), topic, member_id(cast.member))


@pytest.mark.parametrize("gone", ["account", "topic"])
def test_why_somebody_was_taken_off_goes_with_their_account_and_with_the_topic(
    inside, cast, topic, gone
):
    actions.take_off(standing(cast.guest), topic, member_id(cast.member), "名单重了")
    if gone == "account":
        actions.forget_applications(cast.member.user_id)
    else:
        actions.forget_words(topic)
    db.session.expire_all()
    signed = queries.find_sign_up(topic, cast.member.user_id)
    assert (signed.off_reason, signed.off_by) == ("", cast.guest.user_id)
