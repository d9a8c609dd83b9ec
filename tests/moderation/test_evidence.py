"""What somebody keeps of what was said to them: as it stood, for them alone, and with a report."""

import hashlib
import json
from datetime import timedelta

import orjson
import pytest

from circle.circles import queries as circles
from circle.circles.actions import change_settings
from circle.circles.schemas import SettingsChange
from circle.content import actions as content
from circle.content.models import Media
from circle.content.schemas import EntryEdit
from circle.core import clock as core_clock
from circle.core.db import session, transaction
from circle.core.errors import Conflict, Invalid, NotFound
from circle.moderation import actions, queries
from circle.moderation.models import Case, Evidence
from circle.moderation.schemas import Reporting
from tests.factories.content import comment, post

pytestmark = pytest.mark.usefixtures("calm")
HURTS = "你这种人不配在这里说话。"


@pytest.fixture
def said(cast, app):
    """What a member said under what the guest wrote."""
    with app.app_context():
        under = post(cast.guest.inside(), "我第一次泡岩茶。")
        return comment(cast.member.inside(), under.id, HURTS).id


def mine(person):
    return list(queries.evidence_page(person.actor).items)


def test_what_was_said_stays_as_it_stood_whatever_its_author_does(cast, said, inside):
    kept = actions.keep_entry(cast.guest.actor, said)
    content.edit_entry(cast.member.actor, said, EntryEdit(source="我什么都没说。"))
    content.remove_entry(cast.member.actor, said)
    [found] = mine(cast.guest)
    assert (found.id, found.told["text"]) == (kept.id, HURTS)
    assert found.told["author"]["name"] == "member_of_tea"
    assert found.told["circle"]["slug"] == "tea" and found.told["written_at"]
    with pytest.raises(NotFound):
        actions.keep_entry(cast.guest.actor, said)


def test_the_same_words_are_kept_once_and_changed_ones_again(cast, said, inside):
    first = actions.keep_entry(cast.guest.actor, said)
    assert actions.keep_entry(cast.guest.actor, said).id == first.id
    content.edit_entry(cast.member.actor, said, EntryEdit(source=f"{HURTS}走开。"))
    assert actions.keep_entry(cast.guest.actor, said).id != first.id
    theirs = actions.keep_entry(cast.moderator.actor, said).id
    assert theirs not in {one.id for one in mine(cast.guest)}


def test_one_tap_on_the_page_and_the_file_proves_itself(cast, said):
    me = cast.guest.client
    for sheet in (f"/entries/{said}/menu", f"/entries/{said}/report"):
        assert f'action="/entries/{said}/keep"' in me.get(sheet).text
    assert 'action="/u/member_of_tea/keep"' in me.get("/u/member_of_tea/report").text
    assert me.submit(f"/entries/{said}/keep", {}).status_code == 303
    page = me.get("/me/evidence").text
    assert HURTS in page and "/drop" in page
    [one] = me.get("/api/v1/me/evidence").json["items"]
    answer = me.get(f"/evidence/{one['id']}/file")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    told = json.loads(answer.data)
    exact = orjson.dumps(told["told"], option=orjson.OPT_SORT_KEYS)
    assert hashlib.sha256(exact).hexdigest() == told["sha256"] == one["sha256"]


def test_nobody_but_the_keeper_sees_it_until_it_is_reported(cast, said):
    kept = cast.guest.client.call("POST", f"/entries/{said}/evidence")
    assert kept.status_code == 201
    at = kept.json["id"]
    for other in ("member", "moderator", "owner", "outsider"):
        client = cast[other].client
        assert client.get("/api/v1/me/evidence").json["items"] == []
        assert client.get(f"/evidence/{at}/file").status_code == 404
        assert client.submit(f"/evidence/{at}/drop", {}).status_code == 404
        assert client.submit(f"/evidence/{at}/report", {}).status_code == 404
    assert cast.guest.client.get(f"/evidence/{at}/file").status_code == 200


def test_one_tap_more_brings_it_before_the_staff_with_what_was_said(cast, said, app):
    at = cast.guest.client.call("POST", f"/entries/{said}/evidence").json["id"]
    with app.app_context():
        content.edit_entry(cast.member.actor, said, EntryEdit(source="我什么都没说。"))
    assert HURTS not in cast.moderator.client.get("/c/tea/waiting").text
    assert cast.guest.client.submit(f"/evidence/{at}/report", {}).status_code == 303
    assert HURTS in cast.moderator.client.get("/c/tea/waiting").text
    [case] = cast.moderator.client.get("/api/v1/circles/tea/review").json["items"]
    assert [one["told"]["text"] for one in case["evidence"]] == [HURTS]
    assert cast.guest.client.submit(f"/evidence/{at}/report", {}).status_code == 409
    assert cast.guest.client.submit(f"/evidence/{at}/drop", {}).status_code == 409


def test_what_was_reported_before_takes_the_evidence_along(cast, said, inside):
    made = actions.report(cast.guest.actor, "entry", said, Reporting("abuse"))
    kept = actions.keep_entry(cast.guest.actor, said)
    reported = actions.report_evidence(cast.guest.actor, kept.id, Reporting("abuse"))
    assert reported.case_id == made.case_id


def test_of_words_that_are_gone_their_author_is_reported(cast, said, inside):
    kept = actions.keep_entry(cast.guest.actor, said)
    content.remove_entry(cast.member.actor, said)
    actions.report_evidence(cast.guest.actor, kept.id, Reporting("abuse"))
    one = session().get_one(Evidence, kept.id)
    assert session().get_one(Case, one.case_id).user_id == cast.member.user_id


def test_what_one_cannot_read_or_wrote_oneself_is_not_kept(cast, said, inside):
    with pytest.raises(Invalid):
        actions.keep_entry(cast.member.actor, said)
    with pytest.raises(Invalid):
        actions.keep_person(cast.member.actor, "member_of_tea")
    content.remove_entry(cast.member.actor, said)
    with pytest.raises(NotFound):
        actions.keep_entry(cast.moderator.actor, said)
    assert actions.keep_person(cast.guest.actor, "member_of_tea").told["author"]["name"]


def test_of_what_is_shown_in_part_nothing_is_kept(cast, inside):
    long = post(cast.member.inside(), "只给成员看的长文。" * 60)
    circle = circles.enter(cast.owner.actor, "tea")[0]
    change_settings(cast.owner.actor, circle.id, SettingsChange(visibility="preview"))
    with pytest.raises(NotFound):
        actions.keep_entry(cast.outsider.actor, long.id)
    assert actions.keep_entry(cast.guest.actor, long.id).told["text"].startswith("只给成员")


def test_without_a_name_it_stays_without_a_name(cast, inside):
    unnamed = post(cast.member.inside(), HURTS, anonymous=True)
    assert actions.keep_entry(cast.guest.actor, unnamed.id).told["author"] is None
    assert "member_of_tea" not in str(mine(cast.guest)[0].told)


def test_so_many_and_no_more(cast, said, inside, monkeypatch):
    monkeypatch.setattr("circle.moderation.actions.evidence.MOST", 1)
    actions.keep_entry(cast.guest.actor, said)
    with pytest.raises(Conflict):
        actions.keep_person(cast.guest.actor, "member_of_tea")


def test_it_is_dropped_brought_back_and_forgotten(cast, said, inside, clock):
    kept = actions.keep_entry(cast.guest.actor, said).id
    actions.drop_evidence(cast.guest.actor, kept)
    assert mine(cast.guest) == []
    actions.restore_evidence(cast.guest.actor, kept)
    assert len(mine(cast.guest)) == 1
    actions.drop_evidence(cast.guest.actor, kept)
    clock.travel(minutes=11)
    with pytest.raises(Conflict):
        actions.restore_evidence(cast.guest.actor, kept)
    clock.travel(minutes=11)
    assert actions.forget_evidence() == 1
    actions.keep_entry(cast.guest.actor, said)
    clock.travel(days=3 * 365 - 1)
    assert actions.forget_evidence() == 0
    clock.travel(days=2)
    assert actions.forget_evidence() == 1


def test_it_is_in_the_export_and_goes_with_the_account_but_for_a_case(cast, said, inside):
    kept = actions.keep_entry(cast.guest.actor, said).id
    shown = actions.keep_person(cast.guest.actor, "member_of_tea").id
    assert [one["text"] for one in queries.own_evidence(cast.guest.user_id)] == [HURTS, ""]
    actions.report_evidence(cast.guest.actor, kept, Reporting("abuse"))
    actions.release_evidence(cast.guest.user_id)
    assert session().get(Evidence, shown) is None
    assert session().get_one(Evidence, kept).keeper_id is None
    actions.unlink_evidence(circles.enter(cast.owner.actor, "tea")[0].id)
    session().expire_all()
    assert session().get(Evidence, kept) is None


def test_pictures_outlive_what_showed_them(cast, inside, clock):
    until = core_clock.now() + timedelta(days=9)
    with transaction():
        session().add_all([
            Media(owner_id=cast.member.user_id, storage_key=f"media/xx/{name}", sha256="0" * 64,
                  width=1, height=1, size=1, status="removed", kept_until=kept)
            for name, kept in (("kept", until), ("loose", None))
        ])  # fmt: skip
    clock.travel(days=3)
    assert content.sweep_media() == 1
    clock.travel(days=7)
    assert content.sweep_media() == 1
