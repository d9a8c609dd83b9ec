"""The OpenAPI document: what flask-smorest gathered, completed with what holds for every call."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask
from marshmallow import fields

from circle.core import gate
from circle.core.idempotency import MAX_KEY
from circle.core.paging import MAX_PAGE, PAGE
from circle.core.schemas import OutputSchema

METHODS = ("get", "put", "post", "delete", "patch")
READS = ("get",)
SCOPES = ("read", "write", "moderate", "manage", "brand")
PROBLEM = "application/problem+json"
INFO = (
    "Everything a circle can do, as JSON. Lists are pages: follow `next` until it is null. "
    "Errors are `application/problem+json` with a stable `code`. Times are RFC 3339 in UTC. "
    "Writes may be repeated safely under one `Idempotency-Key`; answers to GET carry an `ETag`. "
    "Unknown fields are refused."
)
_ARGUMENT = re.compile(r"<(?:[^:<>]+:)?([^<>]+)>")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


class ProblemOutput(OutputSchema):
    """A refusal (RFC 9457) with a stable code."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    code = fields.String(required=True, metadata={"description": "Stable, for programs"})
    detail = fields.String(required=True, metadata={"description": "For the person"})
    errors = fields.Dict(
        keys=fields.String(), values=fields.List(fields.String()),
        metadata={"description": "What is wrong with which field"},
    )


@dataclass(frozen=True, slots=True)
class Call:
    """One method of one path, and the view behind it."""

    path: str
    method: str
    endpoint: str
    scope: str
    is_class: bool  # the view is a class with a method for each

    @property
    def is_read(self) -> bool:
        """Changes nothing."""
        return self.method in READS

    @property
    def operation_id(self) -> str:
        """A name for generated clients: the view's, with the method where a class has several."""
        name = _HUMP.sub("_", self.endpoint.rpartition(".")[2]).lower()
        return f"{self.method}_{name}" if self.is_class else name


def finish(gathered: dict[str, Any], app: Flask) -> dict[str, Any]:
    """The whole document out of what the blueprints said; call inside the application's context."""
    calls = {(call.path, call.method): call for call in _calls(app)}
    components = gathered.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    schemas.pop("PaginationMetadata", None)  # flask-smorest's paging is not ours
    components["parameters"] = _shared_parameters()
    components["headers"] = _shared_headers()
    components["responses"] = {"Problem": _problem_response()}
    components["securitySchemes"] = _security_schemes(app)
    for schema in schemas.values():
        close_object(schema)
    for path, operations in gathered["paths"].items():
        for method in METHODS:
            if method in operations:
                _finish_operation(operations[method], calls[path, method], schemas)
    _refuse_double_names(gathered["paths"])
    gathered["tags"] = [_tag(tag) for tag in gathered.get("tags", [])]
    gathered["info"] = {"title": "Circle", "version": "1", "description": INFO}
    gathered["servers"] = [{"url": app.config["CIRCLE"].base_url or "/"}]
    return gathered


def close_object(schema: Any) -> None:
    """An object has the fields it names and no others, at every depth."""
    if isinstance(schema, list):
        for part in schema:
            close_object(part)
    if not isinstance(schema, dict):
        return
    if "properties" in schema and "object" in _types(schema):
        schema.setdefault("additionalProperties", False)
    for part in schema.values():
        close_object(part)


def page_item(operation: Mapping[str, Any], schemas: Mapping[str, Any]) -> str | None:
    """The `$ref` of what a list answers pages of, or None when it is no list."""
    content = operation["responses"].get("200", {}).get("content", {})
    reference = content.get("application/json", {}).get("schema", {}).get("$ref", "")
    found = schemas.get(reference.rpartition("/")[2], {}).get("properties", {})
    if set(found) != {"items", "next"}:
        return None
    items: str | None = found["items"].get("items", {}).get("$ref")
    return items


def _calls(app: Flask) -> Iterator[Call]:
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith(gate.API):
            methods = [method.lower() for method in rule.methods or () if method.lower() in METHODS]
            for method in methods:
                yield Call(
                    _ARGUMENT.sub(r"{\1}", rule.rule), method, rule.endpoint,
                    gate.scope_of(rule.endpoint, method.upper()),
                    hasattr(app.view_functions[rule.endpoint], "view_class"),
                )


def _finish_operation(operation: dict[str, Any], call: Call, schemas: Mapping[str, Any]) -> None:
    operation["operationId"] = call.operation_id
    operation["tags"] = [name.removesuffix("_api") for name in operation.get("tags", [])]
    operation["security"] = _security(call)
    operation["responses"] = _answers(operation.get("responses", {}), call)
    _gather_form(operation, schemas)
    named = operation.setdefault("parameters", [])
    known = {parameter.get("name") for parameter in named}
    wanted = ["IfNoneMatch"] if call.is_read else ["IdempotencyKey"]
    if page_item(operation, schemas):
        wanted += [name for name in ("Limit", "Cursor") if name.lower() not in known]
    named += [{"$ref": f"#/components/parameters/{name}"} for name in wanted]
    for part in (operation.get("requestBody", {}), named):
        close_object(part)


def _gather_form(operation: dict[str, Any], schemas: Mapping[str, Any]) -> None:
    """A form with files in it is one multipart body, however many schemas read its parts."""
    given = operation.get("parameters", [])
    parts = [parameter for parameter in given if parameter.get("in") == "formData"]
    if not parts:
        return
    operation["parameters"] = [parameter for parameter in given if parameter not in parts]
    content: Mapping[str, Any] = operation.get("requestBody", {}).get("content", {})
    schema: Mapping[str, Any] = next((part["schema"] for part in content.values()), {})
    typed = schemas.get(schema.get("$ref", "").rpartition("/")[2], schema)
    body = {
        "type": "object",
        "properties": {
            **typed.get("properties", {}), **{part["name"]: part["schema"] for part in parts}
        },
        "required": [
            *typed.get("required", ()), *(part["name"] for part in parts if part.get("required"))
        ],
        "additionalProperties": False,
    }  # fmt: skip
    operation["requestBody"] = {
        "required": True, "content": {"multipart/form-data": {"schema": body}}
    }


def _answers(given: Mapping[str, Any], call: Call) -> dict[str, Any]:
    """What a success looks like, as the package said; every refusal is a problem."""
    answers = {
        str(code): answer for code, answer in given.items() if str(code)[:1] in ("2", "3")
    }
    for code, answer in answers.items():
        if code == "204":
            answer.pop("content", None)
        close_object(answer)
        headers = answer.setdefault("headers", {})
        for name in ("ETag",) if call.is_read else _RATE_HEADERS:
            headers[name] = {"$ref": f"#/components/headers/{name}"}
    if call.is_read:
        answers["304"] = {"description": "Not changed since the given ETag"}
    answers["default"] = {"$ref": "#/components/responses/Problem"}
    return answers


def _security(call: Call) -> list[dict[str, list[str]]]:
    if gate.is_signed(call.endpoint, call.method.upper()):
        return [{"brandSignature": []}]
    token = {"bearer": [call.scope]}
    if call.is_read:
        return [{}, {"session": []}, token]
    return [{"session": [], "csrf": []}, token]


_RATE_HEADERS = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")


def _security_schemes(app: Flask) -> dict[str, Any]:
    return {
        "session": {
            "type": "apiKey", "in": "cookie", "name": app.config["SESSION_COOKIE_NAME"],
            "description": "The browser's session",
        },
        "csrf": {
            "type": "apiKey", "in": "header", "name": "X-CSRF-Token",
            "description": "From GET /api/v1/session; needed with a session on every write",
        },
        "bearer": {
            "type": "http", "scheme": "bearer",
            "description": f"A personal token; scopes: {' '.join(SCOPES)}",
        },
        "brandSignature": {
            "type": "apiKey", "in": "header", "name": "webhook-signature",
            "description": "HMAC-SHA256 by a brand's key over `id.timestamp.body`",
        },
    }  # fmt: skip


def _shared_parameters() -> dict[str, Any]:
    return {
        "IdempotencyKey": {
            "name": "Idempotency-Key", "in": "header",
            "description": "The same key and body get the same answer for 24 hours",
            "schema": {"type": "string", "minLength": 1, "maxLength": MAX_KEY},
        },
        "IfNoneMatch": {
            "name": "If-None-Match", "in": "header", "schema": {"type": "string"},
            "description": "An ETag; 304 when it still holds",
        },
        "Limit": {
            "name": "limit", "in": "query", "description": "Items on a page",
            "schema": {"type": "integer", "minimum": 1, "maximum": MAX_PAGE, "default": PAGE},
        },
        "Cursor": {
            "name": "cursor", "in": "query", "schema": {"type": "string"},
            "description": "`next` of the page before",
        },
    }  # fmt: skip


def _shared_headers() -> dict[str, Any]:
    said = {
        "RateLimit-Limit": "Writes allowed in the window",
        "RateLimit-Remaining": "Writes left in the window",
        "RateLimit-Reset": "Seconds until the window ends",
    }
    headers: dict[str, Any] = {
        name: {"description": text, "schema": {"type": "integer", "minimum": 0}}
        for name, text in said.items()
    }
    headers["ETag"] = {"description": "For If-None-Match", "schema": {"type": "string"}}
    headers["Retry-After"] = {"description": "Seconds", "schema": {"type": "integer"}}
    return headers


def _problem_response() -> dict[str, Any]:
    return {
        "description": "Refused; `code` says why",
        "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        "headers": {"Retry-After": {"$ref": "#/components/headers/Retry-After"}},
    }


def _tag(tag: Mapping[str, Any]) -> dict[str, Any]:
    return {**tag, "name": str(tag["name"]).removesuffix("_api")}


def _types(schema: Mapping[str, Any]) -> list[str]:
    named = schema.get("type", "object")
    return [named] if isinstance(named, str) else list(named)


def _refuse_double_names(paths: Mapping[str, Any]) -> None:
    """Two calls of one name would overwrite each other in generated clients: number them."""
    seen: dict[str, int] = {}
    for operations in paths.values():
        for method in METHODS:
            if method in operations:
                operation = operations[method]
                name = operation["operationId"]
                seen[name] = seen.get(name, 0) + 1
                if seen[name] > 1:
                    package = operation["tags"][0] if operation["tags"] else str(seen[name])
                    operation["operationId"] = f"{name}_of_{package}"
