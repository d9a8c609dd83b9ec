"""Of one question at most one accepted answer is paid at a time, whatever goes and comes back."""

import pytest

from circle.content import actions as content
from circle.content.models import Entry
from circle.core.actor import SYSTEM
from circle.core.db import session
from circle.points import actions as points
from circle.points import jobs, queries
from circle.qa import actions
from tests.factories import points as made
from tests.factories.qa import answer, ask, settle_accepted

OTHER = "我用的是双层纸箱，里面放牛皮纸袋，一年也不受潮。"
PAID = 15


pytestmark = pytest.mark.usefixtures("right_books")


def earned(person, asked):
    """What somebody has for being accepted, or for accepting, in this one question."""
    found = [
        queries.find_occurrence(made.circle_id(), "accepted", "question", choice.cause)
        for choice in queries.list_choices(made.circle_id(), asked.id)
    ]
    asking = [
        queries.find_occurrence(made.circle_id(), "accepting", "question", choice.cause)
        for choice in queries.list_choices(made.circle_id(), asked.id, "accepting")
    ]
    rows = [row for row in (*found, *asking) if row is not None]
    return sum(
        row.points for row in rows if row.user_id == person.user_id and row.state == "paid"
    )


def stands(clock):
    """A day later the choice stands; each job twice, which changes nothing."""
    clock.travel(hours=25)
    for _ in range(2):
        settle_accepted()
        jobs.settle_due({})


@pytest.fixture
def asked(scene, cast, right_books, clock):
    """A question with two answers, the first of which was accepted and paid."""

    def make():
        asked = ask(cast.member.inside())
        first = answer(cast.guest.inside(), asked.id)
        second = answer(cast.admin.inside(), asked.id, OTHER)
        actions.accept_answer(cast.member.inside(), first.id)
        stands(clock)
        assert (earned(cast.guest, asked), earned(cast.member, asked)) == (PAID, 2)
        return asked.id, first.id, second.id

    numbers = scene("a choice that was paid", make)
    asked, asked.first, asked.second = (session().get_one(Entry, number) for number in numbers)
    return asked


def test_another_answer_is_paid_after_the_paid_one_went_and_the_first_does_not_come_back(
    cast, asked, clock
):
    content.remove_entry(cast.guest.inside(), asked.first.id)
    assert earned(cast.guest, asked) == 0
    actions.accept_answer(cast.member.inside(), asked.second.id)
    content.restore_entry(cast.guest.inside(), asked.first.id)
    assert earned(cast.guest, asked) == 0  # while another is chosen, already before it is paid
    stands(clock)
    assert (earned(cast.admin, asked), earned(cast.guest, asked)) == (PAID, 0)
    assert earned(cast.member, asked) == 2


def test_what_is_back_after_another_was_paid_earns_its_other_things_alone(cast, asked, clock):
    content.hide_entry(cast.moderator.inside(), asked.first.id, "看一下")
    actions.accept_answer(cast.member.inside(), asked.second.id)
    stands(clock)
    before = made.standing(cast.guest).points
    content.unhide_entry(cast.moderator.inside(), asked.first.id)
    assert made.standing(cast.guest).points == before + 3  # the answer itself
    assert (earned(cast.admin, asked), earned(cast.guest, asked)) == (PAID, 0)


def test_an_answer_that_is_back_and_still_chosen_has_again_what_it_had(cast, asked, clock):
    before = made.standing(cast.guest).points
    content.hide_entry(cast.moderator.inside(), asked.first.id, "看一下")
    content.unhide_entry(cast.moderator.inside(), asked.first.id)
    stands(clock)
    assert made.standing(cast.guest).points == before
    assert earned(cast.guest, asked) == PAID


def test_a_choice_that_came_back_and_changes_moves_the_pay_to_the_other(cast, asked, clock):
    content.hide_entry(cast.moderator.inside(), asked.first.id, "看一下")
    content.unhide_entry(cast.moderator.inside(), asked.first.id)
    points.change_choice(made.circle_id(), asked.id, asked.second.id)
    assert earned(cast.guest, asked) == 0
    for chosen, former in ((asked.second, cast.guest), (asked.first, cast.admin)):
        settle(cast, asked, chosen)
        assert earned(former, asked) == 0
        assert earned(cast.admin if former is cast.guest else cast.guest, asked) == PAID


def settle(cast, asked, chosen):
    """The form of what questions announce, for a choice that cannot be made through them."""
    happening = {"circle_id": made.circle_id(), "cause_kind": "question"}
    points.note_choice(
        asked.id,
        points.Happening(
            user_id=chosen.author_id, rule="accepted", cause_id=str(asked.id),
            entry_id=chosen.id, giver_id=asked.author_id, **happening,
        ),
        points.Happening(
            user_id=asked.author_id, rule="accepting", cause_id=str(asked.id),
            entry_id=asked.id, giver_id=chosen.author_id, **happening,
        ),
    )  # fmt: skip


def test_who_asked_earns_for_another_answer_after_the_first_choice_earned_nothing(
    inside, cast, clock, right_books
):
    asked = ask(cast.member.inside())
    first = answer(cast.guest.inside(), asked.id)
    second = answer(cast.admin.inside(), asked.id, OTHER)
    for number in range(3):
        made.happen(cast.guest, "accepted", giver_id=cast.member.user_id, entry_id=900 + number)
        made.happen(cast.member, "accepting", giver_id=cast.guest.user_id)
    settle(cast, asked, first)
    settle(cast, asked, first)  # the same choice again is no other
    assert (earned(cast.guest, asked), earned(cast.member, asked)) == (0, 0)
    settle(cast, asked, second)
    assert (earned(cast.admin, asked), earned(cast.member, asked)) == (PAID, 2)
    settle(cast, asked, first)
    settle(cast, asked, second)
    assert (earned(cast.admin, asked), earned(cast.member, asked)) == (PAID, 2)
    points.drop_choice(made.circle_id(), asked.id)
    assert (earned(cast.admin, asked), earned(cast.member, asked)) == (0, 0)


def test_a_choice_dropped_altogether_leaves_neither_of_them_anything(cast, asked):
    points.drop_choice(made.circle_id(), asked.id)
    assert (earned(cast.guest, asked), earned(cast.member, asked)) == (0, 0)
    settle(cast, asked, asked.first)
    assert (earned(cast.guest, asked), earned(cast.member, asked)) == (PAID, 2)


def test_what_was_paid_long_ago_is_for_good_and_no_second_answer_is_paid(cast, asked, clock):
    clock.travel(days=401)
    jobs.forget_occurrences({})
    before = made.standing(cast.guest).points
    content.hide_entry(SYSTEM, asked.first.id, "看一下")
    assert made.standing(cast.guest).points == before
    for chosen in (asked.second, asked.first, asked.second):
        settle(cast, asked, chosen)
        assert earned(cast.admin, asked) == 0 and made.standing(cast.guest).points == before
