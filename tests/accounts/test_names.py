"""Names: what may be one, and which two look the same."""

import pytest

from circle.accounts.names import (
    MAX_LENGTH,
    display_problem,
    is_reserved,
    name_key,
    name_problem,
    name_skeleton,
    nearest_name,
)

GOOD = [
    "linshui",
    "叁妹",
    "duan5",
    "老杭",
    "Zoë",
    "かな子",
    "김철수",
    "a-b",
    "小_白",
    "x" * MAX_LENGTH,
]


@pytest.mark.parametrize("name", GOOD)
def test_ordinary_names_are_fine(name):
    assert name_problem(name) is None


@pytest.mark.parametrize(
    "name",
    ["王", "x" * 21, "", "a b", "a\u3000b", "a@b", "a#b", "a/b", "-ab", "ab_",
     "a\u200bb", "a\u202eb",
     "a\u2060b", "ab\ufe0f", "a\u3164b", "\u2800\u2800", "\ud800ab", "a\nb",
     "老杭✓", "圈主ⓥ", "a\U000e0061b"],
)  # fmt: skip
def test_what_cannot_be_seen_typed_or_linked_is_no_name(name):
    assert name_problem(name) is not None


@pytest.mark.parametrize("name", ["аdmin", "Воb", "раypal", "αlpha", "ⲅoot"])
def test_a_name_keeps_to_one_alphabet(name):
    assert name_problem(name) is not None


@pytest.mark.parametrize(
    "name",
    [
        "admin",
        "Admin",
        "ａｄｍｉｎ",
        "adm1n",
        "圈主",
        "管理员",
        "客服",
        "官方",
        "官方茶社",
        "me",
        "api",
        "系統",
        "管理員",
        "匿名用戶",
    ],
)
def test_names_that_speak_for_the_site_are_kept(name):
    assert is_reserved(name)
    assert name_problem(name) is not None


@pytest.mark.parametrize("name", ["adminka", "茶主", "圆圈", "mei", "apia"])
def test_names_near_the_reserved_ones_are_free(name):
    assert not is_reserved(name)


@pytest.mark.parametrize(
    "pair",
    [("lily", "Iily"), ("lily", "1ily"), ("bob", "b0b"), ("BOB", "ВОВ"), ("coc", "сос"),
     ("admin2", "ａdmin2"), ("resume", "resume"), ("modern", "modern"), ("二胡",
     "ニ胡"), ("Lin", "lin")],
)  # fmt: skip
def test_look_alikes_share_a_skeleton(pair):
    assert name_skeleton(pair[0]) == name_skeleton(pair[1])


@pytest.mark.parametrize("pair", [("国", "國"), ("山水", "汕水"), ("lin", "lon"), ("小白", "小百")])
def test_different_names_do_not_collide(pair):
    assert name_skeleton(pair[0] + "茶") != name_skeleton(pair[1] + "茶")


def test_a_name_is_found_however_it_is_written():
    assert name_key("ＬｉｎShui") == name_key("linshui")
    assert name_key("linshu") != name_key("linshui")


@pytest.mark.parametrize(
    "shown",
    ["老杭", "嘟嘟 不喝冰的", "說書人", "👍🏻", "🍵茶", "👨\u200d👩\u200d👧一家", "❤️小红", "é"],
)
def test_shown_names_may_play(shown):
    assert display_problem(shown) is None


@pytest.mark.parametrize(
    "shown",
    ["\u200b\u200b", "a\u200bb", "\u3164", "...", "官方", "管 理 员", "张三✓", "a\u202eb",
     "Z" + "\u0338\u0327\u0322\u031b\u035a\u032d" * 2, "管理員", "⺜", "🏻"],
)  # fmt: skip
def test_shown_names_are_seen_and_pretend_nothing(shown):
    assert display_problem(shown) is not None


@pytest.mark.parametrize(
    "wanted", ["张三 李四", "admin", "!!", "a", "Воb", "x" * 50, "官方客服", "🍵"]
)
def test_imported_people_get_a_name_that_may_stand(wanted):
    assert name_problem(nearest_name(wanted)) is None
