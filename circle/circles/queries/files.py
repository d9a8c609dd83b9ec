"""Which files of the storage belong to circles, for the sweep of those that belong to nothing."""

from collections.abc import Sequence

from sqlalchemy import select

from circle.circles.models import Circle
from circle.core.db import session


def named_files(keys: Sequence[str]) -> set[str]:
    """Of these storage keys, the ones that are some circle's logo or cover."""
    found: set[str] = set()
    for column in (Circle.logo, Circle.cover):
        shown = session().scalars(select(column).where(column.in_(keys)))
        found.update(key for key in shown if key)
    return found
