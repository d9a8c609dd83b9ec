"""Passwords: what may be one, and hashing, which is slow on purpose and so never inside a verb."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from circle.core.db import in_transaction
from circle.core.errors import Invalid
from circle.core.i18n import Text, lazy

MIN_LENGTH, MAX_LENGTH = 8, 256  # long enough for phrases; an end, so that hashing has one
COMMON = Path(__file__).parent / "common_passwords.txt"
PLACEHOLDER = "correct horse battery staple"  # hashed when there is no account: equal time


@dataclass(frozen=True, slots=True)
class Cost:
    """How dear one guess is: argon2id with so much memory and so many passes (OWASP, 2025)."""

    memory_kib: int = 19 * 1024
    passes: int = 2
    lanes: int = 1


_cost = Cost()


def set_cost(cost: Cost) -> None:
    """Choose the cost for the whole process (tests take the smallest there is)."""
    global _cost
    _cost = cost


def hash_password(password: str) -> str:
    """The argon2id hash of a password; takes some 20 ms, so never while rows are locked."""
    _refuse_inside_a_verb()
    return _hasher(_cost).hash(_plain(password))


def hash_new(password: str, own_words: Collection[str]) -> str:
    """The hash of another password of somebody; Invalid when it consists of their own words."""
    problem = password_problem(password, own_words)
    if problem:
        raise Invalid(problem, code="weak_password", errors={"password": [problem]})
    return hash_password(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password is the one hashed; without a hash it takes as long and says no."""
    _refuse_inside_a_verb()
    try:
        _hasher(_cost).verify(password_hash or _stand_in(_cost), _plain(password))
    except (VerifyMismatchError, VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Whether the hash was made at another cost than today's."""
    return _hasher(_cost).check_needs_rehash(password_hash)


def password_problem(password: str, context: Collection[str] = ()) -> Text | None:
    """Why this cannot be a password, or None; `context` are words others would try first."""
    plain = _plain(password)
    if len(plain) < MIN_LENGTH:
        return lazy("A password has at least %(min)s characters", min=MIN_LENGTH)
    if len(plain) > MAX_LENGTH:
        return lazy("A password has at most %(max)s characters", max=MAX_LENGTH)
    folded = plain.casefold()
    if folded in common_passwords() or _is_monotonous(folded):
        return lazy("This password is one of the first that others would try. Choose another")
    rest = folded
    for word in sorted((word.casefold() for word in context if len(word) > 1), key=len)[::-1]:
        rest = rest.replace(word, "")
    if len(rest) < len(folded) and len(re.sub(r"[\W\d_]", "", rest)) < 4 and len(rest) < 8:
        return lazy("A password does not consist of your name, your e-mail or this site's name")
    return None


@cache
def common_passwords() -> frozenset[str]:
    """The passwords people choose most often, in China and elsewhere."""
    lines = COMMON.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def _plain(password: str) -> str:
    """One spelling for what looks the same on every keyboard; nothing is cut off."""
    return unicodedata.normalize("NFC", password)


def _is_monotonous(password: str) -> bool:
    """One to two characters over and over, or a run along the keyboard's digits or letters."""
    if len(set(password)) <= 2:
        return True
    steps = {ord(b) - ord(a) for a, b in pairwise(password)}
    return steps in ({1}, {-1})


def _refuse_inside_a_verb() -> None:
    if in_transaction():
        raise RuntimeError("hashing takes its time: do it before the transaction")


@cache
def _hasher(cost: Cost) -> PasswordHasher:
    return PasswordHasher(
        time_cost=cost.passes, memory_cost=cost.memory_kib, parallelism=cost.lanes
    )


@cache
def _stand_in(cost: Cost) -> str:
    return _hasher(cost).hash(PLACEHOLDER)
