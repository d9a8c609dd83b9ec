"""The badges: each names the behaviour it thanks for, what is counted, and how often it takes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from circle.core.i18n import Text, lazy

LONG_TEXT = 300  # characters
EARLY_HOUR = 8  # local


@dataclass(frozen=True, slots=True)
class Badge:
    """One badge: earned when the tally of a doing reaches so many times."""

    key: str
    name: Text
    behaviour: Text
    tally: str
    times: int


def _badge(key: str, name: Text, behaviour: Text, tally: str, times: int = 1) -> Badge:
    return Badge(key, name, behaviour, tally, times)


_ALL = (
    _badge("first_post", lazy("First words"), lazy("Published a first post"), "post"),
    _badge("posts_10", lazy("Steady voice"), lazy("Published 10 posts"), "post", 10),
    _badge("pictures_5", lazy("Good eye"), lazy("Published 5 posts with pictures"), "pictures", 5),
    _badge("insight_3", lazy("Sharer"), lazy("Wrote 3 insights"), "insight", 3),
    _badge("long_3", lazy("Deep dive"), lazy("Wrote 3 long posts"), "long", 3),
    _badge("note_3", lazy("Note taker"), lazy("Kept 3 notes for everybody"), "note", 3),
    _badge("info_3", lazy("Messenger"), lazy("Brought 3 pieces of news"), "info", 3),
    _badge("first_comment", lazy("Joining in"), lazy("Wrote a first comment"), "comment"),
    _badge("comments_20", lazy("Good company"), lazy("Wrote 20 comments that counted"),
           "comment", 20),
    _badge("liked_10", lazy("Well liked"), lazy("Was liked 10 times"), "liked", 10),
    _badge("liked_100", lazy("Much liked"), lazy("Was liked 100 times"), "liked", 100),
    _badge("featured_1", lazy("Worth keeping"), lazy("Was featured"), "featured"),
    _badge("featured_3", lazy("Pillar"), lazy("Was featured 3 times"), "featured", 3),
    _badge("streak_7", lazy("A whole week"), lazy("Checked in 7 days in a row"), "best_streak", 7),
    _badge("streak_30", lazy("A whole month"), lazy("Checked in 30 days in a row"),
           "best_streak", 30),
    _badge("check_ins_50", lazy("Old friend"), lazy("Checked in on 50 days"), "check_in", 50),
    _badge("early_10", lazy("Early bird"), lazy("Checked in before 8 on 10 mornings"), "early", 10),
    _badge("first_answer", lazy("Glad to help"), lazy("Wrote a first answer"), "answer"),
    _badge("accepted_3", lazy("To the point"), lazy("Three answers were accepted"), "accepted", 3),
    _badge("invited_1", lazy("Guide"), lazy("Brought somebody who stayed"), "invited"),
)  # fmt: skip
BADGES: Mapping[str, Badge] = {badge.key: badge for badge in _ALL}


def tallied(rule: str, facts: Mapping[str, Any]) -> Iterator[str]:
    """What a paid occurrence counts towards: its rule, and what its facts make of it."""
    yield rule
    if rule == "post":
        if facts.get("has_media"):
            yield "pictures"
        if facts.get("category") in ("insight", "note", "info"):
            yield str(facts["category"])
        if facts.get("characters", 0) >= LONG_TEXT:
            yield "long"
    if rule == "check_in" and facts.get("hour", EARLY_HOUR) < EARLY_HOUR:
        yield "early"
