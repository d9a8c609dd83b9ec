"""What must also be true in circles when something happens below."""

from circle.circles import actions
from circle.events import AccountClosed


def end_memberships(event: AccountClosed) -> None:
    """A closed account belongs nowhere; it cannot be closed while it owns a living circle."""
    actions.release_account(event.user_id)
