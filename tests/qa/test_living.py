"""Accepted answers are kept true for years: looked at again, doubted, confirmed."""

import pytest

from circle.accounts.actions import block_user
from circle.content import actions as content
from circle.content.schemas import EntryEdit
from circle.core.actor import Actor
from circle.core.db import session
from circle.core.errors import Conflict, NotAllowed
from circle.qa import actions, queries
from circle.qa.models import Answer
from tests.factories.qa import answer, ask, settle_accepted

pytestmark = pytest.mark.usefixtures("calm")


def settle(cast):
    """An accepted answer."""
    asked = ask(cast.member.inside()).id
    given = answer(cast.guest.inside(), asked).id
    actions.accept_answer(cast.member.inside(), given)
    return given


@pytest.fixture
def settled(inside, scene, cast, calm):
    """The same, in a context that stays open."""
    return scene("an answer was accepted", lambda: settle(cast))


def kept(ident):
    session().expire_all()
    return session().get(Answer, ident)


def test_half_a_year_later_it_is_asked_whether_it_holds(cast, settled, clock):
    assert actions.let_go_stale() == 0 and not kept(settled).is_stale
    clock.travel(days=181)
    assert actions.let_go_stale() == 1
    assert kept(settled).is_stale and actions.let_go_stale() == 0
    actions.confirm_answer(Actor(user_id=cast.guest.user_id), settled)
    assert not kept(settled).is_stale
    clock.travel(days=181)
    assert actions.let_go_stale() == 1


def test_three_doubts_and_more_than_confirmations_take_the_badge(cast, settled):
    actions.check_answer(cast.owner.inside(), settled, "true")
    for person in (cast.admin, cast.moderator):
        actions.check_answer(person.inside(), settled, "no_longer")
    assert not kept(settled).is_stale
    actions.check_answer(cast.member.inside(), settled, "no_longer")
    assert kept(settled).is_stale


def test_everybody_has_one_voice_which_may_change(cast, settled):
    for verdict in ("no_longer", "no_longer", "true", "no_longer"):
        actions.check_answer(cast.admin.inside(), settled, verdict)
    assert (kept(settled).still_true, kept(settled).no_longer) == (0, 1)
    actions.confirm_answer(cast.member.inside(), settled)
    assert (kept(settled).still_true, kept(settled).no_longer) == (0, 0)
    actions.check_answer(cast.admin.inside(), settled, "true")
    assert kept(settled).still_true == 1


def test_who_knows_confirms_and_others_do_not(cast, settled):
    with pytest.raises(NotAllowed):
        actions.confirm_answer(cast.outsider.inside(), settled)
    for person in (cast.member, cast.guest, cast.moderator):
        actions.confirm_answer(person.inside(), settled)


def test_only_accepted_answers_are_kept_up_to_date(cast, settled):
    other = answer(cast.admin.inside(), queries.get_answer(cast.admin.actor, settled)
                   .asked.entry.id, "我的办法不太一样。").id  # fmt: skip
    with pytest.raises(Conflict):
        actions.check_answer(cast.owner.inside(), other, "true")
    actions.check_answer(cast.owner.inside(), settled, "true")


def test_an_answer_no_longer_accepted_is_asked_no_more(cast, settled, clock):
    actions.unaccept_answer(cast.member.inside(), settled)
    clock.travel(days=181)
    assert actions.let_go_stale() == 0


def test_an_answer_that_was_hidden_and_is_back_settles_and_is_looked_at_when_it_was_due(
    cast, settled, clock
):
    due = kept(settled).review_at
    content.hide_entry(cast.moderator.inside(), settled, "看看")
    clock.travel(hours=25)
    content.unhide_entry(cast.moderator.inside(), settled)
    assert kept(settled).review_at == due
    assert settle_accepted() == 1  # its day ran on meanwhile
    clock.travel(days=179)
    assert settle_accepted() == 0
    assert actions.let_go_stale() == 1


def test_nobody_is_asked_about_an_answer_while_it_is_hidden(cast, settled, clock):
    staff = cast.moderator.inside()  # who signed in half a year ago is signed in no more
    content.hide_entry(staff, settled, "看看")
    clock.travel(days=181)
    assert actions.let_go_stale() == 0
    content.unhide_entry(staff, settled)
    assert actions.let_go_stale() == 1 and kept(settled).is_stale


def test_hiding_an_answer_and_showing_it_again_confirms_nothing(cast, settled):
    for person in (cast.admin, cast.moderator, cast.member):
        actions.check_answer(person.inside(), settled, "no_longer")
    assert kept(settled).is_stale
    content.hide_entry(cast.moderator.inside(), settled, "看看")
    content.unhide_entry(cast.moderator.inside(), settled)
    assert kept(settled).is_stale and kept(settled).no_longer == 3
    actions.check_answer(cast.member.inside(), settled, "true")
    assert (kept(settled).still_true, kept(settled).no_longer) == (1, 2)
    actions.confirm_answer(cast.guest.inside(), settled)
    assert not kept(settled).is_stale


def test_an_answer_that_comes_back_after_another_was_accepted_is_watched_no_more(
    cast, settled, clock
):
    question = queries.get_answer(cast.admin.actor, settled).asked.entry.id
    other = answer(cast.admin.inside(), question, "我的办法不太一样。").id
    content.hide_entry(cast.moderator.inside(), settled, "看看")
    actions.accept_answer(cast.member.inside(), other)
    content.unhide_entry(cast.moderator.inside(), settled)
    assert kept(settled).review_at is None and kept(other).review_at is not None
    clock.travel(days=181)
    assert actions.let_go_stale() == 1 and kept(other).is_stale and not kept(settled).is_stale


def test_history_names_who_confirmed_and_nobody_who_voted(app, cast):
    with app.app_context():
        settled = settle(cast)
        actions.check_answer(cast.admin.inside(), settled, "no_longer")
        actions.confirm_answer(cast.guest.inside(), settled)
    items = cast.member.client.get(f"/api/v1/answers/{settled}/checks").json["items"]
    assert [item["verdict"] for item in items] == ["confirmed", "no_longer", "accepted"]
    assert items[0]["author"]["id"] == cast.guest.user_id and items[1]["author"] is None


def test_checking_and_confirming_as_json(app, cast):
    with app.app_context():
        settled = settle(cast)
    browser = cast.admin.client
    shown = browser.call("PUT", f"/answers/{settled}/check", {"verdict": "no_longer"}).json
    assert (shown["no_longer"], shown["stale"], shown["accepted"]) == (1, False, True)
    assert browser.call("PUT", f"/answers/{settled}/check", {"verdict": "maybe"}).status_code == 422
    assert browser.call("POST", f"/answers/{settled}/confirm").json["no_longer"] == 0
    outside = cast.outsider.client.call("PUT", f"/answers/{settled}/check", {"verdict": "true"})
    assert outside.status_code == 403


def test_who_confirmed_it_wipes_no_later_doubts_and_somebody_else_settles_them(
    cast, settled, clock
):
    author = Actor(user_id=cast.guest.user_id)
    actions.confirm_answer(author, settled)
    actions.check_answer(cast.owner.inside(), settled, "no_longer")
    actions.confirm_answer(author, settled)  # again: nothing changes
    assert kept(settled).no_longer == 1
    for person in (cast.admin, cast.moderator):
        actions.check_answer(person.inside(), settled, "no_longer")
    with pytest.raises(NotAllowed) as refused:
        actions.confirm_answer(author, settled)
    assert refused.value.code == "confirmed_lately"
    assert kept(settled).is_stale and kept(settled).no_longer == 3
    actions.confirm_answer(cast.member.inside(), settled)
    assert not kept(settled).is_stale
    clock.travel(days=181)
    actions.confirm_answer(author, settled)


def test_staff_look_again_at_doubts_about_what_others_wrote(cast, settled):
    for _ in range(2):
        actions.confirm_answer(cast.moderator.inside(), settled)
        for person in (cast.owner, cast.admin, cast.member):
            actions.check_answer(person.inside(), settled, "no_longer")
        assert kept(settled).is_stale
    actions.confirm_answer(cast.moderator.inside(), settled)
    assert not kept(settled).is_stale


def test_who_is_blocked_reads_that_they_cannot_mark_an_answer(cast, settled):
    block_user(cast.guest.actor, cast.admin.user_id)
    with pytest.raises(NotAllowed, match="你不能给这个人的回答点有用"):
        actions.find_helpful(cast.admin.inside(), settled)
    actions.find_helpful(cast.owner.inside(), settled)


def doubt(settled, *people):
    for person in people:
        actions.check_answer(person.inside(), settled, "no_longer")


def test_nobody_is_offered_to_confirm_what_is_somebody_elses_turn(app, cast, clock):
    with app.app_context():
        settled = settle(cast)
        question = queries.get_answer(cast.guest.inside(), settled).asked.entry.id
        actions.confirm_answer(Actor(user_id=cast.guest.user_id), settled)
        doubt(settled, cast.owner, cast.admin, cast.moderator)

    def offered(person):
        (one,) = person.client.get(f"/api/v1/questions/{question}/answers").json["items"]
        button = f'formaction="/answers/{settled}/confirm"'
        pages = [f"/c/tea/questions/{question}"]
        pages += ["/c/tea/questions/queue"] if person is not cast.member else []
        said = {one["viewer"]["can"]["confirm"]}
        return said | {button in person.client.get(path).get_data(as_text=True) for path in pages}

    assert offered(cast.guest) == {False}
    assert offered(cast.member) == offered(cast.moderator) == {True}
    with app.app_context():
        clock.travel(minutes=5)
        content.edit_entry(cast.guest.inside(), settled, EntryEdit(source="现在这样存放才对。"))
    assert offered(cast.guest) == {True}
    assert cast.guest.client.call("POST", f"/answers/{settled}/confirm").json["stale"] is False
