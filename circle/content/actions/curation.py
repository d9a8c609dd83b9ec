"""What staff put forward or close: pinned, announced, featured, locked."""

from datetime import timedelta

from sqlalchemy import select

from circle.circles import actions as circles
from circle.circles.models import Circle
from circle.circles.policy import Power
from circle.content import policy, queries
from circle.content.models import Entry
from circle.content.schemas import Pinning
from circle.core import clock
from circle.core.actor import Actor
from circle.core.bus import emit
from circle.core.db import action, lock_row, session
from circle.core.errors import Conflict
from circle.core.i18n import lazy
from circle.core.policy import require
from circle.events import EntryFeatured

MAX_PINNED = 3  # in one circle; a top that scrolls is no top


@action
def pin_entry(actor: Actor, entry_id: int, pinning: Pinning) -> Entry:
    """Staff keep an entry on top for 1, 7 or 30 days; Conflict naming them when three are there."""
    entry, circle, here = queries.get_entry(actor, entry_id, lock=True)
    require(here, policy.can_curate(here, entry, circle, Power.PIN))
    session().scalar(lock_row(select(Circle).where(Circle.id == circle.id)))
    others = [pinned for pinned in queries.pinned(circle) if pinned.id != entry.id]
    if len(others) >= MAX_PINNED:
        names = ", ".join(f"“{other.title or other.excerpt[:20]}”" for other in others)
        raise Conflict(
            lazy("%(num)s are on top already: %(names)s. Take one down first",
                 num=MAX_PINNED, names=names),
            code="pins_full",
        )  # fmt: skip
    entry.pinned_until = clock.now() + timedelta(days=pinning.days)
    entry.announcement = pinning.announcement
    circles.mark_changed(circle.id)
    circles.tell_deed(here, "pinned", ("entry", entry.id), until=entry.pinned_until)
    return entry


@action
def unpin_entry(actor: Actor, entry_id: int) -> Entry:
    """Staff take an entry down from the top; it is no announcement any more either."""
    entry, circle, here = queries.get_entry(actor, entry_id, lock=True)
    require(here, policy.can_curate(here, entry, circle, Power.PIN))
    entry.pinned_until, entry.announcement = None, False
    circles.mark_changed(circle.id)
    circles.tell_deed(here, "unpinned", ("entry", entry.id))
    return entry


@action
def feature_entry(actor: Actor, entry_id: int) -> Entry:
    """Staff mark an entry as worth everybody's time; ads never."""
    entry, circle, here = queries.get_entry(actor, entry_id, lock=True)
    require(here, policy.can_curate(here, entry, circle, Power.FEATURE))
    if entry.category == "ad":
        raise Conflict(lazy("An ad can't be featured"), code="ad")
    if entry.featured_at is None:
        entry.featured_at = clock.now()
        circles.mark_changed(circle.id)
        emit(_featured(entry, here, on=True))
        circles.tell_deed(here, "featured", ("entry", entry.id))
    return entry


@action
def unfeature_entry(actor: Actor, entry_id: int) -> Entry:
    """Staff take the mark away again."""
    entry, circle, here = queries.get_entry(actor, entry_id, lock=True)
    require(here, policy.can_curate(here, entry, circle, Power.FEATURE))
    if entry.featured_at is not None:
        entry.featured_at = None
        circles.mark_changed(circle.id)
        emit(_featured(entry, here, on=False))
        circles.tell_deed(here, "unfeatured", ("entry", entry.id))
    return entry


@action
def lock_entry(actor: Actor, entry_id: int) -> Entry:
    """Staff close an entry's comments; what is there stays."""
    return _lock(actor, entry_id, on=True)


@action
def unlock_entry(actor: Actor, entry_id: int) -> Entry:
    """Staff open them again."""
    return _lock(actor, entry_id, on=False)


def _featured(entry: Entry, here: Actor, *, on: bool) -> EntryFeatured:
    return EntryFeatured(
        entry.circle_id, entry.id, entry.author_id, here.user_id, on=on, anonymous=entry.anonymous,
        imported=entry.origin is not None, category=entry.category,
    )  # fmt: skip


def _lock(actor: Actor, entry_id: int, *, on: bool) -> Entry:
    entry, circle, here = queries.get_entry(actor, entry_id, lock=True)
    require(here, policy.can_curate(here, entry, circle, Power.LOCK))
    entry.locked_at = (entry.locked_at or clock.now()) if on else None
    circles.mark_changed(circle.id)
    circles.tell_deed(here, "locked" if on else "unlocked", ("entry", entry.id))
    return entry
