"""Calls for entries: what is on the shortlist, what was chosen, what the result says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from sqlalchemy import Select, func, select

from circle.content import queries as content
from circle.content.body import excerpt_of
from circle.content.models import Entry
from circle.core.db import lock_row, session
from circle.topics.models import Pick, Topic
from circle.topics.queries.threads import Hosted

LOST = ("removed", "rejected")  # what a result is no more


@dataclass(frozen=True, slots=True)
class Picked:
    """How many floors on show are on the shortlist, and how many were chosen."""

    shortlisted: int
    chosen: int


def get_pick(entry_id: int) -> Pick | None:
    """What the host decided on a floor, or None."""
    return session().get(Pick, entry_id, populate_existing=True)


def is_decided(topic: Topic) -> bool:
    """The result of a call is out or waits; one taken back or refused is none."""
    return topic.result_id is not None and stands(session().get(Entry, topic.result_id))


def stands(post: Entry | None) -> bool:
    """Whether a post that tells a result was neither taken back nor refused."""
    return post is not None and post.status not in LOST


def decided_by(post_id: int, *, lock: bool = False) -> Topic | None:
    """The call a post tells the result of; None for other posts."""
    statement = select(Topic).where(Topic.result_id == post_id)
    found: Topic | None = session().scalar(lock_row(statement) if lock else statement)
    return found


def count_picks(topic_id: int) -> Picked:
    """Of the floors on show those shortlisted and those chosen."""
    row = session().execute(select(*picked_of(topic_id))).one()
    return Picked(row.shortlisted, row.chosen)


def picked_of(topic_id: int) -> tuple[Any, Any]:
    """Those counts, as parts of another question."""
    shown = (
        select(func.count())
        .select_from(Pick)
        .join(Entry, Entry.id == Pick.entry_id)
        .where(Pick.topic_id == topic_id, Entry.status == "published")
        .correlate(None)
    )
    chosen = shown.where(Pick.chosen_at.is_not(None))
    return (
        shown.scalar_subquery().label("shortlisted"), chosen.scalar_subquery().label("chosen")
    )  # fmt: skip


def chosen_floors(topic_id: int) -> Sequence[Entry]:
    """The floors on show that were chosen, in the order of their numbers."""
    return session().scalars(
        select(Entry)
        .join(Pick, Pick.entry_id == Entry.id)
        .where(Pick.topic_id == topic_id, Pick.chosen_at.is_not(None))
        .where(Entry.status == "published")
        .order_by(Entry.floor)
    ).all()


def result_shown(hosted: Hosted, post: Entry | None) -> Mapping[str, Any] | None:
    """The post that says who was chosen, while others can see it."""
    if post is None or not post.is_shown:
        return None
    return {
        "id": post.id, "url": content.entry_path(hosted.circle.slug, post),
        "excerpt": _words_of(post), "published_at": post.published_at,
    }  # fmt: skip


def _words_of(post: Entry) -> str:
    """The host's own words: what stands before the line that begins the list of names."""
    before, names, _rest = content.html_of(post).partition("<ul")
    words = before.rpartition("<p")[0] if names else ""
    plain = Markup(words).striptags()  # noqa: S704 - read as text
    return excerpt_of(plain) if plain else post.excerpt


def shortlisted_ones(hosted: Hosted, floors: Select[Any]) -> Select[Any]:
    """Of the floors those on the shortlist."""
    return floors.join(Pick, Pick.entry_id == Entry.id).where(Pick.topic_id == hosted.entry.id)


def chosen_ones(hosted: Hosted, floors: Select[Any]) -> Select[Any]:
    """Of the floors those that were chosen."""
    return shortlisted_ones(hosted, floors).where(Pick.chosen_at.is_not(None))
