"""Whatever is written, it is judged, and what is told of it lies in it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from circle.core.lazy import pieces
from circle.screening.detectors import SORTS
from circle.screening.folding import with_gaps, written
from circle.screening.rules import Rule, RuleSet
from circle.screening.verdict import MASK, judge

WORDS = ("刷单返利", "拉人头", "开挂", "casino", "free money", "+v", "大木头", "赌")
RULES = RuleSet((
    *(Rule(word, word, "review") for word in WORDS), Rule("遮", "返利", "replace"),
    Rule("式", r"(?<!\d)\d{4}(?!\d)", "review", kind="regex"),
))  # fmt: skip
BITS = st.sampled_from([
    *"刷单返利拉人头开挂大木赌丹仁", "刷單返", "shua", "dan", "fan", "li", "c", "a", "sino",
    "ⓒ", "１２", "34", "\u200b", "\ud800", "\x00", " ", "\n", "*", "，", "“", "”", "🎉",
    "a\u0301", "ﷺ", "½", "か\u3099", "😀\ufe0f",
])  # fmt: skip
TEXTS = st.lists(BITS, max_size=40).map("".join) | st.text(max_size=60)


@settings(max_examples=80, deadline=None)
@given(TEXTS)
def test_places_lie_in_the_text_and_masks_where_they_are(text):
    verdict = judge(text, RULES, SORTS)
    assert len(verdict.text) == len(text)
    masked = set()
    for hit in verdict.hits:
        assert 0 <= hit.start < hit.end <= len(text)
        if hit.action == "replace":
            masked.update(range(hit.start, hit.end))
    assert verdict.text == "".join(MASK if at in masked else one for at, one in enumerate(text))
    assert (verdict.action == "pass") == (not verdict.hits)


@settings(max_examples=80, deadline=None)
@given(TEXTS)
def test_a_text_is_read_in_order_and_its_words_are_all_of_it(text):
    line = written(text)
    assert len(line.line) == len(line.origin) == len(line.gaps)
    assert line.origin == sorted(line.origin)
    assert "".join(pieces(line.line)) == line.line
    assert line.spoken.places[-1] == len(line.line)
    assert len(line.spoken.letters) == line.spoken.at[-1]
    shown, origin = with_gaps(text)
    assert len(shown) == len(origin)


@settings(max_examples=80, deadline=None)
@given(TEXTS, TEXTS)
def test_a_word_is_found_where_it_stands_alone(word, around):
    rules = RuleSet((Rule("词", word, "review"),))
    assert judge(around, rules).text == around
    if written(word).line and word.strip() == word:
        assert judge(f"{around}\n{word}\n{around}", rules).action == "review"
