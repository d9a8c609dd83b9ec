"""Reads of what is a person's own in circles, for its owner to carry away."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, select

from circle.circles.models import Circle, Follow, LabelGiven, MemberLabel, Membership
from circle.circles.queries.labels import is_carried
from circle.core.db import session


def own_memberships(user_id: int) -> Iterator[dict[str, Any]]:
    """Every circle one is or was in, and how one stands there."""
    labels = _labels_given(user_id, is_carried())
    taken_off = _labels_given(user_id, ~is_carried())
    rows = session().execute(
        select(Membership, Circle.slug, Circle.name)
        .join(Circle, Circle.id == Membership.circle_id)
        .where(Membership.user_id == user_id)
        .order_by(Membership.id)
    )
    for one, slug, name in rows:
        yield {
            "circle": slug, "circle_name": name, "role": one.role, "state": one.state,
            "level": one.level, "growth": one.growth, "points": one.points,
            "rules_version": one.rules_version, "answers": one.answers,
            "introduction": one.introduction, "interests": one.interests,
            "joined_at": one.joined_at, "left_at": one.left_at, "leave_reason": one.leave_reason,
            "labels_by_staff": labels.get(one.id, []),
            "labels_taken_off": taken_off.get(one.id, []),
        }  # fmt: skip


def _labels_given(user_id: int, which: ColumnElement[bool]) -> dict[int, list[str]]:
    """What staff noted of somebody, by membership: data about them is theirs to read."""
    rows = session().execute(
        select(LabelGiven.member_id, MemberLabel.name)
        .join(MemberLabel, MemberLabel.id == LabelGiven.label_id)
        .join(Membership, Membership.id == LabelGiven.member_id)
        .where(Membership.user_id == user_id, MemberLabel.removed_at.is_(None), which)
        .order_by(MemberLabel.id)
    )
    found: dict[int, list[str]] = {}
    for member_id, name in rows:
        found.setdefault(member_id, []).append(name)
    return found


def own_follows(user_id: int) -> Iterator[dict[str, Any]]:
    """Whom and what one follows, circle by circle."""
    rows = session().execute(
        select(Follow.kind, Follow.target_id, Follow.created_at, Circle.slug)
        .join(Circle, Circle.id == Follow.circle_id)
        .where(Follow.user_id == user_id)
        .order_by(Follow.created_at)
    )
    for one in rows:
        yield {
            "circle": one.slug, "kind": one.kind, "target_id": one.target_id,
            "created_at": one.created_at,
        }  # fmt: skip
