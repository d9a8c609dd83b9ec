"""The books as a child would keep them: a few numbers for each person, and what was agreed."""

from dataclasses import dataclass, field


@dataclass
class Purse:
    """What one person has."""

    spendable: int = 0
    owed: int = 0
    held: int = 0
    growth: int = 0

    def get(self, amount):
        """Debts first, the rest is one's own."""
        paid = min(self.owed, amount)
        self.owed -= paid
        self.spendable += amount - paid

    def lose(self, amount):
        """What is not there is owed."""
        there = min(self.spendable, amount)
        self.spendable -= there
        self.owed += amount - there

    def can_pay(self, amount):
        return not self.owed and self.spendable >= amount

    def shrink(self, by):
        """Growth lost: never more than there is. Answers how much it was."""
        lost = min(self.growth, by)
        self.growth -= lost
        return lost


@dataclass
class Award:
    """Something that earned once."""

    who: int
    entry: int
    points: int
    growth: int
    why: str = ""  # it is taken: gone or withdrawn
    lost: int = 0  # growth that was really taken


@dataclass
class Penalty:
    """Growth lost for an entry that staff took away."""

    lost: int
    on: bool = True


@dataclass
class Model:
    """Everybody, and everything that can still be undone."""

    purses: dict[int, Purse]
    awards: list[Award] = field(default_factory=list)
    penalties: dict[tuple[int, int], Penalty] = field(default_factory=dict)
    holds: dict[int, tuple[int, int]] = field(default_factory=dict)  # open ones: whose, how much
    issued: int = 0  # given out, less what was taken back

    def award(self, award):
        self.awards.append(award)
        self.purses[award.who].get(award.points)
        self.purses[award.who].growth += award.growth

    def take(self, award, why):
        purse = self.purses[award.who]
        if award.why:
            award.why = why if award.why == "gone" else award.why
            return
        purse.lose(award.points)
        award.lost, award.why = purse.shrink(award.growth), why

    def take_back(self, who, entry):
        for award in self._of(who, entry):
            self.take(award, "gone")

    def pay_again(self, who, entry):
        for award in self._of(who, entry):
            if award.why == "gone":
                self.purses[who].get(award.points)
                self.purses[who].growth += award.lost
                award.why = ""
        penalty = self.penalties.get((who, entry))
        if penalty is not None and penalty.on:
            self.purses[who].growth += penalty.lost
            penalty.on = False

    def penalise(self, who, entry, size):
        known, purse = self.penalties.get((who, entry)), self.purses[who]
        if known is None or not known.on:
            lost = purse.shrink(size)
            self.penalties[who, entry] = Penalty(lost, on=lost > 0)

    def hold(self, ident, who, amount):
        self.purses[who].spendable -= amount
        self.purses[who].held += amount
        self.holds[ident] = (who, amount)

    def settle(self, ident, shares):
        who, amount = self.holds.pop(ident)
        self.purses[who].held -= amount
        for to, share in shares.items():
            self.purses[to].get(share)
        self.purses[who].get(amount - sum(shares.values()))

    def _of(self, who, entry):
        return [award for award in self.awards if (award.who, award.entry) == (who, entry)]
