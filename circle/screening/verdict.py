"""The one judgement of a text: which rule it meets, and what that asks for."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from circle.core.i18n import Text, lazy
from circle.screening.context import is_talked_about
from circle.screening.detectors import Sort, detected
from circle.screening.folding import written
from circle.screening.matching import Match, outside
from circle.screening.rules import NO_RULES, SEVERITY, Asked, Outcome, RuleSet

MOST_SHOWN = 200  # places of one text; nobody looks at more, and a hostile text has thousands
MASK = "＊"  # what stands for each character of a replaced word

BLOCKED = lazy("“%(rule)s” is not allowed here. Change it and send it again")
REVIEWED = lazy("It touches the rule “%(rule)s”, so somebody looks at it first")
LOOKED_AT: dict[Sort, Text] = {
    "link": lazy("There is a link in it, so somebody looks at it first"),
    "phone": lazy("There is a phone number in it, so somebody looks at it first"),
    "account": lazy("There is an account or an address in it, so somebody looks at it first"),
}


@dataclass(frozen=True, slots=True)
class Hit:
    """A place of the text as it was given, what it asks for, and the rule it meets.

    Without a rule it is something that is looked at whatever the rules are: `sort` says what.
    """

    action: Outcome
    start: int
    end: int
    rule: str | None = None
    sort: Sort | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to happen, the text after replacing, the rule with its reason, the first places."""

    action: Outcome
    text: str
    rule: str | None = None
    reason: Text | None = None
    hits: tuple[Hit, ...] = ()


def judge(text: str, rules: RuleSet = NO_RULES, watch: Collection[Sort] = ()) -> Verdict:
    """The severest thing any rule asks for; words to be replaced are masked in the given text.

    What only resembles a word, is quoted or is warned of is reviewed at most: it may be innocent.
    `watch` names what somebody looks at first in any case: links, phones, accounts of newcomers.
    """
    hits = [*_met(text, rules), *_watched(text, watch)]
    if not hits:
        return Verdict("pass", text)
    worst = max(hits, key=lambda hit: SEVERITY.index(hit.action))
    masked = _masked(text, (hit for hit in hits if hit.action == "replace"))
    places = sorted(hits, key=lambda hit: (hit.start, hit.end))
    return Verdict(worst.action, masked, worst.rule, _told(worst), tuple(places[:MOST_SHOWN]))


def worst_of(verdicts: Iterable[Verdict]) -> Verdict:
    """The severest of several verdicts: a text is as good as its worst part."""
    return max(verdicts, key=lambda verdict: SEVERITY.index(verdict.action))


def _met(text: str, rules: RuleSet) -> Iterator[Hit]:
    """Every place where a rule is met, the site's rules first, each in the order they are kept."""
    layers = [layer for layer in rules.layers() if layer.rules]
    line = written(text if layers else "")
    free: list[Match] = []
    for layer in layers:
        found = layer.matcher.find(line)
        free += [match for match in found if match.index in layer.matcher.free]
        for match in sorted(outside(found, free), key=lambda one: (one.index, one.start)):
            rule = layer.rules[match.index]
            action = _asked(rule.action, match, text)
            if action:
                yield Hit(action, match.start, match.end, rule.name)


def _asked(asked: Asked, match: Match, text: str) -> Outcome | None:
    """What a rule asks for, seen how certain it is: what is faint is not masked."""
    if asked == "ignore":
        return None
    if asked == "replace":
        return None if match.strength == "faint" else "replace"
    certain = match.strength == "sure" and not is_talked_about(text, match.start, match.end)
    return asked if certain else "review"


def _watched(text: str, watch: Collection[Sort]) -> Iterator[Hit]:
    for found in detected(text, watch):
        yield Hit("review", found.start, found.end, sort=found.sort)


def _told(hit: Hit) -> Text | None:
    if hit.sort:
        return LOOKED_AT[hit.sort]
    reason = {"block": BLOCKED, "review": REVIEWED}.get(hit.action)
    return lazy(reason.key, rule=hit.rule) if reason else None


def _masked(text: str, hits: Iterable[Hit]) -> str:
    characters = list(text)
    for hit in hits:
        characters[hit.start : hit.end] = MASK * (hit.end - hit.start)
    return "".join(characters)
