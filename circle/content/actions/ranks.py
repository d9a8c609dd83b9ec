"""What is hot: one integer of distinct people and publication time, at most once a minute."""

import math
from datetime import timedelta

from sqlalchemy import func, select, union

from circle.circles import actions as circles
from circle.content.models import Entry, Reaction
from circle.content.models.entries import COMMENT
from circle.core.db import action, session
from circle.core.jobs import enqueue

HALF_A_DAY = 43_200  # seconds: what ten times as many people are worth
PAUSE = timedelta(seconds=60)


def rank_soon(entry_id: int) -> None:
    """Have an entry's rank counted again within a minute; what comes meanwhile is counted along."""
    enqueue("content.rank_entry", {"entry_id": entry_id}, key=str(entry_id), delay=PAUSE)


def hot_rank_of(published_seconds: int, people: int) -> int:
    """published_at in seconds + 43,200 · log10(1 + people).

    People are the distinct members besides the author who liked, bookmarked or commented. Nine
    people lift an entry as high as one published half a day later without any; ninety-nine, a day.
    Age needs no recomputing, since newer entries start higher.
    """
    return published_seconds + round(HALF_A_DAY * math.log10(1 + people))


@action
def rank_entry(entry_id: int) -> None:
    """Count the people of an entry anew and store its rank."""
    entry = session().get(Entry, entry_id, with_for_update=True, populate_existing=True)
    if entry is None or entry.published_at is None:
        return
    rank = hot_rank_of(int(entry.published_at.timestamp()), count_people(entry))
    if rank != entry.hot_rank:
        entry.hot_rank = rank
        circles.mark_changed(entry.circle_id)


def count_people(entry: Entry) -> int:
    """Distinct members besides the author who liked, bookmarked or commented on an entry."""
    reacted = select(Reaction.user_id.label("who")).where(
        Reaction.entry_id == entry.id, Reaction.kind.in_(("like", "bookmark"))
    )
    said = select(Entry.author_id.label("who")).where(
        Entry.root_id == entry.id, Entry.kind == COMMENT, Entry.status == "published"
    )
    people = union(reacted, said).subquery()
    counted = select(func.count()).select_from(people).where(people.c.who != entry.author_id)
    return session().scalar(counted) or 0
