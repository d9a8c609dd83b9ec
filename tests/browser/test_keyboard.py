"""Everything is reached and done with the keyboard alone, and one always sees where one is."""

from playwright.sync_api import expect

from tests.browser.windows import DESK
from tests.cast import PASSWORD

MOST_TABS = 60
WHERE = """() => {
  const one = document.activeElement;
  const style = getComputedStyle(one);
  const seen = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0
    || style.boxShadow !== "none" || one.matches("input, textarea"); // these show a caret
  const words = one.getAttribute("aria-label") || one.innerText || one.labels?.[0]?.innerText || "";
  return { words: words.trim(), name: one.name || "", seen };
}"""


def tab_to(page, words):
    """Press Tab until something of this name has the focus; it must be seen to have it."""
    for _step in range(MOST_TABS):
        page.keyboard.press("Tab")
        here = page.evaluate(WHERE)
        if words in (*here["words"].splitlines(), here["name"]):
            assert here["seen"], f"nobody sees that {words} has the focus"
            return
    raise AssertionError(f"{words} is not reached in {MOST_TABS} steps")


def test_somebody_signs_in_likes_comments_and_writes_by_keyboard(cast, window, posts):
    [post] = posts(1)
    view = window(size=DESK)
    page = view.open("/signin?next=/c/tea")
    tab_to(page, "name")
    page.keyboard.type(cast.guest.name)
    tab_to(page, "password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    view.expect_path("/c/tea")
    page.evaluate("() => document.fonts.ready")
    like_and_comment(view, page, post)
    write(view, page)


def test_somebody_signs_up_joins_takes_part_and_leaves_by_keyboard(cast, window, posts):
    [post] = posts(1)
    view = window(size=DESK)
    page = view.open("/signup?next=/c/tea/join")
    for name, typed in (("name", "键盘茶客"), ("password", PASSWORD)):
        tab_to(page, name)
        page.keyboard.type(typed)
    tab_to(page, "accept_terms")
    page.keyboard.press("Space")
    tab_to(page, "注册")
    page.keyboard.press("Enter")
    view.expect_path("/c/tea/join")
    tab_to(page, "同意圈规并加入")
    page.keyboard.press("Space")
    view.expect_path("/c/tea")
    page.evaluate("() => document.fonts.ready")
    write(view, page)
    view.open(f"/c/tea/posts/{post}")
    like_here(page)
    tab_to(page, "body")
    page.keyboard.type("键盘也能说话。")
    tab_to(page, "发送")
    page.keyboard.press("Space")
    expect(page.locator(".comment", has_text="键盘也能说话。")).to_have_count(1)
    sign_out(view, page)


def like_here(page):
    tab_to(page, "点赞")
    page.keyboard.press("Space")
    like = page.get_by_role("button", name="点赞").first
    expect(like).to_have_attribute("aria-pressed", "true")


def sign_out(view, page):
    view.open("/me")
    tab_to(page, "退出登录")
    page.keyboard.press("Enter")
    view.expect_path("/signout")
    tab_to(page, "退出登录")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: not url.endswith("/signout"))
    view.open("/c/tea")
    expect(page.get_by_role("link", name="登录").first).to_be_visible()


def like_and_comment(view, page, post):
    tab_to(page, "点赞")
    page.keyboard.press("Enter")
    like = page.locator(f"#e{post}").get_by_role("button", name="点赞")
    expect(like).to_have_attribute("aria-pressed", "true")
    expect(like).to_be_focused()
    tab_to(page, "评论")
    page.keyboard.press("Enter")
    view.expect_path(f"/c/tea/posts/{post}")
    tab_to(page, "body")
    page.keyboard.type("用键盘写的。")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".comment", has_text="用键盘写的。")).to_have_count(1)


def write(view, page):
    view.open("/c/tea")
    tab_to(page, "写点什么")
    page.keyboard.press("Enter")
    view.expect_path("/c/tea/posts/new")
    field = page.get_by_label("你想说什么？")
    expect(field).to_be_focused()
    page.keyboard.type("不用鼠标也能写。")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate(WHERE)["words"] == "发布"
    page.keyboard.press("Enter")
    view.expect_path("/c/tea")
    view.see("不用鼠标也能写。")


def test_the_first_tab_skips_the_bars(window, cast):
    page = window(cast.member, size=DESK).open("/c/tea")
    tab_to(page, "跳到正文")
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"


def test_keys_walk_the_list_like_and_tell_what_they_do(cast, window, posts):
    newest = posts(3)[::-1]
    page = window(cast.guest, size=DESK).open("/c/tea")
    page.keyboard.press("j")
    expect(page.locator(f"#e{newest[0]}")).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator(f"#e{newest[1]}")).to_be_focused()
    page.keyboard.press("l")
    like = page.locator(f"#e{newest[1]}").get_by_role("button", name="点赞")
    expect(like).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("下一条")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
