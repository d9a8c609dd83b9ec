"""Whether two accounts are likely one person's: the same browser, or the same address of late."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import aliased

from circle.accounts.models import LoginSession
from circle.core import clock
from circle.core.db import session

LOOK_BACK = timedelta(days=30)


def share_device(one: int, other: int) -> bool:
    """Both were signed in, in the last 30 days, in one browser or from one address."""
    if one == other:
        return True
    mine, theirs, since = aliased(LoginSession), aliased(LoginSession), clock.now() - LOOK_BACK
    same = select(mine.id).join(
        theirs,
        (theirs.user_id == other)
        & (theirs.seen_at > since)
        & ((theirs.device == mine.device) | (theirs.network == mine.network)),
    )
    found = session().scalar(same.where(mine.user_id == one, mine.seen_at > since).limit(1))
    return found is not None
