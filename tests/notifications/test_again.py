"""What happens a second time is told a second time, and each time once."""

import pytest
from sqlalchemy import select

from circle.circles.queries import get_membership
from circle.core import clock as core_clock
from circle.core.db import session, transaction
from circle.events import (
    BountyEnded,
    IdeaStatusChanged,
    JoinRequested,
    LevelRaised,
    QuestionClosed,
    ReportSettled,
    RewardRedeemed,
)
from circle.notifications import actions
from circle.notifications.models import Notice
from circle.notifications.reactions import questions as of_questions
from circle.notifications.reactions import safety, standing
from circle.notifications.reactions import topics as of_topics
from circle.qa import actions as questions
from circle.qa.schemas import Assignment
from circle.topics import actions as topics
from circle.topics.schemas import Review
from tests.factories.qa import ask
from tests.factories.topics import open_topic, reply
from tests.notifications.test_telling import told

pytestmark = pytest.mark.usefixtures("calm", "inside")


def codes(person, *, unread=False):
    """The codes of what somebody was told, oldest first."""
    mine = select(Notice.code).where(Notice.user_id == person.user_id)
    if unread:
        mine = mine.where(Notice.read_at.is_(None))
    return session().scalars(mine.order_by(Notice.id)).all()


def heard(reaction, *events):
    """These events reach a reaction, each of them twice."""
    for event in events:
        for _again in range(2):
            with transaction():
                reaction(event)


def test_a_question_that_is_closed_again_is_told_to_be_closed_again(cast):
    asked = ask(cast.member.inside(), "白茶怎么存？")
    staff = cast.moderator.inside()
    questions.close_question(staff, asked.id, "重复了")
    assert codes(cast.member) == ["closed"]
    actions.see_all(cast.member.actor)
    questions.reopen_question(staff, asked.id)
    assert codes(cast.member) == []  # it is not so any more
    questions.close_question(staff, asked.id, "还是重复了")
    assert codes(cast.member, unread=True) == ["closed"]


def test_what_reaches_us_twice_is_told_once_and_what_happens_twice_is_told_twice(cast):
    asked = ask(cast.member.inside(), "白茶怎么存？")
    circle_id, member = asked.circle_id, cast.member.user_id
    for _time in range(2):
        heard(of_questions.tell_of_closing, QuestionClosed(circle_id, asked.id, None))
        heard(of_questions.tell_of_bounty,
              BountyEnded(circle_id, asked.id, "returned", 20, None, 0))  # fmt: skip
        heard(standing.tell_of_level, LevelRaised(circle_id, member, 3))
        idea = IdeaStatusChanged(circle_id, asked.id, asked.id, "adopted", (member,), 1)
        heard(of_topics.tell_of_idea, idea)
    assert sorted(codes(cast.member)) == sorted(["closed", "bounty_ended", "level", "idea"] * 2)


def test_a_question_given_to_somebody_again_is_told_again_unless_nothing_changed(cast):
    asked = ask(cast.member.inside(), "白茶怎么存？")
    guest = get_membership(asked.circle_id, cast.guest.user_id).id
    staff = cast.owner.inside()
    for note, times in (("请看看", 1), ("请看看", 1), ("急，请今天看", 2)):
        questions.assign_question(staff, asked.id, Assignment(guest, note=note))
        assert codes(cast.guest).count("assigned") == times
    questions.assign_question(staff, asked.id, Assignment(None))
    questions.assign_question(staff, asked.id, Assignment(guest, note="急，请今天看"))
    assert codes(cast.guest).count("assigned") == 3


def test_work_that_is_looked_at_again_is_told_again_and_a_review_taken_back_no_more(cast):
    topic = open_topic(cast.owner.inside(), "assignment")
    mine = reply(cast.member.inside(), topic.id, "我的作业在这里。")
    host = cast.owner.inside()
    for grade, note, times in (("good", "", 1), ("good", "", 1), ("good", "再细一点", 2),
                               ("excellent", "", 3), ("good", "", 4)):  # fmt: skip
        topics.review_submission(host, mine.id, Review(grade, note))
        assert codes(cast.member).count("graded") == times
    topics.unreview_submission(host, mine.id)
    assert "graded" not in codes(cast.member)
    topics.review_submission(host, mine.id, Review("good"))
    assert codes(cast.member).count("graded") == 1


def test_a_report_that_is_settled_otherwise_is_told_otherwise(cast):
    circle_id, guest = cast.owner.inside().circle_id, cast.guest.user_id
    said = (True, "report_upheld"), (False, "report_declined"), (True, "report_upheld")
    for upheld, code in said:
        heard(safety.tell_of_report, ReportSettled(circle_id, 5, guest, upheld))
        assert codes(cast.guest) == [code]
    heard(safety.tell_of_report, ReportSettled(circle_id, 5, guest, None))
    assert codes(cast.guest) == []


def test_a_host_who_looked_hears_of_the_next_floor_of_the_same_person(cast):
    topic = open_topic(cast.guest.inside())
    reply(cast.member.inside(), topic.id, "我去过两次。")
    actions.see_all(cast.guest.actor)
    reply(cast.member.inside(), topic.id, "四月初最好。")
    assert codes(cast.guest, unread=True) == ["joined_in"]
    assert told(cast.guest) == [("reply", "joined_in", 1)]


def test_staff_hear_each_time_somebody_asks_to_come_in_or_orders(cast):
    circle_id, out = cast.owner.inside().circle_id, cast.outsider.user_id
    when = core_clock.now()
    later = when.replace(year=when.year + 1)
    for at, order in ((when, 7), (later, 8)):
        request = JoinRequested(circle_id, out, 1, at)
        redeemed = RewardRedeemed(circle_id, order, 1, cast.guest.user_id, "physical", 5)
        heard(standing.tell_of_request, request)
        heard(standing.tell_of_order, redeemed)
        assert sorted(codes(cast.owner, unread=True)) == ["asks_in", "orders"]
        actions.see_all(cast.owner.actor)
        heard(standing.tell_of_request, request)
        heard(standing.tell_of_order, redeemed)
        assert codes(cast.owner, unread=True) == []
    assert set(told(cast.owner)) == {("staff", "asks_in", 1), ("staff", "orders", 1)}
