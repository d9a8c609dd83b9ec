"""What must also be true in circles when something happens below."""

from circle.circles import actions
from circle.events import AccountClosed, ProfileChanged


def end_memberships(event: AccountClosed) -> None:
    """A closed account belongs nowhere; it cannot be closed while it owns a living circle."""
    actions.release_account(event.user_id)


def redraw_person(event: AccountClosed | ProfileChanged) -> None:
    """Kept pages of every circle somebody is or was in show them as they are now."""
    actions.mark_person_changed(event.user_id)
