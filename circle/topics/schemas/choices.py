"""Which list of topics, and which floors of one."""

from dataclasses import dataclass

from marshmallow import fields, validate

from circle.content.schemas import PageQuery
from circle.core.paging import PAGE
from circle.core.schemas import InputSchema, OneOf
from circle.topics.kinds import MORE_VIEWS, VIEWS
from circle.topics.models.threads import KINDS

ORDERS = ("active", "newest", "hot")
STATES = ("soon", "running", "over")


@dataclass(frozen=True, slots=True)
class TopicChoice:
    """A list of a circle's topics, what of it, and from where on."""

    order: str = "active"
    kind: str = ""
    state: str = ""
    cursor: str | None = None
    limit: int = PAGE


@dataclass(frozen=True, slots=True)
class FloorChoice:
    """Which floors of a topic: whose, in which order, from which number on or back from it."""

    view: str = "all"
    floor: int | None = None  # jump: this one and those after it
    before: int | None = None  # those in front of it
    around: int | None = None  # a floor by its entry, with a few in front of it
    cursor: str | None = None
    limit: int = PAGE


class TopicQuery(PageQuery):
    """A list of topics."""

    order = fields.String(
        load_default="active", validate=OneOf(ORDERS),
        metadata={"description": "active: the latest floor first"},
    )
    kind = fields.String(load_default="", validate=OneOf(("", *KINDS)))
    state = fields.String(load_default="", validate=OneOf(("", *STATES)))


class FloorQuery(PageQuery):
    """Floors of a topic."""

    view = fields.String(
        load_default="all", validate=OneOf((*VIEWS, *MORE_VIEWS)),
        metadata={"description": "host: only the host's; hot: the most liked first; good: of an "
                  "assignment; shortlist, chosen: of a call; wanted, and a status: of ideas"},
    )
    floor = fields.Integer(
        load_default=None, validate=validate.Range(1, 2**31),
        metadata={"description": "begin with this floor"},
    )
    before = fields.Integer(
        load_default=None, validate=validate.Range(1, 2**31),
        metadata={"description": "those in front of this floor"},
    )


class KindQuery(InputSchema):
    """Which kind a page is about."""

    kind = fields.String(load_default="", validate=OneOf(("", *KINDS)))
