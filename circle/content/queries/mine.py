"""What belongs to the reader alone: their drafts, and what they wrote, whatever its state."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select

from circle.circles.models import Circle
from circle.content.models import Draft, Entry, Media, Reaction
from circle.content.models.entries import COMMENT
from circle.core.actor import Actor
from circle.core.db import session
from circle.core.errors import NotFound
from circle.core.paging import PAGE, Page, after, cut
from circle.core.places import place_name

EXPORT_BATCH = 500
MAX_SCHEDULED = 100  # shown
Placed = tuple[Entry, Circle]


def drafts(actor: Actor) -> Sequence[tuple[Draft, Circle | None]]:
    """The actor's drafts and where they were meant to go, the latest first; at most 50 exist."""
    rows = session().execute(
        select(Draft, Circle)
        .join(Circle, Circle.id == Draft.circle_id, isouter=True)
        .where(Draft.user_id == actor.user_id)
        .order_by(Draft.updated_at.desc(), Draft.id.desc())
    )
    return [(row.Draft, row.Circle) for row in rows]


def get_draft(actor: Actor, key: str) -> Draft:
    """One of the actor's drafts by its page's key."""
    found = session().scalar(
        select(Draft).where(Draft.user_id == actor.user_id, Draft.key == key)
    )
    if found is None:
        raise NotFound
    return found


def scheduled(actor: Actor) -> Sequence[Placed]:
    """What the actor scheduled, the soonest first."""
    waiting = _mine(actor).where(Entry.author_state == "scheduled")
    rows = session().execute(waiting.order_by(Entry.scheduled_at, Entry.id).limit(MAX_SCHEDULED))
    return [(row.Entry, row.Circle) for row in rows]


def my_entries_page(
    actor: Actor, *, comments: bool = False, cursor: str | None = None, limit: int = PAGE
) -> Page[Placed]:
    """What the actor wrote and did not take away, in any state, the latest first."""
    kind = Entry.kind == COMMENT if comments else Entry.kind != COMMENT
    seen = Entry.root_visible.is_(True)  # what stands under something that went has no page
    left = (Entry.author_state != "removed", Entry.forgotten_at.is_(None))
    statement = _mine(actor).where(kind, seen, *left)
    ordered = after(statement, (Entry.id, Entry.id), cursor).limit(limit + 1)
    rows = session().execute(ordered).all()
    page = cut(rows, limit, lambda row: (row.Entry.id, row.Entry.id))
    return page.map(lambda kept: [(row.Entry, row.Circle) for row in kept])


def _mine(actor: Actor) -> Any:
    """The actor's own entries in circles that still exist."""
    return (
        select(Entry, Circle)
        .join(Circle, Circle.id == Entry.circle_id)
        .where(Entry.author_id == (actor.user_id or 0), Circle.deleted_at.is_(None))
    )


def own_entries(user_id: int) -> Iterator[dict[str, Any]]:
    """Everything a person wrote that is still kept, for their own export; `kept_until` of what
    went.
    """
    rows = session().execute(
        select(Entry, Circle.slug)
        .join(Circle, Circle.id == Entry.circle_id)
        .where(Entry.author_id == user_id, Entry.forgotten_at.is_(None))
        .order_by(Entry.id)
        .execution_options(yield_per=EXPORT_BATCH)
    )
    for entry, slug in rows:
        yield {
            "id": entry.id, "uid": entry.uid, "circle": slug, "kind": entry.kind,
            "status": entry.status, "anonymous": entry.anonymous, "title": entry.title,
            "body": entry.source, "tags": entry.tags, "category": entry.category,
            "under": entry.parent_id, "ip_region": place_name(entry.ip_region), "city": entry.city,
            "ai_statement": entry.ai_statement, "likes": entry.likes_count,
            "created_at": entry.created_at, "published_at": entry.published_at,
            "edited_at": entry.edited_at, "kept_until": entry.forget_at,
        }  # fmt: skip


def own_pictures(user_id: int) -> Iterator[dict[str, Any]]:
    """A person's pictures; `file` names the largest copy."""
    rows = session().scalars(
        select(Media).where(Media.owner_id == user_id, Media.status != "removed").order_by(Media.id)
    )
    for media in rows:
        yield {
            "id": media.id, "entry": media.entry_id, "alt": media.alt, "width": media.width,
            "height": media.height, "created_at": media.created_at,
            "file": f"{media.storage_key}/large.webp",
        }  # fmt: skip


def own_reactions(user_id: int) -> Iterator[dict[str, Any]]:
    """What a person liked and kept, found helpful and wondered too."""
    rows = session().execute(
        select(Reaction.kind, Reaction.entry_id, Reaction.created_at)
        .where(Reaction.user_id == user_id)
        .order_by(Reaction.created_at, Reaction.entry_id)
    )
    for kind, entry_id, at in rows:
        yield {"kind": kind, "entry": entry_id, "created_at": at}


def own_drafts(user_id: int) -> Iterator[dict[str, Any]]:
    """What a person has not sent yet."""
    for draft, circle in drafts(Actor(user_id=user_id)):
        yield {
            "kind": draft.kind, "circle": circle.slug if circle else None,
            "content": draft.content, "updated_at": draft.updated_at,
        }  # fmt: skip
