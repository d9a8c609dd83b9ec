"""The same way through the product where scripts do not run."""

from playwright.sync_api import expect

from tests.browser.test_journey_arriving import arrive, files, join_and_introduce


def test_somebody_arrives_writes_with_a_picture_and_takes_part(window, posts):
    [first] = posts(1)
    view = window(java_script_enabled=False)
    page = view.page
    page.goto(view.address + "/c/tea")
    arrive(view, page)
    join_and_introduce(view, page)
    publish(view, page)
    take_part(view, page, first)
    take_away_and_put_back(view, page)


def publish(view, page):
    page.goto(view.address + "/c/tea/posts/new")
    page.get_by_role("button", name="发布").tap()
    expect(page.locator("#body-error")).to_be_visible()
    page.get_by_label("你想说什么？").fill("没有脚本也能发图。")
    page.locator("input[type=file]").set_input_files(files("teal", "olive"))
    page.get_by_role("button", name="发布").tap()
    view.expect_path("/c/tea")
    mine = page.locator("article", has_text="没有脚本也能发图。")
    expect(mine.locator("img.pictures__picture")).to_have_count(2)


def take_part(view, page, first):
    theirs = page.locator(f"#e{first}")
    theirs.get_by_role("button", name="点赞").tap()
    expect(theirs.get_by_role("button", name="点赞")).to_have_attribute("aria-pressed", "true")
    theirs.get_by_role("button", name="收藏").tap()
    expect(theirs.get_by_role("button", name="收藏")).to_have_attribute("aria-pressed", "true")
    theirs.get_by_role("link", name="评论").tap()
    view.expect_path(f"/c/tea/posts/{first}")
    for words, nested in (("第一句。", 0), ("接着说。", 1)):
        if nested:
            page.get_by_role("link", name="回复").tap()
        page.locator("form[data-comment] textarea").fill(words)
        page.get_by_role("button", name="发送").tap()
        view.expect_path(f"/c/tea/posts/{first}")
        expect(page.locator(".comment--nested")).to_have_count(nested)
    page.goto(view.address + "/me/bookmarks")
    view.see("第 1 杯茶")


def take_away_and_put_back(view, page):
    page.goto(view.address + "/c/tea")
    mine = page.locator("article", has_text="没有脚本也能发图。")
    mine.get_by_role("link", name="更多").tap()
    page.locator("form[action$='/remove'] button").tap()
    expect(page.locator("article", has_text="没有脚本也能发图。")).to_have_count(0)
    page.get_by_role("button", name="撤销").tap()
    view.see("没有脚本也能发图。")


def test_the_list_goes_on_by_a_link(cast, window, posts):
    oldest = posts(25)[0]
    view = window(cast.guest, java_script_enabled=False)
    view.page.goto(view.address + "/c/tea")
    expect(view.page.locator(f"#e{oldest}")).to_have_count(0)
    view.page.locator("a[data-more]").tap()
    expect(view.page.locator(f"#e{oldest}")).to_be_attached()
