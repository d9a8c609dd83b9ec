"""Settling a question: one answer, chosen by who asked, worth something once it stands."""

import pytest

from circle.content import actions as content
from circle.core.db import session
from circle.core.errors import Conflict, NotAllowed
from circle.points import queries as ledger
from circle.qa import actions, queries
from circle.qa.actions import answers
from circle.qa.models import AlreadyAccepted
from tests.factories import points as made
from tests.factories.qa import answer, ask, expire_bounties, settle_accepted

pytestmark = pytest.mark.usefixtures("inside", "calm")


def points(person):
    return made.standing(person).points


def question(entry):
    return queries.find_question(entry.id)


def test_an_accepted_answer_settles_the_question(inside, cast):
    asked = ask(cast.member.inside())
    given = answer(cast.guest.inside(), asked.id)
    actions.accept_answer(cast.member.inside(), given.id)
    assert (question(asked).state, question(asked).accepted_id) == ("answered", given.id)


def test_only_who_asked_accepts(inside, cast):
    asked = ask(cast.member.inside())
    given = answer(cast.guest.inside(), asked.id)
    for person in (cast.owner, cast.moderator, cast.guest):
        with pytest.raises(NotAllowed):
            actions.accept_answer(person.inside(), given.id)
    actions.accept_answer(cast.member.inside(), given.id)


def test_asker_cannot_accept_twice(inside, cast):
    asked = ask(cast.member.inside())
    first = answer(cast.guest.inside(), asked.id)
    second = answer(cast.admin.inside(), asked.id, "我用的是双层纸箱，里面放牛皮纸袋。")
    actions.accept_answer(cast.member.inside(), first.id)
    for given in (first, second):
        with pytest.raises(AlreadyAccepted):
            actions.accept_answer(cast.member.inside(), given.id)
    actions.accept_answer(cast.member.inside(), second.id, instead_of=first.id)
    assert question(asked).accepted_id == second.id


def test_the_choice_changes_within_a_day_and_pays_only_when_it_stands(
    inside, cast, clock, run_jobs
):
    asked = ask(cast.member.inside())
    given = answer(cast.guest.inside(), asked.id)
    before = points(cast.guest), points(cast.member)
    actions.accept_answer(cast.member.inside(), given.id)
    assert settle_accepted() == 0
    clock.travel(hours=25)
    assert settle_accepted() == 1
    assert (points(cast.guest), points(cast.member)) == (before[0] + 15, before[1] + 2)
    with pytest.raises(Conflict):
        actions.unaccept_answer(cast.member.inside(), given.id)
    assert settle_accepted() == 0


def test_a_choice_taken_back_in_time_pays_nothing(inside, cast, clock):
    asked = ask(cast.member.inside())
    given = answer(cast.guest.inside(), asked.id)
    before = points(cast.guest)
    actions.accept_answer(cast.member.inside(), given.id)
    actions.unaccept_answer(cast.member.inside(), given.id)
    clock.travel(hours=25)
    assert settle_accepted() == 0
    assert points(cast.guest) == before and question(asked).state == "open"


def test_a_bounty_is_set_aside_when_asked_and_paid_when_accepted(inside, cast):
    made.fill(cast.member, 100)
    asked = ask(cast.member.inside(), bounty=60)
    assert points(cast.member) == 42  # 100 − 60, and 2 for asking
    given = answer(cast.guest.inside(), asked.id)
    actions.accept_answer(cast.member.inside(), given.id)
    assert question(asked).bounty_state == "paid"
    assert points(cast.guest) == 3 + 60 + 15
    with pytest.raises(Conflict) as refused:
        actions.unaccept_answer(cast.member.inside(), given.id)
    assert refused.value.code == "bounty_paid" and not question(asked).may_change
    assert [*ledger.wrong_lines(), *ledger.wrong_transfers(), *ledger.wrong_members()] == []


def test_a_bounty_nobody_settles_is_halved_or_goes_back(inside, cast, clock):
    made.fill(cast.member, 100)
    asked = ask(cast.member.inside(), bounty=25)
    given = answer(cast.guest.inside(), asked.id)
    for person in (cast.owner, cast.admin):
        actions.find_helpful(person.inside(), given.id)
    lonely = ask(cast.member.inside(), title="有没有适合办公室的小盖碗推荐？", bounty=10)
    before = points(cast.guest), points(cast.member)
    clock.travel(days=7, hours=23)
    assert expire_bounties() == 0
    clock.travel(hours=2)
    assert expire_bounties() == 2
    assert (points(cast.guest), points(cast.member)) == (before[0] + 12, before[1] + 13 + 10)
    assert (question(asked).bounty_state, question(lonely).bounty_state) == ("divided", "returned")


def test_a_hidden_accepted_answer_opens_the_question_until_it_is_back(inside, cast):
    asked = ask(cast.member.inside())
    given = answer(cast.guest.inside(), asked.id)
    actions.accept_answer(cast.member.inside(), given.id)
    content.hide_entry(cast.moderator.inside(), given.id, "看一下")
    assert (question(asked).state, question(asked).unanswered) == ("open", True)
    content.unhide_entry(cast.moderator.inside(), given.id)
    assert (question(asked).state, question(asked).accepted_id) == ("answered", given.id)
    assert question(asked).unanswered is False


def test_an_answer_a_bounty_was_paid_for_stays(inside, cast):
    made.fill(cast.member, 100)
    asked = ask(cast.member.inside(), bounty=20)
    paid = answer(cast.guest.inside(), asked.id)
    free = answer(cast.admin.inside(), asked.id, "我也想知道，先占个位置慢慢写。")
    actions.accept_answer(cast.member.inside(), paid.id)
    with pytest.raises(Conflict):
        content.remove_entry(cast.guest.inside(), paid.id)
    content.remove_entry(cast.admin.inside(), free.id)
    assert queries.count_answers(asked.id) == 1


def test_who_helped_earns_by_it_once_for_each_giver(inside, cast):
    asked = ask(cast.member.inside())
    given = answer(cast.guest.inside(), asked.id)
    before = points(cast.guest)
    actions.find_helpful(cast.owner.inside(), given.id)
    assert points(cast.guest) == before + 1
    content.like_entry(cast.owner.inside(), given.id)
    actions.unfind_helpful(cast.owner.inside(), given.id)
    actions.find_helpful(cast.owner.inside(), given.id)
    assert points(cast.guest) == before + 1
    actions.find_helpful(cast.admin.inside(), given.id)
    assert points(cast.guest) == before + 2


@pytest.mark.parametrize("gone", ["hidden", "removed"])
def test_a_choice_settles_only_while_its_question_is_on_show(inside, cast, clock, gone):
    asked = ask(cast.member.inside())
    given = answer(cast.guest.inside(), asked.id)
    actions.accept_answer(cast.member.inside(), given.id)
    clock.travel(hours=23, minutes=55)
    if gone == "hidden":
        content.hide_entry(cast.moderator.inside(), asked.id, "看一下")
    else:
        content.remove_entry(cast.member.inside(), asked.id)
    before = points(cast.guest), points(cast.member)
    clock.travel(minutes=6)
    assert settle_accepted() == 0
    actions.settle_choice(asked.id)
    assert (points(cast.guest), points(cast.member)) == before
    if gone == "hidden":
        content.unhide_entry(cast.moderator.inside(), asked.id)
    else:
        content.restore_entry(cast.member.actor, asked.id)
    back = points(cast.guest), points(cast.member)
    assert settle_accepted() == 1 and settle_accepted() == 0
    assert (points(cast.guest), points(cast.member)) == (back[0] + 15, back[1] + 2)


def test_a_choice_that_cannot_be_paid_stops_no_other_and_is_tried_by_itself(
    inside, cast, clock, run_jobs, monkeypatch
):
    entries = [ask(cast.member.inside(), f"第 {number} 个问题怎么办？") for number in (1, 2)]
    for entry in entries:
        given = answer(cast.guest.inside(), entry.id, f"第 {entry.id} 个这样办。")
        actions.accept_answer(cast.member.inside(), given.id)
    clock.travel(hours=25)
    told = answers.emit

    def refuse(event):
        if event.question_id == entries[0].id:
            raise RuntimeError("broken")
        told(event)

    with monkeypatch.context() as broken:
        broken.setattr(answers, "emit", refuse)
        assert settle_accepted() == 2 and settle_accepted() == 0
    assert [question(entry).settles_at is None for entry in entries] == [False, True]
    run_jobs()
    session().rollback()
    assert question(entries[0]).settles_at is None and question(entries[0]).set_aside_at is None
