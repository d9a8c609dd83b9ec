"""Work of circles that takes longer or may fail: files, terms that end, circles cleared away."""

from collections.abc import Callable, Sequence
from typing import Any

from circle.accounts.actions import hold_shown_name
from circle.circles import actions, queries
from circle.core.storage import files

Release = Callable[[int], int]  # circle → how many were taken out; 0 when none is left


def forget_file(payload: dict[str, Any]) -> None:
    """Delete the file of a logo or cover nothing shows any more; gone already is fine."""
    files().delete(payload["key"])


def end_terms(payload: dict[str, Any]) -> None:
    """Take everybody whose term is over out of lists and counts."""
    while actions.end_terms():
        pass


def forget_labels(payload: dict[str, Any]) -> None:
    """Forget labels that were removed a day ago, and who carried them."""
    while actions.forget_labels():
        pass


def hold_name(payload: dict[str, Any]) -> None:
    """What staff are shown as is nobody else's: told to accounts after a role came or went."""
    user_id = payload["user_id"]
    hold_shown_name(user_id, held=queries.has_role_anywhere(user_id))


def purge_circles(payload: dict[str, Any], first: Sequence[Release]) -> None:
    """Clear away circles deleted 30 days ago, batch by batch; goes on where it stopped.

    `first` takes out what has files, before the rows that name the files go.
    """
    for circle_id in queries.list_purgeable():
        for release in first:
            while release(circle_id):
                pass
        while actions.purge_circle(circle_id):
            pass
