"""The leaderboards: who contributed most in a day, week, month or ever, and where one stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select

from circle.circles import policy as circle_policy
from circle.circles import queries as circles
from circle.circles.models import Circle, Membership
from circle.circles.queries import Face
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import session
from circle.core.i18n import Text, lazy
from circle.core.policy import require
from circle.points.models import Standing

TOP = 50
TIED = 8  # read beyond the end of a board, where several often share a score
BESIDE = 3  # named beside the circle's entries
COUNTED = 1000  # places beyond are told as "1000+": counting stops there
KEPT_DAYS = 400  # boards of single days and weeks
PERIODS: Mapping[str, Text] = {
    "day": lazy("Today"), "week": lazy("This week"), "month": lazy("This month"),
    "all": lazy("All time"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """One line of a board."""

    place: int
    face: Face
    score: int


@dataclass(frozen=True, slots=True)
class Mine:
    """Where the reader stands: no place without a score, at most COUNTED; `shown` to others."""

    place: int | None
    score: int
    shown: bool


@dataclass(frozen=True, slots=True)
class Board:
    """A board as one reader sees it."""

    period: str
    places: Sequence[Place]
    mine: Mine | None


def period_key(period: str, day: date) -> str:
    """The name a board's sums are kept under: `d2026-11-22`, `w2026-47`, `m2026-11`, `all`."""
    year, week, _ = day.isocalendar()
    return {"day": f"d{day}", "week": f"w{year}-{week:02d}", "month": f"m{day:%Y-%m}"}.get(
        period, "all"
    )


def get_board(here: Actor, circle: Circle, period: str) -> Board:
    """The 50 who contributed most, ties to who was here first, and the reader's own place.

    By growth alone: spending ranks nobody (R34). Who opted out, left or was banned is not there,
    nor for this reader whom they blocked; the others keep their places.
    """
    require(here, circle_policy.may_have(circle, "board"))
    require(here, circle_policy.can_see_members(here, circle))
    key = period_key(period, clock.local_day())
    rows = _top(circle.id, key, TOP)
    faces = circles.faces(circle.id, [row.user_id for row in rows])
    places = [
        Place(number, faces[row.user_id], row.score)
        for number, row in enumerate(rows, 1)
        if row.user_id not in here.blocked and row.user_id in faces
    ]
    return Board(period, places, _mine(here, circle.id, key) if here.is_member else None)


def leaders_beside(circle: Circle) -> Sequence[Place]:
    """The three who contributed most this week, for beside a circle's entries.

    Who may read it is asked by `leaders_for`, so that what was read can be kept for everybody.
    """
    key = period_key("week", clock.local_day())
    rows = _top(circle.id, key, BESIDE)
    faces = circles.faces(circle.id, [row.user_id for row in rows])
    return tuple(
        Place(number, faces[row.user_id], row.score)
        for number, row in enumerate(rows, 1) if row.user_id in faces
    )  # fmt: skip


def leaders_for(here: Actor, circle: Circle, found: Sequence[Place]) -> Sequence[Place]:
    """Those of them this reader sees: none where members are not shown, nobody they blocked."""
    if not circle_policy.can_see_members(here, circle):
        return ()
    if not circle_policy.may_have(circle, "board"):
        return ()
    return tuple(one for one in found if one.face.id not in here.blocked)


def circles_with_standings() -> Sequence[int]:
    """Circles in which anybody ever contributed."""
    rows = session().scalars(select(Membership.circle_id).distinct().where(Membership.growth > 0))
    return sorted(rows)


def old_boards(circle_id: int, day: date) -> ColumnElement[bool]:
    """The boards of single days and weeks of a circle that are past keeping."""
    horizon = day - timedelta(days=KEPT_DAYS)
    return and_(
        Standing.circle_id == circle_id,
        or_(
            and_(Standing.period >= "d", Standing.period < period_key("day", horizon)),
            and_(Standing.period >= "w", Standing.period < period_key("week", horizon)),
        ),
    )


def _top(circle_id: int, key: str, count: int) -> Sequence[Row[int, int]]:
    """The first rows of a board, by a walk along the index. It holds later members first in a tie,
    so a tie that goes on past what was read is read again in their order."""
    ahead = _shown(circle_id, key).order_by(Standing.score.desc(), Standing.user_id.desc())
    rows = list(session().execute(ahead.limit(count + TIED)).all())
    last = rows[-1].score if len(rows) == count + TIED else None
    if last is not None and last == rows[count - 1].score:
        rows = [row for row in rows if row.score > last]
        tied = _shown(circle_id, key).where(Standing.score == last).order_by(Standing.user_id)
        rows += session().execute(tied.limit(count - len(rows))).all()
    return sorted(rows, key=lambda row: (-row.score, row.user_id))[:count]


def _shown(circle_id: int, key: str) -> Select[int, int]:
    return (
        select(Standing.user_id, Standing.score)
        .join(
            Membership,
            and_(
                Membership.user_id == Standing.user_id,
                Membership.circle_id == Standing.circle_id,
            ),
        )
        .where(Standing.circle_id == circle_id, Standing.period == key, Standing.score > 0)
        .where(is_present())
    )


def is_present() -> ColumnElement[bool]:
    """Members others may see on boards and beside badges: here now, and not opted out."""
    return and_(
        Membership.on_boards,
        Membership.state.in_(("active", "muted")),
        or_(Membership.expires_at.is_(None), Membership.expires_at > clock.now()),
    )


def _mine(here: Actor, circle_id: int, key: str) -> Mine | None:
    row = session().execute(
        select(Membership.on_boards, func.coalesce(Standing.score, 0).label("score"))
        .join(
            Standing,
            and_(
                Standing.circle_id == Membership.circle_id, Standing.period == key,
                Standing.user_id == Membership.user_id,
            ),
            isouter=True,
        )
        .where(Membership.circle_id == circle_id, Membership.user_id == here.user_id)
    ).first()  # fmt: skip
    if row is None or here.user_id is None:
        return None
    place = _ahead(circle_id, key, row.score, here.user_id) + 1 if row.score else None
    return Mine(place and min(place, COUNTED), row.score, row.on_boards)


def _ahead(circle_id: int, key: str, score: int, user_id: int) -> int:
    """How many stand before, counted no further than COUNTED."""
    count = 0
    for before in (
        Standing.score > score, and_(Standing.score == score, Standing.user_id < user_id)
    ):
        rest = _shown(circle_id, key).where(before).limit(COUNTED - count).subquery()
        count += session().scalar(select(func.count()).select_from(rest)) or 0
        if count >= COUNTED:
            break
    return count
