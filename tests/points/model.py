"""The books as a child would keep them: a few numbers for each person, and what was agreed."""

from dataclasses import dataclass, field


@dataclass(eq=False)
class Coin:
    """A single point: how old it is, what it was given for, and where it is."""

    age: int  # the oldest is the smallest
    award: object = None
    place: str = "there"  # or spent, taken, lapsed


@dataclass
class Purse:
    """What one person has: every point apart."""

    owed: int = 0
    held: int = 0
    growth: int = 0
    coins: list[Coin] = field(default_factory=list)
    spent: list[Coin] = field(default_factory=list)  # the last one on top

    @property
    def there(self):
        return sorted((c for c in self.coins if c.place == "there"), key=lambda coin: coin.age)

    @property
    def says(self):
        """What the four accounts have to say."""
        return {"spendable": len(self.there), "owed": self.owed, "held": self.held,
                "growth": self.growth}  # fmt: skip

    def earn(self, amount, award=None):
        """Debts first, the rest is new coins."""
        begins = max((coin.age for coin in self.coins), default=0) + 1
        new = range(begins, begins + self._pay_debt(amount))
        self.coins += [Coin(age, award) for age in new]

    def get_back(self, amount):
        """Debts first, then the coins spent last; what once paid a debt is the oldest."""
        for _ in range(self._pay_debt(amount)):
            if self.spent:
                self.spent.pop().place = "there"
            else:
                self.coins.append(Coin(min((c.age for c in self.coins), default=0) - 1))

    def spend(self, amount):
        for coin in self.there[:amount]:
            coin.place = "spent"
            self.spent.append(coin)

    def lapse(self, amount):
        for coin in self.there[:amount]:
            coin.place = "lapsed"

    def lose(self, award):
        """Its own coins go first, then the oldest; what it brought that lapsed is nobody's debt."""
        lapsed = sum(coin.award is award and coin.place == "lapsed" for coin in self.coins)
        award.lapsed, due = lapsed, award.points - lapsed
        going = sorted(self.there, key=lambda coin: coin.award is not award)[:due]
        for coin in going:
            coin.place = "taken"
        award.coins, self.owed = going, self.owed + due - len(going)

    def win_back(self, award):
        """What was taken, less what had lapsed."""
        due = self._pay_debt(award.points - award.lapsed)
        for _ in range(min(due, len(award.coins))):
            award.coins.pop().place = "there"
            due -= 1
        self.get_back(due)

    def can_pay(self, amount):
        return not self.owed and len(self.there) >= amount

    def _pay_debt(self, amount):
        """Pay what is owed; answers what is left."""
        paid = min(self.owed, amount)
        self.owed -= paid
        return amount - paid

    def shrink(self, by):
        """Growth lost: never more than there is. Answers how much it was."""
        lost = min(self.growth, by)
        self.growth -= lost
        return lost


@dataclass(eq=False)
class Award:
    """Something that earned once."""

    who: int
    entry: int
    points: int
    growth: int
    why: str = ""  # it is taken: gone or withdrawn
    lost: int = 0  # growth that was really taken
    lapsed: int = 0  # of its points, when it was taken
    coins: list[Coin] = field(default_factory=list)  # taken for it


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
        self.purses[award.who].earn(award.points, award)
        self.purses[award.who].growth += award.growth

    def take(self, award, why):
        purse = self.purses[award.who]
        if award.why:
            award.why = why if award.why == "gone" else award.why
            return
        purse.lose(award)
        award.lost, award.why = purse.shrink(award.growth), why

    def take_back(self, who, entry):
        for award in self._of(who, entry):
            self.take(award, "gone")

    def pay_again(self, who, entry):
        for award in self._of(who, entry):
            if award.why == "gone":
                self.purses[who].win_back(award)
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
        self.purses[who].spend(amount)
        self.purses[who].held += amount
        self.holds[ident] = (who, amount)

    def settle(self, ident, shares):
        who, amount = self.holds.pop(ident)
        self.purses[who].held -= amount
        for to, share in shares.items():
            pay = self.purses[to].get_back if to == who else self.purses[to].earn
            pay(share)
        self.purses[who].get_back(amount - sum(shares.values()))

    def _of(self, who, entry):
        return [award for award in self.awards if (award.who, award.entry) == (who, entry)]
