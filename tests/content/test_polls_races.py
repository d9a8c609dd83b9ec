"""Votes of many at once: what is counted is what was chosen, on both databases."""

import pytest
from sqlalchemy import func, select

from circle.content import actions, queries
from circle.content.models import Poll, PollChoice, PollVote
from circle.core.actor import Actor
from circle.core.db import db, session
from tests.factories.content import asked_in, ids_of, polled, tea_poll
from tests.races import at_once

pytestmark = pytest.mark.usefixtures("calm")


def put(app, cast, **more):
    """A poll of the owner's: its number and those of its options."""
    with app.app_context():
        (poll,) = asked_in(polled(cast.owner.inside(), tea_poll(**more)))
        found = poll.id, ids_of(poll)
        db.session.remove()
    return found


def counted(app, poll_id):
    """(voters, votes of each option), which agree with the rows."""
    with app.app_context():
        assert not list(queries.check_counters())
        poll = session().get_one(Poll, poll_id)
        return poll.voters, [option.votes for option in queries.options_of(poll)]


def rows(app, model):
    with app.app_context():
        return session().scalar(select(func.count()).select_from(model))


def test_twenty_votes_of_one_member_at_once_count_one(app, cast):
    poll, options = put(app, cast)
    member = Actor(user_id=cast.member.user_id)
    at_once(app, [lambda: actions.vote(member, poll, options[:1])] * 20)
    assert counted(app, poll) == (1, [1, 0, 0])
    assert (rows(app, PollVote), rows(app, PollChoice)) == (1, 1)


def test_a_member_who_votes_for_everything_at_once_has_voted_for_one_thing(app, cast):
    poll, options = put(app, cast)
    member = Actor(user_id=cast.member.user_id)
    works = [lambda one=one: actions.vote(member, poll, [one]) for one in options * 7]
    works += [lambda: actions.withdraw_vote(member, poll)] * 3
    at_once(app, works)
    voters, votes = counted(app, poll)
    assert (voters, sum(votes)) in ((0, 0), (1, 1))


def test_twenty_members_at_once_count_twenty(app, cast, crowd):
    poll, options = put(app, cast, multiple=True)
    at_once(app, [lambda who=who: actions.vote(who, poll, options[:2]) for who in crowd])
    assert counted(app, poll) == (20, [20, 20, 0])
    at_once(app, [lambda who=who: actions.vote(who, poll, options[2:]) for who in crowd])
    assert counted(app, poll) == (20, [0, 0, 20])


def test_votes_and_the_end_at_once_leave_exact_counters(app, cast, crowd):
    poll, options = put(app, cast)
    people, owner = crowd[:8], Actor(user_id=cast.owner.user_id)
    works = [lambda who=who: actions.vote(who, poll, options[:1]) and None for who in people]
    works.insert(4, lambda: actions.close_poll(owner, poll) and None)
    results = at_once(app, works)
    assert set(results) <= {"done", "Conflict"}
    assert results[4] == "done"
    assert counted(app, poll)[0] == results.count("done") - 1
