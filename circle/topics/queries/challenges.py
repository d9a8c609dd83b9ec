"""Challenges: the days a member kept, where that puts them, and who is ahead."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from sqlalchemy import Select, and_, func, or_, select

from circle.circles import policy as circle_policy
from circle.circles import queries as circles
from circle.circles.models import Membership
from circle.circles.queries import Face
from circle.content import policy as content_policy
from circle.content.models import Entry
from circle.core import clock
from circle.core.db import session
from circle.core.paging import PAGE, Page, after, cut
from circle.core.policy import require
from circle.points.queries.boards import COUNTED, is_present
from circle.topics.models import ChallengeDay, Standing
from circle.topics.queries.threads import Hosted

ROWS_AT_ONCE = 1000
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Placed:
    """Somebody in a ranking; no `place` from COUNTED on."""

    place: int | None
    face: Face
    days: int
    streak: int
    longest: int


@dataclass(frozen=True, slots=True)
class MyPlace:
    """Where the reader stands; no place without a day, at most COUNTED; `shown` to others."""

    place: int | None
    days: int
    streak: int
    longest: int
    shown: bool


def first_day_kept(topic_id: int) -> date | None:
    """The first day anybody kept in a challenge; None before there is one."""
    days = select(func.min(ChallengeDay.day)).where(ChallengeDay.topic_id == topic_id)
    found: date | None = session().scalar(days)
    return found


def first_floor_on(topic_id: int, user_id: int, day: date) -> Entry | None:
    """The earliest floor of a member's local day that others can see."""
    since, until = clock.day_start(day), clock.day_start(day + ONE_DAY)
    found: Entry | None = session().scalar(
        select(Entry)
        .where(Entry.parent_id == topic_id, Entry.author_id == user_id)
        .where(Entry.floor.is_not(None), Entry.status == "published")
        .where(Entry.created_at >= since, Entry.created_at < until)
        .order_by(Entry.created_at, Entry.id)
        .limit(1)
    )
    return found


def challenge_day(topic_id: int, user_id: int, day: date) -> ChallengeDay | None:
    """What stands for one day of a member, kept or made up."""
    return session().get(ChallengeDay, (topic_id, user_id, day), populate_existing=True)


def challenge_days(topic_id: int, user_id: int) -> Sequence[ChallengeDay]:
    """All days of a member in a challenge, in order: at most as many as it lasts."""
    return session().scalars(
        select(ChallengeDay)
        .where(ChallengeDay.topic_id == topic_id, ChallengeDay.user_id == user_id)
        .order_by(ChallengeDay.day)
    ).all()


def get_standing(topic_id: int, user_id: int) -> Standing | None:
    """Where a member stands; None without a day."""
    return session().get(Standing, (topic_id, user_id), populate_existing=True)


def made_up_this_month(days: Sequence[ChallengeDay], today: date) -> int:
    """How many of a member's days were made up in the calendar month of today."""
    month = (today.year, today.month)
    made = (clock.local_day(one.made_up_at) for one in days if one.made_up_at is not None)
    return sum((day.year, day.month) == month for day in made)


def ranking_page(hosted: Hosted, *, cursor: str | None = None, limit: int = PAGE) -> Page[Placed]:
    """Who kept most days of a challenge, ties to who had them earlier; never by points.

    Who opted out of boards, left or was banned is not there, nor for this reader whom they
    blocked; the others keep their places.
    """
    _require_readable(hosted)
    place = (Standing.rank, Standing.user_id)
    rows = session().scalars(after(_ranked(hosted), place, cursor).limit(limit + 1)).all()
    page = cut(rows, limit, lambda row: (row.rank, row.user_id))
    return page.map(lambda found: _placed(hosted, found))


def my_place(hosted: Hosted) -> MyPlace | None:
    """The reader's own place in a ranking; None for who is no member."""
    _require_readable(hosted)
    if not hosted.here.is_member or hosted.here.user_id is None:
        return None
    shown = circles.membership_of(hosted.here).on_boards
    mine = get_standing(hosted.entry.id, hosted.here.user_id)
    if mine is None:
        return MyPlace(None, 0, 0, 0, shown)
    place = min(_ahead(hosted, mine) + 1, COUNTED)
    return MyPlace(place, mine.days, mine.streak_on(clock.local_day()), mine.longest, shown)


def wrong_standings() -> Iterator[tuple[Standing | None, Standing]]:
    """Standings that do not say what the days say: what is stored, and what it should be."""
    days = select(ChallengeDay).order_by(
        ChallengeDay.topic_id, ChallengeDay.user_id, ChallengeDay.day
    )
    rows = session().scalars(days.execution_options(yield_per=ROWS_AT_ONCE))
    for (topic_id, user_id), group in groupby(rows, key=lambda row: (row.topic_id, row.user_id)):
        kept = list(group)
        meant = Standing(topic_id=topic_id, user_id=user_id, circle_id=kept[0].circle_id)
        meant.count(kept)
        stored = session().get(Standing, (topic_id, user_id))
        if stored is None or _said(stored) != _said(meant):
            yield stored, meant
    for lone in session().scalars(_without_days()):
        empty = Standing(topic_id=lone.topic_id, user_id=lone.user_id, circle_id=lone.circle_id)
        empty.count(())
        yield lone, empty


def _without_days() -> Select[Standing]:
    kept = select(ChallengeDay.day).where(
        ChallengeDay.topic_id == Standing.topic_id, ChallengeDay.user_id == Standing.user_id
    )
    return select(Standing).where(~kept.exists())


def _said(standing: Standing) -> tuple[object, ...]:
    return (
        standing.days, standing.streak, standing.longest, standing.last_day, standing.reached_at,
        standing.rank,
    )  # fmt: skip


def _require_readable(hosted: Hosted) -> None:
    require(hosted.here, circle_policy.can_see_members(hosted.here, hosted.circle))
    require(hosted.here, content_policy.can_read(hosted.here, hosted.entry, hosted.circle))


def _ranked(hosted: Hosted) -> Select[Standing]:
    member = and_(
        Membership.user_id == Standing.user_id, Membership.circle_id == Standing.circle_id
    )
    return (
        select(Standing).join(Membership, member)
        .where(Standing.topic_id == hosted.entry.id, is_present())
    )  # fmt: skip


def _placed(hosted: Hosted, rows: Sequence[Standing]) -> Sequence[Placed]:
    if not rows:
        return ()
    before, today = _ahead(hosted, rows[0]), clock.local_day()
    faces = circles.faces(hosted.circle.id, [row.user_id for row in rows])
    return [
        Placed(
            before + number if before + number < COUNTED else None, faces[row.user_id], row.days,
            row.streak_on(today), row.longest,
        )
        for number, row in enumerate(rows, 1)
        if row.user_id not in hosted.here.blocked and row.user_id in faces
    ]  # fmt: skip


def _ahead(hosted: Hosted, standing: Standing) -> int:
    """How many stand before one, counted no further than COUNTED."""
    further = or_(
        Standing.rank > standing.rank,
        and_(Standing.rank == standing.rank, Standing.user_id > standing.user_id),
    )
    rest = _ranked(hosted).where(further).limit(COUNTED).subquery()
    return session().scalar(select(func.count()).select_from(rest)) or 0
