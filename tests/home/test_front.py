"""A member's front page: the newest of all their circles together, and circles to look into."""

import re
from datetime import timedelta

from circle.circles.actions import change_settings, leave_circle
from circle.circles.schemas import SettingsChange
from circle.content import actions as content
from circle.core import clock as clocks
from tests.cast import make_person
from tests.factories.circles import found_circle, join
from tests.factories.posts import publish


def two_circles(app, cast):
    """A second circle the member is in, and one they are not in; each says something."""
    with app.app_context():
        for slug, name in (("film", "剩三张"), ("far", "很远的桌子")):
            found_circle(cast.owner.actor, slug, name=name)
        join(cast.member.actor, "film")
        for slug, words in (("tea", "水开了。"), ("film", "第三卷。"), ("far", "远处的话。")):
            publish(cast.owner, words, slug=slug)


def test_the_newest_of_all_my_circles_stands_below_them_each_naming_its_own(app, cast):
    two_circles(app, cast)
    page = cast.member.client.get("/").text
    feed = page[page.index("data-fragment"):]
    assert "水开了。" in feed and "第三卷。" in feed and "剩三张" in feed
    assert "远处的话。" not in feed
    assert "远处的话。" in cast.owner.client.get("/").text


def test_who_left_a_circle_reads_no_more_of_it_there(app, cast):
    two_circles(app, cast)
    browser = cast.member.client
    assert "第三卷。" in browser.get("/").text
    with app.app_context():
        here = cast.member.inside("film")
        leave_circle(here, here.circle_id)
    assert "第三卷。" not in browser.get("/").text


def test_who_writes_is_named_with_their_standing_in_that_circle(app, cast):
    with app.app_context():
        found_circle(cast.member.actor, "film", name="剩三张")
        join(cast.owner.actor, "film")
        publish(cast.owner, "我在这里只是成员。", slug="film")
        publish(cast.owner, "我在这里是圈主。")
    page = cast.member.client.get("/").text
    cards = {words: card for card in page.split("<article")[1:]
             for words in ("只是成员", "是圈主。") if words in card}
    assert ">圈主<" in cards["是圈主。"] and ">圈主<" not in cards["只是成员"]
    assert 'data-level="1"' in cards["只是成员"]


def test_who_is_in_no_circle_is_offered_some_to_join_with_one_tap(app, cast):
    two_circles(app, cast)
    with app.app_context():
        newcomer = make_person(app, "newcomer")
        here = cast.owner.inside("film")
        change_settings(here, here.circle_id, SettingsChange(join_policy="invite"))
    client = newcomer.client
    page = client.get("/").text
    assert 'data-sheet href="/c/tea/join"' in page and "/c/film/join" not in page
    assert "/join" not in cast.owner.client.get("/").text
    assert client.submit("/c/tea/join", {"accept_rules": "1"}).status_code == 303
    assert "水开了。" in client.get("/").text


def test_the_front_page_leads_on_and_its_part_is_the_list_alone(app, cast):
    with app.app_context():
        for number in range(25):
            publish(cast.owner, f"第 {number} 泡。")
    browser = cast.member.client
    page = browser.get("/").text
    [further] = re.findall(r'href="(/\?cursor=[^"]+)"', page)
    part = browser.get(further, headers={"X-Fragment": "entries"}).text
    assert "<html" not in part and "我的圈子" not in part
    shown = [set(re.findall(r"第 (\d+) 泡", text[text.find("<article"):])) for text in (page, part)]
    assert shown[0] | shown[1] == {str(number) for number in range(25)}
    assert not shown[0] & shown[1]


def test_lively_circles_are_offered_but_for_those_one_is_in(app, cast):
    two_circles(app, cast)
    rail = cast.member.client.get("/").text.split('rail--right"')[1].split("</aside>")[0]
    assert "/c/far" in rail and "/c/tea" not in rail and "/c/film" not in rail


def test_ones_own_post_that_waits_for_its_hour_says_which(app, cast):
    hour = clocks.now() + timedelta(hours=2)
    with app.app_context():
        entry = publish(cast.owner, "以后的。", scheduled_at=hour)
        shown = entry.scheduled_at
    page = cast.owner.client.get("/c/tea").text
    assert "展示</time>" in page and shown.strftime("%Y-%m-%dT") in page
    assert "以后的。" not in cast.member.client.get("/c/tea").text
    with app.app_context():
        content.publish_scheduled(cast.owner.actor, entry.id)
    assert "展示</time>" not in cast.owner.client.get("/c/tea").text
