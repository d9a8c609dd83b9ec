"""The inbox in a browser: how much waits is shown on every page, and seeing it clears it."""

import re

from playwright.sync_api import expect

from tests.factories.content import comment, post


def test_what_waits_is_counted_on_every_page_and_seen_by_looking(app, cast, window):
    with app.app_context():
        entry = post(cast.owner.inside(), "白毫银针第一泡，十秒出汤。")
        for words in ("水温多少？", "用盖碗还是壶？"):
            comment(cast.guest.inside(), entry.id, words)
        before = cast.owner.client.get("/inbox/unread").json["count"]
    view = window(cast.owner)
    page = view.open("/discover")
    badge = page.locator(".tabbar [data-badge]")
    expect(badge).to_contain_text(f"{before} 条未读")
    expect(page).to_have_title(re.compile(rf"^\({before}\) "))
    page = view.open("/me")  # remembered from the page before
    expect(badge).to_contain_text(f"{before} 条未读")
    with page.expect_response(re.compile("/me/inbox/seen")):
        page = view.open("/inbox")
        expect(page.locator(".told--new .told__quote").first).to_contain_text("用盖碗还是壶")
    expect(badge).to_be_hidden()
    expect(page).not_to_have_title(re.compile(r"^\("))
    assert cast.owner.client.get("/inbox/unread").json["count"] == 0
    page.locator(".told__more").first.click()
    expect(page.locator("dialog .menu__item").first).to_be_visible()


def test_reading_a_thread_where_it_stands_clears_what_was_told_of_it(app, cast, window):
    cast.owner.client.call("POST", "/me/inbox/seen", {"all": True})
    with app.app_context():
        entry = post(cast.owner.inside(), "老白茶煮着喝。")
        comment(cast.guest.inside(), entry.id, "煮多久？")
    view = window(cast.owner)
    with view.page.expect_response(re.compile("/me/inbox/seen")):
        page = view.open(f"/c/tea/posts/{entry.id}")
    expect(page.locator(".tabbar [data-badge]")).to_be_hidden()
