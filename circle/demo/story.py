"""The story of the demonstration as it stands in `data/`, with its times made real."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

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


def read_story() -> Story:
    """The story as it stands in the data files."""
    circles = _read("circles")["circles"]
    posts = {circle["slug"]: _read(f"posts-{circle['slug']}")["posts"] for circle in circles}
    questions = {
        circle["slug"]: _read(f"questions-{circle['slug']}")["questions"]
        for circle in circles if circle.get("asks")
    }  # fmt: skip
    return Story(
        _read("people")["people"], circles, posts, questions, _read("standing"),
        _read("shop")["rewards"],
    )  # fmt: skip


def picture_names(story: Story) -> list[str]:
    """Every picture that is kept for an entry or a circle, once; avatars are made apart."""
    return list(dict.fromkeys(picture["name"] for picture in _pictures(story)))


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


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / f"{name}.toml").read_text("utf-8"))


def _pictures(story: Story) -> Iterator[Table]:
    for circle in story.circles:
        yield from (circle["cover"], circle["logo"])
    for told in (*story.posts.values(), *story.questions.values()):
        for said in told:
            yield from said.get("pictures", ())
            for under in (*said.get("comments", ()), *said.get("answers", ())):
                yield from under.get("pictures", ())
                if "picture" in under:
                    yield under["picture"]
    yield from (reward["picture"] for reward in story.rewards)
