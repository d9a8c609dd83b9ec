"""The story of the demonstration as it stands in `data/`, with its times made real."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zlib import crc32

from circle.core import clock

DATA = Path(__file__).parent / "data"
_UNITS = {"d": "days", "h": "hours", "m": "minutes"}

Table = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Story:
    """Everybody, their circles, and what they wrote there, as tables of the data files."""

    people: Sequence[Table]
    circles: Sequence[Table]
    posts: Mapping[str, Sequence[Table]]
    questions: Mapping[str, Sequence[Table]] = field(default_factory=dict)
    standing: Mapping[str, Sequence[Table]] = field(default_factory=dict)
    rewards: Sequence[Table] = ()
    topics: Mapping[str, Sequence[Table]] = field(default_factory=dict)


def read_story() -> Story:
    """The story as it stands in the data files."""
    circles = _read("circles")["circles"]
    posts = {circle["slug"]: _read(f"posts-{circle['slug']}")["posts"] for circle in circles}
    questions = {
        circle["slug"]: _read(f"questions-{circle['slug']}")["questions"]
        for circle in circles if circle.get("asks")
    }  # fmt: skip
    topics = {
        circle["slug"]: _read(f"topics-{circle['slug']}")["topics"]
        for circle in circles if circle.get("hosts")
    }  # fmt: skip
    return Story(
        _read("people")["people"], circles, posts, questions, _read("standing"),
        _read("shop")["rewards"], topics,
    )  # fmt: skip


def picture_names(story: Story, now: datetime) -> list[str]:
    """Every picture once, in the order in which the story comes to need them."""
    shown = sorted(_shown(story, now), key=lambda each: each[0])
    return list(dict.fromkeys(picture["name"] for _, picture in shown))


def span(text: str) -> timedelta:
    """`1d4h12m` as a length of time."""
    parts = re.findall(r"(\d+)([dhm])", text)
    return sum((timedelta(**{_UNITS[unit]: int(n)}) for n, unit in parts), timedelta())


def moment(at: str, now: datetime, *, ahead: bool = False) -> datetime:
    """`38d 22:47` as that time so many days before (or after) today, `-52m` as so long ago."""
    if at.startswith("-"):
        return now - span(at[1:])
    days, _, time = at.partition(" ")
    hour, minute = map(int, time.split(":"))
    day = clock.local_day(now) + (1 if ahead else -1) * span(days)
    return clock.day_start(day) + timedelta(hours=hour, minutes=minute)


def moment_in(told: Table, name: str, now: datetime) -> datetime | None:
    """A time of a table that may lie before (`until`) or after now (`until_in`), or be left out."""
    if f"{name}_in" in told:
        return moment(told[f"{name}_in"], now, ahead=True)
    return moment(told[name], now) if name in told else None


def needed_moment(told: Table, name: str, now: datetime) -> datetime:
    """The same of a time the table must name."""
    at = moment_in(told, name, now)
    if at is None:
        raise KeyError(name)
    return at


def noticed(what: str, since: datetime, until: datetime) -> datetime:
    """When somebody came upon a thing: a while after, the same in every telling."""
    chance = crc32(what.encode()) % 1000 / 1000
    return since + min(timedelta(days=2), until - since) * chance**2


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / f"{name}.toml").read_text("utf-8"))


def _shown(story: Story, now: datetime) -> Iterator[tuple[datetime, Table]]:
    """When each picture is needed; a face when its owner signs up."""
    for person in story.people:
        if "avatar" in person:
            yield moment(person["signed_up"], now), person["avatar"]
    for circle in story.circles:
        opened = moment(circle["opened"], now)
        yield from ((opened, circle["logo"]), (opened, circle["cover"]))
    for topics in story.topics.values():
        for topic in topics:
            for floor in topic.get("floors", ()):
                yield from _shown_with(floor, moment(floor["at"], now))
    for told in (*story.posts.values(), *story.questions.values(), *story.topics.values()):
        for said in told:
            yield from _shown_with(said, moment(said["at"], now))
    yield from ((moment(reward["at"], now), reward["picture"]) for reward in story.rewards)


def _shown_with(said: Table, at: datetime) -> Iterator[tuple[datetime, Table]]:
    yield from ((at, picture) for picture in said.get("pictures", ()))
    for under in (*said.get("comments", ()), *said.get("answers", ())):
        alone = [under["picture"]] if "picture" in under else []
        for picture in (*alone, *under.get("pictures", ())):
            yield at + span(under["after"]), picture
