"""Opening topics and adding floors on pages: each kind has its sheet, and nothing typed is lost."""

import re
from datetime import timedelta

import pytest

from circle.content.models import Entry
from circle.core import clock
from circle.core.db import db
from circle.topics import actions
from circle.topics.kinds import KINDS
from circle.topics.models import Topic
from tests.factories.topics import open_topic, reply
from tests.topics.test_pages import LIST, opened, page, settings

pytestmark = pytest.mark.usefixtures("calm")


def the_only(app, kind="topic"):
    with app.app_context():
        return db.session.query(Entry).filter_by(kind=kind).one().id


def test_six_kinds_are_offered_and_each_has_its_own_sheet(app, cast):
    browser = cast.owner.client
    seen = page(browser, f"{LIST}/new")
    for key, kind in KINDS.items():
        assert f"{LIST}/new?kind={key}" in seen and str(kind.about) in seen
        sheet = page(browser, f"{LIST}/new?kind={key}")
        assert f'value="{key}"' in sheet and str(kind.rules).splitlines()[0] in sheet
        ends = re.search(r'name="ends_at"[^>]*?value="([^"]*)"', sheet, re.S)[1]
        assert bool(ends) == bool(kind.days)
        if key == "challenge":  # three weeks, today among them
            last = (clock.local_day() + timedelta(days=20)).isoformat()
            assert ends.startswith(last)
        asked = set(re.findall(r'name="details\.(\w+)"', sheet))
        assert asked == set(kind.asks)
    assert f"{LIST}/new?kind=event" in page(browser, f"{LIST}/new?kind=nothing")


def test_opening_a_topic_is_a_way_to_earn_for_those_who_may(cast):
    for person, offered in ((cast.owner, True), (cast.guest, True), (cast.member, False)):
        ways = page(person.client, "/c/tea/points").partition("今天可以挣")[2]
        assert "参与话题" in ways
        assert ("开话题" in ways) is offered


def test_topics_are_opened_by_those_who_may_alone(app, cast, anyone):
    number, _floors = opened(app, cast)
    for who in ("member", "outsider", "removed", "banned"):
        browser = cast[who].client
        assert browser.get(f"{LIST}/new").status_code in (303, 403), who
        sent = browser.submit(f"{LIST}/new", {"title": "偷偷发起", "body": "不该有"})
        assert sent.status_code in (303, 403) and the_only(app) == number, who
        assert LIST + "/new" not in page(browser, LIST), who
    anyone.submit(f"{LIST}/new", {"title": "偷偷发起", "body": "不该有"})
    assert the_only(app) == number


EVENT = {
    "topic_kind": "event", "title": "新茶品鉴", "body": "来喝春茶。", "rules": "准时到。",
    "starts_at": "2099-05-01T14:00", "ends_at": "2099-05-01T17:00", "tag_line": "龙井",
    "details.place": "茶山路一号", "details.capacity": "20",
}  # fmt: skip


def test_a_topic_is_opened_without_scripts(app, cast):
    data = {**EVENT, "body": "来喝 #春茶# 。", "tag_line": "龙井 明前"}
    browser = cast.owner.client
    sent = browser.submit(f"{LIST}/new", data)
    assert sent.status_code == 303, sent.get_data(as_text=True)
    with browser.session_transaction() as kept:
        assert [one["text"] for one in kept["toasts"]] == ["已发起"]
    number = the_only(app)
    assert sent.location == f"{LIST}/{number}"
    with app.app_context():
        topic = db.session.get(Topic, number)
        assert topic.settings == {"place": "茶山路一号", "capacity": 20}
        assert topic.starts_at.isoformat() == "2099-05-01T06:00:00+00:00"
        entry = db.session.get(Entry, number)
        assert set(entry.tags) == {"龙井", "明前", "春茶"}
    seen = page(cast.owner.client, sent.location)
    assert "新茶品鉴" in seen and "准时到。" in seen and "2099年5月1日 14:00 – 17:00" in seen


WRONG = (
    ({"title": ""}, "title"), ({"body": ""}, "body"), ({"ends_at": ""}, "ends_at"),
    ({"ends_at": "2001-01-01T10:00"}, "ends_at"), ({"starts_at": "2099-05-02T10:00"}, "ends_at"),
    ({"details.capacity": "0"}, "details.capacity"),
    ({"details.capacity": "二十"}, "details.capacity"), ({"rules": "长" * 2001}, "rules"),
)  # fmt: skip


def test_what_is_wrong_with_a_topic_is_said_beside_it_and_nothing_is_lost(app, cast):
    browser = cast.owner.client
    for change, wrong in WRONG:
        data = {**EVENT, **change}
        sent = browser.submit(f"{LIST}/new", data)
        seen = sent.get_data(as_text=True)
        assert sent.status_code == 422, change
        assert re.search(rf'id="{re.escape(wrong)}-error" *>[^<]+<', seen), wrong
        assert not [kept for kept in data.values() if kept not in seen], change
    assert browser.submit(f"{LIST}/new", EVENT).status_code == 303


def test_a_topic_is_changed_by_who_opened_it(app, cast):
    number, _floors = opened(app, cast, tags=("旧标签",))
    browser = cast.owner.client
    sheet = page(browser, f"/topics/{number}/edit")
    assert "周末一起去山上采春茶" in sheet and "旧标签" in sheet and "topic_kind" not in sheet
    data = {"title": "改过的标题", "body": "改过的开场", "rules": "改过的规则", "tag_line": ""}
    assert browser.submit(f"/topics/{number}/edit", data).location == f"{LIST}/{number}"
    seen = page(browser, f"{LIST}/{number}")
    assert all(word in seen for word in ("改过的标题", "改过的开场", "改过的规则"))
    assert "旧标签" not in seen
    lost = browser.submit(f"/topics/{number}/edit", {**data, "title": ""})
    assert lost.status_code == 422 and "改过的规则" in lost.get_data(as_text=True)
    for who in ("member", "guest", "outsider", "admin"):
        page(cast[who].client, f"/topics/{number}/edit", 403)
        assert cast[who].client.submit(f"/topics/{number}/edit", data).status_code == 403


def test_a_floor_is_added_and_changed_without_scripts(app, cast):
    number, _floors = opened(app, cast)
    browser = cast.member.client
    assert "周末一起去山上采春茶" in page(browser, f"/topics/{number}/reply")
    sent = browser.submit(f"/topics/{number}/reply", {"body": "我也去。"})
    floor = the_only(app, "reply")
    assert sent.location == f"{LIST}/{number}?reply={floor}#e{floor}"
    assert "我也去。" in page(browser, sent.location)
    assert "我也去。" in page(browser, f"/replies/{floor}/edit")
    sent = browser.submit(f"/replies/{floor}/edit", {"body": "我一定去。"})
    assert "我一定去。" in page(browser, sent.location)
    for who in ("owner", "guest", "outsider"):
        page(cast[who].client, f"/replies/{floor}/edit", 403)
        denied = cast[who].client.submit(f"/replies/{floor}/edit", {"body": "别人的话"})
        assert denied.status_code == 403
    assert "别人的话" not in page(browser, f"{LIST}/{number}")
    empty = browser.submit(f"/topics/{number}/reply", {"body": ""})
    assert empty.status_code == 422 and the_only(app, "reply") == floor


def test_a_floor_in_slow_mode_waits_and_keeps_its_words(app, cast):
    number, _floors = opened(app, cast, 1)
    with app.app_context():
        actions.slow_down(cast.owner.actor, number, 5)
    sent = cast.member.client.submit(f"/topics/{number}/reply", {"body": "说得太快的话"})
    seen = sent.get_data(as_text=True)
    assert sent.status_code == 429 and "说得太快的话" in seen and "慢速模式" in seen
    first = cast.guest.client.submit(f"/topics/{number}/reply", {"body": "第一次说"})
    assert first.status_code == 303


def test_a_floor_that_waits_is_seen_by_its_author_where_it_will_stand(app, cast, anyone):
    number, _floors = opened(app, cast)
    with app.app_context():
        guest = cast.guest.inside()
        for one in range(21):  # the twenty-second stands on the second page
            reply(guest, number, f"第{one}句话。")
    settings(app, cast, pre_review=True)
    sent = cast.member.client.submit(f"/topics/{number}/reply", {"body": "等人看过的话"})
    seen = page(cast.member.client, sent.location)
    assert "等人看过的话" in seen and "先看过再展示" in seen
    assert "等人看过的话" not in page(anyone, f"{LIST}/{number}?floor=20")


def test_who_handed_in_is_led_to_what_they_handed_in(app, cast):
    with app.app_context():
        topic = open_topic(cast.guest.inside(), "assignment").id
        db.session.remove()
    sheet, browser = f"/topics/{topic}/reply", cast.member.client
    assert browser.get(sheet).status_code == 200
    browser.submit(sheet, {"body": "交作业。"})
    led = browser.get(sheet)
    assert led.status_code == 303 and "/replies/" in led.location
    assert cast.guest.client.get(sheet).status_code == 200  # who hosts it writes as often as needed
