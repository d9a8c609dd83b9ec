"""What is shown beside a hit: the words marked where they stand, and never a mark of anybody's."""

import re

import pytest
from markupsafe import Markup

from circle.search.documents import query_of
from circle.search.snippets import LENGTH, READ, marked, snippet

pytestmark = pytest.mark.one_database


def marks(text, asked):
    return re.findall("<mark>(.*?)</mark>", marked(text, query_of(asked)))


@pytest.mark.parametrize(("text", "asked", "found"), [
    ("老白茶怎么存放", "白茶", ["白茶"]),
    ("老白茶怎么存放", "白茶存放", ["白茶", "存放"]),
    ("存 放 白茶", "存放", ["存 放"]),
    ("陳年白茶的儲存", "储存", ["儲存"]),
    ("ＴＥＡ and teas", "tea", ["ＴＥＡ", "teas"]),
    ("Steaming the tea", "tea", ["tea"]),
    ("Straße", "strasse", ["Straße"]),
    ("一片茶", "茶", ["茶"]),
    ("水温", "茶", []),
])  # fmt: skip
def test_what_was_looked_for_is_marked_where_it_stands(text, asked, found):
    assert marks(text, asked) == found


@pytest.mark.parametrize("text", [
    "<b>白茶</b> & <script>alert(1)</script>", "白<b>茶", "&lt;mark&gt;白茶", "<mark>白茶</mark>",
    "\"'><img src=x onerror=白茶>", "&白茶;", "白茶" * 300 + "<",
])  # fmt: skip
def test_marking_never_breaks_markup(text):
    query = query_of("白茶 mark b amp")
    for drawn in (marked(text, query), snippet(text, query)):
        assert isinstance(drawn, Markup)
        left = re.sub("</?mark>", "", drawn)
        assert "<" not in left and ">" not in left
        assert drawn.count("<mark>") == drawn.count("</mark>")
        assert re.sub("&(?:lt|gt|amp|#34|#39);", "", left).count("&") == 0


def test_a_marked_text_says_what_the_text_says():
    text = "先<温杯>，再投茶 & 注水。"
    assert marked(text, query_of("投茶 温杯")).striptags() == text


def test_the_part_that_says_most_is_shown():
    text = "开头。" * 60 + "白茶在这里。" + "中间。" * 60 + "老白茶的存放要避光。" + "结尾。" * 60
    shown = snippet(text, query_of("老白茶 存放"))
    assert "<mark>存放</mark>" in shown and shown[0] == shown[-1] == "…"
    assert len(shown.striptags()) <= LENGTH + 2


def test_what_says_nothing_begins_at_its_beginning():
    text = "水开了。" * 60
    assert snippet(text, query_of("白茶")) == text[:LENGTH] + "…"
    assert snippet("短。", query_of("白茶")) == "短。"


def test_a_picture_is_not_cut_in_two():
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    shown = snippet("水" * (LENGTH - 2) + family + "火" * 9, query_of("白茶"))
    assert shown == "水" * (LENGTH - 2) + "…"


def test_a_text_without_end_is_looked_through_no_further():
    assert "<mark>" not in snippet("水" * READ + "白茶", query_of("白茶"))
