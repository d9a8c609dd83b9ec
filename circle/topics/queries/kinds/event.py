"""Events as their topic shows them: how many places there are, who comes, who waits."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import and_, func, literal_column, or_, select
from sqlalchemy.orm import aliased

from circle.circles import queries as circles
from circle.circles.queries import Face
from circle.content.models import Entry
from circle.core import clock
from circle.core.db import lock_row, session
from circle.core.paging import Page, after, cut
from circle.topics import policy
from circle.topics.models import Gathering, SignUp, Topic
from circle.topics.queries.kinds.showing import Showing, Shown
from circle.topics.queries.threads import Hosted

BATCH = 500
OFF = "off"  # the list of those the host took off


@dataclass(frozen=True, slots=True)
class SignedUp:
    """Somebody on the list of an event; when they came is for who looks after it."""

    face: Face | None
    number: int
    state: str
    signed_up_at: datetime
    checked_in_at: datetime | None
    off_reason: str = ""  # why the host took them off; for who looks after it
    off_at: datetime | None = None


def find_gathering(topic_id: int, *, lock: bool = False) -> Gathering | None:
    """What makes a topic an event; None for other topics."""
    statement = select(Gathering).where(Gathering.entry_id == topic_id)
    found: Gathering | None = session().scalar(lock_row(statement) if lock else statement)
    return found


def find_sign_up(topic_id: int, user_id: int, *, lock: bool = False) -> SignUp | None:
    """One person's sign-up, also a cancelled one."""
    statement = select(SignUp).where(SignUp.topic_id == topic_id, SignUp.user_id == user_id)
    found: SignUp | None = session().scalar(lock_row(statement) if lock else statement)
    return found


def places_held(topic_id: int) -> Sequence[SignUp]:
    """Places somebody gave back whose time to be taken again is over."""
    return session().scalars(
        select(SignUp)
        .where(SignUp.topic_id == topic_id, SignUp.state == literal_column("'going'"))
        .where(SignUp.held_until.is_not(None), SignUp.held_until <= clock.now())
        .order_by(SignUp.user_id)
    ).all()  # fmt: skip


def count_people(topic_id: int) -> tuple[int, int]:
    """How many sign-ups say that they come, and that they wait."""
    rows = session().execute(
        select(SignUp.state, func.count().label("people"))
        .where(SignUp.topic_id == topic_id)
        .group_by(SignUp.state)
    )
    found = {row.state: row.people for row in rows}
    return found.get("going", 0), found.get("waiting", 0)


def count_lists(gathering: Gathering) -> Mapping[str, int]:
    """How many stand on each list of an event; who gave a place back a moment ago on none."""
    of = (SignUp.topic_id == gathering.entry_id,)
    held = select(func.count()).where(
        *of, SignUp.state == literal_column("'going'"), SignUp.held_until.is_not(None)
    )
    off = select(func.count()).where(*of, SignUp.off_at.is_not(None))
    row = session().execute(
        select(held.scalar_subquery().label("held"), off.scalar_subquery().label("off"))
    ).one()
    return {
        "going": gathering.going - row.held, "waiting": gathering.waiting, OFF: row.off
    }


def people_page(
    hosted: Hosted, state: str, *, cursor: str | None = None, limit: int
) -> Page[SignedUp]:
    """Who comes, who waits or whom the host took `off`, in order of their number."""
    stand = (SignUp.state == state, SignUp.held_until.is_(None))
    chosen = (SignUp.off_at.is_not(None),) if state == OFF else stand
    statement: Any = select(SignUp).where(SignUp.topic_id == hosted.entry.id, *chosen)
    order = (SignUp.number, SignUp.number)  # a cursor is a number of the list, nobody's own
    rows = session().scalars(
        after(statement, order, cursor, descending=False).limit(limit + 1)
    ).all()  # fmt: skip
    page = cut(rows, limit, lambda row: (row.number, row.number))
    return page.map(lambda found: _with_faces(hosted, found))


def all_people(hosted: Hosted) -> Iterator[SignedUp]:
    """Everybody who comes, then everybody who waits, for a file."""
    for state in ("going", "waiting"):
        cursor: str | None = None
        while True:
            page = people_page(hosted, state, cursor=cursor, limit=BATCH)
            yield from page.items
            cursor = page.next
            if cursor is None:
                break


def coming_to(user_id: int, circle_id: int) -> Sequence[int]:
    """The events of a circle that are not over and that somebody signed up for, by number."""
    ahead = or_(Topic.ends_at.is_(None), Topic.ends_at > clock.now())
    return session().scalars(
        select(SignUp.topic_id)
        .join(Topic, Topic.entry_id == SignUp.topic_id)
        .where(SignUp.user_id == user_id, SignUp.circle_id == circle_id)
        .where(SignUp.state.in_(("going", "waiting")), Topic.closed_at.is_(None), ahead)
        .order_by(SignUp.topic_id)
    ).all()


def _with_faces(hosted: Hosted, rows: Sequence[SignUp]) -> list[SignedUp]:
    faces = circles.faces(hosted.circle.id, {row.user_id for row in rows})
    hosts = bool(policy.can_host(hosted.here, hosted.topic, hosted.circle))
    return [
        SignedUp(faces.get(row.user_id), row.number, row.listed, row.signed_up_at,
                 row.checked_in_at if hosts else None,
                 row.off_reason if hosts else "", row.off_at if hosts else None)
        for row in rows
    ]  # fmt: skip


def _read(hosted: Hosted, floors: Sequence[Entry]) -> Shown:
    """Where, how many places, and how the reader stands; asked for who may read on."""
    here, topic = hosted.here, hosted.topic
    mine = and_(SignUp.topic_id == Gathering.entry_id, SignUp.user_id == (here.user_id or 0))
    row = session().execute(
        select(Gathering, SignUp, _before().label("before"))
        .outerjoin(SignUp, mine)
        .where(Gathering.entry_id == hosted.entry.id)
    ).first()
    if row is None:
        return Shown()
    hosts = bool(policy.can_host(here, topic, hosted.circle))
    return Shown({
        "place": row.Gathering.place, **_places(row.Gathering),
        "sign_up_closes_at": policy.sign_up_closes_at(topic),
        "sign_up": _mine(row.SignUp, row.before),
        "can_come_back": row.SignUp is not None and row.SignUp.can_come_back,
        "off": _off(row.SignUp),
        "can": {
            "sign_up": bool(
                policy.can_sign_up(here, hosted.entry, topic, hosted.circle)
                and policy.can_be_on_list(row.SignUp)
            ),
            "cancel": bool(policy.can_cancel_sign_up(topic)),
            "see_people": bool(policy.can_see_people(here)), "host": hosts,
        },
    })  # fmt: skip


@cache
def _before() -> Any:
    """How many waited before who reads."""
    other = aliased(SignUp)
    people = select(func.count()).select_from(other).where(
        other.topic_id == SignUp.topic_id, other.state == "waiting", other.number < SignUp.number,
        SignUp.state == "waiting",
    )  # fmt: skip
    return people.correlate(SignUp).scalar_subquery()


def _mine(signed: SignUp | None, before: int) -> dict[str, Any] | None:
    if signed is None or not signed.stands:
        return None
    return {
        "state": signed.state, "number": signed.number, "before": before,
        "signed_up_at": signed.signed_up_at, "checked_in_at": signed.checked_in_at,
    }  # fmt: skip


def _off(signed: SignUp | None) -> dict[str, Any] | None:
    """When and why the host took the reader off the list."""
    if signed is None or signed.off_at is None:
        return None
    return {"at": signed.off_at, "reason": signed.off_reason}


def _listed(topics: Sequence[Topic]) -> Mapping[int, Mapping[str, Any]]:
    """How many come and wait, which everybody may know who sees the title."""
    rows = session().scalars(
        select(Gathering).where(Gathering.entry_id.in_([topic.entry_id for topic in topics]))
    )
    return {row.entry_id: _places(row) for row in rows}


def _places(gathering: Gathering) -> dict[str, Any]:
    return {
        "capacity": gathering.capacity, "going": gathering.going, "waiting": gathering.waiting
    }


SHOWING = Showing(read=_read, listed=_listed)
