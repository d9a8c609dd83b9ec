"""Work of content that may fail and is repeated: ranks, times that have come, sweeping up."""

from sqlalchemy import select

from circle.content import actions
from circle.content.models import Entry
from circle.core import clock, switches
from circle.core.db import session

SETTLED = 10  # batches of entries under a tag in one job; other work comes in between
BATCH = 200  # what comes due beyond this is taken by the next run, a minute later


def rank_entry(payload: dict[str, int]) -> None:
    """Count an entry's people anew."""
    actions.rank_entry(payload["entry_id"])


def publish_scheduled(payload: dict[str, int]) -> None:
    """Publish every entry whose time has come, each by itself; nothing while all only read."""
    if switches.is_on(switches.READ_ONLY):
        return
    due = select(Entry.id).where(Entry.status == "scheduled", Entry.scheduled_at <= clock.now())
    for entry_id in session().scalars(due.order_by(Entry.scheduled_at).limit(BATCH)).all():
        actions.publish_due(entry_id)


def expire_ads(payload: dict[str, int]) -> None:
    """Take ads whose time is over out of the lists, each by itself."""
    over = select(Entry.id).where(Entry.lane.is_not(None), Entry.expires_at <= clock.now())
    for entry_id in session().scalars(over.limit(BATCH)).all():
        actions.expire_entry(entry_id)


def sweep_media(payload: dict[str, int]) -> None:
    """Forget pictures nothing shows."""
    while actions.sweep_media():
        continue


def forget_gone(payload: dict[str, int]) -> None:
    """Empty what its author or the staff took away six months ago, batch by batch."""
    while actions.forget_gone():
        continue


def forget_sayings(payload: dict[str, int]) -> None:
    """Forget what was said more than a day ago, batch by batch."""
    while actions.forget_sayings():
        continue


def sweep_drafts(payload: dict[str, int]) -> None:
    """Forget drafts nobody touched for 90 days."""
    actions.sweep_drafts()


def unlink_name(payload: dict[str, int]) -> None:
    """Take the links off a closed account's name, a few entries at a time."""
    behind: int | None = 0
    while behind is not None:
        behind = actions.unlink_names(payload["user_id"], behind)


def settle_tag(payload: dict[str, int]) -> None:
    """Bring a part of what is under a tag to where it stands now; a job of its own goes on."""
    last = payload.get("after", 0)
    for _ in range(SETTLED):
        last = actions.settle_tag(payload["tag_id"], last)
        if not last:
            return
    actions.settle_tag_on(payload["tag_id"], last)
