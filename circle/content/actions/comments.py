"""Remarks under any entry, on two levels."""

from circle.circles.policy import Power
from circle.content import policy, queries
from circle.content.actions.entries import edit_entry, write_under
from circle.content.models import Entry
from circle.content.schemas import Comment, EntryEdit, NewEntry
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import action, session
from circle.core.errors import Invalid, NotAllowed, NotFound, TooMany
from circle.core.i18n import lazy
from circle.core.policy import require

SLOW = "slow_seconds"  # on the card of a topic, written by its package


@action
def write_comment(actor: Actor, entry_id: int, comment: Comment) -> Entry:
    """Members comment under what is shown and open; an answer to a reply stays on the second level.

    `entry_id` may itself be a comment: then it is what is answered.
    """
    target, circle, here = queries.get_readable(actor, entry_id, lock=True)
    answered = _answered(target, comment, here)
    place = _place(answered) if answered else target
    held = session().get_one(Entry, place.parent_id) if place.is_comment else place
    require(here, policy.can_comment(here, held, circle))
    _check_meeting(here, (held, place, answered))
    _keep_pace(here, target)
    new = NewEntry(
        circle_id=circle.id, kind="comment", source=comment.body, parent_id=place.id,
        reply_to_id=answered.id if answered and answered.id != place.id else None,
        media=tuple(comment.media), ai_statement=comment.ai_statement,
    )  # fmt: skip
    return write_under(here, circle, place, new)


@action
def edit_comment(
    actor: Actor, comment_id: int, body: str, ai_statement: str | None = None
) -> Entry:
    """Authors change their comment's words, and say whether a machine helped."""
    entry, _, _ = queries.get_entry(actor, comment_id)
    if not entry.is_comment:
        raise NotFound
    return edit_entry(actor, comment_id, EntryEdit(source=body, ai_statement=ai_statement))


def _keep_pace(here: Actor, target: Entry) -> None:
    """Slow mode of a topic: who is no staff and did not open it waits with remarks, too."""
    root = target if target.root_id is None else session().get_one(Entry, target.root_id)
    seconds = (root.card or {}).get(SLOW, 0)
    if not seconds or here.can(Power.LOCK) or here.user_id in (None, root.author_id):
        return
    before = queries.last_written_under(root.id, here.user_id or 0)
    left = seconds - (clock.now() - before).total_seconds() if before else 0
    if left > 0:
        raise TooMany(
            lazy("Slow mode: write again in %(num)s minutes", num=-int(-left // 60)),
            retry_after=int(left) + 1, code="slow_mode", limit=1,
        )


def _answered(target: Entry, comment: Comment, here: Actor) -> Entry | None:
    """The comment that is answered: the target itself, or one named under it."""
    if comment.reply_to_id is None or comment.reply_to_id == target.id:
        return target if target.is_comment else None
    answered, _, _ = queries.get_entry(here, comment.reply_to_id, lock=True)
    if not answered.is_comment or target.id not in _above(answered):
        message = lazy("What you answer is not here")
        raise Invalid(message, errors={"reply_to_id": [message]})
    return answered


def _above(answered: Entry) -> set[int | None]:
    """Everything a comment stands under or answers."""
    above = {answered.parent_id, answered.root_id, answered.reply_to_id}
    return above | {_place(answered).parent_id}


def _place(comment: Entry) -> Entry:
    """The first-level comment under which an answer to this one stands."""
    above = session().get_one(Entry, comment.parent_id)
    return above if above.is_comment else comment


def _check_meeting(here: Actor, met: tuple[Entry | None, ...]) -> None:
    """Nobody writes under the signed words of someone who blocked them.

    Anonymous words tell nobody whom their author blocked.
    """
    signed = [entry for entry in met if entry is not None and not entry.anonymous]
    authors = {entry.author_id for entry in signed} - {here.user_id}
    if any(queries.is_blocked_by(here, author) for author in sorted(authors)):
        raise NotAllowed(lazy("You can't answer this person"), code="blocked")
