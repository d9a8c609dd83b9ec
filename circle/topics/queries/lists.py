"""Lists of a circle's topics: by their latest floor, by their beginning, by what is hot."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Row, Select, and_, cast, or_, select, tuple_

from circle.circles.models import Circle
from circle.content import queries as content
from circle.content.models import Entry
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import session
from circle.core.paging import Page, decode_cursor, encode_cursor
from circle.topics import policy
from circle.topics.kinds import HANGING_NAMES
from circle.topics.models import Lottery, Topic, Trial
from circle.topics.schemas import TopicChoice

LANE = "topic"
WINDOW = 400  # keys one page looks through for a state or kind no index leads by


class Found(NamedTuple):
    """A topic of a list, and what hangs on it: a lottery that was not called off, a trial."""

    entry: Entry
    topic: Topic
    hanging: tuple[str, ...] = ()


def topics_page(actor: Actor, circle: Circle, choice: TopicChoice) -> Page[Found]:
    """One page of a circle's topics, without those of people the reader blocked.

    A filter looks through WINDOW keys at most: a page may be short while its cursor goes on.
    """
    place, ident = _place(choice)
    fits = and_(*_filters(choice)).label("fits") if _filters(choice) else None
    columns = [Entry.id, cast(place, BigInteger).label("place")]
    selected: Any = select(*columns) if fits is None else select(*columns, fits)
    statement = _led(selected, circle, choice).where(content.unblocked(actor))
    if choice.cursor:
        value, last = decode_cursor(choice.cursor)
        statement = statement.where(tuple_(cast(place, BigInteger), ident) < (value, last))
    most = WINDOW if fits is not None else choice.limit + 1
    keys = session().execute(statement.order_by(place.desc(), ident.desc()).limit(most)).all()
    fitting = [row for row in keys if fits is None or row.fits]
    page = fitting[: choice.limit]
    return Page(_rows([row.id for row in page]), _next(page, fitting, keys, most))


def shows_topics(actor: Actor, circle: Circle) -> bool:
    """Topics have a tab where there are some, and where the reader may open the first."""
    return LANE in content.lanes_of(circle) or bool(policy.can_open(actor, circle))


def _next(
    page: Sequence[Row[Any]], fitting: Sequence[Row[Any]], keys: Sequence[Row[Any]], most: int
) -> str | None:
    """Behind the last one shown, or the last one looked at."""
    if len(fitting) > len(page):
        return encode_cursor((page[-1].place, page[-1].id))
    return encode_cursor((keys[-1].place, keys[-1].id)) if len(keys) == most else None


def _place(choice: TopicChoice) -> tuple[Any, Any]:
    if choice.order == "hot":
        return Entry.hot_rank, Entry.id
    if choice.order == "newest":
        return (Topic.opened_at, Topic.entry_id) if choice.kind else (Entry.published_at, Entry.id)
    return Topic.active_at, Topic.entry_id


def _led(statement: Select[Any], circle: Circle, choice: TopicChoice) -> Select[Any]:
    joined = statement.join(Topic, Topic.entry_id == Entry.id).where(Entry.lane == LANE)
    if choice.order == "hot" or (choice.order == "newest" and not choice.kind):
        return joined.where(Entry.circle_id == circle.id)
    joined = joined.where(Topic.circle_id == circle.id)
    if choice.order == "newest":
        return joined.where(Topic.kind == choice.kind)
    return joined


def _filters(choice: TopicChoice) -> list[ColumnElement[bool]]:
    wanted = []
    if choice.kind and choice.order != "newest":
        wanted.append(Topic.kind == choice.kind)
    if choice.state:
        wanted.append(_in_state(choice.state, clock.now()))
    return wanted


def _in_state(state: str, now: datetime) -> ColumnElement[bool]:
    over = or_(Topic.closed_at.is_not(None), and_(Topic.ends_at.is_not(None), Topic.ends_at <= now))
    soon = and_(Topic.starts_at.is_not(None), Topic.starts_at > now)
    if state == "over":
        return over
    return and_(~over, soon if state == "soon" else ~soon)


def _rows(ids: Sequence[int]) -> list[Found]:
    if not ids:
        return []
    held = and_(Lottery.entry_id == Entry.id, Lottery.state != "cancelled")
    rows = session().execute(
        select(Entry, Topic, Lottery.id.label("lottery"), Trial.entry_id.label("trial"))
        .join(Topic, Topic.entry_id == Entry.id)
        .outerjoin(Lottery, held)
        .outerjoin(Trial, Trial.entry_id == Entry.id)
        .where(Entry.id.in_(ids))
    )
    found = {
        row.Entry.id: Found(row.Entry, row.Topic, tuple(
            name for name in HANGING_NAMES if getattr(row, name) is not None
        ))
        for row in rows
    }  # fmt: skip
    return [found[ident] for ident in ids if ident in found]
