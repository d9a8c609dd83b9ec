"""Whether two accounts are likely one person's: the same browser, or the same address of late."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Executable, Select, bindparam, distinct, func, select
from sqlalchemy.orm import aliased

from circle.accounts.models import LoginSession
from circle.core import clock
from circle.core.db import session

LOOK_BACK = timedelta(days=30)
CROWD = 10  # accounts on one address: an office, a shop or a mobile network tells nothing

_Theirs = aliased(LoginSession)


def share_device(one: int, other: int) -> bool:
    """Both were signed in, in the last 30 days, in one browser or from one home's address.

    An address that more than ten accounts came from is nobody's home; a browser is always told.
    """
    if one == other:
        return True
    since = clock.now() - LOOK_BACK
    rows = session().execute(_shared(), {"one": one, "other": other, "since": since}).all()
    return any(same for same, _ in rows) or bool(_homes((row[1] for row in rows), since))


def share_browser(user_id: int, others: Select[Any]) -> bool:
    """Somebody of others (their ids) was signed in of late in a browser this account was in."""
    since = clock.now() - LOOK_BACK
    mine = select(LoginSession.device).where(
        LoginSession.user_id == user_id, LoginSession.seen_at > since,
        LoginSession.device.is_not(None),
    )
    alike = select(_Theirs.id).where(
        _Theirs.device.in_(mine), _Theirs.seen_at > since, _Theirs.user_id != user_id,
        _Theirs.user_id.in_(others),
    )
    return session().scalar(alike.limit(1)) is not None


def share_home(user_id: int, others: Select[Any]) -> bool:
    """Somebody of others (their ids) came of late from an address that is this account's home."""
    since = clock.now() - LOOK_BACK
    mine = select(LoginSession.network).where(
        LoginSession.user_id == user_id, LoginSession.seen_at > since
    )
    homes = _homes(session().scalars(mine.distinct()), since)
    if not homes:
        return False
    alike = select(_Theirs.id).where(
        _Theirs.network.in_(homes), _Theirs.seen_at > since, _Theirs.user_id != user_id,
        _Theirs.user_id.in_(others),
    )
    return session().scalar(alike.limit(1)) is not None


@cache
def _shared() -> Executable:
    mine, theirs = aliased(LoginSession), _Theirs
    since: BindParameter[datetime] = bindparam("since")
    return (
        select(mine.device == theirs.device, mine.network)
        .join(
            theirs,
            (theirs.user_id == bindparam("other"))
            & (theirs.seen_at > since)
            & ((theirs.device == mine.device) | (theirs.network == mine.network)),
        )
        .where(mine.user_id == bindparam("one"), mine.seen_at > since)
        .distinct()
    )


def _homes(networks: Iterable[str | None], since: datetime) -> Sequence[str]:
    """Those of some addresses that few enough accounts came from."""
    known = {network for network in networks if network is not None}
    if not known:
        return ()
    few = (
        select(LoginSession.network)
        .where(LoginSession.network.in_(known), LoginSession.seen_at > since)
        .group_by(LoginSession.network)
        .having(func.count(distinct(LoginSession.user_id)) <= CROWD)
    )
    return [network for network in session().scalars(few) if network is not None]
