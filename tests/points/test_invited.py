"""Who brings somebody that stays earns for it, once, and nothing inside WeChat."""

import pytest
from sqlalchemy import select

from circle.accounts.actions import open_session
from circle.circles import actions as circles
from circle.circles import queries as entered
from circle.circles.schemas import JoinRequest
from circle.core import clock as time
from circle.core.actor import Actor
from circle.core.db import session, transaction
from circle.points import actions
from circle.points.models import CheckIn, Occurrence
from tests.cast import DEVICE, sign_in
from tests.factories import points as made
from tests.factories.accounts import sign_up_person
from tests.factories.circles import invite

WECHAT = "Mozilla/5.0 (iPhone) MicroMessenger/8.0.50"


@pytest.fixture
def friend(app, cast):
    """Somebody new who was sent a link by the moderator, and the link."""
    with app.app_context():
        link = invite(cast.moderator.actor, "tea")
        return Actor(user_id=sign_up_person("friend_of_tea")), link.code


def come(friend, **asked):
    """The friend follows the link."""
    actor, code = friend
    return circles.join_circle(actor, made.circle_id(), JoinRequest(invite=code, **asked))


def stay(member):
    """The new member is here on the seventh day."""
    with transaction():
        session().add(
            CheckIn(circle_id=member.circle_id, user_id=member.user_id, day=time.local_day())
        )


def points(person):
    """As the database has it now, whoever wrote it."""
    session().rollback()
    return made.standing(person).points


def rulings():
    session().rollback()
    return session().scalars(select(Occurrence).where(Occurrence.rule == "invited")).all()


def test_a_friend_who_is_active_on_day_seven_pays_who_invited_them_once(
    inside, cast, clock, friend, run_jobs
):
    member = come(friend)
    clock.travel(days=6, hours=20)
    stay(member)
    run_jobs()
    assert points(cast.moderator) == 0
    clock.travel(hours=5)
    run_jobs()
    assert points(cast.moderator) == 10
    actions.judge_invite(member.id, cast.moderator.user_id)
    assert points(cast.moderator) == 10


def test_a_friend_who_never_came_back_pays_nothing(inside, cast, clock, friend, run_jobs):
    come(friend)
    for _ in range(13):
        clock.travel(days=1)
        run_jobs()
    assert rulings() == []  # there is still a day
    clock.travel(days=2)
    run_jobs()
    assert [row.refused for row in rulings()] == ["inactive"]
    clock.travel(days=1)
    stay(entered.get_membership(made.circle_id(), friend[0].user_id))
    run_jobs()
    assert points(cast.moderator) == 0 and len(rulings()) == 1


def test_who_only_reads_in_a_quiet_circle_and_comes_on_day_eleven_is_there(
    app, cast, clock, friend, run_jobs
):
    with app.app_context():
        come(friend)
        token = open_session(friend[0].user_id, "password", DEVICE)
    client = app.test_client()
    sign_in(client, token)
    assert client.get("/c/tea").status_code == 200
    for day in range(12):
        clock.travel(days=1)
        if day == 10:
            assert client.get("/c/tea").status_code == 200
        run_jobs()
    with app.app_context():
        assert points(cast.moderator) == 10
        assert [row.state for row in rulings()] == ["paid"]


def test_who_comes_back_after_two_weeks_was_not_brought(inside, cast, clock, friend):
    member = come(friend)
    clock.travel(days=15)
    stay(member)
    assert actions.judge_invite(member.id, cast.moderator.user_id).refused == "inactive"


def test_a_link_followed_inside_wechat_pays_nothing(inside, cast, clock, friend, run_jobs):
    member = come(friend, in_wechat=True)
    clock.travel(days=6, hours=20)
    stay(member)
    clock.travel(hours=5)
    run_jobs()
    assert [row.refused for row in rulings()] == ["wechat"]


@pytest.mark.parametrize("agent", [WECHAT, "Mozilla/5.0 (iPhone) Safari"])
def test_the_browser_says_whether_it_is_wechats(app, cast, clock, friend, run_jobs, agent):
    actor, code = friend
    with app.app_context():
        token = open_session(actor.user_id, "password", DEVICE)
    client = app.test_client()
    sign_in(client, token)
    typed = {"accept_rules": "1", "invite": code}
    answer = client.submit(f"/i/{code}", typed, headers={"User-Agent": agent})
    assert answer.status_code == 303
    clock.travel(days=6, hours=20)
    with app.app_context():
        stay(entered.get_membership(made.circle_id(), actor.user_id))
    clock.travel(hours=5)
    run_jobs()
    with app.app_context():
        assert [row.refused for row in rulings()] == ["wechat" if agent == WECHAT else None]


def test_a_second_account_of_ones_own_is_nobody_who_was_brought(inside, cast, clock, friend):
    member = come(friend)
    clock.travel(days=6, hours=20)
    stay(member)
    facts = {"active": True, "same_cluster": True}
    refused = made.happen(cast.moderator, "invited", giver_id=member.user_id, facts=facts)
    assert refused.refused == "cluster"
    paid = made.happen(cast.moderator, "invited", giver_id=member.user_id, facts={"active": True})
    assert paid.state == "paid"


def test_five_a_week_are_paid(inside, cast, clock):
    for _ in range(6):
        last = made.happen(cast.member, "invited", facts={"active": True})
    assert last.refused == "limit" and points(cast.member) == 50
    clock.travel(days=7)
    assert made.happen(cast.member, "invited", facts={"active": True}).state == "paid"


def test_who_the_friend_brings_pays_the_friend_alone(inside, cast, clock, friend, run_jobs):
    member = come(friend)
    with transaction():
        found = entered.get_membership(made.circle_id(), member.user_id)
        found.role = "moderator"
    code = invite(friend[0], "tea").code
    second = Actor(user_id=sign_up_person("friends_friend"))
    circles.join_circle(second, made.circle_id(), JoinRequest(invite=code))
    clock.travel(days=6, hours=20)
    stay(entered.get_membership(made.circle_id(), second.user_id))
    clock.travel(hours=5)
    run_jobs()
    paid = [row.user_id for row in rulings() if row.state == "paid"]
    assert paid == [member.user_id] and points(cast.moderator) == 0


def test_banning_the_friend_takes_the_reward_back_and_leaving_does_not(
    inside, cast, clock, friend, run_jobs
):
    member = come(friend)
    clock.travel(days=6, hours=20)
    stay(member)
    clock.travel(hours=5)
    run_jobs()
    circles.leave_circle(friend[0], made.circle_id())
    assert points(cast.moderator) == 10
    circles.ban_member(cast.owner.inside(), member.id)
    assert points(cast.moderator) == 0
    assert [row.state for row in rulings()] == ["taken"]
