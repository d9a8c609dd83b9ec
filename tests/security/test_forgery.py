"""No other site can write in somebody's name: every write of the URL map needs the token."""

import pytest

from circle.core import gate, throttle
from tests.walk import known_things, writes


@pytest.fixture
def unhurried():
    """No limits: a refusal for haste would hide what is looked for."""
    throttle.enable(False)
    yield
    throttle.enable(True)


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


def lacks_token(answer):
    """It was refused for want of the token, and for nothing else."""
    return answer.status_code == 400 and answer.json["code"] == "csrf"


def test_a_page_says_for_want_of_what_it_refuses(cast):
    for path in ("/language", "/api/v1/circles"):
        assert lacks_token(cast.member.client.post(path, headers={"Accept": "application/json"}))


def test_the_same_writes_get_further_with_the_token(app, cast, scene, unhurried):
    known, asked, stopped = {}, 0, []

    def stand():
        known.update(scene("all that is written to", lambda: known_things(app, cast)))
        return cast.member.client

    client = stand()
    for place in list(writes(app, known)):
        if client.get("/api/v1/session").json["user"] is None:
            client = stand()  # the write before signed the member out everywhere
        sent = {"X-CSRF-Token": client.csrf, "Accept": "application/json"}
        answer = client.open(place.path, method=place.method, headers=sent)
        asked += 1
        if answer.status_code >= 500 or lacks_token(answer):
            stopped.append(f"{place} → {answer.status_code}")
        client = cast.member.client  # a fresh one: some of these sign out
    assert stopped == []
    assert asked == len(list(writes(app, known))) > 100


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
