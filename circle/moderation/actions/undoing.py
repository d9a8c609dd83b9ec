"""Taking back what staff did, while it stands; or however late, when an appeal is upheld."""

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import select

from circle.content import actions as content
from circle.content import queries as content_reads
from circle.content.policy import ONCE_MORE
from circle.core.actor import SYSTEM, Actor
from circle.core.bus import emit
from circle.core.db import action, lock_row, session
from circle.core.errors import Conflict
from circle.core.i18n import lazy
from circle.core.jobs import enqueue
from circle.events import ActUndone
from circle.moderation import queries
from circle.moderation.actions.acts import MOVED_ON
from circle.moderation.actions.audit import write_act
from circle.moderation.actions.cases import settle_reports
from circle.moderation.actions.sanctions import undo_sanction
from circle.moderation.models import Act, Case
from circle.moderation.models.acts import SANCTIONS


@action
def undo_act(actor: Actor, act_id: int) -> Act:
    """Take an act back with everything it touched; Conflict when the world has moved on.

    What it decided lies on the desk again.
    """
    act, here = queries.get_act(actor, act_id)
    ids = queries.entries_of_act(act) if act.kind != "clean_up" else ()
    content_reads.lock_threads(ids)
    act, _here = queries.get_act(actor, act_id, lock=True)
    act.undo(here.user_id)
    write_act(act, "undo", here.user_id)
    emit(ActUndone(act.id))
    if act.kind == "clean_up":
        enqueue("moderation.carry_on", {"act_id": act.id})
        return act
    _open_again(act)
    put_back(act, ids)
    return act


def put_back(act: Act, entry_ids: Sequence[int]) -> None:
    """Undo what an act did to a person, or to these entries of it."""
    if act.kind in SANCTIONS:
        undo_sanction(act)
        return
    back = UNDOING.get(act.kind)
    if back is None:
        raise Conflict(lazy("This can't be undone"), code="final")
    for entry_id in entry_ids:
        back(act, entry_id)


def _open_again(act: Act) -> None:
    again = []
    for case in session().scalars(
        lock_row(select(Case).where(Case.act_id == act.id).order_by(Case.id))
    ):
        newer = case.entry_id and queries.open_case_of(case.entry_id)
        if newer:
            case.act_id = None  # something has brought it up again meanwhile
        else:
            case.reopen()
            again.append(case)
    settle_reports(again, upheld=None)


def _unapprove(act: Act, entry_id: int) -> None:
    was = act.before.get(str(entry_id))
    if was == "waiting":
        entry = content_reads.find_entry(entry_id)
        if entry is None or entry.status != "published":
            raise Conflict(MOVED_ON, code="changed")
        content.recall_entry(SYSTEM, entry_id, ONCE_MORE)
    elif was == "edit":
        raise Conflict(lazy("The new wording is out. Hide it if it has to go"), code="changed")


def _unreject(act: Act, entry_id: int) -> None:
    if act.before.get(str(entry_id)) == "edit":
        raise Conflict(lazy("That edit is gone: its author can send it again"), code="changed")
    content.reconsider_entry(SYSTEM, entry_id)


def _unhide(act: Act, entry_id: int) -> None:
    if act.before.get(str(entry_id)) != "hidden":  # else another act hid it, and that one holds
        content.unhide_entry(SYSTEM, entry_id, act.id)


def _unrestore(act: Act, entry_id: int) -> None:
    content.hide_entry(SYSTEM, entry_id, str(act.before.get("reason", "")), act.id)


# How each kind of act is taken back for one entry.
UNDOING: Mapping[str, Callable[[Act, int], None]] = {
    "approve": _unapprove,
    "reject": _unreject,
    "hide": _unhide,
    "remove": _unhide,
    "clean_up": _unhide,
    "restore": _unrestore,
}
