"""Cleaning up after one person or a wave of the same words: one step, undone as one."""

from sqlalchemy import select

from circle.content import actions as content
from circle.content import queries as content_reads
from circle.content.models import Entry
from circle.core.actor import SYSTEM, Actor
from circle.core.db import action, lock_row, session
from circle.core.errors import Conflict
from circle.core.i18n import lazy
from circle.core.jobs import enqueue
from circle.moderation import queries
from circle.moderation.actions.acts import new_act
from circle.moderation.models import Act, ActEntry
from circle.moderation.schemas import Spree

BATCH = 50  # entries of one transaction: others write in between


@action
def clean_up(actor: Actor, slug: str, spree: Spree) -> Act:
    """Staff take everything somebody left, or everything with the same words, out of sight.

    The first of it at once, the rest in a job that goes on where it stopped.
    """
    circle, here, member = queries.enter_for_cleaning(actor, slug, spree)
    found = queries.find_spree(circle, member, spree)
    if not found.ids:
        raise Conflict(lazy("There is nothing like that on show"), code="nothing")
    act = new_act(
        "clean_up", here, circle_id=circle.id, reason=spree.reason, rule=spree.rule,
        membership_id=member.id if member else None, touched=len(found.ids),
    )  # fmt: skip
    authors = select(Entry.id, Entry.author_id).where(Entry.id.in_(found.ids))
    session().add_all(
        ActEntry(act_id=act.id, entry_id=row[0], circle_id=circle.id, author_id=row[1])
        for row in session().execute(authors)
    )
    session().flush()
    carry_on(act.id)
    return act


@action
def carry_on(act_id: int) -> None:
    """Take the next entries of a clean-up out of sight, or bring them back when it was undone."""
    act = session().get_one(Act, act_id)
    undone = act.is_undone
    ids = queries.left_of(act, BATCH)
    content_reads.lock_threads(ids)
    for entry_id in reversed(ids) if not undone else ids:  # what stands under another goes first
        if undone:
            content.unhide_entry(SYSTEM, entry_id, act.id)
        else:
            content.hide_entry(SYSTEM, entry_id, act.reason, act.id)
    fresh = lock_row(select(Act).where(Act.id == act_id))
    if session().scalars(fresh).one().is_undone != undone:  # threads are locked before acts
        raise Conflict(lazy("It was changed in the meantime"), code="changed")
    if queries.left_of(act, 1):
        enqueue("moderation.carry_on", {"act_id": act_id})
