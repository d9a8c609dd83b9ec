"""Words that somebody outside is asked about: what the answer leaves open is for people."""

from circle.content import policy, queries
from circle.content.actions.states import announce, settle
from circle.content.models import Entry
from circle.core.actor import Actor
from circle.core.bus import emit
from circle.core.db import action
from circle.core.errors import Conflict
from circle.core.i18n import Text, lazy
from circle.core.policy import require
from circle.events import EntryWithheld


@action
def leave_to_people(actor: Actor, entry_id: int, reason: Text) -> Entry:
    """What waited for a check waits for somebody who looks; Conflict when it waits for none.

    The entry itself, or an edit of what is on show, which stays as it is.
    """
    entry, _, here = queries.get_hidden_entry(actor, entry_id)
    require(here, policy.can_review(here, entry))
    if policy.is_being_checked(entry):
        settle(entry, lambda: entry.withhold(reason))
        announce(entry, None, first=False)
        return entry
    pending = queries.pending_revision(entry.id)
    if pending is None or not pending.is_being_checked:
        raise Conflict(lazy("Somebody decided this already"), code="decided")
    pending.leave_to_people()
    emit(EntryWithheld(entry.circle_id, entry.id, entry.author_id, reason.key))
    return entry
