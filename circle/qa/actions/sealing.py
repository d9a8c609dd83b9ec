"""Muting who wrote something anonymously, through what they wrote and without learning who."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, update

from circle.circles import actions as circles
from circle.circles import policy as circles_policy
from circle.circles import queries as circle_reads
from circle.content.models import Entry
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import action, lock_row, session
from circle.core.errors import Conflict
from circle.core.i18n import lazy
from circle.qa import queries
from circle.qa.models import SealedMute
from circle.qa.schemas import Sealing


@action
def mute_unnamed(actor: Actor, entry_id: int, given: Sealing) -> None:
    """Staff keep who wrote something without a name from writing, and learn nothing of who.

    It replaces the one given before. It does not reach themselves or those of their rank or
    above, which nobody is told: it would say who wrote it. Conflict for what is signed.
    """
    entry, here = _unsigned(actor, entry_id)
    circles.check_words(entry.circle_id, reason=given.reason)
    _keep(here, entry, clock.now() + timedelta(days=given.days), given.reason)


@action
def unmute_unnamed(actor: Actor, entry_id: int) -> None:
    """Staff lift the mute given through this; one given through something else goes on."""
    entry, here = _unsigned(actor, entry_id)
    _keep(here, entry, None, "")


@action
def free_owner(circle_id: int, user_id: int) -> None:
    """Whose circle it is now, nobody mutes."""
    _end(SealedMute.circle_id == circle_id, SealedMute.user_id == user_id)


def _unsigned(actor: Actor, entry_id: int) -> tuple[Entry, Actor]:
    entry, _circle, here = queries.get_for_muting(actor, entry_id)
    if not entry.anonymous:
        message = lazy("This is signed: mute its author on the page of the member")
        raise Conflict(message, code="signed")
    return entry, here


def _keep(here: Actor, entry: Entry, until: datetime | None, reason: str) -> None:
    """Write down what was done; who is not reached keeps what a higher one gave them."""
    root_id = entry.root_id or entry.id
    session().execute(lock_row(select(Entry.id).where(Entry.id == root_id)))  # before members
    member = circle_reads.get_membership(entry.circle_id, entry.author_id, lock=True)
    reached = member is not None and bool(
        circles_policy.can_act_on(here, member, circles_policy.Power.MUTE)
    )
    if reached:
        _end(SealedMute.entry_id == entry.id)
    last = queries.last_act(entry.id)
    if until is not None or (last is not None and last.stands):
        session().add(
            SealedMute(
                entry_id=entry.id, circle_id=entry.circle_id, user_id=entry.author_id,
                by_id=here.user_id, until=until, reason=reason,
                effective=reached and until is not None,
            )
        )  # fmt: skip
        session().flush()
        hushed = update(Entry).where(Entry.id == root_id)
        session().execute(hushed.values(hushed_until=queries.read_until(root_id)))
    if reached:
        held = queries.held_until(entry.circle_id, entry.author_id)
        circles.seal_mute(entry.circle_id, entry.author_id, held)
    circles.tell_deed(
        here, "author_muted" if until else "author_unmuted", ("entry", entry.id), until=until,
        reason=reason,
    )


def _end(*which: ColumnElement[bool]) -> None:
    holding = update(SealedMute).where(SealedMute.effective, *which)
    session().execute(holding.values(effective=False))
