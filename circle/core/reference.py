"""The browsable page of the API: the OpenAPI document as rows a person can read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from circle.core.openapi import METHODS


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an object, or one parameter of a call."""

    name: str
    kind: str
    place: str = ""
    ref: str | None = None
    required: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """One thing that can be called."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    scope: str
    parameters: list[Field]
    body: list[Field]
    body_type: str
    answers: list[Field]


@dataclass(slots=True)
class Group:
    """The calls of one package."""

    name: str
    description: str
    calls: list[Call] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Reference:
    """The whole page."""

    groups: list[Group]
    schemas: list[tuple[str, list[Field]]]
    info: str


def of(document: Mapping[str, Any]) -> Reference:
    """The page of a document; groups and schemas in the order of the document."""
    groups = {
        tag["name"]: Group(tag["name"], tag.get("description", ""))
        for tag in document.get("tags", ())
    }
    for call_of, name in _calls(document):
        groups.setdefault(name, Group(name, "")).calls.append(call_of)
    schemas = document["components"]["schemas"]
    rows = [(name, list(_fields(schema))) for name, schema in sorted(schemas.items())]
    return Reference([g for g in groups.values() if g.calls], rows, document["info"]["description"])


def kind_of(schema: Mapping[str, Any]) -> tuple[str, str | None]:
    """What a schema takes, in one short line, and the schema it leads to."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return name, name
    for joined in ("anyOf", "oneOf", "allOf"):
        if joined in schema:
            parts = [kind_of(part) for part in schema[joined]]
            return " | ".join(kind for kind, _ in parts), next((r for _, r in parts if r), None)
    if "enum" in schema:
        return " | ".join("null" if value is None else str(value) for value in schema["enum"]), None
    named = schema.get("type", "any")
    kind = named if isinstance(named, str) else " | ".join(named)
    if "items" in schema:
        inner, ref = kind_of(schema["items"])
        return f"{kind} of {inner}", ref
    return " · ".join(filter(None, (kind, schema.get("format", ""), _bounds(schema)))), None


def _calls(document: Mapping[str, Any]) -> Iterator[tuple[Call, str]]:
    shared = document["components"]["parameters"]
    for path, operations in document["paths"].items():
        for method in METHODS:
            if method in operations:
                operation = operations[method]
                given = [*operations.get("parameters", ()), *operation["parameters"]]
                name = (operation.get("tags") or ["other"])[0]
                yield _call(path, method, operation, [_resolved(p, shared) for p in given]), name


def _call(path: str, method: str, operation: Mapping[str, Any], given: list[Any]) -> Call:
    content: Mapping[str, Any] = operation.get("requestBody", {}).get("content", {})
    body_type = next(iter(content), "")
    body = content.get(body_type, {})
    return Call(
        id=operation["operationId"], method=method.upper(), path=path,
        summary=operation.get("summary", ""), description=operation.get("description", ""),
        scope=next(iter(operation["security"][-1].get("bearer", ())), ""),
        parameters=[_parameter(parameter) for parameter in given],
        body=_body(body.get("schema", {})), body_type=body_type,
        answers=[_answer(code, answer) for code, answer in operation["responses"].items()],
    )


def _resolved(parameter: Mapping[str, Any], shared: Mapping[str, Any]) -> Any:
    return shared[parameter["$ref"].rpartition("/")[2]] if "$ref" in parameter else parameter


def _parameter(parameter: Mapping[str, Any]) -> Field:
    kind, ref = kind_of(parameter.get("schema", {}))
    return Field(
        parameter["name"], kind, parameter["in"], ref, bool(parameter.get("required")),
        parameter.get("description", ""),
    )


def _body(schema: Mapping[str, Any]) -> list[Field]:
    kind, ref = kind_of(schema)
    if ref:
        return [Field("", kind, ref=ref)]
    return list(_fields(schema))


def _answer(code: str, answer: Mapping[str, Any]) -> Field:
    if "$ref" in answer:
        return Field("4xx 5xx", "Problem", ref="Problem")
    for content_type, content in answer.get("content", {}).items():
        kind, ref = kind_of(content.get("schema", {}))
        return Field(code, kind, content_type, ref, note=answer.get("description", ""))
    return Field(code, "", note=answer.get("description", ""))


def _fields(schema: Mapping[str, Any]) -> Iterator[Field]:
    required = schema.get("required", ())
    for name, inner in schema.get("properties", {}).items():
        kind, ref = kind_of(inner)
        yield Field(name, kind, "", ref, name in required, str(inner.get("description", "")))


def _bounds(schema: Mapping[str, Any]) -> str:
    low = schema.get("minLength", schema.get("minimum", schema.get("minItems")))
    high = schema.get("maxLength", schema.get("maximum", schema.get("maxItems")))
    if low is None and high is None:
        return ""
    return f"{'' if low is None else low}–{'' if high is None else high}"
