"""Reads of the labels staff gave to oneself, also in circles one left."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from circle.circles.models import Circle, LabelGiven, MemberLabel, Membership
from circle.core.actor import Actor
from circle.core.db import session
from circle.core.errors import NotFound
from circle.core.paging import Page, after, cut


@dataclass(frozen=True, slots=True)
class OwnLabel:
    """A label one carries, or took off: where and since when; `merged` when it came by a merge."""

    id: int
    name: str
    colour: int
    circle: str
    circle_name: str
    given_at: datetime
    merged: bool
    refused_at: datetime | None


def own_labels_page(actor: Actor, *, cursor: str | None, limit: int) -> Page[OwnLabel]:
    """What staff of every circle labelled one with, the latest first; taken off or not."""
    place = (LabelGiven.given_at, LabelGiven.label_id)
    rows = session().execute(after(_own(actor), place, cursor).limit(limit + 1)).all()
    page = cut(rows, limit, lambda row: (row[0].given_at, row[0].label_id))
    return page.map(lambda found: [_shape(*row) for row in found])


def get_own_label(actor: Actor, label_id: int) -> LabelGiven:
    """That a label was given to oneself; NotFound for a label of others."""
    row = session().execute(_own(actor).where(LabelGiven.label_id == label_id)).one_or_none()
    if row is None:
        raise NotFound
    session().refresh(row[0])
    given: LabelGiven = row[0]
    return given


def _own(actor: Actor) -> Select[Any]:
    what: Any = (LabelGiven, MemberLabel, Circle)
    return (
        select(*what)
        .join(MemberLabel, MemberLabel.id == LabelGiven.label_id)
        .join(Membership, Membership.id == LabelGiven.member_id)
        .join(Circle, Circle.id == LabelGiven.circle_id)
        .where(Membership.user_id == actor.user_id, MemberLabel.removed_at.is_(None))
        .where(Circle.deleted_at.is_(None))
    )


def _shape(given: LabelGiven, label: MemberLabel, circle: Circle) -> OwnLabel:
    return OwnLabel(
        label.id, label.name, label.colour, circle.slug, circle.name, given.given_at,
        given.via_id is not None, given.refused_at,
    )  # fmt: skip
