"""The members of a made-up community: their rows, and who of them speaks at a time."""

import secrets
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.engine import Connection

from circle.accounts.models import User
from circle.accounts.names import name_key, name_skeleton
from circle.circles.models import Circle, Membership
from circle.core.db import db, session
from circle.demo.seed import grammar
from circle.demo.seed.bulk import Shelf, as_stored, next_ids
from circle.demo.seed.uids import make_uids

USERS = db.metadata.tables[User.__tablename__]
MEMBERS = db.metadata.tables[Membership.__tablename__]
TALKATIVE = 2.2  # the higher, the more is said by the few who came first
_LATE = 1.3  # the higher, the more come in the beginning


@dataclass(slots=True)
class Crowd:
    """The members of a circle by the time they joined, in microseconds."""

    user_ids: list[int] = field(default_factory=list)
    member_ids: list[int] = field(default_factory=list)
    joined: list[int] = field(default_factory=list)
    regions: list[str | None] = field(default_factory=list)

    def speaker(self, random: Random, at: int) -> int:
        """The place of somebody who was there: a few say most."""
        here = bisect_right(self.joined, at) or 1
        return int(here * random.random() ** TALKATIVE)

    def listener(self, random: Random) -> int:
        """The place of anybody; those who only listen are many."""
        return int(len(self.user_ids) * random.random() ** 1.2)


def gather(circle: Circle) -> Crowd:
    """The members a circle has."""
    rows = session().execute(
        select(Membership.user_id, Membership.id, Membership.joined_at, User.ip_region)
        .join(User, User.id == Membership.user_id)
        .where(Membership.circle_id == circle.id, Membership.state == "active")
        .order_by(Membership.joined_at, Membership.id)
    )
    crowd = Crowd()
    for row in rows:
        crowd.user_ids.append(row.user_id)
        crowd.member_ids.append(row.id)
        crowd.joined.append(as_stored(row.joined_at))
        crowd.regions.append(row.ip_region)
    return crowd


def bring_members(
    connection: Connection, circle: Circle, random: Random, arrivals: Sequence[int]
) -> None:
    """New people who joined at these times, each with a name nobody has."""
    count = len(arrivals)
    user_ids = next_ids(connection, USERS, count)
    member_ids = next_ids(connection, MEMBERS, count)
    names = list(_names(connection, random, user_ids))  # asks the database: before rows flow
    uids = make_uids(arrivals)
    people = zip(user_ids, uids, names, arrivals, strict=True)
    Shelf(USERS, _PERSON).fill(connection, (_person(random, *one) for one in people))
    Shelf(MEMBERS, _MEMBER).fill(
        connection,
        (
            (ident, uid, circle.id, user_id, "open", circle.rules_version, at, at)
            for ident, uid, user_id, at in zip(
                member_ids, make_uids(arrivals), user_ids, arrivals, strict=True
            )
        ),
    )


def arrival_times(count: int, period: tuple[int, int]) -> list[int]:
    """When members came, spread over a period."""
    start, end = period
    return [start + int((end - start) * (place / count) ** _LATE) for place in range(count)]


def count_entries(connection: Connection, said: dict[int, int]) -> None:
    """Add to what memberships count: so many entries more for each membership."""
    if not said:
        return
    statement = (
        update(MEMBERS)
        .where(MEMBERS.c.id == bindparam("member"))
        .values(entries_count=MEMBERS.c.entries_count + bindparam("more"))
    )
    rows = [{"member": ident, "more": more} for ident, more in sorted(said.items())]
    connection.execute(statement, rows)


_PERSON = (
    "id", "uid", "name", "name_key", "name_skeleton", "display_name", "ip_region", "created_at",
)  # fmt: skip
_MEMBER = (
    "id", "uid", "circle_id", "user_id", "source", "rules_version", "joined_at", "created_at",
)  # fmt: skip


def _person(random: Random, ident: int, uid: str, name: str, at: int) -> tuple[Any, ...]:
    shown = name.rstrip("0123456789")
    region = random.choice(grammar.REGIONS)
    return (ident, uid, name, name_key(name), name_skeleton(name), shown, region, at)


def _names(connection: Connection, random: Random, ids: Sequence[int]) -> Iterator[str]:
    """A name for each id, ending in the id; one that is taken gets letters as well."""
    wanted = [f"{grammar.nickname(random)}{ident}" for ident in ids]
    skeletons = [name_skeleton(name) for name in wanted]
    taken: set[str] = set()
    for start in range(0, len(skeletons), 500):
        some = skeletons[start : start + 500]
        found = select(USERS.c.name_skeleton).where(USERS.c.name_skeleton.in_(some))
        taken.update(connection.execute(found).scalars())
    for name, skeleton in zip(wanted, skeletons, strict=True):
        yield f"{name}x{secrets.token_hex(2)}" if skeleton in taken else name
