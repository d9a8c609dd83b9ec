"""Tags of entries: made when first used, counted while the entries under them stand in a list."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import aliased

from circle.content.models import Entry, EntryTag, Tag, TagSynonym
from circle.content.schemas import tag_key
from circle.core.db import insert_into, session


def tag_entry(entry: Entry, names: Sequence[str]) -> None:
    """Put an entry under these tags and no others; belongs between two settlings of its state."""
    tags = _tags_named(entry.circle_id, names)
    current = session()
    if entry.tags:
        _lock_listed(entry, tags)
        if entry.lane is not None:
            count_listed(entry, -1)
        current.execute(delete(EntryTag).where(EntryTag.entry_id == entry.id))
    entry.tags = [tag.name for tag in tags]
    if tags:
        current.execute(
            insert_into(EntryTag.__table__),
            [
                {
                    "entry_id": entry.id, "tag_id": tag.id, "circle_id": entry.circle_id,
                    "lane": entry.lane, "published_at": entry.published_at,
                }
                for tag in tags
            ],
        )  # fmt: skip
    if tags and entry.lane is not None:
        count_listed(entry, 1)


def follow_lane(entry: Entry, lane_before: str | None) -> None:
    """Keep the rows under an entry's tags, and the tags' counts, true to its lane."""
    if not entry.tags:
        return
    session().execute(
        update(EntryTag)
        .where(EntryTag.entry_id == entry.id)
        .values(lane=entry.lane, published_at=entry.published_at)
    )
    by = (entry.lane is not None) - (lane_before is not None)
    if by:
        count_listed(entry, by)


def count_listed(entry: Entry, by: int) -> None:
    """Change the counts of all tags an entry stands under."""
    mine = select(EntryTag.tag_id).where(EntryTag.entry_id == entry.id)
    locked = _locked(Tag.id.in_(mine))
    if locked:
        session().execute(
            update(Tag).where(Tag.id.in_(locked)).values(entries_count=Tag.entries_count + by)
        )


def _lock_listed(entry: Entry, tags: Sequence[Tag]) -> None:
    """Lock old and new tags at once: two entries swapping theirs wait, not for each other."""
    mine = select(EntryTag.tag_id).where(EntryTag.entry_id == entry.id)
    if entry.lane is not None and tags:
        _locked(Tag.id.in_(mine) | Tag.id.in_([tag.id for tag in tags]))


def _locked(those: ColumnElement[bool]) -> Sequence[int]:
    """Tags locked in the order of their ids; entries may be put under them meanwhile."""
    rows = select(Tag.id).where(those).order_by(Tag.id).with_for_update(key_share=True)
    return session().scalars(rows).all()


def _tags_named(circle_id: int, names: Sequence[str]) -> Sequence[Tag]:
    """The rows of these tags in the order given, made where they are new."""
    if not names:
        return ()
    keys = {tag_key(name): name for name in names}
    found = _known(circle_id, keys)
    missing = sorted(keys.keys() - found.keys())
    if missing:
        rows = [
            {"circle_id": circle_id, "name": keys[key], "key": key, "entries_count": 0}
            for key in missing
        ]
        session().execute(insert_into(Tag).values(rows).on_conflict_do_nothing())
        found = _known(circle_id, keys)
    return list({found[key].id: found[key] for key in keys}.values())


def _known(circle_id: int, keys: Iterable[str]) -> dict[str, Tag]:
    """Those there are; for a synonym the tag it stands for."""
    into = aliased(Tag)
    rows = session().execute(
        select(Tag.key, Tag, into)
        .outerjoin(TagSynonym, TagSynonym.tag_id == Tag.id)
        .outerjoin(into, into.id == TagSynonym.into_id)
        .where(Tag.circle_id == circle_id, Tag.key.in_(keys))
    )
    return {key: meant or tag for key, tag, meant in rows}
