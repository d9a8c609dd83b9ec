"""Holding a lottery, entering it and leaving, calling it off; nothing of it ever changes."""

import secrets
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta

from circle.circles import actions as circle_verbs
from circle.circles import queries as circles
from circle.core import clock
from circle.core.actor import Actor
from circle.core.bus import emit
from circle.core.db import action, session
from circle.core.errors import Conflict, Invalid
from circle.core.i18n import Text, lazy
from circle.core.policy import require
from circle.core.sealing import seal
from circle.events import LotteryCancelled, LotteryMade
from circle.topics import policy, queries
from circle.topics.models import Entrant, Lottery
from circle.topics.models.lotteries import commitment_of
from circle.topics.queries import Held
from circle.topics.schemas import NewLottery, NewPrize

SEED_BYTES = 32
LEAST_AHEAD = timedelta(minutes=10)  # somebody must be able to enter
LONGEST = timedelta(days=90)


@action
def hold_lottery(actor: Actor, topic_id: int, new: NewLottery) -> Lottery:
    """Announce a draw with all that stands from now on, and commit to a seed nobody knows.

    Conflict where the topic has one already; Invalid for times that do not fit.
    """
    hosted = queries.get_topic(actor, topic_id, lock=True)
    here, circle = hosted.here, hosted.circle
    require(here, policy.can_hold_lottery(here, hosted.entry, hosted.topic, circle))
    if queries.lottery_on(topic_id) is not None:
        raise Conflict(lazy("This topic has its lottery already"), code="has_lottery")
    _check_times(new)
    circle_verbs.check_words(
        circle.id, sponsor=new.sponsor, rules=new.rules, prizes=_words_of(new.prizes)
    )
    seed = secrets.token_hex(SEED_BYTES)
    commitment = commitment_of(seed)
    lottery = Lottery(
        entry_id=topic_id, circle_id=circle.id, sponsor=new.sponsor, rules=new.rules,
        prizes=[asdict(prize) for prize in new.prizes], freezes_at=new.freezes_at,
        draws_at=new.draws_at, min_account_days=new.min_account_days,
        min_entries=new.min_entries, commitment=commitment,
        sealed_seed=seal(seed, place_of(commitment)), entrants=0, state="open",
        made_by=here.user_id or hosted.topic.host_id, made_at=clock.now(), cancelled_reason="",
    )  # fmt: skip
    session().add(lottery)
    session().flush()
    circle_verbs.mark_changed(circle.id)
    emit(LotteryMade(circle.id, topic_id, lottery.id))
    circle_verbs.tell_deed(here, "lottery_held", ("lottery", lottery.id), entry=topic_id)
    return lottery


@action
def enter_lottery(actor: Actor, lottery_id: int) -> Held:
    """A member who fulfils the rules goes on the list, once; entering again changes nothing."""
    held = queries.get_lottery(actor, lottery_id, lock=True)
    here, lottery, hosted = held.hosted.here, held.lottery, held.hosted
    if held.mine is not None:
        return held
    require(here, policy.can_enter(here, lottery, hosted.topic, hosted.circle))
    member = circles.membership_of(here)
    require(here, policy.is_eligible(lottery, queries.record_of(held)))
    mine = Entrant(
        lottery_id=lottery_id, user_id=member.user_id, circle_id=lottery.circle_id,
        uid=member.uid, entered_at=clock.now(),
    )  # fmt: skip
    session().add(mine)
    lottery.entrants += 1
    circle_verbs.mark_changed(lottery.circle_id)
    return Held(lottery, hosted, mine)


@action
def leave_lottery(actor: Actor, lottery_id: int) -> Held:
    """Go off the list while it is not frozen; who is not on it stays off."""
    held = queries.get_lottery(actor, lottery_id, lock=True)
    if held.mine is None:
        return held
    held.lottery.require_entries()
    session().delete(held.mine)
    held.lottery.entrants -= 1
    circle_verbs.mark_changed(held.lottery.circle_id)
    return Held(held.lottery, held.hosted, None)


@action
def cancel_lottery(actor: Actor, lottery_id: int, reason: str) -> Held:
    """Call it off before the draw, or when the draw is overdue, and say why."""
    held = queries.get_lottery(actor, lottery_id, lock=True)
    hosted, lottery = held.hosted, held.lottery
    require(
        hosted.here,
        policy.can_cancel_lottery(hosted.here, lottery, hosted.topic, hosted.circle),
    )
    circle_verbs.check_words(hosted.circle.id, reason=reason)
    lottery.cancel(reason)
    circle_verbs.mark_changed(hosted.circle.id)
    emit(LotteryCancelled(hosted.circle.id, hosted.entry.id, lottery_id, reason))
    circle_verbs.tell_deed(
        hosted.here, "lottery_cancelled", ("lottery", lottery_id), reason=reason
    )
    return held


@action
def check_nothing_drawn(topic_id: int) -> None:
    """Who takes a topic away calls its lottery off first: people entered it. Conflict until then.
    """
    lottery = queries.lottery_on(topic_id)
    if lottery is not None and lottery.stands:
        raise Conflict(
            lazy("A lottery hangs on this topic. Call it off first, or wait for the draw"),
            code="lottery_stands",
        )


def place_of(commitment: str) -> str:
    """Where a seed is sealed: it opens for its own lottery alone."""
    return f"lottery:{commitment}"


def _check_times(new: NewLottery) -> None:
    now = clock.now()
    if new.freezes_at < now + LEAST_AHEAD:
        raise _wrong("freezes_at", lazy("At least ten minutes ahead of now"))
    if new.draws_at < new.freezes_at:
        raise _wrong("draws_at", lazy("The draw comes after the list is frozen"))
    if new.draws_at > now + LONGEST:
        raise _wrong("draws_at", lazy("Within %(num)s days from now", num=LONGEST.days))


def _words_of(prizes: Sequence[NewPrize]) -> str:
    return "\n".join(f"{prize.name}\n{prize.note}" for prize in prizes)


def _wrong(field: str, message: Text) -> Invalid:
    return Invalid(message, errors={field: [message]})
