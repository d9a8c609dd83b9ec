"""Who is told what, once, and what they did not want to hear."""

import pytest
from sqlalchemy import select

from circle.accounts import actions as accounts
from circle.circles import actions as circles
from circle.content import actions as content
from circle.core.db import session, transaction
from circle.notifications import actions, queries
from circle.notifications.models import Mute, Notice, NoticeChoice
from tests.factories.content import comment, post

pytestmark = pytest.mark.usefixtures("calm")


def told(person):
    """What somebody was told but for their standing, oldest first: kind, code, how many people."""
    mine = select(Notice).where(Notice.user_id == person.user_id, Notice.kind != "points")
    return [(row.kind, row.code, row.people) for row in session().scalars(mine.order_by(Notice.id))]


def test_an_author_hears_of_a_comment_and_a_commenter_of_an_answer_to_it(inside, cast):
    entry = post(cast.member.inside(), "春茶到了，先试白毫银针。")
    first = comment(cast.guest.inside(), entry.id, "香气像什么？")
    comment(cast.member.inside(), entry.id, "像雨后的草。", reply_to_id=first.id)
    assert told(cast.member) == [("reply", "commented", None)]
    assert told(cast.guest) == [("reply", "replied", None)]
    assert told(cast.moderator) == []


def test_whoever_is_named_hears_of_it_once_for_the_strongest_reason(inside, cast):
    entry = post(cast.member.inside(), "谁去过武夷山？")
    comment(cast.guest.inside(), entry.id, f"@{cast.member.name} 我去过，下周再去。")
    assert told(cast.member) == [("mention", "mentioned", None)]


def test_likes_are_one_notice_that_grows_and_taking_one_back_takes_it_off(inside, cast):
    entry = post(cast.member.inside(), "第一泡只要十秒。")
    for giver in (cast.guest, cast.moderator):
        content.like_entry(giver.inside(), entry.id)
    assert told(cast.member) == [("like", "liked", 2)]
    content.unlike_entry(cast.guest.inside(), entry.id)
    assert told(cast.member) == [("like", "liked", 1)]
    with transaction():
        session().scalars(select(Notice)).one().read_at = entry.published_at
    content.like_entry(cast.guest.inside(), entry.id)
    again = session().scalars(select(Notice)).one()
    assert (again.people, again.read_at) == (2, entry.published_at)  # no news twice


@pytest.mark.parametrize("kind", ["circle", "thread", "person"])
def test_whoever_muted_it_hears_nothing(inside, cast, kind):
    entry = post(cast.member.inside(), "紫砂壶要不要开壶？")
    target = {"circle": entry.circle_id, "thread": entry.id, "person": cast.guest.user_id}[kind]
    with transaction():
        session().add(Mute(user_id=cast.member.user_id, kind=kind, target_id=target))
    comment(cast.guest.inside(), entry.id, "要的，先用开水煮一小时。")
    assert told(cast.member) == []


def test_a_choice_for_the_circle_goes_before_the_one_for_everywhere(inside, cast):
    entry = post(cast.member.inside(), "老白茶怎么存？")
    mine = {"user_id": cast.member.user_id, "kind": "reply", "email": "off"}
    with transaction():
        session().add(NoticeChoice(**mine, circle_id=0, inbox=False))
    comment(cast.guest.inside(), entry.id, "干燥避光就行。")
    assert told(cast.member) == []
    with transaction():
        session().add(NoticeChoice(**mine, circle_id=entry.circle_id, inbox=True))
    comment(cast.guest.inside(), entry.id, "别放冰箱。")
    assert told(cast.member) == [("reply", "commented", None)]


def test_what_was_hidden_or_written_by_somebody_blocked_is_neither_counted_nor_shown(inside, cast):
    entry = post(cast.member.inside(), "求推荐盖碗。")
    rude = comment(cast.guest.inside(), entry.id, "自己不会搜吗？")
    assert queries.count_unread(cast.member.actor) == 1
    content.hide_entry(cast.moderator.inside(), rude.id)
    assert queries.count_unread(cast.member.actor) == 0
    comment(cast.moderator.inside(), entry.id, "景德镇的都不错。")
    assert queries.count_unread(cast.member.actor) == 1
    accounts.block_user(cast.member.actor, cast.moderator.user_id)
    assert queries.count_unread(cast.member.actor) == 0


def test_those_who_follow_hear_of_it_by_a_job_that_may_run_twice(inside, cast, run_jobs):
    circles.follow(cast.guest.inside(), cast.member.inside().circle_id, "member",
                   cast.member.user_id)  # fmt: skip
    entry = post(cast.member.inside(), "今天去了茶山，拍了一路。")
    run_jobs()
    assert ("following", "followed", None) in told(cast.guest)
    actions.tell_followers(entry.id, 0)
    assert told(cast.guest).count(("following", "followed", None)) == 1


def test_news_told_late_stands_where_it_belongs_and_calls_nobody(inside, cast, clock):
    circles.follow(cast.guest.inside(), cast.member.inside().circle_id, "member",
                   cast.member.user_id)  # fmt: skip
    entry = post(cast.member.inside(), "那天的茶山。")
    clock.travel(days=3)
    actions.tell_followers(entry.id, 0)
    late = session().scalars(select(Notice).where(Notice.kind == "following")).one()
    assert late.at == late.read_at == entry.published_at
    assert queries.count_unread(cast.guest.actor) == 0


def test_who_was_muted_adds_nothing_to_what_grows_either(inside, cast):
    entry = post(cast.member.inside(), "先闻香，再喝。")
    with transaction():
        session().add(Mute(user_id=cast.member.user_id, kind="person",
                           target_id=cast.guest.user_id))  # fmt: skip
    content.like_entry(cast.guest.inside(), entry.id)
    assert told(cast.member) == []
    content.like_entry(cast.moderator.inside(), entry.id)
    assert told(cast.member) == [("like", "liked", 1)]
