"""Reads of orders: one's own, and the circle's for who sends them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import orjson
from sqlalchemy import Executable, Select, bindparam, func, select

from circle.circles import queries as circles
from circle.circles.models import Circle
from circle.circles.queries import Face
from circle.core.actor import Actor
from circle.core.db import lock_row, session
from circle.core.errors import NotFound
from circle.core.paging import PAGE, Page, after, cut
from circle.core.policy import require
from circle.core.sealing import unseal
from circle.points import policy
from circle.points.models import Redemption, Reward
from circle.points.queries.shop import picture_url
from circle.points.schemas.orders import Address

EXPORTED = 5000  # orders in one file; more than that wait for nobody


@dataclass(frozen=True, slots=True)
class Order:
    """An order as somebody sees it: `code` for its member once looked at, `member` for staff."""

    row: Redemption
    circle: str
    address: Address | None
    member: Face | None
    is_mine: bool
    may_send: bool
    picture_url: str | None = None

    @property
    def masked(self) -> Address | None:
        """The address as lists show it."""
        return self.address.masked() if self.address else None

    @property
    def code(self) -> str | None:
        """The code, for the one it was given to, once they looked."""
        return self.row.code if self.is_mine and self.row.revealed_at is not None else None

    @property
    def can_reveal(self) -> bool:
        """There is a code its member has not looked at."""
        row = self.row
        return self.is_mine and row.is_open and row.kind == "code" and row.revealed_at is None

    @property
    def can_cancel(self) -> bool:
        """Its member can still change their mind."""
        return self.is_mine and self.row.is_cancellable

    @property
    def can_finish(self) -> bool:
        """It was sent and has not arrived yet."""
        return self.row.state == "sent" and (self.is_mine or self.may_send)

    @property
    def can_send(self) -> bool:
        """It waits for staff, and this is one of them."""
        return self.may_send and self.row.state == "placed"

    @property
    def can_refund(self) -> bool:
        """Staff can take it back."""
        return self.may_send and self.row.is_open


def get_order_row(
    actor: Actor, order_id: int, *, lock: bool = False
) -> tuple[Redemption, Circle, Actor]:
    """An order for its member or who sends in its circle; NotFound for anybody else."""
    row: Redemption | None = session().scalar(_by_id(lock), {"order": order_id})
    if row is None:
        raise NotFound
    circle, here = circles.enter_by_id(actor, row.circle_id)
    if not policy.can_see_order(here, row):
        raise NotFound
    return row, circle, here


def get_order(actor: Actor, order_id: int) -> tuple[Order, Circle, Actor]:
    """One order, for its member and who sends."""
    row, circle, here = get_order_row(actor, order_id)
    return show_order(here, circle, row), circle, here


def show_order(here: Actor, circle: Circle, row: Redemption) -> Order:
    """An order the actor may see, as they see it."""
    return _shown(here, circle, [row])[0]


def own_orders_page(
    here: Actor, circle: Circle, *, state: str | None = None, cursor: str | None = None,
    limit: int = PAGE,
) -> Page[Order]:  # fmt: skip
    """One's own orders in a circle, latest first."""
    require(here, policy.can_see_points(here, circle))
    statement = select(Redemption).where(
        Redemption.user_id == (here.user_id or 0), Redemption.circle_id == circle.id
    )
    if state:
        statement = statement.where(Redemption.state == state)
    ordered = after(statement, (Redemption.id, Redemption.id), cursor)
    return _page(here, circle, ordered, limit)


def desk_page(
    here: Actor, circle: Circle, *, state: str | None = "placed", cursor: str | None = None,
    limit: int = PAGE,
) -> Page[Order]:  # fmt: skip
    """The circle's orders for who sends them; what waits, oldest first, the rest latest first."""
    require(here, policy.can_send_orders(here))
    statement = select(Redemption).where(Redemption.circle_id == circle.id)
    if state:
        statement = statement.where(Redemption.state == state)
    place = (Redemption.id, Redemption.id)
    ordered = after(statement, place, cursor, descending=state != "placed")
    return _page(here, circle, ordered, limit)


def count_waiting(here: Actor, circle: Circle) -> int:
    """How many orders wait to be sent; for who sends."""
    if not policy.can_send_orders(here):
        return 0
    return session().scalar(
        select(func.count()).where(
            Redemption.circle_id == circle.id, Redemption.state == "placed"
        )
    ) or 0  # fmt: skip


def export_orders(here: Actor, circle: Circle) -> Iterator[Order]:
    """What waits to be sent, whole, for a file that parcels are labelled from."""
    require(here, policy.can_send_orders(here))
    rows = session().scalars(
        select(Redemption)
        .where(Redemption.circle_id == circle.id, Redemption.state == "placed")
        .order_by(Redemption.id)
        .limit(EXPORTED)
    ).all()
    return iter(_shown(here, circle, rows))


def last_address(here: Actor) -> Address | None:
    """Where the actor had something sent before, in this circle: to start a form with."""
    row = session().scalars(
        select(Redemption)
        .where(Redemption.user_id == (here.user_id or 0))
        .where(Redemption.circle_id == here.circle_id, Redemption.address.is_not(None))
        .order_by(Redemption.id.desc())
        .limit(1)
    ).first()  # fmt: skip
    return read_address(row) if row else None


def read_address(row: Redemption) -> Address | None:
    """Where an order goes; None when there is none, it was forgotten or cannot be read."""
    opened = unseal(row.address, row.address_place) if row.address else None
    return Address(**orjson.loads(opened)) if opened else None


def _page(
    here: Actor, circle: Circle, ordered: Select[Any], limit: int
) -> Page[Order]:
    rows = session().scalars(ordered.limit(limit + 1)).all()
    page = cut(rows, limit, lambda row: (row.id, row.id))
    return page.map(lambda found: _shown(here, circle, found))


def _shown(here: Actor, circle: Circle, rows: Sequence[Redemption]) -> Sequence[Order]:
    may_send = bool(policy.can_send_orders(here))
    people = circles.faces(circle.id, [row.user_id for row in rows]) if may_send else {}
    pictures = _pictures([row.reward_id for row in rows])
    return [
        Order(
            row, circle.slug, read_address(row), people.get(row.user_id),
            is_mine=here.user_id is not None and row.user_id == here.user_id,
            may_send=may_send, picture_url=picture_url(pictures.get(row.reward_id)),
        )
        for row in rows
    ]  # fmt: skip


def _pictures(reward_ids: Sequence[int]) -> dict[int, str | None]:
    if not reward_ids:
        return {}
    rows = session().execute(
        select(Reward.id, Reward.picture).where(Reward.id.in_(set(reward_ids)))
    )
    return {row.id: row.picture for row in rows}


@cache
def _by_id(lock: bool) -> Executable:
    statement = select(Redemption).where(Redemption.id == bindparam("order"))
    found: Executable = lock_row(statement) if lock else statement
    return found
