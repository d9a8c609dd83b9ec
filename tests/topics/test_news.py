"""What happened to somebody in topics stands where topics are looked for, until they saw it."""

from datetime import timedelta

import pytest

from circle.accounts import actions as accounts
from circle.accounts.queries import get_actor
from circle.circles import actions as circles
from circle.circles.queries import enter, get_membership
from circle.content import actions as content
from circle.core import clock as now
from circle.core.db import db
from circle.topics import actions, queries
from circle.topics.models.ideas import STATUSES
from circle.topics.schemas import NewPrize, Review, TopicEdit
from circle.topics.schemas.call import Announcement
from tests.factories.topics import hold_lottery, offer_trial, open_topic, reply
from tests.factories.topics import inside as standing
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("calm")
LIST = "/c/tea/topics"


def news(person):
    """Causes and words of what waits for somebody."""
    circle, here = enter(get_actor(person.user_id), "tea")
    return [(one.cause, one.said) for one in queries.waits_for(here, circle)]


def titles(person):
    circle, here = enter(get_actor(person.user_id), "tea")
    return [one.title for one in queries.waits_for(here, circle)]


def causes(person):
    return [cause for cause, _said in news(person)]


def opens(person, topic):
    """Somebody reads the page of a topic, in a request of their own."""
    db.session.remove()
    assert person.client.get(f"{LIST}/{topic}").status_code == 200


def in_hours(hours):
    return now.now() + timedelta(hours=hours)


def member_id(person):
    here = standing(person)
    return get_membership(here.circle_id, here.user_id).id


def event(cast, **more):
    times = {"starts_at": in_hours(30), "ends_at": in_hours(33), **more}
    return open_topic(standing(cast.guest), "event", "茶会", **times).id


def graded(cast, grade):
    topic = open_topic(standing(cast.guest), "assignment", "第一次作业").id
    floor = reply(standing(cast.member), topic).id
    actions.review_submission(standing(cast.guest), floor, Review(grade, "写得清楚。"))
    return topic, floor


def test_who_won_is_told_until_they_looked_and_who_did_not_is_not(inside, cast, clock):
    topic = open_topic(standing(cast.guest), title="抽一把茶壶").id
    lottery = hold_lottery(standing(cast.owner), topic, prizes=(NewPrize("茶壶", 1, 300),)).id
    actions.enter_lottery(standing(cast.member), lottery)
    assert causes(cast.member) == []
    clock.travel(days=3)
    actions.freeze_lottery(lottery)
    actions.draw_lottery(lottery)
    assert causes(cast.member) == ["won"]
    assert causes(cast.admin) == causes(cast.outsider) == causes(cast.removed) == []
    opens(cast.member, topic)
    assert causes(cast.member) == []



def test_who_entered_a_draw_that_is_called_off_is_told(inside, cast):
    topic = open_topic(standing(cast.guest), title="抽一把茶壶").id
    lottery = hold_lottery(standing(cast.owner), topic).id
    actions.enter_lottery(standing(cast.member), lottery)
    actions.cancel_lottery(standing(cast.owner), lottery, "茶壶碎了")
    assert (causes(cast.member), causes(cast.moderator)) == (["no_draw"], [])
    opens(cast.member, topic)
    assert causes(cast.member) == []


def test_who_moves_up_is_told_until_the_event_is_over(inside, cast, clock):
    topic = event(cast, capacity=1)
    for person in (cast.member, cast.admin, cast.moderator):
        actions.sign_up(standing(person), topic)
    actions.cancel_sign_up(standing(cast.member), topic)
    clock.travel(seconds=21)
    actions.pass_on_places(topic)
    assert [causes(one) for one in (cast.member, cast.admin, cast.moderator)] == [[], ["seat"], []]
    clock.travel(hours=34)
    assert causes(cast.admin) == []


def test_what_was_handed_in_is_told_to_be_looked_at_and_again_when_that_changes(
    inside, cast, clock
):
    topic, floor = graded(cast, "good")
    assert (news(cast.member), news(cast.admin)) == ([("graded", "good")], [])
    opens(cast.member, topic)
    assert news(cast.member) == []
    clock.travel(minutes=1)
    actions.review_submission(standing(cast.guest), floor, Review("again", "再想想。"))
    assert news(cast.member) == [("graded", "again")]
    actions.unreview_submission(standing(cast.guest), floor)
    assert news(cast.member) == []


def test_whose_entry_was_chosen_is_told_once_the_result_is_out(inside, cast):
    topic = open_topic(standing(cast.guest), "call", "征集封面").id
    floors = [reply(standing(cast[who]), topic).id for who in ("member", "admin")]
    actions.choose_reply(standing(cast.guest), floors[0])
    assert causes(cast.member) == []
    actions.announce_result(standing(cast.guest), topic, Announcement("选好了。"))
    assert (causes(cast.member), causes(cast.admin)) == (["chosen"], [])
    opens(cast.member, topic)
    assert causes(cast.member) == []


def test_who_was_selected_for_a_trial_is_told_while_they_are(inside, cast):
    topic = open_topic(standing(cast.guest), title="试用保温杯").id
    offer_trial(standing(cast.owner), topic)
    actions.apply_for_trial(standing(cast.member), topic, "每天都带")
    who = [member_id(cast.member)]
    actions.decide_applications(standing(cast.guest), topic, who, "selected")
    assert (causes(cast.member), causes(cast.admin)) == (["selected"], [])
    actions.decide_applications(standing(cast.guest), topic, who, "applied")
    assert causes(cast.member) == []


def test_who_contributed_to_an_idea_is_told_what_becomes_of_it(inside, cast, clock):
    topic = open_topic(standing(cast.guest), "ideas", "想要什么").id
    idea = reply(standing(cast.member), topic, "想要一个茶叶罐的团购。").id
    actions.want_idea(standing(cast.admin), idea)
    reply(standing(cast.moderator), topic, "想要别的。")
    assert news(cast.member) == []
    for status in STATUSES[1:]:
        actions.set_idea_status(standing(cast.guest), idea, status, "下个月再说")
        for person in (cast.member, cast.admin):
            assert news(person) == [(status, "下个月再说")]
            assert titles(person) == ["想要一个茶叶罐的团购。"]
        assert news(cast.moderator) == news(cast.outsider) == []
        opens(cast.member, topic)
        assert (causes(cast.member), causes(cast.admin)) == ([], [status])
        clock.travel(minutes=1)
    actions.set_idea_status(standing(cast.guest), idea, "collecting")
    assert news(cast.member) == news(cast.admin) == [("collecting", "")]
    clock.travel(days=15)
    assert causes(cast.admin) == []


def test_much_of_one_topic_is_one_line_and_pushes_nothing_else_out(app, inside, cast, clock):
    graded(cast, "good")
    topic = open_topic(standing(cast.guest), "ideas", "想要什么").id
    for number in range(11):
        clock.travel(minutes=1)
        idea = reply(standing(cast.member), topic, f"想要第 {number} 样。").id
        actions.set_idea_status(standing(cast.guest), idea, "declined", f"{number}")
    assert news(cast.member) == [("declined", "10"), ("graded", "good")]
    db.session.remove()
    seen = cast.member.client.get(LIST).text
    assert "暂时不做：「想要第 10 样。」：10（还有 10 个）" in seen and seen.count("（还有") == 1


def test_of_a_merged_idea_is_told_what_becomes_of_the_one_it_went_to(inside, cast):
    topic = open_topic(standing(cast.guest), "ideas", "想要什么").id
    one, other = (reply(standing(cast[who]), topic, f"想要茶叶罐，{who}。").id
                  for who in ("member", "moderator"))  # fmt: skip
    actions.want_idea(standing(cast.admin), one)
    actions.want_idea(standing(cast.admin), other)
    actions.set_idea_status(standing(cast.guest), one, "declined")
    actions.merge_idea(standing(cast.guest), one, other)
    assert causes(cast.member) == []
    actions.set_idea_status(standing(cast.guest), other, "shipped")
    for person in (cast.member, cast.moderator, cast.admin):
        assert (causes(person), titles(person)) == (["shipped"], ["想要茶叶罐，moderator。"])
    accounts.block_user(cast.member.actor, cast.moderator.user_id)
    assert causes(cast.member) == []
    content.remove_entry(standing(cast.moderator), other)
    assert causes(cast.admin) == ["declined"]  # it stands for itself again


def test_the_strip_says_of_each_status_what_it_means(app, cast):
    with app.app_context():
        topic = open_topic(standing(cast.guest), "ideas", "想要什么").id
        for status in STATUSES:
            idea = reply(standing(cast.member), topic, f"想要 {status}").id
            if status == "collecting":
                actions.set_idea_status(standing(cast.guest), idea, "declined")
            actions.set_idea_status(standing(cast.guest), idea, status, f"话 {status}")
        db.session.remove()
    seen = cast.member.client.get(LIST).text
    said = {"collecting": "重新开始收集", "assessing": "正在评估", "adopted": "要做了",
            "shipped": "已经实现了", "declined": "暂时不做"}  # fmt: skip
    for status, words in said.items():
        assert f"{words}：「想要 {status}」：话 {status}" in seen


@pytest.mark.parametrize("way", ["closed", "taken away"])
def test_who_signed_up_is_told_that_an_event_does_not_take_place(inside, cast, clock, way):
    topic = event(cast)
    actions.sign_up(standing(cast.member), topic)
    actions.sign_up(standing(cast.admin), topic)
    actions.cancel_sign_up(standing(cast.admin), topic)
    clock.travel(minutes=1)
    if way == "closed":
        actions.close_topic(standing(cast.guest), topic, "下雨")
    else:
        opens(cast.member, topic)
        content.remove_entry(standing(cast.guest), topic)
    cause = {"closed": "cancelled", "taken away": "gone"}[way]
    assert [causes(one) for one in (cast.member, cast.admin, cast.guest)] == [[cause], [], []]
    assert titles(cast.member) == ["茶会" if way == "closed" else ""]
    assert "不举办了" in cast.member.client.get(LIST).text
    clock.travel(hours=31)
    assert causes(cast.member) == []


def test_an_event_that_took_place_was_not_called_off(inside, cast, clock):
    topic = event(cast)
    actions.sign_up(standing(cast.member), topic)
    clock.travel(hours=34)
    actions.close_topic(standing(cast.guest), topic, "谢谢大家")
    assert causes(cast.member) == []


def test_who_took_part_is_told_of_an_early_end_unless_it_goes_on(inside, cast):
    topic = open_topic(standing(cast.guest), "challenge", "早起").id
    reply(standing(cast.member), topic)
    actions.close_topic(standing(cast.guest), topic, "先到这里")
    assert (causes(cast.member), causes(cast.admin), causes(cast.guest)) == (["closed"], [], [])
    actions.reopen_topic(standing(cast.guest), topic)
    assert causes(cast.member) == []


def test_news_is_told_for_two_weeks(inside, cast, clock):
    graded(cast, "good")
    clock.travel(days=13)
    assert causes(cast.member) == ["graded"]
    clock.travel(days=2)
    assert causes(cast.member) == []


def test_who_left_or_may_not_open_the_topic_is_told_nothing(inside, cast):
    topic, _floor = graded(cast, "good")
    content.hide_entry(standing(cast.owner), topic)
    assert causes(cast.member) == []
    content.unhide_entry(standing(cast.owner), topic)
    assert causes(cast.member) == ["graded"]
    member = standing(cast.member)
    circles.leave_circle(member, member.circle_id)
    assert causes(cast.member) == []


def test_a_look_is_written_once_and_costs_the_page_no_statement_more(app, inside, cast):
    topic, _floor = graded(cast, "good")
    db.session.remove()
    reader = cast.member.client
    with statements(app) as first:
        reader.get(f"{LIST}/{topic}")
    with statements(app) as second:
        reader.get(f"{LIST}/{topic}")
    written = [[one for one in asked if "INTO topic_looks" in one] for asked in (first, second)]
    assert [len(one) for one in written] == [1, 0]


def test_the_list_of_topics_leads_to_what_happened(app, cast, anyone):
    with app.app_context():
        topic, floor = graded(cast, "again")
        db.session.remove()
    seen = cast.member.client.get(LIST).text
    assert f'href="{LIST}/{topic}?reply={floor}">你在《第一次作业》交的' in seen
    for browser in (anyone, cast.outsider.client, cast.admin.client, cast.guest.client):
        assert "等着你的" not in browser.get(LIST).text
    assert cast.member.client.get(f"{LIST}/{topic}?reply={floor}").status_code == 200
    assert "等着你的" not in cast.member.client.get(LIST).text


def test_who_signed_up_is_told_of_another_hour_or_place_until_they_looked(inside, cast):
    topic = event(cast)
    guest, here = standing(cast.guest), standing(cast.member)
    actions.change_place(guest, topic, "湖边")
    actions.sign_up(here, topic)
    assert causes(cast.member) == []  # that was so when they signed up
    actions.change_place(guest, topic, "湖边")
    actions.arrange_topic(guest, topic, TopicEdit(ends_at=in_hours(34)))
    assert causes(cast.member) == []  # nothing is elsewhere, and it begins when it did
    actions.change_place(guest, topic, "山上的茶室")
    assert news(cast.member) == [("moved", "山上的茶室")]
    assert causes(cast.guest) == causes(cast.admin) == []
    opens(cast.member, topic)
    assert causes(cast.member) == []
    begins = in_hours(31)
    actions.arrange_topic(standing(cast.guest), topic, TopicEdit(starts_at=begins))
    circle, here = enter(get_actor(cast.member.user_id), "tea")
    assert [one.until for one in queries.waits_for(here, circle)] == [begins]
    db.session.remove()
    shown = cast.member.client.get(LIST).get_data(as_text=True)
    assert "有变动：“茶会”" in shown and "山上的茶室" in shown


def test_what_waits_stands_in_json_too(app, cast, anyone):
    with app.app_context():
        topic, floor = graded(cast, "good")
        db.session.remove()
    [one] = cast.member.client.get("/api/v1/circles/tea/waits").json["items"]
    assert (one["cause"], one["said"], one["until"]) == ("graded", "good", None)
    assert one["url"] == f"{LIST}/{topic}?reply={floor}"
    for client in (cast.outsider.client, anyone):
        assert client.get("/api/v1/circles/tea/waits").json["items"] == []
