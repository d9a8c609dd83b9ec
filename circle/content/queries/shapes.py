"""Entries as JSON shows them: one shape for every kind, made for many entries in two queries."""

from collections.abc import Mapping, Sequence
from typing import Any

from circle.circles import queries as circles
from circle.circles.models import Circle
from circle.circles.policy import Power
from circle.circles.queries import Face
from circle.content import policy
from circle.content.models import Entry, Media, Revision
from circle.content.models.media import SIZES
from circle.content.queries.comments import Thread
from circle.content.queries.edits import waiting_edits
from circle.content.queries.polls import NO_ITEMS, poll_view, polls_now
from circle.content.queries.reactions import NONE, reactions_of
from circle.core import clock
from circle.core.actor import Actor

COUNTERS = ("comments", "likes", "helpful", "bookmarks", "answers", "replies", "me_too")
PATHS = {"post": "posts", "question": "questions", "topic": "topics"}
PLACES = {"answer": "question", "reply": "topic"}  # whose page shows what stands in a thread
Shape = dict[str, Any]


def entry_path(circle_slug: str, entry: Entry) -> str:
    """The address of an entry's page; what stands in a thread is a place on its root's page."""
    if entry.parent_id is None:
        return root_path(circle_slug, entry.kind, entry.id)
    if entry.kind in PLACES and entry.root_id is not None:
        page = root_path(circle_slug, PLACES[entry.kind], entry.root_id)
        return f"{page}?{entry.kind}={entry.id}#e{entry.id}"
    return f"/entries/{entry.id}"


def root_path(circle_slug: str, kind: str, entry_id: int) -> str:
    """The address of the page of a whole entry: a post, a question, a topic."""
    return f"/c/{circle_slug}/{PATHS[kind]}/{entry_id}"


def picture_urls(uid: str) -> dict[str, str]:
    """Where the three sizes of a picture are."""
    return {size: f"/media/{uid}/{size}" for size in SIZES}


def entry_views(here: Actor, circle: Circle, entries: Sequence[Entry]) -> list[Shape]:
    """Entries of one circle in the API's shape, with faces and the reader's own reactions."""
    authors = {author for entry in entries if (author := policy.author_shown(entry, here))}
    faces = circles.faces(circle.id, authors) if authors else {}
    mine = reactions_of(here, [entry.id for entry in entries])
    edits = waiting_edits(here, entries)
    shapes = [_view(here, circle, entry, (faces, mine)) for entry in entries]
    for shape in shapes:
        shape["viewer"]["pending_edit"] = shape["id"] in edits
    _add_polls(here, circle, entries, shapes)
    return shapes


def entry_view(here: Actor, circle: Circle, entry: Entry) -> Shape:
    """One entry in the API's shape."""
    return entry_views(here, circle, [entry])[0]


def _add_polls(
    here: Actor, circle: Circle, entries: Sequence[Entry], shapes: Sequence[Shape]
) -> None:
    """The poll of each entry that has one and may be read; one query when there is any."""
    asking = [
        entry for entry in entries
        if entry.card.get("poll") and entry.status != "removed"
        and policy.can_read(here, entry, circle)
    ]  # fmt: skip
    found = polls_now(here, circle, asking)
    for shape in shapes:
        polls = [poll_view(poll) for poll in found.get(shape["id"], NO_ITEMS)]
        shape["poll"] = polls[0] if polls else None
        if len(polls) > 1:
            shape["polls"] = polls


def thread_views(here: Actor, circle: Circle, threads: Sequence[Thread]) -> list[Shape]:
    """Comments with their first replies inside, in the API's shape."""
    entries = [entry for thread in threads for entry in (thread.comment, *thread.replies)]
    shaped = {shape["id"]: shape for shape in entry_views(here, circle, entries)}
    for thread in threads:
        shaped[thread.comment.id]["replies"] = [shaped[reply.id] for reply in thread.replies]
    return [shaped[thread.comment.id] for thread in threads]


def media_view(media: Media) -> Shape:
    """A picture in the API's shape."""
    return {
        "id": media.id, "uid": media.uid, "kind": media.kind, "status": media.status,
        "width": media.width, "height": media.height, "alt": media.alt,
        "placeholder": media.placeholder, "colour": media.colour, "urls": picture_urls(media.uid),
    }  # fmt: skip


def revision_view(revision: Revision) -> Shape:
    """An earlier wording in the API's shape."""
    return {
        "id": revision.id, "state": revision.state, "title": revision.title,
        "body": revision.source, "tags": revision.details.get("tags", []),
        "created_at": revision.created_at,
    }  # fmt: skip


def author_view(face: Face | None) -> Shape | None:
    """Somebody beside what they wrote, in the API's shape."""
    if face is None:
        return None
    return {
        "id": face.id, "member_id": face.member_id, "name": face.name,
        "display_name": face.display_name, "avatar": face.avatar_url, "level": face.level,
        "role": face.role, "mark": bool(face.mark),
    }  # fmt: skip


def can_map(here: Actor, circle: Circle, entry: Entry) -> dict[str, bool]:
    """What the reader may do with an entry: the same answers the verbs will give."""
    speaks = policy.can_speak(here, entry if entry.parent_id is None else None)
    decisions = {
        "edit": speaks and policy.can_edit(here, entry, circle),
        "remove": policy.can_remove(here, entry),
        "comment": speaks and policy.can_comment(here, entry, circle),
        "like": policy.can_like(here, entry, circle),
        "bookmark": policy.can_bookmark(here, entry, circle),
        "hide": policy.can_hide(here, entry),
        "pin": policy.can_curate(here, entry, circle, Power.PIN),
        "feature": policy.can_curate(here, entry, circle, Power.FEATURE),
        "propose": policy.can_propose(here, entry, circle),
        "lock": policy.can_curate(here, entry, circle, Power.LOCK),
        "collect": policy.can_curate(here, entry, circle, Power.COLLECT),
        "move": policy.can_curate(here, entry, circle, Power.MOVE),
        "review": policy.can_review(here, entry), "history": policy.can_see_history(here, entry),
    }  # fmt: skip
    return {name: bool(decision) for name, decision in decisions.items()}


def _view(
    here: Actor, circle: Circle, entry: Entry,
    looked_up: tuple[Mapping[int, Face], Mapping[int, frozenset[str]]],
) -> Shape:
    faces, mine = looked_up
    author = policy.author_shown(entry, here)
    kinds = mine.get(entry.id, NONE)
    shape = {
        "id": entry.id, "uid": entry.uid, "kind": entry.kind, "circle": circle.slug,
        "url": entry_path(circle.slug, entry),
        "author": author_view(faces.get(author)) if author is not None else None,
        "status": entry.status, "category": entry.category,
        "counts": {name: getattr(entry, f"{name}_count") for name in COUNTERS},
        "pinned": entry.pinned_until is not None and entry.pinned_until > clock.now(),
        "featured": entry.featured_at is not None, "announcement": entry.announcement,
        "locked": entry.locked_at is not None, "city": entry.city,
        "expires_at": entry.expires_at, "ip_region": policy.region_shown(entry, here),
        "ai_statement": entry.ai_statement, "created_at": entry.created_at,
        "published_at": entry.published_at, "edited_at": entry.edited_at,
        **_words(here, circle, entry),
        "viewer": {
            "liked": "like" in kinds, "bookmarked": "bookmark" in kinds,
            "helpful": "helpful" in kinds, "can": can_map(here, circle, entry),
        },
    }  # fmt: skip
    return shape | _of_its_kind(here, entry)


def _words(here: Actor, circle: Circle, entry: Entry) -> Shape:
    """Title, body, tags and pictures; nothing of a tombstone, no body for who may not read it."""
    if entry.status == "removed":
        return {"title": "", "body": "", "body_html": "", "excerpt": "", "tags": [], "media": []}
    shown = {"title": entry.title, "excerpt": entry.excerpt, "tags": list(entry.tags)}
    if not policy.can_read(here, entry, circle):
        return {**shown, "body": None, "body_html": None, "media": [], "restricted": True}
    pictures = [
        {
            "id": one["id"], "uid": one["uid"], "kind": "picture", "status": "ready",
            "width": one["w"], "height": one["h"], "alt": one["alt"], "placeholder": one["ph"],
            "colour": one["colour"], "urls": picture_urls(one["uid"]),
        }
        for one in entry.card.get("pictures", ())
    ]  # fmt: skip
    return {**shown, "body": entry.source, "body_html": entry.html, "media": pictures}


def _of_its_kind(here: Actor, entry: Entry) -> Shape:
    shape: Shape = {}
    if entry.is_comment:
        under = entry.stands_under
        above = entry.parent_id if entry.parent_id != under else None
        shape = {"entry_id": under, "reply_to_id": entry.reply_to_id or above}
    if policy.is_own(here, entry):
        shape["scheduled_at"] = entry.scheduled_at
        shape["reason"] = entry.reason
    return shape
