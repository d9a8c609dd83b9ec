"""No other site can write in somebody's name: every write of the URL map needs the token."""

from circle.core import gate
from tests.walk import known_things, writes


def test_every_write_there_is_refuses_to_come_without_the_token(app, cast):
    known = known_things(app, cast)
    client = cast.owner.client
    with app.app_context():
        signed = {p.endpoint for p in writes(app, known) if gate.is_signed(p.endpoint, p.method)}
    open_ones = []
    for place in writes(app, known):
        answer = client.open(place.path, method=place.method)
        stopped = answer.status_code == 400 and (
            not place.rule.startswith("/api/") or answer.json["code"] == "csrf"
        )
        if place.endpoint in signed:
            stopped = answer.status_code in (401, 404)  # a session is worth nothing there
        if not stopped:
            open_ones.append(f"{place} → {answer.status_code}")
    assert open_ones == []


def test_the_same_writes_get_further_with_the_token(app, cast):
    known = known_things(app, cast)
    stopped = []
    for place in writes(app, known):
        client = cast.member.client  # a fresh one: some of these sign out
        if client.get("/api/v1/session").json["user"] is None:
            continue  # the account of the walk was signed out everywhere
        answer = client.open(
            place.path, method=place.method, headers={"X-CSRF-Token": client.csrf}
        )
        if answer.status_code == 429:
            continue
        if answer.status_code >= 500 or (
            place.rule.startswith("/api/") and answer.is_json and answer.json
            and answer.json.get("code") == "csrf"
        ):  # fmt: skip
            stopped.append(f"{place} → {answer.status_code}")
    assert stopped == []


def test_a_token_of_another_session_is_worth_nothing(app, cast):
    theirs = cast.outsider.client.csrf
    client = cast.member.client
    answer = client.post("/language", data={"csrf_token": theirs, "locale": "en"})
    assert answer.status_code == 400
    kept = client.post("/language", data={"csrf_token": client.csrf, "locale": "en"})
    assert kept.status_code == 303


def test_methods_nobody_offers_are_refused(app, cast):
    for path in ("/", "/c/tea", "/signin", "/api/v1/session"):
        for method in ("TRACE", "CONNECT", "PROPFIND", "BREW"):
            assert cast.member.client.open(path, method=method).status_code == 405, (method, path)
        assert cast.member.client.get(path).status_code < 400
