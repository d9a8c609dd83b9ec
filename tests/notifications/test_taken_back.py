"""Who took back what they did leaves the notice that grew; whoever is gone leaves all of them."""

from functools import partial

import pytest
from sqlalchemy import func, select

from circle.accounts import actions as accounts
from circle.accounts.queries import prove
from circle.circles import actions as circles
from circle.content import actions as content
from circle.core.db import db, session, transaction
from circle.moderation import actions as moderation
from circle.notifications import actions, queries
from circle.notifications.actions import forgetting
from circle.notifications.models import Notice, NoticePerson
from circle.notifications.queries import Telling
from circle.qa import actions as questions
from tests.cast import PASSWORD
from tests.factories.content import post
from tests.factories.qa import ask
from tests.factories.topics import open_topic, reply
from tests.notifications.test_inbox import lines
from tests.notifications.test_telling import told
from tests.races import at_once

pytestmark = pytest.mark.usefixtures("calm", "inside")


def follow(person, other):
    """Somebody follows somebody in the circle."""
    here = person.inside()
    circles.follow(here, here.circle_id, "member", other.user_id)


def unfollow(person, other):
    """Somebody follows somebody no more."""
    here = person.inside()
    circles.unfollow(here, here.circle_id, "member", other.user_id)


def test_who_unfollows_leaves_the_notice_and_comes_back_without_a_word(cast):
    for person in (cast.guest, cast.moderator):
        follow(person, cast.member)
    assert told(cast.member) == [("follow", "followed_you", 2)]
    unfollow(cast.guest, cast.member)
    assert told(cast.member) == [("follow", "followed_you", 1)]
    assert cast.guest.name not in lines(cast.member)[0].sentence
    unfollow(cast.moderator, cast.member)
    assert lines(cast.member) == [] and queries.count_unread(cast.member.actor) == 0
    follow(cast.guest, cast.member)
    assert lines(cast.member)[0].sentence == "guest_of_tea关注了你"
    actions.see_all(cast.member.actor)
    unfollow(cast.guest, cast.member)
    follow(cast.guest, cast.member)
    assert told(cast.member) == [("follow", "followed_you", 1)]
    assert queries.count_unread(cast.member.actor) == 0


def test_who_does_not_wonder_any_more_leaves_the_notice(cast):
    asked = ask(cast.member.inside(), "白茶怎么存？")
    for person in (cast.guest, cast.moderator):
        questions.join_question(person.inside(), asked.id)
    assert told(cast.member) == [("like", "me_too", 2)]
    for _again in range(2):
        questions.unjoin_question(cast.guest.inside(), asked.id)
    assert told(cast.member) == [("like", "me_too", 1)]
    questions.unjoin_question(cast.moderator.inside(), asked.id)
    assert lines(cast.member) == []


def test_who_has_no_floor_left_took_no_part(cast):
    topic = open_topic(cast.guest.inside())
    first, second = (reply(cast.member.inside(), topic.id, words) for words in ("一次。", "两次。"))
    assert told(cast.guest) == [("reply", "joined_in", 1)]
    content.remove_entry(cast.member.inside(), first.id)
    assert told(cast.guest) == [("reply", "joined_in", 1)]  # the other still stands
    content.remove_entry(cast.member.inside(), second.id)
    assert lines(cast.guest) == []
    content.restore_entry(cast.member.inside(), second.id)
    assert told(cast.guest) == [("reply", "joined_in", 1)]
    act = moderation.hide_entry(cast.moderator.inside(), second.id, "离题")
    assert lines(cast.guest) == []
    moderation.undo_act(cast.moderator.actor, act.id)
    assert told(cast.guest) == [("reply", "joined_in", 1)]


def liked(author, *givers):
    """A notice of an author whom these people like."""
    entry = post(author.inside(), "第一泡只要十秒。")
    telling = Telling("like", "liked", f"liked:{entry.id}", entry.circle_id, entry.id, entry.id)
    for giver in givers:
        actions.gather(author.user_id, telling, giver.user_id)
    return telling


def counted():
    """Of each notice that grows: what it says, and who stands behind it."""
    behind = (
        select(func.count()).where(NoticePerson.notice_id == Notice.id,
                                   NoticePerson.is_on.is_(True)).scalar_subquery()
    )  # fmt: skip
    rows = select(Notice.people, behind).where(Notice.people.is_not(None))
    return [tuple(row) for row in session().execute(rows.order_by(Notice.id))]


def test_the_name_of_a_closed_account_leaves_all_notices_in_portions(cast, run_jobs, monkeypatch):
    monkeypatch.setattr(forgetting, "AT_ONCE", 2)
    for author in (cast.member, cast.owner, cast.admin, cast.member, cast.owner):
        liked(author, cast.guest, cast.moderator)
    off = liked(cast.member, cast.guest)
    actions.scatter(cast.member.user_id, off.cause, cast.guest.user_id)
    for number in range(3):
        actions.tell([cast.guest.user_id], Telling("system", "rules", f"rules:{number}"))
    accounts.close_account(cast.guest.actor, prove(cast.guest.actor, PASSWORD))
    run_jobs()
    session().rollback()
    assert counted() == [(1, 1)] * 5 + [(0, 0)]
    left = select(func.count()).select_from(NoticePerson)
    assert session().scalar(left.where(NoticePerson.user_id == cast.guest.user_id)) == 0
    assert told(cast.guest) == []


def test_what_was_under_way_while_an_account_was_closed_is_let_go_of_later(cast, run_jobs, clock):
    telling = liked(cast.member)
    accounts.close_account(cast.guest.actor, prove(cast.guest.actor, PASSWORD))
    run_jobs()
    actions.gather(cast.member.user_id, telling, cast.guest.user_id)
    clock.travel(minutes=11)
    run_jobs()
    session().rollback()
    assert counted() == [(0, 0)]


def test_names_that_come_and_go_at_once_are_counted_right(app, cast, monkeypatch):
    monkeypatch.setattr(forgetting, "AT_ONCE", 3)
    authors = [cast.member, cast.owner, cast.admin] * 3
    told_of = [(author.user_id, liked(author, cast.guest)) for author in authors]
    guest, moderator = cast.guest.user_id, cast.moderator.user_id
    staff = [cast.admin.user_id, cast.member.user_id, cast.owner.user_id]
    every = Telling("staff", "orders", "orders:1", told_of[0][1].circle_id)
    actions.gather_each(staff, every, guest, 1)
    db.session.remove()

    def forget():
        for _portion in range(6):
            actions.forget_portion(guest)

    def like(back):
        for user_id, telling in reversed(told_of) if back else told_of:
            actions.gather(user_id, telling, moderator)
            actions.scatter(user_id, telling.cause, guest)

    works = [forget, partial(like, True), partial(like, False), forget]
    works += [partial(actions.see_all, author.actor) for author in authors[:3]]
    works += [partial(actions.gather_each, staff, every, moderator, number) for number in (2, 3)]
    done = at_once(app, works)
    assert None not in done, done
    with transaction():
        pass
    assert all(people == behind for people, behind in counted())
    assert session().scalar(
        select(func.count()).select_from(NoticePerson).where(NoticePerson.user_id == guest)
    ) == 0  # fmt: skip
