"""What becomes of points set aside for an answer; docs/bounties.md has the whole table.

Every way a bounty ends goes through here, under the lock of its question, exactly once: what was
paid and what was given back always make up the stake.
"""

from sqlalchemy import select

from circle.circles import actions as circles
from circle.content.models import Entry
from circle.core import clock
from circle.core.bus import emit
from circle.core.db import action, lock_row, session
from circle.events import BountyEnded
from circle.points import actions as points
from circle.points import queries as point_queries
from circle.points.actions import Cause
from circle.qa import queries
from circle.qa.models import Question


def require_stake(circle_id: int, user_id: int | None, amount: int) -> None:
    """Insist on the stake before asking earns anything: nobody stakes what the question brings."""
    points.require_points(circle_id, user_id or 0, amount)


def offer_bounty(entry: Entry, question: Question, amount: int) -> None:
    """Set the stake aside; NotEnough or StillOwed when the asker does not have it."""
    cause = Cause("bounty", "question", str(entry.id), entry_id=entry.id)
    kept = points.hold(entry.circle_id, entry.author_id, amount, cause)
    question.offer(amount, kept.id, entry.published_at)


def pay_bounty(question: Question, entry: Entry, answer: Entry) -> int:
    """The accepted answer's author gets all of it; where there is nobody any more, or it may not
    go between the two, it goes back.

    Answers how many points were paid.
    """
    if not question.bounty_held or question.hold_id is None:
        return 0
    if queries.is_gone(answer.author_id) or not _may_pay(entry, answer):
        points.refund(question.hold_id)
        _ended(question, entry, "returned", {})
        return 0
    points.release(question.hold_id, answer.author_id)
    question.paid_id = answer.id
    _ended(question, entry, "paid", {answer.author_id: question.bounty})
    return question.bounty


def end_bounty(question: Question, entry: Entry, *, share: bool = True) -> None:
    """Nobody settled it: half, rounded down, to the best answer, the rest back; else all back."""
    if not question.bounty_held or question.hold_id is None:
        return
    able = queries.best_answers(entry) if share else ()
    there = (one for one in able if not queries.is_gone(one.author_id))
    best = next((one for one in there if _may_pay(entry, one)), None)
    if best is None:
        points.refund(question.hold_id)
        _ended(question, entry, "returned", {})
        return
    half = question.bounty // 2
    points.divide(question.hold_id, {best.author_id: half})
    _ended(question, entry, "divided", {best.author_id: half})


def leave_bounty(question: Question, entry: Entry) -> None:
    """The question is closed or taken away: whoever answered it keeps what may come of that.

    While somebody else's answer is on show, the stake waits for its time; else all goes back.
    """
    if not queries.is_answered_by_others(entry):
        end_bounty(question, entry, share=False)


@action
def expire_bounty(entry_id: int) -> None:
    """End a bounty whose days and grace are over, under its question's lock.

    Of a question staff took out of sight nobody is paid; one its asker took away is divided.
    """
    entry = session().scalar(lock_row(select(Entry).where(Entry.id == entry_id)))
    question = queries.find_question(entry_id, lock=True)
    if entry is None or question is None or question.bounty_ends_at is None:
        return
    if question.bounty_held and question.bounty_ends_at <= clock.now():
        in_sight = entry.hidden_by_act is None and entry.status in ("published", "removed")
        end_bounty(question, entry, share=in_sight)


def _may_pay(entry: Entry, answer: Entry) -> bool:
    """Nobody takes their own stake by way of a second account or of the same friend for ever."""
    return point_queries.may_pay(entry.circle_id, entry.author_id, answer.author_id)


def _ended(question: Question, entry: Entry, state: str, paid: dict[int, int]) -> None:
    question.bounty_state = state
    circles.mark_changed(entry.circle_id)
    to_user_id, amount = next(iter(paid.items()), (None, 0))
    emit(
        BountyEnded(
            circle_id=entry.circle_id, question_id=entry.id, state=state, stake=question.bounty,
            to_user_id=to_user_id, paid=amount,
        )
    )  # fmt: skip
