"""Holds every API answer the tests receive against the OpenAPI document."""

import re
from weakref import WeakKeyDictionary

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from circle.core.api import PREFIX, document_of

DOCUMENT = "urn:circle:openapi"
PROBLEM = "application/problem+json"
UNDOCUMENTED = ("api_reference.openapi_json", "api_reference.reference")
BODILESS = (204, 304)

_known: WeakKeyDictionary = WeakKeyDictionary()


class NotAsDocumented(AssertionError):
    """An answer is not what the document says."""


class Described:
    """One application's document and its validators."""

    def __init__(self, app) -> None:
        with app.app_context():
            self.document = document_of(app)
        resource = DRAFT202012.create_resource(self.document)
        self._registry = Registry().with_resource(DOCUMENT, resource)
        self._validators: dict[str, Draft202012Validator] = {}

    def operation(self, path: str, method: str) -> dict | None:
        """What can be called under a path of the document, or None."""
        return self.document["paths"].get(path, {}).get(method.lower())

    def problems(self, pointer: str, body: object) -> list[str]:
        """What in a body breaks the schema at a JSON pointer of the document."""
        if pointer not in self._validators:
            self._validators[pointer] = Draft202012Validator(
                {"$ref": f"{DOCUMENT}#{pointer}"}, registry=self._registry,
                format_checker=FormatChecker(),
            )  # fmt: skip
        return [f"{error.json_path}: {error.message}"
                for error in self._validators[pointer].iter_errors(body)]


def described(app) -> Described:
    """The document of an application, read once."""
    if app not in _known:
        _known[app] = Described(app)
    return _known[app]


def check_answer(app, answer) -> None:
    """Fail when an answer is not what the document says."""
    for one in (*answer.history, answer):
        path = one.request.path
        if path.startswith(PREFIX) and one.request.method not in ("HEAD", "OPTIONS"):
            _check(app, one)


def _check(app, answer) -> None:
    where = f"{answer.request.method} {answer.request.path} → {answer.status_code}"
    if answer.status_code == 500:
        raise NotAsDocumented(f"{where}: our own mistake")
    rule = _rule(app, answer.request)
    if rule is not None and rule.endpoint in UNDOCUMENTED:
        return
    if rule is None:
        _check_problem(app, answer, where)
        return
    found = described(app)
    path = re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule.rule)
    operation = found.operation(path, answer.request.method)
    if operation is None:
        raise NotAsDocumented(f"{where}: the document has no such call")
    _check_described(app, answer, where, (path, operation))


def _check_described(app, answer, where: str, call: tuple[str, dict]) -> None:
    path, operation = call
    status = str(answer.status_code)
    if status not in operation["responses"]:
        if answer.status_code < 400:
            known = ", ".join(operation["responses"])
            raise NotAsDocumented(f"{where}: the document knows {known}")
        _check_problem(app, answer, where)
        return
    content = operation["responses"][status].get("content", {})
    if answer.status_code in BODILESS or not content:
        if answer.get_data():
            raise NotAsDocumented(f"{where}: a body, though the document has none")
        return
    if answer.mimetype not in content:
        raise NotAsDocumented(f"{where}: {answer.mimetype}, the document says {list(content)}")
    if answer.mimetype == "application/json":
        place = "/".join(
            part.replace("~", "~0").replace("/", "~1")
            for part in ("", "paths", path, answer.request.method.lower(), "responses", status,
                         "content", answer.mimetype, "schema")
        )
        _check_body(app, answer, where, place)


def _check_problem(app, answer, where: str) -> None:
    if answer.status_code < 400 or answer.mimetype != PROBLEM:
        raise NotAsDocumented(f"{where}: {answer.mimetype} where a problem was due")
    _check_body(app, answer, where, "/components/schemas/Problem")
    if answer.json["status"] != answer.status_code:
        raise NotAsDocumented(f"{where}: the body says {answer.json['status']}")


def _check_body(app, answer, where: str, place: str) -> None:
    found = described(app).problems(place, answer.json)
    if found:
        raise NotAsDocumented(f"{where}: " + "; ".join(found[:5]))


def _rule(app, request):
    """The rule a request meets, or None where it meets none (404, 405)."""
    try:
        rule, _arguments = app.create_url_adapter(request).match(return_rule=True)
    except (HTTPException, RequestRedirect):
        return None
    return rule
