"""What staff do with questions: give them away, speak officially, call them resolved."""

from datetime import timedelta

import pytest

from circle.content import actions as content
from circle.core import clock as clocks
from circle.screening.rules import Rule, RuleSet
from tests.factories import points as made

pytestmark = pytest.mark.usefixtures("calm")


@pytest.fixture
def asked(answered, app, cast):
    """A question with an answer, and the guest's membership."""
    with app.app_context():
        return *answered, made.standing(cast.guest).id


def assign(person, question, **body):
    return person.client.call("PUT", f"/questions/{question}/assignment", body)


def test_staff_give_a_question_to_a_colleague_with_a_time_and_a_note(cast, asked):
    question, _given, guest = asked
    due = (clocks.now() + timedelta(days=1)).isoformat()
    shown = assign(cast.moderator, question, member_id=guest, due=due, note="请周五前回").json
    assert shown["assignment"]["member_id"] == guest and shown["assignment"]["due"]
    seen = cast.guest.client.get(f"/api/v1/questions/{question}").json
    assert seen["assignment"]["note"] == "请周五前回"
    for person in (cast.member, cast.outsider):
        other = person.client.get(f"/api/v1/questions/{question}")
        assert "assignment" not in other.json and "请周五前回" not in other.text
    listed = cast.guest.client.get("/api/v1/circles/tea/questions?order=for_me").json["items"]
    assert [item["id"] for item in listed] == [question]
    freed = assign(cast.owner, question, member_id=None).json["assignment"]
    assert freed == {"member_id": None, "due": None, "note": ""}


@pytest.mark.parametrize("standing", ["member", "guest", "outsider"])
def test_only_staff_give_questions_away(app, cast, asked, standing):
    question, _given, guest = asked
    assert assign(cast[standing], question, member_id=guest).status_code == 403
    assert assign(cast.moderator, question, member_id=guest).status_code == 200


def test_a_question_is_given_to_guests_and_staff_and_for_a_time_to_come(app, cast, asked):
    question, _given, guest = asked
    with app.app_context():
        member = made.standing(cast.member).id
    past = (clocks.now() - timedelta(minutes=1)).isoformat()
    for body in ({"member_id": member}, {"member_id": 999_999}, {"member_id": guest, "due": past}):
        assert assign(cast.owner, question, **body).status_code == 422, body
    assert assign(cast.owner, question, member_id=guest).status_code == 200


def test_the_reply_that_speaks_for_the_brand_is_marked(cast, asked):
    question, given, _guest = asked
    path, body = f"/questions/{question}/official", {"answer_id": given}
    for person in (cast.member, cast.moderator, cast.guest):
        assert person.client.call("PUT", path, body).status_code == 403
    assert cast.owner.client.call("PUT", path, {"answer_id": question}).status_code == 422
    assert cast.owner.client.call("PUT", path, body).json["official_answer_id"] == given
    assert cast.member.client.get(f"/api/v1/answers/{given}").json["official"]
    assert cast.admin.client.call("DELETE", path).json["official_answer_id"] is None


def test_an_answer_that_is_not_on_show_speaks_for_nobody(app, cast, asked):
    question, given, _guest = asked
    path, body = f"/questions/{question}/official", {"answer_id": given}
    with app.app_context():
        content.hide_entry(cast.moderator.inside(), given, "看看")
    assert cast.owner.client.call("PUT", path, body).status_code == 403
    assert cast.owner.client.submit(f"/answers/{given}/official").status_code == 403
    assert cast.owner.client.get(f"/api/v1/questions/{question}").json["official_answer_id"] is None
    with app.app_context():
        content.unhide_entry(cast.moderator.inside(), given)
    assert cast.owner.client.call("PUT", path, body).json["official_answer_id"] == given
    assert cast.guest.client.call("DELETE", f"/answers/{given}").status_code == 204
    assert cast.owner.client.call("PUT", path, body).status_code == 404


def test_the_sheet_begins_with_what_was_said_of_a_duty(cast, asked):
    question, _given, guest = asked
    due = clocks.now() + timedelta(days=2)
    assign(cast.owner, question, member_id=guest, due=due.isoformat(), note="先问师傅")
    sheet = cast.owner.client.get(f"/questions/{question}/manage").text
    assert f'value="{clocks.local(due):%Y-%m-%dT%H:%M}"' in sheet and "先问师傅" in sheet


def test_what_was_reported_is_called_resolved_and_may_be_not_after_all(cast, asked):
    question, _given, _guest = asked
    path = f"/questions/{question}/resolved"
    for person in (cast.member, cast.moderator):
        assert person.client.call("PUT", path).status_code == 403
    assert cast.owner.client.call("PUT", path).json["resolved_at"]
    assert cast.owner.client.call("DELETE", path).json["resolved_at"] is None


def test_why_a_question_was_closed_is_screened_since_everybody_reads_it(cast, asked, monkeypatch):
    found = RuleSet((Rule("加群", "加群", "review"),))
    monkeypatch.setattr("circle.circles.actions.words.rules_of", lambda circle_id: found)
    path = f"/questions/{asked[0]}/close"
    refused = cast.member.client.call("POST", path, {"reason": "快来加群"})
    assert (refused.status_code, refused.json["code"]) == (422, "screened")
    assert cast.member.client.call("POST", path, {"reason": "不问了"}).status_code == 200
