"""What was done can be taken back by the word that says it was done."""

import re

from playwright.sync_api import expect


def open_menu(view, entry_id):
    page = view.open("/c/tea")
    page.locator(f"#e{entry_id}").get_by_role("link", name="更多").tap()
    return page.get_by_role("dialog")


def test_a_post_taken_away_is_put_back(window, cast, lively):
    view = window(cast.member)
    post = lively["post_id"]
    open_menu(view, post).locator("form[action$='/remove'] button").tap()
    expect(view.page.locator(f"#e{post}")).to_have_count(0)
    view.page.get_by_role("button", name="撤销").tap()
    expect(view.page.locator(f"#e{post}")).to_be_attached()


def test_a_hidden_post_is_shown_again(window, cast, lively):
    view = window(cast.moderator)
    post = lively["post_id"]
    open_menu(view, post).locator("a[href$='/hide']").tap()
    sheet = view.page.get_by_role("dialog")
    sheet.get_by_role("textbox").fill("不劝人买。")
    sheet.locator("form[action$='/hide'] button").tap()
    undo = view.page.get_by_role("button", name="撤销")
    undo.wait_for()
    assert cast.guest.client.get(f"/c/tea/posts/{post}").status_code == 404
    with view.page.expect_navigation():
        undo.tap()
    assert cast.guest.client.get(f"/c/tea/posts/{post}").status_code == 200


def test_a_pinned_post_is_taken_down_again(window, cast, lively):
    view = window(cast.owner)
    post = lively["featured_id"]
    open_menu(view, post).locator("form[action$='/pin'] button").first.tap()
    undo = view.page.get_by_role("button", name="撤销")
    undo.wait_for()
    assert f"/c/tea/posts/{post}" in pins_of(cast)
    with view.page.expect_navigation():
        undo.tap()
    assert f"/c/tea/posts/{post}" not in pins_of(cast)


def pins_of(cast):
    page = cast.guest.client.get("/c/tea").get_data(as_text=True)
    return re.findall(r'class="pins__line" href="([^"]+)"', page)
