"""What is typed taken apart: operators narrow, the rest is looked for."""

from datetime import date

import pytest

from circle.search.documents import MAX_QUERY
from circle.search.operators import Asked, asked_of, unquoted, without

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(("typed", "meant"), [
    ("白茶 tag:老白茶", Asked("白茶", tag="老白茶")),
    ("标签：老白茶 白茶", Asked("白茶", tag="老白茶")),
    ('tag:"white tea" 存放', Asked("存放", tag="white tea")),
    ("tag:#老白茶", Asked(tag="老白茶")),
    ("from:@lin 冲泡", Asked("冲泡", author="lin")),
    ("作者：小林", Asked(author="小林")),
    ("kind:question 水温", Asked("水温", kinds=("question",))),
    ("类型:提问 水温", Asked("水温", kinds=("question",))),
    ("水温 HAS:answer is:featured", Asked("水温", answered=True, featured=True)),
    ("水温 after:2026-03-08", Asked("水温", since=date(2026, 3, 8))),
    ("水温 before:2026-3", Asked("水温", until=date(2026, 3, 1))),
])  # fmt: skip
def test_an_operator_narrows_and_is_no_word(typed, meant):
    assert asked_of(typed) == meant


@pytest.mark.parametrize("typed", [
    "tag:", "tag:#", "from:@", "kind:poem", "is:good", "after:2026-13", "after:0000", "标题:茶",
    "https://tea.example", "浸泡tag:茶", "before:99999999999999",
])  # fmt: skip
def test_what_only_looks_like_an_operator_is_words(typed):
    assert asked_of(typed) == Asked(typed)


@pytest.mark.parametrize(("typed", "meaning", "value", "left"), [
    ("白茶 tag:老白茶 存放", "tag", None, "白茶 存放"),
    ('tag:"white tea" 标签:茶 存放', "tag", None, "存放"),
    ("kind:post kind:问题 茶", "kinds", "question", "kind:post 茶"),
    ("kind:posts kind:post 茶", "kinds", "post", "kind:posts 茶"),
    ("茶 has:answer is:featured", "featured", None, "茶 has:answer"),
    ("茶 after:2026-03 before:2026-05", "since", None, "茶 before:2026-05"),
    ("浸泡tag:茶", "tag", None, "浸泡tag:茶"),
])  # fmt: skip
def test_an_operator_is_taken_out_and_the_rest_stays(typed, meaning, value, left):
    assert without(typed, meaning, value) == left


def test_a_phrase_becomes_words_again():
    assert asked_of(unquoted('“一芽 两叶” "水温"', "一芽 两叶")) == Asked('一芽 两叶 "水温"')


def test_phrases_stay_and_spaces_are_one():
    assert asked_of('"一芽 两叶"   水温') == Asked('"一芽 两叶" 水温')
    assert len(asked_of("茶" * 9_000).text) == MAX_QUERY
    assert asked_of("tag:茶").narrows and not asked_of("茶").narrows
