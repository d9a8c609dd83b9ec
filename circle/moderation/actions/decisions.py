"""Deciding what lies on the desk: one case or many alike, each with its rule and its reason."""

from collections.abc import Sequence

from circle.content import actions as content
from circle.content import queries as content_reads
from circle.content.schemas import Ruling
from circle.core.actor import SYSTEM, Actor
from circle.core.db import action, session
from circle.core.errors import Conflict, Invalid
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
    cases, here = queries.enter_cases(actor, ruling.case_ids)
    if len(cases) == 1 and cases[0].appeal_id is not None:
        return _answer_appeal(actor, cases[0], ruling)
    content_reads.lock_threads([case.entry_id for case in cases if case.entry_id is not None])
    looked = queries.look_at(here, queries.lock_cases([case.id for case in cases]))
    for one in looked:
        _require_decidable(here, one, ruling)
    act = _write_down(here, looked, ruling)
    for one in looked:
        _carry_out(one, act)
    settle_reports([one.case for one in looked], upheld=act.kind not in STANDS)
    return act


@action
def decide_entry(actor: Actor, entry_id: int, ruling: CaseRuling) -> Act:
    """The same for who names the entry; Conflict when nothing is open about it."""
    entry, _circle, _here = content_reads.get_hidden_entry(actor, entry_id)
    case = queries.open_case_of(entry.id)
    if case is None:
        raise Conflict(lazy("Somebody decided this already"), code="decided")
    return decide_cases(
        actor, CaseRuling(ruling.decision, ruling.reason, ruling.rule, (case.id,))
    )


def _answer_appeal(actor: Actor, case: Case, ruling: CaseRuling) -> Act:
    if ruling.decision not in ("restore", "reject"):
        raise Conflict(CHANGED, code="changed")
    return decide_appeal(actor, case.id, ruling)


def _require_decidable(here: Actor, one: queries.Looked, ruling: CaseRuling) -> None:
    require(here, policy.can_decide(here, one.case, queries.author_of(one.case)))
    if one.case.appeal_id is not None:
        raise Invalid(errors={"case_ids": [lazy("An appeal is answered by itself")]})
    if one.case.claimed_by_other(here.user_id):
        raise Conflict(lazy("Somebody else is looking at this just now"), code="claimed")
    if ruling.decision not in one.decisions:
        raise Conflict(CHANGED, code="changed")


def _write_down(here: Actor, looked: Sequence[queries.Looked], ruling: CaseRuling) -> Act:
    """The act: of one case with whom and what it concerns, of several with a row for each entry."""
    case, entries = looked[0].case, [one.entry for one in looked if one.entry is not None]
    alone = len(looked) == 1
    act = new_act(
        ruling.decision, here, circle_id=case.circle_id, reason=ruling.reason, rule=ruling.rule,
        entry_id=entries[0].id if len(entries) == 1 else None,
        membership_id=case.membership_id if alone else None,
        user_id=queries.author_of(case) if alone else None, touched=len(looked),
        before={str(one.entry.id): _was(one) for one in looked if one.entry is not None},
    )  # fmt: skip
    if len(entries) > 1:
        session().add_all(
            ActEntry(
                act_id=act.id, entry_id=one.id, circle_id=one.circle_id, author_id=one.author_id
            )
            for one in entries
        )
    return act


def _was(one: queries.Looked) -> str:
    """How an entry stood before, which undoing has to know."""
    if one.entry is not None and one.entry.hidden_by_act is not None:
        return "hidden"
    if one.entry is not None and one.entry.review_state == "waiting":
        return "waiting"
    return "edit" if one.edit is not None else "shown"


def _carry_out(one: queries.Looked, act: Act) -> None:
    if one.entry is not None:
        _rule_on(one, act)
    case = one.case
    if case.is_open:  # nothing the verbs below announced has closed it
        case.close(act.kind, act.by_id, act.id)


def _rule_on(one: queries.Looked, act: Act) -> None:
    entry = one.entry
    if entry is None:
        return
    stood = act.before[str(entry.id)]
    if act.kind == "restore":
        content.unhide_entry(SYSTEM, entry.id)
    elif act.kind in ("hide", "remove"):
        if stood != "hidden":
            content.hide_entry(SYSTEM, entry.id, act.reason, act.id)
    elif stood != "shown":
        content.decide(SYSTEM, entry.id, Ruling(act.kind, act.reason))
