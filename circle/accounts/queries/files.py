"""Which files of the storage belong to persons, for the sweep of those that belong to nobody."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from circle.accounts.models import DataExport, User
from circle.core.db import session


def named_avatars(keys: Sequence[str]) -> set[str]:
    """Of these storage keys, the ones that are a size of somebody's avatar."""
    asked = {key: key.rpartition("/")[2].partition("-")[0] for key in keys}
    shown = set(session().scalars(select(User.avatar).where(User.avatar.in_(set(asked.values())))))
    return {key for key in keys if asked[key] in shown}


def named_exports(keys: Sequence[str]) -> set[str]:
    """Of these storage keys, the ones that hold somebody's own data."""
    kept = select(DataExport.storage_key).where(DataExport.storage_key.in_(keys))
    return {key for key in session().scalars(kept) if key}


def first_account_at() -> datetime | None:
    """When this database's first account was made; None while there is none."""
    return session().scalar(select(func.min(User.created_at)))
