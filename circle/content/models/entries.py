"""The one table of everything a member writes, its revisions, drafts and days."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from circle.core import clock
from circle.core.db import Model, new_uid
from circle.core.errors import Conflict
from circle.core.i18n import Text as Words
from circle.core.i18n import lazy

COMMENT = "comment"
FLOOR = "reply"  # what stands in a topic
KEPT_GONE = timedelta(days=184)  # six months, the longest there are: what the law wants kept
UNDO_REMOVAL = timedelta(minutes=10)  # as long as a toast may be remembered
QUIET_EDIT = timedelta(minutes=5)  # mending a slip before anybody answered is no "edited"
MAX_REASON = 200
MAX_RULE = 60


@dataclass(frozen=True, slots=True)
class KindRules:
    """What the kind of an entry bounds: pictures, and whether roots of it stand in a list."""

    pictures: int
    lane: str | None = None


KINDS = {
    "post": KindRules(pictures=9, lane="post"),
    "question": KindRules(pictures=9, lane="question"),
    "answer": KindRules(pictures=9),
    "topic": KindRules(pictures=9, lane="topic"),
    "reply": KindRules(pictures=9),
    COMMENT: KindRules(pictures=1),
}
_LISTED: dict[str, Any] = {
    "sqlite_where": text("lane IS NOT NULL"),
    "postgresql_where": text("lane IS NOT NULL"),
}
_UNSHOWN: dict[str, Any] = {
    "sqlite_where": text("status IN ('pending', 'scheduled')"),
    "postgresql_where": text("status IN ('pending', 'scheduled')"),
}
_FEATURED: dict[str, Any] = {
    "sqlite_where": text("featured_at IS NOT NULL"),
    "postgresql_where": text("featured_at IS NOT NULL"),
}
_PINNED: dict[str, Any] = {
    "sqlite_where": text("pinned_until IS NOT NULL"),
    "postgresql_where": text("pinned_until IS NOT NULL"),
}
_ADS: dict[str, Any] = {
    "sqlite_where": text("advertised_at IS NOT NULL"),
    "postgresql_where": text("advertised_at IS NOT NULL"),
}
_GONE: dict[str, Any] = {
    "sqlite_where": text("forget_at IS NOT NULL"),
    "postgresql_where": text("forget_at IS NOT NULL"),
}
_FLOOR: dict[str, Any] = {
    "sqlite_where": text("floor IS NOT NULL"), "postgresql_where": text("floor IS NOT NULL"),
}  # fmt: skip
_UNNUMBERED: dict[str, Any] = {
    "sqlite_where": text("floor IS NULL AND kind = 'reply'"),
    "postgresql_where": text("floor IS NULL AND kind = 'reply'"),
}
_ORIGIN: dict[str, Any] = {
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
        # what somebody wrote in a circle's lists; following
        Index("ix_entries_signed", "author_id", "circle_id", "lane", "published_at", "id",
              **_LISTED),
        # the ads somebody placed in a circle this week
        Index("ix_entries_ads", "author_id", "circle_id", "advertised_at", **_ADS),
        # my own posts that wait, above the list
        Index("ix_entries_unshown", "author_id", "circle_id", "id", **_UNSHOWN),
        # what I wrote, whatever its state
        Index("ix_entries_mine", "author_id", "id"),
        # comments under an entry, replies under a comment
        Index("ix_entries_children", "parent_id", "kind", "published_at", "id"),
        Index("ix_entries_root", "root_id", "id"),
        # the floors of a topic by number; those of its host; the most liked
        Index("uq_entries_floor", "parent_id", "floor", unique=True, **_FLOOR),
        Index("ix_entries_floors_by", "parent_id", "author_id", "floor", **_FLOOR),
        Index("ix_entries_floors_liked", "parent_id", "likes_count", "floor", **_FLOOR),
        # one's own floors that have no number yet
        Index("ix_entries_unnumbered", "parent_id", "author_id", "id", **_UNNUMBERED),
        # waiting, hidden, scheduled of a circle (staff) and what is due
        Index("ix_entries_status", "circle_id", "status", "id"),
        Index("ix_entries_due", "status", "scheduled_at"),
        Index("ix_entries_expiry", "lane", "expires_at", **_LISTED),  # ads whose time is over
        Index("ix_entries_forget", "forget_at", "id", **_GONE),  # words whose time is over
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
    advertised_at: Mapped[datetime | None]  # when it was placed as an ad, or became one
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
    review_reason: Mapped[str | None] = mapped_column(String(MAX_REASON))  # key, or staff's words
    review_rule: Mapped[str | None] = mapped_column(String(60))
    hidden_by_act: Mapped[int | None]
    hidden_reason: Mapped[str | None] = mapped_column(String(MAX_REASON))
    removed_at: Mapped[datetime | None]
    forget_at: Mapped[datetime | None]  # out of sight: when its words go
    forgotten_at: Mapped[datetime | None]  # only its place is left
    hushed_until: Mapped[datetime | None]  # who wrote here without a name is muted through it
    status: Mapped[str] = mapped_column(String(10), default="published")
    lane: Mapped[str | None] = mapped_column(String(10))
    root_visible: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    published_at: Mapped[datetime | None]
    edited_at: Mapped[datetime | None]
    last_active_at: Mapped[datetime | None]

    @property
    def is_comment(self) -> bool:
        """A remark under another entry."""
        return self.kind == COMMENT

    @property
    def stands_under(self) -> int | None:
        """What a comment of either level is about; where nothing is noted, the root."""
        noted: int | None = self.card.get("under", self.root_id)
        return noted

    @property
    def is_shown(self) -> bool:
        """Anybody who may read the circle sees it."""
        return self.status == "published" and self.root_visible

    @property
    def carries(self) -> bool:
        """What stands under it can be seen: it is shown itself, or leaves a tombstone.

        A root takes everything along when it goes; what stands inside a thread leaves its place.
        """
        stays = ("published",) if self.parent_id is None else ("published", "removed")
        return self.root_visible and self.status in stays

    @property
    def is_tombstone(self) -> bool:
        """Taken away by its author while replies to it stay."""
        return self.status == "removed" and self.parent_id is not None and self.root_visible

    def derive(self) -> None:
        """Keep status, lane and the time of first publication true to the three states.

        Removed by its author outweighs hidden by staff, which outweighs what review said.
        """
        if self.author_state != "submitted":
            self.status = self.author_state
        elif self.hidden_by_act is not None:
            self.status = "hidden"
        else:
            self.status = {"clear": "published", "waiting": "pending"}.get(
                self.review_state, "rejected"
            )
        self.lane = self._lane()
        if self.status not in ("removed", "hidden"):
            self.forget_at = None
        elif self.forget_at is None and self.forgotten_at is None:
            self.forget_at = clock.now() + KEPT_GONE
        if self.status == "published" and self.published_at is None:
            self.published_at = clock.now()
            self.hot_rank = int(self.published_at.timestamp())

    def hide(self, act_id: int, reason: str) -> None:
        """Take it out of sight for an act of staff; Conflict when another act did already."""
        if self.hidden_by_act is not None or self.author_state == "removed":
            raise Conflict(lazy("It is out of sight already"), code="already_hidden")
        self.hidden_by_act, self.hidden_reason = act_id, reason[:MAX_REASON]

    def unhide(self, act_id: int) -> None:
        """Take that act back; Conflict when it was not this act that hid it."""
        if self.hidden_by_act != act_id:
            raise Conflict(lazy("This was undone already"), code="not_hidden")
        self.hidden_by_act = self.hidden_reason = None

    def remove(self) -> None:
        """Its author takes it away; Conflict when they did already."""
        if self.author_state == "removed":
            raise Conflict(lazy("It is gone already"), code="already_removed")
        self.author_state, self.removed_at = "removed", clock.now()
        self.pinned_until, self.announcement = None, False

    def restore(self) -> None:
        """Its author changes their mind within UNDO_REMOVAL; Conflict afterwards."""
        if self.author_state != "removed" or self.removed_at is None:
            raise Conflict(lazy("It is here already"), code="not_removed")
        if clock.now() - self.removed_at > UNDO_REMOVAL or self.forgotten_at is not None:
            raise Conflict(lazy("It is too late to bring it back"), code="too_late")
        self.author_state, self.removed_at = "submitted", None

    def forget(self) -> None:
        """Its time is over: nothing it said is left, its place and what staff did stay."""
        self.forget_at, self.forgotten_at = None, clock.now()
        self.title = self.source = self.html = self.excerpt = ""
        self.characters, self.folds, self.tags = 0, False, []
        self.card = {"under": self.card["under"]} if "under" in self.card else {}
        self.city = self.ip_region = None

    def release(self) -> None:
        """Review found nothing wrong."""
        self.review_state = "clear"
        self.review_reason = self.review_rule = None

    def withhold(self, reason: Words) -> None:
        """It waits for review; its author reads the reason, which may name a rule."""
        self.review_state, self.review_reason = "waiting", reason.key[:MAX_REASON]
        self.review_rule = str(reason.params.get("rule", ""))[:MAX_RULE] or None

    def reject(self, reason: "str | Words") -> None:
        """Review said no, and why: as staff wrote it, or the product's own words."""
        key = reason.key if isinstance(reason, Words) else reason
        self.review_state, self.review_reason = "rejected", key[:MAX_REASON]
        self.review_rule = None
        if isinstance(reason, Words):
            self.review_rule = str(reason.params.get("rule", ""))[:MAX_RULE]

    @property
    def reason(self) -> str:
        """Why it is not on show, for its author: ours in their language, the staff's as written."""
        if self.status == "hidden":
            return self.hidden_reason or ""
        if self.review_state == "rejected" and self.review_rule is None:
            return self.review_reason or ""
        if self.review_state != "clear" and self.review_reason:
            return str(lazy(self.review_reason, rule=self.review_rule or ""))
        return ""

    def hush_edit(self) -> bool:
        """An edit right after publishing, before any comment, is not marked as one."""
        if self.published_at is None:
            return True
        return self.comments_count == 0 and clock.now() - self.published_at <= QUIET_EDIT

    def _lane(self) -> str | None:
        listed = KINDS[self.kind].lane if self.parent_id is None else None
        if self.status != "published" or listed is None or self.is_expired:
            return None
        return "ad" if self.category == "ad" else listed

    @property
    def is_expired(self) -> bool:
        """Its time in the lists is over."""
        return self.expires_at is not None and self.expires_at <= clock.now()


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

    @property
    def is_being_checked(self) -> bool:
        """It waits for nothing but the answer of an outside check."""
        return self.state == "pending" and bool(self.details.get("being_checked"))

    def leave_to_people(self) -> None:
        """The check could not decide it: somebody looks at it."""
        self.details = {**self.details, "being_checked": False}


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
