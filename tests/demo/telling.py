"""The data files of the demonstration story as its tests read them."""

import re
import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from circle.demo import pictures

DATA = Path(pictures.__file__).parents[1] / "data"
SHANGHAI = ZoneInfo("Asia/Shanghai")
UNITS = {"m": "minutes", "h": "hours", "d": "days"}
HOURS = [(0, 0), (0, 7), (9, 30), (15, 0), (23, 59)]


def read(name):
    return tomllib.loads((DATA / f"{name}.toml").read_text("utf-8"))


PEOPLE = {person["name"]: person for person in read("people")["people"]}
CIRCLES = {circle["slug"]: circle for circle in read("circles")["circles"]}
POSTS = {slug: read(f"posts-{slug}")["posts"] for slug in CIRCLES}
EVERY = [post for posts in POSTS.values() for post in posts]
HOSTING = [slug for slug, circle in CIRCLES.items() if circle.get("hosts")]
TOPICS = {slug: read(f"topics-{slug}")["topics"] for slug in HOSTING}
HOSTED = [topic for topics in TOPICS.values() for topic in topics]
FLOORS = [floor for topic in HOSTED for floor in topic["floors"]]
POLLS = [(post, poll) for post in EVERY for poll in post.get("polls", [])]
REACTIONS = ("likes", "bookmarks", "helpful", "me_too", "instead", "wanted")
DONE = (
    "floors", "make_ups", "sign_ups", "cancelled", "statuses", "merges", "shortlist", "chosen",
)  # fmt: skip


def span(text):
    parts = re.findall(r"(\d+)([dhm])", text)
    return sum((timedelta(**{UNITS[unit]: int(n)}) for n, unit in parts), timedelta())


def moment(at, now):
    if at.startswith("-"):
        return now - span(at[1:])
    days, clock = at.split()
    hour, minute = map(int, clock.split(":"))
    return (now - span(days)).replace(hour=hour, minute=minute, second=0, microsecond=0)


def clock(hour, minute):
    return datetime(2031, 5, 20, hour, minute, tzinfo=SHANGHAI)


def told_of(topic):
    """Who did what about a topic and said what, as (name, when as the story has it, words)."""
    yield topic["by"], topic["at"], f"{topic['text']}\n{topic.get('rules', '')}"
    for kind in ("closed", "result"):
        for said in [topic[kind]] if kind in topic else []:
            yield topic["by"], said["at"], said["text"]
    for kind in DONE:
        for done in topic.get(kind, []):
            yield done["by"], done["at"], done.get("text", done.get("note", ""))
            yield from reviewed(done)
    for offered in (topic.get(kind, {}) for kind in ("lottery", "trial")):
        yield topic["by"], topic["at"], offered.get("rules", "")
        for asked in (*offered.get("entrants", []), *offered.get("applications", [])):
            yield asked["by"], asked["at"], asked.get("words", "")
            yield from reviewed(asked)


def reviewed(done):
    """What its host said of a submission or decided of an application."""
    for said in (done[kind] for kind in ("grade", "decided") if kind in done):
        yield said["by"], said["at"], said.get("note", "")
