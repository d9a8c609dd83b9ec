"""The lotteries and trials of the story: announced on a topic, entered, drawn or given out."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from circle.circles import queries as circles
from circle.core.errors import NotFound
from circle.demo.posts import CURATE, END
from circle.demo.stage import Stage
from circle.demo.story import Table, moment, needed_moment
from circle.topics import actions as topics
from circle.topics import queries
from circle.topics.models import Lottery
from circle.topics.schemas import NewLottery, NewPrize, NewTrial

A_MOMENT = timedelta(minutes=1)


def plan_lottery(stage: Stage, topic: Table, told: Table) -> None:
    """A draw is announced and entered; frozen and drawn where its time has come."""
    stage.plan(moment(told["at"], stage.now), CURATE, partial(_hold, stage, topic, told))
    for entrant in told["entrants"]:
        at = moment(entrant["at"], stage.now)
        stage.plan(at, END, partial(_enter, stage, topic, entrant["by"]))
    for name, happens in (("freezes", topics.freeze_lottery), ("draws", topics.draw_lottery)):
        at = needed_moment(told, name, stage.now) + A_MOMENT
        if at < stage.now:
            stage.plan(at, END, partial(_draw, stage, topic, happens))


def plan_trial(stage: Stage, circle: Table, topic: Table) -> None:
    """Something is offered to be tried; members apply, the host decides."""
    told = topic["trial"]
    stage.plan(moment(topic["at"], stage.now) + A_MOMENT, CURATE, partial(_offer, stage, topic))
    for application in told["applications"]:
        at = moment(application["at"], stage.now)
        stage.plan(at, END, partial(_apply, stage, topic, application))
        if "decided" in application:
            at = moment(application["decided"]["at"], stage.now)
            stage.plan(at, END, partial(_decide, stage, circle, topic, application))


def _hold(stage: Stage, topic: Table, told: Table) -> None:
    new = NewLottery(
        told["sponsor"], told["rules"], [NewPrize(**prize) for prize in told["prizes"]],
        needed_moment(told, "freezes", stage.now), needed_moment(told, "draws", stage.now),
    )  # fmt: skip
    topics.hold_lottery(stage.actor(told["by"]), stage.entries[topic["id"]], new)


def _enter(stage: Stage, topic: Table, by: str) -> None:
    topics.enter_lottery(stage.actor(by), _lottery(stage, topic).id)


def _draw(stage: Stage, topic: Table, happens: Callable[[int], bool]) -> None:
    happens(_lottery(stage, topic).id)


def _lottery(stage: Stage, topic: Table) -> Lottery:
    found = queries.lottery_on(stage.entries[topic["id"]])
    if found is None:
        raise NotFound
    return found


def _offer(stage: Stage, topic: Table) -> None:
    told = topic["trial"]
    new = NewTrial(
        told["offer"], told["places"], needed_moment(told, "until", stage.now),
        needed_moment(told, "report", stage.now),
    )  # fmt: skip
    topics.offer_trial(stage.actor(topic["by"]), stage.entries[topic["id"]], new)


def _apply(stage: Stage, topic: Table, told: Table) -> None:
    topics.apply_for_trial(stage.actor(told["by"]), stage.entries[topic["id"]], told["words"])


def _decide(stage: Stage, circle: Table, topic: Table, told: Table) -> None:
    decided = told["decided"]
    member = circles.get_membership(stage.circles[circle["slug"]], stage.users[told["by"]])
    if member is None:
        raise NotFound
    topics.decide_applications(
        stage.actor(decided["by"]), stage.entries[topic["id"]], [member.id], decided["state"]
    )
