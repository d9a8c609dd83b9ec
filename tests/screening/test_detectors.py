"""Links, phones and accounts are found however they are written, ordinary numbers are not."""

import pytest

from circle.screening.detectors import SORTS, detected
from circle.screening.rules import Rule, RuleSet
from circle.screening.verdict import judge


def found(sort, text):
    return [text[one.start : one.end] for one in detected(text, (sort,))]


@pytest.mark.parametrize(("text", "link"), [
    ("看 https://example.com/a?b=c 吧", "https://example.com/a?b=c"),
    ("[点这里](http://example.org/x)", "http://example.org/x)"),
    ("hxxps://example.com/x", "hxxps://example.com/x"),
    ("去example.com看", "example.com"),
    ("去 WWW.Example.CN/路", "WWW.Example.CN/路"),
    ("ｅｘａｍｐｌｅ．ｃｏｍ", "ｅｘａｍｐｌｅ．ｃｏｍ"),
    ("ехamрle.com", "ехamрle.com"),
    ("xn--fsqu00a.xn--0zwm56d", "xn--fsqu00a.xn--0zwm56d"),
    ("搜 example点com", "example点com"),
    ("example dot com", "example dot com"),
    ("example[.]com", "example[.]com"),
    ("example。com", "example。com"),
    ("example . c0m", "example . c0m"),
    ("exa\u200bmple.com", "exa\u200bmple.com"),
    ("t.me/abc", "t.me/abc"),
    ("weixin://dl/business", "weixin://dl/business"),
    ("进 茶友.中国", "茶友.中国"),
    ("123点com", "123点com"),
])  # fmt: skip
def test_a_link_is_found_however_it_is_written(text, link):
    assert found("link", text) == [link]


@pytest.mark.parametrize("text", [
    "版本 v1.2.3 很好", "用 Node.js 写的 main.py", "我三点come", "e.g. this", "3.14",
    "看 README.md", "12点cc", "等等...me", "他说：//注释", "and/or", "this.link",
    "用Java。cnblogs很好", "10.0.0.1", "U.S.A", "2026.11.22", "a@example.com",
])  # fmt: skip
def test_what_only_has_dots_is_no_link(text):
    assert found("link", text) == []


@pytest.mark.parametrize(("text", "phone"), [
    ("打13812345678", "13812345678"),
    ("＋86 138-1234-5678", "＋86 138-1234-5678"),
    ("138 1234 5678 找我", "138 1234 5678"),
    ("1 3 8 1 2 3 4 5 6 7 8", "1 3 8 1 2 3 4 5 6 7 8"),
    ("1*3*8*1*2*3*4*5*6*7*8", "1*3*8*1*2*3*4*5*6*7*8"),
    ("一三八一二三四五六七八", "一三八一二三四五六七八"),
    ("幺三八1234伍陆柒捌", "幺三八1234伍陆柒捌"),
    ("①③⑧①②③④⑤⑥⑦⑧", "①③⑧①②③④⑤⑥⑦⑧"),
    ("1️⃣38123\u200b45678", "1️⃣38123\u200b45678"),
    ("座机 010-12345678", "010-12345678"),
    ("热线400-123-4567", "400-123-4567"),
    ("+1 415 555 0100", "+1 415 555 0100"),
])  # fmt: skip
def test_a_phone_number_is_found_however_it_is_written(text, phone):
    assert found("phone", text) == [phone]


@pytest.mark.parametrize("text", [
    "单号 138123456789012", "1381234567", "11812345678 这样的", "1, 3, 5, 7, 9, 11, 13, 15",
    "1 35 79 11 13 15 7", "2026-11-22 10:30", "12345678901", "身份证 110101199003071234",
    "0.13812345678", "他有一三五七个",
])  # fmt: skip
def test_other_numbers_are_no_phones(text):
    assert found("phone", text) == []


@pytest.mark.parametrize(("text", "account"), [
    ("加微信：tea_lover88", "微信：tea_lover88"),
    ("微信号 tealover_2", "微信号 tealover_2"),
    ("vx teahouse9", "vx teahouse9"),
    ("V信:abcdef", "V信:abcdef"),
    ("薇信号是 abcdef", "薇信号是 abcdef"),
    ("QQ 123456789", "QQ 123456789"),
    ("扣扣：1 2 3 4 5 6 7", "扣扣：1 2 3 4 5 6 7"),
    ("企鹅号123456", "企鹅号123456"),
    ("qq群：654321", "qq群：654321"),
    ("➕v abc12345", "➕v abc12345"),
    ("写信到 someone@example.com", "someone@example.com"),
    ("someone(at)example.com", "someone(at)example.com"),
])  # fmt: skip
def test_an_account_is_found_however_it_is_written(text, account):
    assert found("account", text) == [account]


@pytest.mark.parametrize("text", [
    "QQ音乐和微信读书哪个好", "微信 8.0.49 版", "微信支付", "qq 2010 版", "我的 wx 文件夹",
    "@小明 你好", "wechat official account", "加我一个", "微信 android 版",
])  # fmt: skip
def test_who_names_a_service_gives_no_account(text):
    assert found("account", text) == []


def test_only_what_is_watched_is_looked_at_by_somebody():
    text = "加微信：tea_lover88 看 example.com 打13812345678"
    assert [one.sort for one in detected(text, SORTS)] == ["account", "link", "phone"]
    assert judge(text).action == "pass"
    verdict = judge(text, watch=("phone",))
    assert (verdict.action, verdict.rule) == ("review", None)
    assert "电话" in str(verdict.reason)
    assert [hit.sort for hit in verdict.hits] == ["phone"]


def test_a_rule_is_named_before_what_is_watched():
    rules = RuleSet((Rule("群", "加群", "review"),))
    verdict = judge("example.com 加群", rules, watch=("link",))
    assert verdict.rule == "群"
    assert judge("example.com", rules, watch=("link",)).rule is None


def test_of_many_the_first_hundred_are_found():
    assert len(detected("a1.cn " * 3_000, SORTS)) == 100


def test_long_texts_full_of_beginnings_are_looked_through_in_one_go():
    for piece in ("1 ", "a.", "w ", "微信", "86", "a@", "http", "a点", "一"):
        assert detected(piece * 10_000, SORTS) == []
