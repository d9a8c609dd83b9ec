"""The verbs of posts: publish, change, move to another category."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from circle.circles import queries as circles
from circle.circles.actions import tell_deed
from circle.circles.models import Circle
from circle.content import policy as content_policy
from circle.content import queries as content
from circle.content.actions import edit_entry, settle, write_entry
from circle.content.models import Entry
from circle.content.schemas import EntryEdit, NewEntry, polls_named
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import action, session
from circle.core.errors import Conflict, Invalid
from circle.core.i18n import lazy
from circle.core.policy import require
from circle.posts import policy, queries
from circle.posts.schemas import TIMED, NewPost
from circle.screening.shops import goods_in


@action
def publish_post(actor: Actor, circle_id: int, new: NewPost) -> Entry:
    """Publish a post: shown at once, at its hour, or when review has let it through.

    Invalid for an empty post, a category that is off here, or one ad too many.
    """
    circle, here = circles.enter_by_id(actor, circle_id)
    require(here, policy.can_publish(here, circle))
    _check(circle, new)
    _check_mark(here, circle, new)
    if new.category == "ad":
        _check_quota(here, circle)
    return write_entry(
        here,
        NewEntry(
            circle_id=circle.id, kind="post", source=new.body, category=new.category,
            tags=new.tags, media=new.media, city=_city(new), scheduled_at=new.scheduled_at,
            expires_at=new.expires_at if new.category in TIMED else None,
            ai_statement=new.ai_statement, polls=polls_named(new.poll, new.polls),
        ),
    )  # fmt: skip


@action
def edit_post(actor: Actor, entry_id: int, changes: Mapping[str, Any]) -> Entry:
    """Change one's own post; every change is screened again and what it was is kept.

    Becoming an ad counts as placing one; the hour of a scheduled post is moved elsewhere.
    """
    entry, circle, here = queries.get_post(actor, entry_id, lock=True)
    require(here, content_policy.can_edit(here, entry, circle))
    hand = content.words_in_hand(entry)
    changed = replace(_as_new(hand), **changes)
    _check(circle, replace(changed, scheduled_at=None), content_policy.appears_at(entry))
    _check_mark(here, circle, changed, hand)
    if changed.category == "ad" and entry.category != "ad":
        _check_quota(here, circle, entry)
        entry.advertised_at = clock.now()
    if "scheduled_at" in changes and changes["scheduled_at"] != entry.scheduled_at:
        raise Invalid(errors={"scheduled_at": [lazy("Move its hour on the list of drafts")]})
    ends = _end_of(circle, entry, changed)
    return edit_entry(here, entry.id, _edit(hand, changed, changes, ends))


@action
def move_post(actor: Actor, entry_id: int, category: str) -> tuple[Entry, str]:
    """Put a post into another category; answers what it was in, so that it can be put back."""
    entry, circle, here = queries.get_post(actor, entry_id, lock=True)
    require(here, policy.can_move(here, entry, circle))
    problem = policy.category_problem(circle, category)
    if problem:
        raise Invalid(errors={"category": [problem]})
    before = entry.category
    if before == category:
        raise Conflict(lazy("It is there already"), code="already_there")
    settle(entry, lambda: _move(entry, circle, category))
    if entry.author_id != here.user_id:
        tell_deed(here, "moved", ("entry", entry.id), before=before, after=category)
    return entry, before


@action
def start_ad(entry_id: int, at: datetime) -> None:
    """An ad runs from when it first shows as one, however long it waited before."""
    entry = content.find_entry(entry_id)
    if entry is not None and entry.category == "ad":
        circle = session().get_one(Circle, entry.circle_id)
        entry.expires_at = policy.end_of_ad(circle, entry.expires_at, at)


def _move(entry: Entry, circle: Circle, category: str) -> None:
    is_ad, now = category == "ad", clock.now()
    entry.category = category
    entry.advertised_at = now if is_ad else None
    entry.expires_at = policy.end_of_ad(circle, None, now) if is_ad else None


def _check(circle: Circle, new: NewPost, appears_at: datetime | None = None) -> None:
    """Refuse what this circle's rules for its categories do not allow, field by field."""
    begins = new.scheduled_at or appears_at
    problems = {
        "category": policy.category_problem(circle, new.category),
        "expires_at": policy.expiry_problem(new.category, new.expires_at, begins),
        "scheduled_at": policy.schedule_problem(new.scheduled_at),
    }
    found = {name: [problem] for name, problem in problems.items() if problem}
    if found:
        raise Invalid(errors=found)


def _check_mark(
    here: Actor, circle: Circle, new: NewPost, hand: EntryEdit | None = None
) -> None:
    """What sells and is no ad goes back to its author, unless it did so before this change."""
    if new.category == "ad" or not policy.asks_to_mark(here, circle):
        return
    same = hand is not None and hand.category == new.category
    before = goods_in(hand.source or "") if hand is not None and same else frozenset()
    if goods_in(new.body) - before:
        mark = policy.MARK_IT
        raise Invalid(mark, errors={"category": [mark]}, code="unmarked_ad")


def _check_quota(here: Actor, circle: Circle, entry: Entry | None = None) -> None:
    """Count the member's other ads of this week, one request after the other."""
    if not policy.has_ad_quota(here):
        return
    circles.membership_of(here, lock=True)
    others = queries.count_ads(here, circle, entry.id if entry is not None else 0)
    require(here, policy.can_run_ad(here, circle, others))


def _as_new(hand: EntryEdit) -> NewPost:
    """The post as its author has it in hand, in the words of who would write it now."""
    ends = hand.expires_at if hand.category == "info" else None
    return NewPost(
        body=hand.source or "", tags=hand.tags or (), category=hand.category or "none",
        ai_statement=hand.ai_statement or "none", city=hand.city or "",
        expires_at=ends if ends and ends > clock.now() else None,
    )  # fmt: skip


def _end_of(circle: Circle, entry: Entry, changed: NewPost) -> datetime | None:
    """When a changed post ends: an ad on show not later than it would have, others as wished."""
    if changed.category not in TIMED:
        return None
    if changed.category == entry.category == "ad" and entry.published_at is not None:
        shown_at = max(entry.published_at, entry.advertised_at or entry.published_at)
        return policy.end_of_ad(circle, changed.expires_at, shown_at)
    return changed.expires_at


def _edit(
    hand: EntryEdit, changed: NewPost, changes: Mapping[str, Any], ends: datetime | None
) -> EntryEdit:
    """What of the post changes; None leaves a part as it is."""
    keeps = changed.category == hand.category and "expires_at" not in changes
    return EntryEdit(
        source=changes.get("body"),
        tags=tuple(changes["tags"]) if "tags" in changes else None,
        media=tuple(changes["media"]) if "media" in changes else None,
        category=changes.get("category"),
        city=(changed.city if changed.category in TIMED else "") if "city" in changes else None,
        expires_at=None if keeps else ends, endless=not keeps and ends is None,
        ai_statement=changes.get("ai_statement"),
    )  # fmt: skip


def _city(new: NewPost) -> str | None:
    """The place of an ad or of information; other posts have none."""
    return new.city or None if new.category in TIMED else None
