"""What must be indexed anew when something happens: noted at once, written by the worker."""

from circle.core.jobs import enqueue
from circle.events import (
    AccountClosed,
    CircleClosed,
    CircleCreated,
    CircleRenamed,
    CircleReopened,
    EntriesRetagged,
    EntryBrought,
    EntryEdited,
    EntryFeatured,
    EntryForgotten,
    EntryFoundHelpful,
    EntryHidden,
    EntryPublished,
    EntryRejected,
    EntryRemoved,
    EntryRestored,
    EntryWithheld,
    MemberJoined,
    MemberLeft,
    ProfileChanged,
    TagMerged,
    TagReleased,
    VisibilityChanged,
)
from circle.search import actions
from circle.search.queries import SEARCHED


def index_soon(
    event: EntryPublished | EntryEdited | EntryFeatured | EntryFoundHelpful | EntryForgotten,
) -> None:
    """An entry says something else, or more speaks for it; remarks are not searched."""
    if isinstance(event, EntryPublished | EntryForgotten) and event.kind not in SEARCHED:
        return
    actions.index_soon([event.entry_id])


def index_retagged_soon(event: EntriesRetagged) -> None:
    """Entries are found under other tags than before: many at once, after what was just written."""
    actions.index_brought_soon(event.entry_ids)


def name_tags_soon(event: TagMerged | TagReleased) -> None:
    """A word leads to another tag than before: the worker writes what both are found by."""
    other = event.into_id if isinstance(event, TagMerged) else event.from_id
    enqueue("search.name_tags", {"tag_ids": [event.tag_id, other]})


def index_brought_soon(event: EntryBrought) -> None:
    """What came from elsewhere is found as well, after what was just written."""
    actions.index_brought_soon([event.entry_id])


def index_thread_soon(
    event: EntryHidden | EntryRemoved | EntryRestored | EntryRejected | EntryWithheld,
) -> None:
    """An entry is out of sight or back, and with it what stands under it."""
    actions.index_soon([event.entry_id])
    actions.index_thread_soon(event.entry_id)


def index_circle_soon(event: VisibilityChanged | CircleClosed | CircleReopened) -> None:
    """Everything in a circle is open to others than before."""
    actions.index_circle_soon(event.circle_id)


def name_member_soon(event: MemberJoined | MemberLeft | ProfileChanged | AccountClosed) -> None:
    """Who is found in which circles, and by what, is another one."""
    actions.name_member_soon(event.user_id)


def name_circle_soon(event: CircleCreated | CircleRenamed) -> None:
    """A circle has a name to be found by; so has its first member."""
    actions.name_circle_soon(event.circle_id)
    if isinstance(event, CircleCreated):
        actions.name_member_soon(event.owner_id)
