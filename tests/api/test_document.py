"""The OpenAPI document is valid, says what holds for every call, and the check finds lies."""

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from circle.core.api import document_of, page_of
from tests.api.conftest import CupOutput
from tests.openapi_check import NotAsDocumented, described

WRITES = ("post", "put", "patch", "delete")


@pytest.fixture
def document(cups_app):
    """The document of the application with the cups."""
    with cups_app.app_context():
        return document_of(cups_app)


def operations(document):
    for path, found in document["paths"].items():
        for method in ("get", *WRITES):
            if method in found:
                yield path, method, found[method]


def parameter_names(document, operation):
    shared = document["components"]["parameters"]
    return {
        shared[p["$ref"].rpartition("/")[2]]["name"] if "$ref" in p else p["name"]
        for p in operation["parameters"]
    }


def test_the_document_is_valid_openapi_3_1(document, shelf):
    assert document["openapi"] == "3.1.0"
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []
    served = shelf.get("/api/v1/openapi.json")
    assert served.mimetype == "application/json"
    assert served.json["paths"].keys() == document["paths"].keys()


def test_a_broken_document_would_be_found(document):
    broken = {**document, "paths": {"/x": {"get": {"responses": {"200": {}}}}}}
    assert list(OpenAPIV31SpecValidator(broken).iter_errors())


def test_every_refusal_is_documented_as_a_problem(document):
    for path, method, operation in operations(document):
        reference = operation["responses"]["default"]["$ref"]
        assert reference == "#/components/responses/Problem", (path, method)
        assert all(int(code) < 400 for code in operation["responses"] if code != "default")
    content = document["components"]["responses"]["Problem"]["content"]
    assert list(content) == ["application/problem+json"]


def test_writes_take_a_key_and_lists_take_a_cursor(document):
    for path, method, operation in operations(document):
        names = parameter_names(document, operation)
        assert ("Idempotency-Key" in names) == (method in WRITES), (path, method)
        assert ("If-None-Match" in names) == (method == "get"), (path, method)
    listed = parameter_names(document, document["paths"]["/api/v1/cups"]["get"])
    assert {"limit", "cursor", "colour", "shelf"} <= listed


def test_calls_have_names_of_their_own_and_a_package(document):
    names = [operation["operationId"] for _path, _method, operation in operations(document)]
    assert len(names) == len(set(names))
    assert "make_cup" in names
    tags = {tag["name"] for tag in document["tags"]}
    for path, method, operation in operations(document):
        assert set(operation["tags"]) <= tags, (path, method)
        assert operation.get("summary"), (path, method)
    assert "cups" in tags


def test_a_call_says_which_scope_a_token_needs(document):
    paths = document["paths"]
    assert {"bearer": ["read"]} in paths["/api/v1/cups"]["get"]["security"]
    assert {"bearer": ["write"]} in paths["/api/v1/cups"]["post"]["security"]
    assert {"session": [], "csrf": []} in paths["/api/v1/cups"]["post"]["security"]
    moved = paths["/api/v1/cups/{cup_id}/shelf"]["put"]
    assert {"bearer": ["moderate"]} in moved["security"]


def test_an_object_has_the_fields_it_names_and_null_is_a_type(document):
    cup = document["components"]["schemas"]["Cup"]
    assert cup["additionalProperties"] is False
    assert cup["properties"]["owner"]["type"] == ["string", "null"]
    page = document["components"]["schemas"]["CupPage"]
    assert set(page["required"]) == {"items", "next"}
    assert page_of(CupOutput) is page_of(CupOutput)


def test_an_answer_the_document_does_not_know_fails_the_test_that_got_it(shelf):
    with pytest.raises(NotAsDocumented, match="'owner' is a required property"):
        shelf.get("/api/v1/broken")
    with pytest.raises(NotAsDocumented, match="our own mistake"):
        shelf.get("/api/v1/broken?how=crash")
    with pytest.raises(NotAsDocumented, match="the document knows 200"):
        shelf.get("/api/v1/broken?how=status")
    assert shelf.get("/api/v1/cups").status_code == 200


def test_a_field_the_document_does_not_know_is_found(cups_app):
    place = "/components/schemas/Cup"
    cup = {"id": 1, "name": "x", "owner": None}
    assert described(cups_app).problems(place, cup) == []
    assert described(cups_app).problems(place, {**cup, "glaze": "blue"})
    assert described(cups_app).problems(place, {"id": 1, "name": "x"})
