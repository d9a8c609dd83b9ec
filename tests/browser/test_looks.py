"""What a hand notices: pictures seen before use, a bar that lies on a cover, tools in reach."""

import re

from playwright.sync_api import expect

from tests.browser.test_journey_arriving import files
from tests.browser.windows import DESK

SHOWN = ".picture-field__shown img"


def test_a_picture_is_seen_where_it_will_stand_before_it_is_used(app, cast, window):
    view = window(cast.member)
    page = view.open("/me/profile")
    expect(page.locator(SHOWN)).to_have_count(0)
    expect(page.get_by_role("button", name="用这张图")).to_be_hidden()
    page.locator("[data-picture-field]").set_input_files(files("teal"))
    expect(page.locator(SHOWN)).to_have_count(1)
    assert page.locator(SHOWN).get_attribute("src").startswith("blob:")
    page.get_by_role("button", name="用这张图").tap()
    view.expect_path("/me/profile")
    expect(page.locator(SHOWN)).to_have_attribute("src", re.compile("^/avatars/"))


def test_a_picture_is_used_without_scripts_too_and_taken_away(app, cast, window):
    view = window(cast.member, java_script_enabled=False)
    page = view.page
    page.goto(view.address + "/me/profile")
    expect(page.get_by_role("button", name="用这张图")).to_be_hidden()
    page.locator("[data-picture-field]").set_input_files(files("olive"))
    expect(page.get_by_text("选好了，还没用上")).to_be_visible()
    page.get_by_role("button", name="用这张图").tap()
    expect(page.locator(SHOWN)).to_have_count(1)
    page.get_by_role("button", name="去掉头像").tap()
    expect(page.locator(SHOWN)).to_have_count(0)


def test_the_bar_lies_on_the_cover_until_that_has_gone_under_it(cast, window, crowded):
    page = window(cast.member).open("/c/tea")
    bar = page.locator("[data-bar]")
    assert page.locator(".hero__cover").bounding_box()["y"] == 0
    expect(bar).not_to_have_attribute("data-solid", "")
    page.mouse.wheel(0, 1200)
    expect(bar).to_have_attribute("data-solid", "")
    expect(page.locator("[data-bar-title]")).to_have_css("opacity", "1")


DETAILS = ".composer__more:not([data-asking]) > summary"
ABOVE = """([upper, lower]) => {
  const box = (by) => document.querySelector(by).getBoundingClientRect();
  const [one, other] = [box(upper), box(lower)];
  return one.bottom <= other.top + 1 && other.bottom <= innerHeight + 1;
}"""


def test_the_details_of_a_post_are_reached_above_the_tools(app, cast, window):
    page = window(cast.owner).open("/c/tea/posts/new")
    page.wait_for_function(ABOVE, arg=[DETAILS, ".composer__tools"])  # once it has come to rest
    page.locator(DETAILS).tap()
    tools = page.locator(".composer__tools")
    page.get_by_label("定时发布").focus()
    field = page.get_by_label("定时发布").bounding_box()
    assert field["y"] + field["height"] <= tools.bounding_box()["y"] + 1  # a pixel's part


def test_wide_pages_stand_between_my_circles_and_what_the_circle_is(app, cast, window):
    page = window(cast.owner, size=DESK).open("/c/tea/members")
    left, right = page.locator(".rail--left"), page.locator(".rail--right")
    expect(left.get_by_role("link", name="一席茶")).to_be_visible()
    expect(right.get_by_role("link", name="关于与圈规")).to_be_visible()
    assert page.locator("main").bounding_box()["width"] <= 680
