"""Whatever is sent to whatever call: a clear refusal, never a mistake of ours."""

import json

import pytest

from circle.core import throttle
from circle.core.api import MAX_JSON_BYTES
from tests.openapi_check import PROBLEM, described
from tests.walk import fill, known_things

WRITES = ("post", "put", "patch", "delete")
WRONG = {
    "string": (7, True, [], {}, ["x"]),
    "integer": ("many", [], {}, [1], 2**70, 1e300),
    "number": ("many", [], {}),
    "boolean": ("maybe", [], {}, 7),
    "array": (7, True, {}, {"0": "x"}),
    "object": ("x", 7, [], True),
}
NO_OBJECTS = (b"[]", b"null", b'"text"', b"7", b"true", b"[{}]")
NO_JSON = (
    b"{", b"\xff\xfe", b'{"a":"\xff"}', b'{"a":NaN}', b'{"a":"\\ud800"}', b"{'a':1}",
    b"[" * 20000, b'{"a":' * 3000 + b"1" + b"}" * 3000,
)  # fmt: skip
OTHER_TYPES = ("text/plain", "application/x-www-form-urlencoded", "application/xml")


@pytest.fixture
def unhurried():
    """No limits: a refusal for haste would hide what is looked for."""
    throttle.enable(False)
    yield
    throttle.enable(True)


class Call:
    """One write of the document, with its address filled in and a way to send bytes to it."""

    def __init__(self, client, path: str, method: str, operation: dict) -> None:
        self.client, self.path, self.method, self.operation = client, path, method, operation

    def __str__(self) -> str:
        return f"{self.method.upper()} {self.path}"

    def send(self, raw: bytes, kind: str = "application/json"):
        self.sent = raw[:200]
        return self.client.open(
            self.path, method=self.method.upper(), data=raw, content_type=kind,
            headers={"X-CSRF-Token": self.client.csrf},
        )  # fmt: skip

    def send_json(self, body: object):
        return self.send(json.dumps(body).encode())


@pytest.fixture
def calls(app, cast, unhurried):
    """Every write that takes JSON, by the owner of the circle."""
    known = known_things(app, cast)
    client = cast.owner.client
    found = []
    for path, operations in described(app).document["paths"].items():
        for method in WRITES:
            content = operations.get(method, {}).get("requestBody", {}).get("content", {})
            signed = {"brandSignature": []} in operations.get(method, {}).get("security", [])
            if "application/json" in content and not signed:  # nothing is read of it unsigned
                schema = content["application/json"]["schema"]
                found.append(Call(client, fill(path, known), method, schema))
    assert len(found) > 10
    return found


def resolved(app, schema: dict) -> dict:
    while "$ref" in schema:
        schema = described(app).document["components"]["schemas"][
            schema["$ref"].rpartition("/")[2]
        ]
    return schema


def wrong_values(app, schema: dict):
    """Values a field must not take, by its schema."""
    schema = resolved(app, schema)
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    for kind in kinds:
        yield from WRONG.get(kind, ())
        yield from beyond_bounds(app, schema, kind)
    if kinds and "null" not in kinds:
        yield None


def beyond_bounds(app, schema: dict, kind: str):
    """Values of the right kind that go too far."""
    if "enum" in schema and kind == "string":
        yield "no such choice"
    if kind == "string" and "maxLength" in schema:
        yield "长" * (schema["maxLength"] + 1)
    if kind == "integer" and schema.get("maximum", 2**63) < 2**62:
        yield schema["maximum"] + 1
    if kind == "array" and "items" in schema:
        if "maxItems" in schema:
            yield [f"x{number}" for number in range(schema["maxItems"] + 1)]
        for value in wrong_values(app, schema["items"]):
            yield [value]


def refused(answer, call, *statuses: int) -> dict:
    found = (str(call), answer.status_code, answer.get_data()[:300], call.sent)
    assert answer.status_code in statuses, found
    assert answer.mimetype == PROBLEM
    return answer.json


@pytest.mark.one_database
def test_a_field_of_the_wrong_kind_is_named(app, calls):
    tried = 0
    for call in calls:
        fields = resolved(app, call.operation).get("properties", {})
        wrong = {name: list(wrong_values(app, schema)) for name, schema in fields.items()}
        for number in range(max(map(len, wrong.values()), default=0)):
            body = {name: values[number] for name, values in wrong.items() if number < len(values)}
            problem = refused(call.send_json(body), call, 422)
            named = {key.split(".")[0] for key in problem["errors"]}
            assert named >= set(body), (str(call), body, problem)
            tried += len(body)
    assert tried > 100


@pytest.mark.one_database
def test_a_field_nobody_knows_is_named(app, calls):
    for call in calls:
        problem = refused(call.send_json({"no_such_field": 1}), call, 422)
        assert "no_such_field" in problem["errors"], str(call)


@pytest.mark.one_database
def test_json_that_is_no_object_is_refused(app, calls, ways):
    for number, call in enumerate(calls):
        for raw in ways(NO_OBJECTS, number):
            refused(call.send(raw), call, 422)


@pytest.mark.one_database
def test_bytes_that_are_no_json_are_refused(app, calls, ways):
    for number, call in enumerate(calls):
        for raw in ways(NO_JSON, number):
            problem = refused(call.send(raw), call, 400)
            assert problem["code"] == "bad_json", str(call)


@pytest.mark.one_database
def test_another_content_type_is_refused(app, calls, ways):
    for number, call in enumerate(calls):
        for kind in ways(OTHER_TYPES, number):
            refused(call.send(b'{"a":1}', kind), call, 415)


@pytest.mark.one_database
def test_a_huge_body_is_refused(app, calls):
    for call in calls:
        refused(call.send_json({"a": "x" * MAX_JSON_BYTES}), call, 413)


@pytest.mark.one_database
def test_deep_and_wide_values_are_refused(app, calls):
    deep = json.loads("[" * 400 + "]" * 400)
    for call in calls:
        for name in resolved(app, call.operation).get("properties", {}):
            for value in (deep, {str(n): n for n in range(2000)}, list(range(5000))):
                refused(call.send_json({name: value}), call, 422)
            break


def arguments_of(app, operation: dict) -> set[str]:
    """What a call reads from the query."""
    shared = described(app).document["components"]["parameters"]
    given = [
        shared[each["$ref"].rpartition("/")[2]] if "$ref" in each else each
        for each in operation.get("parameters", ())
    ]
    return {each["name"] for each in given if each["in"] == "query"}


def test_every_read_survives_every_argument(app, cast, unhurried):
    known = known_things(app, cast)
    client = cast.owner.client
    hostile = (
        "limit=0", "limit=101", "limit=many", "limit=１", "limit=-1", "limit=1e9", "limit=",
        "limit=99999999999999999999", "cursor=x", "cursor=%FF", "cursor=WzFd", "cursor=bnVsbA",
        "cursor=W251bGwsMV0", "cursor=WzFlMzAwLDFd", "cursor=" + "A" * 5000, "cursor=%00",
        "q=%ED%A0%80", "order=no-such", "a[]=1&a[]=2",
    )  # fmt: skip
    unasked = ("cursor=%00", "q=%ED%A0%80", "a[]=1&a[]=2")  # even where nobody asks for any
    good = 0
    for path, operations in described(app).document["paths"].items():
        if "get" not in operations:
            continue
        address = fill(path, known)
        good += client.get(address).status_code == 200
        asked = arguments_of(app, operations["get"])
        for arguments in hostile:
            name = arguments.partition("=")[0]
            if name not in asked and arguments not in unasked:
                continue
            answer = client.get(f"{address}?{arguments}")
            assert answer.status_code < 500, (path, arguments)
    assert good > 10


def test_files_sent_as_something_else_are_refused(app, cast, unhurried):
    known = known_things(app, cast)
    client = cast.owner.client
    tried = 0
    for path, operations in described(app).document["paths"].items():
        for method in WRITES:
            content = operations.get(method, {}).get("requestBody", {}).get("content", {})
            if "multipart/form-data" not in content:
                continue
            call = Call(client, fill(path, known), method, {})
            for raw, kind in (
                (b"{}", "application/json"), (b"x", "multipart/form-data"),
                (b"--x\r\n\r\n--x--", "multipart/form-data; boundary=x"), (b"", "text/plain"),
            ):  # fmt: skip
                refused(call.send(raw, kind), call, 400, 415, 422)
            tried += 1
    assert tried
