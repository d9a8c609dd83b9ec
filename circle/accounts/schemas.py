"""What comes in about persons, through forms and JSON alike, and what goes out."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from marshmallow import ValidationError, fields, validates, validates_schema

from circle.accounts import passwords
from circle.accounts.names import display_problem, name_problem
from circle.core.errors import Invalid
from circle.core.i18n import LOCALES, lazy
from circle.core.places import place_name
from circle.core.schemas import CleanText, InputSchema, Length, OneOf, OutputSchema

MAX_BIO, MAX_DISPLAY_NAME, MAX_EMAIL = 300, 20, 254
MAX_TYPED_PASSWORD = 4096  # what is looked at at all, before the real limit says so kindly
SCOPES = ("read", "write", "moderate", "manage", "brand")
SITE_WORDS = ("circle", "quanzi", "圈子")
MINUTES_A_DAY = (40, 60, 120)  # R28: under 8, under 16, under 18
APPEARANCES = ("auto", "light", "dark")


@dataclass(frozen=True, slots=True)
class Browser:
    """The browser somebody signs in with: what it calls itself, its address, where that is.

    `device` and `network` are keyed digests, of its own cookie and of the address; no way back.
    """

    user_agent: str = ""
    ip: str = ""
    region: str | None = None
    device: str | None = None
    network: str | None = None


@dataclass(frozen=True, slots=True)
class SignUp:
    """A new account as its owner asks for it."""

    name: str
    password: str
    display_name: str | None = None
    email: str | None = None
    accept_terms: bool = False
    password_hash: str | None = None

    def hashed(self) -> "SignUp":
        """The same with its password hashed: slow, so before any transaction.

        Raises Invalid `terms_required` when the documents were not accepted.
        """
        if not self.accept_terms:
            words = lazy("Read the terms and tick the box to go on")
            raise Invalid(words, code="terms_required", errors={"accept_terms": [words]})
        return replace(self, password_hash=passwords.hash_password(self.password))


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """Somebody who comes from elsewhere or is made up: no password, no consent, a past."""

    name: str
    display_name: str | None = None
    bio: str = ""
    avatar: str | None = None
    ip_region: str | None = None
    created_at: datetime | None = None
    is_staff: bool = False


@dataclass(frozen=True, slots=True)
class SignIn:
    """A name or address, and the password."""

    name: str
    password: str


@dataclass(frozen=True, slots=True)
class Profile:
    """What somebody shows of themselves; None leaves a part as it is."""

    display_name: str | None = None
    bio: str | None = None
    locale: str | None = None


@dataclass(frozen=True, slots=True)
class NewPassword:
    """Another password, with the present one where it is needed."""

    password: str
    current: str = ""


@dataclass(frozen=True, slots=True)
class NewEmail:
    """Another address, or None for none."""

    email: str | None
    current: str = ""


@dataclass(frozen=True, slots=True)
class NewToken:
    """A key for programs: what it is for and what it may do."""

    name: str
    scopes: list[str]


class Email(fields.Email):
    """A mail address of sensible length; an empty one is none."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **kwargs)
        if len(text) > MAX_EMAIL or any(ord(ch) < 33 for ch in text):
            raise self.make_error("invalid")
        return text


class Password(fields.String):
    """A password as typed: nothing trimmed, nothing changed, too long refused in words."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **kwargs)
        if any("\ud800" <= ch <= "\udfff" for ch in text):
            raise self.make_error("invalid_utf8")
        if len(text) > MAX_TYPED_PASSWORD:
            raise ValidationError([lazy("At most %(max)s characters", max=passwords.MAX_LENGTH)])
        return text


class Place(fields.String):
    """A kept code of a place, as its name in the reader's language."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return place_name(value)


class SignUpInput(InputSchema):
    """Signing up."""

    makes = SignUp
    name = CleanText(required=True)
    password = Password(required=True, load_only=True)
    display_name = CleanText(
        load_default=None, allow_none=True, validate=Length(max=MAX_DISPLAY_NAME)
    )
    email = Email(load_default=None, allow_none=True)
    accept_terms = fields.Boolean(load_default=False)

    @validates("name")
    def check_name(self, value: str, data_key: str) -> None:
        """A name keeps the rules of names."""
        problem = name_problem(value)
        if problem:
            raise ValidationError([problem])

    @validates("display_name")
    def check_display_name(self, value: str | None, data_key: str) -> None:
        """A shown name is visible and pretends nothing."""
        _check_display_name(value)

    @validates_schema(skip_on_field_errors=False)
    def check_password(self, data: dict[str, str], **options: object) -> None:
        """A password is long enough and not what others would try first."""
        context = (data.get("name") or "", (data.get("email") or "").partition("@")[0])
        _check_password(data.get("password"), context)


class SignInInput(InputSchema):
    """Signing in."""

    makes = SignIn
    name = CleanText(required=True, validate=Length(min=1, max=MAX_EMAIL))
    password = Password(required=True, load_only=True)


class AccountInput(InputSchema):
    """Whose account a link is wanted for: a name or an address."""

    account = CleanText(required=True, validate=Length(min=1, max=MAX_EMAIL))


class ProfileInput(InputSchema):
    """Changing what one shows."""

    makes = Profile
    display_name = CleanText(load_default=None, validate=Length(min=1, max=MAX_DISPLAY_NAME))
    bio = CleanText(load_default=None, validate=Length(max=MAX_BIO))
    locale = fields.String(load_default=None, validate=OneOf(LOCALES))

    @validates("display_name")
    def check_display_name(self, value: str | None, data_key: str) -> None:
        """A shown name is visible and pretends nothing."""
        _check_display_name(value)


class NewPasswordInput(InputSchema):
    """Setting a password."""

    makes = NewPassword
    password = Password(required=True, load_only=True)
    current = Password(load_default="", load_only=True)

    @validates("password")
    def check_password(self, value: str, data_key: str) -> None:
        """A password is long enough and not what others would try first."""
        _check_password(value, (), "")


class NewEmailInput(InputSchema):
    """Changing the address, or taking it away with an empty one."""

    makes = NewEmail
    email = Email(required=True, allow_none=True)
    current = Password(load_default="", load_only=True)


class CurrentPasswordInput(InputSchema):
    """The present password, where something cannot be undone."""

    current = Password(load_default="", load_only=True)


@dataclass(frozen=True, slots=True)
class MinorsChoice:
    """The mode for minors as somebody wants it."""

    pin: str
    minutes: int = 60
    again: str | None = None


class PinInput(InputSchema):
    """The PIN of the mode for minors."""

    pin = fields.String(required=True, load_only=True, validate=Length(max=8))


class MinorsInput(PinInput):
    """Taking the mode for minors: a PIN, typed twice in forms, and minutes a day."""

    makes = MinorsChoice
    again = fields.String(load_default=None, load_only=True, validate=Length(max=8))
    minutes = fields.Integer(load_default=60, validate=OneOf(MINUTES_A_DAY))

    @validates_schema
    def check_pin(self, given: dict[str, Any], **kwargs: Any) -> None:
        """Four to eight digits, twice the same."""
        pin = given.get("pin", "")
        if not (pin.isascii() and pin.isdigit() and 4 <= len(pin) <= 8):
            raise ValidationError([lazy("A PIN has 4 to 8 digits")], "pin")
        if given.get("again") not in (None, pin):
            raise ValidationError([lazy("The two are not the same")], "again")


class NewTokenInput(InputSchema):
    """Making a key for programs."""

    makes = NewToken
    name = CleanText(required=True, validate=Length(min=1, max=80))
    scopes = fields.List(
        fields.String(validate=OneOf(SCOPES)),
        required=True,
        validate=Length(min=1, max=len(SCOPES)),
    )


class PersonOutput(OutputSchema):
    """What anybody may know of a user."""

    id = fields.Integer()
    name = fields.String()
    display_name = fields.String()
    avatar_url = fields.String(allow_none=True)
    url = fields.String()


class MeOutput(OutputSchema):
    """What somebody sees of their own account."""

    id = fields.Integer()
    uid = fields.String()
    name = fields.String()
    display_name = fields.String()
    bio = fields.String()
    avatar_url = fields.String(allow_none=True)
    email = fields.String(allow_none=True)
    email_confirmed = fields.Boolean(attribute="is_email_confirmed")
    has_password = fields.Boolean()
    locale = fields.String(allow_none=True)
    ip_region = Place(allow_none=True)
    created_at = fields.AwareDateTime(format="iso")
    minor_since = fields.AwareDateTime(format="iso", allow_none=True)


class SessionOutput(OutputSchema):
    """Who is signed in here, and the token that writes need."""

    user = fields.Nested(PersonOutput, allow_none=True)
    csrf_token = fields.String()


class LoginSessionOutput(OutputSchema):
    """One browser somebody is signed in on."""

    id = fields.Integer()
    device = fields.String()
    via = fields.String()
    ip_region = Place(allow_none=True)
    created_at = fields.AwareDateTime(format="iso")
    seen_at = fields.AwareDateTime(format="iso")
    current = fields.Boolean()


class TokenOutput(OutputSchema):
    """A key of a program."""

    id = fields.Integer()
    name = fields.String()
    scopes = fields.List(fields.String())
    token = fields.String(metadata={"description": "The secret, only in the answer that makes it"})
    created_at = fields.AwareDateTime(format="iso")


class ExportOutput(OutputSchema):
    """How far the gathering of one's own data is."""

    state = fields.String(metadata={"enum": ["none", "gathering", "ready", "failed", "expired"]})
    progress = fields.Integer()
    size = fields.Integer(allow_none=True)
    url = fields.String(allow_none=True)
    expires_at = fields.AwareDateTime(format="iso", allow_none=True)


def _check_display_name(value: str | None) -> None:
    problem = display_problem(value) if value else None
    if problem:
        raise ValidationError([problem])


def _check_password(value: str | None, context: tuple[str, ...], field: str = "password") -> None:
    problem = passwords.password_problem(value, (*context, *SITE_WORDS)) if value else None
    if problem:
        raise ValidationError([problem], field or "_schema")
