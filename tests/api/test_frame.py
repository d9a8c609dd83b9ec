"""The frame of the API: bodies read strictly, refusals in one shape, limits told, ETags."""

import json

import pytest

from circle.core import throttle
from circle.core.api import MAX_JSON_BYTES
from tests.openapi_check import PROBLEM

GOOD = {"name": "celadon"}


def refused(answer, status: int, code: str | None = None) -> dict:
    assert answer.status_code == status, answer.get_data(as_text=True)
    assert answer.mimetype == PROBLEM
    if code:
        assert answer.json["code"] == code
    return answer.json


def test_a_good_body_makes_a_cup(shelf):
    answer = shelf.call("POST", "/cups", GOOD)
    assert answer.status_code == 201
    assert answer.json == {"id": 2, "name": "celadon", "owner": "tester"}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ([], "_schema"), ("text", "_schema"), (7, "_schema"),
        ({}, "name"), ({"name": None}, "name"), ({"name": 7}, "name"), ({"name": ["a"]}, "name"),
        ({"name": {"a": 1}}, "name"), ({"name": ""}, "name"), ({"name": "x" * 21}, "name"),
        ({**GOOD, "size": "many"}, "size"), ({**GOOD, "size": 2**70}, "size"),
        ({**GOOD, "size": 1e308}, "size"), ({**GOOD, "tags": "one"}, "tags"),
        ({**GOOD, "tags": [None]}, "tags.0"), ({**GOOD, "tags": ["a"] * 4}, "tags"),
        ({**GOOD, "made_at": "yesterday"}, "made_at"),
        ({**GOOD, "made_at": "0001-01-01T00:00:00+14:00"}, "made_at"),
        ({**GOOD, "handle": 1}, "handle"),
    ],
)  # fmt: skip
def test_a_wrong_body_names_the_field(shelf, body, field):
    answer = shelf.post(
        "/api/v1/cups", data=json.dumps(body), content_type="application/json",
        headers={"X-CSRF-Token": shelf.csrf},
    )
    assert field in refused(answer, 422, "invalid")["errors"]


@pytest.mark.parametrize(
    "raw", [b"{", b"\xff\xfe", b'{"name":"\xff"}', b'{"name":"\\ud800"}', b'{"name":NaN}',
            b'{"name":' + b"[" * 5000 + b"]" * 5000 + b"}"],
)  # fmt: skip
def test_bytes_that_are_no_json_are_said_to_be_none(shelf, raw):
    answer = shelf.post(
        "/api/v1/cups", data=raw, content_type="application/json",
        headers={"X-CSRF-Token": shelf.csrf},
    )
    refused(answer, 400, "bad_json")


def test_a_body_of_another_kind_is_refused_as_such(shelf):
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/xml", ""):
        answer = shelf.post(
            "/api/v1/cups", data=b'{"name":"celadon"}', content_type=kind,
            headers={"X-CSRF-Token": shelf.csrf},
        )
        refused(answer, 415, "unsupported_media_type")


def test_a_huge_body_is_too_large(shelf):
    refused(shelf.call("POST", "/cups", {"name": "x" * MAX_JSON_BYTES}), 413, "too_large")


def test_an_unknown_or_doubled_argument_is_refused(shelf):
    assert shelf.get("/api/v1/cups?colour=blue").status_code == 200
    assert "color" in refused(shelf.get("/api/v1/cups?color=blue"), 422)["errors"]
    assert "colour" in refused(shelf.get("/api/v1/cups?colour=a&colour=b"), 422)["errors"]
    assert shelf.get("/api/v1/cups?shelf=a&shelf=b").status_code == 200
    assert shelf.get("/api/v1/cups?limit=5&cursor=x").status_code == 200
    assert "limit" in refused(shelf.get("/api/v1/cups?limit=5&limit=6"), 422)["errors"]


def test_nothing_there_and_not_that_way_are_problems_too(shelf):
    refused(shelf.get("/api/v1/nothing"), 404, "not_found")
    answer = shelf.delete("/api/v1/cups")
    refused(answer, 405, "method_not_allowed")
    assert set(answer.headers["Allow"].replace(" ", "").split(",")) >= {"GET", "POST"}
    refused(shelf.open("/api/v1/cups", method="TRACE"), 405)
    refused(shelf.open("/api/v1/cups", method="BREW"), 405)


@pytest.mark.parametrize("number", [str(2**63), str(10**20), "１", "01", "-1"])
def test_an_id_no_database_holds_leads_nowhere(shelf, number):
    refused(shelf.call("PUT", f"/cups/{number}/shelf"), 404)
    assert shelf.call("PUT", "/cups/9223372036854775807/shelf").status_code == 204


def test_a_nul_in_the_address_is_refused_before_any_database_sees_it(shelf):
    refused(shelf.get("/api/v1/cups?colour=a%00b"), 400)
    refused(shelf.get("/api/v1/cups%00"), 404)


def test_a_write_says_what_is_left_of_the_limit_and_then_refuses(shelf):
    left = None
    for _ in range(20):
        answer = shelf.call("POST", "/cups", GOOD)
        assert answer.status_code == 201
        assert answer.headers["RateLimit-Limit"] == "20"
        assert 0 < int(answer.headers["RateLimit-Reset"]) <= 60
        now_left = int(answer.headers["RateLimit-Remaining"])
        assert left is None or now_left == left - 1 or now_left == 19  # a new window
        left = now_left
    answers = [shelf.call("POST", "/cups", GOOD) for _ in range(21)]
    late = answers[-1]
    refused(late, 429, "too_many")
    assert late.headers["RateLimit-Remaining"] == "0"
    assert int(late.headers["Retry-After"]) > 0
    assert shelf.get("/api/v1/cups").status_code == 200
    assert "RateLimit-Limit" not in shelf.get("/api/v1/cups").headers


def test_limits_switched_off_count_nothing(shelf):
    throttle.enable(False)
    try:
        for _ in range(25):
            assert shelf.call("POST", "/cups", GOOD).status_code == 201
    finally:
        throttle.enable(True)


def test_an_answer_that_did_not_change_is_not_sent_again(shelf):
    first = shelf.get("/api/v1/cups")
    tag = first.headers["ETag"]
    again = shelf.get("/api/v1/cups", headers={"If-None-Match": tag})
    assert again.status_code == 304
    assert again.get_data() == b""
    other = shelf.get("/api/v1/cups?colour=blue", headers={"If-None-Match": tag})
    assert other.status_code == 200
    assert other.headers["ETag"] != tag


def test_a_packed_answer_matches_the_tag_of_the_plain_one(shelf):
    tag = shelf.get("/api/v1/openapi.json").headers["ETag"]
    headers = {"Accept-Encoding": "gzip", "If-None-Match": tag}
    assert shelf.get("/api/v1/openapi.json", headers=headers).status_code == 304
    packed = shelf.get("/api/v1/openapi.json", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"


def test_an_unknown_token_is_refused_even_where_a_guest_may_read(shelf):
    assert shelf.get("/api/v1/cups").status_code == 200
    answer = shelf.get("/api/v1/cups", headers={"Authorization": "Bearer no-such-token"})
    refused(answer, 401, "token_invalid")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("name", ["access_token", "api_token", "bearer", "token"])
def test_a_token_in_the_address_is_refused(shelf, name):
    refused(shelf.get(f"/api/v1/cups?{name}=abc"), 400, "token_in_query")


def test_another_kind_of_authorization_does_not_open_the_gate(shelf):
    headers = {"Authorization": "Basic dTpw", "Content-Type": "application/json"}
    refused(shelf.post("/api/v1/cups", data=b'{"name":"x"}', headers=headers), 400, "csrf")
    headers["X-CSRF-Token"] = shelf.csrf
    assert shelf.post("/api/v1/cups", data=b'{"name":"x"}', headers=headers).status_code == 201


def test_a_form_sent_by_another_site_is_refused_whatever_it_carries(shelf):
    for origin in ("https://evil.example", "null", "http://localhost.evil.example"):
        answer = shelf.call("POST", "/cups", GOOD, headers={"Origin": origin})
        refused(answer, 400, "csrf")
    ours = shelf.call("POST", "/cups", GOOD, headers={"Origin": "http://localhost"})
    assert ours.status_code == 201
