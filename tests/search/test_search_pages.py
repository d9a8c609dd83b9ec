"""The pages of searching: what they mark, offer and lead to, whatever is typed."""

import html
import re
from urllib.parse import unquote_plus

from tests.factories.pages import text
from tests.search.test_searching import API, EVERYWHERE, PAGE

HOSTILE = (
    "“" * 200, "*" * 200, "a" * 20_000, "中" * 20_000, "\x00\x01\x1f", "\u202e\u200b\u200d",
    "\ud800".encode("utf-8", "surrogatepass"), "tag: from: kind:", "AND OR NOT NEAR ( ",
    "'; DROP TABLE entries; --", "%_%", "🍵" * 99, "tag:" + "长" * 500,
    "after:9999-99 before:0000-00-00 紫砂壶", "after:9999-12 before:0001-01 紫砂壶", "中*",
)


def test_a_tag_or_a_name_that_is_none_is_told(anyone, told):
    assert "这里没有“没有的”这个标签" in text(anyone, "/c/tea/search?q=tag:没有的")
    assert "这里没有叫“谁也不是”的人" in text(anyone, "/c/tea/search?q=from:谁也不是")


def test_words_are_marked_and_never_break_the_page(cast, anyone, told):
    _question, _given, post, _other = told
    sent = anyone.get(API, query_string={"q": "旁边"})
    [one] = sent.json["items"]
    assert one["id"] == post
    assert "&lt;b&gt;<mark>旁边</mark>&lt;/b&gt;" in one["snippet_html"]
    assert re.sub(r"</?mark>", "", one["snippet_html"]) == html.escape(
        "今天的白茶很好喝，紫砂壶也在 & <b>旁边</b>。"
    )
    page = anyone.get(PAGE, query_string={"q": '<script>alert(1)</script>"旁边'})
    text = page.get_data(as_text=True)
    assert page.status_code == 200 and "<script>alert" not in text


def lit(person, typed, **more):
    """The chips a search shows as chosen, and where each leads out of it."""
    text = person.get(PAGE, query_string={"q": typed, **more}).get_data(as_text=True)
    found = re.findall(r'chip--small"[^>]* href="([^"]*)" aria-current="true">([^<]*)', text)
    return {html.unescape(name): unquote_plus(html.unescape(href)) for href, name in found}


def test_what_is_typed_as_an_operator_is_shown_as_chosen_and_led_out_of(cast, anyone, told):
    name = cast.member.name
    typed = f"“紫砂壶” tag:养壶 from:{name} kind:question has:answer after:2026-01-01"
    without_one = {
        "#养壶": typed.replace(" tag:养壶", ""), f"@{name}": typed.replace(f" from:{name}", ""),
        "问答": typed.replace(" kind:question", ""), "有回答": typed.replace(" has:answer", ""),
        "2026-01-01 起": typed.replace(" after:2026-01-01", ""),
        "“紫砂壶”": typed.replace("“紫砂壶”", "紫砂壶"),
    }  # fmt: skip
    assert lit(anyone, typed) == {one: f"{PAGE}?q={left}" for one, left in without_one.items()}
    assert lit(anyone, "紫砂壶", tag="养壶", kind="question") == {
        "#养壶": f"{PAGE}?q=紫砂壶&kind=question", "问答": f"{PAGE}?q=紫砂壶&tag=养壶",
    }  # fmt: skip
    assert lit(anyone, "壶 kind:post", kind="question") == {"问答": f"{PAGE}?q=壶 kind:post"}
    assert lit(anyone, "紫砂壶") == {}


def test_suggestions_are_a_part_of_the_page(anyone, told):
    path = f"{PAGE}/suggestions"
    part = anyone.get(path, query_string={"q": "紫砂"}, headers={"X-Fragment": "suggestions"})
    text = part.get_data(as_text=True)
    assert part.status_code == 200 and "第一次怎么开" in text and "<html" not in text
    assert anyone.get(path, query_string={"q": "紫砂"}).location == f"{PAGE}?q=%E7%B4%AB%E7%A0%82"


def test_hostile_queries_are_answered(anyone, told):
    for typed in HOSTILE:
        for path in (API, PAGE, EVERYWHERE, f"{PAGE}/suggestions", f"{API}/suggestions"):
            sent = anyone.get(path, query_string={"q": typed})
            assert sent.status_code in (200, 303, 400, 422), (path, typed, sent.status_code)


def test_the_page_says_how_much_and_offers_to_ask_where_there_is_nothing(cast, anyone, told):
    text = anyone.get(PAGE, query_string={"q": "紫砂壶"}).get_data(as_text=True)
    assert "找到 2 条" in text and "<mark>紫砂壶</mark>" in text
    assert "noindex" in text
    nothing = cast.member.client.get(PAGE, query_string={"q": "没人写过"}).get_data(as_text=True)
    assert "/c/tea/questions/new?title=" in nothing
    assert "questions/new?title=" not in anyone.get(
        PAGE, query_string={"q": "没人写过"}
    ).get_data(as_text=True)
