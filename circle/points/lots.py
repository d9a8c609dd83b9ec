"""Which of a member's points were spent and which lapsed: award by award, the oldest first."""

from bisect import bisect_right, insort
from collections import defaultdict
from dataclasses import dataclass

LAPSES = frozenset({"lapsed", "closed"})  # movements that leave what is taken to nobody

Key = tuple[str, str, str]  # rule, kind and id of a cause
Span = tuple[int, int]  # from, to: a stretch of all that ever came in anew


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a member's spendable points: what for, how much, and what was ever earned."""

    key: Key
    amount: int
    earned: int


class Lots:
    """What each award brought, and where it is now: there, spent or taken back, or lapsed.

    What is spent and what lapses is the oldest there is. What is taken back is first what that
    award brought itself, and comes back as such; anything else that comes back was spent last.
    """

    def __init__(self) -> None:
        self._brought: dict[Key, list[Span]] = {}
        self._there: list[Span] = []  # in order
        self._lapsed: list[Span] = []
        self._spent: dict[Key | None, list[Span]] = defaultdict(list)  # newest last
        self._earned = self._floor = 0

    def take(self, step: Step) -> None:
        """The next line of the account."""
        fresh, before = step.earned - self._earned, self._earned
        self._earned = step.earned
        if fresh:
            self._brought.setdefault(step.key, []).append((before, step.earned))
            self._there.append((before, step.earned))
        whose = step.key if step.key in self._brought else None
        rest = step.amount - fresh
        if rest > 0:
            self._come_back(whose, rest)
        elif step.key[0] in LAPSES:
            self._lapsed += self._leave(whose, -rest)
        else:
            self._spent[whose] += self._leave(whose, -rest)

    def lapsed_of(self, key: Key) -> int:
        """How much of what an award brought has lapsed."""
        brought = self._brought.get(key, ())
        shared = (_shared(one, other) for one in brought for other in self._lapsed)
        return sum(end - start for start, end in shared if end > start)

    def _leave(self, whose: Key | None, amount: int) -> list[Span]:
        """Take so much of what is there: of one award first, then the oldest."""
        left: list[Span] = []
        for within in (*self._own(whose), (self._floor, self._earned)):
            if amount:
                amount -= self._leave_of(within, amount, left)
        return left

    def _leave_of(self, within: Span, amount: int, left: list[Span]) -> int:
        """Take at most so much of what is there of one stretch; answers how much it was.

        What is there lies inside what one award brought, or outside it: never across its ends.
        """
        wanted = amount
        at = bisect_right(self._there, within[0], key=lambda span: span[1])
        while amount and at < len(self._there) and self._there[at][0] < within[1]:
            start, end = self._there[at]
            split = min(end, start + amount)
            self._there[at : at + 1] = [(split, end)] if split < end else []
            left.append((start, split))
            amount -= split - start
        return wanted - amount

    def _own(self, whose: Key | None) -> list[Span]:
        return self._brought[whose] if whose is not None else []

    def _come_back(self, whose: Key | None, amount: int) -> None:
        """Put so much back: what was taken from one award first, then what was spent last."""
        for spent in (self._spent[whose], self._spent[None]):
            while amount and spent:
                start, end = spent.pop()
                low = max(start, end - amount)
                if low > start:
                    spent.append((start, low))
                insort(self._there, (low, end))
                amount -= end - low
        if amount:  # it stands for what paid a debt, and never came in anew: older than the rest
            insort(self._there, (self._floor - amount, self._floor))
            self._floor -= amount


def _shared(one: Span, other: Span) -> Span:
    return max(one[0], other[0]), min(one[1], other[1])
