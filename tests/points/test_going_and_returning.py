"""What an entry earned goes with it and comes back with it, in whatever order things happen."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from circle.circles import actions as circles
from circle.circles.schemas import SettingsChange
from circle.content import actions as content
from circle.content.models import Entry
from circle.content.schemas import EntryEdit, NewEntry, Ruling
from circle.core import clock as time
from circle.core.actor import SYSTEM
from circle.core.db import session, transaction
from circle.points import actions, jobs
from circle.points.models import MemberTally, Occurrence, Standing
from tests.factories import points as made
from tests.factories.accounts import imported_person
from tests.factories.content import comment, post
from tests.factories.qa import answer, ask

LONG = "今天用山泉水泡了一壶老白茶，汤色橙黄，枣香很足。"


pytestmark = pytest.mark.usefixtures("right_books")


def sums(person):
    member = made.standing(person)
    return member.points, member.growth


def score(user_id, period="all"):
    """What the board says of somebody."""
    return session().scalar(
        select(Standing.score).where(Standing.user_id == user_id, Standing.period == period)
    ) or 0  # fmt: skip


def test_a_mark_taken_away_does_not_come_back_with_its_entry(inside, cast):
    entry = post(cast.member.inside(), LONG)
    content.feature_entry(cast.moderator.inside(), entry.id)
    content.unfeature_entry(cast.moderator.inside(), entry.id)
    content.remove_entry(cast.member.inside(), entry.id)
    content.restore_entry(cast.member.inside(), entry.id)
    assert sums(cast.member) == (3, 3)
    content.feature_entry(cast.moderator.inside(), entry.id)
    content.remove_entry(cast.member.inside(), entry.id)
    content.restore_entry(cast.member.inside(), entry.id)
    assert sums(cast.member) == (23, 23)


def test_a_waiting_like_taken_back_while_the_entry_was_gone_never_counts(inside, cast, clock):
    waiting = {"giver_level": 2, "mutual": True}
    for taken_back in (True, False):
        number = 70 + taken_back
        due = made.happen(
            cast.member, "liked", giver_id=cast.guest.user_id, entry_id=number, facts=waiting
        )
        here = made.circle_id(), cast.member.user_id
        actions.take_back(*here, number)
        if taken_back:
            actions.stop_waiting(*here, "liked", (due.cause_kind, due.cause_id))
        actions.pay_again(*here, number)
    clock.travel(hours=25)
    jobs.settle_due({})
    assert sums(cast.member) == (1, 1)


def test_hidden_and_removed_pays_again_only_when_both_are_undone(inside, cast):
    made.happen(cast.member)
    entry = post(cast.member.inside(), LONG)
    content.hide_entry(cast.moderator.inside(), entry.id, "跑题")
    content.remove_entry(cast.member.inside(), entry.id)
    assert sums(cast.member) == (20, 15)
    content.unhide_entry(SYSTEM, entry.id)
    assert sums(cast.member) == (20, 20)  # staff changed their mind: the five are back
    content.restore_entry(cast.member.inside(), entry.id)
    assert sums(cast.member) == (23, 23)


def test_restored_under_a_staff_decision_it_earns_nothing_until_that_is_undone(inside, cast):
    made.happen(cast.member)
    entry = post(cast.member.inside(), LONG)
    content.hide_entry(cast.moderator.inside(), entry.id, "跑题")
    content.remove_entry(cast.member.inside(), entry.id)
    content.restore_entry(cast.member.inside(), entry.id)
    assert sums(cast.member) == (20, 15)
    content.unhide_entry(cast.moderator.inside(), entry.id)
    assert sums(cast.member) == (23, 23)


def test_each_removal_by_staff_costs_growth_and_letting_go_gives_it_back(inside, cast):
    entry = post(cast.member.inside(), LONG)
    content.hide_entry(cast.moderator.inside(), entry.id, "跑题")
    assert sums(cast.member) == (0, 0)  # there was nothing to lose
    content.unhide_entry(cast.moderator.inside(), entry.id)
    made.happen(cast.member)
    for _ in range(2):
        content.hide_entry(cast.moderator.inside(), entry.id, "跑题")
        assert sums(cast.member) == (20, 15)
        content.unhide_entry(cast.moderator.inside(), entry.id)
        assert sums(cast.member) == (23, 23)


def test_a_penalty_of_long_ago_stands_until_it_is_lifted_and_can_be_given_again(
    inside, cast, clock
):
    made.happen(cast.member)
    entry = post(cast.member.inside(), LONG)
    content.hide_entry(cast.moderator.inside(), entry.id, "跑题")
    for before, after in ((15, 20), (15, 20)):
        clock.travel(days=401)
        actions.forget_occurrences()
        assert made.standing(cast.member).growth == before
        content.unhide_entry(SYSTEM, entry.id)
        assert made.standing(cast.member).growth == after
        clock.travel(days=401)
        actions.forget_occurrences()
        content.hide_entry(SYSTEM, entry.id, "跑题")


@pytest.mark.parametrize("by", ["author", "staff"])
def test_what_stands_under_something_that_goes_keeps_what_it_earned(inside, cast, by):
    above = post(cast.owner.inside(), LONG)
    said = comment(cast.member.inside(), above.id, "枣香足说明存放得干燥，真不错。")
    content.like_entry(cast.moderator.inside(), said.id)
    asked = ask(cast.owner.inside())
    answer(cast.member.inside(), asked.id)
    had = sums(cast.member)
    assert had == (1 + 1 + 3, 1 + 1 + 3)
    for root in (above, asked):
        if by == "author":
            content.remove_entry(cast.owner.inside(), root.id)
        else:
            content.hide_entry(SYSTEM, root.id, "跑题")
        assert sums(cast.member) == had
        if by == "author":
            content.restore_entry(cast.owner.inside(), root.id)
        else:
            content.unhide_entry(SYSTEM, root.id)
        assert sums(cast.member) == had
    content.remove_entry(cast.member.inside(), said.id)  # its own going takes it
    assert sums(cast.member) == (3, 3)


def test_hiding_and_unhiding_makes_no_growth_of_nothing(inside, cast):
    made.happen(cast.member, "report")  # three points and no growth
    first = post(cast.member.inside(), LONG)
    made.happen(cast.member, "comment", entry_id=900, facts={"characters": 20})
    made.happen(cast.member, "answer", entry_id=901)
    before = sums(cast.member)
    for _ in range(3):
        content.hide_entry(cast.moderator.inside(), first.id, "跑题")
        actions.take_back(made.circle_id(), cast.member.user_id, 901)
        content.unhide_entry(cast.moderator.inside(), first.id)
        actions.pay_again(made.circle_id(), cast.member.user_id, 901)
    assert sums(cast.member) == before


def test_the_board_counts_what_was_contributed_and_no_penalty_comes_back_as_more(inside, cast):
    made.happen(cast.member)
    entry = post(cast.member.inside(), LONG)
    assert score(cast.member.user_id) == 23
    for _ in range(2):
        content.hide_entry(cast.moderator.inside(), entry.id, "跑题")
        assert score(cast.member.user_id) == 20
        content.unhide_entry(cast.moderator.inside(), entry.id)
        assert score(cast.member.user_id) == 23


def test_what_becomes_an_ad_has_earned_nothing_and_comes_back_with_it(inside, cast):
    entry = post(cast.member.inside(), LONG)
    content.like_entry(cast.moderator.inside(), entry.id)
    assert sums(cast.member) == (4, 4)
    content.edit_entry(cast.member.inside(), entry.id, EntryEdit(category="ad"))
    assert sums(cast.member) == (0, 0)
    content.like_entry(cast.guest.inside(), entry.id)
    assert sums(cast.member) == (0, 0)  # nor do likes of an ad
    content.edit_entry(cast.member.inside(), entry.id, EntryEdit(category="insight"))
    assert sums(cast.member) == (4, 4)


def test_a_mark_withdrawn_from_an_ad_is_not_paid_again_when_it_is_none_any_more(inside, cast):
    entry = post(cast.member.inside(), LONG)
    content.feature_entry(cast.moderator.inside(), entry.id)
    content.edit_entry(cast.member.inside(), entry.id, EntryEdit(category="ad"))
    content.unfeature_entry(cast.moderator.inside(), entry.id)
    content.edit_entry(cast.member.inside(), entry.id, EntryEdit(category="none"))
    assert sums(cast.member) == (3, 3)
    content.feature_entry(cast.moderator.inside(), entry.id)
    content.edit_entry(cast.member.inside(), entry.id, EntryEdit(category="ad"))
    content.edit_entry(cast.member.inside(), entry.id, EntryEdit(category="none"))
    assert sums(cast.member) == (23, 23)


def test_an_ad_that_is_removed_and_restored_stays_unpaid(inside, cast):
    entry = post(cast.member.inside(), LONG)
    content.edit_entry(cast.member.inside(), entry.id, EntryEdit(category="ad"))
    content.remove_entry(cast.member.inside(), entry.id)
    content.restore_entry(cast.member.inside(), entry.id)
    assert sums(cast.member) == (0, 0)
    content.edit_entry(cast.member.inside(), entry.id, EntryEdit(category="none"))
    assert sums(cast.member) == (3, 3)


def test_what_began_as_an_ad_earns_nothing_for_becoming_something_else(inside, cast):
    ad = post(cast.member.inside(), LONG, category="ad")
    content.edit_entry(cast.member.inside(), ad.id, EntryEdit(category="none"))
    assert sums(cast.member) == (0, 0)
    content.like_entry(cast.moderator.inside(), ad.id)
    assert sums(cast.member) == (1, 1)  # but others may like what it is now


def test_what_waits_again_after_being_shown_is_paid_again_when_it_is_let_through(inside, cast):
    entry = post(cast.member.inside(), LONG)
    content.remove_entry(cast.member.inside(), entry.id)
    with transaction():
        row = session().get_one(Entry, entry.id)
        row.review_state = "waiting"
    content.restore_entry(cast.member.inside(), entry.id)
    assert sums(cast.member) == (0, 0)
    content.apply_verdict(cast.moderator.inside(), entry.id, Ruling("approve"))
    assert sums(cast.member) == (3, 3)


def test_what_waits_earns_when_it_is_let_through_and_nothing_when_it_is_not(inside, cast):
    circles.change_settings(
        cast.owner.inside(), made.circle_id(), SettingsChange(pre_review=True)
    )
    yes = post(cast.member.inside(), LONG)
    no = post(cast.member.inside(), "换一个完全不同的话题聊聊水温和出汤时间。")
    assert sums(cast.member) == (0, 0)
    content.apply_verdict(cast.moderator.inside(), yes.id, Ruling("approve"))
    content.apply_verdict(cast.moderator.inside(), no.id, Ruling("reject", "不合适"))
    assert sums(cast.member) == (3, 3)


def test_what_is_let_through_after_its_author_left_earns_nothing(inside, cast):
    circles.change_settings(
        cast.owner.inside(), made.circle_id(), SettingsChange(pre_review=True)
    )
    entry = post(cast.member.inside(), LONG)
    circles.leave_circle(cast.member.actor, made.circle_id())
    content.apply_verdict(cast.moderator.inside(), entry.id, Ruling("approve"))
    assert sums(cast.member) == (0, 0)


def test_what_is_scheduled_earns_on_the_day_it_shows(inside, cast, clock):
    entry = post(cast.member.inside(), LONG, scheduled_at=time.now() + timedelta(days=2))
    assert sums(cast.member) == (0, 0)
    clock.travel(days=2, minutes=1)
    content.publish_due(entry.id)
    assert sums(cast.member) == (3, 3)
    row = session().scalars(select(Occurrence)).one()
    assert row.day == time.local_day()


def test_a_comment_can_be_liked_and_goes_with_what_it_earned(inside, cast):
    entry = post(cast.owner.inside(), LONG)
    said = comment(cast.member.inside(), entry.id, "枣香足说明存放得干燥，真不错。")
    content.like_entry(cast.moderator.inside(), said.id)
    assert sums(cast.member) == (2, 2)
    content.remove_entry(cast.member.inside(), said.id)
    assert sums(cast.member) == (0, 0)


def imported(author_id, number):
    """Something written elsewhere, long ago."""
    new = NewEntry(
        circle_id=made.circle_id(), kind="post", source=LONG, author_id=author_id,
        origin="elsewhere", origin_id=str(number), published_at=time.ago(days=900),
    )  # fmt: skip
    return content.write_entry(SYSTEM, new)


def test_what_was_imported_earns_nothing_and_later_likes_only_for_who_is_here(inside, cast):
    absent = imported_person("sharer_of_old")
    circles.bring_people(made.circle_id(), {absent: time.ago(days=900)})
    for author in (absent, cast.member.user_id):
        entry = imported(author, author)
        content.like_entry(cast.moderator.inside(), entry.id)
        content.feature_entry(cast.moderator.inside(), entry.id)
    assert sums(cast.member) == (21, 21)
    earned = select(func.sum(Occurrence.points)).where(Occurrence.user_id == absent)
    assert session().scalar(earned) == 0 and score(absent) == 0


def test_an_entry_without_a_name_leaves_no_trace_on_boards_and_badges(inside, cast):
    asked = content.write_entry(
        cast.member.inside(),
        NewEntry(circle_id=made.circle_id(), kind="question", title="老白茶怎么存放才好？",
                 source=LONG, anonymous=True),
    )  # fmt: skip
    content.like_entry(cast.moderator.inside(), asked.id)
    content.feature_entry(cast.moderator.inside(), asked.id)
    assert sums(cast.member) == (23, 23)
    assert score(cast.member.user_id) == 0
    tallied = select(func.count()).where(MemberTally.user_id == cast.member.user_id)
    assert session().scalar(tallied) == 0
    post(cast.member.inside(), "换一个完全不同的话题聊聊水温和出汤时间。")
    assert score(cast.member.user_id) == 3


def test_points_released_to_who_owes_pay_the_debt_first(inside, cast):
    made.fill(cast.member, 50)
    made.happen(cast.guest, entry_id=7)
    actions.spend(made.circle_id(), cast.guest.user_id, 20, made.cause())
    actions.take_back(made.circle_id(), cast.guest.user_id, 7)
    kept = actions.hold(made.circle_id(), cast.member.user_id, 30, made.cause("bounty"))
    actions.release(kept.id, cast.guest.user_id)
    assert made.standing(cast.guest).points == 10


def test_a_hold_given_back_to_who_owes_meanwhile_pays_the_debt_first(inside, cast):
    made.happen(cast.member, entry_id=7)
    kept = actions.hold(made.circle_id(), cast.member.user_id, 20, made.cause("bounty"))
    actions.take_back(made.circle_id(), cast.member.user_id, 7)
    assert made.standing(cast.member).points == -20
    actions.refund(kept.id)
    assert made.standing(cast.member).points == 0


def test_no_movement_can_be_turned_round(inside, cast):
    made.fill(cast.member, 50)
    kept = actions.hold(made.circle_id(), cast.member.user_id, 20, made.cause("bounty"))
    here = made.circle_id(), cast.member.user_id
    for wrong in (
        lambda: actions.spend(*here, -5, made.cause()),
        lambda: actions.unspend(*here, -5, made.cause()),
        lambda: actions.divide(kept.id, {cast.guest.user_id: -1, cast.admin.user_id: 21}),
    ):
        with pytest.raises(ValueError, match=r"nothing|cannot"):
            wrong()
    assert made.standing(cast.member).points == 30
