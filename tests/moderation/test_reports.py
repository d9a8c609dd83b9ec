"""Reports: by anybody, once, weighed by record, urgent first; enough of them hide."""

import pytest

from circle.content.models import Entry
from circle.core.db import db, session
from circle.moderation import policy
from circle.moderation.models import Case, Report
from circle.moderation.policy import Record
from tests.factories.content import post
from tests.factories.moderation import case_of, last_act
from tests.factories.pages import change, text

pytestmark = pytest.mark.usefixtures("calm")


@pytest.fixture
def entry(scene, cast):
    """A post of the member's that is on show."""

    def make():
        return {"id": post(cast.member.inside(), "加我领优惠").id}

    return scene("a post to report", make)["id"]


@pytest.fixture
def read(app):
    """Ask the database something, in a context of its own."""

    def ask(question):
        with app.app_context():
            found = question()
            db.session.remove()
        return found

    return ask


def test_anybody_reports_an_entry_with_two_taps(cast, anyone, read, entry):
    for client in (anyone, cast.outsider.client, cast.guest.client):
        assert f"/entries/{entry}/report" in text(client, f"/entries/{entry}/menu")
        assert "广告" in text(client, f"/entries/{entry}/report")
        sent = client.submit(f"/entries/{entry}/report", {"reason": "ad"})
        assert sent.status_code == 303
    case = read(lambda: case_of(entry))
    assert (case.source, case.reports_count, case.weight) == ("report", 3, 0 + 1 + 2)
    assert "加我领优惠" in text(cast.moderator.client, "/c/tea/waiting?source=report")


def test_nobody_reports_twice_while_it_is_open_nor_their_own(cast, anyone, entry):
    for client in (anyone, cast.guest.client):
        codes = [
            client.call("POST", f"/entries/{entry}/reports", {"reason": "spam"}).status_code
            for _ in range(2)
        ]
        assert codes == [201, 409]
    own = cast.member.client.call("POST", f"/entries/{entry}/reports", {"reason": "spam"})
    assert (own.status_code, own.json["code"]) == (422, "own")
    assert f"/entries/{entry}/report" not in text(cast.member.client, f"/entries/{entry}/menu")


def test_what_one_may_not_see_one_cannot_report(app, cast, anyone, entry):
    change(app, cast, visibility="private")
    for client in (anyone, cast.outsider.client, cast.removed.client):
        answer = client.call("POST", f"/entries/{entry}/reports", {"reason": "spam"})
        assert answer.status_code == 404
        assert client.call("POST", "/circles/tea/reports", {"reason": "spam"}).status_code == 404
    answer = cast.guest.client.call("POST", f"/entries/{entry}/reports", {"reason": "spam"})
    assert answer.status_code == 201


def test_what_harms_minors_is_due_in_two_hours_and_lies_before_the_site_too(cast, read, entry):
    cast.guest.client.call("POST", f"/entries/{entry}/reports", {"reason": "spam"})
    before = read(lambda: case_of(entry))
    cast.outsider.client.call("POST", f"/entries/{entry}/reports", {"reason": "minors"})
    after = read(lambda: case_of(entry))
    assert (before.urgency, before.desk) == (1, "circle")
    assert (after.urgency, after.desk, after.id) == (0, "both", before.id)
    assert (after.due_at - after.opened_at).total_seconds() <= 2 * 3600 + 60
    assert after.place < before.place


def test_enough_members_take_it_out_of_sight_until_somebody_looked(cast, read, anyone, entry):
    place = f"/c/tea/posts/{entry}"
    for who in ("guest", "moderator"):
        cast[who].client.call("POST", f"/entries/{entry}/reports", {"reason": "ad"})
    assert "加我领优惠" in text(anyone, place)
    cast.admin.client.call("POST", f"/entries/{entry}/reports", {"reason": "ad"})
    assert read(lambda: session().get_one(Entry, entry).status) == "pending"
    assert "加我领优惠" not in anyone.get(place).get_data(as_text=True)
    assert "多人举报" in text(cast.member.client, place)
    assert read(last_act).kind == "withhold"
    case = read(lambda: case_of(entry).id)
    cast.moderator.client.call(
        "POST", f"/review/{case}/decision", {"decision": "approve", "reason": ""}
    )
    assert "加我领优惠" in text(anyone, place)
    for who in ("guest", "moderator", "admin", "owner"):
        again = cast[who].client.call("POST", f"/entries/{entry}/reports", {"reason": "ad"})
        assert again.status_code == 201
    assert "加我领优惠" in text(anyone, place)  # looked at already: it comes up, and stays
    assert read(lambda: case_of(entry).weight) >= 6


def test_a_crowd_does_not_silence_the_staff(app, cast, read):
    with app.app_context():
        notice = post(cast.owner.inside(), "圈主的公告").id
        db.session.remove()
    for who in ("guest", "moderator", "admin", "member"):
        cast[who].client.call("POST", f"/entries/{notice}/reports", {"reason": "other"})
    assert read(lambda: session().get_one(Entry, notice).status) == "published"
    assert read(lambda: case_of(notice).weight) >= policy.HIDES_AT


def test_who_reported_hears_the_outcome_and_is_paid_when_right(cast, read, entry):
    client = cast.guest.client
    client.call("POST", f"/entries/{entry}/reports", {"reason": "ad"})
    assert "会有人处理" in text(client, "/me/reports")
    case = read(lambda: case_of(entry).id)
    done = cast.moderator.client.call(
        "POST", f"/review/{case}/decision", {"decision": "hide", "reason": "广告", "rule": "ad"}
    )
    assert "举报属实" in text(client, "/me/reports")
    items = client.get("/api/v1/me/reports").json["items"]
    assert [(one["reason"], one["outcome"]) for one in items] == [("ad", "upheld")]
    cast.moderator.client.call("POST", f"/acts/{done.json['id']}/undo")
    assert client.get("/api/v1/me/reports").json["items"][0]["outcome"] is None


@pytest.mark.parametrize(("path", "subject", "desk"), [
    ("/members/{member}/reports", "member", "both"), ("/circles/tea/reports", "circle", "site"),
    ("/users/member_of_tea/reports", "person", "site"),
])  # fmt: skip
def test_members_people_and_circles_are_reported_too(app, cast, read, path, subject, desk):
    with app.app_context():
        member = cast.member.inside().membership_id
        db.session.remove()
    path = path.format(member=member)
    answer = cast.guest.client.call("POST", path, {"reason": "abuse", "note": "总是骂人"})
    assert answer.status_code == 201
    case = read(lambda: session().query(Case).one())
    assert (case.subject, case.desk) == (subject, desk)
    if subject != "circle":
        assert cast.member.client.call("POST", path, {"reason": "abuse"}).status_code == 422
    assert ("总是骂人" in text(cast.moderator.client, "/c/tea/waiting")) == (subject == "member")


@pytest.mark.parametrize(("record", "weight"), [
    (Record(), 2), (Record(upheld=3), 4), (Record(upheld=3, declined=3), 2),
    (Record(declined=3), 0), (Record(upheld=1, declined=3), 2),
])  # fmt: skip
def test_a_report_weighs_by_how_often_its_sender_was_right(app, cast, record, weight):
    with app.app_context():
        assert policy.weight_of(cast.guest.inside(), record) == weight


def test_an_address_is_kept_as_a_digest_alone(anyone, read, entry):
    anyone.call("POST", f"/entries/{entry}/reports", {"reason": "other", "note": "说不清"})
    kept = read(lambda: session().query(Report).one())
    assert kept.by_id is None
    assert len(kept.address_key) == 64
    assert "127.0" not in kept.address_key


@pytest.mark.parametrize("given", [{}, {"reason": "boring"}, {"reason": "ad", "note": "长" * 501}])
def test_a_report_that_says_nothing_is_sent_back(cast, entry, given):
    client = cast.guest.client
    assert client.call("POST", f"/entries/{entry}/reports", given).status_code == 422
    sent = client.submit(f"/entries/{entry}/report", given)
    assert sent.status_code == 422


def test_staff_list_what_was_reported_and_never_who_did(cast, entry):
    cast.guest.client.call("POST", f"/entries/{entry}/reports", {"reason": "ad", "note": "又来了"})
    cast.guest.client.call("POST", "/circles/tea/reports", {"reason": "other"})
    answer = cast.moderator.client.get("/api/v1/circles/tea/reports")
    assert [(one["reason"], one["entry_id"]) for one in answer.json["items"]] == [("ad", entry)]
    assert "guest_of_tea" not in answer.get_data(as_text=True)
    for who in ("member", "guest", "outsider"):
        assert cast[who].client.get("/api/v1/circles/tea/reports").status_code == 403
