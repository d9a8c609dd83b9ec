"""Who hears of what happened elsewhere: answers, decisions, reports, requests, draws."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from circle.accounts import actions as accounts
from circle.accounts.queries import prove
from circle.circles import actions as circles
from circle.content import queries as content
from circle.core import clock as core_clock
from circle.core.db import session
from circle.moderation import actions as moderation
from circle.moderation.schemas import Reporting
from circle.notifications import actions, queries
from circle.notifications.models import Notice
from circle.notifications.queries import Telling
from circle.qa import actions as questions
from circle.topics import actions as topics
from tests.cast import PASSWORD
from tests.factories.content import post
from tests.factories.qa import answer, ask
from tests.factories.topics import open_topic
from tests.notifications.test_telling import told

pytestmark = pytest.mark.usefixtures("calm", "inside")


def test_an_answer_is_told_to_the_asker_and_accepting_it_to_the_answerer_until_taken_back(cast):
    asked = ask(cast.member.inside(), "白茶怎么存？")
    given = answer(cast.guest.inside(), asked.id, "密封、避光、离地就行。")
    assert told(cast.member) == [("answer", "answered", None)]
    questions.accept_answer(cast.member.inside(), given.id)
    assert ("accepted", "accepted", None) in told(cast.guest)
    questions.unaccept_answer(cast.member.inside(), given.id)
    assert ("accepted", "accepted", None) not in told(cast.guest)


def test_who_asks_without_a_name_is_named_in_no_notice(cast):
    asked = ask(cast.member.inside(), "想退群会不会很失礼？", anonymous=True,
                     asked_of=cast.guest.user_id)  # fmt: skip
    assert told(cast.guest) == [("mention", "asked_you", None)]
    notice = session().scalars(select(Notice).where(Notice.entry_id == asked.id)).one()
    assert notice.by_id is None
    assert notice.facts == {}


def test_whom_staff_hide_hears_of_it_and_no_more_once_it_is_undone(cast):
    entry = post(cast.member.inside(), "这家店骗人，大家别去。")
    act = moderation.hide_entry(cast.moderator.inside(), entry.id, "指名道姓")
    assert told(cast.member) == [("moderation", "hidden", None)]
    moderation.undo_act(cast.moderator.actor, act.id)
    assert told(cast.member) == []


def test_who_reported_hears_what_became_of_it(cast):
    entry = post(cast.member.inside(), "加我，有内部价。")
    moderation.report(cast.guest.actor, "entry", entry.id, Reporting("ad"))
    moderation.hide_entry(cast.moderator.inside(), entry.id, "广告")
    assert told(cast.guest) == [("moderation", "report_upheld", None)]


def test_new_rules_are_told_to_everybody_in_the_circle_by_a_job(cast, run_jobs):
    circle_id = cast.owner.inside().circle_id
    telling = Telling("system", "rules", "rules:1:9", circle_id)
    actions.tell_audience(("members", circle_id), telling)
    run_jobs()
    assert all(("system", "rules", None) in told(one) for one in (cast.member, cast.guest))
    assert told(cast.removed) == told(cast.outsider) == []


def test_nobody_is_told_of_a_circle_they_left(cast):
    entry = post(cast.guest.inside(), "最后一帖。")
    circles.leave_circle(cast.member.actor, entry.circle_id)
    news = actions.of_entry(content.find_entry(entry.id), "reply", "commented")
    actions.tell([cast.member.user_id], news)
    assert told(cast.member) == []


def test_closing_an_account_lets_go_of_notices_and_of_the_name_in_others(cast, run_jobs):
    entry = post(cast.member.inside(), "喝完一饼了。")
    telling = Telling("like", "liked", "liked:1", entry.circle_id, entry.id, entry.id)
    actions.gather(cast.member.user_id, telling, cast.guest.user_id)
    assert queries.count_unread(cast.member.actor) == 1
    accounts.close_account(cast.guest.actor, prove(cast.guest.actor, PASSWORD))
    run_jobs()
    session().rollback()  # what was read before the jobs ran
    assert queries.count_unread(cast.member.actor) == 0
    assert told(cast.guest) == []


def test_who_comes_to_an_event_and_who_keeps_days_is_reminded_once(cast, clock, run_jobs):
    owner, member = cast.owner.inside(), cast.member.inside()
    event = open_topic(owner, "event", ends_at=core_clock.now() + timedelta(days=3))
    topics.sign_up(member, event.id)
    clock.travel(hours=50)
    for _again in range(2):
        topics.write_reminders()
        run_jobs()
    assert told(cast.member).count(("topic", "event_soon", None)) == 1
    assert ("topic", "event_soon", None) not in told(cast.guest)
