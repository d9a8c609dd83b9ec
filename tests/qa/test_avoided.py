"""Repeats that were not asked: counted where one was really spared, and only so long."""

import pytest

from circle.core.db import db, session
from circle.qa import actions, queries
from circle.qa.models import Question
from tests.factories import points as made
from tests.factories.qa import answer, ask, join_instead
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("calm")
ASKED, AGAIN = "白茶存放时要不要密封？", "白茶存放时要密封吗？"


@pytest.fixture
def asked(inside, cast):
    """A question of the member."""
    return ask(cast.member.inside(), ASKED).id


def avoided(ident):
    session().expire_all()
    return session().get(Question, ident).avoided, queries.count_avoided(made.circle_id())


def test_only_who_was_shown_it_spares_a_repeat_and_once(cast, asked, clock):
    guest = cast.guest.inside()
    theirs = queries.shown_proof(cast.admin.user_id, asked)
    for shown in ("", "true", theirs, queries.shown_proof(cast.guest.user_id, asked + 1)):
        actions.join_question(guest, asked, shown=shown)
        assert avoided(asked) == (0, 0), shown
    mine = queries.shown_proof(cast.guest.user_id, asked)
    clock.travel(hours=23)  # a night over it
    for _ in range(2):
        actions.join_question(guest, asked, shown=mine)
        assert avoided(asked) == (1, 1)


def test_who_takes_me_too_back_spared_nobody_anything(cast, asked):
    for person in (cast.guest, cast.admin):
        join_instead(person, asked)
    for _ in range(2):
        actions.unjoin_question(cast.guest.inside(), asked)
        assert avoided(asked) == (1, 1)
    actions.unjoin_question(cast.owner.inside(), asked)  # who joined nothing takes nothing back
    assert avoided(asked) == (1, 1)


def test_what_was_shown_long_ago_spares_nothing_now(cast, asked, clock):
    mine = queries.shown_proof(cast.guest.user_id, asked)
    clock.travel(days=2)
    actions.join_question(cast.guest.inside(), asked, shown=mine)
    assert avoided(asked) == (0, 0)
    join_instead(cast.guest, asked)
    assert avoided(asked) == (1, 1)


def test_who_joins_several_of_those_shown_spared_one_question(cast, asked, clock):
    other = ask(cast.owner.inside(), AGAIN).id
    for number in (asked, other):
        join_instead(cast.guest, number)
    assert (avoided(asked), avoided(other)) == ((1, 1), (0, 1))
    clock.travel(hours=2)
    join_instead(cast.guest, other)
    assert avoided(other) == (1, 2)


def test_who_asks_the_same_after_all_spared_nobody_anything(cast, asked):
    for person in (cast.guest, cast.admin):
        join_instead(person, asked)
    ask(cast.guest.inside(), "相机镜头发霉了怎么办？")
    assert avoided(asked) == (2, 2)
    ask(cast.guest.inside(), AGAIN)
    assert avoided(asked) == (1, 1)
    ask(cast.owner.inside(), AGAIN)  # who joined nothing takes nothing back
    assert avoided(asked) == (1, 1)


def test_other_questions_are_locked_before_anything_of_the_new_one_is_written(cast, asked):
    join_instead(cast.guest, asked)
    here = cast.guest.inside()
    with statements() as sent:
        ask(here, AGAIN)
    firsts = [
        next(place for place, one in enumerate(sent) if one.startswith(start))
        for start in ("DELETE FROM avoided_repeats", "INSERT INTO entries")
    ]
    assert firsts == sorted(firsts) and avoided(asked) == (0, 0)


def test_the_count_does_not_tell_who_asks_without_a_name(cast, asked):
    join_instead(cast.guest, asked)
    ask(cast.guest.inside(), AGAIN, anonymous=True)
    assert avoided(asked) == (1, 1)


def test_a_day_later_it_was_another_question(cast, asked, clock):
    join_instead(cast.guest, asked)
    clock.travel(hours=25)
    ask(cast.guest.inside(), AGAIN)
    assert avoided(asked) == (1, 1)


def test_staff_read_as_json_what_was_avoided_and_which_answers_are_stale(
    app, cast, clock, run_index
):
    with app.app_context():
        number = ask(cast.member.inside(), ASKED).id
        given = answer(cast.guest.inside(), number).id
        actions.accept_answer(cast.member.inside(), given)
        join_instead(cast.admin, number)
        for person in (cast.owner, cast.admin, cast.moderator):
            actions.check_answer(person.inside(), given, "no_longer")
        db.session.remove()
    run_index()
    staff = cast.moderator.client
    (one,) = staff.get("/api/v1/circles/tea/questions/avoided").json["items"]
    assert (one["id"], one["title"], one["repeats_avoided"]) == (number, ASKED, 1)
    (stale,) = staff.get("/api/v1/circles/tea/answers/stale").json["items"]
    assert (stale["id"], stale["question_id"], stale["title"]) == (given, number, ASKED)
    assert stale["can_confirm"] is True
    for path, who in (("questions/avoided", cast.guest), ("answers/stale", cast.member)):
        assert who.client.get(f"/api/v1/circles/tea/{path}").status_code == 403
    found = cast.owner.client.get(f"/api/v1/circles/tea/questions/similar?q={AGAIN}").json
    body = {"shown": found["items"][0]["shown"]}
    assert cast.owner.client.call("PUT", f"/questions/{number}/me-too", body).status_code == 200
    (one,) = staff.get("/api/v1/circles/tea/questions/avoided").json["items"]
    assert one["repeats_avoided"] == 2
