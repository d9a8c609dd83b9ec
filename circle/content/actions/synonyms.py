"""Tags that mean the same: one stands for the other, and what is under it follows by a job."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta

from sqlalchemy import delete, select, update

from circle.circles import actions as circles
from circle.circles import policy as circles_policy
from circle.circles import queries as circle_reads
from circle.content import queries
from circle.content.models import Entry, EntryTag, Tag, TagSynonym
from circle.content.schemas import clean_tags, tag_key
from circle.core import clock
from circle.core.actor import Actor
from circle.core.bus import emit
from circle.core.db import action, insert_into, lock_row, session
from circle.core.errors import Conflict, Invalid, NotFound
from circle.core.i18n import lazy
from circle.core.jobs import enqueue
from circle.core.policy import require
from circle.events import EntriesRetagged, TagMerged, TagReleased

SETTLED_AT_ONCE = 200
LATE = timedelta(minutes=5)  # what was being written when the tags were merged is looked at again
MOST_SYNONYMS = 50


@action
def merge_tag(actor: Actor, circle_id: int, name: str, into: str) -> Tag:
    """Staff let a word stand for a tag: what is under it, and who follows it, goes there.

    The word need not be a tag yet. Conflict when other words stand for it; answers the tag.
    """
    circle, here = circle_reads.enter_locked(actor, circle_id)
    require(here, circles_policy.can_keep(here, circle, circles_policy.Power.MOVE))
    stays = queries.get_tag(circle, into, empty=True)
    goes = _word(circle.id, name)
    if goes.id == stays.id:
        raise Invalid(errors={"name": [lazy("That is the same tag")]})
    known = session().get(TagSynonym, goes.id)
    if known is not None and known.into_id == stays.id:
        return stays
    _check_room(goes, stays, known)
    session().add(
        TagSynonym(
            tag_id=goes.id, into_id=stays.id, circle_id=circle.id, merged_by=here.user_id,
            merged_at=clock.now(),
        )
    )  # fmt: skip
    circles.pass_follows(circle.id, "tag", goes.id, stays.id)
    _settle_soon(goes)
    emit(TagMerged(circle.id, goes.id, stays.id, here.user_id))
    circles.tell_deed(here, "tag_merged", ("tag", goes.id), before=name, after=into)
    return stays


@action
def release_tag(actor: Actor, circle_id: int, name: str) -> Tag:
    """Staff let a word stand for itself again, with the entries it brought along.

    What was written under it meanwhile, and who followed it, stays with the other tag.
    """
    circle, here = circle_reads.enter_locked(actor, circle_id)
    require(here, circles_policy.can_keep(here, circle, circles_policy.Power.MOVE))
    tag = queries.find_word(circle.id, name)
    known = session().get(TagSynonym, tag.id) if tag is not None else None
    if tag is None or known is None:
        raise NotFound
    session().delete(known)
    _settle_soon(tag)
    emit(TagReleased(circle.id, tag.id, known.into_id, here.user_id))
    circles.tell_deed(here, "tag_released", ("tag", tag.id), name=name)
    return tag


@action
def settle_tag(tag_id: int, after_id: int) -> int:
    """Bring a batch of the entries under a tag to where it stands; the last one, 0 at the end."""
    tag = session().get(Tag, tag_id)
    if tag is None:
        return 0
    ids = session().scalars(
        select(EntryTag.entry_id)
        .where(EntryTag.tag_id == tag.id, EntryTag.entry_id > after_id)
        .order_by(EntryTag.entry_id)
        .limit(SETTLED_AT_ONCE)
    ).all()
    entries = session().scalars(
        lock_row(select(Entry).where(Entry.id.in_(ids)).order_by(Entry.id))
    ).all()
    changed = [entry.id for entry in _settled(tag, entries)]
    if changed:
        circles.mark_changed(tag.circle_id)
        emit(EntriesRetagged(tag.circle_id, tuple(changed)))
    return ids[-1] if len(ids) == SETTLED_AT_ONCE else 0


@action
def settle_tag_on(tag_id: int, after_id: int) -> None:
    """Go on with the entries under a tag behind one; other work comes in between."""
    enqueue(
        "content.settle_tag", {"tag_id": tag_id, "after": after_id},
        key=f"content.settle_tag:{tag_id}:{after_id}",
    )  # fmt: skip


def _word(circle_id: int, name: str) -> Tag:
    """The tag of this very word, made when nothing was ever written under it."""
    words = clean_tags([name])
    if not words:
        raise Invalid(errors={"name": [lazy("This can't be a tag")]})
    circles.check_words(circle_id, name=words[0])
    row = {"circle_id": circle_id, "name": words[0], "key": tag_key(words[0]), "entries_count": 0}
    session().execute(insert_into(Tag).values(row).on_conflict_do_nothing())
    found = queries.find_word(circle_id, words[0])
    if found is None:
        raise NotFound
    return found


def _check_room(goes: Tag, stays: Tag, known: TagSynonym | None) -> None:
    if known is not None:
        raise Conflict(lazy("It stands for another tag already"), code="merged_already")
    if queries.list_synonyms(goes):
        raise Conflict(
            lazy("Other words stand for it. Let them go first, or merge the other way round"),
            code="has_synonyms",
        )
    if len(queries.list_synonyms(stays)) >= MOST_SYNONYMS:
        raise Conflict(lazy("At most %(num)s words stand for a tag", num=MOST_SYNONYMS))


def _settle_soon(tag: Tag) -> None:
    circles.mark_changed(tag.circle_id)
    payload = {"tag_id": tag.id}
    enqueue("content.settle_tag", payload, key=f"content.settle_tag:{tag.id}")
    enqueue("content.settle_tag", payload, key=f"content.settle_tag_late:{tag.id}", delay=LATE)


def _settled(tag: Tag, entries: Sequence[Entry]) -> list[Entry]:
    """Entries under a tag whose rows and names were brought to where it stands now."""
    known = session().get(TagSynonym, tag.id, populate_existing=True)
    into = session().get(Tag, known.into_id) if known is not None else None
    rows = session().execute(
        select(EntryTag.entry_id, EntryTag.tag_id, EntryTag.via_id).where(
            EntryTag.entry_id.in_([entry.id for entry in entries])
        )
    ).all()
    stale = [
        (row.entry_id, row.tag_id)
        for row in rows
        if row.via_id == tag.id and (into is None or row.tag_id != into.id)
    ]
    left = _let_go(tag, stale)
    if into is not None:
        has = {row.entry_id for row in rows if row.tag_id == into.id}
        _bring(tag, into, [entry for entry in entries if entry.id not in has])
    return [entry for entry in entries if _rename(entry, tag, into, left.get(entry.id, ""))]


def _let_go(tag: Tag, stale: Sequence[tuple[int, int]]) -> Mapping[int, str]:
    """Rows that came through a tag go; answers the key of what stood there, by the entry."""
    for other in sorted({tag_id for _, tag_id in stale}):
        gone = session().scalars(
            delete(EntryTag)
            .where(EntryTag.tag_id == other, EntryTag.via_id == tag.id)
            .where(EntryTag.entry_id.in_([entry for entry, under in stale if under == other]))
            .returning(EntryTag.lane)
        ).all()
        _count(other, -sum(lane is not None for lane in gone))
    keys = {
        row.id: row.key
        for row in session().execute(
            select(Tag.id, Tag.key).where(Tag.id.in_({other for _, other in stale}))
        )
    }
    return {entry: keys[under] for entry, under in stale}


def _bring(tag: Tag, into: Tag, entries: Collection[Entry]) -> None:
    if not entries:
        return
    rows = [
        {
            "entry_id": entry.id, "tag_id": into.id, "circle_id": entry.circle_id,
            "lane": entry.lane, "published_at": entry.published_at, "via_id": tag.id,
        }
        for entry in entries
    ]  # fmt: skip
    session().execute(insert_into(EntryTag.__table__), rows)
    _count(into.id, sum(entry.lane is not None for entry in entries))


def _count(tag_id: int, by: int) -> None:
    if by:
        session().execute(
            update(Tag).where(Tag.id == tag_id).values(entries_count=Tag.entries_count + by)
        )


def _rename(entry: Entry, tag: Tag, into: Tag | None, left: str) -> bool:
    """Show the name it goes by now, once, where the other stood; says whether that is new."""
    now = (into or tag).name
    names = [now if tag_key(name) in (tag.key, left) else name for name in entry.tags]
    shown = {tag_key(name): name for name in reversed(names)}
    if into is None:
        shown.setdefault(tag.key, tag.name)
    kept = [shown.pop(tag_key(name)) for name in (*names, tag.name) if tag_key(name) in shown]
    if kept == entry.tags:
        return False
    entry.tags = kept
    return True
