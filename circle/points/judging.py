"""What an occurrence is worth: one pure function, for awarding and for the what-if alike."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from circle.points.rules import (
    BETWEEN_TWO,
    CAPPED,
    DUPLICATE_HOURS,
    IDLE_DAYS,
    LIKE_WAIT_HOURS,
    LIKER_LEVEL,
    PAIR_ACCEPTED,
    PAIR_LIKES,
    RING_FREE,
    RING_SHARE,
    SHORT_TEXTS,
    TEXTS,
    UNBUDGETED,
    WORDED,
    Rule,
    Rules,
)


@dataclass(frozen=True, slots=True)
class Case:
    """One occurrence to be judged: who, for what, when, with its facts."""

    rule: str
    user_id: int
    at: datetime
    day: date  # local
    giver_id: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ruling:
    """What it is worth, or why nothing; `wait` is how long the award still waits."""

    points: int = 0
    growth: int = 0
    refused: str | None = None
    wait: timedelta = timedelta()


class Record(Protocol):
    """What was granted before, as far as limits ask: the database's rows, or a replay's."""

    def times(self, case: Case, span: str) -> int:
        """How often the member was granted this rule in the day, week or month of the case."""

    def day_sums(self, case: Case) -> tuple[int, int]:
        """Points and growth under the ceilings granted to the member that day."""

    def in_thread(self, case: Case) -> bool:
        """Whether this thread paid the member for this rule (a topic's replies: that day)."""

    def seconds_since_text(self, case: Case) -> float | None:
        """How long ago the member was last granted something for a comment or reply."""

    def repeats(self, case: Case, hours: int) -> bool:
        """Whether the text is much like one the member was judged for in the last hours."""

    def from_giver(self, case: Case) -> int:
        """How often, in the month, the member was granted this rule through this giver."""

    def likes(self, case: Case) -> tuple[int, int]:
        """Granted likes of the last 30 days, and from how many people, this giver included."""

    def week_total(self, case: Case) -> int:
        """Points the circle granted in the week of the case."""


Check = Callable[[Rules, Rule, Case, Record], str | None]


def judge(rules: Rules, case: Case, record: Record) -> Ruling:
    """What an occurrence is worth under these rules, given what was granted before it."""
    rule = rules[case.rule]
    for check in CHECKS:
        refused = check(rules, rule, case, record)
        if refused:
            return Ruling(refused=refused)
    points = case.facts.get("amount", 1) * rule.points if case.rule == "purchase" else rule.points
    growth = rule.growth
    if case.rule in CAPPED:
        had_points, had_growth = record.day_sums(case)
        points = min(points, max(0, rules.daily_points - had_points))
        growth = min(growth, max(0, rules.daily_growth - had_growth))
        if not points and not growth and (rule.points or rule.growth):
            return Ruling(refused="ceiling")
    return Ruling(points, growth, wait=_wait(case))


def is_done(rules: Rules, case: Case, record: Record) -> bool:
    """Whether what earned nothing, because so much was paid already, was done all the same.

    Badges count that. It is asked of a record that knows such doings too, so that a text repeated,
    a thread filled or two who praise each other are no more past a limit than before it.
    """
    rule = rules[case.rule]
    found = (check(rules, rule, case, record) for check in HONEST)
    return not _wait(case) and not any(found)


def _is_on(rules: Rules, rule: Rule, case: Case, record: Record) -> str | None:
    return None if rule.on and (rule.points or rule.growth) else "off"


def _may_earn(rules: Rules, rule: Rule, case: Case, record: Record) -> str | None:
    if case.facts.get("paid_before"):
        return "limit"
    if case.facts.get("outside"):
        return "not_member"
    return "ad" if case.facts.get("category") == "ad" else None


def _is_enough(rules: Rules, rule: Rule, case: Case, record: Record) -> str | None:
    pictured = case.facts.get("has_media") and case.rule not in WORDED
    if not rule.characters or pictured:
        return None
    return "too_short" if case.facts.get("characters", 0) < rule.characters else None


def _is_others(rules: Rules, rule: Rule, case: Case, record: Record) -> str | None:
    """Not under one's own entry, not through oneself, not through a second account of one's own."""
    if case.rule == "comment" and case.user_id in (
        case.facts.get("root_author_id"), *case.facts.get("above_author_ids", ()),
        case.facts.get("parent_author_id"),  # of what was noted when that alone was looked at
    ):  # fmt: skip
        return "own"
    if case.giver_id == case.user_id:
        return "self"
    return "cluster" if case.facts.get("same_cluster") else None


def _is_alive(rules: Rules, rule: Rule, case: Case, record: Record) -> str | None:
    idle = case.facts.get("idle_days", 0)
    return "idle" if case.rule == "comment" and idle >= IDLE_DAYS else None


def _is_invited(rules: Rules, rule: Rule, case: Case, record: Record) -> str | None:
    if case.rule != "invited":
        return None
    if case.facts.get("in_wechat"):
        return "wechat"
    return None if case.facts.get("active") else "inactive"


def _giver_counts(rules: Rules, rule: Rule, case: Case, record: Record) -> str | None:
    if case.rule != "liked" or case.facts.get("giver_restricted") is False:
        return None
    return "giver" if case.facts.get("giver_level", 0) < LIKER_LEVEL else None


def _is_within_limit(rules: Rules, rule: Rule, case: Case, record: Record) -> str | None:
    full = rule.limit is not None and record.times(case, rule.span) >= rule.limit
    return "limit" if full else None


def _is_first_there(rules: Rules, rule: Rule, case: Case, record: Record) -> str | None:
    return "thread" if case.rule in ("comment", "reply") and record.in_thread(case) else None


def _is_new_text(rules: Rules, rule: Rule, case: Case, record: Record) -> str | None:
    if case.rule not in TEXTS:
        return None
    if case.rule in SHORT_TEXTS and rules.cooldown_seconds:
        since = record.seconds_since_text(case)
        if since is not None and since < rules.cooldown_seconds:
            return "cooldown"
    return "duplicate" if record.repeats(case, DUPLICATE_HOURS) else None


def _is_no_ring(rules: Rules, rule: Rule, case: Case, record: Record) -> str | None:
    """The same two, or the same few, do not lift each other up for ever."""
    if case.rule in BETWEEN_TWO and record.from_giver(case) >= PAIR_ACCEPTED:
        return "pair"
    if case.rule != "liked":
        return None
    if record.from_giver(case) >= PAIR_LIKES:
        return "pair"
    granted, people = record.likes(case)
    return "ring" if granted >= RING_FREE and people * RING_SHARE <= granted else None


def _is_within_budget(rules: Rules, rule: Rule, case: Case, record: Record) -> str | None:
    if not rules.weekly_points or case.rule in UNBUDGETED:
        return None
    return "budget" if record.week_total(case) + rule.points > rules.weekly_points else None


def _wait(case: Case) -> timedelta:
    """Likes that could be a favour for a favour, or from a fresh account, settle a day later."""
    if case.rule == "liked" and (case.facts.get("mutual") or case.facts.get("new_giver")):
        return timedelta(hours=LIKE_WAIT_HOURS)
    return timedelta()


CHECKS: tuple[Check, ...] = (
    _is_on, _may_earn, _is_enough, _is_others, _is_alive, _is_invited, _giver_counts,
    _is_within_limit, _is_first_there, _is_new_text, _is_no_ring, _is_within_budget,
)  # fmt: skip
HONEST: tuple[Check, ...] = (
    _may_earn, _is_enough, _is_others, _is_alive, _is_invited, _giver_counts, _is_first_there,
    _is_new_text, _is_no_ring,
)  # fmt: skip
