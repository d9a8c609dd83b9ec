"""The verbs of posts: publish, change, move to another category."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from circle.circles import queries as circles
from circle.circles.models import Circle
from circle.content import policy as content_policy
from circle.content import queries as content
from circle.content.actions import edit_entry, settle, write_entry
from circle.content.models import Entry
from circle.content.schemas import EntryEdit, NewEntry, polls_named
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import action
from circle.core.errors import Conflict, Invalid
from circle.core.i18n import lazy
from circle.core.policy import require
from circle.posts import policy, queries
from circle.posts.schemas import TIMED, NewPost


@action
def publish_post(actor: Actor, circle_id: int, new: NewPost) -> Entry:
    """Publish a post: shown at once, at its hour, or when review has let it through.

    Invalid for an empty post, a category that is off here, or one ad too many.
    """
    circle, here = circles.enter_by_id(actor, circle_id)
    require(here, policy.can_publish(here, circle))
    _check(circle, new)
    if new.category == "ad":
        _check_quota(here, circle)
    return write_entry(
        here,
        NewEntry(
            circle_id=circle.id, kind="post", source=new.body, category=new.category,
            tags=new.tags, media=new.media, city=_city(new), scheduled_at=new.scheduled_at,
            expires_at=policy.expiry_of(circle, new.category, new.expires_at),
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
    _check(circle, replace(changed, scheduled_at=None))
    if changed.category == "ad" and entry.category != "ad":
        _check_quota(here, circle)
    if "scheduled_at" in changes and changes["scheduled_at"] != entry.scheduled_at:
        raise Invalid(errors={"scheduled_at": [lazy("Move its hour on the list of drafts")]})
    return edit_entry(here, entry.id, _edit(circle, hand, changed, changes))


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
    settle(entry, lambda: _move(entry, category, policy.expiry_of(circle, category, None)))
    return entry, before


def _move(entry: Entry, category: str, expires_at: datetime | None) -> None:
    entry.category = category
    entry.expires_at = expires_at


def _check(circle: Circle, new: NewPost) -> None:
    """Refuse what this circle's rules for its categories do not allow, field by field."""
    problems = {
        "category": policy.category_problem(circle, new.category),
        "expires_at": policy.expiry_problem(new.category, new.expires_at),
        "scheduled_at": policy.schedule_problem(new.scheduled_at),
    }
    found = {name: [problem] for name, problem in problems.items() if problem}
    if found:
        raise Invalid(errors=found)


def _check_quota(here: Actor, circle: Circle) -> None:
    """Count the member's ads of this week, one request after the other."""
    if not policy.has_ad_quota(here):
        return
    circles.membership_of(here, lock=True)
    require(here, policy.can_run_ad(here, circle, queries.count_ads(here, circle)))


def _as_new(hand: EntryEdit) -> NewPost:
    """The post as its author has it in hand, in the words of who would write it now."""
    ends = hand.expires_at if hand.category == "info" else None
    return NewPost(
        body=hand.source or "", tags=hand.tags or (), category=hand.category or "none",
        ai_statement=hand.ai_statement or "none", city=hand.city or "",
        expires_at=ends if ends and ends > clock.now() else None,
    )  # fmt: skip


def _edit(
    circle: Circle, hand: EntryEdit, changed: NewPost, changes: Mapping[str, Any]
) -> EntryEdit:
    """What of the post changes; None leaves a part as it is."""
    ends = policy.expiry_of(circle, changed.category, changed.expires_at)
    keeps = changed.category == hand.category and "expires_at" not in changes
    return EntryEdit(
        source=changes.get("body"),
        tags=tuple(changes["tags"]) if "tags" in changes else None,
        media=tuple(changes["media"]) if "media" in changes else None,
        category=changes.get("category"),
        city=(changed.city if changed.category in TIMED else "") if "city" in changes else None,
        expires_at=None if keeps else ends,
        ai_statement=changes.get("ai_statement"),
    )  # fmt: skip


def _city(new: NewPost) -> str | None:
    """The place of an ad or of information; other posts have none."""
    return new.city or None if new.category in TIMED else None
