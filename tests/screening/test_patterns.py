"""Regular expressions as rules: what is found, what is refused, and that none can run away."""

import pytest

from circle.core.errors import Invalid
from circle.screening.patterns import LONGEST, MOST_PLACES, require_usable
from circle.screening.rules import Rule, RuleSet
from circle.screening.verdict import judge


def places(pattern, text):
    verdict = judge(text, RuleSet((Rule("式", pattern, "block", kind="regex"),)))
    return [text[hit.start : hit.end] for hit in verdict.hits]


def test_an_expression_is_found_in_any_width_case_and_script():
    assert places(r"加\s*(?:v|薇)\s*信?", "请加Ｖ信，加 薇，加V") == ["加Ｖ信", "加 薇", "加V"]
    assert places("電話\\d{3}", "电话123 電話４５６") == ["电话123", "電話４５６"]


def test_what_may_not_stand_beside_it_is_seen():
    number = r"(?<!\d)1[3-9]\d{3}(?!\d)"
    assert places(number, "13812 138123 913812 啊13812啊 13912,13712") == [
        "13812", "13812", "13912", "13712",
    ]  # fmt: skip
    assert places(r"(?<![a-z])ab", "ab xab 1ab") == ["ab", "ab"]
    assert places(r"(?<=价)\d+(?=元)", "价15元 价16 值17元") == ["15"]
    assert places(r"(?<!\d)12(?!x)", "1212") == ["12"]


@pytest.mark.parametrize("pattern", [
    r"(a)\1", "(?<=ab)c", "a(?!b)c", "[", "x{1000}{1000}", "a" * (LONGEST + 1), "(", "(?P<n>",
])  # fmt: skip
def test_what_cannot_be_run_in_bounded_time_is_refused(pattern):
    with pytest.raises(Invalid):
        require_usable(pattern)


@pytest.mark.parametrize("pattern", ["", "a*", ".*", "a|", "(?:)", "."])
def test_what_would_meet_everything_is_refused(pattern):
    with pytest.raises(Invalid, match="什么都会命中"):
        require_usable(pattern)


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|aa)+b", "(.*a){12}b", "(?:a?){30}a{30}c"])
def test_an_expression_that_others_would_try_for_ever_comes_to_an_end(pattern):
    require_usable(pattern)
    assert places(pattern, "a" * 20_000 + "!") == []


def test_the_places_of_one_expression_are_counted_up_to_a_bound():
    assert len(places(r"\d", "1 " * (MOST_PLACES * 2))) == MOST_PLACES
