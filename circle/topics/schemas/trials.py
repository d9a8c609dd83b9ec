"""What may be sent about a trial campaign, and what is answered about it."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from marshmallow import fields

from circle.circles.policy import Role
from circle.circles.schemas.circles import Between
from circle.content.schemas import AuthorOutput, PageQuery, check_id
from circle.core.paging import PAGE
from circle.core.schemas import CleanText, InputSchema, Length, Moment, OneOf, OutputSchema
from circle.topics.models.trials import MAX_APPLICATION, MAX_OFFER

MAX_PLACES = 1000
MAX_TRIAL_LEVEL = 6
MAX_AT_ONCE = 100  # decided with one tap
DECISIONS = ("selected", "declined", "applied")
APPLICATION_STATES = ("applied", "selected", "declined", "reported", "late")


@dataclass(frozen=True, slots=True)
class NewTrial:
    """Something to be tried by a few members, who report back."""

    offer: str
    places: int
    apply_until: datetime
    report_until: datetime
    min_level: int = 1


@dataclass(frozen=True, slots=True)
class ApplicationChoice:
    """Which applications: in which state, from which level on, of which role, with which label."""

    state: str = "applied"
    level: int = 1
    role: str = ""
    label: int = 0
    cursor: str | None = None
    limit: int = PAGE


class TrialInput(InputSchema):
    """A trial campaign; it stands as it was announced."""

    makes: ClassVar[type | None] = NewTrial

    offer = CleanText(required=True, validate=Length(min=2, max=MAX_OFFER))
    places = fields.Integer(strict=True, required=True, validate=Between(1, MAX_PLACES))
    apply_until = Moment(required=True)
    report_until = Moment(required=True)
    min_level = fields.Integer(strict=True, validate=Between(1, MAX_TRIAL_LEVEL))


class TrialForm(TrialInput):
    """A trial campaign as the page sends it."""

    places = fields.Integer(required=True, validate=Between(1, MAX_PLACES))
    min_level = fields.Integer(validate=Between(1, MAX_TRIAL_LEVEL))


class ApplicationInput(InputSchema):
    """Why somebody would like to try it."""

    words = CleanText(load_default="", validate=Length(max=MAX_APPLICATION))


class DecisionInput(InputSchema):
    """Selected, declined, or open again."""

    state = fields.String(required=True, validate=OneOf(DECISIONS))


class DecisionsInput(DecisionInput):
    """The same for many at once: all of them, or none."""

    member_ids = fields.List(
        fields.Integer(strict=True, validate=check_id), required=True,
        validate=Length(min=1, max=MAX_AT_ONCE),
    )


class DecisionsForm(DecisionInput):
    """The same as the page sends it: who was ticked."""

    member_ids = fields.List(
        fields.Integer(validate=check_id), required=True, validate=Length(min=1, max=MAX_AT_ONCE)
    )


class ApplicationsQuery(PageQuery):
    """Which applications."""

    state = fields.String(
        load_default="applied", validate=OneOf(APPLICATION_STATES),
        metadata={"description": "late: selected, and no report though it was due"},
    )
    level = fields.Integer(load_default=1, validate=Between(1, MAX_TRIAL_LEVEL))
    role = fields.String(load_default="", validate=OneOf(("", *map(str, Role))))
    label = fields.Integer(
        load_default=0, validate=Between(0, 2**63 - 1),
        metadata={"description": "Of a label of members; for staff"},
    )


class TrialViewerOutput(OutputSchema):
    """What the reader asked for and may do."""

    state = fields.String(
        required=True, allow_none=True, metadata={"description": "null: did not apply"}
    )
    words = fields.String(required=True)
    report_id = fields.Integer(required=True, allow_none=True)
    can_apply = fields.Boolean(required=True)
    reason = fields.String(required=True, allow_none=True)
    can_decide = fields.Boolean(required=True)


class TrialOutput(OutputSchema):
    """A trial campaign."""

    topic_id = fields.Integer(required=True)
    circle_id = fields.Integer(required=True)
    offer = fields.String(required=True)
    places = fields.Integer(required=True)
    selected = fields.Integer(required=True)
    apply_until = fields.DateTime(required=True)
    report_until = fields.DateTime(required=True)
    min_level = fields.Integer(required=True)
    is_open = fields.Boolean(required=True)
    viewer = fields.Nested(TrialViewerOutput, required=True)


class ApplicationOutput(OutputSchema):
    """One application, as who decides reads it."""

    member = fields.Nested(AuthorOutput, required=True, allow_none=True)
    words = fields.String(required=True)
    state = fields.String(required=True)
    applied_at = fields.DateTime(required=True)
    decided_at = fields.DateTime(required=True, allow_none=True)
    report_id = fields.Integer(required=True, allow_none=True)
    is_late = fields.Boolean(required=True)


class ApplicationsOutput(OutputSchema):
    """What became of some applications."""

    items = fields.List(fields.Nested(ApplicationOutput), required=True)
