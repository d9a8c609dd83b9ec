"""The limits of earning once more, from the table of the product and nothing else.

The program's own judge is not asked: what it granted is held against this one, award by award, in
the order in which the ledger took them.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

LOCAL = timedelta(hours=8)  # Asia/Shanghai
CEILINGS = (60, 40)  # points and growth a member earns in a day
EARNS = {  # points, growth, times a day (0: as often as it happens)
    "post": (3, 3, 3), "question": (2, 2, 3), "answer": (3, 3, 5), "topic": (3, 3, 1),
    "reply": (2, 2, 5), "comment": (1, 1, 10), "liked": (1, 1, 10), "report": (3, 0, 5),
    "featured": (20, 20, 0), "purchase": (1, 0, 0),
    "accepted": (15, 15, 0), "accepting": (2, 0, 0),
}  # fmt: skip
OUTSIDE = {"featured", "purchase", "accepted", "accepting"}  # of the ceilings
CHARACTERS = {"post": 15, "comment": 6}  # at least
PAUSE = 15  # seconds between two comments or replies that earn
OF_TWO, OF_ONE = 3, 5  # a month: accepted answers of the same two, likes of the same giver
RING_FREE, RING_SHARE, RING_DAYS = 9, 3, 30


@dataclass(frozen=True)
class Award:
    """One thing that could earn, and what came of it."""

    number: int  # the ledger took it in this order
    circle: int
    who: int
    rule: str
    at: datetime
    outcome: tuple[int, int, str | None]  # points, growth, why nothing
    amount: int = 1
    characters: int = 0
    thread: int | None = None
    giver: int | None = None

    @property
    def day(self) -> date:
        return (self.at + LOCAL).date()

    @property
    def granted(self) -> bool:
        return self.outcome[2] is None


class Granted:
    """What was granted so far, found by whose it is and when."""

    def __init__(self) -> None:
        self._found: dict[tuple, list[Award]] = defaultdict(list)

    def add(self, award: Award) -> None:
        """Something more was granted."""
        here = award.circle
        self._found[here, award.who, award.day].append(award)
        self._found[here, award.who, award.rule].append(award)
        if award.giver is not None:
            self._found[here, award.rule, frozenset((award.who, award.giver))].append(award)

    def that_day(self, award: Award) -> list[Award]:
        """What its member was granted on the day."""
        return self._found[award.circle, award.who, award.day]

    def of_rule(self, award: Award) -> list[Award]:
        """What its member was ever granted for the same."""
        return self._found[award.circle, award.who, award.rule]

    def of_two(self, award: Award) -> list[Award]:
        """What the two were ever granted for the same, whoever of them it was."""
        return self._found[award.circle, award.rule, frozenset((award.who, award.giver))]


def wrong_limits(awards: Iterable[Award]) -> list[str]:
    """Awards that passed a limit or a ceiling, or got less than was theirs."""
    wrong, before = [], Granted()
    for award in sorted(awards, key=lambda each: each.number):
        due = _due(award, before)
        if award.outcome != due:
            wrong.append(
                f"award {award.number} ({award.rule} of {award.who} on {award.day}) "
                f"brought {award.outcome}, its limits allow {due}"
            )
        if award.granted:
            before.add(award)
    return wrong


def _due(award: Award, before: Granted) -> tuple[int, int, str | None]:
    """What an award has to bring, given what was granted before it."""
    points, growth, times = EARNS[award.rule]
    same_day = [each for each in before.that_day(award) if each.rule == award.rule]
    if award.characters < CHARACTERS.get(award.rule, 0):
        return 0, 0, "too_short"
    if times and len(same_day) >= times:
        return 0, 0, "limit"
    refused = _threads(award, before) or _pairs(award, before)
    if refused:
        return 0, 0, refused
    if award.rule in OUTSIDE:
        return points * award.amount, growth, None
    under = [each for each in before.that_day(award) if each.rule not in OUTSIDE]
    left = [ceiling - sum(each.outcome[place] for each in under)
            for place, ceiling in enumerate(CEILINGS)]  # fmt: skip
    points, growth = min(points, max(0, left[0])), min(growth, max(0, left[1]))
    return points, growth, None if points or growth else "ceiling"


def _threads(award: Award, before: Granted) -> str | None:
    """One reply for each topic and day, one comment for each thread, and not in one breath."""
    if award.rule not in ("reply", "comment"):
        return None
    same = [each for each in before.of_rule(award) if each.thread == award.thread]
    if any(award.rule == "comment" or each.day == award.day for each in same):
        return "thread"
    earlier = [each.at for each in before.that_day(award)
               if each.rule in ("reply", "comment") and each.at <= award.at]  # fmt: skip
    soon = earlier and (award.at - max(earlier)).total_seconds() < PAUSE
    return "cooldown" if soon else None


def _pairs(award: Award, before: Granted) -> str | None:
    """The same two, or the same few, do not lift each other up for ever."""
    if award.giver is None:
        return None
    month = (award.at + LOCAL).replace(day=1, hour=0, minute=0, second=0, microsecond=0) - LOCAL
    if award.rule in ("accepted", "accepting"):
        ours = [each for each in before.of_two(award) if each.at >= month]
        return "pair" if len(ours) >= OF_TWO else None
    likes = before.of_rule(award)
    if sum(each.giver == award.giver and each.at >= month for each in likes) >= OF_ONE:
        return "pair"
    lately = [each for each in likes if each.at > award.at - timedelta(days=RING_DAYS)]
    givers = {each.giver for each in lately} | {award.giver}
    is_ring = len(lately) >= RING_FREE and len(givers) * RING_SHARE <= len(lately)
    return "ring" if is_ring else None
