"""Looking up who wrote something anonymously: site staff only, with a reason that is kept."""

from circle.content import queries as content
from circle.core.actor import Actor
from circle.core.bus import emit
from circle.core.db import action, session
from circle.core.errors import Conflict, Invalid, NotFound
from circle.core.i18n import lazy
from circle.core.policy import require
from circle.events import StaffActed
from circle.qa import policy
from circle.qa.models import MAX_REASON, Reveal
from circle.qa.schemas import MIN_REASON


@action
def reveal_author(actor: Actor, entry_id: int, reason: str) -> tuple[Reveal, int]:
    """Site staff learn who wrote something anonymously; who looked, when and what for is kept.

    Answers the kept row and the author's user id. Conflict for what is signed.
    """
    if not actor.is_site_staff:
        content.get_entry(actor, entry_id)  # nobody learns here that something exists
    require(actor, policy.can_reveal(actor))
    entry = content.find_entry(entry_id)
    if entry is None:
        raise NotFound
    if not entry.anonymous:
        raise Conflict(lazy("This is signed by its author"), code="signed")
    if not MIN_REASON <= len(reason.strip()) <= MAX_REASON:
        message = lazy("Say in a few words what for")
        raise Invalid(message, errors={"reason": [message]})
    kept = Reveal(
        entry_id=entry.id, circle_id=entry.circle_id, user_id=actor.user_id, reason=reason.strip()
    )
    session().add(kept)
    session().flush()
    told = {"reason": kept.reason}
    emit(StaffActed(None, actor.user_id, "revealed", "entry", entry.id, told))
    return kept, entry.author_id
