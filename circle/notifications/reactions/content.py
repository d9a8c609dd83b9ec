"""Who hears of entries: whom they answer, name or please, and who follows what they belong to."""

from collections.abc import Sequence
from dataclasses import replace

from circle.content import queries as content
from circle.content.models import Entry
from circle.core.jobs import enqueue
from circle.events import (
    EntryEdited,
    EntryFeatured,
    EntryFoundHelpful,
    EntryHidden,
    EntryLiked,
    EntryPublished,
    EntryRecalled,
    EntryRemoved,
    EntryRestored,
    EntryUnliked,
)
from circle.notifications import actions, queries
from circle.notifications.queries import Telling
from circle.topics import queries as topics


def tell_of_entry(event: EntryPublished) -> None:
    """Everybody an entry is meant for hears of it once, for the strongest of their reasons."""
    entry = content.find_entry(event.entry_id)
    if entry is None:
        return
    told = {event.author_id}
    for kind, code, people in _meant(event):
        fresh = [one for one in dict.fromkeys(people) if one not in told][: actions.NAMED]
        actions.tell(fresh, actions.of_entry(entry, kind, code))
        told.update(fresh)
    _join_in(event, entry, told)
    if queries.has_followers(entry):
        enqueue("notifications.tell_followers", {"entry": entry.id, "after": 0})


def _meant(event: EntryPublished) -> Sequence[tuple[str, str, Sequence[int]]]:
    root = [event.root_author_id] if event.root_author_id is not None else []
    if event.kind == "answer":
        return ("answer", "answered", root), ("mention", "mentioned", event.mentioned_ids)
    if event.kind == "comment":
        return (
            ("mention", "mentioned", event.mentioned_ids),
            ("reply", "replied", event.above_author_ids),
            ("reply", "commented", root),
        )
    return (("mention", "mentioned", event.mentioned_ids),)


def _join_in(event: EntryPublished, entry: Entry, told: set[int]) -> None:
    """A host hears of the floors under their topic as of one thing that grows."""
    host = event.root_author_id
    if event.kind != "reply" or host is None or host in told:
        return
    telling = Telling(
        "reply", "joined_in", f"floors:{event.root_id}", entry.circle_id, event.root_id,
        event.root_id,
    )  # fmt: skip
    if not entry.anonymous:
        actions.gather_each([host], telling, event.author_id, entry.floor or 0)


def tell_newly_named(event: EntryEdited | EntryRestored) -> None:
    """Whom an edit names for the first time hears of it, once; who was named before does not."""
    entry = content.find_entry(event.entry_id)
    if entry is None:
        return
    people = [one for one in event.named_ids if one != entry.author_id]
    telling = actions.of_entry(entry, "mention", "mentioned")
    actions.tell(people[: actions.NAMED], replace(telling, cause=f"named:{entry.id}"))


def count_floors(event: EntryRemoved | EntryHidden | EntryRecalled | EntryRestored) -> None:
    """Who has no floor on show under a topic is not among those who took part in it."""
    entry = content.find_entry(event.entry_id)
    if entry is None or entry.kind != "reply" or entry.root_id is None or entry.anonymous:
        return
    topic = content.find_entry(entry.root_id)
    if topic is None:
        return
    cause = f"floors:{topic.id}"
    if topics.first_floor_of(topic.id, entry.author_id) is not None:
        actions.gather_back(topic.author_id, cause, entry.author_id)
    else:
        actions.scatter(topic.author_id, cause, entry.author_id)


def tell_of_like(event: EntryLiked) -> None:
    """An author hears who liked what they wrote, as of one thing that grows."""
    if not event.imported:
        entry = content.find_entry(event.entry_id)
        if entry is not None:
            actions.gather(event.author_id, _praise(entry, "liked"), event.giver_id)


def untell_like(event: EntryUnliked) -> None:
    """Who took a like back is no longer among those who liked it."""
    actions.scatter(event.author_id, f"liked:{event.entry_id}", event.giver_id)


def tell_of_help(event: EntryFoundHelpful) -> None:
    """An author hears whom an answer helped, as of one thing that grows."""
    if not event.on:
        actions.scatter(event.author_id, f"helpful:{event.entry_id}", event.giver_id)
    elif not event.imported:
        entry = content.find_entry(event.entry_id)
        if entry is not None:
            actions.gather(event.author_id, _praise(entry, "helpful"), event.giver_id)


def tell_of_feature(event: EntryFeatured) -> None:
    """An author hears that staff found an entry worth everybody's time; or no longer."""
    cause = f"featured:{event.entry_id}"
    if not event.on:
        actions.recall(event.author_id, cause)
        return
    entry = content.find_entry(event.entry_id)
    if entry is not None and not event.imported and event.author_id != event.by_id:
        telling = Telling(
            "accepted", "featured", cause, entry.circle_id, entry.id, entry.root_id or entry.id
        )
        actions.tell([event.author_id], telling)


def _praise(entry: Entry, code: str) -> Telling:
    return Telling(
        "like", code, f"{code}:{entry.id}", entry.circle_id, entry.id, entry.root_id or entry.id
    )
