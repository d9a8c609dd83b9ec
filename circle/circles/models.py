"""Tables of circles and memberships, with the state changes of their own rows."""

import re
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from circle.accounts.names import name_key
from circle.core import clock
from circle.core.db import Model, new_uid

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{1,38})[a-z0-9]")  # 3 to 40, no dash at the ends

_DELETED: dict[str, Any] = {
    "sqlite_where": text("deleted_at IS NOT NULL"),
    "postgresql_where": text("deleted_at IS NOT NULL"),
}
_LABEL_STANDS: dict[str, Any] = {
    "sqlite_where": text("removed_at IS NULL"),
    "postgresql_where": text("removed_at IS NULL"),
}
_LABEL_GONE: dict[str, Any] = {
    "sqlite_where": text("removed_at IS NOT NULL"),
    "postgresql_where": text("removed_at IS NOT NULL"),
}
_TERM: dict[str, Any] = {
    "sqlite_where": text("expires_at IS NOT NULL"),
    "postgresql_where": text("expires_at IS NOT NULL"),
}


class Circle(Model):
    """One community."""

    __tablename__ = "circles"
    __table_args__ = (
        CheckConstraint("visibility IN ('public', 'preview', 'private')", name="visibility"),
        CheckConstraint(
            "join_policy IN ('open', 'approval', 'invite', 'term')", name="join_policy"
        ),
        # discover: public and preview circles by last activity
        Index("ix_circles_discover", "visibility", "last_active_at", "id"),
        Index("ix_circles_deleted", "deleted_at", **_DELETED),  # what is to be purged
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(26), unique=True, default=new_uid)
    brand_id: Mapped[int | None] = mapped_column(ForeignKey("brands.id"), index=True)
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(40))
    intro: Mapped[str] = mapped_column(String(500), default="")
    preset: Mapped[str] = mapped_column(String(16))
    visibility: Mapped[str] = mapped_column(String(8))
    join_policy: Mapped[str] = mapped_column(String(8))
    join_questions: Mapped[list[Any]] = mapped_column(default=list)  # texts, at most 3
    rules: Mapped[str] = mapped_column(Text, default="")
    rules_version: Mapped[int] = mapped_column(default=1)
    welcome: Mapped[str] = mapped_column(String(500), default="")
    hue: Mapped[int] = mapped_column(default=40)  # degrees in OKLCH; 40 is persimmon
    logo: Mapped[str | None] = mapped_column(String(80))  # storage keys
    cover: Mapped[str | None] = mapped_column(String(80))
    categories: Mapped[list[Any]] = mapped_column(default=list)  # of ad, info, insight, note
    kinds: Mapped[list[Any]] = mapped_column(default=list)  # of post, question, topic
    ad_quota: Mapped[int] = mapped_column(default=1)  # ads a member may run in 7 days
    ad_days: Mapped[int] = mapped_column(default=14)  # an ad expires after
    # what sells and is no ad: its author is asked to mark it, or staff look at it
    unmarked_ads: Mapped[str] = mapped_column(String(8), default="ask", server_default="ask")
    newcomer_review: Mapped[int] = mapped_column(default=0)
    pre_review: Mapped[bool] = mapped_column(default=False)
    directory: Mapped[bool] = mapped_column(default=True)
    levels: Mapped[list[Any]] = mapped_column(default=list)  # own table; empty: the usual one
    members_count: Mapped[int] = mapped_column(default=0)
    entries_count: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=0)  # bumped by whatever changes a public page
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    last_active_at: Mapped[datetime] = mapped_column(default=clock.now)
    archived_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    frozen_at: Mapped[datetime | None]  # since when only staff write
    frozen_reason: Mapped[str] = mapped_column(String(200), default="", server_default="")
    handed_over_at: Mapped[datetime | None]  # spares pages a query when there is nothing to tell

    @property
    def logo_url(self) -> str | None:
        """Where the logo is served."""
        return picture_url(self.logo)

    @property
    def cover_url(self) -> str | None:
        """Where the cover is served."""
        return picture_url(self.cover)

    @property
    def is_open(self) -> bool:
        """Neither archived nor deleted: things can be added."""
        return self.archived_at is None and self.deleted_at is None


class RulesVersion(Model):
    """The text of a circle's rules as it stood under one version number."""

    __tablename__ = "rules_versions"

    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class Membership(Model):
    """One user in one circle."""

    __tablename__ = "memberships"
    __table_args__ = (
        CheckConstraint(
            "role IN ('owner', 'admin', 'moderator', 'guest', 'member')", name="role"
        ),
        CheckConstraint(
            "state IN ('pending', 'active', 'muted', 'left', 'removed', 'banned')", name="state"
        ),
        CheckConstraint("turned_away IN ('removed', 'declined')", name="turned_away"),
        Index("uq_memberships_user", "user_id", "circle_id", unique=True),  # my circles
        Index("ix_memberships_people", "circle_id", "state", "joined_at", "id"),  # members page
        Index("ix_memberships_role", "circle_id", "role", "joined_at", "id"),
        Index("ix_memberships_directory", "circle_id", "listed", "joined_at", "id"),
        Index("ix_memberships_term", "expires_at", **_TERM),  # terms that end
        Index(
            "uq_memberships_owner", "circle_id", unique=True,
            sqlite_where=text("role = 'owner'"), postgresql_where=text("role = 'owner'"),
        ),  # exactly one owner
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(26), unique=True, default=new_uid)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    role: Mapped[str] = mapped_column(String(10), default="member")
    state: Mapped[str] = mapped_column(String(8), default="active")
    level: Mapped[int] = mapped_column(default=1)
    growth: Mapped[int] = mapped_column(default=0)
    points: Mapped[int] = mapped_column(default=0)  # spendable minus owed, as the ledger says
    level_told: Mapped[int] = mapped_column(default=1)  # the highest they were congratulated on
    badges_untold: Mapped[int] = mapped_column(default=0)  # earned, and not yet congratulated on
    on_boards: Mapped[bool] = mapped_column(default=True)  # shows on leaderboards
    badges: Mapped[list[Any]] = mapped_column(default=list)  # keys, first earned first
    source: Mapped[str] = mapped_column(String(16), default="open")  # how they came
    invite_id: Mapped[int | None] = mapped_column(ForeignKey("invites.id"))
    invited_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    rules_version: Mapped[int] = mapped_column(default=0)  # the version accepted
    answers: Mapped[list[Any]] = mapped_column(default=list)  # to the join questions
    introduction: Mapped[str] = mapped_column(String(300), default="")
    interests: Mapped[list[Any]] = mapped_column(default=list)
    interests_text: Mapped[str] = mapped_column(String(400), default="")  # one a line, to search
    listed: Mapped[bool] = mapped_column(default=False)  # in the member directory
    quiet: Mapped[bool] = mapped_column(default=False)
    checklist_closed_at: Mapped[datetime | None]
    entries_count: Mapped[int] = mapped_column(default=0)
    muted_until: Mapped[datetime | None]  # outlives the membership: leaving sheds no mute
    sealed_muted_until: Mapped[datetime | None]  # through what has no name: told them alone
    turned_away: Mapped[str | None] = mapped_column(String(8))  # comes back by a yes of staff only
    expires_at: Mapped[datetime | None]
    joined_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]  # the last time; stays when they come back
    leave_reason: Mapped[str | None] = mapped_column(String(200))
    seen_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    @property
    def is_member(self) -> bool:
        """Belongs to the circle at this moment, muted or not."""
        return self.state_now in ("active", "muted")

    def has_left_since(self, at: datetime) -> bool:
        """What they did here at that time, they did before they went, also if they are back."""
        return self.left_at is not None and at <= self.left_at

    @property
    def state_now(self) -> str:
        """The state as it is at this moment: terms end and mutes pass by themselves."""
        return state_at(self.state, self.muted_until, self.expires_at)

    def enter(self, *, source: str, rules_version: int) -> int:
        """Become a member, again or for the first time; answers how many members it adds."""
        more = 0 if self._is_counted else 1
        if self.muted_until is not None and self.muted_until <= clock.now():
            self.muted_until = None
        self.state = "muted" if self.muted_until else "active"
        self.source, self.rules_version = source, rules_version
        self.joined_at = self.joined_at or clock.now()
        self.leave_reason = self.expires_at = self.turned_away = None
        return more

    def depart(self, state: str, reason: str | None = None) -> int:
        """Stop being a member, what was earned stays; answers how many members it takes."""
        less = 1 if self._is_counted else 0
        self.state, self.role, self.left_at = state, "member", clock.now()
        self.leave_reason, self.listed = reason or None, False
        if state in ("removed", "banned"):
            self.turned_away = "removed"
        return less

    def end_request(self, *, declined: bool, reason: str | None = None) -> None:
        """A request ends without a yes; who was removed or turned down before stays so."""
        if declined:
            self.turned_away = self.turned_away or "declined"
        self.depart("removed" if self.turned_away == "removed" else "left", reason)

    @property
    def _is_counted(self) -> bool:
        """Stands in the circle's number of members: also a term that ended a moment ago."""
        return self.state in ("active", "muted")


class Invite(Model):
    """A link that lets people in, so many times and until then."""

    __tablename__ = "invites"
    __table_args__ = (
        CheckConstraint("uses <= max_uses", name="uses"),
        Index("ix_invites_circle", "circle_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"))
    code: Mapped[str] = mapped_column(String(32), unique=True)
    created_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    role: Mapped[str] = mapped_column(String(10), default="member")  # member or guest
    max_uses: Mapped[int] = mapped_column(default=1)
    uses: Mapped[int] = mapped_column(default=0)
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    @property
    def is_valid(self) -> bool:
        """It still lets somebody in."""
        return (
            self.revoked_at is None
            and self.uses < self.max_uses
            and (self.expires_at is None or self.expires_at > clock.now())
        )


class Handover(Model):
    """Ownership passed from one person to another; undone as a whole within a day."""

    __tablename__ = "handovers"
    __table_args__ = (Index("ix_handovers_circle", "circle_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"))
    from_user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    to_user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    to_role_before: Mapped[str] = mapped_column(String(10))
    to_expires_before: Mapped[datetime | None]
    invites_moved: Mapped[list[Any]] = mapped_column(default=list)  # ids, so that undo finds them
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    undone_at: Mapped[datetime | None]


class Follow(Model):
    """A member who wants to hear of a member, an entry or a tag of one circle."""

    __tablename__ = "follows"
    __table_args__ = (
        CheckConstraint("kind IN ('member', 'entry', 'tag')", name="kind"),
        Index("ix_follows_target", "circle_id", "kind", "target_id", "user_id"),  # who hears
    )

    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    target_id: Mapped[int] = mapped_column(primary_key=True)  # user id, entry id or tag id
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class MemberLabel(Model):
    """A word staff sort members by; it is shown to staff, and to whom it names."""

    __tablename__ = "member_labels"
    __table_args__ = (
        CheckConstraint("colour BETWEEN 0 AND 7", name="colour"),
        Index("uq_member_labels_name", "circle_id", "name_key", unique=True, **_LABEL_STANDS),
        Index("ix_member_labels_circle", "circle_id", "id"),
        Index("ix_member_labels_gone", "removed_at", **_LABEL_GONE),  # what is to be forgotten
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"))
    name: Mapped[str] = mapped_column(String(20))
    name_key: Mapped[str] = mapped_column(String(80))  # as it is compared
    colour: Mapped[int] = mapped_column(default=0)  # one of eight
    created_by: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    removed_at: Mapped[datetime | None]  # also by a merge; comes back whole for a day

    def rename(self, name: str) -> None:
        """Be called that; names that only look different are one."""
        self.name, self.name_key = name, name_key(name)[:80]


class LabelGiven(Model):
    """A label one member carries, or took off; it stays with the membership, also of who left."""

    __tablename__ = "labels_given"

    label_id: Mapped[int] = mapped_column(ForeignKey("member_labels.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(
        ForeignKey("memberships.id"), primary_key=True, index=True
    )
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), index=True)
    via_id: Mapped[int | None] = mapped_column(ForeignKey("member_labels.id"), index=True)  # merged
    given_by: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    given_at: Mapped[datetime] = mapped_column(default=clock.now)
    refused_at: Mapped[datetime | None]  # taken off by whom it names: they alone put it back


class ShortLink(Model):
    """A short address inside this site that leads to a page and counts who came."""

    __tablename__ = "short_links"
    __table_args__ = (Index("uq_short_links_target", "circle_id", "path", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"))
    code: Mapped[str] = mapped_column(String(16), unique=True)
    path: Mapped[str] = mapped_column(String(200))
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    visits: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


def picture_url(key: str | None) -> str | None:
    """The address of a logo or cover kept under a storage key `circles/…`."""
    return key and f"/circle-media/{key.removeprefix('circles/')}"


def state_at(state: str, muted_until: datetime | None, expires_at: datetime | None) -> str:
    """A stored state read now: `expired` once the term is over, `active` once a mute has passed."""
    if state not in ("active", "muted"):
        return state
    if expires_at is not None and expires_at <= clock.now():
        return "expired"
    if state == "muted" and muted_until is not None and muted_until <= clock.now():
        return "active"
    return state
