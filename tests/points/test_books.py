"""Whatever happens in whatever order, the books say what a child's book would say."""

import random

import pytest
from sqlalchemy import func, select

from circle.circles.models import Membership
from circle.core.db import session, transaction
from circle.core.errors import Conflict
from circle.points import actions, queries
from circle.points.actions import Cause
from circle.points.models import LedgerAccount, LedgerLine, LedgerTransfer
from tests.factories import points as made
from tests.points.model import Award, Model, Purse

STEPS = 200
ENTRIES = 6
PENALTY = 5
WEIGHTS = {
    "award": 5, "buy": 3, "take_back": 4, "restore": 4, "penalise": 2, "withdraw": 1, "spend": 4,
    "unspend": 2, "hold": 3, "settle": 3, "lapse": 1, "again": 1,
}  # fmt: skip


class Walk:
    """Random steps by a few members, in the program and in the model at once."""

    def __init__(self, people, seed):
        self.rng, self.circle = random.Random(seed), made.circle_id()
        self.people = [person.user_id for person in people]
        self.model = Model({ident: Purse() for ident in self.people})
        self.noted, self.spent, self.settled = [], [], []
        self.done = dict.fromkeys(WEIGHTS, 0)

    def step(self):
        name = self.rng.choices(list(WEIGHTS), WEIGHTS.values())[0]
        who, entry = self.rng.choice(self.people), self.rng.randrange(1, ENTRIES)
        getattr(self, name)(who, entry)
        self.done[name] += 1
        return name

    def award(self, who, entry):
        self._note(who, entry, "featured", 20, 20)

    def buy(self, who, entry):
        self._note(who, entry, "purchase", self.rng.randrange(1, 60), 0)

    def again(self, who, entry):
        """The same cause once more pays nothing more."""
        if self.noted:
            actions.note(self.rng.choice(self.noted)[0])

    def take_back(self, who, entry):
        actions.take_back(self.circle, who, entry)
        self.model.take_back(who, entry)

    def restore(self, who, entry):
        actions.pay_again(self.circle, who, entry)
        self.model.pay_again(who, entry)

    def withdraw(self, who, entry):
        standing = [pair for pair in self.noted if pair[0].rule == "purchase"]
        if standing:
            happening, award = self.rng.choice(standing)
            cause = happening.cause_kind, happening.cause_id
            actions.withdraw(self.circle, happening.user_id, "purchase", cause)
            if award.why != "withdrawn":
                self.model.take(award, "withdrawn")

    def penalise(self, who, entry):
        happening = actions.Happening(
            self.circle, who, "removal", "entry", f"{who}-{entry}", entry_id=entry
        )
        actions.penalise(happening)
        self.model.penalise(who, entry, PENALTY)

    def spend(self, who, entry):
        amount, cause = self.rng.randrange(40), made.cause("redeem")
        purse = self.model.purses[who]
        if self._try(purse, amount, lambda: actions.spend(self.circle, who, amount, cause)):
            purse.spend(amount)
            self.spent.append((who, amount, cause))

    def unspend(self, who, entry):
        if self.spent:
            who, amount, cause = self.spent.pop(self.rng.randrange(len(self.spent)))
            back = Cause(cause.rule, cause.kind, cause.id, 1)
            actions.unspend(self.circle, who, amount, back)
            self.model.purses[who].get_back(amount)

    def hold(self, who, entry):
        amount, cause = self.rng.randrange(1, 40), made.cause("bounty")
        held = self._try(
            self.model.purses[who], amount,
            lambda: actions.hold(self.circle, who, amount, cause),
        )  # fmt: skip
        if held:
            self.model.hold(held.id, who, amount)

    def settle(self, who, entry):
        if self.settled and self.rng.random() < 0.3:
            with pytest.raises(Conflict):
                actions.refund(self.rng.choice(self.settled))
        if self.model.holds:
            ident = self.rng.choice(sorted(self.model.holds))
            amount = self.model.holds[ident][1]
            shares = self.rng.choice([{}, {who: amount}, self._divided(amount)])
            actions.divide(ident, shares)
            self.model.settle(ident, shares)
            self.settled.append(ident)

    def lapse(self, who, entry):
        amount, purse = self.rng.randrange(1, 20), self.model.purses[who]
        actions.lapse(self.circle, who, amount, made.cause("lapsed"))
        purse.lapse(amount)

    def _note(self, who, entry, rule, points, growth):
        facts = {"amount": points} if rule == "purchase" else {}
        number = made.cause().id
        happening = actions.Happening(
            self.circle, who, rule, "entry", number, entry_id=entry, facts=facts
        )
        assert actions.note(happening).state == "paid"
        award = Award(who, entry, points, growth)
        self.model.award(award)
        self.noted.append((happening, award))

    def _divided(self, amount):
        one, other = self.rng.sample(self.people, 2)
        first = self.rng.randrange(amount)
        return {one: first, other: self.rng.randrange(amount - first)}

    def _try(self, purse, amount, work):
        """What the model allows happens, what it refuses is refused."""
        if purse.can_pay(amount):
            return work()
        with pytest.raises((actions.NotEnough, actions.StillOwed)):
            work()
        return None


def balances():
    """Every account of members, as {user: {kind: balance}}."""
    found = {}
    rows = select(LedgerAccount.user_id, LedgerAccount.kind, LedgerAccount.balance)
    for user_id, kind, balance in session().execute(rows):
        found.setdefault(user_id, {})[kind] = balance
    return found


def check(walk):
    """The books against the model, and against themselves."""
    kept = balances()
    for user_id, purse in walk.model.purses.items():
        mine = {kind: kept.get(user_id, {}).get(kind, 0) for kind in purse.says}
        assert mine == purse.says and min(mine.values()) >= 0
        member = session().execute(
            select(Membership.points, Membership.growth)
            .where(Membership.user_id == user_id, Membership.circle_id == walk.circle)
        ).one()  # fmt: skip
        assert tuple(member) == (len(purse.there) - purse.owed, purse.growth)
    everything = [
        balance for held in kept.values() for kind, balance in held.items() if "growth" not in kind
    ]
    lines = session().scalar(select(func.sum(LedgerLine.amount))) or 0
    assert (sum(everything), lines) == (0, 0)


def verified():
    faults = (*queries.wrong_lines(), *queries.wrong_transfers(), *queries.wrong_members())
    assert list(faults) == []
    causes = (
        LedgerTransfer.circle_id, LedgerTransfer.cause_kind, LedgerTransfer.cause_id,
        LedgerTransfer.rule, LedgerTransfer.sequence,
    )  # fmt: skip
    twice = select(*causes).group_by(*causes).having(func.count() > 1)
    assert session().execute(twice).all() == []


@pytest.mark.parametrize("seed", [20261122, 7])
def test_a_random_walk_leaves_what_the_model_says_after_every_step(inside, cast, seed):
    walk = Walk((cast.member, cast.guest, cast.admin), seed)
    for number in range(STEPS):
        walk.step()
        check(walk)
        if number % 100 == 99:
            verified()
    assert min(walk.done.values()) > 0
    assert any(award.lapsed for award in walk.model.awards)


def test_two_credits_of_one_member_in_one_draft_pay_a_debt_once(inside, cast):
    made.happen(cast.member, entry_id=7)
    here = made.circle_id(), cast.member.user_id
    actions.spend(*here, 20, made.cause())
    actions.take_back(*here, 7)
    with transaction():
        books = actions.ledger.open_books(here[0], {here[1]})
        draft = actions.ledger.Draft(books, here[1])
        for _ in range(2):
            draft.credit(here[1], 15, fresh=True)
        assert draft.there(here[1], "owed") == 0 and draft.there(here[1], "spendable") == 10
        draft.debit(here[1], 8)
        draft.debit(here[1], 8)
        assert draft.there(here[1], "owed") == 6 and draft.there(here[1], "spendable") == 0
