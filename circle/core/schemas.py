"""The base of every schema: unknown fields refused, messages in the reader's language."""

from collections.abc import Mapping
from typing import Any, ClassVar

from marshmallow import RAISE, Schema, ValidationError, fields, post_load, validate

from circle.core.clock import DAY_ZONE, EPOCH
from circle.core.i18n import Text, lazy

MESSAGES: dict[str, Any] = {
    "required": lazy("Fill this in"),
    "null": lazy("Fill this in"),
    "invalid": lazy("This doesn't look right"),
    "too_large": lazy("That number is too large"),
    "validator_failed": lazy("This doesn't look right"),
    "invalid_utf8": lazy("This is not readable text"),
}

STRUCTURE_MESSAGES: dict[str, Any] = {
    "unknown": lazy("There is no such field here"),
    "type": lazy("This doesn't look right"),
    "invalid": lazy("This doesn't look right"),
}


class InputSchema(Schema):
    """What a form or a JSON body may contain; loads into the dataclass named by `makes`."""

    makes: ClassVar[type | None] = None
    error_messages = STRUCTURE_MESSAGES

    class Meta:
        """Nothing is taken that was not asked for."""

        unknown = RAISE
        ordered = True

    def on_bind_field(self, field_name: str, field_obj: fields.Field[Any]) -> None:
        """Give every field our words for what is wrong; a number must fit the database."""
        if isinstance(field_obj, fields.List):
            self.on_bind_field(field_name, field_obj.inner)
        if isinstance(field_obj, fields.Integer):
            field_obj.validators = [*field_obj.validators, _fits_64_bits]
        for key, message in MESSAGES.items():
            if key in field_obj.error_messages and not isinstance(
                field_obj.error_messages[key], Text
            ):
                field_obj.error_messages[key] = message

    @post_load
    def make(self, data: Mapping[str, Any], **options: object) -> Any:
        """The typed input object a verb takes."""
        return self.makes(**data) if self.makes else data


class OutputSchema(Schema):
    """What an answer contains."""


class Length(validate.Length):
    """A length in characters or entries, said in our words."""

    def __call__(self, value: Any) -> Any:
        """Give the value back, or refuse it naming the bound; a list has entries."""
        is_text = isinstance(value, str)
        if self.min is not None and len(value) < self.min:
            raise ValidationError([
                lazy("At least %(min)s characters", min=self.min) if is_text
                else lazy("At least %(min)s of them", min=self.min)
            ])  # fmt: skip
        if self.max is not None and len(value) > self.max:
            raise ValidationError([
                lazy("At most %(max)s characters", max=self.max) if is_text
                else lazy("At most %(max)s of them", max=self.max)
            ])  # fmt: skip
        return value


class OneOf(validate.OneOf):
    """One of a fixed list, said in our words."""

    def __call__(self, value: Any) -> Any:
        """Give the value back, or refuse it."""
        if value not in self.choices:
            raise ValidationError([lazy("Choose one of those offered")])
        return value


class CleanText(fields.String):
    """Text without control characters, lone surrogates or the ends' white space."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if any("\ud800" <= ch <= "\udfff" for ch in text):
            raise self.make_error("invalid_utf8")
        kept = (ch for ch in text.replace("\r\n", "\n") if ch in "\n\t" or ch.isprintable()
                or not _is_control(ch))
        return "".join(kept).strip()


class Moment(fields.DateTime):
    """An aware instant; RFC 3339 in JSON, `datetime-local` (Asia/Shanghai) in forms."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        moment = super()._deserialize(value, attr, data, **kwargs)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=DAY_ZONE)
        try:
            return moment.astimezone(EPOCH.tzinfo)
        except OverflowError as error:  # the first or last day there is, on another clock
            raise self.make_error("invalid", input=value, obj_type="datetime") from error


def _fits_64_bits(value: int) -> None:
    if not -(2**63) <= value < 2**63:
        raise ValidationError([MESSAGES["too_large"]])


def _is_control(ch: str) -> bool:
    return ord(ch) < 32 or 0x7F <= ord(ch) < 0xA0
