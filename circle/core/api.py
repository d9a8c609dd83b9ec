"""What every package's api.py stands on: the Blueprint, bodies read strictly, schemas of pages."""

from functools import cache
from typing import Any, NoReturn

import flask_smorest
import orjson
from apispec.ext.marshmallow import MarshmallowPlugin
from apispec.ext.marshmallow.common import resolve_schema_cls
from flask import Blueprint as PageBlueprint
from flask import Flask, Request, Response, current_app, render_template
from marshmallow import Schema, ValidationError, fields
from webargs import core as webargs
from webargs.flaskparser import FlaskParser, is_json_request
from werkzeug.exceptions import UnsupportedMediaType

from circle.core import openapi, reference
from circle.core.errors import BadRequest, Invalid, TooLarge
from circle.core.i18n import lazy
from circle.core.schemas import OutputSchema
from circle.core.web import flatten_errors

PREFIX = "/api/v1"
MAX_JSON_BYTES = 512 * 1024  # the longest text with everything around it is a tenth of this
PAGING = ("limit", "cursor")  # every list takes them, whether its schema names them or not


class BodyReader(FlaskParser):
    """Reads JSON and query arguments; what cannot be understood is refused in our words."""

    DEFAULT_UNKNOWN_BY_LOCATION = {
        **FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION, "query": None, "querystring": None,
    }  # fmt: skip

    def load_json(self, req: Any, schema: Schema) -> Any:
        """The body as JSON; an empty one is an empty object."""
        if not req.content_length and not req.get_data():
            return webargs.missing
        if not is_json_request(req):
            raise UnsupportedMediaType
        if (req.content_length or 0) > MAX_JSON_BYTES:
            raise TooLarge
        try:
            return orjson.loads(req.get_data())
        except orjson.JSONDecodeError as error:
            raise BadRequest(lazy("The body is not JSON"), code="bad_json") from error

    def load_querystring(self, req: Request, schema: Schema) -> Any:
        """The arguments of the address; one that takes a single value may stand once."""
        kept = req.args.copy()
        for name, given in req.args.lists():
            if len(given) > 1 and not isinstance(schema.fields.get(name), fields.List):
                raise ValidationError({name: [lazy("Give this once")]})
            if name in PAGING and name not in schema.fields:
                kept.poplist(name)
        return self._makeproxy(kept, schema)

    def handle_error(
        self, error: ValidationError, req: Request, schema: Schema, *,
        error_status_code: int | None, error_headers: Any,
    ) -> NoReturn:
        """Input a schema refused, as our Invalid."""
        messages: Any = error.messages
        for location in ("json", "query", "querystring", "form", "files"):
            if isinstance(messages, dict) and set(messages) == {location}:
                messages = messages[location]
        raise Invalid(errors=flatten_errors(messages))


class Blueprint(flask_smorest.Blueprint):
    """A package's part of the API; use this one, not flask-smorest's own."""

    ARGUMENTS_PARSER = BodyReader()


class CircleApi(flask_smorest.Api):
    """flask-smorest with our refusals, our names and our document."""

    ERROR_SCHEMA = openapi.ProblemOutput

    def _register_error_handlers(self) -> None:
        """core.failures answers every refusal, the API's too."""

    def _register_doc_blueprint(self) -> None:
        """The document and its page are ours, below."""


@cache
def page_of(item: type[Schema]) -> type[Schema]:
    """The schema of a list of `item`: {"items": […], "next": cursor or null}."""
    name = item.__name__.removesuffix("Output").removesuffix("Schema") + "Page"
    parts: dict[str, Any] = {
        "items": fields.List(fields.Nested(item), required=True),
        "next": fields.String(
            required=True, allow_none=True,
            metadata={"description": "Cursor of the next page, null at the end"},
        ),
    }
    return OutputSchema.from_dict(parts, name=name)


def install_api(app: Flask) -> CircleApi:
    """The API, empty; packages are registered on what this returns."""
    names = SchemaNames()
    api = CircleApi(
        app, spec_kwargs={"marshmallow_plugin": MarshmallowPlugin(schema_name_resolver=names)}
    )
    docs = PageBlueprint("api_reference", __name__, url_prefix=PREFIX)
    docs.add_url_rule("/openapi.json", "openapi_json", lambda: _answer_document(api))
    docs.add_url_rule("/", "reference", lambda: _answer_reference(api))
    app.register_blueprint(docs)
    return api


def document(api: CircleApi) -> dict[str, Any]:
    """The OpenAPI document, made when it is first asked for."""
    kept = current_app.extensions.setdefault("circle_openapi", {})
    if "document" not in kept:
        kept["document"] = openapi.finish(api.spec.to_dict(), current_app)
        kept["bytes"] = orjson.dumps(kept["document"], default=str)
    found: dict[str, Any] = kept["document"]
    return found


def document_of(app: Flask) -> dict[str, Any]:
    """The OpenAPI document of an application; call inside its context."""
    return document(app.extensions["flask-smorest"]["apis"][""]["ext_obj"])


class SchemaNames:
    """Names of schemas in the document: short, and the same name never for two things."""

    def __init__(self) -> None:
        self._known: dict[str, object] = {}

    def __call__(self, schema: Any) -> str:
        found = resolve_schema_cls(schema)
        if isinstance(found, list):
            found = found[0]
        short = found.__name__.removesuffix("Schema").removesuffix("Output") + _modifiers(schema)
        package = found.__module__.split(".")[1 if "." in found.__module__ else 0]
        for name in (short, package.title() + short):
            if self._known.setdefault(name, found) is found:
                return name
        return f"{package.title()}{short}{len(self._known)}"


def _modifiers(schema: Any) -> str:
    if not isinstance(schema, Schema):
        return ""
    parts = ["Changes"] if schema.partial else []
    if schema.only:
        parts.append("Of" + "".join(sorted(name.title() for name in schema.only)))
    elif schema.exclude:
        parts.append("Without" + "".join(sorted(name.title() for name in schema.exclude)))
    return "".join(parts).replace("_", "")


def _answer_document(api: CircleApi) -> Response:
    document(api)
    body = current_app.extensions["circle_openapi"]["bytes"]
    response = Response(body, mimetype="application/json")
    response.headers["Cache-Control"] = "public, no-cache"
    return response


def _answer_reference(api: CircleApi) -> str:
    return render_template("core/reference.html", reference=reference.of(document(api)))
