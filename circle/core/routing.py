"""What an address may contain: numbers the database can hold, characters it can compare."""

from typing import Any

from flask import Flask, request
from werkzeug.routing import IntegerConverter, ValidationError

from circle.core.errors import BadRequest, NotFound

MAX_ID = 2**63 - 1


class RowNumber(IntegerConverter):
    """An id as it stands in an address: plain digits, no second spelling, within 64 bits."""

    regex = "0|[1-9][0-9]{0,18}"

    def to_python(self, value: str) -> Any:
        """The number; an address with one that is too large leads nowhere."""
        number = super().to_python(value)
        if number > MAX_ID:
            raise ValidationError
        return number


def install_routing(app: Flask) -> None:
    """Teach the addresses their numbers; must come before the first route."""
    app.url_map.converters["int"] = RowNumber
    app.before_request(refuse_null_characters)


def refuse_null_characters() -> None:
    """PostgreSQL cannot even compare text with a NUL in it: such an address names nothing."""
    if "\0" in request.path:
        raise NotFound
    if b"%00" in request.query_string:
        raise BadRequest
