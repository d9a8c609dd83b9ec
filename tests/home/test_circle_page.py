"""A circle's page and a post's: orders, fragments, what guests are kept, what it costs."""

import re

import pytest

from circle.accounts.actions import block_user
from circle.circles import queries as circles
from circle.circles.actions import archive_circle, follow
from circle.content import actions as content
from circle.content.schemas import Comment
from circle.core.db import transaction
from circle.core.fragments import fragments
from circle.posts.cards import listings
from tests.cast import make_person
from tests.factories.circles import found_circle, join
from tests.factories.posts import pin, publish
from tests.statements import statements

MAX_QUERIES = 12


@pytest.fixture(autouse=True)
def nothing_kept():
    """Every test reads and draws for itself."""
    fragments.clear()
    listings.clear()


def fill(app, cast, number):
    with app.app_context():
        with transaction():
            posts = [publish(cast.owner, f"第 {n} 泡。 #水#") for n in range(number)]
        for post in posts[:1]:
            for n in range(6):
                first = content.write_comment(cast.guest.actor, post.id, Comment(f"好 {n}。"))
                content.write_comment(cast.owner.actor, first.id, Comment("谢谢。"))
        return [post.id for post in posts]


@pytest.mark.parametrize("number", [0, 1, 24])
def test_a_page_costs_at_most_twelve_queries_whatever_is_there(app, cast, number):
    ids = fill(app, cast, number)
    paths = ["/c/tea", "/c/tea?order=hot", "/c/tea?order=featured", "/c/tea?order=following",
             "/c/tea?tag=水", "/c/tea?media=1", "/", "/discover", "/u/owner_of_tea"]  # fmt: skip
    paths += [f"/c/tea/posts/{ids[0]}"] if ids else []
    browser = cast.member.client
    browser.get("/c/tea")
    for path in paths:
        listings.clear()
        with statements(app) as sent:
            assert browser.get(path).status_code == 200
        assert 0 < len(sent) <= MAX_QUERIES, (path, len(sent), sent)


def test_a_list_that_did_not_change_is_not_read_again(app, cast):
    fill(app, cast, 3)
    browser = cast.member.client
    with statements(app) as first:
        browser.get("/c/tea")
    browser.get("/c/tea")
    with statements(app) as again:
        browser.get("/c/tea")
    assert len(again) < len(first)
    fresh = publish_one(app, cast.owner, "新来的。")
    assert f'id="e{fresh}"' in browser.get("/c/tea").text


def publish_one(app, person, body, **more):
    with app.app_context():
        return publish(person, body, **more).id


def test_every_kind_of_change_shows_at_once_to_members_and_guests(app, anyone, cast):
    post = publish_one(app, cast.owner, "原来的话。")
    owner, guest_page = cast.owner.client, lambda: anyone.get("/c/tea").text
    seen = guest_page()
    assert "原来的话。" in seen and guest_page() == seen

    def changes(act):
        nonlocal seen
        act()
        before, seen = seen, guest_page()
        return before != seen

    assert changes(lambda: owner.call("PATCH", f"/posts/{post}", {"body": "改过的话。"}))
    assert "改过的话。" in seen and "原来的话。" not in seen
    assert changes(lambda: cast.member.client.call("PUT", f"/entries/{post}/like"))
    said = f"/entries/{post}/comments"
    assert changes(lambda: cast.guest.client.call("POST", said, {"body": "好。"}))
    assert changes(lambda: owner.call("PUT", f"/entries/{post}/feature"))
    assert changes(lambda: owner.call("PUT", f"/entries/{post}/pin", {}))
    assert changes(lambda: owner.call("DELETE", f"/posts/{post}"))
    assert "改过的话。" not in seen


def test_guests_pages_carry_no_token_and_nothing_of_a_reader(app, anyone, cast):
    post = publish_one(app, cast.owner, "喝茶。")
    member = cast.member.client
    member.call("PUT", f"/entries/{post}/like")
    for path in ("/c/tea", f"/c/tea/posts/{post}", "/c/tea?order=hot", "/"):
        own, shared = member.get(path).text, anyone.get(path).text
        assert "csrf" in own
        assert "csrf" not in shared and "_key" not in shared and "nonce" not in shared
        assert 'aria-pressed="true"' not in shared and "member_of_tea" not in shared
        assert "Set-Cookie" not in anyone.get(path).headers
    assert 'aria-pressed="true"' in member.get("/c/tea").text


def test_a_like_is_the_readers_own(app, cast):
    post = publish_one(app, cast.owner, "喝茶。")
    member, other = cast.member.client, cast.guest.client
    member.call("PUT", f"/entries/{post}/like")
    member.call("PUT", f"/entries/{post}/bookmark")
    assert member.get("/c/tea").text.count('aria-pressed="true"') == 2
    assert other.get("/c/tea").text.count('aria-pressed="true"') == 0
    member.call("DELETE", f"/entries/{post}/like")
    assert member.get("/c/tea").text.count('aria-pressed="true"') == 1


def test_the_fragment_is_the_list_alone_and_leads_on(app, anyone, cast):
    ids = fill(app, cast, 23)
    whole = anyone.get("/c/tea").text
    more = re.search(r'data-more[^>]*href="([^"]+)"', whole)[1].replace("&amp;", "&")
    part = anyone.get(more, headers={"X-Fragment": "entries"}).text
    assert "<html" not in part and part.count("<article") == 3
    assert "<html" in anyone.get(more).text
    shown = [int(found) for found in re.findall(r'id="e(\d+)"', whole + part)]
    assert shown == ids[::-1]


def test_back_leads_to_the_same_bytes(app, anyone, cast):
    fill(app, cast, 3)
    first = anyone.get("/c/tea?order=hot")
    again = anyone.get("/c/tea?order=hot", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_a_list_kept_for_others_is_not_shown_to_who_blocked_somebody(app, cast):
    publish_one(app, cast.guest, "吵吵闹闹。")
    assert "吵吵闹闹。" in cast.owner.client.get("/c/tea").text
    with app.app_context():
        block_user(cast.member.actor, cast.guest.user_id)
    assert "吵吵闹闹。" not in cast.member.client.get("/c/tea").text
    assert "吵吵闹闹。" in cast.owner.client.get("/c/tea").text


def test_what_is_pinned_stands_above_in_one_line(app, anyone, cast):
    with app.app_context():
        post = publish(cast.owner, "本周六闭门盘货。")
        pin(cast.owner, post, announcement=True)
    page = anyone.get("/c/tea").text
    assert page.count("本周六闭门盘货。") == 1 and "pins__line" in page and "公告" in page


def test_following_is_for_members(app, anyone, cast):
    post = publish_one(app, cast.owner, "圈主说。")
    assert anyone.get("/c/tea?order=following").status_code == 303
    assert cast.outsider.client.get("/c/tea?order=following").status_code == 403
    assert f'id="e{post}"' not in cast.member.client.get("/c/tea?order=following").text
    with app.app_context():
        circle, _here = circles.enter(cast.member.actor, "tea")
        follow(cast.member.actor, circle.id, "member", cast.owner.user_id)
    assert f'id="e{post}"' in cast.member.client.get("/c/tea?order=following").text


def test_new_posts_are_told_of(app, anyone, cast):
    publish_one(app, cast.owner, "一。")
    page = anyone.get("/c/tea").text
    since = re.search(r'data-since="(\d+)"', page)[1]
    assert anyone.get(f"/c/tea/new-count?since={since}").json["count"] == 0
    publish_one(app, cast.owner, "二。")
    told = anyone.get(f"/c/tea/new-count?since={since}").json
    assert told == {"count": 1, "text": "1 条新内容"}
    for bad in ("", "x", "-1", "9" * 19):
        assert anyone.get(f"/c/tea/new-count?since={bad}").status_code == 400


def test_an_archived_circle_says_so(app, anyone, cast):
    with app.app_context():
        circle, _here = circles.enter(cast.owner.actor, "tea")
        archive_circle(cast.owner.actor, circle.id)
    assert "已归档" in anyone.get("/c/tea").text
    assert cast.member.client.get("/c/tea/posts/new").status_code == 403


def test_damaged_addresses_are_refused_kindly(anyone, cast):
    for path in ("/c/tea?order=best", "/c/tea?cursor=zz", "/c/tea?limit=1000"):
        assert anyone.get(path).status_code == 400, path
    for path in ("/c/nowhere", "/c/tea?author=nobody", "/c/tea?category=what", "/u/nobody"):
        assert anyone.get(path).status_code == 404, path
    assert anyone.get("/c/tea").status_code == 200


def test_no_byte_of_a_private_circle_reaches_an_outsider(app, anyone, cast):
    with app.app_context():
        found_circle(cast.owner.actor, "quiet-tea", name="静悄悄", visibility="private")
        post = publish(cast.owner, "金丝雀在唱歌。 #金丝雀#", slug="quiet-tea").id
    paths = [rule.rule for rule in app.url_map.iter_rules() if "GET" in rule.methods]
    filled = {re.sub(r"<[^>]*slug>", "quiet-tea", path) for path in paths}
    filled = {re.sub(r"<[^>]*name>", "owner_of_tea", path) for path in filled}
    filled = {re.sub(r"<int:[^>]*>", str(post), path) for path in filled}
    walked = sorted(path for path in filled if "<" not in path)
    assert len(walked) > 40
    outsiders = (anyone, cast.outsider.client)
    for place, path in enumerate(walked):
        # of a thing by its number each is asked by one of them: the matrix of rights asks both
        for browser in outsiders[place % 2 :][:1] if str(post) in path else outsiders:
            answer = browser.get(path)
            assert answer.status_code < 500, path
            assert "金丝雀" not in answer.text and "静悄悄" not in answer.text, path
    assert "金丝雀" in cast.owner.client.get("/c/quiet-tea").text


def test_the_front_page_tells_what_is_unread(app, cast, clock):
    member = cast.member.client
    member.get("/c/tea")
    clock.travel(minutes=5)
    publish_one(app, cast.owner, "有新茶。")
    front = member.get("/").text
    assert "有新茶。" in front and "circle-card__unread" in front
    member.get("/c/tea")
    assert "circle-card__unread" not in member.get("/").text


def test_the_front_page_tells_nothing_of_whom_one_blocked(app, cast, clock):
    cast.member.client.get("/c/tea")
    publish_one(app, cast.owner, "安安静静。")
    clock.travel(minutes=5)
    cast.member.client.get("/c/tea")
    clock.travel(minutes=5)
    publish_one(app, cast.guest, "吵吵闹闹。")
    front = cast.member.client.get("/").text
    assert "吵吵闹闹。" in front and "circle-card__unread" in front
    with app.app_context():
        block_user(cast.member.actor, cast.guest.user_id)
    front = cast.member.client.get("/").text
    assert "吵吵闹闹。" not in front and "circle-card__unread" not in front
    assert "安安静静。" in front


def test_many_unread_are_counted_up_to_ninety_nine(app, cast, clock):
    cast.member.client.get("/c/tea")
    clock.travel(minutes=5)
    fill(app, cast, 101)
    assert ">99+<" in cast.member.client.get("/").text


def test_guests_are_told_what_this_is(app, anyone, cast):
    publish_one(app, cast.owner, "有新茶。")
    page = anyone.get("/").text
    assert "圈子留得住" in page and "/signup" in page and "/c/tea" in page


def test_discover_finds_by_how_a_name_begins(app, anyone, cast):
    with app.app_context():
        found_circle(cast.owner.actor, "film", name="剩三张")
        found_circle(cast.owner.actor, "hidden", name="剩余的秘密", visibility="private")
    page = anyone.get("/discover?q=剩").text
    assert "/c/film" in page and "/c/hidden" not in page and "/c/tea" not in page


def test_a_persons_page_shows_what_the_reader_may_see(app, anyone, cast):
    with app.app_context():
        found_circle(cast.owner.actor, "quiet-tea", name="静悄悄", visibility="private")
        publish(cast.owner, "关起门说的。", slug="quiet-tea")
        publish(cast.owner, "敞开说的。")
    page = anyone.get("/u/owner_of_tea").text
    assert "敞开说的。" in page and "关起门说的。" not in page
    own = cast.owner.client.get("/u/owner_of_tea").text
    assert "敞开说的。" in own and "关起门说的。" in own
    assert "拉黑" in cast.member.client.get("/u/owner_of_tea").text


def test_pages_speak_english_too(app, cast):
    publish_one(app, cast.owner, "喝茶。")
    browser = cast.member.client
    browser.set_cookie("lang", "en")
    page = browser.get("/c/tea").text
    assert "Latest" in page and 'lang="en"' in page and "最新" not in page


def test_a_person_in_one_circle_writes_there(app, cast):
    assert cast.member.client.get("/write").location == "/c/tea/posts/new"
    with app.app_context():
        newcomer = make_person(app, "somebody")
    assert "/discover" in newcomer.client.get("/write").text
    with app.app_context():
        join(newcomer.actor, "tea")
    assert newcomer.client.get("/write").location == "/c/tea/posts/new"
