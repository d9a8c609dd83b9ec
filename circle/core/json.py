"""JSON as orjson writes it: UTF-8, compact, times as RFC 3339 in UTC."""

from typing import Any

import orjson
from flask.json.provider import JSONProvider

from circle.core.i18n import Text

OPTIONS = orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS


class OrjsonProvider(JSONProvider):
    """Flask's way to JSON, through orjson."""

    def dumps(self, obj: Any, **kwargs: Any) -> str:
        """An object as JSON text."""
        return orjson.dumps(obj, default=_plain, option=OPTIONS).decode()

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """JSON text as an object; raises ValueError when it is none."""
        return orjson.loads(s)

    def response(self, *args: Any, **kwargs: Any) -> Any:
        """An answer whose body is JSON."""
        obj = self._prepare_response_obj(args, kwargs)
        return self._app.response_class(
            orjson.dumps(obj, default=_plain, option=OPTIONS).decode(), mimetype="application/json"
        )


def _plain(value: object) -> Any:
    if isinstance(value, Text):
        return str(value)
    if isinstance(value, frozenset | set):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} cannot be JSON")
