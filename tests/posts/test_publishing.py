"""Publishing, changing and moving posts: categories, ads, what is typed, what has to wait."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from circle.circles import queries as circles
from circle.circles.actions import change_settings
from circle.circles.schemas import SettingsChange
from circle.content.actions import apply_verdict, expire_entry, publish_due, reschedule_entry
from circle.content.models import Entry
from circle.content.schemas import Ruling
from circle.core import clock as core_clock
from circle.core.db import db, session
from circle.core.errors import Conflict, Invalid, NotAllowed
from circle.posts import actions, queries
from circle.posts.queries import FeedChoice
from circle.posts.schemas import NewPost, PostForm
from tests.factories.content import png
from tests.factories.posts import publish


def allow(cast, *categories, **more):
    circle, _here = circles.enter(cast.owner.actor, "tea")
    change = SettingsChange(categories=list(categories), **more)
    change_settings(cast.owner.actor, circle.id, change)


def listed(person, **wanted):
    circle, here = circles.enter(person.actor, "tea")
    return [row.id for row in queries.feed_page(here, circle, FeedChoice(**wanted)).items]


@pytest.mark.usefixtures("inside")
def test_only_categories_of_the_circle_are_taken(cast):
    allow(cast, "note")
    with pytest.raises(Invalid) as refusal:
        publish(cast.owner, "卖壶。", category="ad")
    assert "category" in refusal.value.errors
    assert publish(cast.owner, "记一笔。", category="note").category == "note"


@pytest.mark.usefixtures("inside")
def test_ads_stand_in_their_own_tab_and_never_in_latest(cast):
    allow(cast, "ad")
    ad, plain = publish(cast.owner, "出一把壶。", category="ad"), publish(cast.owner, "喝茶。")
    assert listed(cast.member) == [plain.id]
    assert listed(cast.member, category="ad") == [ad.id]
    assert ad.id not in listed(cast.member, order="hot")


@pytest.mark.usefixtures("inside")
def test_a_member_runs_as_many_ads_a_week_as_the_circle_allows(cast, clock):
    allow(cast, "ad", ad_quota=1)
    publish(cast.member, "出一把壶。", category="ad")
    with pytest.raises(NotAllowed) as refusal:
        publish(cast.member, "再出一把。", category="ad")
    assert refusal.value.code == "ad_quota"
    for number in range(3):  # staff are not counted
        publish(cast.owner, f"第 {number} 把。", category="ad")
    clock.travel(days=8)
    assert publish(cast.member, "下周的壶。", category="ad").category == "ad"


def test_ads_placed_at_once_keep_to_the_quota(app, cast):
    with app.app_context():
        allow(cast, "ad", ad_quota=2)

    def place(number):
        with app.app_context():
            try:
                publish(cast.member, f"第 {number} 把壶。", category="ad", waits=True)
            except NotAllowed:
                return 0
            return 1

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(place, range(6))) == 2


@pytest.mark.usefixtures("inside")
def test_an_ad_taken_back_still_counts(cast):
    from circle.content.actions import remove_entry

    allow(cast, "ad", ad_quota=1)
    remove_entry(cast.member.actor, publish(cast.member, "出一把壶。", category="ad").id)
    with pytest.raises(NotAllowed):
        publish(cast.member, "换个说法再出。", category="ad")


@pytest.mark.usefixtures("inside")
def test_ads_end_when_the_circle_says_at_the_latest(cast, clock):
    allow(cast, "ad", ad_days=3)
    far = core_clock.now() + timedelta(days=60)
    ad = publish(cast.owner, "出一把壶。", category="ad", expires_at=far)
    assert ad.expires_at <= core_clock.now() + timedelta(days=3)
    assert listed(cast.member, category="ad") == [ad.id]
    clock.travel(days=4)
    assert listed(cast.member, category="ad") == []


@pytest.mark.usefixtures("inside")
def test_the_days_of_a_scheduled_ad_begin_when_it_appears(cast, clock):
    allow(cast, "ad", ad_days=3)
    then = core_clock.now() + timedelta(days=10)
    ad = publish(cast.owner, "下周的壶。", category="ad", scheduled_at=then)
    clock.travel(days=11)
    publish_due(ad.id)
    assert listed(cast.member, category="ad") == [ad.id]
    clock.travel(days=4)
    assert listed(cast.member, category="ad") == []


@pytest.mark.usefixtures("inside")
def test_the_days_of_an_ad_begin_when_review_lets_it_through(cast, clock):
    allow(cast, "ad", ad_days=3, newcomer_review=1)
    ad = publish(cast.member, "出一把壶。", category="ad", waits=True)
    post = publish(cast.owner, "后来才算广告。")
    clock.travel(days=5)
    apply_verdict(cast.owner.actor, ad.id, Ruling("approve"))
    actions.edit_post(cast.owner.actor, post.id, {"category": "ad"})
    assert set(listed(cast.member, category="ad")) == {ad.id, post.id}
    clock.travel(days=4)
    assert listed(cast.member, category="ad") == []


@pytest.mark.usefixtures("inside")
def test_an_ad_that_becomes_a_plain_post_stays(cast, clock):
    allow(cast, "ad", ad_days=1)
    ad = publish(cast.owner, "出一把壶。", category="ad")
    assert actions.edit_post(cast.owner.actor, ad.id, {"category": "none"}).expires_at is None
    clock.travel(days=2)
    expire_entry(ad.id)
    assert listed(cast.member) == [ad.id]


@pytest.mark.usefixtures("inside")
def test_a_change_does_not_lengthen_an_ad(cast, clock):
    allow(cast, "ad", ad_days=3)
    ad = publish(cast.owner, "出一把壶。", category="ad")
    ends = ad.expires_at
    clock.travel(days=2)
    sooner, later = (core_clock.now() + timedelta(hours=hours) for hours in (2, 200))
    changed = actions.edit_post(cast.owner.actor, ad.id, {"expires_at": later})
    assert changed.expires_at == ends
    assert actions.edit_post(cast.owner.actor, ad.id, {"expires_at": sooner}).expires_at == sooner


@pytest.mark.parametrize("category", ["ad", "info"])
@pytest.mark.usefixtures("inside")
def test_a_post_does_not_end_before_it_appears(cast, category):
    allow(cast, "ad", "info")
    first, then = (core_clock.now() + timedelta(days=days) for days in (2, 5))
    when = {"category": category, "scheduled_at": then}
    with pytest.raises(Invalid) as refusal:
        publish(cast.owner, "周六茶会。", expires_at=first, **when)
    assert "expires_at" in refusal.value.errors
    post = publish(cast.owner, "周六茶会。", expires_at=then + timedelta(days=1), **when)
    with pytest.raises(Invalid) as refusal:
        actions.edit_post(cast.owner.actor, post.id, {"expires_at": first})
    assert "expires_at" in refusal.value.errors
    with pytest.raises(Invalid) as refusal:
        reschedule_entry(cast.owner.actor, post.id, then + timedelta(days=2))
    assert "scheduled_at" in refusal.value.errors
    assert reschedule_entry(cast.owner.actor, post.id, first).scheduled_at == first


@pytest.mark.usefixtures("inside")
def test_plain_posts_have_no_end_and_no_city(cast):
    allow(cast, "info")
    soon = core_clock.now() + timedelta(days=2)
    with pytest.raises(Invalid) as refusal:
        publish(cast.owner, "闲聊。", expires_at=soon)
    assert "expires_at" in refusal.value.errors
    assert publish(cast.owner, "闲聊。", city="杭州").city is None
    info = publish(cast.owner, "周六茶会。", category="info", city="杭州", expires_at=soon)
    assert (info.city, info.expires_at) == ("杭州", soon)
    assert listed(cast.member, city="杭州") == [info.id]


def test_no_end_takes_the_end_away_and_saying_nothing_leaves_it(app, cast):
    with app.app_context():
        allow(cast, "info", "ad")
        soon = core_clock.now() + timedelta(days=2)
        info = publish(cast.owner, "周六茶会。", category="info", expires_at=soon).id
        ad = publish(cast.owner, "出一把壶。", category="ad", expires_at=soon).id
        db.session.remove()
    client = cast.owner.client
    assert client.call("PATCH", f"/posts/{info}", {"body": "周日茶会。"}).status_code == 200
    with app.app_context():
        assert session().get_one(Entry, info).expires_at == soon
        db.session.remove()
    assert client.call("PATCH", f"/posts/{info}", {"expires_at": None}).status_code == 200
    assert client.call("PATCH", f"/posts/{ad}", {"expires_at": None}).status_code == 200
    with app.app_context():
        assert session().get_one(Entry, info).expires_at is None
        assert session().get_one(Entry, ad).expires_at > soon  # an ad has the longest there is


@pytest.mark.usefixtures("inside")
def test_staff_move_a_post_and_can_put_it_back(cast):
    allow(cast, "ad", "note")
    post = publish(cast.member, "其实是广告。", tags=["壶"])
    with pytest.raises(NotAllowed):
        actions.move_post(cast.member.actor, post.id, "ad")
    moved, before = actions.move_post(cast.moderator.actor, post.id, "ad")
    assert (moved.lane, before) == ("ad", "none") and listed(cast.member) == []
    assert listed(cast.member, tag="壶") == []
    actions.move_post(cast.moderator.actor, post.id, before)
    assert listed(cast.member) == [post.id] == listed(cast.member, tag="壶")
    with pytest.raises(Conflict):
        actions.move_post(cast.moderator.actor, post.id, "none")


@pytest.mark.usefixtures("inside")
def test_a_post_does_not_become_an_ad_past_the_quota(cast):
    allow(cast, "ad", ad_quota=0)
    post = publish(cast.member, "闲聊。")
    with pytest.raises(NotAllowed):
        actions.edit_post(cast.member.actor, post.id, {"category": "ad"})
    changed = actions.edit_post(cast.member.actor, post.id, {"body": "改了字。"})
    assert changed.source == "改了字。" and changed.category == "none"


@pytest.mark.usefixtures("inside")
def test_older_posts_that_become_ads_count_from_then(cast, clock):
    allow(cast, "ad", ad_quota=1)
    first, second = publish(cast.member, "闲聊。"), publish(cast.member, "再聊。")
    clock.travel(days=10)
    actions.edit_post(cast.member.actor, first.id, {"category": "ad"})
    for again in (
        lambda: actions.edit_post(cast.member.actor, second.id, {"category": "ad"}),
        lambda: publish(cast.member, "出一把壶。", category="ad"),
    ):
        with pytest.raises(NotAllowed) as refusal:
            again()
        assert refusal.value.code == "ad_quota"
    for category in ("none", "ad"):  # one's own change of mind is no second ad
        actions.edit_post(cast.member.actor, first.id, {"category": category})
    clock.travel(days=8)
    assert actions.edit_post(cast.member.actor, second.id, {"category": "ad"}).category == "ad"


@pytest.mark.usefixtures("inside")
def test_outsiders_and_strangers_do_not_publish(cast):
    circle, _here = circles.enter(cast.owner.actor, "tea")
    for person in (cast.outsider, cast.removed, cast.banned):
        with pytest.raises(NotAllowed):
            actions.publish_post(person.actor, circle.id, NewPost("混进来。"))
    assert actions.publish_post(cast.member.actor, circle.id, NewPost("我在。")).id


@pytest.mark.parametrize("typed", ["岩茶 水", "岩茶,水", "#岩茶 #水", "岩茶、水；", "  岩茶\n水 "])
def test_tags_in_one_line_are_told_apart(typed):
    assert list(PostForm().load({"body": "喝茶。", "tag_line": typed}).tags) == ["岩茶", "水"]


def test_the_composer_publishes_without_scripts_pictures_included(app, cast):
    browser = cast.owner.client
    page = browser.get("/c/tea/posts/new").text
    assert 'enctype="multipart/form-data"' in page and 'name="pictures"' in page
    files = [(io.BytesIO(png("tomato")), "a.png"), (io.BytesIO(png("teal")), "b.png")]
    answer = browser.submit(
        "/c/tea/posts/new", {"body": "两张图。", "tag_line": "岩茶", "pictures": files},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 303, answer.text
    with app.app_context():
        (row,) = session().query(Entry).filter_by(kind="post").all()
        assert len(row.card["pictures"]) == 2 and row.tags == ["岩茶"]
    assert browser.get(answer.location).text.count("data-picture ") >= 2


def test_a_refused_post_keeps_what_was_typed(cast):
    browser = cast.owner.client
    broken = [(io.BytesIO(b"not a picture"), "a.png")]
    answer = browser.submit(
        "/c/tea/posts/new",
        {"body": "一字不能丢。", "tag_line": "岩茶", "category": "nonsense", "pictures": broken},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 422
    assert "一字不能丢。" in answer.text and 'value="岩茶"' in answer.text
    assert browser.submit("/c/tea/posts/new", {"body": "   "}).status_code == 422


def test_the_same_form_sent_twice_publishes_once(app, cast):
    browser = cast.owner.client
    form = {"body": "只发一次。", "_key": "same-key"}
    first, second = (browser.submit("/c/tea/posts/new", dict(form)) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    with app.app_context():
        assert session().query(Entry).filter_by(kind="post").count() == 1


def test_a_newcomers_post_waits_and_says_so(app, cast):
    browser = cast.member.client
    answer = browser.submit("/c/tea/posts/new", {"body": "第一次发言。"})
    page = browser.get(answer.location).text
    assert "几小时内" in page and "第一次发言" in page
    assert "第一次发言" in browser.get("/c/tea").text
    assert cast.guest.client.get(answer.location).status_code == 404
    assert "第一次发言" not in cast.guest.client.get("/c/tea").text
    assert cast.owner.client.get(answer.location).status_code == 200


def test_a_post_is_changed_on_the_same_sheet(app, cast):
    with app.app_context():
        post = publish(cast.owner, "原来的话。", tags=["岩茶"]).id
    browser = cast.owner.client
    page = browser.get(f"/posts/{post}/edit").text
    assert "原来的话。" in page and 'value="岩茶"' in page
    assert browser.submit(f"/posts/{post}/edit", {"body": "后来的话。"}).status_code == 303
    assert "后来的话。" in browser.get(f"/c/tea/posts/{post}").text
    assert cast.member.client.get(f"/posts/{post}/edit").status_code == 403


def test_moving_by_form_offers_to_undo(app, cast):
    with app.app_context():
        allow(cast, "note")
        post = publish(cast.owner, "一条笔记。").id
    browser = cast.owner.client
    answer = browser.submit(f"/posts/{post}/move", {"category": "note"}, follow_redirects=True)
    assert f"/posts/{post}/move?category=none" in answer.text
    assert browser.submit(f"/posts/{post}/move?category=none").status_code == 303
    assert browser.submit(f"/posts/{post}/move", {"category": "what"}).status_code == 422
