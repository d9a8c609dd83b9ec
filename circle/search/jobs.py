"""Work of the index; each can be repeated at any time."""

from itertools import islice
from typing import Any

from circle.search import actions, queries
from circle.search.engines import is_another, note_engine

STRETCHES = 10  # held against the database in one job; other work comes in between


def index_waiting() -> bool:
    """Bring what changed into the index; beside the jobs, so that no long one holds it up."""
    return actions.index_waiting()


def index_circle(payload: dict[str, Any]) -> None:
    """Index a batch of a circle's entries, and leave the next to a job of its own."""
    circle_id, after = payload["circle_id"], payload.get("after", 0)
    if last := actions.index_entries_of(circle_id, after):
        actions.index_circle_on(circle_id, last)


def keep_true(payload: dict[str, Any]) -> None:
    """Mend what differs between index and database, a part of all entries at a time."""
    last: int | None = None
    for stretch in islice(actions.mend(payload.get("after", 0)), STRETCHES):
        last = stretch.upto
    if last is not None:
        actions.keep_true_on(last)


def keep_filled(payload: dict[str, Any]) -> None:
    """An index that holds nothing, or what it held when it was last in use, is brought up to date.

    So another engine is one setting, and an index of another form is made anew by itself.
    """
    if is_another() or queries.is_emptied():
        actions.keep_true_on(0)
    note_engine()  # last: killed before, it is done again


def forget_missed(payload: dict[str, Any]) -> None:
    """Drop what was looked for in vain more than 90 days ago."""
    actions.forget_missed()


def name_member(payload: dict[str, Any]) -> None:
    """Write what somebody is found by where they belong."""
    actions.name_member(payload["user_id"])


def name_tags(payload: dict[str, Any]) -> None:
    """Write what some tags are found by."""
    actions.name_tags(payload["tag_ids"])


def name_circle(payload: dict[str, Any]) -> None:
    """Write what a circle is found by."""
    actions.name_circle(payload["circle_id"])


def keep_names(payload: dict[str, Any]) -> None:
    """Mend the keys of names, kind by kind, a part of them at a time."""
    kind, last = payload.get("kind", actions.KINDS[0]), payload.get("after", 0)
    for _ in range(STRETCHES):
        last = actions.keep_names(kind, last)
        if not last:
            break
    following = actions.KINDS[actions.KINDS.index(kind) + 1 :]
    if last:
        actions.keep_names_on(kind, last)
    elif following:
        actions.keep_names_on(following[0], 0)
