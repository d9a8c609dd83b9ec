"""What must also be true of posts when something happens to entries."""

from circle.core import clock
from circle.events import EntryMoved, EntryPublished
from circle.posts import actions


def start_ad(event: EntryPublished | EntryMoved) -> None:
    """The days of an ad begin when it first shows, or when what was out already becomes one."""
    if event.category == "ad":
        at = event.published_at if isinstance(event, EntryPublished) else clock.now()
        actions.start_ad(event.entry_id, at)
