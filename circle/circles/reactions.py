"""What must also be true in circles when something happens below."""

from circle.accounts import queries as accounts
from circle.circles import actions, queries
from circle.core.jobs import enqueue
from circle.events import (
    AccountClosed,
    CircleClosed,
    CircleCreated,
    CircleReopened,
    MemberJoined,
    MemberLeft,
    OwnershipPassed,
    ProfileChanged,
    RoleChanged,
)


def end_memberships(event: AccountClosed) -> None:
    """A closed account belongs nowhere; it cannot be closed while it owns a living circle."""
    actions.release_account(event.user_id)


def redraw_person(event: AccountClosed | ProfileChanged) -> None:
    """Kept pages of every circle somebody is or was in show them as they are now."""
    actions.mark_person_changed(event.user_id)


def hold_name_of_owner(event: CircleCreated) -> None:
    """Who opens a circle is shown by a name of their own, soon."""
    _hold_soon(event.owner_id)


def hold_name(event: RoleChanged | MemberJoined | MemberLeft) -> None:
    """A role came or went: so does the right to be the only one shown by a name."""
    is_staff = queries.has_role_anywhere(event.user_id)
    if is_staff != accounts.holds_name(event.user_id):
        _hold_soon(event.user_id)


def hold_names_of_both(event: OwnershipPassed) -> None:
    """The same for who gave a circle and who took it."""
    _hold_soon(event.from_user_id)
    _hold_soon(event.to_user_id)


def hold_names_of_staff(event: CircleClosed | CircleReopened) -> None:
    """The same for all staff of a circle that goes or comes back."""
    for user_id in queries.ids_with_role(event.circle_id):
        _hold_soon(user_id)


def _hold_soon(user_id: int) -> None:
    """By a job, since locks go from circles to people nowhere else."""
    enqueue("circles.hold_name", {"user_id": user_id}, key=f"hold-{user_id}")
