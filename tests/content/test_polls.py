"""What people can rely on in a poll: who puts it, who votes, when results show."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from circle.accounts import actions as accounts
from circle.circles import actions as circles
from circle.circles.models import Circle, Membership
from circle.content import actions, queries
from circle.content.actions import polls as poll_verbs
from circle.content.actions import wording
from circle.content.models import Poll, PollVote
from circle.content.schemas import EntryEdit, Ruling
from circle.core import clock as core_clock
from circle.core.db import session
from circle.core.errors import Conflict, Invalid, NotAllowed, NotFound
from circle.screening.rules import Rule, RuleSet
from tests.factories.content import asked_in, ids_of, polled, post, tea_poll

pytestmark = pytest.mark.usefixtures("calm", "inside")


def rules(monkeypatch, *found):
    for module in (wording, poll_verbs):
        monkeypatch.setattr(
            module.screening, "rules_of", lambda circle_id=None: RuleSet(tuple(found))
        )


def ends_in(**span):
    return core_clock.now() + timedelta(**span)


def seen_by(person, entry):
    """The entry's polls as this person sees them."""
    here = person.inside()
    circle = session().get_one(Circle, entry.circle_id)
    return queries.entry_polls(here, circle, entry)


def votes(item):
    return [option.votes for option in item.options]


def reach_level(person, level):
    member = session().scalars(
        select(Membership).where(Membership.user_id == person.user_id)
    ).one()
    member.level = level
    session().commit()


# Putting one

def test_a_poll_is_kept_with_its_entry_in_its_words_and_order(cast):
    ends = ends_in(days=2)
    entry = polled(cast.owner.inside(), tea_poll(multiple=True, closes_at=ends, results="closed"))
    (found,) = asked_in(entry)
    assert (found.question, found.multiple, found.results) == ("早上喝什么？", True, "closed")
    assert found.closes_at == ends
    assert [option.label for option in queries.options_of(found)] == ["红茶", "绿茶", "白茶"]
    assert entry.card["poll"] == 1
    assert "poll" not in post(cast.owner.inside()).card


def test_polls_open_at_the_third_level_to_members_and_to_staff_at_once(cast):
    with pytest.raises(NotAllowed) as refused:
        polled(cast.member.inside())
    assert refused.value.code == "level"
    assert session().scalar(select(func.count(Poll.id))) == 0
    reach_level(cast.member, 2)
    with pytest.raises(NotAllowed):
        polled(cast.member.inside())
    reach_level(cast.member, 3)
    for person in (cast.member, cast.guest, cast.moderator):
        assert asked_in(polled(person.inside()))


def test_options_are_two_to_twenty_and_differ_to_the_eye(cast):
    twenty = tuple(f"第 {n} 种" for n in range(20))
    for wrong in (("红茶",), (*twenty, "再一种"), ("红茶", "红 茶"), ("ABC", "ａｂｃ"),
                  ("红茶", "红\u200b茶"), ("红茶", "\u200b")):  # fmt: skip
        with pytest.raises(Invalid):
            pytest.fail(f"taken: {polled(cast.owner.inside(), tea_poll(options=wrong))}")
    for fine in (("红茶", "绿茶"), twenty):
        assert len(ids_of(asked_in(polled(cast.owner.inside(), tea_poll(options=fine)))[0])) > 1


def test_it_closes_after_it_is_out_and_within_ninety_days(cast):
    for wrong in (ends_in(seconds=-1), ends_in(days=91)):
        with pytest.raises(Invalid) as refused:
            polled(cast.owner.inside(), tea_poll(closes_at=wrong))
        assert "poll.closes_at" in refused.value.errors
    later = ends_in(days=3)
    with pytest.raises(Invalid):
        polled(cast.owner.inside(), tea_poll(closes_at=ends_in(days=2)), scheduled_at=later)
    entry = polled(cast.owner.inside(), tea_poll(days=7), scheduled_at=later)
    assert asked_in(entry)[0].closes_at == later + timedelta(days=7)
    assert asked_in(polled(cast.owner.inside(), tea_poll(closes_at=ends_in(days=89))))


def test_days_are_counted_from_when_the_entry_is_out(cast, clock, monkeypatch):
    rules(monkeypatch, Rule("兼职", "兼职", "review"))
    ends = ends_in(days=20)
    entry = polled(cast.guest.inside(), tea_poll("兼职吗", days=3), tea_poll(closes_at=ends))
    assert entry.status == "pending"
    assert [poll.closes_at for poll in asked_in(entry)] == [None, ends]
    clock.travel(days=5)
    actions.apply_verdict(cast.owner.inside(), entry.id, Ruling("approve"))
    assert entry.status == "published"
    after = entry.published_at + timedelta(days=3)
    assert [poll.closes_at for poll in asked_in(entry)] == [after, ends]
    clock.travel(days=1)
    actions.hide_entry(cast.owner.inside(), entry.id)
    actions.unhide_entry(cast.owner.inside(), entry.id)
    assert [poll.closes_at for poll in asked_in(entry)] == [after, ends]


def test_days_of_what_is_sent_ahead_of_its_hour_are_counted_from_then(cast, clock):
    entry = polled(cast.owner.inside(), tea_poll(days=3), scheduled_at=ends_in(days=9))
    clock.travel(days=1)
    actions.publish_scheduled(cast.owner.inside(), entry.id)
    assert asked_in(entry)[0].closes_at == entry.published_at + timedelta(days=3)


def test_what_its_author_ended_while_it_waited_stays_ended(cast, clock, monkeypatch):
    rules(monkeypatch, Rule("兼职", "兼职", "review"))
    entries = (
        polled(cast.guest.inside(), tea_poll("兼职吗", days=3), tea_poll(days=3)),
        polled(
            cast.guest.inside(), tea_poll(days=3), tea_poll(days=3), scheduled_at=ends_in(days=2)
        ),
    )
    for entry in entries:
        actions.close_poll(cast.guest.inside(), asked_in(entry)[0].id)
    ended = [asked_in(entry)[0].closes_at for entry in entries]
    clock.travel(days=1)
    actions.apply_verdict(cast.owner.inside(), entries[0].id, Ruling("approve"))
    actions.publish_scheduled(cast.guest.inside(), entries[1].id)
    for entry, end in zip(entries, ended, strict=True):
        after = entry.published_at + timedelta(days=3)
        assert entry.status == "published"
        assert [poll.closes_at for poll in asked_in(entry)] == [end, after]
        assert [poll.open for poll in seen_by(cast.guest, entry)] == [False, True]


def test_at_most_ten_questions_make_a_survey(cast):
    with pytest.raises(Invalid):
        polled(cast.owner.inside(), *[tea_poll(f"第 {n} 问") for n in range(11)])
    entry = polled(cast.owner.inside(), *[tea_poll(f"第 {n} 问") for n in range(10)])
    assert [poll.question for poll in asked_in(entry)] == [f"第 {n} 问" for n in range(10)]


def test_question_and_options_are_screened_like_the_words_above(cast, monkeypatch):
    rules(monkeypatch, Rule("加群", "加群", "block"), Rule("兼职", "兼职", "review"),
          Rule("脏话", "傻瓜", "replace"))
    for blocked in (tea_poll("加群吗"), tea_poll(options=("好", "加群"))):
        with pytest.raises(Invalid) as refused:
            polled(cast.owner.inside(), blocked)
        assert (refused.value.code, list(refused.value.errors)) == ("blocked", ["poll"])
    for doubtful in (tea_poll("兼职吗"), tea_poll(options=("好", "兼职"))):
        assert polled(cast.guest.inside(), doubtful).status == "pending"
    clean = polled(cast.guest.inside(), tea_poll("谁是傻瓜", ("傻瓜", "不是")))
    assert clean.status == "published"
    (found,) = asked_in(clean)
    assert found.question == "谁是＊＊"
    assert queries.options_of(found)[0].label == "＊＊"


def test_an_edit_of_the_words_leaves_the_poll(cast):
    entry = polled(cast.owner.inside())
    actions.edit_entry(cast.owner.inside(), entry.id, EntryEdit(source="换一句话，别的不变。"))
    assert entry.card["poll"] == 1
    assert len(asked_in(entry)) == 1


def test_a_schedule_taken_back_keeps_the_poll_in_the_draft(cast):
    entry = polled(cast.owner.inside(), tea_poll(multiple=True, days=3),
                   scheduled_at=ends_in(days=1))
    actions.cancel_schedule(cast.owner.inside(), entry.id)
    kept = queries.get_draft(cast.owner.inside(), f"scheduled:{entry.id}").content
    assert kept["poll1_question"] == "早上喝什么？"
    assert kept["poll1_options"].splitlines() == ["红茶", "绿茶", "白茶"]
    assert kept["poll1_multiple"] == "on"
    assert kept["poll_days"] == "3"


# Voting

def test_a_vote_counts_once_and_choosing_anew_replaces_it(cast):
    entry = polled(cast.owner.inside())
    (poll,) = asked_in(entry)
    red, green, _white = ids_of(poll)
    for _ in range(2):
        actions.vote(cast.member.inside(), poll.id, [red])
    assert votes(seen_by(cast.member, entry)[0]) == [1, 0, 0]
    actions.vote(cast.member.inside(), poll.id, [green])
    item = seen_by(cast.member, entry)[0]
    assert (votes(item), item.voters, item.voted) == ([0, 1, 0], 1, True)
    assert [option.chosen for option in item.options] == [False, True, False]
    for _ in range(2):
        actions.withdraw_vote(cast.member.inside(), poll.id)
    item = seen_by(cast.member, entry)[0]
    assert (item.voters, item.voted) == (0, False)
    assert session().scalar(select(func.count()).select_from(PollVote)) == 0
    assert not list(queries.check_counters())


def test_several_are_chosen_only_where_several_are_asked_for(cast):
    several = tea_poll("再选", multiple=True)
    single, many = asked_in(polled(cast.owner.inside(), tea_poll(), several))
    with pytest.raises(Invalid):
        actions.vote(cast.member.inside(), single.id, ids_of(single)[:2])
    actions.vote(cast.member.inside(), many.id, ids_of(many)[:2])
    assert (many.voters, [one.votes for one in queries.options_of(many)]) == (1, [1, 1, 0])


def test_only_options_of_the_poll_itself_can_be_chosen(cast):
    first, second = asked_in(polled(cast.owner.inside(), tea_poll(), tea_poll("再选")))
    for wrong in ([], [ids_of(second)[0]], [ids_of(first)[0], 987654]):
        with pytest.raises(Invalid):
            actions.vote(cast.member.inside(), first.id, wrong)
    assert first.voters == 0
    actions.vote(cast.member.inside(), first.id, [ids_of(first)[0]])
    assert (first.voters, second.voters) == (1, 0)


def test_members_of_every_role_vote(cast):
    (poll,) = asked_in(polled(cast.owner.inside()))
    for voters, who in enumerate(("owner", "admin", "moderator", "guest", "member"), start=1):
        actions.vote(cast[who].inside(), poll.id, ids_of(poll)[:1])
        assert poll.voters == voters, who


@pytest.mark.parametrize("who", ["outsider", "removed", "banned"])
def test_who_is_not_a_member_does_not_vote(cast, who):
    (poll,) = asked_in(polled(cast.owner.inside()))
    with pytest.raises(NotAllowed):
        actions.vote(cast[who].inside(), poll.id, ids_of(poll)[:1])
    assert poll.voters == 0


def test_the_muted_and_the_blocked_do_not_vote(cast):
    (poll,) = asked_in(polled(cast.owner.inside()))
    accounts.block_user(cast.owner.actor, cast.guest.user_id)
    with pytest.raises(NotAllowed) as refused:
        actions.vote(cast.guest.inside(), poll.id, ids_of(poll)[:1])
    assert refused.value.code == "blocked"
    circles.mute_member(
        cast.moderator.inside(), cast.member.inside().membership_id, ends_in(days=1)
    )
    with pytest.raises(NotAllowed) as refused:
        actions.vote(cast.member.inside(), poll.id, ids_of(poll)[:1])
    assert refused.value.code == "muted"
    assert poll.voters == 0


def test_nobody_votes_in_what_waits_or_was_taken_out_of_sight(cast, monkeypatch):
    rules(monkeypatch, Rule("兼职", "兼职", "review"))
    entry = polled(cast.guest.inside(), tea_poll("兼职吗"))
    (poll,) = asked_in(entry)
    with pytest.raises(NotFound):
        actions.vote(cast.member.inside(), poll.id, ids_of(poll)[:1])
    for watcher in (cast.guest, cast.moderator):
        with pytest.raises(NotAllowed):
            actions.vote(watcher.inside(), poll.id, ids_of(poll)[:1])
    actions.decide(cast.moderator.inside(), entry.id, Ruling("approve"))
    actions.vote(cast.member.inside(), poll.id, ids_of(poll)[:1])
    actions.hide_entry(cast.moderator.inside(), entry.id, act_id=5)
    with pytest.raises(NotFound):
        actions.vote(cast.member.inside(), poll.id, ids_of(poll)[1:2])


def test_a_closed_poll_takes_no_vote_and_gives_none_back(cast, clock):
    (poll,) = asked_in(polled(cast.owner.inside(), tea_poll(closes_at=ends_in(hours=1))))
    actions.vote(cast.member.inside(), poll.id, ids_of(poll)[:1])
    clock.travel(hours=1)
    for late in (
        lambda: actions.vote(cast.guest.inside(), poll.id, ids_of(poll)[:1]),
        lambda: actions.vote(cast.member.inside(), poll.id, ids_of(poll)[1:2]),
        lambda: actions.withdraw_vote(cast.member.inside(), poll.id),
        lambda: actions.close_poll(cast.owner.inside(), poll.id),
    ):
        with pytest.raises(Conflict) as refused:
            late()
        assert refused.value.code == "closed"
    assert poll.voters == 1


def test_its_author_alone_closes_it_early(cast):
    entry = polled(cast.owner.inside())
    (poll,) = asked_in(entry)
    for other in (cast.moderator, cast.member):
        with pytest.raises(NotAllowed):
            actions.close_poll(other.inside(), poll.id)
    assert seen_by(cast.owner, entry)[0].can_close
    actions.close_poll(cast.owner.inside(), poll.id)
    assert not seen_by(cast.owner, entry)[0].open


def test_the_questions_of_a_survey_are_answered_together_or_not_at_all(cast):
    entry = polled(cast.owner.inside(), tea_poll(), tea_poll("再选"))
    other = asked_in(polled(cast.owner.inside()))[0]
    first, second = asked_in(entry)
    half = {first.id: ids_of(first)[:1], second.id: ids_of(first)[:1]}
    with pytest.raises(Invalid):
        actions.vote_in(cast.member.inside(), entry.id, half)
    with pytest.raises(NotFound):
        actions.vote_in(cast.member.inside(), entry.id, {other.id: ids_of(other)[:1]})
    with pytest.raises(Invalid):
        actions.vote_in(cast.member.inside(), entry.id, {})
    assert session().scalar(select(func.count()).select_from(PollVote)) == 0
    actions.vote_in(cast.member.inside(), entry.id, {first.id: ids_of(first)[:1]})
    actions.vote_in(cast.member.inside(), entry.id, {second.id: ids_of(second)[:1]})
    assert [poll.voters for poll in asked_in(entry)] == [1, 1]


# Results

@pytest.mark.parametrize(("results", "before", "after_vote"), [
    ("always", True, True), ("voted", False, True), ("closed", False, False),
])
def test_results_show_when_the_poll_says_and_to_nobody_sooner(
    cast, clock, results, before, after_vote
):
    entry = polled(cast.owner.inside(), tea_poll(closes_at=ends_in(hours=1), results=results))
    (poll,) = asked_in(entry)
    actions.vote(cast.guest.inside(), poll.id, ids_of(poll)[:1])
    everybody = (cast.owner, cast.moderator, cast.member, cast.outsider)
    for person in everybody:
        item = seen_by(person, entry)[0]
        assert (item.shows, item.voters) == (before, 1)
        assert votes(item) == ([1, 0, 0] if before else [None] * 3)
    item = seen_by(cast.guest, entry)[0]
    assert (item.shows, votes(item)) == (
        after_vote, [1, 0, 0] if after_vote else [None] * 3
    )
    clock.travel(minutes=59)
    assert seen_by(cast.owner, entry)[0].shows is before
    clock.travel(minutes=1)
    for person in (*everybody, cast.guest):
        assert votes(seen_by(person, entry)[0]) == [1, 0, 0]


def test_who_takes_their_vote_back_sees_results_no_more(cast):
    entry = polled(cast.owner.inside())
    (poll,) = asked_in(entry)
    actions.vote(cast.member.inside(), poll.id, ids_of(poll)[:1])
    assert seen_by(cast.member, entry)[0].shows
    actions.withdraw_vote(cast.member.inside(), poll.id)
    assert not seen_by(cast.member, entry)[0].shows


def test_shares_are_of_the_people_who_voted(cast):
    entry = polled(cast.owner.inside(), tea_poll(multiple=True, results="always"))
    (poll,) = asked_in(entry)
    red, green, _white = ids_of(poll)
    assert [option.percent for option in seen_by(cast.owner, entry)[0].options] == [0, 0, 0]
    actions.vote(cast.member.inside(), poll.id, [red, green])
    actions.vote(cast.guest.inside(), poll.id, [red])
    assert [option.percent for option in seen_by(cast.owner, entry)[0].options] == [100, 50, 0]
