"""The English interface is English throughout; what members wrote stays as they wrote it."""

import pytest

from tests.browser import seed, test_pages
from tests.browser.test_pages import page_of

there = test_pages.there

# Written by members, or the name of a language in itself.
OURS_IS_NOT = ", ".join((
    "[lang]:not(html)", ".prose", "script", "style", "textarea", "input", "code", "pre",
))  # fmt: skip
FIND_CHINESE = """async ([notOurs, paths]) => {
  const read = async (path) => {
    const html = await (await fetch(path)).text();
    const page = new DOMParser().parseFromString(html, "text/html");
    const han = /[\\u3400-\\u9fff\\uff01-\\uff5e\\u3000-\\u303f]/;
    const found = new Set();
    const walker = page.createTreeWalker(page.documentElement, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (han.test(node.data) && !node.parentElement.closest(notOurs)) found.add(node.data.trim());
    }
    for (const one of page.querySelectorAll("[aria-label], [title], [placeholder], img[alt]")) {
      for (const name of ["aria-label", "title", "placeholder", "alt"]) {
        const words = one.getAttribute(name);
        if (words && han.test(words) && !one.closest(notOurs)) found.add(`${name}: ${words}`);
      }
    }
    return [path, page.documentElement.lang, [...found]];
  };
  const told = [];
  for (const path of paths) told.push(await read(path));
  return told;
}"""
# What members of the seeded circle wrote and the pages quote.
WRITTEN = frozenset((
    "一席茶", "喝茶的人坐在一起。", "坐下喝一杯。", "说自己泡过的茶", "入门三篇", "从这里开始。",
    "岩茶", "白茶", "杭州", "盖碗", "汤色", "出汤", "水温", "八十五度", "四张照片", "新到的白茶",
    "还没想好", "一杯茶", "走遍每一个地址", "三个字", "周末一起去山上采春茶",
    "去哪座山、带什么、几点回，都在这里说。", "我去过两次，四月初最好。", "周末的茶", "抽一把茶壶",
    "试一只杯子", "茶壶", "春茶", "保温杯", "张小满", "写过东西的成员", "把地址发给圈主",
    "阴凉干燥", "老客", "白毫", "不提的词", "＊", "再泡一次看看", "可以争，争完",
    "新茶上市", "周五一起来喝。", "明前茶到了", "周五见。", "春茶到了",
))  # fmt: skip
INITIAL = "一"  # of the circle, where it has no picture


@pytest.mark.parametrize("who", [None, "owner"])
def test_the_english_interface_has_no_chinese_left(app, cast, window, who, there):
    person = cast[who] if who else None
    view = window(person, locale="en-US")
    view.context.add_cookies([{"name": "lang", "value": "en", "url": view.address}])
    client = cast[who].client if who else app.test_client()
    walked = [path for path in there if page_of(client, path)]
    pages = [path for path in walked if not path.startswith("/i/")]  # each test has its own code
    view.open("/terms")
    view.forgive("Applying inline style")  # another page's hue, read under this page's policy
    left = []
    for path, language, words in view.page.evaluate(FIND_CHINESE, [OURS_IS_NOT, pages]):
        assert language == "en"
        left += [f"{path}: {found}" for found in words if not is_written(found)]
    assert not left, "\n".join(left)


def is_written(words: str) -> bool:
    return words == INITIAL or any(known in words for known in WRITTEN)


def test_chinese_left_in_a_page_would_be_found(window, app):
    view = window()
    view.forgive("Applying inline style")
    page = view.open("/terms")
    [[_path, language, words]] = page.evaluate(FIND_CHINESE, [OURS_IS_NOT, ["/signin"]])
    assert language == "zh-Hans"
    assert "登录" in words and not is_written("登录")


def test_the_language_is_chosen_in_the_settings(app, cast, window):
    seed.settle_in(app, cast)
    view = window(cast.member)
    page = view.open("/me/settings")
    page.get_by_role("button", name="English").tap()
    page.get_by_role("heading", name="Settings").wait_for()
    page.get_by_role("button", name="中文").tap()
    page.get_by_role("heading", name="设置").wait_for()
