"""A topic on a phone: opened, answered, jumped through, read up to a floor and closed."""

import re

from playwright.sync_api import expect

from circle.core.db import db
from circle.topics import actions, queries
from tests.factories.topics import open_topic, reply


def go_on(view):
    """Put away what is celebrated, if anything is."""
    for person_told in view.page.get_by_role("button", name="继续").all():
        person_told.click()


def test_a_topic_is_opened_answered_and_closed_on_a_phone(cast, window, settled_in):
    host, member = window(cast.owner), window(cast.member)
    host.open("/c/tea/topics")
    host.page.get_by_role("link", name="发起第一个话题").tap()
    host.page.get_by_role("link", name="打卡").tap()
    host.page.wait_for_selector("form[data-composed]")
    send = host.page.get_by_role("button", name="发起")
    expect(send).to_be_disabled()
    expect(host.page.locator("[data-missing]")).to_have_text("先起个标题")
    host.page.get_by_label("标题", exact=True).fill("二十一天每天一杯茶")
    expect(send).to_be_disabled()
    host.page.get_by_label("开场白").fill("每天泡一杯，写一句。")
    expect(send).to_be_enabled()
    send.tap()
    host.page.wait_for_url(re.compile(r"/c/tea/topics/\d+$"))
    go_on(host)
    path = host.path
    member.open(path)
    go_on(member)
    member.page.get_by_role("link", name="今日打卡").tap()
    member.page.wait_for_selector("form[data-composed]")
    member.page.get_by_label("你要说的").fill("今天泡了白茶。")
    member.page.get_by_role("button", name="发送").tap()
    member.see("今天泡了白茶。")
    member.see("1 楼")
    host.open(path)
    go_on(host)
    host.page.get_by_role("link", name="打理这个话题").tap()
    host.page.get_by_label("你的总结").fill("谢谢大家。")
    host.page.get_by_role("button", name="关闭", exact=True).last.tap()
    host.see("主持人的总结")
    member.open(path)
    member.see("谢谢大家。")


def test_floors_that_were_on_the_screen_are_read(app, cast, window, settled_in):
    with app.app_context():
        number = open_topic(cast.owner.inside()).id
        for one in range(1, 51):
            reply(cast.owner.inside(), number, f"第{one}句话。")
    view = window(cast.guest)
    view.open(f"/c/tea/topics/{number}")
    go_on(view)
    with view.page.expect_response(re.compile(f"/api/v1/topics/{number}/read$")) as told:
        view.page.locator("[data-floor='4']").scroll_into_view_if_needed()
    assert told.value.status == 204
    with app.app_context():
        reached = queries.read_floor(cast.guest.inside(), number)
    assert 4 <= reached < 20
    view.page.get_by_label("楼层号").fill("45")
    with view.page.expect_response(re.compile(f"/api/v1/topics/{number}/read$")) as told:
        view.page.get_by_role("button", name="跳转").tap()
        expect(view.page.locator("[data-floor]").first).to_have_attribute("data-floor", "45")
        view.page.locator("[data-floor='50']").scroll_into_view_if_needed()
    assert told.value.status == 204
    view.page.get_by_role("link", name="更早的楼层").tap()
    expect(view.page.locator("[data-floor]").first).to_have_attribute("data-floor", "25")


def test_what_an_event_asks_stays_on_one_line_in_english_too(app, cast, window, settled_in):
    with app.app_context():
        topic = open_topic(cast.guest.inside(), "event", capacity=1).id
        actions.sign_up(cast.admin.inside(), topic)
        db.session.remove()
    view = window(cast.member, locale="en-US")
    view.context.add_cookies([{"name": "lang", "value": "en", "url": view.address}])
    page = view.open(f"/c/tea/topics/{topic}")
    asked = page.get_by_role("button", name="Join the waiting list").bounding_box()
    beside = page.get_by_role("link", name="Write something").last.bounding_box()
    assert asked["y"] == beside["y"] and asked["height"] == beside["height"] <= 48
    assert asked["width"] > 3 * beside["width"]
