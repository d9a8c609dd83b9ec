"""What was decided stays decided: closed is closed, a day is a day, voices and badges are kept."""

import pytest

from circle.circles import actions as circles
from circle.circles.schemas import SettingsChange
from circle.content import actions as content
from circle.content.models import Entry
from circle.content.schemas import Ruling
from circle.core.actor import Actor
from circle.core.db import session
from circle.core.errors import Conflict, NotAllowed
from circle.points.models import Occurrence
from circle.qa import actions, queries
from circle.qa.models import Answer
from tests.factories import points as made
from tests.factories.qa import answer, ask, settle_accepted

pytestmark = pytest.mark.usefixtures("inside", "calm")


def question(ident):
    session().expire_all()
    return queries.find_question(ident)


def actor_of(person):
    """Who they are, however long ago they signed in."""
    return Actor(user_id=person.user_id)


@pytest.fixture
def settled(inside, scene, calm, cast):
    """A question and the answer its asker accepted."""

    def make():
        asked = ask(cast.member.inside()).id
        given = answer(cast.guest.inside(), asked).id
        actions.accept_answer(cast.member.inside(), given)
        return asked, given

    return scene("a question and its accepted answer", make)


def hide(cast, ident):
    content.hide_entry(actor_of(cast.moderator), ident, "看看")


def unhide(cast, ident):
    content.unhide_entry(actor_of(cast.moderator), ident)


def test_what_is_closed_stays_closed_when_its_answer_is_hidden_and_is_back(cast, settled):
    asked, given = settled
    actions.close_question(cast.member.inside(), asked, "好了")
    hide(cast, given)
    assert (question(asked).state, question(asked).accepted_id) == ("closed", None)
    unhide(cast, given)
    assert (question(asked).state, question(asked).accepted_id) == ("closed", given)
    actions.reopen_question(cast.member.inside(), asked)
    assert question(asked).state == "answered"


def test_a_duplicate_leads_on_whatever_becomes_of_its_answer(cast, settled):
    asked, given = settled
    first = ask(cast.owner.inside(), title="白茶怎么存放最好？").id
    actions.mark_duplicate(cast.moderator.inside(), asked, first)
    hide(cast, given)
    assert (question(asked).state, question(asked).duplicate_of) == ("duplicate", first)


def test_a_choice_is_not_taken_back_while_the_question_is_closed(cast, settled):
    asked, given = settled
    actions.close_question(cast.member.inside(), asked, "好了")
    with pytest.raises(Conflict):
        actions.unaccept_answer(cast.member.inside(), given)
    assert question(asked).state == "closed"
    actions.reopen_question(cast.member.inside(), asked)
    actions.unaccept_answer(cast.member.inside(), given)
    assert question(asked).state == "open"


def test_the_asker_opens_again_what_they_closed_and_not_what_staff_did(cast, settled):
    asked, _given = settled
    actions.close_question(cast.moderator.inside(), asked, "跑题了")
    member = cast.member.inside()
    with pytest.raises(NotAllowed):
        actions.reopen_question(member, asked)
    can = queries.question_can(queries.get_question(member, asked))
    assert not can["reopen"]
    actions.reopen_question(cast.admin.inside(), asked)
    actions.close_question(member, asked, "好了")
    assert queries.question_can(queries.get_question(member, asked))["reopen"]
    actions.reopen_question(member, asked)
    assert question(asked).state == "answered"


def test_the_day_to_change_ones_mind_counts_from_the_first_choice(cast, settled, clock):
    asked, given = settled
    other = answer(cast.admin.inside(), asked, "我用锡罐，密封又避光。").id
    asker = actor_of(cast.member)
    clock.travel(hours=20)
    actions.accept_answer(asker, other, instead_of=given)
    clock.travel(hours=5)
    with pytest.raises(Conflict):
        actions.accept_answer(asker, given, instead_of=other)
    with pytest.raises(Conflict):
        actions.unaccept_answer(asker, other)
    assert settle_accepted() == 1


def test_taking_the_choice_back_does_not_begin_another_day(cast, settled, clock):
    asked, given = settled
    asker = actor_of(cast.member)
    clock.travel(hours=20)
    actions.unaccept_answer(asker, given)
    clock.travel(hours=10)
    actions.accept_answer(asker, given)
    assert not question(asked).may_change
    assert settle_accepted() == 1


def test_what_is_chosen_in_place_of_a_hidden_answer_has_a_day_of_its_own(cast, settled, clock):
    asked, given = settled
    other = answer(cast.admin.inside(), asked, "我用锡罐，密封又避光。").id
    clock.travel(days=30)
    hide(cast, given)
    actions.accept_answer(actor_of(cast.member), other)
    assert question(asked).may_change
    unhide(cast, given)
    assert question(asked).accepted_id == other
    assert session().get(Answer, given).review_at is None


def test_hiding_and_showing_the_answer_begins_no_other_day(cast, settled, clock):
    asked, given = settled
    clock.travel(days=30)
    hide(cast, given)
    unhide(cast, given)
    assert question(asked).accepted_id == given and not question(asked).may_change


def test_voices_are_kept_when_an_answer_is_accepted_again(cast, settled):
    _asked, given = settled
    for person in (cast.owner, cast.admin, cast.moderator):
        actions.check_answer(person.inside(), given, "no_longer")
    actions.unaccept_answer(cast.member.inside(), given)
    actions.accept_answer(cast.member.inside(), given)
    kept = session().get(Answer, given)
    assert (kept.no_longer, kept.is_stale) == (3, True)
    actions.check_answer(cast.owner.inside(), given, "true")
    assert (kept.still_true, kept.no_longer) == (1, 2)


def test_the_badge_of_a_guests_answer_goes_and_comes_with_it(cast):
    asked = ask(cast.member.inside()).id
    given = answer(cast.guest.inside(), asked).id
    assert question(asked).guest_answered
    hide(cast, given)
    assert not question(asked).guest_answered
    unhide(cast, given)
    assert question(asked).guest_answered
    content.remove_entry(cast.guest.inside(), given)
    assert not question(asked).guest_answered


def test_the_badge_says_who_was_a_guest_when_writing(cast):
    asked = ask(cast.member.inside()).id
    answer(cast.admin.inside(), asked)
    circles.change_role(cast.owner.inside(), made.standing(cast.admin).id, "guest")
    later = answer(cast.owner.inside(), asked, "补充一点：避光也要紧。").id
    assert not question(asked).guest_answered
    answer(cast.admin.inside(), asked, "现在我是嘉宾了，再说一句。")
    content.remove_entry(cast.owner.inside(), later)
    assert question(asked).guest_answered


def test_a_guests_answer_that_waited_shows_its_badge_with_it(cast):
    asked = ask(cast.member.inside()).id
    owner = cast.owner.inside()
    circles.change_settings(owner, owner.circle_id, SettingsChange(pre_review=True))
    given = answer(cast.guest.inside(), asked)
    if given.status == "pending":
        assert not question(asked).guest_answered
        content.apply_verdict(cast.moderator.inside(), given.id, Ruling("approve"))
    assert question(asked).guest_answered


def test_no_badge_says_that_who_asked_without_a_name_is_a_guest(cast):
    asked = ask(cast.guest.inside(), anonymous=True).id
    answer(cast.guest.inside(), asked)
    assert not question(asked).guest_answered
    signed = ask(cast.guest.inside(), title="铁观音要不要放冰箱？").id
    answer(cast.guest.inside(), signed)
    assert question(signed).guest_answered


def test_a_choice_that_was_brought_in_earns_nothing_after_hiding_either(cast, settled, clock):
    _asked, given = settled
    for ident in settled:
        session().get(Entry, ident).origin = "elsewhere"
    session().commit()
    hide(cast, given)
    unhide(cast, given)
    clock.travel(hours=25)
    settle_accepted()
    rules = {row.rule for row in session().query(Occurrence)}
    assert not rules & {"accepted", "accepting"}


def test_a_choice_made_here_earns_after_hiding_once(cast, settled, clock):
    hide(cast, settled[1])
    unhide(cast, settled[1])
    clock.travel(hours=25)
    assert settle_accepted() == 1
    hide(cast, settled[1])
    unhide(cast, settled[1])
    settle_accepted()
    assert session().query(Occurrence).filter_by(rule="accepted").count() == 1
