"""What is done with the powers of a role is announced by the verb that does it."""

from typing import Any

from circle.core.actor import Actor
from circle.core.bus import emit
from circle.core.db import action
from circle.events import StaffActed


def tell_deed(here: Actor, code: str, subject: tuple[str, int | None], /, **told: Any) -> None:
    """Somebody used a power in the circle entered; what the product does by itself is no deed.

    `told` is why, and how it was before and after. Of an entry without a name the subject is the
    entry, and nothing told says whose it is.
    """
    if here.is_system:
        return
    kind, ident = subject
    known = {
        name: value for name, value in {**told, "region": here.region}.items()
        if value not in (None, "")
    }  # fmt: skip
    emit(StaffActed(here.circle_id, here.user_id, code, kind, ident, known))


@action
def tell_export(actor: Actor, table: str, subject: tuple[str, int | None]) -> None:
    """Who takes a table of people along leaves a line; a table that can't be told is not given."""
    tell_deed(actor, "exported", subject, name=table)
