"""Reads of how other systems know people."""

from collections.abc import Iterable

from sqlalchemy import select

from circle.accounts.models import Identity
from circle.core.db import session

_AT_ONCE = 500  # subjects looked up in one statement


def find_subject(brand_id: int, subject: str) -> int | None:
    """The user a brand knows by a name of its own; None for somebody it never sent."""
    return session().scalar(
        select(Identity.user_id)
        .where(Identity.brand_id == brand_id, Identity.subject == subject)
        .order_by(Identity.id)
        .limit(1)
    )


def users_known_as(provider: str, subjects: Iterable[str]) -> dict[str, int]:
    """The user behind each of these subjects a provider names, where one is known (no brand's)."""
    wanted, found = list(subjects), dict[str, int]()
    for start in range(0, len(wanted), _AT_ONCE):
        rows = session().execute(
            select(Identity.subject, Identity.user_id)
            .where(Identity.brand_id.is_(None), Identity.provider == provider)
            .where(Identity.subject.in_(wanted[start : start + _AT_ONCE]))
            .order_by(Identity.id.desc())
        )
        found.update((row.subject, row.user_id) for row in rows)
    return found
