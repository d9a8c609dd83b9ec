"""The one judgement of a text: which rule it meets, and what that asks for."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from circle.core.i18n import Text, lazy

Outcome = Literal["pass", "replace", "review", "block"]
SEVERITY: Sequence[Outcome] = ("pass", "replace", "review", "block")
MASK = "＊"  # what stands for each character of a replaced word

BLOCKED = lazy("“%(rule)s” is not allowed here. Change it and send it again")
REVIEWED = lazy("It touches the rule “%(rule)s”, so somebody looks at it first")


@dataclass(frozen=True, slots=True)
class Rule:
    """One pattern and what it asks for; `name` is what the author is told."""

    name: str
    pattern: str
    action: Outcome


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules one text is held against, the site's and the circle's together."""

    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to happen, the text after replacing, and the rule with its reason."""

    action: Outcome
    text: str
    rule: str | None = None
    reason: Text | None = None


NO_RULES = RuleSet()


def judge(text: str, rules: RuleSet = NO_RULES) -> Verdict:
    """The severest thing any rule asks for; words to be replaced are masked in the given text."""
    met = [rule for rule in rules.rules if _places(text, rule.pattern)]
    if not met:
        return Verdict("pass", text)
    worst = max(met, key=lambda rule: SEVERITY.index(rule.action))
    for rule in met:
        if rule.action == "replace":
            text = _masked(text, rule.pattern)
    reason = {"block": BLOCKED, "review": REVIEWED}.get(worst.action)
    told = lazy(reason.key, rule=worst.name) if reason else None
    return Verdict(worst.action, text, worst.name, told)


def worst_of(verdicts: Iterable[Verdict]) -> Verdict:
    """The severest of several verdicts: a text is as good as its worst part."""
    return max(verdicts, key=lambda verdict: SEVERITY.index(verdict.action))


def _places(text: str, pattern: str) -> list[tuple[int, int]]:
    """Where a pattern stands, found without regard to case and width, as places of the text."""
    wanted = _fold(pattern)
    if not wanted:
        return []
    folded, origin = [], []
    for index, character in enumerate(text):
        for part in _fold(character):
            folded.append(part)
            origin.append(index)
    line, found, start = "".join(folded), [], 0
    while (at := line.find(wanted, start)) >= 0:
        end = at + len(wanted)
        found.append((origin[at], origin[end - 1] + 1))
        start = end
    return found


def _masked(text: str, pattern: str) -> str:
    for start, end in reversed(_places(text, pattern)):
        text = text[:start] + MASK * (end - start) + text[end:]
    return text


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
