"""An event as a calendar file: lines, escapes, times, and a name that stays."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from circle.topics.calendar import calendar_of

BEGINS = datetime(2026, 12, 5, 6, 30, tzinfo=UTC)
ENDS = datetime(2026, 12, 5, 8, 0, tzinfo=UTC)


def written(app, title="春茶会", place="东山茶室", starts_at=BEGINS):
    """The file of an event, its lines unfolded."""
    entry = SimpleNamespace(
        uid="01JEXAMPLE0000000000000000", id=7, kind="topic", parent_id=None, root_id=None,
        floor=None, title=title, excerpt="带上杯子", edited_at=None, published_at=BEGINS,
        created_at=BEGINS, is_shown=True,
    )  # fmt: skip
    topic = SimpleNamespace(starts_at=starts_at, ends_at=ENDS, opened_at=BEGINS)
    hosted = SimpleNamespace(entry=entry, topic=topic, circle=SimpleNamespace(slug="tea"))
    with app.test_request_context(base_url="https://circle.example.org"):
        return calendar_of(hosted, SimpleNamespace(entry_id=7, place=place, door_code="x"))


def unfolded(text):
    """Name → value of every line (RFC 5545, 3.1)."""
    lines = text.replace("\r\n ", "").split("\r\n")
    assert lines.pop() == ""
    return dict(line.split(":", 1) for line in lines)


def test_a_file_says_when_where_and_what_in_utc(app):
    said = unfolded(written(app))
    assert (said["DTSTART"], said["DTEND"]) == ("20261205T063000Z", "20261205T080000Z")
    assert (said["SUMMARY"], said["LOCATION"]) == ("春茶会", "东山茶室")
    assert said["UID"] == "01JEXAMPLE0000000000000000@circle.example.org"
    assert said["URL"] == "https://circle.example.org/c/tea/topics/7"
    assert written(app) == written(app)


def test_what_people_write_ends_no_line_and_no_value(app):
    hostile = "茶;会,a\\b\r\nEND:VEVENT\rATTACH:x\nBEGIN:VALARM"
    text = written(app, title=hostile, place=hostile)
    begun = [line for line in text.split("\r\n") if line.startswith(("BEGIN:", "ATTACH:"))]
    assert begun == ["BEGIN:VCALENDAR", "BEGIN:VEVENT"]
    said = unfolded(text)
    meant = "茶\\;会\\,a\\\\b\\nEND:VEVENT\\nATTACH:x\\nBEGIN:VALARM"
    assert (said["SUMMARY"], said["LOCATION"]) == (meant, meant)


@pytest.mark.parametrize("title", ["茶" * 90, "a" * 67, "a" * 68, "茶会🍵" * 40, "é" * 99])
def test_no_line_is_longer_than_75_octets_and_no_character_is_cut(app, title):
    text = written(app, title=title)
    lines = text.encode().split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert all(line.decode() is not None for line in lines)
    assert unfolded(text)["SUMMARY"] == title


def test_an_event_without_a_beginning_stands_at_its_end(app):
    said = unfolded(written(app, starts_at=None))
    assert said["DTSTART"] == "20261205T080000Z"
    assert "DTEND" not in said
