"""Questions as JSON: asked, answered, settled, changed, taken away."""

import pytest

from circle.qa import queries
from tests.factories import points as made
from tests.factories.circles import found_circle

pytestmark = pytest.mark.usefixtures("calm")

ASKED = {"title": "白茶存放时要不要密封？", "body": "放在柜子里三年了。", "tags": ["白茶"]}
ANSWER = {"body": "放在阴凉干燥的地方，箱子里套一层铝箔袋就好。"}


def ask(person, **more):
    answer = person.client.call("POST", "/circles/tea/questions", {**ASKED, **more})
    assert answer.status_code == 201, answer.text
    return answer.json


def reply(person, question, body=ANSWER["body"]):
    answer = person.client.call("POST", f"/questions/{question}/answers", {"body": body})
    assert answer.status_code == 201, answer.text
    return answer.json


def test_asking_answers_the_question_in_its_shape(app, cast):
    with app.app_context():
        made.fill(cast.member, 100)
        guest = made.standing(cast.guest).id
    asked = ask(cast.member, bounty=50, asked_of=guest)
    assert (asked["kind"], asked["state"], asked["status"]) == ("question", "open", "published")
    assert (asked["bounty"], asked["bounty_state"], asked["asked_of"]) == (50, "held", guest)
    assert asked["accepted_answer_id"] is None and asked["waiting_hours"] == 0
    assert asked["tags"] == ["白茶"] and asked["viewer"]["me_too"] is False
    can = asked["viewer"]["can"]
    assert (can["close"], can["me_too"], can["assign"], can["reveal"]) == (True,) + (False,) * 3
    (listed,) = cast.guest.client.get("/api/v1/circles/tea/questions").json["items"]
    assert listed["id"] == asked["id"] and listed["viewer"]["can"]["answer"]


@pytest.mark.parametrize("body", [
    {}, {"title": "啊"}, {"title": "长" * 121}, {**ASKED, "bounty": 9}, {**ASKED, "bounty": 501},
    {**ASKED, "asked_of": 999_999}, {**ASKED, "media": [999]}, {**ASKED, "colour": 1},
    {**ASKED, "anonymous": "maybe"}, {**ASKED, "category": "ad"}, {**ASKED, "asked_of": "1"},
])  # fmt: skip
def test_bad_questions_are_refused_field_by_field(cast, body):
    answer = cast.member.client.call("POST", "/circles/tea/questions", body)
    assert answer.status_code == 422 and answer.json["errors"], answer.text
    assert cast.member.client.get("/api/v1/circles/tea/questions").json["items"] == []


def test_a_stake_nobody_has_is_refused_and_nothing_is_asked(cast):
    body = {**ASKED, "bounty": 50}
    answer = cast.member.client.call("POST", "/circles/tea/questions", body)
    assert (answer.status_code, answer.json["code"]) == (409, "not_enough_points"), answer.text
    assert cast.member.client.get("/api/v1/circles/tea/questions").json["items"] == []


def test_the_same_key_asks_once(cast):
    browser = cast.member.client
    first = browser.call("POST", "/circles/tea/questions", ASKED, key="q1")
    again = browser.call("POST", "/circles/tea/questions", ASKED, key="q1")
    assert first.json["id"] == again.json["id"]
    assert len(browser.get("/api/v1/circles/tea/questions").json["items"]) == 1


def test_an_answer_is_accepted_changed_within_the_rules_and_taken_back(cast):
    question = ask(cast.member)["id"]
    first, second = reply(cast.guest, question)["id"], reply(cast.admin, question, "冷藏。")["id"]
    browser = cast.member.client
    taken = browser.call("PUT", f"/answers/{first}/accept")
    assert (taken.status_code, taken.json["accepted"], taken.json["question_id"]) == (
        200, True, question,
    )  # fmt: skip
    again = browser.call("PUT", f"/answers/{second}/accept")
    assert (again.status_code, again.json["code"]) == (409, "already_accepted")
    other = browser.call("PUT", f"/answers/{second}/accept", {"instead_of": first})
    assert other.json["accepted"] and other.json["viewer"]["can"]["unaccept"]
    shown = browser.get(f"/api/v1/questions/{question}").json
    assert (shown["state"], shown["accepted_answer_id"]) == ("answered", second)
    assert browser.call("DELETE", f"/answers/{first}/accept").status_code == 404
    assert browser.call("DELETE", f"/answers/{second}/accept").json["accepted"] is False
    assert browser.get(f"/api/v1/questions/{question}").json["state"] == "open"


def test_only_who_asked_accepts_and_can_says_so_before(cast):
    question = ask(cast.member)["id"]
    answer = reply(cast.guest, question)["id"]
    for person in (cast.owner, cast.moderator, cast.guest):
        shown = person.client.get(f"/api/v1/answers/{answer}").json
        assert shown["viewer"]["can"]["accept"] is False
        assert person.client.call("PUT", f"/answers/{answer}/accept").status_code == 403
    assert cast.outsider.client.call("PUT", f"/answers/{answer}/accept").status_code == 403
    shown = cast.member.client.get(f"/api/v1/answers/{answer}").json
    assert shown["viewer"]["can"]["accept"] is True
    assert cast.member.client.call("PUT", f"/answers/{answer}/accept").status_code == 200


def test_answers_stand_accepted_first_then_helpful_then_by_time(cast):
    question = ask(cast.member)["id"]
    ids = [reply(cast.guest, question, f"第 {n} 个办法。")["id"] for n in range(5)]
    for person in (cast.owner, cast.admin):
        assert person.client.call("PUT", f"/entries/{ids[3]}/helpful").status_code == 200
    cast.owner.client.call("PUT", f"/entries/{ids[1]}/helpful")
    cast.member.client.call("PUT", f"/answers/{ids[4]}/accept")
    browser, found, cursor = cast.moderator.client, [], ""
    while cursor is not None:
        page = browser.get(f"/api/v1/questions/{question}/answers?limit=2&cursor={cursor}").json
        found += [item["id"] for item in page["items"]]
        cursor = page["next"]
    assert found == [ids[4], ids[3], ids[1], ids[0], ids[2]]


def test_helpful_is_once_never_for_oneself_and_only_for_answers(cast):
    question = ask(cast.member)["id"]
    answer = reply(cast.guest, question)["id"]
    own = cast.guest.client.call("PUT", f"/entries/{answer}/helpful")
    assert (own.status_code, own.json["code"]) == (403, "own_answer")
    browser = cast.owner.client
    for _ in range(2):
        shown = browser.call("PUT", f"/entries/{answer}/helpful").json
    assert (shown["counts"]["helpful"], shown["viewer"]["helpful"]) == (1, True)
    assert browser.call("DELETE", f"/entries/{answer}/helpful").json["counts"]["helpful"] == 0
    other = browser.call("PUT", f"/entries/{question}/helpful")
    assert (other.status_code, other.json["code"]) == (409, "no_answer")
    assert cast.outsider.client.call("PUT", f"/entries/{answer}/helpful").status_code == 403


def test_me_too_counts_once_and_tells_repeats_avoided_to_staff(app, cast):
    question = ask(cast.member)["id"]
    with app.app_context():
        shown = queries.shown_proof(cast.guest.user_id, question)
    for body in ({"shown": shown}, {"shown": shown, "instead": True}):  # as older programs say it
        joined = cast.guest.client.call("PUT", f"/questions/{question}/me-too", body).json
    assert (joined["counts"]["me_too"], joined["viewer"]["me_too"]) == (1, True)
    assert "repeats_avoided" not in joined
    seen = cast.moderator.client.get(f"/api/v1/questions/{question}").json
    assert (seen["repeats_avoided"], seen["viewer"]["me_too"]) == (1, False)
    own = cast.member.client.call("PUT", f"/questions/{question}/me-too")
    assert own.status_code == 403
    left = cast.guest.client.call("DELETE", f"/questions/{question}/me-too").json
    assert (left["counts"]["me_too"], left["viewer"]["me_too"]) == (0, False)


def test_authors_change_their_words_and_nothing_else(cast):
    question = ask(cast.member)["id"]
    answer = reply(cast.guest, question)["id"]
    changed = cast.member.client.call("PATCH", f"/questions/{question}", {"title": "白茶怎么存？"})
    assert changed.json["title"] == "白茶怎么存？" and changed.json["tags"] == ["白茶"]
    for body in ({"bounty": 20}, {"anonymous": True}, {"asked_of": 1}):
        assert cast.member.client.call("PATCH", f"/questions/{question}", body).status_code == 422
    edited = cast.guest.client.call("PATCH", f"/answers/{answer}", {"body": "用锡罐。"})
    assert edited.json["body"] == "用锡罐。"
    for person in (cast.owner, cast.moderator):
        path, body = f"/questions/{question}", {"title": "改一改别人的"}
        assert person.client.call("PATCH", path, body).status_code == 403
        assert person.client.call("DELETE", f"/answers/{answer}").status_code == 403
    assert cast.guest.client.call("DELETE", f"/answers/{answer}").status_code == 204
    assert cast.guest.client.get(f"/api/v1/answers/{answer}").status_code == 404
    assert cast.member.client.call("DELETE", f"/questions/{question}").status_code == 204
    assert cast.member.client.get(f"/api/v1/questions/{question}").status_code == 404


def test_closing_merging_and_opening_again(cast):
    first, second = ask(cast.member)["id"], ask(cast.member, title="白茶要不要密封保存？")["id"]
    body = {"reason": "问过了", "duplicate_of": first}
    refused = cast.guest.client.call("POST", f"/questions/{second}/close", body)
    assert refused.status_code == 403
    merged = cast.moderator.client.call("POST", f"/questions/{second}/close", body).json
    assert (merged["state"], merged["duplicate_of"]) == ("duplicate", first)
    ring = {"duplicate_of": second}
    answer = cast.moderator.client.call("POST", f"/questions/{first}/close", ring)
    assert answer.status_code == 422
    closed = cast.guest.client.call("POST", f"/questions/{second}/answers", ANSWER)
    assert (closed.status_code, closed.json["code"]) == (403, "closed")
    refused = cast.member.client.call("POST", f"/questions/{second}/reopen")
    assert (refused.status_code, refused.json["code"]) == (403, "closed_by_staff")
    opened = cast.moderator.client.call("POST", f"/questions/{second}/reopen").json
    assert (opened["state"], opened["duplicate_of"]) == ("open", None)
    done = cast.member.client.call("POST", f"/questions/{second}/close", {"reason": "知道了"}).json
    assert (done["state"], done["close_reason"]) == ("closed", "知道了")


def test_another_kind_is_no_question_and_no_answer(cast):
    post = cast.member.client.call("POST", "/circles/tea/posts", {"body": "一篇动态。"}).json["id"]
    question = ask(cast.member)["id"]
    for path in (f"/questions/{post}", f"/answers/{question}", f"/answers/{post}"):
        assert cast.member.client.get(f"/api/v1{path}").status_code == 404
    assert cast.member.client.get(f"/api/v1/questions/{question}").status_code == 200


def test_guests_read_what_is_public_and_are_asked_to_sign_in_to_answer(anyone, cast):
    question = ask(cast.member)["id"]
    reply(cast.guest, question)
    assert anyone.get(f"/api/v1/questions/{question}").json["title"] == ASKED["title"]
    assert len(anyone.get(f"/api/v1/questions/{question}/answers").json["items"]) == 1
    assert anyone.call("POST", f"/questions/{question}/answers", ANSWER).status_code == 401


def test_what_a_guest_reads_follows_what_is_decided(anyone, cast):
    question = ask(cast.member)["id"]
    answer = reply(cast.guest, question)["id"]
    path = f"/api/v1/questions/{question}"
    assert anyone.get(path).json["state"] == "open"
    cast.member.client.call("PUT", f"/answers/{answer}/accept")
    assert anyone.get(path).json["state"] == "answered"
    cast.owner.client.call("PUT", f"/questions/{question}/resolved")
    assert anyone.get(path).json["resolved_at"]
    cast.member.client.call("POST", f"/questions/{question}/close", {})
    assert anyone.get(path).json["state"] == "closed"


def test_a_private_circles_questions_are_nowhere_and_a_preview_circles_show_titles(
    app, anyone, cast
):
    with app.app_context():
        for slug in ("preview", "private"):
            found_circle(cast.owner.actor, f"{slug}-tea", visibility=slug)
    made_in = {}
    for slug in ("preview", "private"):
        path = f"/circles/{slug}-tea/questions"
        made_in[slug] = cast.owner.client.call("POST", path, ASKED).json["id"]
        path = f"/questions/{made_in[slug]}/answers"
        assert cast.owner.client.call("POST", path, ANSWER).status_code == 201
    for who in (anyone, cast.outsider.client):
        (item,) = who.get("/api/v1/circles/preview-tea/questions").json["items"]
        assert item["title"] == ASKED["title"] and item["body"] is None and item["restricted"]
        path = f"/api/v1/questions/{made_in['preview']}/answers"
        assert who.get(path).json["items"] == []
        for path in ("/circles/private-tea/questions", f"/questions/{made_in['private']}",
                     f"/questions/{made_in['private']}/answers"):
            assert who.get(f"/api/v1{path}").status_code == 404
    path = f"/api/v1/questions/{made_in['private']}/answers"
    assert len(cast.owner.client.get(path).json["items"]) == 1
