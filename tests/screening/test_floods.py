"""A flood is told from a song, and the same text again from one about the same thing."""

from datetime import timedelta

import pytest

from circle.core import clock
from circle.screening.floods import ALIKE, Earlier, alike, floods, is_repeated, said_in

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


AD = "新店开张，手工茶具一律八折，想要的加微信 tea_{}，数量有限先到先得"


def said(author, text=AD, *, circle=1, topic=None, minutes=0):
    return Earlier(author, circle, topic, clock.now() - timedelta(minutes=minutes), text)


@pytest.mark.parametrize("other", [
    TEXT.replace("八十五", "九十"), TEXT.replace("，", " ~ ").replace("山泉", "山\u200b泉"),
    "> 上面的人说\n" + TEXT, TEXT.replace("试了", "試了") + "！",
])  # fmt: skip
def test_nearly_the_same_text_is_alike_and_found_by_a_key(other):
    one, same = said_in(TEXT), said_in(other)
    assert alike(one.line, same.line) >= ALIKE
    assert set(one.keys) & set(same.keys)


def test_texts_about_the_same_thing_are_not_alike():
    other = "今年第一批明前茶还没有到，水温八十五度是不是太高？想问问大家怎么泡才有兰花香。"
    english = ("the water was far too hot for this tea and the leaves turned bitter at once",
               "the weather was far too cold for a walk and the leaves had turned brown at last")
    assert alike(said_in(TEXT).line, said_in(other).line) < ALIKE / 2
    assert alike(*(said_in(text).line for text in english)) < ALIKE / 2
    assert said_in("谢谢").keys != said_in("谢谢你").keys
    assert said_in("谢谢！").keys == said_in("谢谢").keys


def test_a_short_line_is_compared_when_it_leads_elsewhere():
    assert said_in("打卡第三天，今天读了二十页书").is_short
    assert not said_in("加微信 tea_88888").is_short


def test_the_fourth_of_one_person_within_a_day_is_looked_at():
    mine = said(1, AD.format(88001))
    before = [said(1, AD.format(88002 + number), minutes=900 + number) for number in range(3)]
    assert not is_repeated(mine, [*before[:2], said(1, TEXT)])
    assert is_repeated(mine, before)


def test_a_wave_is_told_by_how_many_people_said_it_here_or_anywhere():
    mine = said(1, AD.format(88001))
    wave = [said(number, AD.format(88000 + number)) for number in range(2, 5)]
    assert is_repeated(mine, wave)
    assert not is_repeated(mine, [*wave[:2], said(3, minutes=5), said(3, minutes=9)])
    assert not is_repeated(mine, [said(one.author_id, one.text, minutes=121) for one in wave])
    elsewhere = [said(number, circle=number) for number in range(2, 7)]
    assert is_repeated(mine, elsewhere)
    assert not is_repeated(mine, elsewhere[:4])


def test_what_people_say_in_one_topic_is_no_wave():
    slogan = "参加七天早起打卡，每天六点起床读书写字，和大家一起坚持到底"
    floors = [said(number, slogan, topic=7) for number in range(2, 9)]
    assert not is_repeated(said(1, slogan, topic=7), floors)
    assert is_repeated(said(1, slogan, topic=8), floors)
