"""Polls: put with an entry, voted in once by each member, closed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from circle.circles import actions as circles
from circle.circles.models import Circle
from circle.content import policy, queries
from circle.content.models import Entry, Poll, PollChoice, PollOption, PollVote
from circle.content.models.polls import MAX_OPTION, MAX_POLL_QUESTION, MAX_POLLS
from circle.content.schemas import MAX_POLL_DAYS, NewEntry, NewPoll, option_problem
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import action, session
from circle.core.errors import Invalid, NotAllowed, NotFound, SignInNeeded
from circle.core.i18n import lazy
from circle.core.policy import require
from circle.screening import queries as screening
from circle.screening.verdict import Verdict, judge, worst_of

PollWords = tuple[Sequence[NewPoll], Verdict]


@action
def vote(actor: Actor, poll_id: int, options: Sequence[int]) -> Entry:
    """Members choose in an open poll, once: choosing anew takes the place of what they chose.

    Invalid for options of another poll, none, or several where one is asked for; Conflict when it
    is closed.
    """
    poll, entry, circle, here = queries.get_poll(actor, poll_id, lock=True)
    require(here, policy.can_vote(here, entry, circle))
    if here.user_id is None:
        raise SignInNeeded
    if not entry.anonymous and queries.is_blocked_by(here, entry.author_id):
        raise NotAllowed(lazy("You can't answer this person"), code="blocked")
    poll.require_open()
    offered = queries.options_of(poll)
    chosen = _checked(poll, offered, options)
    before = queries.choices_of(here.user_id, [poll.id]).get(poll.id, frozenset())
    if not before:
        session().add(PollVote(poll_id=poll.id, user_id=here.user_id, circle_id=circle.id))
        poll.voters += 1
    _choose(poll, here.user_id, offered, (before, chosen))
    return entry


@action
def vote_in(actor: Actor, entry_id: int, chosen: Mapping[int, Sequence[int]]) -> Entry:
    """Answer the polls of one entry together; those left out stay unanswered."""
    entry, circle, here = queries.get_readable(actor, entry_id, lock=True)
    require(here, policy.can_vote(here, entry, circle))
    if not chosen:
        raise Invalid(CHOOSE, errors={"options": [CHOOSE]})
    here_asked = {poll.id for poll in queries.facts_of([entry.id]).get(entry.id, ())}
    if not chosen.keys() <= here_asked:
        raise NotFound
    for poll_id, options in sorted(chosen.items()):
        vote(actor, poll_id, options)
    return entry


@action
def withdraw_vote(actor: Actor, poll_id: int) -> Entry:
    """Members take their vote back while the poll is open; where there is none, nothing happens."""
    poll, entry, _circle, here = queries.get_poll(actor, poll_id, lock=True)
    if here.user_id is None:
        raise SignInNeeded
    poll.require_open()
    before = queries.choices_of(here.user_id, [poll.id]).get(poll.id, frozenset())
    if before:
        poll.voters -= 1
        _choose(poll, here.user_id, queries.options_of(poll), (before, frozenset()))
        session().execute(
            delete(PollVote).where(PollVote.poll_id == poll.id, PollVote.user_id == here.user_id)
        )
    return entry


@action
def close_poll(actor: Actor, poll_id: int) -> Entry:
    """Its author ends a poll now; what was chosen shows from then on."""
    poll, entry, circle, here = queries.get_poll(actor, poll_id, lock=True)
    require(here, policy.can_close_poll(here, entry, circle))
    poll.close()
    circles.mark_changed(entry.circle_id)
    if entry.author_id != here.user_id:
        circles.tell_deed(here, "poll_closed", ("entry", entry.id))
    return entry


def worded_polls(here: Actor, circle: Circle, new: NewEntry) -> PollWords:
    """The polls of a new entry as they will be kept, and what screening says of them.

    Invalid when a rule blocks one, an hour is out of bounds or options do not differ.
    """
    if not new.polls:
        return (), Verdict("pass", "")
    require(here, policy.can_add_poll(here))
    if len(new.polls) > MAX_POLLS:
        message = lazy("At most %(num)s of them", num=MAX_POLLS)
        raise Invalid(message, errors={"polls": [message]})
    starts = new.scheduled_at or clock.now()
    rules = screening.rules_of(circle.id)
    polls, verdicts = [], []
    for poll in new.polls:
        problem = option_problem(poll.options)
        if problem:
            raise Invalid(problem, errors={"poll.options": [problem]})
        question = judge(poll.question, rules)
        options = [judge(option, rules) for option in poll.options]
        verdicts += [question, *options]
        polls.append(
            replace(
                poll, question=question.text[:MAX_POLL_QUESTION],
                options=tuple(option.text[:MAX_OPTION] for option in options),
                closes_at=_closing(poll, starts),
            )
        )  # fmt: skip
    verdict = worst_of(verdicts)
    if verdict.action == "block":
        raise Invalid(verdict.reason, code="blocked", errors={"poll": [verdict.reason or ""]})
    return polls, verdict


def put_polls(entry: Entry, polls: Sequence[NewPoll]) -> None:
    """Hang polls on an entry that is being written; they are never changed afterwards."""
    for position, new in enumerate(polls):
        poll = Poll(
            circle_id=entry.circle_id, entry_id=entry.id, position=position,
            question=new.question, multiple=new.multiple, closes_at=_known_end(entry, new),
            days=new.days, results=new.results, voters=0,
        )  # fmt: skip
        session().add(poll)
        session().flush()
        session().add_all(
            PollOption(
                circle_id=entry.circle_id, poll_id=poll.id, position=place, label=label, votes=0
            )
            for place, label in enumerate(new.options)
        )  # fmt: skip


def start_polls(entry: Entry) -> None:
    """An entry is out for the first time: the days of its polls are counted from here."""
    polls = session().scalars(
        select(Poll).where(Poll.entry_id == entry.id, Poll.days.is_not(None))
    )
    for poll in polls:
        poll.closes_at = (entry.published_at or clock.now()) + timedelta(days=poll.days or 0)


def _known_end(entry: Entry, new: NewPoll) -> datetime | None:
    """When a poll closes; nobody knows yet while its entry waits and only days were named."""
    waits = new.days is not None and entry.review_state != "clear"
    return None if waits else new.closes_at


def _closing(poll: NewPoll, starts: datetime) -> datetime | None:
    """When a poll closes: at its hour, or so many days after it is out."""
    closes = starts + timedelta(days=poll.days) if poll.days else poll.closes_at
    if closes is None:
        return None
    problem = None
    if closes <= starts:
        problem = lazy("It has to close after it is out")
    elif closes > starts + timedelta(days=MAX_POLL_DAYS):
        problem = lazy("At most %(num)s days from now", num=MAX_POLL_DAYS)
    if problem:
        raise Invalid(problem, errors={"poll.closes_at": [problem]})
    return closes


def _checked(poll: Poll, offered: Sequence[PollOption], options: Sequence[int]) -> frozenset[int]:
    """The options chosen, or Invalid for what cannot be chosen here."""
    chosen = frozenset(options)
    problem = None
    if not chosen:
        problem = CHOOSE
    elif not chosen <= {option.id for option in offered}:
        problem = lazy("Choose one of those offered")
    elif len(chosen) > 1 and not poll.multiple:
        problem = lazy("Only one can be chosen here")
    if problem:
        raise Invalid(problem, errors={"options": [problem]})
    return chosen


def _choose(
    poll: Poll, user_id: int, offered: Sequence[PollOption],
    change: tuple[frozenset[int], frozenset[int]],
) -> None:
    """Put what a person chooses in the place of what they chose, counters with it."""
    before, chosen = change
    if before == chosen:
        return
    for option in offered:
        option.votes += (option.id in chosen) - (option.id in before)
    gone = delete(PollChoice).where(
        PollChoice.user_id == user_id, PollChoice.option_id.in_(before - chosen)
    )
    session().execute(gone)
    session().add_all(
        PollChoice(option_id=ident, user_id=user_id, poll_id=poll.id, circle_id=poll.circle_id)
        for ident in sorted(chosen - before)
    )
    circles.mark_changed(poll.circle_id)


CHOOSE = lazy("Choose something first")
