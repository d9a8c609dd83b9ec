"""Bodies: what the Markdown subset makes of phone-written Chinese, and what never comes out."""

import re
from html import unescape

import pytest

from circle.content.body import (
    EXCERPT_CHARACTERS,
    MAX_BODY_CHARACTERS,
    MAX_COMMENT_CHARACTERS,
    MAX_MENTIONS,
    MAX_TAGS,
    count_characters,
    excerpt_of,
    find_mentions,
    find_tags,
    render_body,
    tidy_text,
)
from circle.content.body import render as rendering
from circle.core.errors import Invalid
from tests.factories.bodies import Elements, html, rendered

# Marks


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("**注意：**后面", "<p><strong>注意：</strong>后面</p>"),
        ("前面**（重要）**后面", "<p>前面<strong>（重要）</strong>后面</p>"),
        ("他说**“好”**然后走了", "<p>他说<strong>“好”</strong>然后走了</p>"),
        ("茶**真的**香", "<p>茶<strong>真的</strong>香</p>"),
        ("这是*重点*吧", "<p>这是<em>重点</em>吧</p>"),
        ("***都要***", "<p><em><strong>都要</strong></em></p>"),
        ("say **hello** now", "<p>say <strong>hello</strong> now</p>"),
        ("用 `len(x)` 数", "<p>用 <code>len(x)</code> 数</p>"),
        ("```\na < b\n```", "<pre><code>a &lt; b\n</code></pre>"),
        ("- 茶\n- 水", "<ul>\n<li>茶</li>\n<li>水</li>\n</ul>"),
        ("3. 茶\n4. 水", '<ol start="3">\n<li>茶</li>\n<li>水</li>\n</ol>'),
        ("> 原话", "<blockquote>\n<p>原话</p>\n</blockquote>"),
        ("一\n二", "<p>一<br>\n二</p>"),
        ("一\n\n二", "<p>一</p>\n<p>二</p>"),
    ],
)
def test_marks_of_the_subset_work_beside_chinese(source, expected):
    assert html(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        "# 标题",
        "## 标题 ##",
        "标题\n---",
        "---",
        "| a | b |\n|---|---|",
        "    缩进四格",
        "3*4*5=60",
        "尺寸 10*20*30cm，箱 1080*1920",
        "电话138****1234和139****5678",
        "恭喜张**、李**、王**",
        "(*^_^*) 好呀 (*^▽^*)",
        "_(:з」∠)_",
        "¯\\_(ツ)_/¯",
        "\\(^o^)/",
        ">_< 呜呜",
        "~~~\n好开心",
        "snake_case_name",
        "&lt;b&gt; &amp;nbsp;",
        "2 < 3 && 4 > 3",
        "\u3000\u3000段首空两格",
        "** 不是粗体 **",
    ],
)
def test_what_is_no_mark_stays_as_typed(source):
    text = source.strip("\n")
    assert unescape(re.sub(r"<br>\n|</?p>", "\n", html(source))).split() == text.split()
    assert rendered(source).text.split() == text.split()


def test_a_reply_under_a_quote_is_not_drawn_into_the_quote():
    assert html("> 原话\n我的看法") == ("<blockquote>\n<p>原话</p>\n</blockquote>\n<p>我的看法</p>")


def test_a_sentence_after_a_list_is_not_part_of_its_last_item():
    assert html("- 茶\n- 水\n都要") == "<ul>\n<li>茶</li>\n<li>水</li>\n</ul>\n<p>都要</p>"


def test_an_escaped_star_is_a_star_and_another_backslash_stays():
    assert rendered("\\*茶\\* C:\\new").text == "*茶* C:\\new"


def test_nothing_written_gives_nothing():
    assert rendered(" \n\u200b\t") == rendering.RenderedBody("", "", "", (), (), (), 0, False)


# Mentions and tags


def test_known_names_become_links_and_others_stay_text():
    body = rendered("@阿柿 和＠lily，还有@路人")
    assert '<a href="/u/阿柿" class="mention">@阿柿</a>' in body.html
    assert '<a href="/u/lily" class="mention">＠lily</a>，还有@路人' in body.html
    assert body.mentions == ("阿柿", "lily")
    assert body.text == "@阿柿 和＠lily，还有@路人"


@pytest.mark.parametrize(
    "source", ["谢谢@阿柿。", "@阿柿_", "@阿柿- 好", "（@阿柿）", "谢谢@阿柿！后面", "@阿柿\n好"]
)
def test_a_name_ends_before_punctuation(source):
    assert rendered(source).mentions == ("阿柿",)


def test_a_latin_name_ends_where_chinese_begins():
    assert rendered("@lily你好").mentions == ("lily",)
    assert rendered("@阿柿你好").mentions == ()


@pytest.mark.parametrize(
    "source", ["a@lily.com", "`@lily`", "```\n@lily\n```", "[@lily](https://a.cn)"]
)
def test_an_address_code_or_link_calls_nobody(source):
    assert rendered(source).mentions == ()
    assert rendered("好 @lily 好").mentions == ("lily",)


def test_find_mentions_offers_every_reading_a_name_may_have():
    assert find_mentions("@lily你好 `@no` @阿柿 @x @阿柿") == (
        "lily你好",
        "lily",
        "阿柿",
    )


def test_no_more_people_are_called_than_the_cap():
    crowd = {f"用户{n}": f"/u/{n}" for n in range(MAX_MENTIONS + 5)}
    source = " ".join(f"@{name}" for name in crowd)
    body = render_body(source, mentions=crowd, tags_url=str, links=True)
    assert body.mentions == tuple(crowd)[:MAX_MENTIONS]
    assert body.text == source
    assert len(find_mentions(source)) <= 2 * MAX_MENTIONS


@pytest.mark.parametrize(
    ("source", "tags"),
    [
        ("#春茶#上新", ("春茶",)),
        ("＃春茶＃", ("春茶",)),
        ("#春茶##秋茶# #春茶#", ("春茶", "秋茶")),
        ("#New Tea#", ("New Tea",)),
        ("**#春茶#**", ("春茶",)),
        ("# 春茶 #", ()),
        ("#春\n茶#", ()),
        ("##", ()),
        ("#！！#", ()),
        ("C#和F#", ()),
        ("#1 和 #2 好", ()),
        ("#2 C#", ()),
        ("`#春茶#`", ()),
        ("#" + "茶" * 21 + "#", ()),
        ("#" + "茶" * 20 + "#", ("茶" * 20,)),
    ],
)
def test_tags_stand_between_two_hashes(source, tags):
    assert rendered(source).tags == tags
    assert find_tags(source) == tags


def test_a_tag_links_to_its_page_and_keeps_both_hashes():
    assert html("#春茶#好").endswith('class="tag">#春茶#</a>好</p>')
    assert 'href="/c/tea?tag=New%20Tea"' in html("#New Tea#")


def test_tags_past_the_cap_stay_text():
    source = " ".join(f"#茶{n}#" for n in range(MAX_TAGS + 3))
    assert len(rendered(source).tags) == len(find_tags(source)) == MAX_TAGS
    assert rendered(source).text == source


# Links


@pytest.mark.parametrize(
    ("source", "href"),
    [
        ("见https://a.cn/x。好", "https://a.cn/x"),
        ("见https://a.cn/x好看", "https://a.cn/x"),
        ("（https://a.cn/x_(y)）", "https://a.cn/x_(y)"),
        ("(see https://a.cn/x).", "https://a.cn/x"),
        ("https://a.cn/x?a=1&b=2#top, ok", "https://a.cn/x?a=1&b=2#top"),
        ("HTTP://A.CN:8080/X！", "http://a.cn:8080/X"),
        ("https://例子.中国好看", "https://xn--fsqu00a.xn--fiqs8s"),
        ("https://例子.cn/路", "https://xn--fsqu00a.cn/"),
        ("**https://a.cn/x**", "https://a.cn/x"),
        ("https://a.cn/@lily/1", "https://a.cn/@lily/1"),
        ("http://10.0.0.1/x", "http://10.0.0.1/x"),
        (
            "[看这里](https://a.cn/中文?q=茶)",
            "https://a.cn/%E4%B8%AD%E6%96%87?q=%E8%8C%B6",
        ),
        ("[写信](mailto:tea@a.cn)", "mailto:tea@a.cn"),
    ],
)
def test_an_address_ends_where_the_sentence_goes_on(source, href):
    body = rendered(source)
    assert body.links == (href,)
    assert [a["href"] for tag, a in Elements(body.html).found if tag == "a"] == [href]


@pytest.mark.parametrize(
    "source",
    [
        "https://",
        "https://localhost/x",
        "https://bank.cn@evil.cn/x",
        "[x](https://bank.cn@evil.cn/x)",
        "[x](/c/tea)",
        "[x](//evil.cn)",
        "[x](ftp://a.cn)",
        "[x](https://a.cn:99999999)",
        "[x](https://[::1)",
        "xhttps://a.cn",
        "https://a.cn/" + "a" * 3000,
    ],
)
def test_what_is_no_honest_address_is_no_link(source):
    body = rendered(source)
    assert body.links == ()
    assert "<a" not in body.html


def test_another_alphabet_posing_as_latin_is_shown_encoded():
    assert ">https://xn--pple-43d.com/</a>" in html("https://\u0430pple.com/")
    assert ">https://例子.中国/</a>" in html("https://例子.中国/")


def test_a_label_that_names_another_host_does_not_hide_where_it_leads():
    assert (
        rendered("[https://bank.cn](https://evil.cn)").text == "https://bank.cn (https://evil.cn)"
    )
    assert rendered("[https://a.cn](https://www.a.cn/x)").links == ("https://www.a.cn/x",)


def test_without_the_right_to_link_addresses_are_shown_and_not_linked():
    source = "看 https://a.cn 和 [这里](https://b.cn) [https://c.cn](https://c.cn)"
    body = rendered(source, links=False)
    assert "<a" not in body.html
    assert body.links == ()
    assert body.text == "看 https://a.cn 和 这里 (https://b.cn) https://c.cn"
    assert "class=" in html("@lily #茶#", links=False)
    assert rendered(source).links == ("https://b.cn", "https://c.cn", "https://a.cn")


# Text


def test_unseen_characters_are_taken_out_and_seen_ones_stay():
    family, england = (
        "👨‍👩‍👧",
        "🏴" + "".join(chr(0xE0000 + ord(c)) for c in "gbeng") + "\U000e007f",
    )
    assert tidy_text("敏\u200b感\u200d词\u2060\ufeff\u00ad") == "敏感词"
    assert tidy_text("abc\u202edcba\u2066x\u2069") == "abcdcbax"
    assert tidy_text("a\x00\x1b[0m\x85b\ud800\udfff\ufffe") == "a[0m\nb"
    assert tidy_text("a\U000e0041\U000e0042") == "a"
    assert tidy_text(f"{family} {england} ❤️ 1️⃣") == f"{family} {england} ❤️ 1️⃣"
    assert tidy_text("می‌خواهم") == "می‌خواهم"
    assert tidy_text("a \t\r\nb\rc\u2028d") == "a\nb\nc\nd"


def test_text_is_composed_but_not_redrawn():
    assert tidy_text("e\u0301 ＡＢＣ ①") == "é ＡＢＣ ①"


def test_marks_heaped_on_one_letter_are_cut():
    assert len(tidy_text("z" + "\u0301\u0316" * 500)) < 15
    assert tidy_text("Tiếng Việt") == "Tiếng Việt"


def test_characters_leave_out_spaces_and_emoji():
    assert count_characters("今天 喝\u3000茶\n🍵👨‍👩‍👧❤️👍🏽🇨🇳") == 4
    assert count_characters("tea，茶！") == 6


def test_an_excerpt_is_one_line_and_never_splits_a_sign():
    assert excerpt_of("一\n\n二  三") == "一 二 三"
    long = "茶" * (EXCERPT_CHARACTERS - 3) + "👨‍👩‍👧" + "茶" * 9
    assert excerpt_of(long) == "茶" * (EXCERPT_CHARACTERS - 3) + "…"
    assert excerpt_of("茶" * EXCERPT_CHARACTERS) == "茶" * EXCERPT_CHARACTERS
    assert rendered("**重**要" * 100).excerpt == "重要" * 69 + "重…"


def test_text_longer_than_six_phone_lines_folds():
    assert not rendered("茶" * 22 * 6).folds
    assert rendered("茶" * 22 * 6 + "茶").folds
    assert not rendered("一\n" * 6).folds
    assert rendered("一\n" * 7).folds


def test_lists_keep_their_marks_in_plain_text():
    assert rendered("- 茶\n- 水\n\n1. 一\n2. 二").text == "- 茶\n- 水\n1. 一\n2. 二"


def test_a_body_one_character_too_long_is_refused():
    assert rendered("茶" * MAX_BODY_CHARACTERS).characters == MAX_BODY_CHARACTERS
    with pytest.raises(Invalid) as refusal:
        rendered("茶" * (MAX_BODY_CHARACTERS + 1))
    assert "body" in refusal.value.errors
    assert rendered("茶" * MAX_COMMENT_CHARACTERS, limit=MAX_COMMENT_CHARACTERS).html
    with pytest.raises(Invalid):
        rendered("茶" * (MAX_COMMENT_CHARACTERS + 1), limit=MAX_COMMENT_CHARACTERS)
    with pytest.raises(Invalid):
        rendered("\u200b" * (MAX_COMMENT_CHARACTERS * 5), limit=MAX_COMMENT_CHARACTERS)
