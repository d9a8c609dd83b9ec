"""Posting to the ledger: the one way a balance changes.

Whoever posts has opened the books of the circle first: its own row is locked, which every posting
of that circle waits for, then the memberships concerned, by id. So limits are counted, and balances
read, under the same lock they are written under, on PostgreSQL as on SQLite. Verbs of circles lock
in the same order: nobody holds a membership while waiting for its circle.

Every award passes here: statements are built once, and books once opened stay open until commit.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import Executable, bindparam, insert, select, update

from circle.circles.models import Circle, Membership
from circle.core import clock
from circle.core.db import found_so_far, session, table_of
from circle.core.errors import Conflict, NotFound
from circle.core.i18n import lazy
from circle.points.models import LedgerAccount, LedgerLine, LedgerTransfer

Key = tuple[int | None, str]  # whose account (None: the circle's), of which kind
ISSUED: Key = (None, "issued")
ACCOUNTS, TRANSFERS, LINES = map(table_of, (LedgerAccount, LedgerTransfer, LedgerLine))


class NotEnough(Conflict):
    """Points that are not there cannot be spent or set aside."""

    code = "not_enough_points"
    title = lazy("You don't have enough points for this")


class StillOwed(Conflict):
    """Who owes points pays them back by contributing before spending again."""

    code = "points_owed"
    title = lazy("You still owe points from something taken back. What you earn next pays them")


@dataclass(frozen=True, slots=True)
class Cause:
    """What a movement is for: with its rule and sequence it happens once."""

    rule: str
    kind: str
    id: str
    sequence: int = 0
    entry_id: int | None = None
    facts: Mapping[str, Any] | None = None  # what else its line in the history tells

    @property
    def key(self) -> tuple[str, str, str]:
        """What its doing, undoing and redoing have in common."""
        return self.rule, self.kind, self.id


@dataclass(slots=True)
class Account:
    """An account while the books are open; `id` is None until it is first used."""

    id: int | None
    balance: int = 0
    earned: int = 0


@dataclass(slots=True)
class Books:
    """A circle's books, open and locked: its accounts and the memberships they belong to.

    They are open to the members asked for; the accounts of others are not in them.
    """

    circle: Circle
    asked: set[int] = field(default_factory=set)
    members: dict[int, Membership] = field(default_factory=dict)
    accounts: dict[Key, Account] = field(default_factory=dict)

    def of(self, user_id: int | None, kind: str) -> Account:
        """An account, empty when it was never used."""
        return self.accounts.setdefault((user_id, kind), Account(None))


@dataclass(slots=True)
class Draft:
    """A transfer being drawn up: what changes on which account, in the order it was said."""

    books: Books
    user_id: int
    changes: dict[Key, int] = field(default_factory=dict)
    fresh: dict[Key, int] = field(default_factory=dict)  # of it, what was earned anew

    def there(self, user_id: int, kind: str) -> int:
        """What stands on a member's account once everything said so far is posted."""
        return self.books.of(user_id, kind).balance + self.changes.get((user_id, kind), 0)

    def move(self, source: Key, target: Key, amount: int, *, fresh: bool = False) -> None:
        """Take an amount from one account and put it on another."""
        if not amount:
            return
        self.changes[source] = self.changes.get(source, 0) - amount
        self.changes[target] = self.changes.get(target, 0) + amount
        if fresh:
            self.fresh[target] = self.fresh.get(target, 0) + amount

    def credit(self, user_id: int, amount: int, source: Key = ISSUED, *, fresh: bool) -> None:
        """Give points: what is owed is paid first, the rest can be spent.

        What pays a debt goes back where points come from: it was issued once already.
        """
        _check_amount(amount)
        debt = min(self.there(user_id, "owed"), amount)
        self.move((user_id, "owed"), (None, "receivable"), debt)
        self.move(source, (user_id, "spendable"), amount - debt, fresh=fresh)
        if source != ISSUED:
            self.move(source, ISSUED, debt)

    def debit(self, user_id: int, amount: int) -> None:
        """Take points back: what is spendable, and the rest is owed."""
        _check_amount(amount)
        there = min(self.there(user_id, "spendable"), amount)
        self.move((user_id, "spendable"), ISSUED, there)
        self.move((None, "receivable"), (user_id, "owed"), amount - there)

    def grow(self, user_id: int, by: int) -> int:
        """Change growth, never below zero; answers by how much it changed."""
        change = max(by, -self.there(user_id, "growth"))
        self.move((None, "growth_issued"), (user_id, "growth"), change)
        return change

    def require(self, user_id: int, amount: int) -> None:
        """Insist on so many points to spend, and on nothing owed."""
        _check_amount(amount)
        if self.there(user_id, "owed"):
            raise StillOwed
        if self.there(user_id, "spendable") < amount:
            raise NotEnough


def open_books(circle_id: int, user_ids: Iterable[int]) -> Books:
    """Lock the circle's books, then the members concerned, by id; read their accounts fresh.

    Who holds the circle's row is alone with its accounts: what is open in this transaction already
    is as it stands, and only members not asked for before are read.
    """
    found = found_so_far()
    books: Books | None = found.get((Books, circle_id))
    if books is None:
        books = found[Books, circle_id] = Books(_locked(circle_id))
    wanted = sorted(set(user_ids) - books.asked)
    if wanted:
        _open_to(books, wanted)
    return books


def post(draft: Draft, cause: Cause) -> int:
    """Write a transfer with its lines and the balances they make; answers the transfer's id."""
    books, changes = draft.books, {key: by for key, by in draft.changes.items() if by}
    _check_sums(changes)
    mine = draft.user_id
    points = changes.get((mine, "spendable"), 0) - changes.get((mine, "owed"), 0)
    transfer = {
        "circle_id": books.circle.id, "user_id": mine, "rule": cause.rule,
        "cause_kind": cause.kind, "cause_id": cause.id, "sequence": cause.sequence,
        "points": points, "growth": changes.get((mine, "growth"), 0), "entry_id": cause.entry_id,
        "facts": dict(cause.facts) if cause.facts else None, "at": clock.now(),
    }  # fmt: skip
    transfer_id: int = session().scalar(_adding_transfer(), transfer)
    _write_lines(draft, transfer_id, changes)
    _tell_members(books, {user_id for user_id, _ in changes})
    return transfer_id


def _check_amount(amount: int) -> None:
    """Less than nothing would turn a movement round."""
    if amount < 0:
        raise ValueError(f"{amount} points cannot be moved")


def _check_sums(changes: Mapping[Key, int]) -> None:
    """A transfer moves, it never makes: whatever is added here is a mistake of ours."""
    grown = sum(by for (_, kind), by in changes.items() if kind.startswith("growth"))
    moved = sum(by for (_, kind), by in changes.items() if not kind.startswith("growth"))
    if grown or moved:
        raise RuntimeError(f"a transfer that does not balance: {dict(changes)}")


def _write_lines(draft: Draft, transfer_id: int, changes: Mapping[Key, int]) -> None:
    books, lines, balances = draft.books, [], []
    for (user_id, kind), by in changes.items():
        account = books.of(user_id, kind)
        if account.id is None:
            account.id = _opened(books.circle.id, user_id, kind)
        account.balance += by
        account.earned += draft.fresh.get((user_id, kind), 0)
        now = {"balance": account.balance, "earned": account.earned}
        balances.append({"account": account.id, **now})
        lines.append({
            "circle_id": books.circle.id, "transfer_id": transfer_id, "account_id": account.id,
            "amount": by, **now,
        })  # fmt: skip
    if lines:  # what moves nothing is told in the history alone
        session().execute(_setting_balance(), balances)
        session().execute(_adding_lines(), lines)


def _tell_members(books: Books, touched: set[int | None]) -> None:
    """What their accounts say stands on the memberships too."""
    for user_id, member in books.members.items():
        if user_id in touched:
            owed = books.of(user_id, "owed").balance
            member.points = books.of(user_id, "spendable").balance - owed
            member.growth = books.of(user_id, "growth").balance


def _opened(circle_id: int, user_id: int | None, kind: str) -> int:
    empty = {"circle_id": circle_id, "user_id": user_id, "kind": kind, "balance": 0, "earned": 0}
    number: int = session().scalar(_adding_account(), empty)
    return number


def _locked(circle_id: int) -> Circle:
    circle: Circle | None = session().scalar(_gate(), {"circle": circle_id})
    if circle is None:
        raise NotFound
    return circle


def _open_to(books: Books, user_ids: list[int]) -> None:
    """Lock members and read their accounts; the circle's own are read with the first of them."""
    asked = {"circle": books.circle.id, "users": user_ids}
    books.asked.update(user_ids)
    for member in session().scalars(_members(), asked):
        books.members[member.user_id] = member
    for row in session().execute(_accounts(), asked):
        key = row.user_id, row.kind
        books.accounts.setdefault(key, Account(row.id, row.balance, row.earned))


@cache
def _gate() -> Executable:
    """The circle's own row: whoever holds it is alone with its books."""
    return (
        select(Circle)
        .where(Circle.id == bindparam("circle"))
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


@cache
def _members() -> Executable:
    return (
        select(Membership)
        .where(Membership.circle_id == bindparam("circle"))
        .where(Membership.user_id.in_(bindparam("users", expanding=True)))
        .order_by(Membership.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


@cache
def _accounts() -> Executable:
    its = ACCOUNTS.c
    return select(its.id, its.user_id, its.kind, its.balance, its.earned).where(
        its.circle_id == bindparam("circle"),
        its.user_id.in_(bindparam("users", expanding=True)) | its.user_id.is_(None),
    )


@cache
def _adding_account() -> Executable:
    return insert(ACCOUNTS).returning(ACCOUNTS.c.id)


@cache
def _adding_transfer() -> Executable:
    return insert(TRANSFERS).returning(TRANSFERS.c.id)


@cache
def _adding_lines() -> Executable:
    return insert(LINES)


@cache
def _setting_balance() -> Executable:
    return update(ACCOUNTS).where(ACCOUNTS.c.id == bindparam("account"))
