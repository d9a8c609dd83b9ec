"""What may be sent about a circle and its settings, and what is answered about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from marshmallow import ValidationError, fields, validate

from circle.circles.presets import PRESETS
from circle.core.i18n import lazy
from circle.core.schemas import CleanText, InputSchema, Length, OneOf, OutputSchema

UNMARKED_ADS = ("ask", "review")  # nobody lets them pass: the law wants the mark
VISIBILITIES = ("public", "preview", "private")
JOIN_POLICIES = ("open", "approval", "invite", "term")
CATEGORIES = ("ad", "info", "insight", "note")
KINDS = ("post", "question", "topic")
MAX_QUESTIONS = 3


class Between(validate.Range):
    """A number between two bounds, said in our words."""

    def __call__(self, value: Any) -> Any:
        """Give the value back, or refuse it naming the bounds."""
        if not self.min <= value <= self.max:
            raise ValidationError([lazy("From %(min)s to %(max)s", min=self.min, max=self.max)])
        return value


@dataclass(frozen=True, slots=True)
class NewCircle:
    """A circle somebody wants to open."""

    slug: str
    name: str
    preset: str = "interest"
    intro: str = ""
    visibility: str | None = None
    join_policy: str | None = None
    hue: int | None = None


@dataclass(frozen=True, slots=True)
class SettingsChange:
    """Settings to change; None leaves one as it is."""

    name: str | None = None
    intro: str | None = None
    hue: int | None = None
    visibility: str | None = None
    join_policy: str | None = None
    join_questions: Sequence[str] | None = None
    rules: str | None = None
    welcome: str | None = None
    categories: Sequence[str] | None = None
    kinds: Sequence[str] | None = None
    ad_quota: int | None = None
    ad_days: int | None = None
    unmarked_ads: str | None = None
    newcomer_review: int | None = None
    pre_review: bool | None = None
    directory: bool | None = None


def _name(**options: Any) -> CleanText:
    return CleanText(validate=Length(min=2, max=40), **options)


class NewCircleInput(InputSchema):
    """A new circle."""

    makes = NewCircle

    slug = CleanText(required=True, validate=Length(max=60))
    name = _name(required=True)
    preset = fields.String(load_default="interest", validate=OneOf(tuple(PRESETS)))
    intro = CleanText(load_default="", validate=Length(max=500))
    visibility = fields.String(load_default=None, allow_none=True, validate=OneOf(VISIBILITIES))
    join_policy = fields.String(load_default=None, allow_none=True, validate=OneOf(JOIN_POLICIES))
    hue = fields.Integer(load_default=None, allow_none=True, validate=Between(0, 359))


class IdentityInput(InputSchema):
    """Name, introduction, colour."""

    makes = SettingsChange

    name = _name()
    intro = CleanText(validate=Length(max=500))
    hue = fields.Integer(validate=Between(0, 359))


class JoiningInput(InputSchema):
    """Who sees the circle and who comes in."""

    makes = SettingsChange

    visibility = fields.String(validate=OneOf(VISIBILITIES))
    join_policy = fields.String(validate=OneOf(JOIN_POLICIES))
    join_questions = fields.List(
        CleanText(validate=Length(max=100)), validate=Length(max=MAX_QUESTIONS)
    )


class RulesInput(InputSchema):
    """The rules."""

    makes = SettingsChange

    rules = CleanText(validate=Length(max=5000))


class CategoriesInput(InputSchema):
    """Which categories posts may have, and how ads are held."""

    makes = SettingsChange

    categories = fields.List(fields.String(validate=OneOf(CATEGORIES)))
    ad_quota = fields.Integer(validate=Between(0, 20))
    ad_days = fields.Integer(validate=Between(1, 90))
    unmarked_ads = fields.String(validate=OneOf(UNMARKED_ADS))


class ReviewInput(InputSchema):
    """What waits before others see it."""

    makes = SettingsChange

    newcomer_review = fields.Integer(validate=Between(0, 10))
    pre_review = fields.Boolean()


class KindsInput(InputSchema):
    """What can be written here."""

    makes = SettingsChange

    kinds = fields.List(fields.String(validate=OneOf(KINDS)), validate=Length(min=1))


class DirectoryInput(InputSchema):
    """Whether members can list themselves."""

    makes = SettingsChange

    directory = fields.Boolean()


class WelcomeInput(InputSchema):
    """What a newcomer reads first."""

    makes = SettingsChange

    welcome = CleanText(validate=Length(max=500))


class SettingsInput(
    IdentityInput, JoiningInput, RulesInput, CategoriesInput, ReviewInput, KindsInput,
    DirectoryInput, WelcomeInput,
):  # fmt: skip
    """Every setting, each optional."""

    makes = SettingsChange


class HandoverInput(InputSchema):
    """The member who becomes owner, and the circle's name typed to be sure."""

    member_id = fields.Integer(required=True)


class DeleteInput(InputSchema):
    """The circle's name, typed to be sure."""

    name = CleanText(required=True)


class ListQuery(InputSchema):
    """Where a list goes on, and how long a page is."""

    cursor = fields.String(load_default=None)
    limit = fields.String(load_default=None)


class CirclesQuery(ListQuery):
    """Which circles to list."""

    q = CleanText(load_default="")
    mine = fields.Boolean(load_default=False)


class ArchiveOutput(OutputSchema):
    """Whether a circle lives."""

    archived_at = fields.DateTime(required=True, allow_none=True)
    deleted_at = fields.DateTime(required=True, allow_none=True)


class CircleOutput(OutputSchema):
    """A circle; what only members or staff may know is left out for others."""

    id = fields.Integer(required=True)
    uid = fields.String(required=True)
    slug = fields.String(required=True)
    name = fields.String(required=True)
    intro = fields.String(required=True)
    preset = fields.String(required=True)
    visibility = fields.String(required=True)
    join_policy = fields.String(required=True)
    join_questions = fields.List(fields.String(), required=True)
    rules = fields.String(required=True)
    rules_version = fields.Integer(required=True)
    welcome = fields.String(required=True)
    hue = fields.Integer(required=True)
    logo_url = fields.String(required=True, allow_none=True)
    cover_url = fields.String(required=True, allow_none=True)
    categories = fields.List(fields.String(), required=True)
    kinds = fields.List(fields.String(), required=True)
    ad_quota = fields.Integer(required=True)
    ad_days = fields.Integer(required=True)
    unmarked_ads = fields.String(required=True)
    newcomer_review = fields.Integer(required=True)
    pre_review = fields.Boolean(required=True)
    directory = fields.Boolean(required=True)
    members_count = fields.Integer(required=True)
    entries_count = fields.Integer(required=True)
    archived_at = fields.DateTime(required=True, allow_none=True)
    frozen_at = fields.DateTime(required=True, allow_none=True)
    frozen_reason = fields.String(required=True)
    created_at = fields.DateTime(required=True)
    viewer = fields.Nested("ViewerOutput", required=True)


class ViewerOutput(OutputSchema):
    """What the asker is in the circle."""

    member_id = fields.Integer(required=True, allow_none=True)
    role = fields.String(required=True, allow_none=True)
    state = fields.String(required=True, allow_none=True)
    powers = fields.List(fields.String(), required=True)
    privileges = fields.List(fields.String(), required=True)
