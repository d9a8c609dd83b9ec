"""What waits to be indexed, what names are found by, what was found by nobody."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from circle.core.db import Model

MAX_KEY = 64
MAX_MISSED = 40  # characters of words that were not found; what is longer is no search
# Ordered by their bytes, on either database: what begins so stands together.
KEY = String(MAX_KEY).with_variant(String(MAX_KEY, collation="C"), "postgresql")


class Waiting(Model):
    """An entry the index must look at again; whoever changes it meanwhile leaves another stamp."""

    __tablename__ = "index_queue"
    __table_args__ = (
        CheckConstraint("turn IN (0, 1)", name="turn"),
        CheckConstraint("attempts >= 0", name="attempts"),
        Index("ix_index_queue_due", "turn", "due_at", "entry_id"),  # the next batch
    )

    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), primary_key=True)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), index=True)
    stamp: Mapped[int]  # what was indexed is taken out only if this is still the same
    turn: Mapped[int]  # 0: at once; 1: came in bulk, and lets others go before it
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(String(500))


class SearchName(Model):
    """What a member, a tag or a circle is found by as it is typed: its beginnings, folded.

    `target_id` is a user, a tag or a circle; the lower the rank, the nearer to the name itself.
    """

    __tablename__ = "search_names"
    __table_args__ = (
        CheckConstraint("kind IN ('member', 'tag', 'circle')", name="kind"),
        CheckConstraint("rank BETWEEN 0 AND 3", name="rank"),
        Index("ix_search_names_everywhere", "kind", "key"),  # in all circles
        Index("ix_search_names_target", "kind", "target_id"),  # written anew
    )

    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    key: Mapped[str] = mapped_column(KEY, primary_key=True)
    target_id: Mapped[int] = mapped_column(primary_key=True)
    rank: Mapped[int]


class MissedSearch(Model):
    """Words a member looked for in a circle in vain; `reader` tells members apart and names none.

    It is keyed with the site's secret and is another one for other words and another circle: rows
    of one person cannot be put together.
    """

    __tablename__ = "missed_searches"
    __table_args__ = (
        Index("ix_missed_searches_latest", "circle_id", "missed_at"),  # the report; what is too old
    )

    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), primary_key=True)
    words: Mapped[str] = mapped_column(String(MAX_MISSED), primary_key=True)
    reader: Mapped[str] = mapped_column(String(24), primary_key=True)
    missed_at: Mapped[datetime]
