"""Leaderboards: by contribution, in four periods, of who is here and wants to be seen."""

import re
from datetime import date

import pytest
from sqlalchemy import insert, select, update

from circle.accounts import actions as accounts
from circle.accounts import queries as account_queries
from circle.circles import actions as circle_actions
from circle.circles import queries as circles
from circle.circles.models import Membership
from circle.core import clock as time
from circle.core.db import db, session, transaction
from circle.core.errors import NotAllowed
from circle.points import actions, jobs, queries
from circle.points.models import Standing
from circle.points.queries.boards import period_key
from tests.cast import PASSWORD, make_person
from tests.factories import points as made
from tests.factories.circles import found_circle, join
from tests.statements import statements


def board(person, period="week"):
    circle, here = circles.enter(account_queries.get_actor(person.user_id), "tea")
    return queries.get_board(here, circle, period)


def names(person, period="week"):
    return [one.face.name for one in board(person, period).places]


def score(person, points, period="all"):
    """A sum on a board, as if earned."""
    session().execute(
        insert(Standing).values(
            circle_id=made.circle_id(), period=period, user_id=person.user_id, score=points
        )
    )


def test_who_contributed_more_stands_higher_in_every_period(inside, cast):
    made.happen(cast.member)
    for _ in range(2):
        made.happen(cast.guest)
    for period in queries.PERIODS:
        assert names(cast.owner, period) == ["guest_of_tea", "member_of_tea"]
    assert [one.score for one in board(cast.owner).places] == [40, 20]


def test_a_new_day_begins_a_new_board_and_the_old_sums_stay(inside, cast, clock):
    made.happen(cast.member)
    clock.travel(days=40)
    made.happen(cast.guest)
    for period in ("day", "week", "month"):
        assert names(cast.owner, period) == ["guest_of_tea"]
    assert set(names(cast.owner, "all")) == {"guest_of_tea", "member_of_tea"}


def test_weeks_and_months_have_the_names_they_are_kept_under():
    assert period_key("week", date(2027, 1, 2)) == "w2026-53"
    assert period_key("day", date(2026, 11, 22)) == "d2026-11-22"
    assert (period_key("month", date(2026, 1, 2)), period_key("all", date(2026, 1, 2))) == (
        "m2026-01", "all",
    )  # fmt: skip


def test_ties_go_to_who_was_here_first_even_at_the_end_of_the_board(inside, cast, monkeypatch):
    monkeypatch.setattr("circle.points.queries.boards.TOP", 2)
    for person in (cast.guest, cast.member, cast.admin, cast.moderator):
        score(person, 5)
    for read_beyond in (8, 1):  # the tie ends within what was read, and goes on past it
        monkeypatch.setattr("circle.points.queries.boards.TIED", read_beyond)
        assert names(cast.owner, "all") == ["admin_of_tea", "moderator_of_tea"]
    assert board(cast.member, "all").mine.place == 4


def test_who_opts_out_is_seen_by_themselves_alone_and_comes_back(inside, cast):
    made.happen(cast.member)
    actions.show_on_boards(cast.member.actor, made.circle_id(), False)
    assert names(cast.owner) == [] and board(cast.member).mine.shown is False
    assert board(cast.member).mine.score == 20
    actions.show_on_boards(cast.member.actor, made.circle_id(), True)
    assert names(cast.owner) == ["member_of_tea"]


def test_who_left_was_banned_or_closed_their_account_is_not_there(app, inside, cast):
    people = [make_person(app, f"guest_{number}") for number in range(3)]
    for person in people:
        join(person.actor, "tea")
        made.happen(person)
    made.happen(cast.member)
    assert len(names(cast.owner)) == 4
    circle_actions.leave_circle(people[0].actor, made.circle_id())
    banned = circles.get_membership(made.circle_id(), people[1].user_id)
    circle_actions.ban_member(cast.owner.actor, banned.id)
    accounts.close_account(people[2].actor, account_queries.prove(people[2].actor, PASSWORD))
    assert names(cast.owner) == ["member_of_tea"]


def test_who_the_reader_blocked_is_left_out_and_the_others_keep_their_places(inside, cast):
    made.happen(cast.member)
    made.happen(cast.member)
    made.happen(cast.guest)
    accounts.block_user(cast.admin.actor, cast.member.user_id)
    assert [(one.place, one.face.name) for one in board(cast.admin).places] == [
        (2, "guest_of_tea")
    ]
    assert len(board(cast.owner).places) == 2


def test_my_own_place_is_told_outside_the_first_fifty_and_counted_no_further_than_a_thousand(
    inside, cast, monkeypatch
):
    monkeypatch.setattr("circle.points.queries.boards.TOP", 1)
    for person, points in ((cast.owner, 9), (cast.admin, 8), (cast.guest, 7), (cast.member, 3)):
        score(person, points)
    assert board(cast.member, "all").mine.place == 4
    monkeypatch.setattr("circle.points.queries.boards.COUNTED", 2)
    assert board(cast.member, "all").mine.place == 2
    assert board(cast.moderator, "all").mine.place is None


@pytest.mark.parametrize("visibility", ["private", "preview"])
def test_boards_of_closed_circles_are_for_members(app, cast, visibility):
    with app.app_context():
        found_circle(cast.owner.actor, "closed", visibility=visibility)
    for path in ("/c/closed/leaders", "/api/v1/circles/closed/leaderboard", "/c/closed/badges",
                 "/api/v1/circles/closed/badges"):  # fmt: skip
        assert cast.outsider.client.get(path).status_code in (403, 404)
        assert app.test_client().get(path).status_code in (401, 403, 404, 303)
        assert cast.owner.client.get(path).status_code == 200


def test_a_public_circles_board_is_there_for_everybody(app, cast, anyone):
    with app.app_context():
        made.happen(cast.member)
    assert "member_of_tea" in anyone.get("/c/tea/leaders").text
    answer = anyone.get("/api/v1/circles/tea/leaderboard?period=month").json
    assert answer["mine"] is None and answer["items"][0]["score"] == 20
    assert anyone.get("/api/v1/circles/tea/leaderboard?period=year").status_code == 422


def test_an_outsider_has_no_switch_and_a_member_has(app, cast):
    with app.app_context(), pytest.raises(NotAllowed):
        actions.show_on_boards(cast.outsider.actor, made.circle_id(), False)
    client = cast.member.client
    assert client.submit("/c/tea/leaders/show", {}).status_code == 303
    assert client.get("/api/v1/circles/tea/leaderboard").json["mine"]["shown"] is False
    assert client.call("PUT", "/circles/tea/leaderboard/me").json == {"shown": True}
    assert client.call("DELETE", "/circles/tea/leaderboard/me").json == {"shown": False}


def test_boards_of_days_and_weeks_are_dropped_after_400_days(app, cast, clock, run_jobs):
    with app.app_context():
        made.happen(cast.member)
    clock.travel(days=399)
    assert kept(app, cast, clock) == {"d", "w", "m", "a"}
    clock.travel(days=10)
    assert kept(app, cast, clock) == {"m", "a"}


def kept(app, cast, clock):
    with app.app_context():
        jobs.forget_past({})
        return {period[0] for period in session().scalars(select(Standing.period))}


def test_a_term_that_ended_is_not_on_the_board(inside, cast, clock):
    made.happen(cast.member)
    with transaction():
        session().execute(
            update(Membership)
            .where(Membership.user_id == cast.member.user_id)
            .values(expires_at=time.now())
        )
    assert names(cast.owner) == []


def test_leaving_the_boards_locks_the_circle_before_the_membership(inside, cast):
    with statements() as sent:
        actions.show_on_boards(cast.member.actor, made.circle_id(), on=False)
    locked = [one for one in sent if " FOR " in one]
    tables = [re.search(r"FROM (\w+)", one)[1] for one in locked]
    assert tables == (["circles", "memberships"] if db.engine.name == "postgresql" else [])
