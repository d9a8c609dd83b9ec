"""Pictures: kept for their owner, hung under an entry, let go when nothing shows them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from sqlalchemy import select, update

from circle.content import queries
from circle.content.models import Draft, Entry, Media
from circle.content.models.entries import KINDS
from circle.content.models.media import SIZES
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import action, lock_row, new_uid, session
from circle.core.errors import Conflict, Invalid, SignInNeeded
from circle.core.i18n import lazy
from circle.core.picture_limits import MAX_BYTES
from circle.core.pictures import Picture, read_picture
from circle.core.storage import files, written
from circle.core.throttle import Limit, count_try
from circle.screening.queries import rules_of
from circle.screening.verdict import judge

UPLOADS = Limit("upload", 60, 3600)
LOOSE_HOURS = 48  # a picture no entry took and no draft names
RELEASED = 500  # pictures taken out of a purged circle in one transaction
SWEEP = 200  # files of this many pictures are dropped in one run


def count_upload(who: str) -> None:
    """Count one upload of somebody; TooMany at the sixty-first of an hour."""
    count_try(UPLOADS, who)


def receive_picture(who: str, source: IO[bytes]) -> Picture:
    """Decode an upload, at most 60 an hour for each person; before any transaction, being slow."""
    count_upload(who)
    return read_picture(source.read(MAX_BYTES + 1))


@dataclass(frozen=True, slots=True)
class WrittenPicture:
    """A picture whose files stand on the disk and which no row names yet."""

    uid: str
    place: str
    picture: Picture
    size: int


@contextmanager
def written_picture(picture: Picture) -> Iterator[WrittenPicture]:
    """The files of a picture, before the transaction that keeps it; not kept, they go again."""
    uid = new_uid()
    place = f"media/{uid[-2:]}/{uid}".lower()
    copies = {f"{place}/{name}.webp": getattr(picture, name).data for name in SIZES}
    with written(copies, lambda: queries.is_kept(uid)):
        yield WrittenPicture(uid, place, picture, sum(map(len, copies.values())))


def keep_picture(actor: Actor, picture: Picture, alt: str = "") -> Media:
    """Keep an uploaded picture, its owner's alone until an entry carries it."""
    with written_picture(picture) as files_of:
        return keep_written(actor, files_of, alt)


@action
def keep_written(actor: Actor, files_of: WrittenPicture, alt: str = "") -> Media:
    """Keep a picture whose files were written before the transaction."""
    if actor.user_id is None:
        raise SignInNeeded
    picture = files_of.picture
    media = Media(
        uid=files_of.uid, owner_id=actor.user_id, storage_key=files_of.place,
        sha256=picture.sha256, width=picture.width, height=picture.height, size=files_of.size,
        placeholder=picture.placeholder, colour=picture.colour, alt=alt,
        ai_metadata=picture.ai_metadata, codes=list(picture.codes),
    )  # fmt: skip
    session().add(media)
    return media


@action
def drop_picture(actor: Actor, media_id: int) -> None:
    """Owners let go of a picture no entry carries; its files follow with the next sweep."""
    media, entry = queries.get_own_media(actor, media_id)
    if entry is not None:
        raise Conflict(lazy("An entry shows this picture. Edit the entry instead"), code="in_use")
    media.status = "removed"


def claim_pictures(entry: Entry, ids: Sequence[int]) -> Sequence[Media]:
    """The author's own pictures that are free or hang here already, in order, locked.

    Invalid when there are too many, or one is somebody else's or shown elsewhere.
    """
    most = KINDS[entry.kind].pictures
    if len(ids) > most:
        message = lazy("At most %(num)s pictures", num=most)
        raise Invalid(message, errors={"media": [message]})
    if not ids:
        return ()
    rows = session().scalars(lock_row(select(Media).where(Media.id.in_(ids)).order_by(Media.id)))
    free = {media.id: media for media in rows if _is_free(media, entry)}
    if len(free) != len(ids):
        message = lazy("A picture is not there any more. Add it again")
        raise Invalid(message, errors={"media": [message]})
    for media in free.values():
        media.alt = judge(media.alt, rules_of(entry.circle_id)).text
    return [free[ident] for ident in ids]


def describe(entry: Entry, pictures: Sequence[Media], alts: Mapping[int, str]) -> None:
    """Have pictures say what is given, masked words masked; of the others nothing changes."""
    for media in pictures:
        if media.id in alts:
            media.alt = judge(alts[media.id], rules_of(entry.circle_id)).text


def codes_of(pictures: Sequence[Media]) -> Sequence[str]:
    """What the codes in these pictures say, each once."""
    return list(dict.fromkeys(said for media in pictures for said in media.codes or ()))


def put_on_card(entry: Entry, pictures: Sequence[Media]) -> None:
    """What lists show of the pictures, and what their makers' programs said of them (R30)."""
    shown = [
        {
            "id": media.id, "uid": media.uid, "w": media.width, "h": media.height,
            "alt": media.alt, "ph": media.placeholder, "colour": media.colour,
        }
        for media in pictures
    ]  # fmt: skip
    entry.card = {**(entry.card or {}), "pictures": shown}
    if any(media.ai_metadata for media in pictures):
        entry.ai_statement = "labelled"


def hang(entry: Entry, pictures: Sequence[Media]) -> None:
    """Have an entry carry these pictures and no others."""
    let_go(entry, [media.id for media in pictures])
    for position, media in enumerate(pictures):
        media.entry_id, media.circle_id = entry.id, entry.circle_id
        media.position, media.status = position, "ready"


def hold(entry: Entry, ids: Sequence[int]) -> None:
    """Keep the new pictures of an edit that waits, out of everybody's sight but the staff's."""
    mine = update(Media).where(Media.entry_id == entry.id, Media.status == "held")
    session().execute(mine.values(entry_id=None, status="ready", created_at=clock.now()))
    session().execute(
        update(Media)
        .where(Media.id.in_(ids), Media.entry_id.is_(None))
        .values(entry_id=entry.id, circle_id=entry.circle_id, status="held")
    )


def let_go(entry: Entry, kept: Sequence[int] = ()) -> Sequence[int]:
    """Loosen all pictures of an entry but these; answers which. They have 48 hours again."""
    loosened = session().scalars(
        update(Media)
        .where(Media.entry_id == entry.id, Media.id.not_in(kept))
        .values(entry_id=None, circle_id=None, status="ready", position=0, created_at=clock.now())
        .returning(Media.id)
    )
    return loosened.all()


@action
def sweep_media() -> int:
    """Forget pictures no entry took within 48 hours or their owner dropped, files included.

    What a draft of theirs names has 48 hours again: it goes after the draft.
    """
    rows = session().scalars(
        select(Media)
        .where(Media.entry_id.is_(None))
        .where((Media.created_at < clock.ago(hours=LOOSE_HOURS)) | (Media.status == "removed"))
        .where(Media.kept_until.is_(None) | (Media.kept_until < clock.now()))
        .order_by(Media.created_at)
        .limit(SWEEP)
        .with_for_update(skip_locked=True)
    ).all()  # fmt: skip
    named = _named_in_drafts({media.owner_id for media in rows if media.status != "removed"})
    for media in rows:
        if media.status != "removed" and (media.owner_id, str(media.id)) in named:
            media.created_at = clock.now()
            continue
        for name in SIZES:
            files().delete(f"{media.storage_key}/{name}.webp")
        session().delete(media)
    return len(rows)


@action
def keep_pictures(entry_id: int, until: datetime) -> None:
    """Somebody keeps as evidence what an entry shows: no sweep drops these files before then."""
    session().execute(
        update(Media)
        .where(Media.entry_id == entry_id, Media.status == "ready")
        .values(kept_until=until)
    )


@action
def release_pictures(circle_id: int) -> int:
    """Take one batch of pictures out of a circle that is cleared away; answers how many.

    Their rows outlive the circle until the sweep has dropped their files.
    """
    some = select(Media.id).where(Media.circle_id == circle_id).order_by(Media.id).limit(RELEASED)
    released = session().scalars(
        update(Media)
        .where(Media.id.in_(some))
        .values(entry_id=None, circle_id=None, position=0, status="removed")
        .returning(Media.id)
        .execution_options(synchronize_session=False)
    )
    return len(released.all())


def take_out(ids: Sequence[int]) -> None:
    """The pictures of forgotten entries: nobody reaches them, the sweep drops the files."""
    session().execute(
        update(Media)
        .where(Media.entry_id.in_(ids))
        .values(
            entry_id=None, circle_id=None, position=0, status="removed", placeholder="", alt="",
            codes=[],
        )
        .execution_options(synchronize_session=False)
    )


@action
def forget_media_of(user_id: int) -> None:
    """Let go of everything a person never showed: their account is closed."""
    session().execute(
        update(Media)
        .where(Media.owner_id == user_id, Media.entry_id.is_(None))
        .values(status="removed")
    )


def _named_in_drafts(owners: Collection[int]) -> set[tuple[int, str]]:
    """Owner and number of every picture their drafts name, however a page wrote the number."""
    drafts = select(Draft.user_id, Draft.content).where(Draft.user_id.in_(owners))
    return {
        (draft.user_id, str(ident))
        for draft in session().execute(drafts)
        for ident in _pictures_of(draft.content)
    }


def _pictures_of(content: Mapping[str, Any]) -> Sequence[Any]:
    """A draft is what a page sent: its pictures are a list, or there are none."""
    media = content.get("media")
    return media if isinstance(media, list) else ()


def _is_free(media: Media, entry: Entry) -> bool:
    if media.owner_id != entry.author_id or media.status == "removed":
        return False
    return media.entry_id is None or media.entry_id == entry.id
