"""Tables of what people add to an entry with one tap, and of tags."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from circle.core import clock
from circle.core.db import Model

_STANDING: dict[str, Any] = {
    "sqlite_where": text("dismissed_at IS NULL"),
    "postgresql_where": text("dismissed_at IS NULL"),
}


class Reaction(Model):
    """One member's like, bookmark, helpful vote or "me too": once per entry and kind."""

    __tablename__ = "reactions"
    __table_args__ = (
        CheckConstraint("kind IN ('like', 'bookmark', 'helpful', 'me_too')", name="kind"),
        Index("ix_reactions_mine", "user_id", "kind", "created_at", "entry_id"),  # my bookmarks
        Index("ix_reactions_circle", "circle_id"),
    )

    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class Proposal(Model):
    """One member proposes an entry to be featured; staff feature it, or say not this time."""

    __tablename__ = "proposals"
    __table_args__ = (
        Index("ix_proposals_standing", "circle_id", "entry_id", **_STANDING),  # staff's list
        Index("ix_proposals_user", "user_id"),
    )

    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    dismissed_at: Mapped[datetime | None]


class Tag(Model):
    """A word a circle's entries are found under."""

    __tablename__ = "tags"
    __table_args__ = (
        Index("uq_tags_key", "circle_id", "key", unique=True),
        Index("ix_tags_used", "circle_id", "entries_count", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"))
    name: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(80))  # NFKC, case folded
    entries_count: Mapped[int] = mapped_column(default=0)


class TagSynonym(Model):
    """A tag that stands for another one; what was under it keeps its rows, for taking it back."""

    __tablename__ = "tag_synonyms"

    tag_id: Mapped[int] = mapped_column(ForeignKey("tags.id"), primary_key=True)
    into_id: Mapped[int] = mapped_column(ForeignKey("tags.id"), index=True)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), index=True)
    merged_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    merged_at: Mapped[datetime]


class EntryTag(Model):
    """An entry under a tag, in the tag's own order of time while it can be seen."""

    __tablename__ = "entry_tags"
    __table_args__ = (
        Index("ix_entry_tags_list", "tag_id", "lane", "published_at", "entry_id"),
        Index(
            "ix_entry_tags_via", "via_id", "entry_id",
            sqlite_where=text("via_id IS NOT NULL"), postgresql_where=text("via_id IS NOT NULL"),
        ),  # nothing came through a tag that goes
    )  # fmt: skip

    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tags.id"), primary_key=True)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), index=True)
    lane: Mapped[str | None] = mapped_column(String(10))  # as the entry's, kept by the same verb
    published_at: Mapped[datetime | None]
    via_id: Mapped[int | None] = mapped_column(ForeignKey("tags.id"))  # the synonym it came through
