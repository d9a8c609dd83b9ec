"""Purchases from a brand's shop: points for whole units, once for each order; refunds take back."""

from sqlalchemy import select

from circle.accounts import queries as accounts
from circle.brands import queries as brands
from circle.circles import policy as circle_policy
from circle.circles import queries as circles
from circle.circles.models import Circle, Membership
from circle.core import clock
from circle.core.actor import SYSTEM
from circle.core.db import action, lock_row, session
from circle.core.errors import Conflict, Invalid, NotFound
from circle.core.i18n import lazy
from circle.points import queries
from circle.points.actions.earning import Happening, note, withdraw
from circle.points.actions.ledger import Cause, Draft, open_books
from circle.points.actions.moving import take
from circle.points.models import Purchase
from circle.points.schemas.purchases import Order

UNIT = 100  # minor units of one unit of the currency


class UnknownMember(NotFound):
    """Nobody of this circle is known to the brand by that name."""

    code = "unknown_member"
    title = lazy("Nobody in this circle is known by this name")


@action
def take_purchase(brand_id: int, order: Order) -> tuple[Purchase, Membership]:
    """An order of a brand's shop brings its member points, once for ever; a refund takes them back.

    The brand has signed it. A refund that arrives first is kept, and the order that follows it pays
    nothing. The same order told differently is a Conflict; a refund need not say the amount.
    """
    brands.lock_brand(brand_id)  # one order of a brand at a time: the same one cannot pay twice
    circle = _circle_of(brand_id, order.circle)
    known = _known(brand_id, order.order)
    allowed = circle_policy.may_have(circle, "purchase")
    if not allowed and known is None:
        raise Conflict(allowed.reason, code=allowed.code)
    member = _member_of(brand_id, circle, order, known)
    if order.amount is None and not order.refunded:
        raise Invalid(errors={"amount": [lazy("Fill this in")]})
    if known is None:
        known = _new(brand_id, circle, member, order)
    else:
        known.match(circle.id, member.user_id, None if order.refunded else order.amount)
    if order.refunded:
        _refund(known)
    return known, member


def _circle_of(brand_id: int, slug: str) -> Circle:
    circle, _system = circles.enter(SYSTEM, slug)
    if circle.brand_id != brand_id or circle.deleted_at is not None:
        raise NotFound
    return circle


def _member_of(
    brand_id: int, circle: Circle, order: Order, known: Purchase | None
) -> Membership:
    """Who is here; of an order known before also who left or closed their account since, so that
    leaving keeps no points of what was given back."""
    user_id = _user_of(brand_id, order)
    if user_id is None and known is not None:
        closed = accounts.get_user(known.user_id).closed_at is not None
        user_id = known.user_id if closed else None
    member = circles.get_membership(circle.id, user_id) if user_id is not None else None
    if member is None or not (member.is_member or known is not None):
        raise UnknownMember
    return member


def _user_of(brand_id: int, order: Order) -> int | None:
    """By the brand's own subject first: a name anybody can take never stands before it."""
    user_id = None
    if order.by in (None, "subject"):
        user_id = accounts.find_subject(brand_id, order.member)
    if user_id is None and order.by in (None, "username"):
        user_id = next(iter(accounts.user_ids_by_name([order.member]).values()), None)
    return user_id


def _known(brand_id: int, order_id: str) -> Purchase | None:
    found: Purchase | None = session().scalar(
        lock_row(
            select(Purchase).where(Purchase.brand_id == brand_id, Purchase.order_id == order_id)
        )
    )
    return found


def _new(brand_id: int, circle: Circle, member: Membership, order: Order) -> Purchase:
    if circle.archived_at is not None and not order.refunded:
        raise Conflict(lazy("This circle is archived and can only be read"), code="archived")
    made = Purchase(
        brand_id=brand_id, circle_id=circle.id, user_id=member.user_id, order_id=order.order,
        amount=order.amount or 0, points=0, created_at=clock.now(),
        told_at=None if order.refunded else clock.now(),
    )  # fmt: skip
    session().add(made)
    session().flush()
    units = made.amount // UNIT
    if units and not order.refunded:
        paid = note(
            Happening(
                circle.id, member.user_id, "purchase", "order", str(made.id),
                facts={"amount": units},
            )
        )  # fmt: skip
        made.points = paid.points if paid.state == "paid" else 0
    return made


def _refund(known: Purchase) -> None:
    if known.refunded_at is not None:
        return
    brought, cause = known.points, ("order", str(known.id))
    known.refunded_at, known.points = clock.now(), 0
    if queries.find_occurrence(known.circle_id, "purchase", *cause) is not None:
        withdraw(known.circle_id, known.user_id, "purchase", cause)
    elif brought:
        _take_back(known, brought)


def _take_back(known: Purchase, points: int) -> None:
    """What was brought so long ago that the ledger alone remembers."""
    draft = Draft(open_books(known.circle_id, {known.user_id}), known.user_id)
    take(draft, points, Cause("purchase", "order", str(known.id), sequence=1))
