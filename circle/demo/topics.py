"""The topics of the story: opened by their hosts, continued floor by floor, closed."""

from datetime import datetime
from functools import partial

from circle.demo.hosting import plan_floor_marks, plan_hosting
from circle.demo.posts import ANSWER, END, WRITE, plan_remarks
from circle.demo.stage import Stage
from circle.demo.story import Story, Table, moment, moment_in
from circle.topics import actions as topics
from circle.topics.schemas import Details, NewReply, NewTopic

DETAILS = {"place": "place", "capacity": "capacity", "least": "min_characters",
           "each": "floors_each"}  # fmt: skip


def plan_topics(stage: Stage, story: Story) -> None:
    """Everything that was hosted, and who took part."""
    for circle in story.circles:
        joined = {
            member["name"]: moment(member["at"], stage.now) for member in circle["members"]
        }
        for topic in story.topics.get(circle["slug"], ()):
            at = moment(topic["at"], stage.now)
            stage.plan(at, WRITE, partial(_open, stage, circle, topic))
            plan_remarks(stage, topic, (topic["id"], at, stage.now), joined)
            _plan_floors(stage, topic, joined)
            plan_hosting(stage, circle, topic)
            if "closed" in topic:
                closed = moment(topic["closed"]["at"], stage.now)
                stage.plan(closed, END, partial(_close, stage, topic))


def _plan_floors(stage: Stage, topic: Table, joined: dict[str, datetime]) -> None:
    for number, floor in enumerate(topic.get("floors", ())):
        key, at = f"{topic['id']}/{floor.get('id', number)}", moment(floor["at"], stage.now)
        stage.plan(at, ANSWER, partial(_reply, stage, topic, floor, key))
        plan_remarks(stage, floor, (key, at, stage.now), joined)
        plan_floor_marks(stage, floor, key)


def _open(stage: Stage, circle: Table, topic: Table) -> None:
    details = {name: topic[told] for told, name in DETAILS.items() if told in topic}
    media = tuple(stage.keep(topic["by"], each) for each in topic.get("pictures", ()))
    new = NewTopic(
        topic["title"], topic["text"], topic["kind"], topic.get("rules", "").strip(),
        moment_in(topic, "since", stage.now), moment_in(topic, "until", stage.now),
        tuple(topic.get("tags", ())), media, details=Details(**details),
    )  # fmt: skip
    circle_id = stage.circles[circle["slug"]]
    stage.entries[topic["id"]] = topics.open_topic(stage.actor(topic["by"]), circle_id, new).id


def _reply(stage: Stage, topic: Table, floor: Table, key: str) -> None:
    media = tuple(stage.keep(floor["by"], each) for each in floor.get("pictures", ()))
    new = NewReply(floor["text"], media)
    topic_id = stage.entries[topic["id"]]
    stage.entries[key] = topics.write_reply(stage.actor(floor["by"]), topic_id, new).id


def _close(stage: Stage, topic: Table) -> None:
    words = topic["closed"]["text"].strip()
    topics.close_topic(stage.actor(topic["by"]), stage.entries[topic["id"]], words)
