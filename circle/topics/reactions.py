"""What must also be true of topics when something happens to entries or people."""

from circle.content import queries as content
from circle.core import clock
from circle.core.jobs import enqueue
from circle.events import (
    AccountClosed,
    EntryEdited,
    EntryForgotten,
    EntryHidden,
    EntryPublished,
    EntryRecalled,
    EntryRejected,
    EntryRemoved,
    EntryRestored,
    MemberLeft,
)
from circle.topics import actions, queries


def note_published(event: EntryPublished) -> None:
    """A floor others can see gets its number; a post may tell the result of a call."""
    if event.kind == "post":
        actions.tell_result(event.entry_id)
    entry = content.find_entry(event.entry_id) if event.kind == "reply" else None
    if entry is not None and event.parent_id is not None:
        actions.number_floor(event.parent_id, entry)


def note_changed(
    event: EntryHidden | EntryRecalled | EntryRemoved | EntryRestored | EntryEdited,
) -> None:
    """A floor went, is back or changed: counts and what its kind keeps follow."""
    entry = content.find_entry(event.entry_id)
    if entry is not None and entry.kind == "reply" and entry.parent_id is not None:
        actions.recount(entry.parent_id, entry)
        if isinstance(event, EntryEdited):
            actions.hand_in_again(entry.id)


def keep_what_is_drawn(event: EntryRemoved) -> None:
    """A topic stays while its lottery is neither drawn nor called off."""
    actions.check_nothing_drawn(event.entry_id)


def let_go_of_leaver(event: MemberLeft) -> None:
    """Who left a circle gives up places at events and applications there, in a job.

    Their membership is locked here, and topics are locked before memberships everywhere.
    """
    where = (event.user_id, event.circle_id)
    if queries.topics_applied_for(*where) or queries.coming_to(*where):
        enqueue("topics.let_go_of_leaver", {
            "circle_id": event.circle_id, "user_id": event.user_id,
            "left_at": clock.now().isoformat(),
        })  # fmt: skip


def recheck_report(
    event: EntryHidden | EntryRecalled | EntryRejected | EntryRemoved | EntryRestored,
) -> None:
    """A floor that was somebody's report on a trial went or is back."""
    entry = content.find_entry(event.entry_id)
    if entry is not None and entry.kind == "reply" and entry.parent_id is not None:
        actions.recheck_report(entry.parent_id, entry)


def forget_applications(event: AccountClosed) -> None:
    """What somebody wrote to try something goes with their account."""
    actions.forget_applications(event.user_id)


def forget_words(event: EntryForgotten) -> None:
    """Six months after a topic or floor went, what it said beside its entry goes too."""
    if event.kind in ("topic", "reply"):
        actions.forget_words(event.entry_id)
