"""What is said again and again: remembered for a day, and looked at when it is too often."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Select, delete, func, select, union_all

from circle.circles.policy import Privilege
from circle.content.actions.wording import Wording
from circle.content.models import Entry, Saying
from circle.content.models.entries import FLOOR
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import action, session
from circle.core.i18n import Text
from circle.core.throttle import comes_with_request
from circle.screening import floods
from circle.screening.floods import Earlier, Said

MOST = 30  # latest entries that are compared for each key, however many there are
MOST_LATELY = 400  # keys of one person's last minutes; more would be refused anyway
BATCH = 5_000  # rows that go in one transaction


def why_looked_at(here: Actor, entry: Entry, wording: Wording) -> Text | None:
    """Why somebody looks at words first because they were said so often; None where they do not.

    What bears a name is compared with what bears one, and the rest with the rest: what waits would
    tell who wrote it otherwise.
    """
    if not _is_compared(here):
        return None
    text = _text_of(wording.title, wording.source)
    if floods.floods(text):
        return floods.REPEATS
    said = floods.said_in(text)
    if _is_burst(entry, said):
        return floods.TOO_MANY
    mine = Earlier(entry.author_id, entry.circle_id, _topic_of(entry), clock.now(), text)
    if not said.is_short and floods.is_repeated(mine, _earlier(entry, said)):
        return floods.ALIKE_SENT
    return None


def remember(here: Actor, entry: Entry, wording: Wording) -> None:
    """Keep for a day what was said, shown or waiting, so that the next time is compared with it."""
    if _is_compared(here):
        said = floods.said_in(_text_of(wording.title, wording.source))
        session().add_all(
            Saying(
                key=key, entry_id=entry.id, circle_id=entry.circle_id, author_id=entry.author_id,
                anonymous=entry.anonymous, at=clock.now(),
            )
            for key in said.keys
        )  # fmt: skip


@action
def forget_sayings() -> int:
    """Forget one batch of what was said more than a day ago; answers how much."""
    over = select(Saying.id).where(Saying.at < clock.now() - floods.REMEMBERED).limit(BATCH)
    gone = session().execute(delete(Saying).where(Saying.id.in_(over)).returning(Saying.id))
    return len(gone.all())


def _is_compared(here: Actor) -> bool:
    """Who is never looked at first is not compared, nor is what the site itself brings."""
    return comes_with_request() and not here.may(Privilege.NO_REVIEW)


def _is_burst(entry: Entry, said: Said) -> bool:
    """Whether somebody writes in thread upon thread, or one short line under all of others'."""
    lately = session().execute(
        select(Saying.key, Saying.entry_id, func.coalesce(Entry.root_id, Entry.id).label("thread"))
        .join(Entry, Entry.id == Saying.entry_id)
        .where(Saying.author_id == entry.author_id, Saying.anonymous.is_(entry.anonymous))
        .where(Saying.at > clock.now() - floods.BURST)
        .limit(MOST_LATELY)
    ).all()  # fmt: skip
    others = [row for row in lately if row.entry_id != entry.id]
    if len({row.thread for row in others} - {entry.root_id}) >= floods.MANY:
        return True
    same = sum(row.key in said.keys for row in others)
    return said.is_short and same >= floods.SHORT_AGAIN and not _thanks(entry)


def _thanks(entry: Entry) -> bool:
    """Whether it stands under its author's own words, where short lines answer many people."""
    root = session().get(Entry, entry.root_id) if entry.root_id is not None else None
    return root is not None and root.author_id == entry.author_id


def _earlier(entry: Entry, said: Said) -> Iterator[Earlier]:
    """What shares a key with these words, the latest first; no more however much there is."""
    met = union_all(*(select(_sharing(key, entry).subquery()) for key in said.keys))
    at = {row.entry_id: row.at for row in session().execute(met)}
    at.pop(entry.id, None)
    if not at:
        return
    columns = (Entry.id, Entry.author_id, Entry.circle_id, Entry.kind, Entry.root_id, Entry.title,
               Entry.source)  # fmt: skip
    rows = {row.id: row for row in session().execute(select(*columns).where(Entry.id.in_(at)))}
    for ident in sorted(rows, key=lambda ident: (at[ident], ident), reverse=True):
        row = rows[ident]
        topic = row.root_id if row.kind == FLOOR else None
        text = _text_of(row.title, row.source)
        yield Earlier(row.author_id, row.circle_id, topic, at[ident], text)


def _sharing(key: int, entry: Entry) -> Select[int, datetime]:
    since = clock.now() - floods.REMEMBERED
    return (
        select(Saying.entry_id, Saying.at)
        .where(Saying.key == key, Saying.anonymous.is_(entry.anonymous), Saying.at > since)
        .order_by(Saying.at.desc())
        .limit(MOST)
    )  # fmt: skip


def _topic_of(entry: Entry) -> int | None:
    return entry.root_id if entry.kind == FLOOR else None


def _text_of(title: str, source: str) -> str:
    return f"{title}\n{source}"
