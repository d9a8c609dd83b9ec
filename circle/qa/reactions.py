"""What must also be true of questions when something happens to entries or people."""

from circle.content import queries as content
from circle.content.models import Entry
from circle.core.errors import Conflict
from circle.core.i18n import lazy
from circle.events import (
    AccountClosed,
    EntryEdited,
    EntryForgotten,
    EntryHidden,
    EntryPublished,
    EntryRecalled,
    EntryRejected,
    EntryRemoved,
    EntryRestored,
    OwnershipPassed,
)
from circle.qa import actions, queries


def note_published(event: EntryPublished) -> None:
    """A question's wait begins when others can see it; an answer ends it."""
    if event.kind == "question":
        actions.begin_wait(event.entry_id, event.published_at)
    elif event.kind == "answer" and event.parent_id is not None:
        actions.count_answers(event.parent_id, at=event.published_at)


def note_words(event: EntryPublished | EntryEdited) -> None:
    """Which questions the words under a question lead to, as they are shown now."""
    actions.link_questions(event.entry_id)


def note_gone(event: EntryHidden | EntryRecalled | EntryRemoved) -> None:
    """An answer out of sight settles nothing; a bounty of a question runs on for who answered."""
    entry = content.find_entry(event.entry_id)
    if entry is None:
        return
    if entry.kind == "answer":
        _lose_answer(entry, by_author=isinstance(event, EntryRemoved))
    elif entry.kind == "question" and isinstance(event, EntryRemoved):
        actions.leave_bounty_of(entry.id)


def note_back(event: EntryRestored) -> None:
    """An answer that is back counts again, and settles its question again if nothing else does."""
    entry = content.find_entry(event.entry_id)
    if entry is not None and entry.kind == "answer" and entry.parent_id is not None:
        actions.count_answers(entry.parent_id)
        if event.status == "published":
            actions.resume_answer(entry.parent_id, entry.id)


def note_rejected(event: EntryRejected) -> None:
    """A question nobody will see gives its stake back."""
    actions.return_bounty_of(event.entry_id)


def forget_notes(event: EntryForgotten) -> None:
    """Six months after words went, where they led goes too, and what staff noted of a question."""
    actions.link_questions(event.entry_id)
    if event.kind == "question":
        actions.forget_notes(event.entry_id)


def end_bounties(event: AccountClosed) -> None:
    """Who closes their account leaves no stake behind: their bounties end now."""
    for entry_id in queries.held_by(event.user_id):
        actions.end_bounty_of(entry_id)


def _lose_answer(entry: Entry, *, by_author: bool) -> None:
    if entry.parent_id is None:
        return
    question = queries.find_question(entry.parent_id, lock=True)
    if question is None:
        return
    if by_author and question.paid_id == entry.id:  # also while staff hide it
        raise Conflict(lazy("A bounty was paid for this answer, so it stays"), code="bounty_paid")
    if question.accepted_id == entry.id:
        actions.suspend_answer(entry.parent_id)
    actions.count_answers(entry.parent_id)


def free_owner(event: OwnershipPassed) -> None:
    """Who takes a circle over is muted through nothing they asked, as by their name."""
    taker = event.from_user_id if event.undone else event.to_user_id
    actions.free_owner(event.circle_id, taker)
