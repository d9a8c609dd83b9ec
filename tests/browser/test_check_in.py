"""The ring of the day: one tap closes it, also where there is no network for a while."""

from datetime import timedelta

from playwright.sync_api import expect
from sqlalchemy import func, select

from circle.core import clock as time
from circle.core.db import db, session
from circle.points.models import CheckIn
from tests.factories import points as made

LEFT = "Object.keys(localStorage).filter((key) => key.startsWith('check-in:'))"


def kept(app, person):
    with app.app_context():
        mine = select(func.count()).where(CheckIn.user_id == person.user_id)
        rows = session().scalar(mine)
        db.session.remove()
        return rows


def test_one_tap_closes_the_ring_and_leads_to_the_calendar(app, cast, window, settled_in):
    view = window(cast.member)
    page = view.open("/c/tea")
    page.locator("[data-check-in-tap]").tap()
    view.see("签到好了，连续 1 天，+2 积分")
    done = page.locator("[data-check-in-done]")
    expect(done).to_have_text("已签到连续 1 天")
    assert kept(app, cast.member) == 1
    done.tap()
    today = page.locator("dialog .month__day[aria-current]")
    expect(today).to_have_attribute("data-state", "done")
    expect(page.locator("dialog [data-check-in-streak]")).to_have_text("1")


def test_a_tap_without_a_network_is_sent_once_it_is_back(app, cast, window, settled_in):
    view = window(cast.member)
    view.forgive("ERR_INTERNET_DISCONNECTED")
    page = view.open("/c/tea")
    view.context.set_offline(True)
    page.locator("[data-check-in-tap]").tap()
    view.see("先记下了，今天之内连上网会自动签到。")
    expect(page.locator("[data-check-in-done]")).to_be_visible()
    assert kept(app, cast.member) == 0
    view.context.set_offline(False)
    view.see("签到好了，连续 1 天，+2 积分")
    assert kept(app, cast.member) == 1
    page.reload()
    expect(page.locator("[data-check-in-done]")).to_be_visible()
    assert page.evaluate(LEFT) == []


def test_a_tap_kept_over_midnight_counts_for_no_other_day(app, cast, window, settled_in, clock):
    view = window(cast.member)
    view.forgive("ERR_INTERNET_DISCONNECTED", "409")
    page = view.open("/c/tea")
    view.context.set_offline(True)
    page.locator("[data-check-in-tap]").tap()
    view.see("先记下了，今天之内连上网会自动签到。")
    clock.travel(days=1)
    view.context.set_offline(False)
    view.see("那一天已经过去了")
    expect(page.locator("[data-check-in-tap]")).to_be_visible()
    assert kept(app, cast.member) == 0


def test_a_day_is_made_up_without_leaving_the_sheet(app, cast, window, settled_in, clock):
    with app.app_context():
        made.fill(cast.member, 50)
        db.session.remove()
    clock.travel(days=3)
    view = window(cast.member)
    page = view.open("/c/tea")
    page.locator("[data-check-in-tap]").tap()
    page.get_by_role("button", name="看日历").tap()
    yesterday = f"{time.local_day() - timedelta(days=1)}"
    day = page.locator(f'dialog [data-day="{yesterday}"]')
    expect(page.locator("dialog .month")).to_be_visible()
    if day.count() == 0:
        page.locator("dialog").get_by_label("前一个月").tap()
    day.get_by_role("link").tap()
    page.get_by_role("button", name="花 20 积分补签").tap()
    expect(day).to_have_attribute("data-state", "made_up")
    assert view.path == "/c/tea"
    assert kept(app, cast.member) == 2


def test_a_level_reached_is_celebrated_once(app, cast, window, settled_in):
    with app.app_context():
        for _ in range(3):
            made.happen(cast.member)
        db.session.remove()
    view = window(cast.member)
    with view.page.expect_response("**/c/tea/told"):
        page = view.open("/c/tea")
    dialog = page.get_by_role("dialog", name="你升到了 Lv2")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="继续").tap()
    expect(dialog).to_have_count(0)
    view.open("/c/tea")
    expect(page.locator("dialog")).to_have_count(0)


def test_what_was_earned_since_the_last_page_is_said(app, cast, window, settled_in):
    view = window(cast.member)
    view.open("/c/tea")
    with app.app_context():
        made.fill(cast.member, 7)
        db.session.remove()
    view.open("/c/tea/about")
    view.see("+7 积分")
