"""What rules ask for together: masking, leaving alone, the site's rules above a circle's."""

from circle.screening.rules import Rule, RuleSet
from circle.screening.verdict import MOST_SHOWN, judge

ALLOW = Rule("回收", "二手外挂音箱", "ignore")
REFUSE = Rule("外挂", "外挂", "block")


def test_the_severest_rule_decides_and_the_first_of_equals_is_named():
    rules = RuleSet((
        Rule("一", "兼职", "review"), Rule("二", "加群", "block"), Rule("三", "外挂", "block"),
    ))  # fmt: skip
    verdict = judge("兼职 外挂 加群", rules)
    assert (verdict.action, verdict.rule) == ("block", "二")
    assert "二" in str(verdict.reason)
    assert [(hit.start, hit.rule) for hit in verdict.hits] == [(0, "一"), (3, "三"), (6, "二")]


def test_what_is_replaced_is_masked_where_it_stands_with_all_that_was_put_between():
    rules = RuleSet((Rule("骂", "大木头", "replace"), Rule("又", "木头人", "replace")))
    verdict = judge("你这大*木*头，大木头人！", rules)
    assert verdict.action == "replace"
    assert verdict.text == "你这＊＊＊＊＊，＊＊＊＊！"
    assert verdict.reason is None


def test_what_only_sounds_like_a_word_is_not_masked():
    rules = RuleSet((Rule("骂", "大木头疙瘩", "replace"),))
    assert judge("大目头疙瘩", rules).action == "pass"
    assert judge("大木头 疙瘩", rules).text == "＊＊＊＊＊＊"


def test_a_text_that_is_refused_is_masked_too():
    rules = RuleSet((Rule("骂", "大木头", "replace"), REFUSE))
    verdict = judge("大木头卖外挂", rules)
    assert (verdict.action, verdict.text) == ("block", "＊＊＊卖外挂")


def test_words_to_be_left_alone_free_what_stands_inside_them_and_nothing_else():
    rules = RuleSet((REFUSE, ALLOW))
    assert judge("出二手外挂音箱一对", rules).action == "pass"
    assert judge("出二手外掛音箱一对", rules).action == "pass"
    assert judge("出二手外挂音箱，还有外挂", rules).action == "block"


def test_a_broken_word_to_be_left_alone_frees_nothing():
    rules = RuleSet((REFUSE, ALLOW))
    assert judge("二手 外挂音箱", rules).action == "block"


def test_a_circle_cannot_free_what_the_site_refuses():
    site = RuleSet((REFUSE,))
    assert judge("二手外挂音箱", RuleSet((ALLOW,), site)).action == "block"
    assert judge("二手外挂音箱", RuleSet((REFUSE, ALLOW))).action == "pass"


def test_what_the_site_leaves_alone_is_free_from_the_rules_of_circles():
    site = RuleSet((ALLOW,))
    assert judge("二手外挂音箱", RuleSet((REFUSE,), site)).action == "pass"
    assert judge("外挂", RuleSet((REFUSE,), site)).action == "block"


def test_the_rules_of_site_and_circle_hold_together():
    rules = RuleSet((Rule("圈", "加群", "review"),), RuleSet((REFUSE,)))
    assert judge("加群", rules).rule == "圈"
    assert judge("加群 外挂", rules).rule == "外挂"


def test_the_rules_of_the_site_are_made_ready_once_for_all_circles():
    site = RuleSet((REFUSE,))
    one, other = RuleSet((), site), RuleSet((ALLOW,), site)
    assert one.layers()[0].matcher is other.layers()[0].matcher


def test_the_version_of_rules_changes_with_any_of_them_and_with_the_site_s():
    versions = {
        RuleSet(rules, site).version
        for rules in ((REFUSE,), (REFUSE, ALLOW), (Rule("外挂", "外挂", "review"),),
                      (Rule("外挂", "外挂", "block", wide=False),))
        for site in (None, RuleSet((ALLOW,)), RuleSet((REFUSE,)))
    }  # fmt: skip
    assert len(versions) == 12
    assert RuleSet((REFUSE,)).version == RuleSet((REFUSE,)).version


def test_all_is_masked_and_the_first_places_are_shown():
    verdict = judge("大木头" * MOST_SHOWN * 2, RuleSet((Rule("骂", "大木头", "replace"),)))
    assert verdict.text == "＊" * 6 * MOST_SHOWN
    assert [hit.start for hit in verdict.hits] == [at * 3 for at in range(MOST_SHOWN)]


def test_nothing_is_met_without_rules():
    assert judge("加群 外挂").action == "pass"
    assert judge("加群 外挂").hits == ()
