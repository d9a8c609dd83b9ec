"""What stayed of a week for one person: worth reading, worth answering, and what waits unseen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import func, select

from circle.circles import queries as circles
from circle.circles.models import Circle
from circle.circles.queries import MyCircle
from circle.content import queries as content
from circle.content.models import Entry
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import session
from circle.core.i18n import Text, lazy
from circle.core.recent import Recent
from circle.notifications.kinds import KINDS
from circle.notifications.models import Mute, Notice
from circle.notifications.queries.choices import choices_of, lasts
from circle.notifications.queries.inbox import shows
from circle.qa.models import Question

WEEK = timedelta(days=7)
OLDEST_QUESTION = timedelta(days=21)
MAX_CIRCLES, PER_CIRCLE, MAX_QUESTIONS, PER_PAGE = 8, 3, 3, 10
CANDIDATES = 10  # of each sort and circle: some are the reader's own, or muted
LINE = 60  # characters of an entry without a title
FEATURED, ACCEPTED = lazy("Featured"), lazy("With an accepted answer")
LIVELY = lazy("Much talked about")

Best = Sequence[tuple[int, Text]]  # entries of a circle, the best first, and why

_kept: Recent[Best] = Recent(1024)


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of a digest."""

    title: str
    path: str
    note: str


@dataclass(frozen=True, slots=True)
class Part:
    """What stayed in one circle."""

    name: str
    path: str
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Digest:
    """What stayed for one person."""

    parts: Sequence[Part]
    questions: Sequence[Line]
    unseen: Sequence[tuple[str, int]]  # names of kinds, how many

    @property
    def is_empty(self) -> bool:
        """There is nothing to write about."""
        return not (self.parts or self.questions or self.unseen)


@dataclass(frozen=True, slots=True)
class Silence:
    """What the reader muted."""

    circles: frozenset[int]
    threads: frozenset[int]
    people: frozenset[int]

    def covers(self, entry: Entry) -> bool:
        """Whether an entry is part of it; who is unnamed is not given away by a mute."""
        by = not entry.anonymous and entry.author_id in self.people
        return by or (entry.root_id or entry.id) in self.threads


def digest_of(actor: Actor) -> Digest:
    """What stayed of the last seven days for the actor: read with their eyes, nine statements."""
    silence = _silence(actor)
    mine = [one for one in circles.my_circles(actor) if one.id not in silence.circles]
    mine = mine[:MAX_CIRCLES]
    return Digest(
        _parts(actor, mine, silence), _questions(actor, mine, silence), _unseen(actor)
    )


def circle_digest(actor: Actor, slug: str) -> tuple[Circle, Actor, Sequence[Line]]:
    """What stayed of the last seven days in one circle, for whoever may see its lists."""
    circle, here = circles.enter(actor, slug)
    best = _best_of([circle.id])[circle.id]
    rows = session().scalars(
        select(Entry)
        .where(Entry.id.in_([entry_id for entry_id, _why in best]), Entry.parent_id.is_(None))
        .where(content.visible_to(here, circle), content.shown(), content.unblocked(here))
    )
    entries = {entry.id: entry for entry in rows}
    chosen = [_line(circle, entries[one], why) for one, why in best if one in entries]
    return circle, here, chosen[:PER_PAGE]


def _silence(actor: Actor) -> Silence:
    rows = session().execute(
        select(Mute.kind, Mute.target_id).where(Mute.user_id == actor.user_id, lasts())
    ).all()  # fmt: skip
    of = {kind: frozenset(row.target_id for row in rows if row.kind == kind)
          for kind in ("circle", "thread", "person")}  # fmt: skip
    return Silence(of["circle"], of["thread"], of["person"])


def _parts(actor: Actor, mine: Sequence[MyCircle], silence: Silence) -> list[Part]:
    best = _best_of([one.id for one in mine])
    entries = _readable(actor, [entry_id for found in best.values() for entry_id, _why in found])
    parts = []
    for circle in mine:
        chosen = [
            _line(circle, entries[entry_id], why)
            for entry_id, why in best[circle.id]
            if entry_id in entries and not silence.covers(entries[entry_id])
        ][:PER_CIRCLE]
        if chosen:
            parts.append(Part(circle.name, f"/c/{circle.slug}", chosen))
    return parts


def _readable(actor: Actor, ids: Sequence[int]) -> Mapping[int, Entry]:
    if not ids:
        return {}
    found = select(Entry).where(
        Entry.id.in_(ids), content.shown(), content.unblocked(actor),
        Entry.author_id != actor.user_id,
    )  # fmt: skip
    return {entry.id: entry for entry in session().scalars(found)}


def _best_of(circle_ids: Sequence[int]) -> Mapping[int, Best]:
    """The best of the week in each circle, worked out once an hour for everybody."""
    hour = int(clock.now().timestamp() // 3600)
    found: dict[int, Best] = {}

    def make(circle_id: int) -> Best:
        if not found:
            found.update(_work_out(circle_ids, clock.now() - WEEK))
        return found.get(circle_id, ())

    return {one: _kept.get((one, hour), partial(make, one)) for one in circle_ids}


def _work_out(circle_ids: Sequence[int], since: datetime) -> Mapping[int, Best]:
    best: dict[int, dict[int, Text]] = {circle_id: {} for circle_id in circle_ids}
    sources = (
        (_featured(circle_ids, since), FEATURED), (_accepted(circle_ids, since), ACCEPTED),
        (_lively(circle_ids, since), LIVELY),
    )  # fmt: skip
    for statement, why in sources:
        for row in session().execute(statement):
            best[row.circle_id].setdefault(row.id, why)
    return {circle_id: tuple(found.items()) for circle_id, found in best.items()}


def _featured(circle_ids: Sequence[int], since: datetime) -> Any:
    rows = select(Entry.id, Entry.circle_id, Entry.featured_at.label("place")).where(
        Entry.circle_id.in_(circle_ids), Entry.featured_at >= since, content.shown()
    )
    return _first(rows)


def _accepted(circle_ids: Sequence[int], since: datetime) -> Any:
    rows = (
        select(Entry.id, Entry.circle_id, Entry.helpful_count.label("place"))
        .join(Question, Question.entry_id == Entry.id)
        .where(Question.circle_id.in_(circle_ids), Question.state == "answered")
        .where(Question.asked_at >= since - 4 * WEEK, Question.accepted_at >= since)
        .where(content.shown())
    )
    return _first(rows)


def _lively(circle_ids: Sequence[int], since: datetime) -> Any:
    talked = Entry.comments_count + Entry.likes_count + Entry.answers_count + Entry.replies_count
    rows = select(Entry.id, Entry.circle_id, Entry.hot_rank.label("place")).where(
        Entry.circle_id.in_(circle_ids), Entry.parent_id.is_(None), Entry.lane.is_not(None),
        Entry.published_at >= since, Entry.category != "ad", content.shown(), talked > 0,
    )  # fmt: skip
    return _first(rows)


def _first(rows: Any) -> Any:
    """The first few of each circle."""
    found = rows.subquery()
    number = func.row_number().over(
        partition_by=found.c.circle_id, order_by=(found.c.place.desc(), found.c.id.desc())
    )
    placed = select(found.c.id, found.c.circle_id, number.label("number")).subquery()
    return (
        select(placed.c.id, placed.c.circle_id)
        .where(placed.c.number <= CANDIDATES)
        .order_by(placed.c.circle_id, placed.c.number)
    )


def _questions(actor: Actor, mine: Sequence[MyCircle], silence: Silence) -> list[Line]:
    """Questions nobody has answered yet, of the reader's circles, the newest first."""
    named = {one.id: one for one in mine}
    if not named:
        return []
    rows = session().scalars(
        select(Entry)
        .join(Question, Question.entry_id == Entry.id)
        .where(Question.circle_id.in_(named), Question.unanswered, Question.state == "open")
        .where(Question.asked_at >= clock.now() - OLDEST_QUESTION)
        .where(Question.asked_of.is_(None) | (Question.asked_of == actor.user_id))
        .where(content.shown(), content.unblocked(actor), Entry.author_id != actor.user_id)
        .order_by(Question.asked_at.desc(), Entry.id.desc())
        .limit(CANDIDATES)
    )
    heard = [entry for entry in rows if not silence.covers(entry)][:MAX_QUESTIONS]
    return [_line(named[entry.circle_id], entry, named[entry.circle_id].name) for entry in heard]


def _unseen(actor: Actor) -> list[tuple[str, int]]:
    """How many notices nobody looked at, of the kinds the reader wants by letter at all."""
    wanted = [one.kind for one in choices_of(actor.user_id or 0) if one.email != "off"]
    rows = session().execute(
        select(Notice.kind, func.count())
        .outerjoin(Entry, Entry.id == Notice.entry_id)
        .outerjoin(Circle, Circle.id == Notice.circle_id)
        .where(Notice.user_id == actor.user_id, Notice.read_at.is_(None), shows(actor))
        .where(Notice.at >= clock.now() - WEEK, Notice.kind.in_(wanted))
        .group_by(Notice.kind)
    )
    counted = {row[0]: int(row[1]) for row in rows}
    return [(str(KINDS[kind].label), counted[kind]) for kind in wanted if kind in counted]


def _line(circle: MyCircle | Circle, entry: Entry, note: object) -> Line:
    title = entry.title or " ".join(entry.excerpt.split())[:LINE]
    return Line(title or str(circle.name), content.entry_path(circle.slug, entry), str(note))
