"""What earns what: the defaults, their bounds, and how a circle's own version is read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from circle.core.i18n import Text, lazy

KEPT_DAYS = 400  # occurrences; a year of what-if, and a month to look back
WHAT_IF_DAYS = 90
STREAK_EVERY = 7  # days 7, 14, 21 … of a streak bring more
MAKE_UP_DAYS = 30  # how far back a missed day can be mended
LIKER_LEVEL = 2  # likes of members below earn nothing
IDLE_DAYS = 30  # a thread nobody touched for so long pays for no comment
DUPLICATE_HOURS = 24
DUPLICATE_LIKENESS = 0.8  # of two texts' pairs of characters
PAIR_LIKES = 5  # paid likes a month from one member to another
PAIR_ACCEPTED = 3  # paid accepted answers a month between the same two
RING_FREE = 9  # paid likes in 30 days before it matters from how many people they come
RING_SHARE = 3  # then at least every third has to come from somebody new
LIKE_WAIT_HOURS = 24  # likes between two who like each other, and from newcomers, settle later
NEW_MEMBER_DAYS = 3

DAY, WEEK, MONTH = "day", "week", "month"


@dataclass(frozen=True, slots=True)
class Rule:
    """What one doing is worth, and how often it is paid in a span."""

    points: int
    growth: int
    limit: int | None = None  # times in the span; None: no limit, 0: none are paid
    span: str = DAY
    characters: int = 0  # shorter texts without pictures earn nothing
    on: bool = True


DEFAULTS: Mapping[str, Rule] = {
    "check_in": Rule(2, 2, limit=1),
    "streak": Rule(5, 0, limit=1),
    "make_up": Rule(20, 0, limit=2, span=MONTH),  # what it costs
    "post": Rule(3, 3, limit=3, characters=15),
    "question": Rule(2, 2, limit=3),
    "answer": Rule(3, 3, limit=5),
    "topic": Rule(3, 3, limit=1),
    "reply": Rule(2, 2, limit=5),
    "comment": Rule(1, 1, limit=10, characters=6),
    "liked": Rule(1, 1, limit=10),
    "featured": Rule(20, 20),
    "accepted": Rule(15, 15),
    "accepting": Rule(2, 0),
    "report": Rule(3, 0, limit=5),
    "invited": Rule(10, 10, limit=5, span=WEEK),
    "purchase": Rule(1, 0),  # points for each whole unit of the currency
    "removal": Rule(0, 5),  # growth lost when staff take an entry away
}
CAPPED = frozenset(
    {"check_in", "streak", "post", "question", "answer", "topic", "reply", "comment", "liked",
     "report"}
)  # fmt: skip  # rows under the daily ceilings
PAST_LIMIT = frozenset({"off", "limit", "ceiling", "budget"})  # it was done, and there was no pay
UNBUDGETED = frozenset({"purchase", "removal"})  # neither bound by a week's budget nor counted
BETWEEN_TWO = frozenset({"accepted", "accepting"})  # counted whichever of the two it was
TEXTS = frozenset({"post", "question", "answer", "topic", "reply", "comment"})
WORDED = frozenset({"comment"})  # a picture does not stand for words there
SHORT_TEXTS = frozenset({"reply", "comment"})  # what a cooldown holds back
IN_THREADS = frozenset({"comment", "reply", "answer"})

RULE_NAMES: Mapping[str, Text] = {
    "check_in": lazy("Check-in"),
    "streak": lazy("Seven days in a row"),
    "make_up": lazy("Making up a missed day"),
    "post": lazy("Post"),
    "question": lazy("Question"),
    "answer": lazy("Answer"),
    "topic": lazy("Topic opened"),
    "reply": lazy("Taking part in a topic"),
    "comment": lazy("Comment"),
    "liked": lazy("Liked by somebody"),
    "featured": lazy("Featured"),
    "accepted": lazy("Answer accepted"),
    "accepting": lazy("Accepting an answer"),
    "report": lazy("Report upheld"),
    "invited": lazy("Invited somebody who stayed"),
    "purchase": lazy("Purchase"),
    "removal": lazy("Taken away by staff"),
}
# What else to know of a rule, besides its numbers.
RULE_HINTS: Mapping[str, Text] = {
    "check_in": lazy("Once a day, from midnight to midnight in Beijing"),
    "streak": lazy("On days 7, 14, 21 … without a gap"),
    "make_up": lazy("What it costs to mend a day of the last 30; it pays nothing itself"),
    "post": lazy("Once others can see it; ads earn nothing"),
    "reply": lazy("Once for each topic and day"),
    "comment": lazy("Once for each thread, not under your own entry or where it was quiet for "
                    "30 days"),
    "liked": lazy("Once for each member and entry; members count from Lv2 on"),
    "featured": lazy("As long as the mark stays; marking one's own earns nothing"),
    "accepted": lazy("At most 3 a month between the same two"),
    "accepting": lazy("For choosing the answer that helped"),
    "report": lazy("When staff agree with it"),
    "invited": lazy("When they are still here on day 7"),
    "purchase": lazy("For each whole yuan in the brand's shop; never growth, never on a board"),
    "removal": lazy("What it earned goes too; both come back if it does"),
}  # fmt: skip
NUMBER_NAMES: Mapping[str, Text] = {
    "points": lazy("points"), "growth": lazy("growth"), "limit": lazy("limit"),
    "characters": lazy("characters at least"), "on": lazy("whether it counts"),
    "daily_points": lazy("Points a day, at most"),
    "daily_growth": lazy("Growth a day, at most"),
    "cooldown_seconds": lazy("Seconds between two paid comments"),
    "weekly_points": lazy("Points the circle gives out a week"),
    "lapse_months": lazy("Months until points not spent lapse"),
}  # fmt: skip
# Why something that could earn earned nothing, told to the member it concerns.
REASONS: Mapping[str, Text] = {
    "off": lazy("This earns nothing in this circle"),
    "ad": lazy("Ads earn nothing"),
    "not_member": lazy("Only members earn here"),
    "limit": lazy("The limit for this was reached"),
    "ceiling": lazy("The day's ceiling was reached"),
    "too_short": lazy("Too short to count"),
    "duplicate": lazy("Much like something you wrote a little before"),
    "cooldown": lazy("Too soon after the one before"),
    "own": lazy("Under your own entry"),
    "thread": lazy("Paid once for each thread"),
    "idle": lazy("The thread had been quiet for a month"),
    "self": lazy("Nobody earns through themselves"),
    "giver": lazy("The other member's level doesn't count yet"),
    "pair": lazy("The same two earn only so often in a month"),
    "ring": lazy("It comes from the same few people"),
    "cluster": lazy("The same device or network"),
    "inactive": lazy("They were not active on day 7"),
    "wechat": lazy("Invitations inside WeChat earn nothing"),
    "budget": lazy("The circle's points for this week are given out"),
    "gone": lazy("It was gone before it counted"),
    "withdrawn": lazy("It was taken back"),
}


@dataclass(frozen=True, slots=True)
class Rules:
    """One circle's rules as they stand at a time."""

    each: Mapping[str, Rule] = field(default_factory=lambda: dict(DEFAULTS))
    daily_points: int = 60
    daily_growth: int = 40
    cooldown_seconds: int = 15  # between two paid comments
    weekly_points: int = 0  # what a circle gives out in a week; 0: no budget
    lapse_months: int = 0  # points not spent lapse after; 0: never
    version: int = 0  # 0: the defaults

    def __getitem__(self, key: str) -> Rule:
        return self.each[key]

    def offers(self, key: str) -> bool:
        """Whether a doing can bring (or a missed day be mended for) anything here at all."""
        return self.each[key].on and self.each[key].limit != 0


SETTINGS = ("daily_points", "daily_growth", "cooldown_seconds", "weekly_points", "lapse_months")
BOUNDS: Mapping[str, tuple[int, int]] = {
    "points": (0, 200), "growth": (0, 200), "limit": (0, 50), "characters": (0, 200),
    "daily_points": (10, 1000), "daily_growth": (10, 1000), "cooldown_seconds": (0, 600),
    "weekly_points": (0, 1_000_000), "lapse_months": (0, 36),
}  # fmt: skip
EDITABLE = ("points", "growth", "limit", "characters", "on")
MAX_AHEAD_DAYS = 90  # how far ahead a change can be announced

_TEXT = ("points", "growth", "limit", "characters", "on")
# What of each rule can be changed. Spending brings no growth, a day is one day, whatever is typed.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "check_in": ("points", "growth", "on"), "streak": ("points", "on"),
    "make_up": ("points", "limit", "on"),
    **dict.fromkeys(("post", "question", "answer", "topic", "reply", "comment"), _TEXT),
    "liked": ("points", "growth", "limit", "on"), "featured": ("points", "growth", "on"),
    "accepted": ("points", "growth", "on"), "accepting": ("points", "on"),
    "report": ("points", "limit", "on"), "invited": ("points", "growth", "limit", "on"),
    "purchase": ("points", "on"), "removal": ("growth", "on"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing two versions say differently; `rule` is None for what concerns all of them."""

    rule: str | None
    name: str
    before: int | bool | None
    after: int | bool | None


def read(stored: Mapping[str, Any], version: int = 0) -> Rules:
    """The rules a stored version says: what it leaves out is as the defaults have it."""
    changed = stored.get("each", {})
    each = {key: _changed(rule, changed.get(key, {})) for key, rule in DEFAULTS.items()}
    given = {name: stored[name] for name in SETTINGS if name in stored}
    return Rules(each=each, version=version, **given)


def written(rules: Rules) -> dict[str, Any]:
    """What to store: only what differs from the defaults."""
    each = {
        key: {
            name: getattr(rule, name)
            for name in EDITABLE
            if getattr(rule, name) != getattr(DEFAULTS[key], name)
        }
        for key, rule in rules.each.items()
        if rule != DEFAULTS[key]
    }
    plain = Rules()
    rest = {
        name: getattr(rules, name)
        for name in SETTINGS
        if getattr(rules, name) != getattr(plain, name)
    }
    return {**rest, **({"each": each} if each else {})}


def changed(rules: Rules, given: Mapping[str, Any]) -> Rules:
    """The rules with what was given in place of what they said: `each` by rule, and settings."""
    changes = given.get("each", {})
    each = {key: _changed(rule, changes.get(key, {})) for key, rule in rules.each.items()}
    settings = {name: given[name] for name in SETTINGS if given.get(name) is not None}
    return replace(rules, each=each, **settings)


def differences(before: Rules, after: Rules) -> Iterator[Difference]:
    """What changed from one version to another, rule by rule, what concerns all of them last."""
    for key, rule in before.each.items():
        for name in EDITABLE:
            was, now = getattr(rule, name), getattr(after[key], name)
            if was != now:
                yield Difference(key, name, was, now)
    for name in SETTINGS:
        was, now = getattr(before, name), getattr(after, name)
        if was != now:
            yield Difference(None, name, was, now)


def _changed(rule: Rule, given: Mapping[str, Any]) -> Rule:
    return replace(rule, **{name: given[name] for name in EDITABLE if name in given})
