"""Reads of pictures: every fetch is held against the entry that carries it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from circle.content import policy
from circle.content.models import Entry, Media
from circle.content.queries.entries import get_entry
from circle.core.actor import Actor
from circle.core.db import lock_row, session
from circle.core.errors import NotFound


@dataclass(frozen=True, slots=True)
class ServedMedia:
    """A picture the actor may see, and whether just anybody may."""

    media: Media
    public: bool


def media_for(actor: Actor, uid: str) -> ServedMedia:
    """A picture by its uid; NotFound unless its entry's body may be read by the actor now."""
    media = session().scalar(select(Media).where(Media.uid == uid, Media.status != "removed"))
    return _served(actor, media)


def get_media(actor: Actor, media_id: int) -> Media:
    """The same by number, for the API."""
    media = session().get(Media, media_id)
    return _served(actor, media).media


def get_own_media(actor: Actor, media_id: int) -> tuple[Media, Entry | None]:
    """The actor's own picture, locked, and the entry that carries it, locked first."""
    media = session().get(Media, media_id)
    if media is None or media.owner_id != actor.user_id or media.status == "removed":
        raise NotFound
    entry = None
    if media.entry_id is not None:
        entry = session().scalar(lock_row(select(Entry).where(Entry.id == media.entry_id)))
    fresh = session().scalar(lock_row(select(Media).where(Media.id == media_id)))
    if fresh is None or fresh.entry_id != (entry.id if entry is not None else None):
        raise NotFound
    return fresh, entry


def carrier_of(actor: Actor, media_id: int) -> int | None:
    """The number of the entry that carries the actor's own picture."""
    found = session().execute(
        select(Media.entry_id)
        .where(Media.id == media_id, Media.owner_id == actor.user_id, Media.status != "removed")
    ).one_or_none()  # fmt: skip
    if found is None:
        raise NotFound
    carrier: int | None = found.entry_id
    return carrier


def is_kept(uid: str) -> bool:
    """Whether a row names the picture with this uid."""
    return session().scalar(select(Media.id).where(Media.uid == uid)) is not None


def named_files(keys: Sequence[str]) -> set[str]:
    """Of these storage keys, the ones that belong to a picture."""
    places = {key: key.rpartition("/")[0] for key in keys}
    uids = {place.rpartition("/")[2].upper() for place in places.values()}
    kept = set(session().scalars(select(Media.storage_key).where(Media.uid.in_(uids))))
    return {key for key in keys if places[key] in kept}


def media_of(entry_id: int) -> Sequence[Media]:
    """The pictures an entry shows, in order."""
    rows = session().scalars(
        select(Media)
        .where(Media.entry_id == entry_id, Media.status == "ready")
        .order_by(Media.position, Media.id)
    )
    return rows.all()


def codes_said(entry_ids: Collection[int]) -> Mapping[int, Sequence[str]]:
    """What the codes in the pictures of entries say, those of a waiting edit too, each once."""
    if not entry_ids:
        return {}
    rows = session().execute(
        select(Media.entry_id, Media.codes)
        .where(Media.entry_id.in_(entry_ids))
        .order_by(Media.position, Media.id)
    )
    said: dict[int, list[str]] = {}
    for entry_id, codes in rows:
        known = said.setdefault(entry_id, [])
        known += [code for code in codes or () if code not in known]
    return said


def loose_media(actor: Actor, ids: Sequence[int]) -> Sequence[Media]:
    """Those of the actor's own pictures that a draft names and that are still there, in order."""
    if not ids or actor.user_id is None:
        return ()
    rows = session().scalars(
        select(Media).where(
            Media.id.in_(ids), Media.owner_id == actor.user_id, Media.status != "removed"
        )
    )
    found = {media.id: media for media in rows}
    return [found[ident] for ident in ids if ident in found]


def _served(actor: Actor, media: Media | None) -> ServedMedia:
    if media is None or media.status == "removed":
        raise NotFound
    if media.entry_id is None:
        if not policy.can_see_media(actor, media):
            raise NotFound
        return ServedMedia(media, public=False)
    entry, circle, here = get_entry(actor, media.entry_id)
    if not policy.can_see_media(here, media) or not policy.can_read(here, entry, circle):
        raise NotFound
    public = circle.visibility == "public" and entry.is_shown and media.status == "ready"
    return ServedMedia(media, public)
