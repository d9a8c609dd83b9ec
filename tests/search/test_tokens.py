"""How texts are cut for searching: what must be found in spite of how it is written."""

import pytest

from circle.search.documents import MAX_QUERY, query_of
from circle.search.tokens import MAX_TERMS, MAX_TOKEN, comparable, query_terms, tokens


def cut(text):
    return list(tokens(comparable(text)))


def texts(text):
    return {term.text for term in query_terms(text)}


def test_every_pair_is_there_and_every_longer_word_of_the_dictionary():
    assert cut("计算机坏了") == ["计算", "算机", "机坏", "坏了", "了", "计算机"]


@pytest.mark.parametrize("written", ["發現臺灣", "发 现 台 湾", "发\u3000现台湾"])
def test_the_same_is_the_same_however_it_is_written(written):
    assert cut(written) == cut("发现台湾")
    assert cut("发现大陆") != cut("发现台湾")


def test_paragraphs_stay_apart():
    assert "茶\n" not in cut("白茶\n好喝") and "茶好" not in cut("白茶\n好喝")


def test_latin_words_are_stems_and_mixed_words_stay_whole_and_in_parts():
    assert cut("Running Ｒｕｎｓ") == ["run", "run"]
    assert cut("v1.2.3 3.14 iso-400") == [
        "v1.2.3", "v", "1", "2", "3", "3.14", "3", "14", "iso-400", "iso", "400",
    ]  # fmt: skip
    assert cut("iPhone15") == ["iphone15", "iphon", "15"]
    assert {"c++", "c#"} <= set(cut("C++ 和 C#"))
    assert cut("Café") == cut("cafe")


def test_a_query_of_one_character_asks_for_all_that_begins_with_it():
    assert [(term.text, term.begins) for term in query_terms("猫")] == [("猫", True)]
    assert [term.begins for term in query_terms("小猫")] == [False]


def test_what_the_reader_set_apart_counts_less_together():
    shares = {term.text: term.share for term in query_terms("相机 维修")}
    assert shares["机维"] < shares["相机"] == shares["维修"]
    spelled = {term.text: term.share for term in query_terms("相 机 维 修")}
    assert spelled == {term.text: term.share for term in query_terms("相机维修")}


def test_a_query_typed_with_a_space_after_each_character_is_the_same_query():
    assert query_of("2 0 1 8 年 的 计 算 机").terms == query_of("2018年的计算机").terms
    assert query_of("a b").terms != query_of("ab").terms


def test_quoted_words_are_phrases_and_words():
    query = query_of('去 "白茶 存放" “C++” ""')
    assert query.phrases == ("白茶 存放", "C++")
    assert {"白茶", "存放", "c++"} <= {term.text for term in query.terms}
    assert {term.text for term in query.required} >= {"白茶", "茶存", "存放", "c++"}


def test_nothing_grows_without_end():
    assert len(query_terms("".join(chr(0x4E00 + at) for at in range(3000)))) == MAX_TERMS
    assert len(query_of("a" * 1000).text) == MAX_QUERY
    assert max(map(len, cut("x" * 900 + " " + "1." * 900))) == MAX_TOKEN
    assert texts("的" * 900) == {"的的"}


def test_of_a_phrase_single_characters_are_left_to_who_reads_the_text():
    assert [term.text for term in query_of('"茶，白茶"').required] == ["白茶"]
    assert [term.text for term in query_of('"茶"').required] == ["茶"]


def test_a_stem_knows_the_word_it_was_cut_from():
    assert [(term.text, term.typed) for term in query_terms("running run")] == [("run", "running")]
