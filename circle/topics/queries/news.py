"""What happened to one reader in topics, worked out from the rows that say it, until it was seen.

Each cause is a statement of the same columns over rows found by the reader; all of them are asked
for together.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    Subquery,
    and_,
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
    rows = session().execute(_unseen(here, me, circle.id).limit(most))
    return [_line(circle, row) for row in rows]


def has_news(hosted: Hosted) -> ColumnElement[bool]:
    """Whether something happened to the reader in a topic that they did not see, in its query."""
    here = hosted.here
    if not here.is_member or here.user_id is None:
        return literal(False)
    told = _told(here.user_id, hosted.circle.id)
    return exists().where(
        told.c.topic_id == hosted.entry.id, told.c.cause != GONE,
        ~_seen(here.user_id, told).exists(),
    )  # fmt: skip


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


def _unseen(here: Actor, me: int, circle_id: int) -> Select[Any]:
    told = _told(me, circle_id)
    floor, alike = aliased(Entry), (told.c.cause, told.c.topic_id)
    on_show = and_(
        Entry.status == "published", content.unblocked(here),
        or_(told.c.cause.not_in(STATUSES), content.unblocked(here, floor)),
    )  # fmt: skip
    unseen = (
        select(
            told.c.cause, told.c.topic_id, told.c.floor_id, told.c.at, told.c.said, floor.excerpt,
            func.row_number().over(
                partition_by=alike, order_by=(told.c.at.desc(), told.c.floor_id)
            ).label("nth"),
            (func.count().over(partition_by=alike) - 1).label("more"),
        )
        .join(Entry, Entry.id == told.c.topic_id)
        .join(floor, floor.id == told.c.floor_id)
        .where(or_(told.c.cause == GONE, on_show), ~_seen(me, told).exists())
    ).subquery("unseen")
    return (
        select(unseen, Entry, Topic)
        .join(Entry, Entry.id == unseen.c.topic_id)
        .join(Topic, Topic.entry_id == unseen.c.topic_id)
        .where(unseen.c.nth == 1)
        .order_by(unseen.c.at.desc(), unseen.c.topic_id)
    )


def _seen(me: int, told: Subquery) -> Select[Any]:
    return select(Look.at).where(
        Look.topic_id == told.c.topic_id, Look.user_id == me, Look.at >= told.c.at
    )


def _told(me: int, circle_id: int) -> Subquery:
    """All that happened to somebody in a circle of late: cause, topic, floor, when, in a word."""
    parts = (
        *_drawn(me), *_signed_up(me), _graded(me), _chosen(me), _selected(me), _closed(me),
        _answered(me),
    )  # fmt: skip
    return union_all(*(part.where(mine == circle_id) for part, mine in parts)).subquery("told")


def _row(cause: Any, topic: Any, at: Any, floor: Any = None, said: Any = "") -> Select[Any]:
    return select(
        (literal(cause) if isinstance(cause, str) else cause).label("cause"),
        topic.label("topic_id"),
        (topic if floor is None else floor).label("floor_id"), at.label("at"),
        cast(said, String).label("said"),
    )  # fmt: skip


def _since() -> Any:
    return clock.now() - TOLD_FOR


def _drawn(me: int) -> tuple[Part, Part]:
    """Who won in a draw, and whose draw was called off."""
    def of(cause: str, at: Any) -> Select[Any]:
        return (
            _row(cause, Lottery.entry_id, at)
            .join_from(Entrant, Lottery, Lottery.id == Entrant.lottery_id)
            .where(Entrant.user_id == me, at > _since())
        )

    won = of("won", Lottery.drawn_at).where(Entrant.place.is_not(None))
    return (won, Entrant.circle_id), (of("no_draw", Lottery.cancelled_at), Entrant.circle_id)


def _signed_up(me: int) -> tuple[Part, ...]:
    """Who has a place now, or none; whose event moved, is called off, or is gone altogether."""
    begins, now = func.coalesce(Topic.starts_at, Topic.ends_at), clock.now()
    ahead = or_(Topic.ends_at.is_(None), Topic.ends_at > now)

    def of(cause: str, at: Any, said: Any = "") -> Select[Any]:
        return (
            _row(cause, SignUp.topic_id, at, said=said)
            .join_from(SignUp, Topic, Topic.entry_id == SignUp.topic_id)
            .where(SignUp.user_id == me)
        )

    stands = and_(SignUp.state.in_(("going", "waiting")), SignUp.held_until.is_(None))
    seat = of("seat", SignUp.moved_up_at).where(
        SignUp.moved_up_at > _since(), SignUp.state == "going", SignUp.held_until.is_(None),
        Topic.closed_at.is_(None), ahead,
    )  # fmt: skip
    off = of("off", SignUp.off_at, SignUp.off_reason).where(SignUp.off_at > _since(), ahead)
    cancelled = of("cancelled", Topic.closed_at).where(
        stands, Topic.closed_at > _since(), Topic.closed_at < begins, begins > now,
        Topic.host_id != me,
    )
    moved = (
        of(MOVED, Gathering.moved_at, Gathering.place)
        .join(Gathering, Gathering.entry_id == SignUp.topic_id)
        .where(stands, Gathering.moved_at > _since(), Gathering.moved_at > SignUp.signed_up_at)
        .where(Topic.closed_at.is_(None), begins > now, Topic.host_id != me)
    )
    gone = (
        of(GONE, begins)  # its hour is ahead: no look at the topic came after it
        .join(Entry, Entry.id == SignUp.topic_id)
        .where(stands, Entry.status.in_(("removed", "hidden")), begins > now)
        .where(Entry.author_id != me)
    )
    return tuple((part, SignUp.circle_id) for part in (seat, off, cancelled, moved, gone))


def _graded(me: int) -> Part:
    """Whose submission somebody looked at; with `again` it came back."""
    graded = (
        _row("graded", Submission.topic_id, Submission.reviewed_at, Submission.entry_id,
             Submission.grade)
        .where(Submission.user_id == me, Submission.grade.is_not(None))
        .where(Submission.reviewed_at > _since())
    )  # fmt: skip
    return graded, Submission.circle_id


def _chosen(me: int) -> Part:
    """Whose entry a call chose, from when its result is out."""
    result, floor = aliased(Entry), aliased(Entry)
    chosen = (
        _row("chosen", Topic.entry_id, result.published_at, floor.id)
        .join_from(Participation, Topic, Topic.entry_id == Participation.topic_id)
        .join(result, result.id == Topic.result_id)
        .join(Pick, Pick.topic_id == Topic.entry_id)
        .join(floor, floor.id == Pick.entry_id)
        .where(Participation.user_id == me, floor.author_id == me, Pick.chosen_at.is_not(None))
        .where(result.status == "published", result.published_at > _since())
    )
    return chosen, Participation.circle_id


def _selected(me: int) -> Part:
    """Who was selected to try something."""
    selected = _row("selected", Application.topic_id, Application.decided_at).where(
        Application.user_id == me, Application.state == "selected",
        Application.decided_at > _since(),
    )  # fmt: skip
    return selected, Application.circle_id


def _closed(me: int) -> Part:
    """Who took part in something that was closed ahead of its end."""
    closed = (
        _row("closed", Topic.entry_id, Topic.closed_at)
        .join_from(Participation, Topic, Topic.entry_id == Participation.topic_id)
        .where(Participation.user_id == me, Participation.floors > 0, Topic.kind != "event")
        .where(Topic.closed_at > _since(), Topic.closed_at < Topic.ends_at, Topic.host_id != me)
    )
    return closed, Participation.circle_id


def _answered(me: int) -> Part:
    """Of whose idea, or one they wanted, it was said what becomes of it; the status is the cause.

    An idea that was merged is told of at the one it went to.
    """
    floor = aliased(Entry)
    answered = (
        _row(Idea.status, Idea.topic_id, Idea.status_at, Idea.entry_id, Idea.status_note)
        .join(floor, floor.id == Idea.entry_id)
        .where(Idea.entry_id.in_(contributed_to(me)), Idea.merged_into.is_(None))
        .where(Idea.status_at > _since(), floor.status == "published")
    )
    return answered, Idea.circle_id
