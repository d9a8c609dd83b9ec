"""Challenges: what a log has, the local days that logs make, and days made up with points."""

from datetime import date, datetime

from circle.circles import actions as circle_verbs
from circle.circles import queries as circles
from circle.circles.models import Membership
from circle.content.body import count_characters
from circle.content.models import Entry
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import action, session
from circle.core.errors import Conflict, Invalid, NotFound
from circle.core.i18n import lazy
from circle.core.policy import require
from circle.points import policy as point_policy
from circle.points import queries as points
from circle.points.actions import Cause, spend
from circle.topics import policy, queries
from circle.topics.actions.kinds.taking import Taking
from circle.topics.models import ChallengeDay, Standing, Topic
from circle.topics.schemas import NewReply
from circle.topics.timing import days_of


@action
def make_up_day(actor: Actor, topic_id: int, day: date) -> Standing:
    """A member makes up a day of a running challenge they missed, for points; it counts as kept.

    Invalid for a day that cannot be made up, Conflict for one that was kept or one too many in a
    calendar month, NotEnough when the points are not there.
    """
    hosted = queries.get_topic(actor, topic_id, lock=True)
    here, topic = hosted.here, hosted.topic
    if topic.kind != "challenge" or here.user_id is None:
        raise NotFound
    require(here, policy.can_take_part(here, hosted.entry, topic, hosted.circle))
    require(here, point_policy.can_make_up(here, hosted.circle))
    _check_day(topic, circles.membership_of(here), day)
    _pay(topic, here.user_id, day)
    row = _new_day(topic, here.user_id, day)
    row.made_up_at = row.at = clock.now()
    standing = _count(topic, here.user_id)
    if standing is None:
        raise NotFound
    circle_verbs.mark_changed(hosted.circle.id)
    return standing


@action
def rebuild_standings() -> int:
    """Count anew where everybody stands in challenges, from their days; answers how many moved."""
    moved = 0
    for stored, meant in list(queries.wrong_standings()):
        if stored is not None and not meant.days:
            session().delete(stored)
        else:
            session().merge(meant)
        moved += 1
    return moved


def _suits(topic: Topic, words: NewReply) -> None:
    """What the host asks of every log: a picture, so many characters."""
    if topic.settings.get("needs_picture") and not words.media:
        wrong = lazy("Add a picture: this challenge asks for one")
        raise Invalid(wrong, errors={"media": [wrong]})
    least = topic.settings.get("min_characters") or 0
    if count_characters(words.body) < least:
        wrong = lazy("Write at least %(num)s characters", num=least)
        raise Invalid(wrong, errors={"body": [wrong]})


def _keep(topic: Topic, floor: Entry) -> None:
    """The day of a floor stands while one of that day is on show, or it was made up.

    It is given within the challenge's dates; dates that move later take none away.
    """
    day = clock.local_day(floor.created_at)
    first, last = days_of(topic)
    shown = queries.first_floor_on(topic.entry_id, floor.author_id, day)
    known = queries.challenge_day(topic.entry_id, floor.author_id, day)
    if shown is not None and (known is not None or first <= day <= last):
        row = known or _new_day(topic, floor.author_id, day)
        row.entry_id, row.at = shown.id, shown.created_at
    elif known is not None and known.made_up_at is not None:
        known.entry_id, known.at = None, known.made_up_at
    elif known is not None:
        session().delete(known)
    _count(topic, floor.author_id)


def _new_day(topic: Topic, user_id: int, day: date) -> ChallengeDay:
    row = ChallengeDay(
        topic_id=topic.entry_id, user_id=user_id, day=day, circle_id=topic.circle_id
    )
    session().add(row)
    return row


def _count(topic: Topic, user_id: int) -> Standing | None:
    """Where a member stands, from all their days; nowhere without one."""
    session().flush()
    days = queries.challenge_days(topic.entry_id, user_id)
    standing = queries.get_standing(topic.entry_id, user_id)
    if not days:
        if standing is not None:
            session().delete(standing)
        return None
    if standing is None:
        standing = Standing(topic_id=topic.entry_id, user_id=user_id, circle_id=topic.circle_id)
        session().add(standing)
    standing.count(days)
    return standing


def _check_day(topic: Topic, member: Membership, day: date) -> None:
    if not queries.can_be_made_up(topic, points.joined_day(member), day):
        wrong = lazy("A missed day of the challenge can be made up, from the day after you joined")
        raise Invalid(wrong, errors={"day": [wrong]})
    if queries.challenge_day(topic.entry_id, member.user_id, day) is not None:
        raise Conflict(lazy("That day is kept already"), code="day_kept")


def _pay(topic: Topic, user_id: int, day: date) -> None:
    """By the circle's own rule for making up days: whether, how often a month, for how much."""
    rule = points.rules_at(topic.circle_id)["make_up"]
    if not rule.on:
        raise Conflict(lazy("Missed days can't be made up here"), code="make_up_off")
    days = queries.challenge_days(topic.entry_id, user_id)
    used = queries.made_up_this_month(days, clock.local_day())
    if rule.limit is not None and used >= rule.limit:
        raise Conflict(
            lazy("You made up %(num)s days this month. More next month", num=used),
            code="make_ups_used",
        )
    if rule.points:
        cause = Cause(
            "make_up", "challenge", f"{topic.entry_id}:{user_id}:{day}",
            entry_id=topic.entry_id, facts={"day": str(day)},
        )  # fmt: skip
        spend(topic.circle_id, user_id, rule.points, cause)


def _move(topic: Topic, begins: datetime | None, ends: datetime | None) -> None:
    """It does not begin after days that were kept: nobody loses one to another date."""
    first = queries.first_day_kept(topic.entry_id)
    if first is not None and begins is not None and clock.local_day(begins) > first:
        message = lazy("Days before that were kept already")
        raise Invalid(message, errors={"starts_at": [message]})


TAKING = Taking(suits=_suits, keep=_keep, move=_move)
