"""Reads of what is a person's own in points, for its owner to carry away."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from circle.circles.models import Circle
from circle.core.db import session
from circle.points.models import (
    CheckIn,
    LedgerTransfer,
    MemberBadge,
    Occurrence,
    Purchase,
    Redemption,
)
from circle.points.queries.occurrences import reason_told
from circle.points.queries.orders import read_address
from circle.points.schemas.orders import address_facts

ROWS_AT_ONCE = 1000


def own_redemptions(user_id: int) -> Iterator[dict[str, Any]]:
    """Every order with what was charged, where it went, and its code once it was looked at."""
    rows = session().execute(
        select(Redemption, Circle.slug)
        .join(Circle, Circle.id == Redemption.circle_id)
        .where(Redemption.user_id == user_id)
        .order_by(Redemption.id)
    )
    for one, slug in rows:
        address = read_address(one)
        yield {
            "circle": slug, "name": one.name, "kind": one.kind, "price": one.price,
            "state": one.state, "address": address_facts(address) if address else None,
            "note": one.note, "code": one.code if one.revealed_at else None,
            "revealed_at": one.revealed_at, "created_at": one.created_at, "sent_at": one.sent_at,
            "ended_at": one.ended_at, "reason": one.reason,
        }  # fmt: skip


def own_purchases(user_id: int) -> Iterator[dict[str, Any]]:
    """Every order a brand's shop told of, with what it brought; amounts in minor units (fen)."""
    rows = session().execute(
        select(Purchase, Circle.slug)
        .join(Circle, Circle.id == Purchase.circle_id)
        .where(Purchase.user_id == user_id)
        .order_by(Purchase.id)
        .execution_options(yield_per=ROWS_AT_ONCE)
    )
    for one, slug in rows:
        yield {
            "circle": slug, "order": one.order_id, "amount": one.amount, "points": one.points,
            "created_at": one.created_at, "refunded_at": one.refunded_at,
        }  # fmt: skip


def own_ledger(user_id: int) -> Iterator[dict[str, Any]]:
    """Every movement of points and growth, in order."""
    rows = session().execute(
        select(LedgerTransfer, Circle.slug)
        .join(Circle, Circle.id == LedgerTransfer.circle_id)
        .where(LedgerTransfer.user_id == user_id)
        .order_by(LedgerTransfer.id)
        .execution_options(yield_per=ROWS_AT_ONCE)
    )
    for one, slug in rows:
        yield {
            "circle": slug, "at": one.at, "rule": one.rule, "cause": one.cause_kind,
            "points": one.points, "growth": one.growth, "entry_id": one.entry_id,
        }  # fmt: skip


def own_occurrences(user_id: int) -> Iterator[dict[str, Any]]:
    """Everything one did that could earn, and what it was worth or why nothing."""
    rows = session().execute(
        select(
            Occurrence.rule, Occurrence.at, Occurrence.day, Occurrence.entry_id, Occurrence.points,
            Occurrence.growth, Occurrence.state, Occurrence.refused, Occurrence.facts,
            Circle.slug,
        )
        .join(Circle, Circle.id == Occurrence.circle_id)
        .where(Occurrence.user_id == user_id)
        .order_by(Occurrence.id)
        .execution_options(yield_per=ROWS_AT_ONCE)
    )  # fmt: skip
    for one in rows:
        yield {
            "circle": one.slug, "rule": one.rule, "at": one.at, "day": one.day.isoformat(),
            "entry_id": one.entry_id, "points": one.points, "growth": one.growth,
            "state": one.state, "refused": reason_told(one.refused, one.facts),
        }  # fmt: skip


def own_check_ins(user_id: int) -> Iterator[dict[str, Any]]:
    """Every day one checked in."""
    rows = session().execute(
        select(CheckIn, Circle.slug)
        .join(Circle, Circle.id == CheckIn.circle_id)
        .where(CheckIn.user_id == user_id)
        .order_by(CheckIn.circle_id, CheckIn.day)
    )
    for one, slug in rows:
        yield {
            "circle": slug, "day": one.day.isoformat(), "streak": one.streak,
            "made_up": one.made_up, "at": one.at,
        }  # fmt: skip


def own_badges(user_id: int) -> Iterator[dict[str, Any]]:
    """Every badge one earned."""
    rows = session().execute(
        select(MemberBadge.badge, MemberBadge.earned_at, Circle.slug)
        .join(Circle, Circle.id == MemberBadge.circle_id)
        .where(MemberBadge.user_id == user_id)
        .order_by(MemberBadge.earned_at)
    )
    for one in rows:
        yield {"circle": one.slug, "badge": one.badge, "earned_at": one.earned_at}
