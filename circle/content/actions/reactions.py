"""Likes and bookmarks: once for each member and entry, counted when something really changed."""

from sqlalchemy import delete

from circle.circles import actions as circles
from circle.content import policy, queries
from circle.content.actions.ranks import rank_soon
from circle.content.models import Entry, Reaction
from circle.core import clock
from circle.core.actor import Actor
from circle.core.bus import emit
from circle.core.db import action, insert_into, session
from circle.core.errors import NotAllowed, SignInNeeded
from circle.core.i18n import lazy
from circle.core.policy import require
from circle.core.throttle import count_deeds
from circle.events import EntryLiked, EntryUnliked

COUNTERS = {"like": "likes_count", "bookmark": "bookmarks_count", "helpful": "helpful_count",
            "me_too": "me_too_count"}  # fmt: skip


@action
def like_entry(actor: Actor, entry_id: int) -> Entry:
    """Members like what is shown, once however often they tap."""
    entry, circle, here = queries.get_readable(actor, entry_id, lock=True)
    require(here, policy.can_like(here, entry, circle))
    if not entry.anonymous and queries.is_blocked_by(here, entry.author_id):
        raise NotAllowed(lazy("You can't answer this person"), code="blocked")
    if react(here, entry, "like"):
        emit(
            EntryLiked(
                entry.circle_id, entry.id, here.user_id or 0, entry.author_id,
                category=entry.category, anonymous=entry.anonymous,
                imported=entry.origin is not None,
            )
        )  # fmt: skip
    return entry


@action
def unlike_entry(actor: Actor, entry_id: int) -> Entry:
    """Members take their like back; where there is none, nothing happens."""
    entry, _, here = queries.get_entry(actor, entry_id, lock=True)
    _require_person(here)
    if unreact(here, entry, "like"):
        emit(
            EntryUnliked(
                entry.circle_id, entry.id, here.user_id or 0, entry.author_id,
                praised="helpful" in given(here, entry),
            )
        )  # fmt: skip
    return entry


@action
def bookmark_entry(actor: Actor, entry_id: int) -> Entry:
    """Members keep an entry for themselves."""
    entry, circle, here = queries.get_readable(actor, entry_id, lock=True)
    require(here, policy.can_bookmark(here, entry, circle))
    react(here, entry, "bookmark")
    return entry


@action
def unbookmark_entry(actor: Actor, entry_id: int) -> Entry:
    """Members let go of what they kept."""
    entry, _, here = queries.get_entry(actor, entry_id, lock=True)
    _require_person(here)
    unreact(here, entry, "bookmark")
    return entry


def react(here: Actor, entry: Entry, kind: str) -> bool:
    """Add a reaction to a locked entry; False when it was there."""
    row = {
        "entry_id": entry.id, "kind": kind, "user_id": here.user_id,
        "circle_id": entry.circle_id, "created_at": clock.now(),
    }  # fmt: skip
    added = session().execute(
        insert_into(Reaction).values(row).on_conflict_do_nothing().returning(Reaction.user_id)
    ).first()
    if added is not None and kind != "bookmark":
        count_deeds(policy.paces_of(here, "reaction"), f"u{here.user_id}")
    return _counted(entry, kind, added is not None, 1)


def unreact(here: Actor, entry: Entry, kind: str) -> bool:
    """Take a reaction from a locked entry; False when there was none."""
    gone = session().execute(
        delete(Reaction)
        .where(Reaction.entry_id == entry.id, Reaction.kind == kind)
        .where(Reaction.user_id == here.user_id)
        .returning(Reaction.user_id)
    )
    return _counted(entry, kind, gone.first() is not None, -1)


def given(here: Actor, entry: Entry) -> frozenset[str]:
    """What the actor says of an entry at this moment."""
    return queries.reactions_of(here, [entry.id]).get(entry.id, frozenset())


def _counted(entry: Entry, kind: str, changed: bool, by: int) -> bool:
    if changed:
        counter = COUNTERS[kind]
        setattr(entry, counter, getattr(entry, counter) + by)
        circles.mark_changed(entry.circle_id)
        if entry.parent_id is None:
            rank_soon(entry.id)
    return changed


def _require_person(here: Actor) -> None:
    if here.user_id is None:
        raise SignInNeeded
