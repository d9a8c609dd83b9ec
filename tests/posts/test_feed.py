"""The lists of a circle: every order and filter, page after page, for each kind of reader."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from circle.accounts.actions import block_user
from circle.circles import queries as circles
from circle.circles.actions import change_settings, follow
from circle.circles.schemas import SettingsChange
from circle.content import actions as content
from circle.content.actions import curation
from circle.content.models import Entry, Tag
from circle.core.db import session, transaction
from circle.core.errors import BadRequest, Conflict, NotFound
from circle.posts import queries
from circle.posts.queries import FeedChoice
from circle.posts.queries import feed as feed_reads
from tests.factories.content import picture
from tests.factories.posts import pin, publish

pytestmark = pytest.mark.usefixtures("inside")


def read(person, choice=None, slug="tea", **wanted):
    circle, here = circles.enter(person.actor, slug)
    return queries.feed_page(here, circle, choice or FeedChoice(**wanted))


def ids(page):
    return [row.id for row in page.items]


def all_pages(person, **wanted):
    """Every id of a list, page after page."""
    found, cursor = [], None
    while True:
        page = read(person, cursor=cursor, **wanted)
        found += ids(page)
        cursor = page.next
        if cursor is None:
            return found


def test_latest_is_newest_first_and_complete(cast):
    written = [publish(cast.member, f"第 {n} 泡。").id for n in range(7)]
    assert all_pages(cast.member, limit=3) == written[::-1]


def test_pages_have_no_gaps_or_doubles_while_new_posts_arrive(cast):
    written = [publish(cast.member, f"第 {n} 泡。").id for n in range(9)]
    first = read(cast.member, limit=4)
    publish(cast.owner, "插进来的一条。")
    second = read(cast.member, limit=4, cursor=first.next)
    publish(cast.owner, "又一条。")
    third = read(cast.member, limit=4, cursor=second.next)
    assert ids(first) + ids(second) + ids(third) == written[::-1]
    assert third.next is None


def test_posts_of_the_same_instant_are_told_apart_by_id(cast):
    written = [publish(cast.member, f"第 {n} 泡。") for n in range(5)]
    with transaction():
        for entry in written:
            entry.published_at = written[0].published_at
    assert all_pages(cast.member, limit=2) == sorted((e.id for e in written), reverse=True)


def test_hot_follows_the_rank(cast):
    low, high = publish(cast.member, "冷的。"), publish(cast.member, "热的。")
    with transaction():
        low.hot_rank, high.hot_rank = 10, 20
    assert ids(read(cast.member, order="hot")) == [high.id, low.id]
    with transaction():
        low.hot_rank = 30
    assert ids(read(cast.member, order="hot")) == [low.id, high.id]


def test_featured_holds_only_what_staff_featured(cast):
    plain, good = publish(cast.member, "普通的。"), publish(cast.member, "好的。")
    curation.feature_entry(cast.owner.actor, good.id)
    assert ids(read(cast.member, order="featured")) == [good.id]
    assert set(ids(read(cast.member))) == {plain.id, good.id}


@pytest.mark.parametrize("narrowed", [
    {"tag": "岩茶"}, {"category": "ad"}, {"author": 1}, {"media": True}, {"city": "杭州"},
])  # fmt: skip
def test_what_one_follows_is_not_narrowed_silently(cast, narrowed):
    allowed = ["ad"] if "category" in narrowed else []
    circle, _here = circles.enter(cast.owner.actor, "tea")
    change_settings(cast.owner.actor, circle.id, SettingsChange(categories=allowed))
    with pytest.raises(BadRequest):
        read(cast.member, order="following", **narrowed)
    assert ids(read(cast.member, order="following")) == []
    assert ids(read(cast.member, order="latest", **narrowed)) == []


def test_following_holds_people_and_tags_followed_each_entry_once(cast):
    circle, _here = circles.enter(cast.owner.actor, "tea")
    by_owner = publish(cast.owner, "圈主说。", tags=["岩茶"])
    by_guest = publish(cast.guest, "嘉宾说。", tags=["岩茶"])
    publish(cast.admin, "没人关注的。")
    assert ids(read(cast.member, order="following")) == []
    follow(cast.member.actor, circle.id, "member", cast.owner.user_id)
    assert ids(read(cast.member, order="following")) == [by_owner.id]
    tag = session().query(Tag).filter_by(circle_id=circle.id).one()
    follow(cast.member.actor, circle.id, "tag", tag.id)
    assert ids(read(cast.member, order="following")) == [by_guest.id, by_owner.id]
    assert all_pages(cast.member, order="following", limit=1) == [by_guest.id, by_owner.id]


def test_a_tag_lists_what_stands_under_it_however_it_is_written(cast):
    under = publish(cast.member, "武夷山来的。", tags=["Rock"])
    publish(cast.member, "别处来的。")
    assert ids(read(cast.member, tag="rock")) == [under.id]
    assert ids(read(cast.member, tag="ＲＯＣＫ")) == [under.id]
    assert ids(read(cast.member, tag="没有这个")) == []


def test_an_author_filter_lists_one_persons_posts(cast):
    mine = publish(cast.member, "我的。")
    publish(cast.owner, "别人的。")
    assert ids(read(cast.owner, author=cast.member.user_id)) == [mine.id]


def test_pictures_only(cast):
    shown = publish(cast.member, "有图。", media=[picture(cast.member.actor).id])
    publish(cast.member, "没图。")
    assert ids(read(cast.member, media=True)) == [shown.id]


def test_a_filter_without_an_index_looks_through_a_window_and_goes_on(cast, monkeypatch):
    monkeypatch.setattr(feed_reads, "WINDOW", 3)
    feed_reads._window.cache_clear()
    shown = publish(cast.member, "最早的图。", media=[picture(cast.member.actor).id])
    for n in range(7):
        publish(cast.member, f"文字 {n}。")
    first = read(cast.member, media=True)
    assert ids(first) == [] and first.next is not None
    assert all_pages(cast.member, media=True) == [shown.id]
    feed_reads._window.cache_clear()


def test_unknown_orders_and_damaged_cursors_are_refused(cast):
    for choice in (FeedChoice(order="best"), FeedChoice(cursor="nonsense")):
        with pytest.raises(BadRequest):
            read(cast.member, choice)
    with pytest.raises(NotFound):
        read(cast.member, category="ad")
    assert read(cast.member, category="note") if "note" in tea().categories else True


def tea():
    from circle.core.actor import SYSTEM

    return circles.enter(SYSTEM, "tea")[0]


def test_what_is_not_shown_stands_in_no_list(cast):
    shown = publish(cast.member, "在的。")
    gone = publish(cast.member, "删掉的。", tags=["岩茶"])
    hidden = publish(cast.member, "藏起来的。", tags=["岩茶"])
    later = publish(cast.member, "以后的。", scheduled_at=_later())
    assert set(all_pages(cast.owner)) == {shown.id, gone.id, hidden.id}
    content.remove_entry(cast.member.actor, gone.id)
    content.hide_entry(cast.owner.actor, hidden.id)
    for person in (cast.owner, cast.member):
        for wanted in ({}, {"order": "hot"}, {"author": cast.member.user_id}):
            assert all_pages(person, **wanted) == [shown.id]
        assert all_pages(person, tag="岩茶") == []
    waiting = queries.own_waiting(*reversed(circles.enter(cast.member.actor, "tea")))
    assert [row.id for row in waiting] == [later.id]
    assert not queries.own_waiting(*reversed(circles.enter(cast.owner.actor, "tea")))


def _later():
    from circle.core import clock

    return clock.now() + timedelta(hours=2)


def test_blocked_people_are_left_out_for_the_blocker_alone(cast):
    loud, calm = publish(cast.guest, "吵。"), publish(cast.owner, "静。")
    assert set(ids(read(cast.member))) == {loud.id, calm.id}
    block_user(cast.member.actor, cast.guest.user_id)
    session().expire_all()
    for wanted in ({}, {"order": "hot"}, {"author": cast.guest.user_id}):
        assert loud.id not in ids(read(cast.member, **wanted))
    assert ids(read(cast.member)) == [calm.id]
    assert set(ids(read(cast.admin))) == {loud.id, calm.id}


def test_blocked_people_are_not_met_on_top_among_the_followed_or_in_numbers(cast):
    loud, calm = (publish(who, "喝茶。", tags=["岩茶"]) for who in (cast.guest, cast.owner))
    pin(cast.owner, loud)
    pin(cast.owner, calm)
    follow(cast.member.actor, tea().id, "tag", session().scalar(select(Tag.id)))

    def met():
        circle, here = circles.enter(cast.member.actor, "tea")
        top = {row.id for row in queries.pinned_rows(here, circle)}
        followed = set(ids(read(cast.member, order="following")))
        return top, followed, queries.count_new(here, circle, 0)

    assert met() == ({loud.id, calm.id}, {loud.id, calm.id}, 2)
    block_user(cast.member.actor, cast.guest.user_id)
    session().expire_all()
    assert met() == ({calm.id}, {calm.id}, 1)


def test_pinned_stand_above_and_not_in_the_plain_list(cast):
    first, second = publish(cast.member, "一。"), publish(cast.member, "二。")
    pin(cast.owner, first, announcement=True)
    pinned = queries.pinned_rows(*reversed(circles.enter(cast.member.actor, "tea")))
    assert [row.id for row in pinned] == [first.id] and pinned[0].announcement
    assert ids(read(cast.member)) == [second.id]
    assert set(ids(read(cast.member, order="hot"))) == {first.id, second.id}


def test_a_pin_ends_with_its_time(cast, clock):
    first = publish(cast.member, "一。")
    pin(cast.owner, first, days=1)
    assert ids(read(cast.member)) == []
    clock.travel(days=2)
    assert ids(read(cast.member)) == [first.id]
    assert not queries.pinned_rows(*reversed(circles.enter(cast.member.actor, "tea")))


def test_a_fourth_on_top_stands_in_the_list(cast):
    first, *others = [publish(cast.member, f"第 {number} 泡。") for number in range(4)]
    pin(cast.owner, first)
    content.hide_entry(cast.owner.actor, first.id)
    for post in others:
        pin(cast.owner, post)
    content.unhide_entry(cast.owner.actor, first.id)
    top = queries.pinned_rows(*reversed(circles.enter(cast.member.actor, "tea")))
    assert [row.id for row in top] == [post.id for post in reversed(others)]
    assert ids(read(cast.member)) == [first.id]


def test_an_ad_that_ended_holds_no_place_on_top(cast, clock):
    circle, _here = circles.enter(cast.owner.actor, "tea")
    change_settings(cast.owner.actor, circle.id, SettingsChange(categories=["ad"], ad_days=1))
    for number in range(3):
        pin(cast.owner, publish(cast.owner, f"第 {number} 把壶。", category="ad"), days=30)
    with pytest.raises(Conflict) as refusal:
        pin(cast.owner, publish(cast.owner, "喝茶。"))
    assert refusal.value.code == "pins_full"
    clock.travel(days=2)
    plain = publish(cast.owner, "还喝茶。")
    pin(cast.owner, plain)
    top = queries.pinned_rows(*reversed(circles.enter(cast.member.actor, "tea")))
    assert [row.id for row in top] == [plain.id]


def test_new_posts_of_others_are_counted_up_to_a_bound(cast, monkeypatch):
    from circle.core.paging import as_number

    circle, here = circles.enter(cast.member.actor, "tea")
    first = publish(cast.owner, "一。")
    since = as_number(session().get(Entry, first.id).published_at)
    assert queries.count_new(here, circle, since) == 0
    publish(cast.owner, "二。")
    publish(cast.member, "自己的不算。")
    assert queries.count_new(here, circle, since) == 1
    assert queries.count_new(here, circle, 0) == 2


def test_the_page_size_is_kept(cast):
    for n in range(4):
        publish(cast.member, f"第 {n} 泡。")
    choice = FeedChoice(limit=2)
    page = read(cast.member, choice)
    assert len(page.items) == 2 and page.next
    rest = read(cast.member, replace(choice, cursor=page.next))
    assert len(rest.items) == 2 and rest.next is None
