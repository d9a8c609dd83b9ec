"""The sheet and the calls that mute who wrote without a name: who may, and what is refused."""

import pytest

from circle.accounts import actions as tokens
from circle.accounts.schemas import NewToken
from circle.content import actions as content
from circle.screening.rules import Rule, RuleSet
from tests.factories.qa import ask
from tests.qa.looking import page
from tests.qa.sealed import WHY, lift, put, writes

pytestmark = pytest.mark.usefixtures("calm")


def test_the_sheet_mutes_replaces_and_lifts_without_scripts(cast, asked):
    number = asked()
    at, browser = f"/entries/{number}/mute-author", cast.moderator.client
    assert at in page(browser, f"/entries/{number}/menu")
    wrong = browser.submit(at, {"days": "2", "reason": "嗯"})
    assert wrong.status_code == 422 and writes(cast.member)
    done = browser.submit(at, {"days": "1", "reason": WHY})
    assert done.location == f"/c/tea/questions/{number}" and not writes(cast.member)
    shown = page(browser, at)
    assert "moderator_of_tea" in shown and WHY in shown and "member_of_tea" not in shown
    assert browser.submit(f"/entries/{number}/unmute-author").status_code == 303
    assert writes(cast.member)


def test_the_menu_offers_it_on_what_has_no_name_to_who_mutes(app, cast, asked):
    number = asked()
    with app.app_context():
        signed = ask(cast.member.inside(), "署名的问题，用来对照。").id
    for who, offered in (("owner", True), ("moderator", True), ("guest", False), ("member", False)):
        there = f"/entries/{number}/mute-author" in page(
            cast[who].client, f"/entries/{number}/menu"
        )
        assert there is offered, who
    assert "mute-author" not in page(cast.owner.client, f"/entries/{signed}/menu")
    page(cast.owner.client, f"/entries/{signed}/mute-author", 404)


def test_why_is_screened_since_who_is_muted_reads_it(cast, asked, monkeypatch):
    found = RuleSet((Rule("加群", "加群", "review"),))
    monkeypatch.setattr("circle.circles.actions.words.rules_of", lambda circle_id: found)
    number = asked()
    refused = put(cast.moderator, number, reason="快来加群")
    assert (refused.status_code, refused.json["code"]) == (422, "screened")
    assert list(refused.json["errors"]) == ["reason"] and writes(cast.member)
    assert put(cast.moderator, number).status_code == 200 and not writes(cast.member)


def test_a_mute_that_replaced_another_is_not_offered_to_be_undone(cast, asked):
    number = asked()
    at, browser = f"/entries/{number}/mute-author", cast.moderator.client
    for undo in (f"/entries/{number}/unmute-author", None):
        assert browser.submit(at, {"days": "1", "reason": WHY}).status_code == 303
        with browser.session_transaction() as kept:
            assert kept["toasts"][-1]["undo"] == undo


def test_what_its_author_took_away_leads_nowhere_from_why_they_cannot_write(app, cast, asked):
    number = asked()
    put(cast.moderator, number)
    led = f'href="/entries/{number}"'
    assert led in page(cast.member.client, "/c/tea/own-mutes")
    with app.app_context():
        content.remove_entry(cast.member.inside(), number)
    shown = page(cast.member.client, "/c/tea/own-mutes")
    assert led not in shown and WHY in shown


OUT_OF_BOUNDS = (
    ({"days": 2, "reason": WHY}, "days"), ({"days": 7}, "reason"),
    ({"days": 7, "reason": "嗯"}, "reason"), ({"days": 7, "reason": "长" * 201}, "reason"),
    ({"days": "7", "reason": WHY}, "days"), ({"days": 7, "reason": WHY, "user_id": 1}, "user_id"),
)  # fmt: skip


def test_a_length_or_reason_out_of_bounds_mutes_nobody(cast, asked):
    number, browser = asked(), cast.moderator.client
    for sent, field in OUT_OF_BOUNDS:
        refused = browser.call("PUT", f"/entries/{number}/author-mute", sent)
        assert refused.status_code == 422 and list(refused.json["errors"]) == [field], sent
        assert not browser.get(f"/api/v1/entries/{number}/author-mute").json["muted"], sent
    assert writes(cast.member)


def test_who_mutes_nobody_by_name_mutes_nobody_without_one(cast, asked):
    number = asked("admin")
    for who in ("guest", "member", "outsider", "removed", "banned"):
        for sent in (put(cast[who], number), lift(cast[who], number)):
            assert sent.status_code == 403 and sent.json["code"] != "signed", who
        for path in (f"/entries/{number}/author-mute", "/circles/tea/author-mutes"):
            assert cast[who].client.get(f"/api/v1{path}").status_code == 403, who
        assert not cast.owner.client.get(f"/api/v1/entries/{number}/author-mute").json["muted"], who
    assert writes(cast.admin)


def test_who_is_not_signed_in_and_wrong_numbers_find_nothing(cast, asked, anyone):
    number = asked()
    sent = anyone.call("PUT", f"/entries/{number}/author-mute", {"days": 7, "reason": WHY})
    assert sent.status_code in (401, 403)
    assert put(cast.moderator, 999_999).status_code == 404
    assert put(cast.moderator, number).status_code == 200


def test_a_program_mutes_with_the_scope_of_staff_calls_alone(app, cast, asked):
    number = asked()
    at = f"/api/v1/entries/{number}/author-mute"
    for scope, expected in (("manage", 403), ("moderate", 200)):
        with app.app_context():
            new = NewToken(name="a program", scopes=["read", "write", scope])
            _row, secret = tokens.create_api_token(cast.owner.actor, new)
        client, headers = app.test_client(), {"Authorization": f"Bearer {secret}"}
        body = {"days": 7, "reason": WHY}
        assert client.put(at, json=body, headers=headers).status_code == expected
        for path in (at, "/api/v1/circles/tea/author-mutes"):
            assert client.get(path, headers=headers).status_code == expected
    assert client.delete(at, headers=headers).json["muted"] is False


def test_the_same_request_twice_is_one_act(cast, asked):
    number = asked()
    key = {"Idempotency-Key": "禁一次".encode().hex()}
    first, second = (put(cast.moderator, number, headers=key) for _time in range(2))
    assert first.json == second.json
    log = cast.owner.client.get("/api/v1/circles/tea/author-mutes").json["items"]
    assert len(log) == 1
