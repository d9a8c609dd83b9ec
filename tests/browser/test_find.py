"""Searching in a browser: what is offered while typing, by keys, and what is kept on the device."""

import re

from playwright.sync_api import expect

from circle.search import jobs
from tests.browser.windows import AXE, DESK, axe
from tests.factories.qa import ask

ANYTHING = re.compile(".*")
TITLE = "紫砂壶第一次怎么开？"


def test_what_is_offered_is_reached_by_keys_and_what_was_looked_for_stays_here(
    app, cast, window
):
    with app.app_context():
        ask(cast.owner.inside(), TITLE)
        while jobs.index_waiting():
            pass
    view = window(cast.member, size=DESK)
    view.context.add_init_script(path=AXE)
    page = view.open("/c/tea/search")
    field = page.locator("#q")
    field.press_sequentially("紫砂")
    offer = page.locator(".suggested__one")
    expect(offer).to_contain_text(TITLE)
    assert axe(page) == []
    field.press("ArrowDown")
    expect(offer).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", offer.get_attribute("id"))
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.locator("[data-find-said]")).to_contain_text("1")
    field.press("ArrowUp")
    expect(field).not_to_have_attribute("aria-activedescendant", ANYTHING)
    field.press("Escape")
    expect(offer).to_have_count(0)
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("紫砂")
    field.press("Enter")
    expect(page.locator(".found mark").first).to_have_text("紫砂")
    page = view.open("/c/tea/search")
    kept = page.locator("[data-find-recent]")
    expect(kept.locator("a")).to_have_text(["紫砂"])
    kept.locator("button").click()
    expect(kept).to_be_hidden()
    field.press_sequentially("紫砂")
    expect(offer).to_contain_text(TITLE)
    field.press("ArrowDown")
    field.press("Enter")
    expect(page.locator("h1")).to_contain_text(TITLE)
    expect(view.open("/c/tea/search").locator("[data-find-recent]")).to_be_hidden()
