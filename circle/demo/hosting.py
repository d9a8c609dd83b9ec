"""What hosts and members of the story did with a topic besides its floors, kind by kind."""

from collections.abc import Callable, Mapping
from functools import partial

from circle.core import clock
from circle.demo.draws import plan_lottery, plan_trial
from circle.demo.posts import CURATE
from circle.demo.stage import Stage
from circle.demo.story import Table, moment, span
from circle.topics import actions as topics
from circle.topics.schemas import Announcement, Review


def plan_hosting(stage: Stage, circle: Table, topic: Table) -> None:
    """Places taken, days made up, ideas decided, entries chosen, things drawn and tried."""
    for kind, happens in HAPPENINGS.items():
        for told in topic.get(kind, ()):
            at = moment(told["at"], stage.now)
            stage.plan(at, CURATE, partial(happens, stage, topic, told))
    if "result" in topic:
        at = moment(topic["result"]["at"], stage.now)
        stage.plan(at, CURATE, partial(_announce, stage, topic))
    if "lottery" in topic:
        plan_lottery(stage, topic, topic["lottery"])
    if "trial" in topic:
        plan_trial(stage, circle, topic)


def plan_floor_marks(stage: Stage, floor: Table, key: str) -> None:
    """The grade a submission got, and whether it was held up."""
    if "grade" in floor:
        at = moment(floor["grade"]["at"], stage.now)
        stage.plan(at, CURATE, partial(_grade, stage, floor["grade"], key))
    if "shown" in floor:
        by = floor["grade"]["by"]
        stage.plan(moment(floor["shown"], stage.now), CURATE, partial(_show, stage, by, key))


def _make_up(stage: Stage, topic: Table, told: Table) -> None:
    day = clock.local_day(stage.now) - span(told["day"])
    topics.make_up_day(stage.actor(told["by"]), stage.entries[topic["id"]], day)


def _sign_up(stage: Stage, topic: Table, told: Table) -> None:
    topics.sign_up(stage.actor(told["by"]), stage.entries[topic["id"]])


def _cancel(stage: Stage, topic: Table, told: Table) -> None:
    topics.cancel_sign_up(stage.actor(told["by"]), stage.entries[topic["id"]])


def _decide(stage: Stage, topic: Table, told: Table) -> None:
    idea = _floor(stage, topic, told["floor"])
    topics.set_idea_status(stage.actor(told["by"]), idea, told["status"], told["note"])


def _merge(stage: Stage, topic: Table, told: Table) -> None:
    idea, into = (_floor(stage, topic, told[name]) for name in ("floor", "into"))
    topics.merge_idea(stage.actor(told["by"]), idea, into)


def _shortlist(stage: Stage, topic: Table, told: Table) -> None:
    topics.shortlist_reply(stage.actor(told["by"]), _floor(stage, topic, told["floor"]))


def _choose(stage: Stage, topic: Table, told: Table) -> None:
    topics.choose_reply(stage.actor(told["by"]), _floor(stage, topic, told["floor"]))


def _announce(stage: Stage, topic: Table) -> None:
    by, words = stage.actor(topic["result"]["by"]), topic["result"]["text"].strip()
    post = topics.announce_result(by, stage.entries[topic["id"]], Announcement(words, stage.site))
    stage.entries[f"{topic['id']}-result"] = post.id


def _grade(stage: Stage, told: Table, key: str) -> None:
    review = Review(told["grade"], told["note"])
    topics.review_submission(stage.actor(told["by"]), stage.entries[key], review)


def _show(stage: Stage, by: str, key: str) -> None:
    topics.show_submission(stage.actor(by), stage.entries[key])


def _floor(stage: Stage, topic: Table, floor: str) -> int:
    return stage.entries[f"{topic['id']}/{floor}"]


HAPPENINGS: Mapping[str, Callable[[Stage, Table, Table], None]] = {
    "make_ups": _make_up, "sign_ups": _sign_up, "cancelled": _cancel, "statuses": _decide,
    "merges": _merge, "shortlist": _shortlist, "chosen": _choose,
}  # fmt: skip
