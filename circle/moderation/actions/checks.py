"""What a check outside says of words becomes what happens to them; its silence is for people."""

from datetime import timedelta

from circle.content import actions as content
from circle.content import queries as content_reads
from circle.content.models import Entry
from circle.content.models.entries import MAX_RULE
from circle.content.schemas import Ruling
from circle.core.actor import SYSTEM
from circle.core.db import action
from circle.core.i18n import Text, lazy
from circle.core.jobs import enqueue
from circle.moderation import queries
from circle.moderation.actions.acts import new_act
from circle.moderation.actions.cases import Brought, about_entry, open_case
from circle.moderation.models.cases import URGENT, URGENT_REASONS
from circle.moderation.queries.checks import ToCheck
from circle.moderation.words import DOUBTED, DOUBTED_FOR, REFUSED, REFUSED_FOR, UNANSWERED
from circle.screening.provider import Opinion
from circle.screening.queries import rules_of
from circle.screening.verdict import REVIEWED, judge

JOB = "moderation.ask_outside"
# After each failure it is asked again so much later; then, within half an hour, people look.
PAUSES = (
    timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=20),
)  # fmt: skip
BY_CHECK = frozenset(("edit", "provider"))  # cases that are about nothing but an edit


@action
def ask_soon(entry_id: int, tries: int = 0) -> None:
    """Have a job ask the check outside about what waits for it; later when it was silent before."""
    pause = PAUSES[tries - 1] if tries else timedelta(0)
    enqueue(JOB, {"entry_id": entry_id, "tries": tries}, key=f"{entry_id}:{tries}", delay=pause)


@action
def settle_check(asked: ToCheck, opinion: Opinion) -> None:
    """What the check says happens to the very words it was asked about; of others it is asked anew.

    Passed is what no rule made meanwhile meets either; what is refused is an act of the product's,
    which its author may appeal; all the rest lies before the staff.
    """
    content_reads.lock_threads([asked.entry_id])
    now = queries.find_asked(asked.entry_id)
    entry = content_reads.find_entry(asked.entry_id)
    if now is None or entry is None:
        return  # somebody decided it, or its author took it away
    if now != asked:
        ask_soon(asked.entry_id)
        return
    verdict = judge(asked.question.text, rules_of(asked.circle_id))
    if opinion.advice == "block":
        _refuse(entry, asked, opinion)
    elif opinion.advice == "review":
        _bring_up(entry, opinion)
    elif verdict.action in ("review", "block"):
        content.leave_to_people(SYSTEM, entry.id, lazy(REVIEWED.key, rule=verdict.rule))
    else:
        content.decide(SYSTEM, entry.id, Ruling("approve"))


def _refuse(entry: Entry, asked: ToCheck, opinion: Opinion) -> None:
    rule = _rule(opinion)
    act = new_act(
        "reject", SYSTEM, circle_id=entry.circle_id, entry_id=entry.id, user_id=entry.author_id,
        rule=rule or None, before={str(entry.id): "edit" if asked.is_edit else "waiting"},
    )  # fmt: skip
    told = lazy(REFUSED_FOR.key, rule=rule) if rule else REFUSED
    content.decide(SYSTEM, entry.id, Ruling("reject", told=told))
    case = queries.open_case_of(entry.id, lock=True)
    if asked.is_edit and case is not None and BY_CHECK.issuperset(case.sources):
        case.close("reject", None, act.id)  # an older edit brought it up, which this one replaced


def _bring_up(entry: Entry, opinion: Opinion) -> None:
    rule = _rule(opinion)
    content.leave_to_people(SYSTEM, entry.id, _doubt(opinion, rule))
    urgent = any(label.casefold() in URGENT_REASONS for label in opinion.labels)
    if urgent:
        brought = Brought("provider", URGENT, rule or None, desk="both")
        open_case(about_entry(entry), brought)


def _doubt(opinion: Opinion, rule: str) -> Text:
    if opinion.failure:
        return UNANSWERED
    return lazy(DOUBTED_FOR.key, rule=rule) if rule else DOUBTED


def _rule(opinion: Opinion) -> str:
    """What the check calls it, on one line."""
    return " ".join(", ".join(opinion.labels).split())[:MAX_RULE]
