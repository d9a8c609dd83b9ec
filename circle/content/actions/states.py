"""What becomes of an entry after it was written: shown, waiting, hidden, removed, back again.

`settle` is the one place where a state turns into what lists, counters and threads say.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Select, bindparam, select, update
from sqlalchemy.orm import aliased

from circle.accounts.queries import get_actor
from circle.circles import actions as circles
from circle.circles import policy as circle_policy
from circle.circles import queries as circle_queries
from circle.circles.models import Circle
from circle.content import policy, queries
from circle.content.actions import tags
from circle.content.actions.drafts import put_back, save_draft
from circle.content.actions.media import let_go
from circle.content.actions.mentions import newly_named
from circle.content.actions.polls import start_polls
from circle.content.actions.ranks import rank_soon
from circle.content.models import Collection, CollectionItem, Entry
from circle.content.schemas import DraftContent, Ruling
from circle.core import clock
from circle.core.actor import GUEST, Actor
from circle.core.bus import emit
from circle.core.db import action, session
from circle.core.errors import Conflict, Invalid, NotFound
from circle.core.i18n import Text, lazy
from circle.core.policy import require
from circle.events import (
    EntryBrought,
    EntryHidden,
    EntryPublished,
    EntryRecalled,
    EntryRejected,
    EntryRemoved,
    EntryRestored,
    EntryWithheld,
)
from circle.screening.likeness import sketch

THREAD_DEPTH = 3  # question, answer, comment, reply
STAYING = ("published", "removed")  # a removed comment leaves a tombstone with its replies
LATEST_SCHEDULE = timedelta(days=90)


def settle(entry: Entry, change: Callable[[], None] = lambda: None) -> bool:
    """Make a change of state true everywhere: list, tags, thread, counters, pages kept for guests.

    Answers whether the entry became visible for the first time.
    """
    new = entry.id is None
    before = (entry.status, entry.lane, entry.carries, entry.published_at)
    change()
    entry.derive()
    status, lane, carried, published = before
    session().flush()
    if entry.lane != lane or entry.published_at != published:
        tags.follow_lane(entry, lane)
    first = published is None and entry.published_at is not None
    if first and not new and entry.card.get("poll"):
        start_polls(entry)
    if entry.carries != carried and not new:
        _spread(entry)
    _count(entry, (entry.status == "published") - (status == "published"), status, new=new)
    if "published" in (status, entry.status):
        circles.mark_changed(entry.circle_id)
    return first


def announce(entry: Entry, root: Entry | None, *, first: bool) -> None:
    """Say that an entry can be seen for the first time, or that it has to wait.

    Of what was imported nobody is told and nothing is earned; it only moves its thread's last hour.
    """
    if entry.origin is not None:
        _note_activity(entry, root)
        if entry.status == "published":
            emit(EntryBrought(entry.circle_id, entry.id))
    elif first:
        emit(_published(entry, root))
    elif entry.status == "pending":
        emit(
            EntryWithheld(entry.circle_id, entry.id, entry.author_id, entry.review_reason or "")
        )


@action
def remove_entry(actor: Actor, entry_id: int) -> Entry:
    """Authors take their own words away; replies under a comment stay below a tombstone."""
    entry, _, here = queries.get_entry(actor, entry_id, lock=True)
    require(here, policy.can_remove(here, entry))
    settle(entry, entry.remove)
    emit(EntryRemoved(entry.circle_id, entry.id, entry.author_id))
    return entry


@action
def restore_entry(actor: Actor, entry_id: int) -> Entry:
    """Authors bring back what they took away less than ten minutes ago, in the state it had."""
    entry, circle, here = queries.get_own_entry(actor, entry_id)
    if not here.is_system:
        require(here, policy.can_write(here, circle))
        require(here, policy.can_speak(here, _root_of(entry) or entry))
    settle(entry, entry.restore)
    _tell_back(entry)
    return entry


@action
def hide_entry(actor: Actor, entry_id: int, reason: str = "", act_id: int | None = None) -> Entry:
    """Staff take an entry out of sight for one act; only undoing that act brings it back."""
    entry, _, here = queries.get_entry(actor, entry_id, lock=True)
    require(here, policy.can_hide(here, entry))
    number = act_id if act_id is not None else _act_number()
    settle(entry, lambda: entry.hide(number, reason))
    emit(EntryHidden(entry.circle_id, entry.id, entry.author_id, number))
    return entry


@action
def unhide_entry(actor: Actor, entry_id: int, act_id: int | None = None) -> Entry:
    """Undo the act that hid an entry; without a number, whichever act hid it."""
    entry, _, here = queries.get_hidden_entry(actor, entry_id)
    require(here, policy.can_hide(here, entry))
    number = act_id if act_id is not None else entry.hidden_by_act or 0
    settle(entry, lambda: entry.unhide(number))
    _tell_back(entry)
    return entry


@action
def recall_entry(actor: Actor, entry_id: int, reason: Text) -> Entry:
    """Take what is on show back until somebody has looked at it; Conflict when it is not."""
    entry, _, here = queries.get_hidden_entry(actor, entry_id)
    require(here, policy.can_review(here, entry))
    if entry.status != "published":
        raise Conflict(lazy("It is not on show any more"), code="not_shown")
    settle(entry, lambda: entry.withhold(reason))
    emit(EntryRecalled(entry.circle_id, entry.id, entry.author_id))
    emit(EntryWithheld(entry.circle_id, entry.id, entry.author_id, entry.review_reason or ""))
    return entry


@action
def reconsider_entry(actor: Actor, entry_id: int) -> Entry:
    """What was turned down waits again, for who decided too soon; Conflict when it does not stand.

    Its author reads the reason for which it waited first.
    """
    entry, _, here = queries.get_hidden_entry(actor, entry_id)
    require(here, policy.can_review(here, entry))
    if entry.status != "rejected":
        raise Conflict(lazy("It was changed in the meantime"), code="changed")
    settle(entry, lambda: entry.withhold(policy.ONCE_MORE))
    emit(EntryWithheld(entry.circle_id, entry.id, entry.author_id, entry.review_reason or ""))
    return entry


@action
def apply_verdict(actor: Actor, entry_id: int, ruling: Ruling) -> Entry:
    """Release or reject what waits, with a reason its author reads; Conflict when it does not."""
    entry, _, here = queries.get_hidden_entry(actor, entry_id)
    require(here, policy.can_review(here, entry))
    if entry.review_state == "clear":
        raise Conflict(lazy("Somebody decided this already"), code="decided")
    first = settle(
        entry, entry.release if ruling.decision == "approve" else lambda: _reject(entry, ruling)
    )
    announce(entry, _root_of(entry), first=first)
    if not first and entry.status == "published":  # it was on show before it had to wait
        _tell_back(entry)
    if ruling.decision == "reject":
        emit(EntryRejected(entry.circle_id, entry.id, entry.author_id))
    return entry


@action
def publish_scheduled(actor: Actor, entry_id: int) -> Entry:
    """Send what was scheduled, now; what had to wait for review waits on."""
    entry, circle, here = queries.get_own_entry(actor, entry_id)
    require(here, policy.can_schedule(here, entry, circle))
    return _send(entry)


@action
def publish_due(entry_id: int) -> None:
    """Publish one scheduled entry whose time has come; it waits when its author may not write.

    Who is muted through what has no name would stand by name among what waits, or come out the
    moment that ends: theirs goes back to their drafts, and nobody else is told.
    """
    entry = session().get(Entry, entry_id, with_for_update=True, populate_existing=True)
    if entry is None or entry.author_state != "scheduled" or policy.is_for_later(entry):
        return
    circle, here = _placed_author(entry)
    if circle is None or not circle_policy.may_write_by_name(here, circle):
        entry.withhold(policy.AUTHOR_AWAY)
    elif circle_policy.is_sealed(here):
        put_back(entry.author_id, circle.id, *_as_draft(entry, circle))
        return
    _send(entry)


@action
def reschedule_entry(actor: Actor, entry_id: int, at: datetime) -> Entry:
    """Move what is scheduled to another time in the future."""
    entry, circle, here = queries.get_own_entry(actor, entry_id)
    require(here, policy.can_schedule(here, entry, circle))
    check_schedule(at)
    problem = policy.schedule_problem_of(entry, at)
    if problem:
        raise Invalid(problem, errors={"scheduled_at": [problem]})
    entry.scheduled_at = at
    return entry


@action
def cancel_schedule(actor: Actor, entry_id: int) -> Entry:
    """Take what is scheduled back into the drafts, pictures and all."""
    entry, circle, here = queries.get_own_entry(actor, entry_id)
    require(here, policy.can_schedule(here, entry, circle))
    save_draft(here, *_as_draft(entry, circle))
    return entry


@action
def expire_entry(entry_id: int) -> None:
    """Take an ad whose time is over out of the lists; its page stays."""
    entry = session().get(Entry, entry_id, with_for_update=True, populate_existing=True)
    if entry is not None and entry.lane is not None and entry.is_expired:
        settle(entry)


def check_schedule(at: datetime) -> None:
    """Refuse a time that has passed or is further away than anyone plans."""
    if not clock.now() < at <= clock.now() + LATEST_SCHEDULE:
        message = lazy("Choose a time between now and %(days)s days ahead",
                       days=LATEST_SCHEDULE.days)
        raise Invalid(message, errors={"scheduled_at": [message]})


def _send(entry: Entry) -> Entry:
    entry.author_state = "submitted"
    first = settle(entry)
    announce(entry, None, first=first)
    return entry


def _as_draft(entry: Entry, circle: Circle) -> tuple[str, DraftContent]:
    """What was scheduled is no entry any more; its key and words among the drafts."""
    loosened = let_go(entry)
    settle(entry, entry.remove)
    entry.removed_at = None  # it lives on as a draft: nothing to restore
    content = {
        "title": entry.title, "body": entry.source, "tags": entry.tags, "media": list(loosened),
        "category": entry.category, "city": entry.city, "ai_statement": entry.ai_statement,
        **queries.polls_as_typed(entry.id),
    }  # fmt: skip
    return f"scheduled:{entry.id}", DraftContent(entry.kind, content, circle.slug)


def _reject(entry: Entry, ruling: Ruling) -> None:
    reason = ruling.told or ruling.reason
    if not reason:
        message = lazy("Say why, so that its author understands")
        raise Invalid(message, errors={"reason": [message]})
    entry.reject(reason)


def _placed_author(entry: Entry) -> tuple[Circle | None, Actor]:
    try:
        return circle_queries.enter_by_id(get_actor(entry.author_id), entry.circle_id)
    except NotFound:  # the account is closed or banned, the circle out of reach
        return None, GUEST


def _root_of(entry: Entry) -> Entry | None:
    return session().get(Entry, entry.root_id) if entry.root_id is not None else None


def _tell_back(entry: Entry) -> None:
    """It is back; also with names that it was given while nobody saw it."""
    named = newly_named(entry) if entry.status == "published" else ()
    emit(EntryRestored(entry.circle_id, entry.id, entry.author_id, entry.status, named_ids=named))


def _note_activity(entry: Entry, root: Entry | None) -> None:
    if root is not None and entry.published_at is not None:
        root.last_active_at = max(root.last_active_at or entry.published_at, entry.published_at)


def _published(entry: Entry, root: Entry | None) -> EntryPublished:
    active = root.last_active_at or root.published_at if root is not None else None
    if root is not None:
        root.last_active_at = clock.now()
    return EntryPublished(
        circle_id=entry.circle_id, entry_id=entry.id, kind=entry.kind, category=entry.category,
        author_id=entry.author_id, anonymous=entry.anonymous, root_id=entry.root_id,
        root_author_id=root.author_id if root is not None else None,
        parent_id=entry.parent_id, characters=entry.characters,
        above_author_ids=_authors_above(entry),
        sketch=sketch(f"{entry.title} {entry.source}"),
        has_media=bool(entry.card.get("pictures")),
        mentioned_ids=tuple(entry.card.get("mentions", ())),
        thread_idle_days=(clock.now() - active).days if active is not None else 0,
        published_at=entry.published_at or clock.now(),
    )  # fmt: skip


def _authors_above(entry: Entry) -> tuple[int, ...]:
    """Who wrote what it stands under, without the root; a thread is a few levels deep."""
    found, above = [], entry.parent_id
    while above is not None and above != entry.root_id:
        one = session().get_one(Entry, above)
        found.append(one.author_id)
        above = one.parent_id
    return tuple(found)


def _act_number() -> int:
    """A number for an act nobody else wrote down: this instant, in microseconds."""
    return (clock.now() - clock.EPOCH) // timedelta(microseconds=1)


def _spread(entry: Entry) -> None:
    """What stands under an entry is seen or not with it, level by level, in three statements."""
    carried = entry.carries
    for parents in _levels():
        session().execute(
            update(Entry)
            .where(Entry.parent_id.in_(parents), Entry.root_visible.is_not(carried))
            .values(root_visible=carried)
            .execution_options(synchronize_session=False),
            {"above": entry.id},
        )
    for kept in session().identity_map.values():
        if isinstance(kept, Entry) and kept.parent_id is not None:
            session().expire(kept, ["root_visible"])


@cache
def _levels() -> tuple[Select[int], ...]:
    """Who are parents of a level of a thread: the entry `above`, then what stands under it."""
    child = aliased(Entry)
    levels = [select(child.id).where(child.id == bindparam("above"))]
    while len(levels) < THREAD_DEPTH:
        child = aliased(Entry)
        levels.append(
            select(child.id).where(
                child.parent_id.in_(levels[-1]), child.status.in_(("published", "removed"))
            )
        )
    return tuple(levels)


def _count(entry: Entry, shown_by: int, status_before: str, *, new: bool) -> None:
    """Counters that follow visibility: a comment's thread, or its author's and circle's entries."""
    if entry.is_comment:
        _count_comment(entry, shown_by, status_before)
    elif shown_by:
        author = None if entry.anonymous else entry.author_id
        circles.count_entry(entry.circle_id, author, shown_by)
        if new:
            return  # no collection can hold it yet
        held = select(CollectionItem.collection_id).where(CollectionItem.entry_id == entry.id)
        session().execute(
            update(Collection)
            .where(Collection.id.in_(held))
            .values(entries_count=Collection.entries_count + shown_by)
            .execution_options(synchronize_session=False)
        )


def _count_comment(entry: Entry, shown_by: int, status_before: str) -> None:
    """An entry counts comments that are published, and their replies unless staff took the comment.

    Independent of the root's own state, so that hiding a post does not touch what it counts.
    """
    above = session().get_one(Entry, entry.parent_id)
    if above.is_comment:
        above.replies_count += shown_by
        if above.status in STAYING:
            session().get_one(Entry, above.parent_id).comments_count += shown_by
    else:
        stays, stayed = entry.status in STAYING, status_before in STAYING
        above.comments_count += shown_by + (stays - stayed) * entry.replies_count
    if shown_by:
        rank_soon(above.root_id or above.id)
