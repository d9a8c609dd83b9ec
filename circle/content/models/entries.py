"""The one table of everything a member writes, its revisions, drafts and days."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from circle.core import clock
from circle.core.db import Model, new_uid

LANES = ("post", "ad")  # the lists an entry can stand in; null stands in none
_LISTED = {"sqlite_where": text("lane IS NOT NULL"), "postgresql_where": text("lane IS NOT NULL")}
_FEATURED = {
    "sqlite_where": text("featured_at IS NOT NULL"),
    "postgresql_where": text("featured_at IS NOT NULL"),
}
_PINNED = {
    "sqlite_where": text("pinned_until IS NOT NULL"),
    "postgresql_where": text("pinned_until IS NOT NULL"),
}
_ORIGIN = {
    "sqlite_where": text("origin_id IS NOT NULL"),
    "postgresql_where": text("origin_id IS NOT NULL"),
}


class Entry(Model):
    """A post, comment, question, answer, topic or reply: plain, one row, one table.

    `status` is derived from author_state, review_state and hidden_by_act and stored; `lane` says in
    which list of the circle a visible root stands (null: in none), so that one index serves them.
    """

    __tablename__ = "entries"
    __table_args__ = (
        CheckConstraint(
            "author_state IN ('scheduled', 'submitted', 'removed')", name="author_state"
        ),
        CheckConstraint("review_state IN ('clear', 'waiting', 'rejected')", name="review_state"),
        CheckConstraint(
            "status IN ('scheduled', 'pending', 'published', 'hidden', 'rejected', 'removed')",
            name="status",
        ),
        # latest, the ad tab
        Index("ix_entries_latest", "circle_id", "lane", "published_at", "id", **_LISTED),
        # one category
        Index("ix_entries_category", "circle_id", "lane", "category", "published_at", "id",
              **_LISTED),
        # hot
        Index("ix_entries_hot", "circle_id", "lane", "hot_rank", "id", **_LISTED),
        # featured
        Index("ix_entries_featured", "circle_id", "featured_at", "id", **_FEATURED),
        # pinned
        Index("ix_entries_pinned", "circle_id", "pinned_until", **_PINNED),
        # an author's entries in a circle; following
        Index("ix_entries_author", "author_id", "circle_id", "published_at", "id"),
        # what I wrote, whatever its state
        Index("ix_entries_mine", "author_id", "kind", "id"),
        # comments under an entry, replies under a comment
        Index("ix_entries_children", "parent_id", "kind", "published_at", "id"),
        Index("ix_entries_root", "root_id", "id"),
        # waiting, hidden, scheduled of a circle (staff) and what is due
        Index("ix_entries_status", "circle_id", "status", "id"),
        Index("ix_entries_due", "status", "scheduled_at"),
        Index("uq_entries_origin", "circle_id", "origin", "origin_id", unique=True, **_ORIGIN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(26), unique=True, default=new_uid)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"))
    kind: Mapped[str] = mapped_column(String(10))
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    anonymous: Mapped[bool] = mapped_column(default=False)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("entries.id"))
    root_id: Mapped[int | None] = mapped_column(ForeignKey("entries.id"))
    reply_to_id: Mapped[int | None] = mapped_column(ForeignKey("entries.id"))
    floor: Mapped[int | None]
    title: Mapped[str] = mapped_column(String(120), default="")
    source: Mapped[str] = mapped_column(Text, default="")
    html: Mapped[str] = mapped_column(Text, default="")
    excerpt: Mapped[str] = mapped_column(String(200), default="")
    characters: Mapped[int] = mapped_column(default=0)
    folds: Mapped[bool] = mapped_column(default=False)
    sanitiser_version: Mapped[int] = mapped_column(default=1)
    card: Mapped[dict[str, Any]] = mapped_column(default=dict)
    category: Mapped[str] = mapped_column(String(8), default="none")
    tags: Mapped[list[Any]] = mapped_column(default=list)  # names, in the author's order
    city: Mapped[str | None] = mapped_column(String(40))
    expires_at: Mapped[datetime | None]
    comments_count: Mapped[int] = mapped_column(default=0)
    likes_count: Mapped[int] = mapped_column(default=0)
    helpful_count: Mapped[int] = mapped_column(default=0)
    bookmarks_count: Mapped[int] = mapped_column(default=0)
    answers_count: Mapped[int] = mapped_column(default=0)
    replies_count: Mapped[int] = mapped_column(default=0)
    me_too_count: Mapped[int] = mapped_column(default=0)
    hot_rank: Mapped[int] = mapped_column(default=0)
    pinned_until: Mapped[datetime | None]
    announcement: Mapped[bool] = mapped_column(default=False)
    featured_at: Mapped[datetime | None]
    locked_at: Mapped[datetime | None]
    scheduled_at: Mapped[datetime | None]
    ip_region: Mapped[str | None] = mapped_column(String(40))
    ai_statement: Mapped[str] = mapped_column(String(10), default="none")
    origin: Mapped[str | None] = mapped_column(String(40))
    origin_id: Mapped[str | None] = mapped_column(String(120))
    author_state: Mapped[str] = mapped_column(String(10), default="submitted")
    review_state: Mapped[str] = mapped_column(String(10), default="clear")
    review_reason: Mapped[str | None] = mapped_column(String(200))  # key of a text for its author
    hidden_by_act: Mapped[int | None]
    status: Mapped[str] = mapped_column(String(10), default="published")
    lane: Mapped[str | None] = mapped_column(String(10))
    root_visible: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    published_at: Mapped[datetime | None]
    edited_at: Mapped[datetime | None]
    last_active_at: Mapped[datetime | None]


class Revision(Model):
    """A state the text had: earlier ones, and one that still waits for review."""

    __tablename__ = "revisions"
    __table_args__ = (Index("ix_revisions_entry", "entry_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), index=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"))
    editor_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    state: Mapped[str] = mapped_column(String(10), default="past")  # past, pending, rejected
    title: Mapped[str] = mapped_column(String(120), default="")
    source: Mapped[str] = mapped_column(Text, default="")
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)  # tags, category, media…
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class Draft(Model):
    """Words not yet sent, kept for their author alone."""

    __tablename__ = "drafts"
    __table_args__ = (
        Index("uq_drafts_key", "user_id", "key", unique=True),
        Index("ix_drafts_mine", "user_id", "updated_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    circle_id: Mapped[int | None] = mapped_column(ForeignKey("circles.id"), index=True)
    key: Mapped[str] = mapped_column(String(64))  # chosen by the page: "post:tea", "comment:12"
    kind: Mapped[str] = mapped_column(String(10))
    content: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now)


class EntryDay(Model):
    """How often an entry was opened on one local day."""

    __tablename__ = "entry_days"

    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), index=True)
    views: Mapped[int] = mapped_column(default=0)
