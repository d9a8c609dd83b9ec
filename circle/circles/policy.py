"""Who may do what in a circle: one table of role powers, one of level privileges, and decisions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from circle.circles.models import Circle, Handover, Membership
from circle.circles.presets import PRESETS
from circle.core import clock
from circle.core.actor import Actor
from circle.core.display import exact
from circle.core.i18n import Text, lazy
from circle.core.policy import ALLOW, Decision, deny, lacking

UNDO_HANDOVER = timedelta(hours=24)
UNDELETE = timedelta(days=30)


class Role(StrEnum):
    """What somebody is in a circle, highest first."""

    OWNER = "owner"
    ADMIN = "admin"
    MODERATOR = "moderator"
    GUEST = "guest"
    MEMBER = "member"


class Power(StrEnum):
    """What a role may do; the page of powers shows them in this order."""

    WRITE = "write"
    HOST = "host"
    REVIEW = "review"
    HIDE = "hide"
    LOCK = "lock"
    PIN = "pin"
    FEATURE = "feature"
    MOVE = "move"
    COLLECT = "collect"
    HISTORY = "history"
    ADMIT = "admit"
    INVITE = "invite"
    SEE_STATES = "see_states"
    LABEL = "label"
    MUTE = "mute"
    REMOVE = "remove"
    BAN = "ban"
    GRANT_TERM = "grant_term"
    SET_ROLES = "set_roles"
    SETTINGS = "settings"
    REACH = "reach"
    HAND_OVER = "hand_over"
    ARCHIVE = "archive"
    DELETE = "delete"


class Privilege(StrEnum):
    """What a level opens to a member; every other role holds all of them."""

    LINKS = "links"
    VOICE = "voice"
    VIDEO = "video"
    POLLS = "polls"
    TOPICS = "topics"
    PROPOSE_FEATURE = "propose_feature"
    BADGE = "badge"
    NO_REVIEW = "no_review"


ROLE_NAMES: Mapping[str, Text] = {
    Role.OWNER: lazy("Owner"), Role.ADMIN: lazy("Admin"), Role.MODERATOR: lazy("Moderator"),
    Role.GUEST: lazy("Guest"), Role.MEMBER: lazy("Member"),
}  # fmt: skip
POWER_NAMES: Mapping[str, Text] = {
    Power.WRITE: lazy("Write, comment, like"),
    Power.HOST: lazy("Be asked by name, host topics"),
    Power.REVIEW: lazy("Release or reject what waits"),
    Power.HIDE: lazy("Hide entries and bring them back"),
    Power.LOCK: lazy("Close a thread to comments"),
    Power.PIN: lazy("Pin entries"),
    Power.FEATURE: lazy("Feature entries"),
    Power.MOVE: lazy("Move entries to another category"),
    Power.COLLECT: lazy("Keep collections"),
    Power.HISTORY: lazy("See how an entry was edited"),
    Power.ADMIT: lazy("Answer requests to join"),
    Power.INVITE: lazy("Make invite links"),
    Power.SEE_STATES: lazy("See who is muted, removed or banned"),
    Power.LABEL: lazy("Label members"),
    Power.MUTE: lazy("Mute members"),
    Power.REMOVE: lazy("Remove members"),
    Power.BAN: lazy("Ban members"),
    Power.GRANT_TERM: lazy("Give membership until a date"),
    Power.SET_ROLES: lazy("Give roles below their own"),
    Power.SETTINGS: lazy("Change settings and rules"),
    Power.REACH: lazy("Write to all members at once"),
    Power.HAND_OVER: lazy("Hand the circle over"),
    Power.ARCHIVE: lazy("Archive and reopen the circle"),
    Power.DELETE: lazy("Delete the circle"),
}
PRIVILEGE_NAMES: Mapping[str, Text] = {
    Privilege.LINKS: lazy("Links that can be tapped"),
    Privilege.VOICE: lazy("Voice"),
    Privilege.VIDEO: lazy("Video"),
    Privilege.POLLS: lazy("Polls"),
    Privilege.TOPICS: lazy("Open topics"),
    Privilege.PROPOSE_FEATURE: lazy("Propose what to feature"),
    Privilege.BADGE: lazy("Level badge"),
    Privilege.NO_REVIEW: lazy("Nothing waits for review"),
}

_MEMBER = frozenset({Power.WRITE})
_GUEST = _MEMBER | {Power.HOST}
_MODERATOR = _GUEST | {
    Power.REVIEW, Power.HIDE, Power.LOCK, Power.PIN, Power.FEATURE, Power.MOVE, Power.COLLECT,
    Power.HISTORY, Power.ADMIT, Power.INVITE, Power.SEE_STATES, Power.LABEL, Power.MUTE,
    Power.REMOVE,
}  # fmt: skip
_ADMIN = _MODERATOR | {
    Power.BAN, Power.GRANT_TERM, Power.SET_ROLES, Power.SETTINGS, Power.REACH,
}  # fmt: skip
_OWNER = _ADMIN | {Power.HAND_OVER, Power.ARCHIVE, Power.DELETE}

POWERS: Mapping[Role, frozenset[Power]] = {
    Role.OWNER: _OWNER,
    Role.ADMIN: _ADMIN,
    Role.MODERATOR: _MODERATOR,
    Role.GUEST: _GUEST,
    Role.MEMBER: _MEMBER,
}
ALL_PRIVILEGES = frozenset(Privilege)
_LV2 = frozenset({Privilege.LINKS, Privilege.VOICE, Privilege.VIDEO})
_LV3 = _LV2 | {Privilege.POLLS}
_LV4 = _LV3 | {Privilege.TOPICS}
_LV5 = _LV4 | {Privilege.PROPOSE_FEATURE}


@dataclass(frozen=True, slots=True)
class Level:
    """One level: the growth it takes, and what it opens beyond nothing."""

    growth: int
    privileges: frozenset[str]


LEVELS: Sequence[Level] = (
    Level(0, frozenset()), Level(50, _LV2), Level(200, _LV3), Level(500, _LV4),
    Level(1000, _LV5), Level(3000, ALL_PRIVILEGES),
)  # fmt: skip
STAFF = frozenset({Role.OWNER, Role.ADMIN, Role.MODERATOR})
RANK: Mapping[Role, int] = {role: len(Role) - place for place, role in enumerate(Role)}

MEMBERS_ONLY = lazy("Only members can do this. Join the circle first")
NOT_FOR_MINORS = lazy("This is switched off in the mode for minors")
NOT_YOURS = lazy("Your role in this circle doesn't include this")


def levels_of(circle: Circle) -> Sequence[Level]:
    """The circle's own table of levels, Lv1 first, or the usual one."""
    return read_levels(circle.levels)


def read_levels(stored: Sequence[Mapping[str, Any]] | None) -> Sequence[Level]:
    """A table of levels as it is stored; nothing stored is the usual one."""
    if not stored:
        return LEVELS
    return [Level(each["growth"], frozenset(each["privileges"])) for each in stored]


def level_at(levels: Sequence[Level], growth: int) -> int:
    """The level so much growth reaches: 1 and up."""
    return sum(1 for level in levels if level.growth <= growth) or 1


def privileges_of(role: str, level: int, levels: Sequence[Level] = LEVELS) -> frozenset[str]:
    """What a level opens: levels restrict members alone."""
    if role != Role.MEMBER:
        return ALL_PRIVILEGES
    return levels[max(1, min(level, len(levels))) - 1].privileges


def bears_mark(level: int, levels: Sequence[Level] = LEVELS) -> bool:
    """Whether a level shows its closed ring beside a name: reached, never held by a role."""
    return level > 0 and Privilege.BADGE in levels[min(level, len(levels)) - 1].privileges


def is_staff(actor: Actor) -> bool:
    """Owner, admin or moderator of the circle entered."""
    return actor.is_system or (actor.is_member and actor.role in STAFF)


def can_see_circle(actor: Actor, circle: Circle) -> Decision:
    """Anyone sees a public or preview circle, members a private one, the owner a deleted one."""
    hidden = deny(lazy("There is nothing here"), "not_found")
    if circle.deleted_at is not None:
        return ALLOW if actor.is_system or actor.role == Role.OWNER else hidden
    return ALLOW if circle.visibility != "private" or actor.is_member else hidden


def can_see_entries(actor: Actor, circle: Circle) -> Decision:
    """Whole texts: everybody in a public circle, else members; outsiders of a preview circle see
    titles and excerpts only."""
    if circle.visibility == "public" or actor.is_member:
        return ALLOW
    return deny(lazy("Members read on. Join the circle to see the rest"), "members_only")


def can_see_members(actor: Actor, circle: Circle) -> Decision:
    """The list of members: everybody in a public circle, else members."""
    if circle.visibility == "public" or actor.is_member:
        return ALLOW
    return deny(lazy("Only members see who is here"), "members_only")


def can_create(actor: Actor) -> Decision:
    """Anyone signed in and not silenced opens a circle."""
    if actor.is_system:
        return ALLOW
    if actor.user_id is None:
        return deny(lazy("Sign in to open a circle"))
    return _unsilenced(actor)


def can_open_from(actor: Actor, preset: str) -> Decision:
    """Minors open no circle of fans (R35)."""
    return deny(NOT_FOR_MINORS, "minors_mode") if preset == "fans" and actor.is_minor else ALLOW


def may_have(circle: Circle, feature: str) -> Decision:
    """Whether a circle may have a way to earn, or boards: in a circle of fans some never (R34)."""
    if feature in PRESETS[circle.preset].forbids:
        return deny(
            lazy("A circle of fans has no points for purchases, no paid days and no boards"),
            "forbidden_here",
        )
    return ALLOW


def can_join(actor: Actor, circle: Circle) -> Decision:
    """Who is signed in, not banned and not yet in may ask to come in while the circle is open."""
    if actor.user_id is None:
        return deny(lazy("Sign in to join"))
    if actor.state == "banned":
        return deny(lazy("You are banned from this circle"), "banned")
    if circle.archived_at or circle.deleted_at:
        return deny(lazy("This circle is archived and takes no new members"), "archived")
    return ALLOW


def can_leave(actor: Actor, circle: Circle) -> Decision:
    """A member leaves whenever they like; the owner hands the circle over first."""
    if not actor.is_member:
        return deny(MEMBERS_ONLY, "members_only")
    if actor.role == Role.OWNER:
        return deny(lazy("Hand the circle over first, then you can leave"), "owner_stays")
    return ALLOW


def can_write(actor: Actor, circle: Circle) -> Decision:
    """Write, comment, react: a member neither muted nor silenced, in a circle that is open."""
    allowed = may_write_by_name(actor, circle)
    if allowed and is_sealed(actor):
        return sealed_until(actor.sealed_muted_until)
    return allowed


def sealed_until(until: datetime | None) -> Decision:
    """No, through what has no name, till then."""
    told = lazy(
        "You are muted here until %(when)s, through what you asked without a name. "
        "You can still read", when=exact(until),
    )  # fmt: skip
    return deny(told, "muted")


def is_sealed(actor: Actor) -> bool:
    """Muted through what they wrote without a name: told to them, and to nobody else."""
    return actor.sealed_muted_until is not None and actor.sealed_muted_until > clock.now()


def may_write_by_name(actor: Actor, circle: Circle) -> Decision:
    """The same as far as the circle may know: what others read of somebody goes by this one."""
    if actor.is_system:
        return ALLOW
    if not actor.is_member:
        return deny(MEMBERS_ONLY, "members_only")
    if circle.deleted_at or circle.archived_at:
        return deny(lazy("This circle is archived and can only be read"), "archived")
    if circle.frozen_at and not actor.can(Power.LOCK):
        return deny(frozen_because(circle), "frozen")
    if actor.state == "muted":
        when = exact(actor.muted_until)
        told = lazy("You are muted here until %(when)s. You can still read", when=when)
        return deny(told, "muted")
    return _unsilenced(actor)


def frozen_because(circle: Circle) -> Text:
    """What everybody is told while only staff write."""
    if circle.frozen_reason:
        return lazy("Comments are frozen for now: %(reason)s", reason=circle.frozen_reason)
    return lazy("Comments are frozen for now. The staff will say more here")


def can_freeze(actor: Actor, circle: Circle) -> Decision:
    """Who may close one thread may close all of them for a while."""
    return can_keep(actor, circle, Power.LOCK)


def can_follow(actor: Actor, circle: Circle) -> Decision:
    """Members follow members, entries and tags of their circle."""
    return ALLOW if actor.is_member else deny(MEMBERS_ONLY, "members_only")


def holds(actor: Actor, power: Power) -> Decision:
    """The role in this circle includes the power."""
    return ALLOW if actor.can(power) else lacking(NOT_YOURS, power)


def can_keep(actor: Actor, circle: Circle, power: Power) -> Decision:
    """Keep a circle in order with a power: not while it is archived, its owner neither.

    Taking out of sight and deciding on what waits go on there: what is unlawful stays removable.
    """
    return _unarchived(circle) if actor.can(power) else lacking(NOT_YOURS, power)


def can_act_on(actor: Actor, target: Membership, power: Power) -> Decision:
    """A power over a member reaches only those ranked below, and never oneself."""
    if not actor.can(power):
        return lacking(NOT_YOURS, power, ("member", target.id))
    if target.user_id == actor.user_id:
        return deny(lazy("You can't do this to yourself"))
    if _rank(actor) <= RANK[Role(target.role)]:
        above = lazy("You can't do this to someone of your own rank or above")
        return lacking(above, power, ("member", target.id))
    return ALLOW


def can_set_role(actor: Actor, target: Membership, role: Role) -> Decision:
    """Roles are given below one's own, to those below oneself; ownership is handed over instead."""
    if role == Role.OWNER:
        return deny(lazy("Ownership is handed over, not given"))
    reach = can_act_on(actor, target, Power.SET_ROLES)
    if not reach:
        return reach
    if _rank(actor) <= RANK[role]:
        below = lazy("You can only give roles below your own")
        return lacking(below, Power.SET_ROLES, ("member", target.id))
    return ALLOW


def can_invite(actor: Actor, circle: Circle, role: Role) -> Decision:
    """Staff invite members; who may set roles also invites guests. Not into an archived circle."""
    if circle.archived_at or circle.deleted_at:
        return deny(lazy("This circle is archived and takes no new members"), "archived")
    power = Power.INVITE if role == Role.MEMBER else Power.SET_ROLES
    return holds(actor, power)


def can_change(actor: Actor, circle: Circle) -> Decision:
    """Settings are changed by owner and admins while the circle is not archived."""
    return can_keep(actor, circle, Power.SETTINGS)


def can_undo_handover(actor: Actor, handover: Handover) -> Decision:
    """The former owner takes a circle back within 24 hours."""
    if actor.user_id != handover.from_user_id:
        return deny(lazy("Only the former owner can take the circle back"))
    if handover.created_at + UNDO_HANDOVER <= clock.now():
        return deny(lazy("The 24 hours to take the circle back are over"), "too_late")
    return ALLOW


def ranks_above(actor: Actor, role: Role) -> bool:
    """Whether somebody of this role is below the actor."""
    return _rank(actor) > RANK[role]


def _rank(actor: Actor) -> int:
    if actor.is_system:
        return len(Role) + 1
    return RANK[Role(actor.role)] if actor.role else 0


def _unarchived(circle: Circle) -> Decision:
    if circle.archived_at or circle.deleted_at:
        return deny(lazy("This circle is archived. Reopen it to change it"), "archived")
    return ALLOW


def _unsilenced(actor: Actor) -> Decision:
    if actor.silenced_until and actor.silenced_until > clock.now():
        return deny(lazy("Your account may not write for now"), "silenced")
    return ALLOW
