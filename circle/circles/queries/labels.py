"""Reads of the labels staff give to members; besides staff only whom they name sees them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from circle.accounts.names import name_key
from circle.circles import policy
from circle.circles.models import Circle, LabelGiven, MemberLabel, Membership
from circle.circles.queries.circles import enter_by_id, enter_locked
from circle.core.actor import Actor
from circle.core.db import session
from circle.core.errors import NotFound
from circle.core.policy import require


@dataclass(frozen=True, slots=True)
class LabelCount:
    """A label and how many members carry it now."""

    id: int
    name: str
    colour: int
    created_at: datetime
    members: int


def list_labels(here: Actor, circle: Circle) -> Sequence[MemberLabel]:
    """The labels of a circle, the oldest first; for staff."""
    require(here, policy.holds(here, policy.Power.LABEL))
    return session().scalars(
        select(MemberLabel)
        .where(MemberLabel.circle_id == circle.id, MemberLabel.removed_at.is_(None))
        .order_by(MemberLabel.id)
    ).all()  # fmt: skip


def labels_shown(here: Actor, circle: Circle) -> Sequence[MemberLabel]:
    """The same for a page that others see too: none for them."""
    return list_labels(here, circle) if here.can(policy.Power.LABEL) else ()


def count_labelled(here: Actor, circle: Circle) -> Sequence[LabelCount]:
    """The labels with how many members carry each; who left or is out does not count."""
    labels = list_labels(here, circle)
    carrying = session().execute(
        select(LabelGiven.label_id, func.count())
        .join(Membership, Membership.id == LabelGiven.member_id)
        .where(LabelGiven.label_id.in_([label.id for label in labels]), _is_here(), is_carried())
        .group_by(LabelGiven.label_id)
    )
    counts: dict[int, int] = {row[0]: row[1] for row in carrying}
    return [
        LabelCount(one.id, one.name, one.colour, one.created_at, counts.get(one.id, 0))
        for one in labels
    ]


def get_label(
    actor: Actor, label_id: int, *, lock: bool = False, removed: bool = False
) -> tuple[MemberLabel, Circle, Actor]:
    """A label with its circle entered; NotFound for all but staff.

    With `lock` the circle is kept until commit: labels of one circle change one after another.
    With `removed` also one that was removed.
    """
    label = session().get(MemberLabel, label_id)
    if label is None:
        raise NotFound
    circle, here = (enter_locked if lock else enter_by_id)(actor, label.circle_id)
    session().refresh(label)
    if not here.can(policy.Power.LABEL) or (label.removed_at is not None and not removed):
        raise NotFound
    return label, circle, here


def find_label(circle_id: int, name: str) -> MemberLabel | None:
    """The label of that name, however it is written; None when there is none."""
    found: MemberLabel | None = session().scalar(
        select(MemberLabel).where(
            MemberLabel.circle_id == circle_id, MemberLabel.removed_at.is_(None),
            MemberLabel.name_key == name_key(name)[:80],
        )
    )  # fmt: skip
    return found


def labels_of(member_ids: Collection[int]) -> Mapping[int, Sequence[MemberLabel]]:
    """What members carry, by membership; the caller has made sure that it is told to staff."""
    return _by_member(member_ids, is_carried())


def labels_refused(member_ids: Collection[int]) -> Mapping[int, Sequence[MemberLabel]]:
    """The same of what they took off themselves, so that staff know why they can't give it."""
    return _by_member(member_ids, LabelGiven.refused_at.is_not(None))


def is_carried() -> ColumnElement[bool]:
    """The condition on what was given that they did not take it off themselves."""
    return LabelGiven.refused_at.is_(None)


def carries(here: Actor, circle: Circle, label_id: int) -> ColumnElement[bool]:
    """The condition on memberships that they carry a label of this circle; for staff."""
    if label_id not in {label.id for label in list_labels(here, circle)}:
        raise NotFound
    carrying = select(LabelGiven.member_id).where(LabelGiven.label_id == label_id, is_carried())
    return Membership.id.in_(carrying)


def members_to_label(circle_id: int, member_ids: Collection[int]) -> Sequence[Membership]:
    """Memberships of a circle by id; NotFound when one of them is not of this circle."""
    rows = session().scalars(
        select(Membership)
        .where(Membership.circle_id == circle_id, Membership.id.in_(member_ids))
        .order_by(Membership.id)
    ).all()  # fmt: skip
    if len(rows) < len(set(member_ids)):
        raise NotFound
    return rows


def _by_member(
    member_ids: Collection[int], which: ColumnElement[bool]
) -> Mapping[int, Sequence[MemberLabel]]:
    if not member_ids:
        return {}
    rows = session().execute(
        select(LabelGiven.member_id, MemberLabel)
        .join(MemberLabel, MemberLabel.id == LabelGiven.label_id)
        .where(LabelGiven.member_id.in_(member_ids), which, MemberLabel.removed_at.is_(None))
        .order_by(MemberLabel.id)
    )
    found: dict[int, list[MemberLabel]] = {}
    for member_id, label in rows:
        found.setdefault(member_id, []).append(label)
    return found


def _is_here() -> ColumnElement[bool]:
    return Membership.state.in_(("active", "muted"))
