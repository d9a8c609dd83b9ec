"""An event as a calendar file, and the addresses printed for it; the file as RFC 5545 has it."""

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit

from circle.content import queries as content
from circle.core.web import site_origin
from circle.topics.models import Gathering
from circle.topics.queries import Hosted

PRODUCT = "-//Circle//Events//EN"
OCTETS = 75  # of one line, its end not counted (section 3.1)


def calendar_of(hosted: Hosted, gathering: Gathering) -> str:
    """One event, its times in UTC, under a name that stays: a newer file replaces an older one."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN",
             "METHOD:PUBLISH", "BEGIN:VEVENT", *_event(hosted, gathering), "END:VEVENT",
             "END:VCALENDAR"]  # fmt: skip
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def topic_address(hosted: Hosted) -> str:
    """Where an event is read, with its host."""
    return f"{site_origin()}{content.entry_path(hosted.circle.slug, hosted.entry)}"


def door_address(gathering: Gathering) -> str:
    """Where the code at the door leads."""
    return f"{site_origin()}/topics/{gathering.entry_id}/arrive?code={gathering.door_code}"


def _event(hosted: Hosted, gathering: Gathering) -> Iterator[str]:
    """Its properties; without a beginning it stands at its end alone."""
    entry, topic = hosted.entry, hosted.topic
    begins = topic.starts_at or topic.ends_at or topic.opened_at
    address = topic_address(hosted)
    yield f"UID:{entry.uid}@{urlsplit(site_origin()).hostname or 'circle'}"
    yield f"DTSTAMP:{_time(entry.edited_at or entry.published_at or entry.created_at)}"
    yield f"DTSTART:{_time(begins)}"
    if topic.ends_at is not None and topic.ends_at > begins:
        yield f"DTEND:{_time(topic.ends_at)}"
    yield f"SUMMARY:{_text(entry.title)}"
    if gathering.place:
        yield f"LOCATION:{_text(gathering.place)}"
    words = f"{entry.excerpt}\n{address}" if entry.excerpt else address
    yield f"DESCRIPTION:{_text(words)}"
    yield f"URL:{address}"
    yield f"STATUS:{'CONFIRMED' if entry.is_shown else 'CANCELLED'}"


def _time(at: datetime) -> str:
    return f"{at:%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    """A text in which nothing is taken for the end of a line or of a value (section 3.3.11)."""
    for mark in "\\;,":
        words = words.replace(mark, f"\\{mark}")
    return words.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """A line in pieces of at most OCTETS, never within a character; all but the first indented."""
    piece, octets = "", 0
    for character in line:
        size = len(character.encode())
        if octets + size > OCTETS:
            yield piece
            piece, octets = " ", 1
        piece += character
        octets += size
    yield piece
