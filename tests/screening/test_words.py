"""Words are found through every disguise, and their innocent neighbours are left alone."""

import pytest

from circle.screening.rules import Rule, RuleSet
from circle.screening.verdict import judge

WORDS = ("刷单返利", "出售答案", "拉人头", "找我拿货", "开挂", "微店", "casino", "free money",
         "C++外挂", "+v")  # fmt: skip
RULES = RuleSet(tuple(Rule(word, word, "block") for word in WORDS))


def outcome(text, rules=RULES):
    verdict = judge(text, rules)
    return verdict.action, [text[hit.start : hit.end] for hit in verdict.hits]


@pytest.mark.parametrize(("text", "place"), [
    ("有人刷单返利吗", "刷单返利"),
    ("有人刷單返利嗎", "刷單返利"),
    ("刷\u200b单\u2060返\ufeff利", "刷\u200b单\u2060返\ufeff利"),
    ("刷\xad单\u034f返\u180e利", "刷\xad单\u034f返\u180e利"),
    ("去ＣＡＳＩＮＯ玩", "ＣＡＳＩＮＯ"),
    ("сasinо", "сasinо"),  # two of the letters are Cyrillic
    ("ċásíñö", "ċásíñö"),
    ("c\u0301a\u0323sino", "c\u0301a\u0323sino"),
    ("🅲🅰🆂🅸🅽🅾", "🅲🅰🆂🅸🅽🅾"),
    ("Ⓒ𝐚𝓼𝗂𝚗𝕠", "Ⓒ𝐚𝓼𝗂𝚗𝕠"),
    ("加 ＋Ｖ 吧", "＋Ｖ"),
    ("c++外掛", "c++外掛"),
    ("Free  Money!", "Free  Money"),
    ("freemoney", "freemoney"),
])  # fmt: skip
def test_width_case_script_accents_and_what_cannot_be_seen_hide_nothing(text, place):
    assert outcome(text) == ("block", [place])


@pytest.mark.parametrize("text", [
    "刷 单 返 利", "刷*单*返*利", "刷，单，返，利", "刷--单--返--利", "刷😀单😀返😀利",
    "[刷][单][返][利]", "刷丶单丶返丶利", "今天刷.单.返.利谢谢", "拉/人/头",
])  # fmt: skip
def test_the_same_between_all_characters_hides_nothing(text):
    assert outcome(text)[0] == "block"


@pytest.mark.parametrize("text", [
    "刷单 返利", "刷单·返利", "刷❤️单返利", "有 微 店 吗", "刷\n单\n返\n利", "来刷\n单\n返\n利吧",
    "拉\n人\n头吧", "利返单刷", "头人拉",
    "刷1单2返3利", "刷x单x返x利", "来刷ab单7返c利", "刷刷单单返返利利", "刷d返利", "s单返利",
    "刷单返l", "尸刂单返利", "尸刂单返禾刂", "sdfl", "c a s i n o", "c.a.s.i.n.o", "c*asino",
])  # fmt: skip
def test_a_word_that_is_broken_turned_or_taken_apart_is_looked_at_by_somebody(text):
    assert outcome(text)[0] == "review"


@pytest.mark.parametrize("text", [
    "shuadanfanli", "看ShuaDanFanLi吧", "Shuā Dān Fǎn Lì", "s h u a d a n f a n l i",
    "看s h u a d a n f a n l i吧", "suadanfanli", "shua1dan1fan3li4",
    "刷dan返利", "shua单返利", "刷丹返利", "唰丹反力", "拉仁头", "找我那货", "weidian",
    "wei店", "shuadanfanl1", "cas1no", "CA5INO",
])  # fmt: skip
def test_a_word_that_only_sounds_so_is_looked_at_by_somebody(text):
    assert outcome(text)[0] == "review"


@pytest.mark.parametrize("text", [
    "先别刷单，返利的事以后说", "我要出售\n答案在最后", "公开 挂牌", "casinos", "occasino",
    "拉住人头", "拉人，头一回", "来拉\n人\n头吧", "C的外挂", "+vip", "v", "the weidianx",
    "be free of money", "大家拿货找我", "他把单返了，利在后", "sdf l", "asdfl", "单刷返利",
    "拉近头", "wd", "刷了三单返了利", "casin o", "刷1单返2利",
    "刷xyz单xyz返xyz利", "看刷刷单", "刷dx返利", "fre emoney", "利返，单刷",
])  # fmt: skip
def test_neighbours_are_left_alone(text):
    assert outcome(text) == ("pass", [])


def test_words_of_everybody_that_sound_alike_are_left_alone():
    rules = RuleSet((Rule("家", "家卫新", "block"), Rule("体", "找问体", "block")))
    for text in ("要家为新吧", "在找问题吗"):
        assert outcome(text, rules) == ("pass", [])
    for text in ("要家味新吧", "在找稳体吗"):
        assert outcome(text, rules)[0] == "review"


def test_a_short_word_made_of_two_others_is_looked_at_and_not_refused():
    assert outcome("股票公开挂牌了") == ("review", ["开挂"])
    assert outcome("他又开挂了") == ("block", ["开挂"])


def test_a_word_that_is_quoted_or_warned_of_is_looked_at_and_not_refused():
    assert outcome("不要信“刷单返利”的短信")[0] == "review"
    assert outcome("请大家警惕刷单返利")[0] == "review"
    assert outcome("不要错过，刷单返利")[0] == "block"
    assert outcome("他说“来，刷单返利”")[0] == "block"


def test_a_gap_ends_a_word():
    rules = RuleSet((Rule("木", "大木头人", "block"),))
    assert outcome("所有人 大木*头人", rules) == ("review", ["大木*头人"])


def test_two_rules_with_the_same_words_are_both_met():
    rules = RuleSet((Rule("甲", "刷单", "review"), Rule("乙", "刷單", "block")))
    assert [hit.rule for hit in judge("刷单", rules).hits] == ["甲", "乙"]


def test_a_word_inside_another_is_met_too():
    rules = RuleSet((Rule("长", "刷单返利", "review"), Rule("短", "返利", "block")))
    assert judge("刷单返利", rules).rule == "短"


def test_who_does_not_look_wide_finds_the_word_and_not_its_sound():
    rules = RuleSet((Rule("刷单", "刷单返利", "block", wide=False),))
    assert outcome("刷 单 返 利", rules)[0] == "block"
    for text in ("shuadanfanli", "利返单刷", "sdfl", "刷丹返利", "刷1单2返3利", "刷d返利"):
        assert outcome(text, rules)[0] == "pass"
        assert outcome(text)[0] == "review"


def test_a_single_character_is_found_as_it_is_and_not_by_its_sound():
    rules = RuleSet((Rule("赌", "赌", "block"),))
    assert outcome("去赌", rules) == ("block", ["赌"])
    assert outcome("去读 du", rules)[0] == "pass"


@pytest.mark.parametrize("text", [
    "", " ", "\n", "\ud800", "\u200b", "🎉🎉", "﷽" * 3, "ﷺ", "ㅤ", "\x00",
])  # fmt: skip
def test_odd_texts_are_judged_like_others(text):
    assert judge(text, RULES).action == "pass"
    assert judge(f"{text}刷单返利{text}", RULES).action == "block"


def test_a_rule_that_says_nothing_meets_nothing():
    rules = RuleSet((Rule("空", "", "block"), Rule("白", " \u200b", "block")))
    assert judge("什么都行", rules).action == "pass"


def test_a_rule_of_marks_alone_is_found_as_it_stands():
    rules = RuleSet((Rule("礼炮", "🎉🎉", "block"),))
    assert outcome("恭喜🎉🎉", rules) == ("block", ["🎉🎉"])
    assert outcome("恭喜🎉", rules)[0] == "pass"
