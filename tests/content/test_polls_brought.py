"""What a poll brought: the table, what is in one's own data, what counters and circles leave."""

import csv
import io

import pytest
from sqlalchemy import func, select

from circle.accounts import actions as accounts
from circle.accounts import queries as account_queries
from circle.circles import actions as circles
from circle.content import actions, queries
from circle.content.models import Entry, Poll, PollChoice, PollVote
from circle.core.actor import Actor
from circle.core.db import session
from circle.core.errors import Conflict, NotAllowed
from circle.wiring import EXPORTERS
from tests.cast import PASSWORD
from tests.factories.accounts import sign_up_person
from tests.factories.circles import join
from tests.factories.content import asked_in, ids_of, polled, tea_poll

pytestmark = pytest.mark.usefixtures("calm", "inside")


def crowd(count):
    people = [Actor(user_id=sign_up_person(f"voter{number}x")) for number in range(count)]
    for one in people:
        join(one, "tea")
    return people


def table(text):
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def test_the_table_is_for_author_and_staff_once_results_may_be_seen(cast):
    put = tea_poll(options=("=1+1", "绿茶"), results="closed")
    (poll,) = asked_in(polled(cast.guest.inside(), put))
    actions.vote(cast.member.inside(), poll.id, ids_of(poll)[:1])
    for person in (cast.guest, cast.owner):
        with pytest.raises(Conflict) as refused:
            queries.results_csv(person.inside(), poll.id)
        assert refused.value.code == "not_yet"
    actions.close_poll(cast.guest.inside(), poll.id)
    with pytest.raises(NotAllowed):
        queries.results_csv(cast.member.inside(), poll.id)
    for person in (cast.guest, cast.owner, cast.moderator):
        text = queries.results_csv(person.inside(), poll.id)
        assert text.startswith("\ufeff")
        assert table(text)[1:] == [["'=1+1", "1"], ["绿茶", "0"]]


def test_a_surveys_rows_of_answers_come_late_shuffled_and_nameless(cast):
    entry = polled(cast.owner.inside(), tea_poll(results="always"),
                   tea_poll("几杯？", ("一杯", "两杯"), multiple=True, results="always"))
    first, second = asked_in(entry)
    people = crowd(5)
    for person in people[:4]:
        actions.vote(person, first.id, ids_of(first)[:1])
    actions.vote(people[3], second.id, ids_of(second))
    counts = [["早上喝什么？", "红茶", "4"], ["早上喝什么？", "绿茶", "0"],
              ["早上喝什么？", "白茶", "0"], ["几杯？", "一杯", "1"], ["几杯？", "两杯", "1"]]
    assert table(queries.results_csv(cast.owner.inside(), first.id))[1:] == counts
    actions.vote(people[4], first.id, ids_of(first)[1:2])
    counts[1][2] = "1"
    assert table(queries.results_csv(cast.owner.inside(), first.id))[1:] == counts, "still open"
    actions.close_poll(cast.owner.inside(), first.id)
    actions.close_poll(cast.owner.inside(), second.id)
    text = queries.results_csv(cast.owner.inside(), first.id)
    told = table(text)[1:]
    assert told[:7] == [*counts, [], ["早上喝什么？", "几杯？"]]
    rows = [["红茶", ""]] * 3 + [["红茶", "一杯; 两杯"], ["绿茶", ""]]
    assert sorted(told[7:]) == sorted(rows)
    assert "voter" not in text
    orders = {tuple(map(tuple, table(queries.results_csv(cast.owner.inside(), first.id))[8:]))
              for _ in range(20)}
    assert len(orders) > 1


def test_rows_of_fewer_than_five_people_are_not_given_out(cast):
    entry = polled(cast.owner.inside(), tea_poll(), tea_poll("几杯？"))
    first, second = asked_in(entry)
    for person in crowd(4):
        actions.vote(person, first.id, ids_of(first)[:1])
    for poll in (first, second):
        actions.close_poll(cast.owner.inside(), poll.id)
    assert len(table(queries.results_csv(cast.owner.inside(), first.id))) == 7


def test_ones_own_data_holds_ones_own_votes_and_polls_alone(cast):
    entry = polled(cast.owner.inside())
    (poll,) = asked_in(entry)
    actions.vote(cast.member.inside(), poll.id, ids_of(poll)[:1])
    (mine,) = EXPORTERS["votes"](cast.member.user_id)
    assert (mine["entry"], mine["question"], mine["chosen"]) == (entry.id, "早上喝什么？", "红茶")
    assert list(EXPORTERS["votes"](cast.owner.user_id)) == []
    (asked,) = EXPORTERS["polls"](cast.owner.user_id)
    assert (asked["voters"], [one["votes"] for one in asked["options"]]) == (1, [None] * 3)
    actions.close_poll(cast.owner.inside(), poll.id)
    (asked,) = EXPORTERS["polls"](cast.owner.user_id)
    assert [one["votes"] for one in asked["options"]] == [1, 0, 0]
    assert list(EXPORTERS["polls"](cast.member.user_id)) == []


def test_counters_that_drifted_are_found_and_put_right(cast):
    (poll,) = asked_in(polled(cast.owner.inside()))
    actions.vote(cast.member.inside(), poll.id, ids_of(poll)[:1])
    assert not list(queries.check_counters())
    poll.voters, queries.options_of(poll)[0].votes = 7, 9
    session().commit()
    assert {(one.table, one.counter) for one in queries.check_counters()} == {
        ("polls", "voters"), ("poll_options", "votes")
    }
    assert actions.rebuild_counters() == 2
    assert not list(queries.check_counters())


def test_a_closed_account_leaves_its_vote_counted_and_a_purged_circle_nothing(cast, clock):
    (poll,) = asked_in(polled(cast.owner.inside()))
    actions.vote(cast.member.inside(), poll.id, ids_of(poll)[:1])
    accounts.close_account(cast.member.actor, account_queries.prove(cast.member.actor, PASSWORD))
    assert not list(queries.check_counters())
    circles.delete_circle(cast.owner.inside(), cast.owner.inside().circle_id, "一席茶")
    clock.travel(days=31)
    circle_id = poll.circle_id
    while circles.purge_circle(circle_id):
        pass
    for model in (Poll, PollVote, PollChoice, Entry):
        assert session().scalar(select(func.count()).where(model.circle_id == circle_id)) == 0
