"""What may be sent about joining, members and invites, and what is answered about them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marshmallow import ValidationError, fields, post_dump

from circle.circles.schemas.circles import Between, ListQuery
from circle.circles.schemas.labels import LabelOutput, check_id
from circle.core.schemas import CleanText, InputSchema, Length, Moment, OneOf, OutputSchema

ROLES = ("owner", "admin", "moderator", "guest", "member")
GIVEN_ROLES = ROLES[1:]
STATES = ("pending", "active", "muted", "removed", "banned", "left")
MAX_INTERESTS = 8
MAX_INTEREST = 20
MAX_LEVEL = 20  # of a circle's own table
LOWER_ONLY = "Lower than now, with a `reason`; levels rise by growth alone"


class Words(fields.List[Any]):
    """A short list of short texts; a form may send them as one, parted by commas or lines."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, list):
            value = [part for text in value for part in _parted(text)]
        try:
            found = super()._deserialize(value, attr, data, **kwargs)
        except ValidationError as error:  # one box has one place for what is wrong
            said = error.messages
            first = next(iter(said.values())) if isinstance(said, dict) else said
            raise ValidationError(first) from error
        return list(dict.fromkeys(word for word in found if word))


def _parted(text: Any) -> Sequence[Any]:
    return re.split(r"[,，、;；\n]", text) if isinstance(text, str) else [text]


@dataclass(frozen=True, slots=True)
class JoinRequest:
    """What somebody brings along to join."""

    answers: Sequence[str] = ()
    invite: str = ""
    accept_rules: int | None = None
    in_wechat: bool = False  # said by the browser, not by who fills the form in


@dataclass(frozen=True, slots=True)
class NewInvite:
    """An invite link to make."""

    role: str = "member"
    max_uses: int = 10
    days: int | None = 30


@dataclass(frozen=True, slots=True)
class Term:
    """Membership of one person until a time."""

    name: str
    until: datetime


@dataclass(frozen=True, slots=True)
class OwnCard:
    """How a member shows themselves in a circle, and how much they want to hear from it."""

    introduction: str | None = None
    interests: Sequence[str] | None = None
    listed: bool | None = None
    quiet: bool | None = None


class JoinInput(InputSchema):
    """A request to come in."""

    makes = JoinRequest

    answers = fields.List(CleanText(validate=Length(max=500)), load_default=list)
    invite = CleanText(load_default="", validate=Length(max=32))
    accept_rules = fields.Integer(load_default=None, allow_none=True)


class LeaveInput(InputSchema):
    """Why somebody leaves, if they like to say."""

    reason = CleanText(load_default="", validate=Length(max=200))


class AcceptInput(InputSchema):
    """The version of the rules somebody read and accepts."""

    accept_rules = fields.Integer(required=True)


class RoleInput(InputSchema):
    """A role to give."""

    role = fields.String(required=True, validate=OneOf(GIVEN_ROLES))


class MuteInput(InputSchema):
    """Until when somebody is muted; without a time the mute is lifted."""

    until = Moment(load_default=None, allow_none=True)


class TermInput(InputSchema):
    """Membership until a time, for somebody by name."""

    makes = Term

    name = CleanText(required=True, validate=Length(min=1, max=40))
    until = Moment(required=True)


class UntilInput(InputSchema):
    """A new end of a membership; without a time it has none."""

    until = Moment(load_default=None, allow_none=True)


class DecisionInput(InputSchema):
    """Whether a request to join is granted, and until when."""

    decision = fields.String(required=True, validate=OneOf(("approve", "reject")))
    until = Moment(load_default=None, allow_none=True)


class InviteInput(InputSchema):
    """An invite link to make."""

    makes = NewInvite

    role = fields.String(load_default="member", validate=OneOf(("member", "guest")))
    max_uses = fields.Integer(load_default=10, validate=Between(1, 1000))
    days = fields.Integer(load_default=30, allow_none=True, validate=Between(1, 365))


class OwnCardFields(InputSchema):
    """What a member may say of themselves."""

    introduction = CleanText(validate=Length(max=300))
    interests = Words(
        CleanText(validate=Length(max=MAX_INTEREST)), validate=Length(max=MAX_INTERESTS)
    )
    listed = fields.Boolean()
    quiet = fields.Boolean()


class OwnCardInput(OwnCardFields):
    """How a member shows themselves here."""

    makes = OwnCard


class MemberChangeInput(OwnCardFields):
    """What may change of a membership: role, end, mute, level by staff, the rest by its owner."""

    role = fields.String(validate=OneOf(GIVEN_ROLES))
    expires_at = Moment(allow_none=True)
    muted_until = Moment(allow_none=True)
    level = fields.Integer(validate=Between(1, MAX_LEVEL), metadata={"description": LOWER_ONLY})
    reason = CleanText(validate=Length(min=2, max=200))


class LevelInput(InputSchema):
    """A level to lower somebody to, and why; they read it."""

    level = fields.Integer(required=True, validate=Between(1, MAX_LEVEL))
    reason = CleanText(required=True, validate=Length(min=2, max=200))


class MembersQuery(ListQuery):
    """Which members to list."""

    role = fields.String(load_default=None, validate=OneOf(ROLES))
    state = fields.String(load_default=None, validate=OneOf(STATES))
    q = CleanText(load_default="")
    label = fields.Integer(
        load_default=None, validate=check_id,
        metadata={"description": "Of a label; for staff"},
    )


class MembershipOutput(OutputSchema):
    """One's own membership."""

    id = fields.Integer(required=True)
    circle = fields.String(required=True)
    role = fields.String(required=True)
    state = fields.String(required=True)
    level = fields.Integer(required=True)
    rules_version = fields.Integer(required=True)
    introduction = fields.String(required=True)
    interests = fields.List(fields.String(), required=True)
    listed = fields.Boolean(required=True)
    quiet = fields.Boolean(required=True)
    expires_at = fields.DateTime(required=True, allow_none=True)
    joined_at = fields.DateTime(required=True, allow_none=True)


class MemberOutput(OutputSchema):
    """A member in a list; `state`, `muted_until`, `expires_at` and `labels` are for staff.

    `labels_refused`, what they took off themselves, stands with one member alone.
    """

    id = fields.Integer(required=True)
    user_id = fields.Integer(required=True)
    name = fields.String(required=True)
    display_name = fields.String(required=True)
    avatar_url = fields.String(required=True, allow_none=True)
    role = fields.String(required=True)
    level = fields.Integer(required=True)
    introduction = fields.String(required=True)
    interests = fields.List(fields.String(), required=True)
    entries_count = fields.Integer(required=True)
    badges = fields.List(
        fields.String(), required=True,
        metadata={"description": "Keys of /circles/{slug}/badges, first earned first"},
    )
    joined_at = fields.DateTime(required=True, allow_none=True)
    state = fields.String()
    muted_until = fields.DateTime(allow_none=True)
    expires_at = fields.DateTime(allow_none=True)
    answers = fields.List(fields.String())
    labels = fields.List(fields.Nested(LabelOutput), metadata={"description": "For staff"})
    labels_refused = fields.List(
        fields.Nested(LabelOutput), attribute="refused",
        metadata={"description": "What they took off themselves, for staff"},
    )

    @post_dump
    def keep_from_others(self, data: dict[str, Any], **options: object) -> dict[str, Any]:
        """Leave out what the asker may not know."""
        if data.get("state") is None:
            for name in ("state", "muted_until", "expires_at", "answers"):
                data.pop(name, None)
        if data.get("labels") is None:
            data.pop("labels", None)
        if not data.get("labels_refused"):
            data.pop("labels_refused", None)
        return data


class InviteOutput(OutputSchema):
    """An invite link."""

    id = fields.Integer(required=True)
    code = fields.String(required=True)
    role = fields.String(required=True)
    uses = fields.Integer(required=True)
    max_uses = fields.Integer(required=True)
    expires_at = fields.DateTime(required=True, allow_none=True)
    created_at = fields.DateTime(required=True)
    by = fields.String(required=True)
    is_valid = fields.Boolean(required=True)


class InvitationOutput(OutputSchema):
    """What an invite link shows of a circle, a private one too, and nothing else."""

    name = fields.String(required=True)
    intro = fields.String(required=True)
    logo_url = fields.String(required=True, allow_none=True)
    members_count = fields.Integer(required=True)
    by = fields.String(required=True)
    rules = fields.String(required=True)
    rules_version = fields.Integer(required=True)
    slug = fields.String(required=True)
