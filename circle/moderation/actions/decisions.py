"""Deciding what lies on the desk: one case or many alike, each with its rule and its reason."""

from collections.abc import Sequence

from sqlalchemy import select

from circle.content import actions as content
from circle.content import queries as content_reads
from circle.content.models import Entry
from circle.content.schemas import Ruling
from circle.core.actor import SYSTEM, Actor
from circle.core.db import action, lock_row, session
from circle.core.errors import Conflict, Invalid, NotFound
from circle.core.i18n import lazy
from circle.core.policy import require
from circle.moderation import policy, queries
from circle.moderation.actions.acts import new_act
from circle.moderation.actions.appeals import decide_appeal
from circle.moderation.actions.cases import settle_reports
from circle.moderation.models import Act, ActEntry, Case
from circle.moderation.schemas import CaseRuling

CHANGED = lazy("It was changed in the meantime. Look at it again")
STANDS = ("approve", "restore")  # after anything else, who reported it was right


@action
def decide_cases(actor: Actor, ruling: CaseRuling) -> Act:
    """Decide cases alike, as one act that is undone as one; Conflict when one is decided already.

    What a decision does not fit, or what is one's own, refuses all of it: nothing is half done.
    """
    found = [queries.get_looked(actor, case_id) for case_id in dict.fromkeys(ruling.case_ids)]
    if not found:
        raise NotFound
    if len(found) == 1 and found[0][0].case.appeal_id is not None:
        return _answer_appeal(actor, found[0][0], ruling)
    here, circle_id = found[0][1], found[0][0].case.circle_id
    if any(one.case.circle_id != circle_id for one, _here in found):
        raise Invalid(errors={"case_ids": [lazy("These are of different circles")]})
    entry_ids = _lock_threads([one.entry for one, _here in found if one.entry is not None])
    cases = _lock_cases([one.case.id for one, _here in found])
    looked = [queries.get_looked(actor, case.id)[0] for case in cases]
    for one in looked:
        require(here, policy.can_decide(here, one.case, queries.author_of(one.case)))
        if one.case.claimed_by_other(here.user_id):
            raise Conflict(lazy("Somebody else is looking at this just now"), code="claimed")
        if ruling.decision not in one.decisions:
            raise Conflict(CHANGED, code="changed")
    act = new_act(
        ruling.decision, here, circle_id=circle_id, reason=ruling.reason, rule=ruling.rule,
        entry_id=entry_ids[0] if len(entry_ids) == 1 else None,
        membership_id=looked[0].case.membership_id if len(looked) == 1 else None,
        user_id=queries.author_of(looked[0].case) if len(looked) == 1 else None,
        touched=len(looked), before={str(one.entry.id): _was(one) for one in looked if one.entry},
    )  # fmt: skip
    if len(entry_ids) > 1:
        session().add_all(
            ActEntry(
                act_id=act.id, entry_id=one.entry.id, circle_id=circle_id,
                author_id=one.entry.author_id,
            )
            for one in looked if one.entry
        )
    for one in looked:
        _carry_out(one, act)
    return act


def _answer_appeal(actor: Actor, one: queries.Looked, ruling: CaseRuling) -> Act:
    if not one.case.is_open:
        raise Conflict(lazy("Somebody decided this already"), code="decided")
    if ruling.decision not in ("restore", "reject"):
        raise Conflict(CHANGED, code="changed")
    return decide_appeal(actor, one.case.id, ruling)


@action
def decide_entry(actor: Actor, entry_id: int, ruling: CaseRuling) -> Act:
    """The same for who names the entry; a case is opened for what waits without one."""
    entry, _circle, here = content_reads.get_hidden_entry(actor, entry_id)
    case = queries.open_case_of(entry.id)
    if case is None:
        raise Conflict(lazy("Somebody decided this already"), code="decided")
    chosen = CaseRuling(ruling.decision, ruling.reason, ruling.rule, (case.id,))
    return decide_cases(here if actor.is_system else actor, chosen)


def _lock_threads(entries: Sequence[Entry]) -> list[int]:
    """Whole threads before anything else, in the order everybody locks them."""
    ordered = sorted(entries, key=lambda entry: (entry.root_id or entry.id, entry.id))
    for entry in ordered:
        content_reads.get_hidden_entry(SYSTEM, entry.id)
    return [entry.id for entry in ordered]


def _lock_cases(case_ids: Sequence[int]) -> Sequence[Case]:
    cases = session().scalars(
        lock_row(select(Case).where(Case.id.in_(case_ids)).order_by(Case.id))
        .execution_options(populate_existing=True)
    ).all()  # fmt: skip
    if any(not case.is_open for case in cases):
        raise Conflict(lazy("Somebody decided this already"), code="decided")
    return cases


def _was(one: queries.Looked) -> str:
    """How an entry stood before, which undoing has to know."""
    if one.entry is not None and one.entry.review_state == "waiting":
        return "waiting"
    return "edit" if one.edit is not None else "shown"


def _carry_out(one: queries.Looked, act: Act) -> None:
    if one.entry is not None:
        _rule_on(one, act)
    case = one.case
    if case.is_open:  # nothing the verbs below announced has closed it
        case.close(act.kind, act.by_id, act.id)
    settle_reports(case, upheld=act.kind not in STANDS)


def _rule_on(one: queries.Looked, act: Act) -> None:
    entry, waits = one.entry, act.before[str(one.entry.id)] if one.entry else ""
    if entry is None:
        return
    if act.kind == "restore":
        content.unhide_entry(SYSTEM, entry.id)
    elif act.kind in ("hide", "remove") and entry.hidden_by_act is None:
        content.hide_entry(SYSTEM, entry.id, act.reason, act.id)
    elif waits != "shown":
        content.decide(SYSTEM, entry.id, Ruling(act.kind, act.reason))
