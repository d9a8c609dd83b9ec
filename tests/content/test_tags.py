"""Tags: what stands under one, words that stand for it, and taking them apart again."""

import re

import pytest
from sqlalchemy import select

from circle.accounts import actions as accounts
from circle.circles import actions as circles
from circle.circles.models import Follow
from circle.circles.schemas import SettingsChange
from circle.content import actions
from circle.content.models import Entry, EntryTag, Tag
from circle.core.db import session
from tests.factories.content import post
from tests.factories.qa import ask
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("calm")

API, PAGE = "/api/v1/circles/tea/tags", "/c/tea/tags"


@pytest.fixture
def tagged(scene, cast):
    """Posts under 白茶, under 白毫, and under both: their numbers."""

    def make():
        author = cast.member.inside()
        return [
            post(author, f"第 {at} 壶", tags=tags).id
            for at, tags in enumerate((("白茶",), ("白毫", "春天"), ("白毫", "白茶")))
        ]

    return scene("posts under two tags that mean the same", make)


def merge(who, word="白毫", into="白茶"):
    return who.client.call("PUT", f"/circles/tea/tags/{word}/into", {"into": into})


def release(who, word="白毫"):
    return who.client.call("DELETE", f"/circles/tea/tags/{word}/into")


def under(person, name):
    return [one["id"] for one in person.get(f"{API}/{name}/entries").json["items"]]


def names(app, entry_id):
    with app.app_context():
        return list(session().get(Entry, entry_id).tags)


def counts(app):
    """Each tag's count beside how many rows there truly are."""
    with app.app_context():
        for tag in session().scalars(select(Tag)).all():
            rows = select(EntryTag).where(EntryTag.tag_id == tag.id, EntryTag.lane.is_not(None))
            assert tag.entries_count == len(session().scalars(rows).all())
            yield tag.name, tag.entries_count


def test_what_is_merged_stands_under_the_tag_that_stays(app, cast, anyone, tagged, run_jobs):
    assert under(anyone, "白茶") == [tagged[2], tagged[0]]
    assert merge(cast.moderator).json["synonyms"] == ["白毫"]
    run_jobs()
    assert under(anyone, "白茶") == tagged[::-1] == under(anyone, "白毫")
    assert [names(app, one) for one in tagged] == [["白茶"], ["白茶", "春天"], ["白茶"]]
    assert dict(counts(app))["白茶"] == 3
    listed = anyone.get(API).json["items"]
    assert [(one["name"], one["entries_count"]) for one in listed] == [("白茶", 3), ("春天", 1)]
    feed = anyone.get("/api/v1/circles/tea/feed?tag=白毫").json["items"]
    assert [one["id"] for one in feed] == tagged[::-1]


def test_taking_apart_brings_back_what_it_was(app, cast, anyone, tagged, run_jobs):
    before = dict(counts(app))
    merge(cast.moderator)
    run_jobs()
    assert release(cast.moderator).status_code == 204
    run_jobs()
    assert under(anyone, "白毫") == [tagged[2], tagged[1]]
    assert under(anyone, "白茶") == [tagged[2], tagged[0]]
    shown = [set(names(app, one)) for one in tagged]
    assert shown == [{"白茶"}, {"白毫", "春天"}, {"白毫", "白茶"}]
    assert dict(counts(app)) == before
    assert release(cast.moderator).status_code == 404


def test_a_merge_taken_back_at_once_leaves_nothing_behind(app, cast, tagged, run_jobs):
    merge(cast.moderator)
    release(cast.moderator)
    merge(cast.moderator, into="春天")
    run_jobs()
    assert names(app, tagged[1]) == ["春天"]
    assert dict(counts(app))["白茶"] == 2


def test_a_word_may_stand_for_a_tag_before_anybody_writes_it(app, cast, anyone, tagged, run_jobs):
    assert merge(cast.moderator, "White Tea").status_code == 200
    with app.app_context():
        new = post(cast.member.inside(), "又一壶", tags=("white tea", "白茶")).id
    assert names(app, new) == ["白茶"]
    assert under(anyone, "WHITE tea")[0] == new
    refused = merge(cast.moderator, "？？")
    assert refused.status_code == 422


def test_words_lead_to_the_tag_for_good(cast, anyone, tagged, run_jobs):
    merge(cast.moderator)
    run_jobs()
    for path in (f"{PAGE}/白毫", "/c/tea?tag=白毫", "/c/tea/questions?tag=白毫"):
        moved = anyone.get(path)
        assert moved.status_code == 301 and "%E7%99%BD%E8%8C%B6" in moved.headers["Location"]
        assert anyone.get(moved.headers["Location"]).status_code == 200
    page = anyone.get(f"{PAGE}/白茶").get_data(as_text=True)
    assert "#白毫" in page and "第 1 壶" in page
    assert "白毫" not in anyone.get(PAGE).get_data(as_text=True)


def test_who_follows_a_word_follows_the_tag(app, cast, tagged, run_jobs):
    for who, name in ((cast.guest, "白毫"), (cast.member, "白毫"), (cast.member, "白茶")):
        who.client.call("PUT", f"/circles/tea/tags/{name}/follow")
    merge(cast.moderator)
    run_jobs()
    with app.app_context():
        tag = session().scalar(select(Tag.id).where(Tag.name == "白茶"))
        rows = session().execute(select(Follow.user_id, Follow.target_id)).all()
    assert sorted(rows) == sorted([(cast.guest.user_id, tag), (cast.member.user_id, tag)])


def test_merging_is_for_who_may_move_entries(cast, anyone, tagged):
    for who in ("guest", "member", "outsider", "removed", "banned"):
        assert merge(cast[who]).status_code == 403
        assert cast[who].client.get(f"{PAGE}/白茶/synonyms").status_code == 403
    assert merge(cast.moderator).status_code == 200
    for who in ("guest", "member", "outsider", "removed", "banned"):
        assert release(cast[who]).status_code == 403
    assert anyone.get(f"{PAGE}/白茶/synonyms").status_code == 303
    assert cast.moderator.client.get(f"{PAGE}/白茶/synonyms").status_code == 200
    assert release(cast.owner).status_code == 204


def test_tags_stand_for_one_tag_that_stands_for_itself(cast, tagged):
    assert merge(cast.owner, "白茶").status_code == 422
    assert merge(cast.owner).status_code == 200
    assert merge(cast.owner).status_code == 200  # twice is once
    assert merge(cast.owner, "白毫", "春天").json["code"] == "merged_already"
    assert merge(cast.owner, "白茶", "春天").json["code"] == "has_synonyms"
    assert merge(cast.owner, "春天", "白毫").json["name"] == "白茶"
    assert merge(cast.owner, "春天", "没有的").status_code == 404


def test_nobody_sees_more_under_a_tag_than_elsewhere(app, cast, anyone, tagged):
    with app.app_context():
        asked = ask(cast.owner.inside(), tags=("白茶",)).id
        actions.hide_entry(cast.owner.inside(), tagged[0])
    assert under(anyone, "白茶") == [asked, tagged[2]]
    assert anyone.get(f"{API}/白茶").json["entries_count"] == 2
    assert under(cast.guest.client, "白茶") == [asked, tagged[2]]
    with app.app_context():
        accounts.block_user(cast.guest.actor, cast.member.user_id)
    assert under(cast.guest.client, "白茶") == [asked]
    with app.app_context():
        owner = cast.owner.inside()
        circles.change_settings(owner, owner.circle_id, SettingsChange(visibility="private"))
    for path in (API, f"{API}/白茶", f"{API}/白茶/entries", PAGE, f"{PAGE}/白茶", f"{PAGE}/没有的"):
        for who in (anyone, cast.outsider.client, cast.removed.client, cast.banned.client):
            assert who.get(path).status_code == 404
        assert cast.member.client.get(path).status_code == (404 if "没有的" in path else 200)


def test_tags_are_few_questions_to_the_database(app, cast, tagged):
    for path in (PAGE, f"{PAGE}/白茶"):
        with statements(app) as sent:
            assert cast.member.client.get(path).status_code == 200
        assert len(sent) <= 12


def test_a_tag_on_a_card_leads_to_all_under_it(app, cast, anyone, tagged):
    feed = anyone.get("/c/tea").get_data(as_text=True)
    [address] = set(re.findall(r'href="(/c/tea/tags/%E7%99%BD%E8%8C%B6)"', feed))
    assert "第 2 壶" in anyone.get(address).get_data(as_text=True)
    assert "第 2 壶" in anyone.get("/c/tea?tag=白茶").get_data(as_text=True)  # as it led before
    with app.app_context():
        owner = cast.owner.inside()
        circles.change_settings(owner, owner.circle_id, SettingsChange(pre_review=True))
        post(cast.member.inside(), "还没过审的一壶", tags=("头采",))
    mine = cast.member.client.get("/c/tea").get_data(as_text=True)
    [waiting] = set(re.findall(r'href="(/c/tea[^"]*%E5%A4%B4%E9%87%87)"', mine))
    assert cast.member.client.get(waiting).status_code == 200  # nothing is under it yet
