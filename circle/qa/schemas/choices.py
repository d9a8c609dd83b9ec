"""Which list of questions, and what of it."""

from dataclasses import dataclass

from marshmallow import fields

from circle.content.schemas import PageQuery
from circle.core.paging import PAGE
from circle.core.schemas import CleanText, Length, OneOf

ORDERS = ("newest", "hot", "featured", "open", "unanswered", "bounty", "for_me")
STATES = ("open", "answered", "closed", "duplicate")


@dataclass(frozen=True, slots=True)
class QuestionChoice:
    """A list of a circle's questions, what of it, and from where on."""

    order: str = "newest"
    tag: str = ""
    state: str = ""
    answered: bool | None = None  # whether anybody answered
    bounty: bool = False
    by_guest: bool = False
    cursor: str | None = None
    limit: int = PAGE

    @property
    def is_narrowed(self) -> bool:
        """Only a part of the list is asked for."""
        return bool(
            self.tag or self.state or self.bounty or self.by_guest or self.answered is not None
        )


class QuestionQuery(PageQuery):
    """A list of questions: its order, and filters that can be combined."""

    order = fields.String(
        load_default="newest", validate=OneOf(ORDERS),
        metadata={
            "description": "open: newest first; unanswered: the longest waiting first; bounty: the "
            "largest first; for_me: put or given to the asker, or under tags they follow"
        },
    )  # fmt: skip
    tag = CleanText(load_default="", validate=Length(max=80))
    state = fields.String(load_default="", validate=OneOf(("", *STATES)))
    answered = fields.Boolean(
        load_default=None, metadata={"description": "whether anybody answered"}
    )
    bounty = fields.Boolean(
        load_default=False, metadata={"description": "only those with a bounty to be had"}
    )
    by_guest = fields.Boolean(
        load_default=False, metadata={"description": "only those a guest answered"}
    )
