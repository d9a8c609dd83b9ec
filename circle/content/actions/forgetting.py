"""What becomes of words that went, six months later: only their place stays (decision 0032)."""

from collections.abc import Sequence

from sqlalchemy import delete, select

from circle.content.actions.media import take_out
from circle.content.models import (
    Entry,
    EntryTag,
    Poll,
    PollChoice,
    PollOption,
    PollVote,
    Revision,
)
from circle.core import clock
from circle.core.bus import emit
from circle.core.db import action, session
from circle.events import EntryForgotten

BATCH = 100  # entries emptied in one transaction


@action
def forget_gone() -> int:
    """Empty some of what went six months ago; answers how many.

    Each batch stands by itself: a killed job goes on with the next. Locked in the order of ids,
    roots first as everywhere; what somebody holds right now is taken by the next run.
    """
    over = Entry.forget_at <= clock.now()
    due = select(Entry.id).where(over).order_by(Entry.forget_at, Entry.id).limit(BATCH)
    ids = session().scalars(due).all()
    gone = session().scalars(
        select(Entry)
        .where(Entry.id.in_(ids), over)
        .order_by(Entry.id)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()  # fmt: skip
    numbers = [entry.id for entry in gone]
    for entry in gone:
        entry.forget()
    session().flush()
    _forget_beside(numbers)
    take_out(numbers)
    for entry in gone:
        emit(EntryForgotten(entry.circle_id, entry.id, entry.kind))
    return len(gone)


def _forget_beside(ids: Sequence[int]) -> None:
    """Earlier wordings, tags, and what was asked with it, votes too."""
    polls = select(Poll.id).where(Poll.entry_id.in_(ids))
    for table, of in (
        (Revision, Revision.entry_id.in_(ids)),
        (EntryTag, EntryTag.entry_id.in_(ids)),
        (PollChoice, PollChoice.poll_id.in_(polls)),
        (PollVote, PollVote.poll_id.in_(polls)),
        (PollOption, PollOption.poll_id.in_(polls)),
        (Poll, Poll.entry_id.in_(ids)),
    ):
        session().execute(delete(table).where(of))
