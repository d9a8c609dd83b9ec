"""What comes first: the same for every engine."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from circle.search.documents import MAX_LIKE, Document, query_like, query_of
from circle.search.ranking import (
    FRESH,
    HELPFUL,
    SETTLED,
    impacts,
    ranked,
    rarities,
    read_first,
    weighed,
)
from circle.search.tokens import Term

NOW = datetime(2026, 5, 1, tzinfo=UTC)
OTHER = "天气真好，出去走走，晒晒太阳。"
PLAIN = Document(1, 1, "public", "post", 7, "闲聊", OTHER, NOW - timedelta(days=900))


def order(asked, *documents, newest=False):
    query = query_of(asked, order="newest" if newest else "relevance")
    weights = {term.text: 2.0 for term in query.terms}
    return [hit.entry_id for hit in ranked(query, weights, documents, NOW)]


def test_title_before_tag_before_body():
    title = replace(PLAIN, title="相机")
    tag = replace(PLAIN, entry_id=2, tags=("相机",))
    body = replace(PLAIN, entry_id=3, body=OTHER + "相机")
    assert order("相机", body, tag, title) == [1, 2, 3]


def test_what_stands_together_before_what_stands_apart():
    together = replace(PLAIN, body=OTHER + "二手相机")
    apart = replace(PLAIN, entry_id=2, body=OTHER + "手相，相机，二手")
    assert order("二手相机", apart, together) == [1, 2]


def test_more_of_the_query_before_more_often():
    both = replace(PLAIN, body=OTHER + "相机，镜头")
    often = replace(PLAIN, entry_id=2, body="相机，" * 4 + OTHER)
    assert order("相机 镜头", often, both) == [1, 2]


def test_what_hardly_mentions_the_query_is_left_out():
    hardly = replace(PLAIN, body=OTHER + "怎么")
    asked = "索尼相机镜头进水之后怎么维修"
    assert order(asked, hardly) == []
    assert order("怎么", hardly) == [1]


def test_freshness_help_and_answers_decide_between_equals_alone():
    old = replace(PLAIN, body=OTHER + "相机")
    fresh = replace(old, entry_id=2, published_at=NOW)
    helpful = replace(old, entry_id=3, helpful=50)
    settled = replace(old, entry_id=4, answered=True)
    assert order("相机", old, fresh) == [2, 1]
    assert order("相机", old, helpful) == [3, 1]
    assert order("相机", old, settled) == [4, 1]
    titled = replace(old, entry_id=5, title="相机")
    assert order("相机", replace(fresh, helpful=50, answered=True), titled) == [5, 2]
    assert (1 + FRESH + HELPFUL + SETTLED) < 1.25


def test_newest_first_is_by_time_alone():
    old = replace(PLAIN, title="相机")
    new = replace(PLAIN, entry_id=2, body=OTHER + "相机", published_at=NOW)
    assert order("相机", old, new) == [1, 2]
    assert order("相机", old, new, newest=True) == [2, 1]


def test_a_rare_word_tells_more_and_an_unknown_one_nothing():
    weights = rarities({"的": 990, "相机": 10, "火星": 0}, 1000)
    assert weights["相机"] > weights["的"] > 0
    assert "火星" not in weights


def test_the_rarest_words_are_read_until_it_is_enough():
    terms = [Term("a"), Term("b"), Term("c"), Term("d")]
    counts = {"a": 50_000, "b": 300, "c": 100, "d": 0}
    assert [one.text for one in read_first(terms, counts, 400)] == ["c", "b"]
    assert [one.text for one in read_first(terms[:1], counts, 400)] == ["a"]
    assert [one.text for one in read_first(terms, counts, 99_999)] == ["c", "b", "a"]


def test_the_same_word_says_less_in_a_long_text_and_ever_less_the_more_it_stands():
    short = impacts(replace(PLAIN, body="相机" + OTHER))["相机"]
    long = impacts(replace(PLAIN, body="相机" + OTHER * 30))["相机"]
    twice = impacts(replace(PLAIN, body="相机，相机" + OTHER))["相机"]
    assert long < short < twice < 2 * short


def test_another_text_or_fact_is_another_version():
    others = [
        replace(PLAIN, title="x"), replace(PLAIN, body="x"), replace(PLAIN, tags=("x",)),
        replace(PLAIN, scope="members"), replace(PLAIN, helpful=9), replace(PLAIN, answered=True),
        replace(PLAIN, featured=True), replace(PLAIN, author_id=None), replace(PLAIN, kind="x"),
        replace(PLAIN, circle_id=9), replace(PLAIN, published_at=NOW),
    ]  # fmt: skip
    assert len({one.version for one in (PLAIN, *others)}) == len(others) + 1
    assert replace(PLAIN).version == PLAIN.version < 1 << 63


def test_a_text_asks_for_its_words_and_not_for_those_every_text_has():
    query = query_like("白茶怎么存放", "白茶放在哪里，密封吗？", ("茶叶",))
    told = {term.text: term.share for term in query.terms}
    assert told["白茶"] == told["存放"] == told["茶叶"] > told["密封"]
    assert "怎么" not in told


def test_what_is_like_a_text_need_not_say_all_of_it():
    query = query_like("白茶怎么存放", OTHER)
    weights = {term.text: 2.0 for term in query.terms}
    like = replace(PLAIN, entry_id=2, title="存放绿茶", body="")
    assert [hit.entry_id for hit in ranked(query, weights, [like], NOW)] == [2]


def test_a_text_of_any_length_asks_a_bounded_question():
    long = "".join(chr(0x4E00 + at % 20_000) for at in range(200_000))
    assert len(query_like(long, long, (long,)).terms) <= 3 * MAX_LIKE


def counted(asked, counts, total=1000):
    looked = []

    def count(terms):
        looked.extend(term.text for term in terms)
        return {term.text: counts.get(term.text, 0) for term in terms}

    weights, chosen, _ = weighed(query_of(asked), count, lambda: total, 10_000)
    return weights, [term.text for term in chosen], looked


def test_what_stands_for_a_word_never_tells_more_than_the_word():
    weights, chosen, _ = counted("注销", {"注销": 400, "销户": 2})
    assert weights["销户"] == weights["注销"] < 1
    assert set(chosen) == {"注销", "销户"}
    assert counted("注销", {"销户": 2})[0]["销户"] > 4  # where the word itself is nowhere


def test_echoes_are_asked_for_only_where_a_term_is_next_to_nowhere():
    echo = "♪bai-cha"
    for there, wanted in ((0, True), (2, True), (3, False)):
        weights, chosen, looked = counted("白茶", {"白茶": there, echo: 9})
        assert (echo in weights, echo in chosen, echo in looked) == (wanted,) * 3


def test_newest_first_are_those_that_say_about_as_much_as_the_best():
    both = replace(PLAIN, entry_id=2, title="相机维修")
    one = replace(PLAIN, entry_id=3, title="维修", published_at=NOW)
    assert order("相机维修", both, one, newest=True) == [2]
    assert order("相机维修", both, replace(one, title="维修相机"), newest=True) == [3, 2]


def test_what_stands_late_in_a_long_text_counts_too():
    long = replace(PLAIN, body=OTHER * 1_200 + "相机")
    others = [replace(PLAIN, entry_id=at, body="相机") for at in range(2, 40)]
    assert order("相机", long, *others)[-1] == 1
    assert order('"相机"', long, *others)[-1] == 1
    assert 1 not in order("维修", long, *others)
