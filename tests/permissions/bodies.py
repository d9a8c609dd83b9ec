"""What is sent where something changes: made of the schema that reads it, so that it is whole."""

from datetime import timedelta
from typing import Any

from marshmallow import Schema, fields, missing
from marshmallow.validate import Length, OneOf, Range

from circle.core import clock

WORDS = "一句完整的话，说清楚要说的事，也足够长。"


def body_of(schema: Schema, things: dict[str, Any]) -> dict[str, Any]:
    """Everything the schema requires, and of the rest what a name here stands for."""
    return {
        name: _meant(name, field, things)
        for name, field in schema.fields.items()
        if not field.dump_only and (field.required or name in ALWAYS)
    }


def typed(schema: Schema, things: dict[str, Any]) -> dict[str, Any]:
    """The same as a form would say it."""
    return {name: _said(value) for name, value in body_of(schema, things).items()}


def _said(value: Any) -> Any:
    if isinstance(value, bool):
        return "on" if value else ""
    if isinstance(value, list):
        return [str(one) for one in value]
    return value if isinstance(value, str) else str(value)


def _meant(name: str, field: fields.Field, things: dict[str, Any]) -> Any:
    if name in NAMED:
        value = NAMED[name](things)
        return [value] if isinstance(field, fields.List) and not isinstance(value, list) else value
    checks = [*field.validators, *getattr(getattr(field, "inner", None), "validators", ())]
    chosen = next((one.choices[0] for one in checks if isinstance(one, OneOf)), missing)
    if isinstance(field, fields.List):
        return [_meant(name, field.inner, things) if chosen is missing else chosen]
    if chosen is not missing:
        return chosen
    if isinstance(field, fields.Nested):
        return body_of(field.schema, things)
    return _plain(field, checks)


def _plain(field: fields.Field, checks: list[Any]) -> Any:
    least = next((one.min for one in checks if isinstance(one, Length | Range) and one.min), 1)
    if isinstance(field, fields.Boolean):
        return True
    if isinstance(field, fields.Integer):
        return least
    if isinstance(field, fields.DateTime):
        return _in(days=3)
    if isinstance(field, fields.Date):
        return clock.local_day(clock.now()).isoformat()
    most = next((one.max for one in checks if isinstance(one, Length) and one.max), len(WORDS))
    return WORDS[: max(most, least)]


def _in(**span: float) -> str:
    return (clock.now() + timedelta(**span)).isoformat()


ALWAYS = ("body", "note", "reason", "source", "text", "title")  # of edits nothing is required
RAW = {"direction": "up", "category": "info"}  # what a page's button says without a schema
NAMED = {
    "member_id": lambda things: things["member_id"],
}
