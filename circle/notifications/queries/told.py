"""Notices as pages, JSON and letters tell them: a sentence, whose words, and where it leads."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from circle.circles.models import Circle
from circle.circles.queries import Face, faces_in
from circle.content import policy as content_policy
from circle.content import queries as content
from circle.content.models import Entry
from circle.core.actor import Actor
from circle.core.i18n import lazy
from circle.core.paging import PAGE, Page
from circle.notifications.queries import inbox
from circle.notifications.queries.inbox import FIXED, Noticed
from circle.notifications.sentences import (
    OF_PERSON,
    WHAT,
    YOURS,
    say_notice,
    say_who,
    sentence_of,
    why_of,
)

QUOTED = 120  # characters of what it is about
PRIVATE_CIRCLE = lazy("a private circle")
GONE_CIRCLE = lazy("a circle that was deleted")


@dataclass(frozen=True, slots=True)
class Told:
    """One line of an inbox as its reader may see it; `url` is None where nothing can be opened."""

    id: int
    kind: str
    code: str
    sentence: str
    quote: str  # the entry's title or beginning
    about: str  # the title of the thread it stands in
    url: str | None
    circle: Circle | None  # None also where its reader may not know which
    faces: tuple[Face, ...]
    people: int | None
    is_unnamed: bool
    is_unread: bool
    is_fixed: bool  # cannot be muted
    is_inside: bool  # what is in its circle can be read
    at: datetime
    entry_id: int | None
    thread_id: int | None
    why: str


def told_page(
    actor: Actor, kinds: Collection[str] = (), *, cursor: str | None = None, limit: int = PAGE
) -> Page[Told]:
    """A page of the actor's inbox, told in their language: at most five statements."""
    page = inbox.inbox_page(actor, kinds, cursor=cursor, limit=limit)
    return page.map(lambda found: told_of(actor, found))


def told_of(actor: Actor, found: Sequence[Noticed]) -> list[Told]:
    """Notices told, with whoever did it looked up for all at once."""
    grouped = [one.notice.id for one in found if one.notice.people is not None]
    people = inbox.latest_people(actor, grouped)
    left_out = inbox.blocked_people(actor, grouped)
    doers = {one.notice.id: _doers(one, people) for one in found}
    pairs = {
        (one.notice.circle_id or 0, user) for one in found for user in doers[one.notice.id]
    }
    known = faces_in(pairs)
    return [
        _told(
            actor, one, _faces(one, doers[one.notice.id], known), left_out.get(one.notice.id, 0)
        )
        for one in found
    ]


def _doers(one: Noticed, people: Mapping[int, Sequence[int]]) -> Sequence[int]:
    """Who did it, as far as the reader may know; never whoever wrote without a name."""
    if one.circle is not None and not one.is_inside:
        return ()
    if one.notice.people is not None:
        return people.get(one.notice.id, ())
    by, entry = one.notice.by_id, one.entry
    if by is None or (entry is not None and entry.anonymous and entry.author_id == by):
        return ()
    return (by,)


def _faces(
    one: Noticed, doers: Sequence[int], known: Mapping[tuple[int, int], Face]
) -> tuple[Face, ...]:
    place = one.notice.circle_id or 0
    return tuple(known[place, user] for user in doers if (place, user) in known)


def _told(actor: Actor, one: Noticed, faces: tuple[Face, ...], left_out: int) -> Told:
    notice, entry = one.notice, one.entry
    reads = _reads(actor, one)
    count = None if notice.people is None else max(1, notice.people - left_out)
    who = say_who([face.display_name for face in faces], count)
    kind = entry.kind if entry is not None else None
    shown = {"who": who, "what": _what(actor, one), "circle": _circle_name(one)}
    said = say_notice((notice.kind, notice.code), kind, notice.facts, shown)
    return Told(
        id=notice.id, kind=notice.kind, code=notice.code,
        sentence=said if one.knows_circle else said[:1].upper() + said[1:],
        quote=_quote(entry) if entry is not None and reads else "",
        about=one.root_title if reads and _is_under(one) else "",
        url=_url(one, faces, reads=reads), circle=one.circle if one.knows_circle else None,
        faces=faces, people=count,
        is_unnamed=not faces and notice.people is None and entry is not None and entry.anonymous,
        is_unread=notice.read_at is None, is_fixed=notice.kind in FIXED,
        is_inside=one.circle is not None and one.is_inside, at=notice.at,
        entry_id=notice.entry_id if reads else None,
        thread_id=notice.thread_id if reads else None, why=str(why_of(notice.kind, notice.code)),
    )  # fmt: skip


def _reads(actor: Actor, one: Noticed) -> bool:
    """Whether the words of the entry are the reader's to see: decisions are told without, too."""
    entry = one.entry
    if entry is None or one.circle is None or not one.is_inside:
        return False
    if not entry.root_visible:
        return False
    if content_policy.is_own(actor, entry):
        return entry.status in content_policy.AUTHOR_SEES
    if not entry.anonymous and entry.author_id in actor.blocked:
        return False
    return entry.status == "published"


def _circle_name(one: Noticed) -> str:
    """What the circle is called; of one its reader may not see any more, what sort it is."""
    if one.circle is None:
        return ""
    if one.knows_circle:
        return one.circle.name
    return str(GONE_CIRCLE if one.circle.deleted_at is not None else PRIVATE_CIRCLE)


def _what(actor: Actor, one: Noticed) -> str:
    """The thing it happened to, as the reader calls it: theirs or the thread's."""
    entry = one.entry
    if entry is not None and content_policy.is_own(actor, entry):
        return str(YOURS[entry.kind])
    kind = one.root_kind or (entry.kind if entry is not None else None)
    if kind is None or (entry is None and one.notice.kind == "moderation"):
        return str(YOURS[""])
    own = one.root_author_id is not None and one.root_author_id == actor.user_id
    return str((YOURS if own else WHAT)[kind])


def _is_under(one: Noticed) -> bool:
    return one.notice.thread_id is not None and one.notice.thread_id != one.notice.entry_id


def _quote(entry: Entry) -> str:
    return (entry.title or " ".join(entry.excerpt.split()))[:QUOTED]


def _url(one: Noticed, faces: Sequence[Face], *, reads: bool) -> str | None:
    """Its exact place: a floor or comment with the page it stands on; else where its kind leads."""
    entry, circle, notice = one.entry, one.circle, one.notice
    found = sentence_of(notice.code, entry.kind if entry is not None else None, notice.facts)
    pattern = found.path if found is not None else ""
    inside = circle is not None and one.is_inside
    if pattern == OF_PERSON and faces and circle is not None:
        member = faces[0].member_id
        return f"/c/{circle.slug}/members/{member}" if member else faces[0].url
    if pattern and pattern != OF_PERSON and (inside or "{slug}" not in pattern):
        return _filled(pattern, notice.facts, circle)
    if entry is not None and circle is not None and reads:
        return content.entry_path(circle.slug, entry)
    if notice.kind == "moderation":
        return "/me/decisions"
    return f"/c/{circle.slug}" if circle is not None and inside else None


def _filled(pattern: str, facts: Mapping[str, Any], circle: Circle | None) -> str | None:
    try:
        return pattern.format_map({**facts, "slug": circle.slug if circle else ""})
    except KeyError:  # told before this fact was kept
        return None
