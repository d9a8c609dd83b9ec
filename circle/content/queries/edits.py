"""The words an entry has for whoever changes them: those on show, or those that wait."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, false, select

from circle.content import policy
from circle.content.models import Entry, Revision
from circle.content.schemas import EntryEdit
from circle.core.actor import Actor
from circle.core.db import session


def pending_revision(entry_id: int) -> Revision | None:
    """The edit of an entry that waits for review."""
    return session().scalar(
        select(Revision)
        .where(Revision.entry_id == entry_id, Revision.state == "pending")
        .order_by(Revision.id.desc())
        .limit(1)
    )


def waiting_edits(actor: Actor, entries: Sequence[Entry]) -> frozenset[int]:
    """Of these entries the actor's own of which an edit waits; no query when none is theirs."""
    own = [one.id for one in entries if policy.is_own(actor, one) and one.status == "published"]
    if not own:
        return frozenset()
    rows = session().scalars(
        select(Revision.entry_id).where(Revision.entry_id.in_(own), Revision.state == "pending")
    )
    return frozenset(rows)


def pending_edits(ids: Sequence[int]) -> Mapping[int, Revision]:
    """The edits that wait of some entries, by entry."""
    if not ids:
        return {}
    rows = session().scalars(
        select(Revision).where(Revision.entry_id.in_(ids), Revision.state == "pending")
    )
    return {row.entry_id: row for row in rows}


def edit_waits(actor: Actor, entry: Entry) -> ColumnElement[bool]:
    """Whether that is so of one entry, as a part of another question."""
    if not policy.is_own(actor, entry) or entry.status != "published":
        return false()
    waiting = select(Revision.id).where(
        Revision.entry_id == entry.id, Revision.state == "pending"
    )
    return waiting.exists()


def words_on_show(entry: Entry) -> EntryEdit:
    """An entry's present words as an edit that would change nothing."""
    return EntryEdit(
        source=entry.source, title=entry.title, tags=tuple(entry.tags), category=entry.category,
        media=tuple(picture["id"] for picture in entry.card.get("pictures", ())),
        alts=tuple((picture["id"], picture["alt"]) for picture in entry.card.get("pictures", ())),
        city=entry.city, expires_at=entry.expires_at, ai_statement=entry.ai_statement,
    )  # fmt: skip


def words_in_hand(entry: Entry) -> EntryEdit:
    """What its author changes when editing: their edit that waits, else what is on show."""
    pending = pending_revision(entry.id)
    return words_on_show(entry) if pending is None else edit_of(pending)


def edit_of(revision: Revision) -> EntryEdit:
    """The edit a revision stands for."""
    kept = dict(revision.details)
    kept.pop("may")
    kept.pop("being_checked", None)
    expires = kept.pop("expires_at")
    kept["alts"] = tuple((ident, alt) for ident, alt in kept.get("alts", ()))
    kept["tags"], kept["media"] = tuple(kept["tags"]), tuple(kept["media"])
    at = datetime.fromisoformat(expires) if expires else None
    return EntryEdit(source=revision.source, title=revision.title, expires_at=at, **kept)
