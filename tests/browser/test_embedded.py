"""Inside WeChat and a mini-program: whose bars are around us, and that one can still act."""

import pytest
from playwright.sync_api import expect

from tests.embed.test_browsers import BROWSERS


@pytest.mark.parametrize(("agent", "bars"), [("wechat", 1), ("mini-program", 0), ("phone", 1)])
def test_bars_are_ours_unless_somebody_elses_are_there(cast, window, lively, agent, bars):
    view = window(cast.guest, user_agent=BROWSERS[agent])
    page = view.open("/c/tea")
    expect(page.locator(".topbar")).to_have_count(bars)
    expect(page.locator(".tabbar")).to_have_count(bars)
    like = page.locator(f"#e{lively['featured_id']}").get_by_role("button", name="点赞")
    like.tap()
    expect(like).to_have_attribute("aria-pressed", "true")
    view.open(f"/c/tea/posts/{lively['post_id']}")
    expect(page.locator("form[data-comment] textarea")).to_be_in_viewport()
