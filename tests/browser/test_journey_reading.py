"""Reading: lists without an end, the same place after going back, sheets, long texts, pictures."""

import pytest
from playwright.sync_api import expect

from circle.core import clock
from tests.factories.posts import publish

MANY = 45
STANDS_AT = """([id, y]) =>
  Math.abs(document.getElementById(id)?.getBoundingClientRect().top - y) < 3"""


@pytest.fixture
def crowd(posts):
    """A circle with more posts than fit two pages."""
    return posts(MANY)


def cards(page):
    return page.locator("[data-feed] > article")


def scroll_to_end(page):
    page.evaluate("window.scrollTo(0, document.scrollingElement.scrollHeight)")


def test_the_list_goes_on_by_itself_and_ends(window, cast, crowd):
    page = window(cast.guest).open("/c/tea")
    expect(cards(page)).not_to_have_count(0)
    while cards(page).count() < MANY:
        seen = cards(page).count()
        scroll_to_end(page)
        page.wait_for_function(
            "(seen) => document.querySelectorAll('[data-feed] > article').length > seen", arg=seen
        )
    assert cards(page).evaluate_all("(all) => new Set(all.map((one) => one.id)).size") == MANY
    expect(page.locator("a[data-more]")).to_have_count(0)


def test_a_part_of_the_list_that_did_not_come_is_asked_for_again(window, cast, crowd):
    view = window(cast.guest)
    view.forgive("ERR_FAILED")
    view.page.route("**/c/tea?cursor=*", lambda route: route.abort(), times=1)
    page = view.open("/c/tea")
    scroll_to_end(page)
    page.get_by_role("button", name="重试").tap()
    expect(page.locator(f"#e{crowd[20]}")).to_be_attached()


def test_going_back_to_a_list_or_a_month_finds_the_same_place(window, cast, crowd):
    view = window(cast.guest)
    month = f"/c/tea/archive/{clock.local_day(clock.now()):%Y-%m}"
    for path, link, go_back in (
        ("/c/tea", ".card__meta a", lambda: view.page.get_by_role("link", name="返回").tap()),
        (month, "a", view.page.go_back),
    ):
        target, before = scroll_to_post(view.open(path), crowd[8])
        target.locator(link).first.tap()
        view.expect_path(f"/c/tea/posts/{crowd[8]}")
        go_back()
        view.expect_path(path)
        view.page.wait_for_function(STANDS_AT, arg=[f"e{crowd[8]}", before])


def scroll_to_post(page, number):
    """A post further down than the first page reaches, and how far from the top it stands now."""
    scroll_to_end(page)
    target = page.locator(f"#e{number}")
    target.wait_for(state="attached")
    target.scroll_into_view_if_needed()
    return target, target.bounding_box()["y"]


def test_what_is_new_is_offered_and_shown_when_asked(app, cast, window, crowd):
    view = window(cast.guest)
    view.page.clock.install()
    page = view.open("/c/tea")
    with app.app_context():
        publish(cast.member, "刚泡好的一壶。")
    expect(page.locator("[data-pill]")).to_be_hidden()
    page.clock.fast_forward(60_000)
    expect(page.locator("[data-pill]")).to_have_text("1 条新内容")
    page.locator("[data-pill] a").tap()
    view.see("刚泡好的一壶。")
    expect(page.locator("[data-pill]")).to_be_hidden()
    expect(cards(page).first).to_contain_text("刚泡好的一壶。")


def test_a_long_text_folds_and_a_short_one_does_not(window, cast, lively):
    page = window(cast.member).open("/c/tea")
    long = page.locator("article", has_text="出汤快一些")
    folded = long.bounding_box()["height"]
    long.get_by_text("展开").tap()
    expect(long.get_by_text("展开")).to_be_hidden()
    assert long.bounding_box()["height"] > folded + 100
    short = page.locator("article", has_text="四张照片。")
    expect(short.get_by_text("展开")).to_have_count(0)


def test_a_sheet_opens_closes_in_three_ways_and_gives_the_focus_back(window, cast, lively):
    view = window(cast.member)
    page = view.open("/c/tea")
    more = page.locator(f"#e{lively['post_id']}").get_by_role("link", name="更多")
    sheet = page.get_by_role("dialog")
    for close in (
        lambda: page.evaluate("history.back()"),
        lambda: page.keyboard.press("Escape"),
        lambda: sheet.get_by_role("button", name="关闭").tap(),
    ):
        more.focus()
        page.keyboard.press("Enter")
        expect(sheet.get_by_text("复制链接")).to_be_visible()
        close()
        expect(sheet).to_have_count(0)
        expect(more).to_be_focused()
        assert view.path == "/c/tea"
        page.evaluate("document.activeElement.blur()")


def test_pictures_open_large_are_walked_through_and_close_with_back(window, cast, lively):
    view = window(cast.member)
    page = view.open("/c/tea")
    pictures = page.locator(f"#e{lively['post_id']} a[data-picture]")
    pictures.first.tap()
    viewer = page.locator(".pswp")
    expect(viewer).to_be_visible()
    expect(viewer.locator(".viewer__caption")).to_have_text("一杯茶 0")
    page.keyboard.press("ArrowRight")
    expect(viewer.locator(".viewer__caption")).to_have_text("一杯茶 1")
    page.evaluate("history.back()")
    expect(viewer).to_have_count(0)
    assert view.path == "/c/tea"


def test_a_like_that_is_refused_is_taken_back_with_a_word(window, cast, lively):
    view = window(cast.member)
    view.forgive("503")
    page = view.open("/c/tea")
    view.page.route("**/like", lambda route: route.fulfill(status=503, body="{}"))
    like = page.locator(f"#e{lively['featured_id']}").get_by_role("button", name="点赞")
    like.tap()
    view.see("没有送达")
    expect(like).to_have_attribute("aria-pressed", "false")
    expect(like.locator("[data-count]")).to_have_text("")
