"""Entries: the states they pass through, who sees them then, and what is counted."""

import itertools
from dataclasses import replace

import pytest
from sqlalchemy import select

from circle.accounts.models import User
from circle.circles import actions as circle_actions
from circle.circles import queries as circles
from circle.circles.models import Circle, Membership
from circle.circles.schemas import SettingsChange
from circle.content import actions, policy, queries
from circle.content.actions import entries as writing
from circle.content.actions import media, wording
from circle.content.models import Entry, EntryTag, Tag
from circle.content.schemas import EntryEdit, Ruling
from circle.core import clock as core_clock
from circle.core.actor import GUEST, SYSTEM
from circle.core.db import session, transaction
from circle.core.errors import Conflict, Invalid, NotAllowed, NotFound
from circle.screening.rules import Rule, RuleSet
from tests.factories.content import comment, picture, post

pytestmark = pytest.mark.usefixtures("calm", "inside")

AUTHOR_STATES = ("scheduled", "submitted", "removed")
REVIEW_STATES = ("clear", "waiting", "rejected")


def settings(owner, **change):
    circle_actions.change_settings(owner, owner.circle_id, SettingsChange(**change))


def rules(monkeypatch, *found):
    def rules_of(circle_id=None):
        return RuleSet(found)

    monkeypatch.setattr(wording.screening, "rules_of", rules_of)
    monkeypatch.setattr(media, "rules_of", rules_of)


def expected_status(author, review, hidden):
    if author != "submitted":
        return author
    if hidden:
        return "hidden"
    return {"clear": "published", "waiting": "pending", "rejected": "rejected"}[review]


@pytest.mark.parametrize("author", AUTHOR_STATES)
@pytest.mark.parametrize("review", REVIEW_STATES)
@pytest.mark.parametrize("act", [None, 7])
def test_status_follows_from_what_author_review_and_staff_did(author, review, act):
    entry = Entry(kind="post", category="none", author_state=author, review_state=review,
                  hidden_by_act=act)
    entry.derive()
    assert entry.status == expected_status(author, review, act)
    assert entry.lane == ("post" if entry.status == "published" else None)
    assert (entry.published_at is not None) == (entry.status == "published")


def test_seeing_and_listing_give_the_same_answer_for_everybody_in_every_state(cast):
    circle = session().scalar(select(Circle).where(Circle.slug == "tea"))
    author = cast.member.inside()
    states = list(itertools.product(AUTHOR_STATES, REVIEW_STATES, (None, 7), (True, False)))
    made = [post(author, f"第 {n} 篇") for n in range(len(states))]
    with transaction():
        for entry, (did, review, act, rooted) in zip(made, states, strict=True):
            entry.author_state, entry.review_state, entry.hidden_by_act = did, review, act
            entry.root_visible = rooted
            entry.derive()
    readers = [cast[name].inside() for name in
               ("owner", "admin", "moderator", "guest", "member", "outsider", "removed", "banned")]
    seen_by_some = 0
    for visibility in ("public", "preview", "private"):
        circle.visibility = visibility
        for reader in [*readers, GUEST, SYSTEM]:
            listed = set(session().scalars(
                select(Entry.id).where(queries.visible_to(reader, circle))
            ))
            seen = {entry.id for entry in made if policy.can_see(reader, entry, circle)}
            assert listed == seen, (visibility, reader.role)
            seen_by_some += len(seen)
        session().rollback()
    assert seen_by_some > 100


def test_a_post_is_rendered_counted_tagged_and_announced(cast):
    here = cast.owner.inside()
    before = circles.enter(here, "tea")[0]
    version, count = before.version, before.entries_count
    entry = post(here, "**白茶** 很好 #泡茶#", title="第一泡", tags=("白茶", "泡茶"))
    assert "<strong>白茶</strong>" in entry.html
    assert entry.tags == ["白茶", "泡茶"]
    assert (entry.status, entry.lane) == ("published", "post")
    session().expire_all()
    circle = circles.enter(here, "tea")[0]
    assert circle.version > version
    assert circle.entries_count == count + 1
    counted = session().execute(select(Tag.name, Tag.entries_count).where(
        Tag.circle_id == circle.id)).all()
    assert dict(map(tuple, counted)) == {"白茶": 1, "泡茶": 1}


def test_tags_are_the_same_whatever_their_width_and_case(cast):
    here = cast.member.inside()
    post(here, "一", tags=("Tea",))
    again = post(here, "二", tags=("ｔｅａ",))
    assert again.tags == ["Tea"]
    assert session().scalar(select(Tag.entries_count).where(Tag.key == "tea")) == 2


def test_at_most_eight_tags_are_kept(cast):
    entry = post(cast.member.inside(), "多", tags=tuple(f"标签{n}" for n in range(12)))
    assert len(entry.tags) == 8


def test_an_empty_entry_is_refused_and_a_picture_alone_is_enough(cast):
    here = cast.member.inside()
    with pytest.raises(Invalid):
        post(here, "  \u200b ")
    assert post(here, "", media=(picture(here).id,)).status == "published"


@pytest.mark.parametrize("name", ["outsider", "removed", "banned"])
def test_who_is_not_a_member_cannot_post(cast, name):
    with pytest.raises(NotAllowed):
        post(cast[name].inside())


def test_every_member_can_post(cast):
    for name in ("owner", "admin", "moderator", "guest", "member"):
        assert post(cast[name].inside(), f"我是 {name}").status == "published", name


def test_links_of_new_members_stay_text_and_open_at_level_two(cast):
    here = cast.member.inside()
    assert "<a " not in post(here, "看 https://example.com/a").html
    session().get_one(Membership, here.membership_id).level = 2
    session().commit()
    assert 'href="https://example.com/a"' in post(cast.member.inside(), "看 https://example.com/a").html


def test_only_members_are_mentioned(cast):
    entry = post(cast.owner.inside(), "@member_of_tea 和 @outsider_of_tea 你们好")
    assert entry.card["mentions"] == [cast.member.user_id]
    assert 'href="/u/member_of_tea"' in entry.html
    assert "/u/outsider_of_tea" not in entry.html


def test_a_newcomers_first_post_waits_and_the_next_does_not(cast):
    settings(cast.owner.inside(), newcomer_review=1)
    first = post(cast.member.inside())
    assert (first.status, first.lane, first.published_at) == ("pending", None, None)
    assert first.reason
    actions.apply_verdict(cast.moderator.inside(), first.id, Ruling("approve"))
    assert (first.status, first.lane) == ("published", "post")
    assert post(cast.member.inside(), "第二篇").status == "published"


def test_staff_and_guests_are_never_reviewed(cast):
    settings(cast.owner.inside(), newcomer_review=5, pre_review=True)
    for name in ("owner", "admin", "moderator", "guest"):
        assert post(cast[name].inside()).status == "published"
    assert post(cast.member.inside()).status == "pending"


def test_level_six_is_not_reviewed(cast):
    settings(cast.owner.inside(), pre_review=True)
    session().get_one(Membership, cast.member.inside().membership_id).level = 6
    session().commit()
    assert post(cast.member.inside()).status == "published"


def test_a_blocked_word_is_refused_by_name_and_a_doubtful_one_waits(cast, monkeypatch):
    here = cast.member.inside()
    rules(monkeypatch, Rule("加群", "加群", "block"), Rule("兼职", "兼职", "review"),
          Rule("脏话", "傻瓜", "replace"))
    with pytest.raises(Invalid, match="加群"):
        post(here, "快来加群")
    waiting = post(here, "有个兼职")
    assert waiting.status == "pending"
    assert "兼职" in waiting.reason
    masked = post(here, "你这个傻瓜")
    assert (masked.status, masked.source) == ("published", "你这个＊＊")


def test_what_a_picture_shows_is_screened_too(cast, monkeypatch):
    here = cast.member.inside()
    rules(monkeypatch, Rule("加群", "加群", "block"), Rule("脏话", "傻瓜", "replace"))
    with pytest.raises(Invalid):
        post(here, "看图", media=(picture(here, "扫码加群").id,))
    masked = picture(here, "一个傻瓜")
    entry = post(here, "看图", media=(masked.id,))
    assert entry.card["pictures"][0]["alt"] == "一个＊＊"
    with pytest.raises(Invalid):
        actions.describe_picture(here, masked.id, "扫码加群")
    actions.describe_picture(here, masked.id, "一壶茶")
    assert entry.card["pictures"][0]["alt"] == "一壶茶"


def test_rejected_words_come_back_after_a_change(cast, monkeypatch):
    rules(monkeypatch, Rule("兼职", "兼职", "review"))
    entry = post(cast.member.inside(), "有个兼职")
    with pytest.raises(Invalid):
        actions.apply_verdict(cast.moderator.inside(), entry.id, Ruling("reject"))
    actions.apply_verdict(cast.moderator.inside(), entry.id, Ruling("reject", "这里不谈兼职"))
    assert (entry.status, entry.reason) == ("rejected", "这里不谈兼职")
    actions.edit_entry(cast.member.inside(), entry.id, EntryEdit(source="那就不谈"))
    assert entry.status == "pending"
    with pytest.raises(NotFound):
        actions.apply_verdict(cast.guest.inside(), entry.id, Ruling("approve"))


def test_nobody_decides_on_their_own_words(cast, monkeypatch):
    rules(monkeypatch, Rule("兼职", "兼职", "review"))
    entry = post(cast.moderator.inside(), "有个兼职")
    with pytest.raises(NotAllowed):
        actions.apply_verdict(cast.moderator.inside(), entry.id, Ruling("approve"))
    assert actions.apply_verdict(cast.owner.inside(), entry.id, Ruling("approve")).is_shown


def test_what_its_author_removes_is_gone_and_can_come_back_for_ten_minutes(cast, clock):
    here = cast.member.inside()
    entry = post(here, "会后悔", tags=("后悔",))
    actions.remove_entry(here, entry.id)
    with pytest.raises(NotFound):
        queries.get_entry(here, entry.id)
    assert session().scalar(select(Tag.entries_count).where(Tag.key == "后悔")) == 0
    actions.restore_entry(here, entry.id)
    assert queries.get_entry(GUEST, entry.id)[0].status == "published"
    assert session().scalar(select(Tag.entries_count).where(Tag.key == "后悔")) == 1
    actions.remove_entry(here, entry.id)
    clock.travel(minutes=11)
    with pytest.raises(Conflict):
        actions.restore_entry(here, entry.id)


def test_nobody_removes_or_restores_the_words_of_others(cast):
    entry = post(cast.member.inside())
    for name in ("owner", "moderator", "guest"):
        with pytest.raises(NotAllowed):
            actions.remove_entry(cast[name].inside(), entry.id)
    actions.remove_entry(cast.member.inside(), entry.id)
    with pytest.raises(NotFound):
        actions.restore_entry(cast.owner.inside(), entry.id)


def test_hiding_takes_everything_out_of_sight_and_its_undo_brings_it_back(cast):
    entry = post(cast.member.inside(), "有争议", tags=("争议",))
    remark = comment(cast.guest.inside(), entry.id)
    with pytest.raises(NotAllowed):
        actions.hide_entry(cast.guest.inside(), entry.id)
    actions.hide_entry(cast.moderator.inside(), entry.id, "跑题", act_id=7)
    for reader in (GUEST, cast.guest.inside(), cast.outsider.actor):
        for number in (entry.id, remark.id):
            with pytest.raises(NotFound):
                queries.get_entry(reader, number)
    assert queries.get_entry(cast.member.inside(), entry.id)[0].reason == "跑题"
    lanes = session().scalars(select(EntryTag.lane).where(EntryTag.entry_id == entry.id)).all()
    assert lanes == [None]
    with pytest.raises(Conflict):
        actions.unhide_entry(cast.moderator.inside(), entry.id, act_id=8)
    published = entry.published_at
    actions.unhide_entry(cast.moderator.inside(), entry.id, act_id=7)
    assert queries.get_entry(GUEST, remark.id)[0].is_shown
    assert entry.published_at == published
    assert not list(queries.check_counters())


def test_publication_time_is_set_once_and_an_import_keeps_its_own(cast):
    long_ago = core_clock.ago(days=700)
    entry = actions.write_entry(SYSTEM, writing.NewEntry(
        circle_id=cast.owner.inside().circle_id, kind="post", source="旧文",
        author_id=cast.owner.user_id, published_at=long_ago, origin="discuz", origin_id="9",
    ))
    assert (entry.published_at, entry.created_at) == (long_ago, long_ago)
    assert entry.hot_rank == int(long_ago.timestamp())


def test_a_member_cannot_choose_author_or_time(cast):
    here = cast.member.inside()
    entry = post(here, "我来", author_id=cast.owner.user_id, published_at=core_clock.ago(days=9))
    assert entry.author_id == cast.member.user_id
    assert entry.published_at > core_clock.ago(minutes=1)


def test_an_edit_keeps_the_old_words_and_is_marked_after_five_minutes(cast, clock):
    here = cast.member.inside()
    entry = post(here, "第一版 #甲#", tags=("乙",))
    actions.edit_entry(here, entry.id, EntryEdit(source="第二版 #丙#"))
    assert entry.edited_at is None
    assert set(entry.tags) == {"乙", "丙"}
    clock.travel(minutes=6)
    actions.edit_entry(here, entry.id, EntryEdit(source="第三版"))
    assert entry.edited_at is not None
    _, kept = queries.revisions(cast.owner.inside(), entry.id)
    assert [revision.source for revision in kept] == ["第二版 #丙#", "第一版 #甲#"]
    with pytest.raises(NotAllowed):
        queries.revisions(cast.guest.inside(), entry.id)
    counts = dict(map(tuple, session().execute(select(Tag.key, Tag.entries_count))))
    assert (counts["甲"], counts["乙"], counts["丙"]) == (0, 1, 0)


def test_an_edit_after_the_first_comment_is_marked_at_once(cast):
    here = cast.member.inside()
    entry = post(here, "一版")
    comment(cast.guest.inside(), entry.id)
    actions.edit_entry(here, entry.id, EntryEdit(source="二版"))
    assert entry.edited_at is not None


def test_an_edit_that_must_wait_leaves_the_cleared_words_on_show(cast, monkeypatch):
    here = cast.member.inside()
    first, second = picture(here), picture(here)
    entry = post(here, "放心的话", media=(first.id,))
    rules(monkeypatch, Rule("兼职", "兼职", "review"))
    actions.edit_entry(here, entry.id, EntryEdit(source="有个兼职", media=(second.id,)))
    assert (entry.status, entry.source) == ("published", "放心的话")
    with pytest.raises(NotFound):
        queries.media_for(GUEST, second.uid)
    assert queries.media_for(GUEST, first.uid).public
    assert queries.media_for(cast.moderator.inside(), second.uid).media.id == second.id
    actions.decide_edit(cast.moderator.inside(), entry.id, Ruling("approve"))
    assert entry.source == "有个兼职"
    assert queries.media_for(GUEST, second.uid).public
    with pytest.raises(NotFound):
        queries.media_for(GUEST, first.uid)


def test_only_authors_edit_and_not_what_staff_hid(cast):
    entry = post(cast.member.inside(), "原话")
    with pytest.raises(NotAllowed):
        actions.edit_entry(cast.owner.inside(), entry.id, EntryEdit(source="改写"))
    actions.hide_entry(cast.owner.inside(), entry.id)
    with pytest.raises(NotAllowed):
        actions.edit_entry(cast.member.inside(), entry.id, EntryEdit(source="改写"))


def test_where_its_author_is_is_not_told_of_what_names_no_author(cast):
    here = replace(cast.member.inside(), region="CN-FJ")
    entry = post(here)
    remark, hidden = comment(here, entry.id), comment(here, entry.id)
    comment(cast.guest.inside(), remark.id)
    actions.remove_entry(cast.member.inside(), remark.id)
    hidden.anonymous = True
    session().commit()
    circle, here = circles.enter(cast.guest.actor, "tea")
    page = queries.comments_page(here, circle, entry)
    shapes = queries.thread_views(here, circle, page.items)
    assert [(shape["author"], shape["ip_region"]) for shape in shapes] == [(None, None)] * 2
    assert [item.ip_region for item in queries.shown_comments(here, circle, page)] == [None] * 2
    assert queries.entry_view(here, circle, entry)["ip_region"] == "福建"


def test_an_archived_circle_takes_no_new_words(cast):
    entry = post(cast.member.inside())
    circle_actions.archive_circle(cast.owner.inside(), entry.circle_id)
    with pytest.raises(NotAllowed):
        post(cast.member.inside())
    with pytest.raises(NotAllowed):
        actions.like_entry(cast.guest.inside(), entry.id)
    actions.bookmark_entry(cast.guest.inside(), entry.id)
    assert queries.get_entry(cast.guest.inside(), entry.id)[0].bookmarks_count == 1


def test_the_region_is_that_of_the_write_and_not_of_the_account(cast):
    session().get_one(User, cast.member.user_id).ip_region = "CN-FJ"
    session().commit()
    assert post(replace(cast.member.inside(), region="JP")).ip_region == "JP"
    assert post(cast.member.inside()).ip_region is None
