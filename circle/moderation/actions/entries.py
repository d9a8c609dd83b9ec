"""Taking what is on show out of sight, and bringing it back, each as an act."""

from circle.content import actions as content
from circle.content import policy as content_policy
from circle.content import queries as content_reads
from circle.content.models import Entry
from circle.core.actor import Actor
from circle.core.bus import emit
from circle.core.db import action, session
from circle.core.policy import require
from circle.events import ActUndone
from circle.moderation import policy, queries
from circle.moderation.actions.acts import new_act
from circle.moderation.actions.cases import settle_reports
from circle.moderation.models import Act


@action
def hide_entry(actor: Actor, entry_id: int, reason: str = "", rule: str | None = None) -> Act:
    """Staff take an entry out of sight; whatever was open about it is decided with that."""
    entry, circle, here = content_reads.get_entry(actor, entry_id, lock=True)
    require(here, content_policy.can_hide(here, entry))
    act = new_act(
        "hide", here, circle_id=circle.id, entry_id=entry.id, user_id=entry.author_id,
        reason=reason, rule=rule,
    )  # fmt: skip
    content.hide_entry(actor, entry_id, reason, act.id)
    _decided(entry, act)
    return act


@action
def unhide_entry(actor: Actor, entry_id: int) -> Act:
    """Staff bring back what they hid, whichever act hid it."""
    entry, circle, here = content_reads.get_hidden_entry(actor, entry_id)
    require(here, content_policy.can_hide(here, entry))
    hid = session().get(Act, entry.hidden_by_act or 0)
    if hid is not None:
        require(here, policy.can_take_back(here, hid))
    before = {"reason": entry.hidden_reason or ""}
    content.unhide_entry(actor, entry_id)
    act = new_act(
        "restore", here, circle_id=circle.id, entry_id=entry.id, user_id=entry.author_id,
        before=before,
    )  # fmt: skip
    if hid is not None and hid.entry_id == entry.id and not hid.is_undone:
        hid.undo(here.user_id, late=True)
        emit(ActUndone(hid.id))
    _decided(entry, act)
    return act


def _decided(entry: Entry, act: Act) -> None:
    case = queries.open_case_of(entry.id, lock=True)
    if case is not None:
        case.close(act.kind, act.by_id, act.id)
        settle_reports([case], upheld=act.kind == "hide")
