"""Whether two accounts are likely one person's: the same browser, or the same address of late."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import BindParameter, Executable, bindparam, distinct, func, select
from sqlalchemy.orm import aliased

from circle.accounts.models import LoginSession
from circle.core import clock
from circle.core.db import session

LOOK_BACK = timedelta(days=30)
CROWD = 10  # accounts on one address: an office, a shop or a mobile network tells nothing


def share_device(one: int, other: int) -> bool:
    """Both were signed in, in the last 30 days, in one browser or from one home's address.

    An address that more than ten accounts came from is nobody's home; a browser is always told.
    """
    if one == other:
        return True
    since = clock.now() - LOOK_BACK
    rows = session().execute(_shared(), {"one": one, "other": other, "since": since}).all()
    return any(same for same, _ in rows) or _share_home((row[1] for row in rows), since)


@cache
def _shared() -> Executable:
    mine, theirs = aliased(LoginSession), aliased(LoginSession)
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


def _share_home(networks: Iterable[str | None], since: datetime) -> bool:
    known = {network for network in networks if network is not None}
    if not known:
        return False
    fewest = (
        select(LoginSession.network)
        .where(LoginSession.network.in_(known), LoginSession.seen_at > since)
        .group_by(LoginSession.network)
        .having(func.count(distinct(LoginSession.user_id)) <= CROWD)
    )
    return session().scalar(fewest.limit(1)) is not None
