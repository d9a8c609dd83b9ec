"""A circle's posts, questions and topics by month, at the same cost however much there is."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, literal, select, union_all

from circle.circles.models import Circle
from circle.content import queries as content
from circle.content.models import Entry
from circle.content.queries.entries import LANES
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import session
from circle.core.errors import BadRequest, NotFound
from circle.core.i18n import lazy
from circle.core.paging import PAGE, Page, after, cut

COUNTED = 99  # of a month; beyond, it says that there are more
_NAME = re.compile(r"((?:19[789]|20\d|21\d)\d)-(0[1-9]|1[012])", re.ASCII)
MOST_MONTHS = 120  # of a page


@dataclass(frozen=True, slots=True)
class Month:
    """A month somebody wrote in, and how much, counted to COUNTED + 1."""

    first: date
    count: int

    @property
    def name(self) -> str:
        """As it stands in an address."""
        return f"{self.first:%Y-%m}"


def months_page(circle: Circle, *, cursor: str | None = None) -> Page[Month]:
    """The months of a circle that have anything, the latest first; two bounded queries.

    Words of people a reader blocked are counted as well: the numbers are the circle's.
    """
    upto = min(clock.now(), clock.day_start(_read_cursor(cursor))) if cursor else clock.now()
    ends = session().execute(select(*_ends(circle, upto))).one()
    found = [clock.local_day(at) for at in ends if at is not None]
    if not found:
        return Page(())
    months = list(_back(max(found), min(found)))
    parts = [_counted(circle, at, first) for at, first in enumerate(months)]
    rows = session().execute(union_all(*parts)).all()
    items = [Month(months[at], count) for at, count in sorted(map(tuple, rows)) if count]
    ended = months[-1] <= min(found)
    return Page(items, None if ended else Month(months[-1], 0).name)


def month_page(
    here: Actor, circle: Circle, first: date, *, cursor: str | None = None, limit: int = PAGE
) -> Page[Entry]:
    """What the actor sees of a month, the latest first: each list is read in its own order."""
    parts = [
        after(_of_month(circle, first, (lane,)), (Entry.published_at, Entry.id), cursor)
        .where(content.visible_to(here, circle), content.unblocked(here))
        .limit(limit + 1)
        .subquery()
        for lane in LANES
    ]
    ids = union_all(*(select(part.c.id) for part in parts))
    statement = select(Entry).where(Entry.id.in_(ids))
    ordered = after(statement, (Entry.published_at, Entry.id), None).limit(limit + 1)
    rows = session().scalars(ordered).all()
    return cut(rows, limit, lambda entry: (entry.published_at, entry.id))


def read_month(name: str) -> date:
    """The first of the month an address names; NotFound for what is none."""
    found = _NAME.fullmatch(name)
    if found is None:
        raise NotFound
    return date(int(found[1]), int(found[2]), 1)


def next_month(first: date) -> date:
    """The first day of the month that follows."""
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def _read_cursor(cursor: str) -> date:
    """The month behind which a page of months goes on."""
    try:
        return read_month(cursor)
    except NotFound as error:
        raise BadRequest(lazy("This link to a further page is damaged")) from error


def _ends(circle: Circle, upto: datetime) -> Iterator[Any]:
    """The first and the last time anything stands in each list: the ends of an index."""
    for lane in LANES:
        of_lane = select(Entry.published_at).where(
            Entry.circle_id == circle.id, Entry.lane == lane, Entry.published_at < upto
        )
        for end in (Entry.published_at.asc(), Entry.published_at.desc()):
            yield of_lane.order_by(end).limit(1).scalar_subquery()


def _back(last: date, first: date) -> Iterator[date]:
    month = last.replace(day=1)
    for _ in range(MOST_MONTHS):
        if month < first.replace(day=1):
            return
        yield month
        month = date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)


def _counted(circle: Circle, at: int, first: date) -> Select[int, int]:
    some = _of_month(circle, first, LANES).limit(COUNTED + 1).subquery()
    return select(literal(at), func.count(some.c.id))


def _of_month(circle: Circle, first: date, lanes: Sequence[str]) -> Select[int]:
    begin, end = clock.day_start(first), clock.day_start(next_month(first))
    return select(Entry.id).where(
        Entry.circle_id == circle.id, Entry.lane.in_(lanes),
        Entry.published_at >= begin, Entry.published_at < min(end, clock.now()),
    )  # fmt: skip
