"""Who of the site looked up who wrote something anonymously; for site staff alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, select

from circle.accounts.models import User
from circle.circles import queries as circles
from circle.circles.models import Circle
from circle.circles.queries import Face
from circle.content.models import Entry
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import session
from circle.core.errors import NotFound, SignInNeeded
from circle.core.paging import PAGE, Page, after, cut
from circle.qa import policy
from circle.qa.models import Reveal

READABLE = timedelta(hours=1)  # then the name is gone from the page: looking again is kept again


@dataclass(frozen=True, slots=True)
class Looked:
    """One look: who, when, at what and what for; never whom they found."""

    id: int
    entry_id: int
    title: str
    circle_name: str
    circle_slug: str
    looked_by: str
    reason: str
    at: datetime


def reveals_page(
    actor: Actor, *, entry_id: int | None = None, cursor: str | None = None, limit: int = PAGE
) -> Page[Looked]:
    """Every look at an author, newest first; of one entry when it is named."""
    _require_site_staff(actor)
    statement = _looks()
    if entry_id is not None:
        statement = statement.where(Reveal.entry_id == entry_id)
    rows = session().execute(after(statement, (Reveal.id, Reveal.id), cursor).limit(limit + 1))
    return cut(rows.all(), limit, lambda row: (row.id, row.id)).map(_looked)


def get_unnamed(actor: Actor, entry_id: int) -> tuple[Entry, Circle]:
    """What was written without a name, for who may look up by whom; NotFound for the signed."""
    _require_site_staff(actor)
    row = session().execute(
        select(Entry, Circle)
        .join(Circle, Circle.id == Entry.circle_id)
        .where(Entry.id == entry_id, Entry.anonymous.is_(True))
    ).first()  # fmt: skip
    if row is None:
        raise NotFound
    return row.Entry, row.Circle


def get_revealed(actor: Actor, reveal_id: int) -> tuple[Looked, Face]:
    """What somebody found when they looked: theirs alone, for an hour."""
    _require_site_staff(actor)
    fresh = Reveal.at > clock.now() - READABLE
    found = session().execute(
        _looks().add_columns(Entry.author_id, Reveal.circle_id)
        .where(Reveal.id == reveal_id, Reveal.user_id == actor.user_id, fresh)
    ).first()  # fmt: skip
    if found is None:
        raise NotFound
    return _looked([found])[0], circles.get_face(found.circle_id, found.author_id)


def _require_site_staff(actor: Actor) -> None:
    """For everybody else these pages are not there."""
    if actor.is_guest:
        raise SignInNeeded
    if not policy.can_reveal(actor):
        raise NotFound


def _looks() -> Select[Any]:
    statement: Any = (
        select(
            Reveal.id, Reveal.entry_id, Reveal.reason, Reveal.at, Entry.title, Entry.excerpt,
            Circle.name.label("circle_name"), Circle.slug, User.name.label("looked_by"),
        )
        .join(Entry, Entry.id == Reveal.entry_id)
        .join(Circle, Circle.id == Reveal.circle_id)
        .join(User, User.id == Reveal.user_id)
    )  # fmt: skip
    found: Select[Any] = statement
    return found


def _looked(rows: Sequence[Any]) -> list[Looked]:
    return [
        Looked(
            id=row.id, entry_id=row.entry_id, title=row.title or row.excerpt,
            circle_name=row.circle_name, circle_slug=row.slug, looked_by=row.looked_by,
            reason=row.reason, at=row.at,
        )
        for row in rows
    ]  # fmt: skip
