"""What happened to one reader in topics, worked out from the rows that say it, until it was seen.

Each cause is a statement of the same columns over rows found by the reader; all of them are asked
for together.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    String,
    Subquery,
    and_,
    bindparam,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from circle.circles.models import Circle
from circle.content import queries as content
from circle.content.models import Entry
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import session
from circle.topics.models import (
    Application,
    Entrant,
    Gathering,
    Idea,
    Look,
    Lottery,
    Participation,
    Pick,
    SignUp,
    Submission,
    Topic,
)
from circle.topics.models.ideas import STATUSES
from circle.topics.queries.kinds.ideas import contributed_to
from circle.topics.queries.threads import Hosted
from circle.topics.timing import moment

TOLD_FOR = timedelta(days=14)  # who did not come by in that time reads it in the topic itself
GONE = "gone"  # its topic can't be opened any more
MOVED = "moved"  # another hour or place than when they signed up

Part = tuple[Select[Any], Any]  # what is told, and the column of its row that names the circle

_Floor, _Result = aliased(Entry), aliased(Entry)
# What happens is one long statement: it is built once, and told at each asking who asks.
_ME: BindParameter[int] = bindparam("reader")
_CIRCLE: BindParameter[int] = bindparam("circle")
_SINCE: BindParameter[datetime] = bindparam("since")
_NOW: BindParameter[datetime] = bindparam("now")


@dataclass(frozen=True, slots=True)
class Waits:
    """One line of what waits for a reader; `until` is None for what has no hour."""

    cause: str
    title: str
    url: str
    until: datetime | None
    said: str = ""  # a grade, a reason, what the staff say of an idea
    more: int = 0  # how often the same happened besides, in this topic

    @property
    def when(self) -> str:
        """Its hour, as people say it."""
        return moment(self.until) if self.until else ""


def news_for(here: Actor, me: int, circle: Circle, most: int) -> list[Waits]:
    """What happened to a member in a circle's topics and was not seen yet, the latest first.

    What happened often in one topic is one line, and says how often.
    """
    rows = session().execute(_unseen(here).limit(most), asked_by(me, circle.id))
    return [_line(circle, row) for row in rows]


def has_news(hosted: Hosted) -> ColumnElement[bool]:
    """Whether something happened to the reader in a topic that they did not see, in its query.

    The query is asked with `asked_by`.
    """
    here = hosted.here
    if not here.is_member or here.user_id is None:
        return literal(False)
    told = _told()
    return exists().where(
        told.c.topic_id == hosted.entry.id, told.c.cause != GONE, ~_seen().exists()
    )


def asked_by(me: int | None, circle_id: int) -> dict[str, Any]:
    """What a query of news has to be told: who asks, where and when."""
    now = clock.now()
    return {"reader": me, "circle": circle_id, "now": now, "since": now - TOLD_FOR}


def _line(circle: Circle, row: Any) -> Waits:
    if row.cause == GONE:
        return Waits(row.cause, "", f"/c/{circle.slug}/topics", row.Topic.starts_at or
                     row.Topic.ends_at)  # fmt: skip
    url = content.entry_path(circle.slug, row.Entry)
    if row.floor_id != row.topic_id:
        url = f"{url}?reply={row.floor_id}"
    title = row.excerpt if row.cause in STATUSES else row.Entry.title
    begins = row.Topic.starts_at or row.Topic.ends_at if row.cause == MOVED else None
    return Waits(row.cause, title, url, begins, row.said, row.more)


def _unseen(here: Actor) -> Select[Any]:
    told = _told()
    alike = (told.c.cause, told.c.topic_id)
    on_show = and_(
        Entry.status == "published", content.unblocked(here),
        or_(told.c.cause.not_in(STATUSES), content.unblocked(here, _Floor)),
    )  # fmt: skip
    unseen = (
        select(
            told.c.cause, told.c.topic_id, told.c.floor_id, told.c.at, told.c.said, _Floor.excerpt,
            func.row_number().over(
                partition_by=alike, order_by=(told.c.at.desc(), told.c.floor_id)
            ).label("nth"),
            (func.count().over(partition_by=alike) - 1).label("more"),
        )
        .join(Entry, Entry.id == told.c.topic_id)
        .join(_Floor, _Floor.id == told.c.floor_id)
        .where(or_(told.c.cause == GONE, on_show), ~_seen().exists())
    ).subquery("unseen")
    return (
        select(unseen, Entry, Topic)
        .join(Entry, Entry.id == unseen.c.topic_id)
        .join(Topic, Topic.entry_id == unseen.c.topic_id)
        .where(unseen.c.nth == 1)
        .order_by(unseen.c.at.desc(), unseen.c.topic_id)
    )


@cache
def _seen() -> Select[Any]:
    told = _told()
    return select(Look.at).where(
        Look.topic_id == told.c.topic_id, Look.user_id == _ME, Look.at >= told.c.at
    )


@cache
def _told() -> Subquery:
    """All that happened to somebody in a circle of late: cause, topic, floor, when, in a word."""
    parts = (
        *_drawn(), *_signed_up(), _graded(), _chosen(), _selected(), _closed(), _answered(),
    )  # fmt: skip
    return union_all(*(part.where(mine == _CIRCLE) for part, mine in parts)).subquery("told")


def _row(cause: Any, topic: Any, at: Any, floor: Any = None, said: Any = "") -> Select[Any]:
    return select(
        (literal(cause) if isinstance(cause, str) else cause).label("cause"),
        topic.label("topic_id"),
        (topic if floor is None else floor).label("floor_id"), at.label("at"),
        cast(said, String).label("said"),
    )  # fmt: skip


def _drawn() -> tuple[Part, Part]:
    """Who won in a draw, and whose draw was called off."""
    def of(cause: str, at: Any) -> Select[Any]:
        return (
            _row(cause, Lottery.entry_id, at)
            .join_from(Entrant, Lottery, Lottery.id == Entrant.lottery_id)
            .where(Entrant.user_id == _ME, at > _SINCE)
        )

    won = of("won", Lottery.drawn_at).where(Entrant.place.is_not(None))
    return (won, Entrant.circle_id), (of("no_draw", Lottery.cancelled_at), Entrant.circle_id)


def _signed_up() -> tuple[Part, ...]:
    """Who has a place now, or none; whose event moved, is called off, or is gone altogether."""
    begins = func.coalesce(Topic.starts_at, Topic.ends_at)
    ahead = or_(Topic.ends_at.is_(None), Topic.ends_at > _NOW)

    def of(cause: str, at: Any, said: Any = "") -> Select[Any]:
        return (
            _row(cause, SignUp.topic_id, at, said=said)
            .join_from(SignUp, Topic, Topic.entry_id == SignUp.topic_id)
            .where(SignUp.user_id == _ME)
        )

    stands = and_(SignUp.state.in_(("going", "waiting")), SignUp.held_until.is_(None))
    seat = of("seat", SignUp.moved_up_at).where(
        SignUp.moved_up_at > _SINCE, SignUp.state == "going", SignUp.held_until.is_(None),
        Topic.closed_at.is_(None), ahead,
    )  # fmt: skip
    off = of("off", SignUp.off_at, SignUp.off_reason).where(SignUp.off_at > _SINCE, ahead)
    cancelled = of("cancelled", Topic.closed_at).where(
        stands, Topic.closed_at > _SINCE, Topic.closed_at < begins, begins > _NOW,
        Topic.host_id != _ME,
    )
    moved = (
        of(MOVED, Gathering.moved_at, Gathering.place)
        .join(Gathering, Gathering.entry_id == SignUp.topic_id)
        .where(stands, Gathering.moved_at > _SINCE, Gathering.moved_at > SignUp.signed_up_at)
        .where(Topic.closed_at.is_(None), begins > _NOW, Topic.host_id != _ME)
    )
    gone = (
        of(GONE, begins)  # its hour is ahead: no look at the topic came after it
        .join(Entry, Entry.id == SignUp.topic_id)
        .where(stands, Entry.status.in_(("removed", "hidden")), begins > _NOW)
        .where(Entry.author_id != _ME)
    )
    return tuple((part, SignUp.circle_id) for part in (seat, off, cancelled, moved, gone))


def _graded() -> Part:
    """Whose submission somebody looked at; with `again` it came back."""
    graded = (
        _row("graded", Submission.topic_id, Submission.reviewed_at, Submission.entry_id,
             Submission.grade)
        .where(Submission.user_id == _ME, Submission.grade.is_not(None))
        .where(Submission.reviewed_at > _SINCE)
    )  # fmt: skip
    return graded, Submission.circle_id


def _chosen() -> Part:
    """Whose entry a call chose, from when its result is out."""
    chosen = (
        _row("chosen", Topic.entry_id, _Result.published_at, _Floor.id)
        .join_from(Participation, Topic, Topic.entry_id == Participation.topic_id)
        .join(_Result, _Result.id == Topic.result_id)
        .join(Pick, Pick.topic_id == Topic.entry_id)
        .join(_Floor, _Floor.id == Pick.entry_id)
        .where(Participation.user_id == _ME, _Floor.author_id == _ME, Pick.chosen_at.is_not(None))
        .where(_Result.status == "published", _Result.published_at > _SINCE)
    )
    return chosen, Participation.circle_id


def _selected() -> Part:
    """Who was selected to try something."""
    selected = _row("selected", Application.topic_id, Application.decided_at).where(
        Application.user_id == _ME, Application.state == "selected",
        Application.decided_at > _SINCE,
    )  # fmt: skip
    return selected, Application.circle_id


def _closed() -> Part:
    """Who took part in something that was closed ahead of its end."""
    closed = (
        _row("closed", Topic.entry_id, Topic.closed_at)
        .join_from(Participation, Topic, Topic.entry_id == Participation.topic_id)
        .where(Participation.user_id == _ME, Participation.floors > 0, Topic.kind != "event")
        .where(Topic.closed_at > _SINCE, Topic.closed_at < Topic.ends_at, Topic.host_id != _ME)
    )
    return closed, Participation.circle_id


def _answered() -> Part:
    """Of whose idea, or one they wanted, it was said what becomes of it; the status is the cause.

    An idea that was merged is told of at the one it went to.
    """
    answered = (
        _row(Idea.status, Idea.topic_id, Idea.status_at, Idea.entry_id, Idea.status_note)
        .join(_Floor, _Floor.id == Idea.entry_id)
        .where(Idea.entry_id.in_(contributed_to(_ME)), Idea.merged_into.is_(None))
        .where(Idea.status_at > _SINCE, _Floor.status == "published")
    )
    return answered, Idea.circle_id
