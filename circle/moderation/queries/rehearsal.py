"""What a rule would have hit: tried on what was written lately, before anybody saves it."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Row, select

from circle.content.models import Entry
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import session
from circle.moderation.queries.rules import rules_place
from circle.screening.rules import Rule, RuleSet
from circle.screening.schemas import NewRule
from circle.screening.verdict import Hit, judge

DAYS = 30
MOST = 5_000  # entries looked at, the newest first
AT_ONCE = 500
SECONDS = 1.5  # somebody waits for the answer
SHOWN = 20
AROUND = 24  # characters shown on either side
Written = Row[int, str, str, datetime | None]


@dataclass(frozen=True, slots=True)
class Example:
    """A place that would have been hit, with what stands around it; never who wrote it.

    `certain` is the word itself; what is not certain only resembles it, or is quoted or warned of.
    """

    entry_id: int
    published_at: datetime | None
    before: str
    hit: str
    after: str
    certain: bool


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """How many of the entries looked at would have been hit; `whole` unless time ran out."""

    looked_at: int
    certain: int
    uncertain: int
    whole: bool
    examples: tuple[Example, ...]


def rehearse(actor: Actor, slug: str | None, new: NewRule) -> Rehearsal:
    """Try a rule on what is on show here from the last 30 days, at most the newest 5,000 of it.

    Read by whoever may see the rules. An example says nothing of its author, named or not.
    """
    circle, _here = rules_place(actor, slug)
    tried = RuleSet((Rule(new.name or new.pattern, new.pattern, "block", new.kind, new.wide),))
    end, looked_at = time.monotonic() + SECONDS, 0
    found: dict[bool, list[Example]] = {True: [], False: []}
    counted = {True: 0, False: 0}
    whole = True
    for entry in _lately(circle.id if circle else None):
        if time.monotonic() > end:
            whole = False
            break
        looked_at += 1
        text = "\n".join(filter(None, (entry.title, entry.source)))
        verdict = judge(text, tried)
        if verdict.action == "pass":
            continue
        certain = verdict.action == "block"
        counted[certain] += 1
        if len(found[certain]) < SHOWN:
            hit = next(one for one in verdict.hits if one.action == verdict.action)
            found[certain].append(_example(entry, text, hit, certain=certain))
    return Rehearsal(
        looked_at, counted[True], counted[False], whole and looked_at < MOST, _some_of_both(found)
    )


def _lately(circle_id: int | None) -> Iterator[Written]:
    """What is on show, the newest first, some at a time."""
    since, below, left = clock.now() - timedelta(days=DAYS), None, MOST
    columns = select(Entry.id, Entry.title, Entry.source, Entry.published_at)
    while left:
        some = columns.where(Entry.status == "published", Entry.created_at >= since)
        if circle_id is not None:
            some = some.where(Entry.circle_id == circle_id)
        if below is not None:
            some = some.where(Entry.id < below)
        rows = session().execute(some.order_by(Entry.id.desc()).limit(min(AT_ONCE, left))).all()
        yield from rows
        left -= len(rows)
        if len(rows) < AT_ONCE:
            return
        below = rows[-1].id


def _some_of_both(found: dict[bool, list[Example]]) -> tuple[Example, ...]:
    """What is certain, and what only resembles it: half of each while there is enough of both."""
    half = SHOWN // 2
    certain = found[True][: max(half, SHOWN - len(found[False]))]
    return (*certain, *found[False][: SHOWN - len(certain)])


def _example(
    entry: Written, text: str, hit: Hit, *, certain: bool
) -> Example:
    return Example(
        entry.id, entry.published_at, text[max(0, hit.start - AROUND) : hit.start],
        text[hit.start : hit.end], text[hit.end : hit.end + AROUND], certain,
    )  # fmt: skip
