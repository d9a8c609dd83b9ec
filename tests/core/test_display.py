"""Numbers and times as people read them."""

from datetime import timedelta

import pytest

from circle.core import clock, display
from circle.core.i18n import Text, speaking


@pytest.mark.parametrize(
    ("number", "chinese", "english"),
    [
        (0, "0", "0"), (999, "999", "999"), (1000, "1000", "1k"), (9999, "9999", "9.9k"),
        (10000, "1万", "10k"), (12345, "1.2万", "12.3k"), (123456789, "1.2亿", "123m"),
    ],
)  # fmt: skip
def test_counts_take_few_characters(number, chinese, english):
    with speaking("zh_Hans_CN"):
        assert display.compact(number) == chinese
    with speaking("en"):
        assert display.compact(number) == english


@pytest.mark.parametrize(
    ("minutes", "said"), [(0.2, "刚刚"), (5, "5 分钟前"), (59, "59 分钟前")]
)
def test_the_recent_past_is_said_as_people_do(minutes, said):
    with speaking("zh_Hans_CN"):
        assert display.ago(clock.now() - timedelta(minutes=minutes)) == said


def test_yesterday_has_its_time_and_earlier_its_day(monkeypatch):
    noon = clock.day_start(clock.local_day()) + timedelta(hours=12)
    monkeypatch.setattr(clock, "_read", lambda: noon)
    with speaking("zh_Hans_CN"):
        assert display.ago(noon - timedelta(hours=3)) == "3 小时前"
        assert display.ago(noon - timedelta(hours=24)) == "昨天 12:00"
        assert "月" in display.ago(noon - timedelta(days=3))
        assert "年" in display.ago(noon - timedelta(days=500))


def test_a_text_is_rendered_in_the_readers_language():
    kept = Text("just now")
    with speaking("zh_Hans_CN"):
        assert str(kept) == "刚刚"
    with speaking("en"):
        assert str(kept) == "just now"
