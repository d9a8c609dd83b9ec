"""Reads of single posts, of tags, and of what is public for programs that gather pages."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from circle.circles.models import Circle
from circle.content import queries as content
from circle.content.models import Entry, Tag
from circle.content.queries import unmerged
from circle.content.queries.entries import Found
from circle.content.schemas import tag_key
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import session
from circle.core.errors import NotFound
from circle.posts.policy import QUOTA_WINDOW
from circle.posts.queries.rows import COLUMNS

BLOCK = 5000  # ids in one part of the sitemap
IN_SITEMAP = ("post", "question")  # whole entries that have a page of their own
MAX_TAGS = 20


def get_post(actor: Actor, entry_id: int, *, lock: bool = False) -> Found:
    """A post with its circle entered; NotFound for what the actor may not see and other kinds."""
    entry, circle, here = content.get_entry(actor, entry_id, lock=lock)
    if entry.kind != "post":
        raise NotFound
    return entry, circle, here


def posts_of(rows: Sequence[Any]) -> Sequence[Entry]:
    """The whole entries of these rows of a list, in its order."""
    ids = [row.id for row in rows]
    if not ids:
        return ()
    found = {entry.id: entry for entry in session().scalars(select(Entry).where(Entry.id.in_(ids)))}
    return [found[ident] for ident in ids if ident in found]


def post_row(entry: Entry) -> Any:
    """The row a card is drawn from, for a post in any state."""
    columns = [Entry.html.label("html") if c.key == "html" else c for c in COLUMNS]
    return session().execute(select(*columns).where(Entry.id == entry.id)).one()


def count_ads(actor: Actor, circle: Circle, besides: int = 0) -> int:
    """How many ads the actor placed here in the last seven days, taken back ones included.

    What became an ad counts from then; `besides` is the post that asks.
    """
    return session().execute(
        select(func.count())
        .where(Entry.author_id == actor.user_id, Entry.circle_id == circle.id)
        .where(Entry.advertised_at.is_not(None), Entry.id != besides)
        .where(Entry.advertised_at > clock.now() - QUOTA_WINDOW)
    ).scalar_one()


def tags_page(circle: Circle, begins: str) -> Sequence[Any]:
    """The most used tags of a circle, or those whose name begins so."""
    statement = select(Tag.id, Tag.name, Tag.entries_count).where(
        Tag.circle_id == circle.id, Tag.entries_count > 0, unmerged()
    )
    if begins:
        statement = statement.where(Tag.key.startswith(tag_key(begins), autoescape=True))
    ordered = statement.order_by(Tag.entries_count.desc(), Tag.id.desc())
    return session().execute(ordered.limit(MAX_TAGS)).all()


def count_blocks() -> int:
    """How many parts of BLOCK ids the sitemap has."""
    newest = session().execute(select(func.max(Entry.id))).scalar() or 0
    return int(newest) // BLOCK + 1


def list_block(block: int) -> Sequence[Any]:
    """The public posts and questions of one part: id, kind, slug and when each last changed."""
    first = block * BLOCK
    return session().execute(
        select(
            Entry.id, Entry.kind, Circle.slug, Entry.published_at, Entry.edited_at,
            Entry.last_active_at,
        )
        .join(Circle, Circle.id == Entry.circle_id)
        .where(Entry.id >= first, Entry.id < first + BLOCK)
        .where(Entry.lane.is_not(None), Entry.kind.in_(IN_SITEMAP), Circle.visibility == "public")
        .where(Circle.deleted_at.is_(None))
        .order_by(Entry.id)
    ).all()


def list_public_circles() -> Sequence[Any]:
    """Public circles and when something last happened in each."""
    return session().execute(
        select(Circle.slug, Circle.last_active_at)
        .where(Circle.visibility == "public", Circle.deleted_at.is_(None))
        .order_by(Circle.last_active_at.desc(), Circle.id.desc())
        .limit(BLOCK)
    ).all()
