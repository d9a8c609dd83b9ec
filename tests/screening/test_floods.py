"""A flood is told from a song, and the same text again from one about the same thing."""

import pytest

from circle.screening.floods import echoes, floods
from circle.screening.likeness import sketch

TEXT = ("今年第一批明前茶到了，我用山泉水试了三泡，头泡清甜，第二泡有兰花香，第三泡略淡。"
        "水温八十五度刚好，再高就有一点苦涩。想问问大家用盖碗还是玻璃杯？")  # fmt: skip


@pytest.mark.parametrize("text", [
    "顶" * 60, "顶\n" * 60, "加我领茶 " * 20, "加我领茶，好茶不等人！\n" * 8,
    "哈" * 20 + "顶" * 200, "123" * 30, "顶 ｡ 頂。" * 30, "！顶！" * 50,
])  # fmt: skip
def test_the_same_again_and_again_is_a_flood(text):
    assert floods(text)


@pytest.mark.parametrize("text", [
    "", "哈" * 30, "顶！！！！！！" * 5, "-" * 300, "😀" * 300, TEXT, TEXT + "好" * 30, TEXT * 4,
    "茶歌一句唱山青，茶歌二句唱水清，茶歌三句唱人情，茶歌四句唱年景，" * 2,
    "\n".join(f"{day} 日 {day * 37 % 53} 克 {day * 71 % 97} 度" for day in range(1, 31)),
])  # fmt: skip
def test_cheers_rules_of_dashes_songs_and_tables_are_no_flood(text):
    assert not floods(text)


def test_the_same_text_with_another_number_is_an_echo():
    texts = (TEXT, TEXT.replace("八十五", "九十"), "别的话题，完全不相干的一句")
    before = [sketch(text) for text in texts]
    assert echoes(sketch(TEXT + "！"), before) == 2
    assert echoes(sketch("新来的，大家好"), before) == 0
    assert echoes(sketch(""), [sketch("")]) == 0
