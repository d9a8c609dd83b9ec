"""What must also be true of entries, drafts and pictures when something else happens."""

from circle.content import actions
from circle.core.jobs import enqueue
from circle.events import AccountClosed


def forget_what_was_never_sent(event: AccountClosed) -> None:
    """A closed account leaves no drafts and no pictures that were never shown."""
    actions.forget_drafts_of(event.user_id)
    actions.forget_media_of(event.user_id)


def unlink_name(event: AccountClosed) -> None:
    """A closed account's name in others' words stops leading anywhere, soon."""
    payload = {"user_id": event.user_id}
    enqueue("content.unlink_name", payload, key=f"unlink-{event.user_id}")
