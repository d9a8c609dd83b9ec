"""What was written lately and meets rules that are new or stricter, some at a time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import select

from circle.content.models import Entry
from circle.core import clock
from circle.core.db import session
from circle.moderation.models import Case
from circle.screening import queries as screening
from circle.screening.models import KeywordRule
from circle.screening.verdict import Verdict, judge

BACK = timedelta(days=30)
AT_ONCE = 100
LOOKS_BACK = ("review", "block")  # what is covered or left alone stays as it was written


class Meets(NamedTuple):
    """The rule an entry meets, and whether it is taken back until somebody has looked."""

    rule: str
    kept_back: bool


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the newest entries: which meet a rule, and where the next part begins, if any."""

    met: Mapping[int, Meets]
    below: int | None


def rules_looking_back(circle_id: int | None, first: int, last: int) -> list[KeywordRule]:
    """Those of the rules of one step that still hold and ask for a look at what is on show."""
    numbered = KeywordRule.id.between(first, last)
    rules = session().scalars(
        select(KeywordRule).where(screening.within(circle_id), numbered)
        .where(KeywordRule.dropped_at.is_(None), KeywordRule.action.in_(LOOKS_BACK))
    )  # fmt: skip
    return list(rules)


def met_by(circle_id: int | None, names: Iterable[str], below: int | None) -> Part:
    """What is on show and meets one of the rules, among the next hundred entries, newest first.

    What staff let stand although it met that rule is left alone.
    """
    rows = select(Entry.id, Entry.circle_id, Entry.title, Entry.source).where(
        Entry.status == "published", Entry.created_at >= clock.now() - BACK
    )
    if circle_id is not None:
        rows = rows.where(Entry.circle_id == circle_id)
    if below is not None:
        rows = rows.where(Entry.id < below)
    found = session().execute(rows.order_by(Entry.id.desc()).limit(AT_ONCE)).all()
    sets = {each: screening.rules_of(each) for each in {row.circle_id for row in found}}
    looking, met = frozenset(names), {}
    for row in found:
        text = "\n".join(filter(None, (row.title, row.source)))
        meets = _meets(judge(text, sets[row.circle_id]), looking)
        if meets:
            met[row.id] = meets
    for entry_id, rule in _let_stand(list(met)):
        if entry_id in met and met[entry_id].rule == rule:
            del met[entry_id]
    return Part(met, found[-1].id if len(found) == AT_ONCE else None)


def _meets(verdict: Verdict, looking: frozenset[str]) -> Meets | None:
    asked = [hit for hit in verdict.hits if hit.rule in looking and hit.action in LOOKS_BACK]
    if not asked:
        return None
    worst = next((hit for hit in asked if hit.action == "block"), asked[0])
    return Meets(worst.rule or "", worst.action == "block")


def _let_stand(entry_ids: list[int]) -> list[tuple[int | None, str | None]]:
    stands = select(Case.entry_id, Case.rule).where(
        Case.entry_id.in_(entry_ids), Case.decision == "approve"
    )
    return [(row.entry_id, row.rule) for row in session().execute(stands)]
