"""What servers of brands hear of: who joined and left, what was written, answered and earned.

Only ids are noted. Whose an entry is, is read from the entry when the message is written, so that
what has no name has none there either.
"""

from circle.events import (
    AnswerAccepted,
    AnswerUnaccepted,
    BadgeEarned,
    EntryEdited,
    EntryHidden,
    EntryPublished,
    EntryRecalled,
    EntryRemoved,
    EntryRestored,
    EntryWithheld,
    LevelRaised,
    MemberJoined,
    MemberLeft,
    RedemptionEnded,
    RedemptionSent,
    ReportMade,
    ReportSettled,
    RewardRedeemed,
)
from circle.notifications.actions import note

PUBLISHED = {
    "question": "question.asked", "answer": "answer.given", "comment": "comment.written",
}  # fmt: skip


def note_arrival(event: MemberJoined) -> None:
    """Somebody became a member, and how they came."""
    note(event.circle_id, "member.joined", user=event.user_id, source=event.source)


def note_leaving(event: MemberLeft) -> None:
    """Somebody left, was removed or was banned."""
    note(event.circle_id, "member.left", user=event.user_id, state=event.state)


def note_published(event: EntryPublished) -> None:
    """Something can be seen by others for the first time."""
    note(
        event.circle_id, PUBLISHED.get(event.kind, "entry.published"), entry=event.entry_id
    )


def note_edited(event: EntryEdited) -> None:
    """What everybody sees changed."""
    note(event.circle_id, "entry.edited", entry=event.entry_id)


def note_waiting(event: EntryWithheld | EntryRecalled) -> None:
    """Something waits for staff to look at it."""
    note(event.circle_id, "entry.waiting", entry=event.entry_id)


def note_hidden(event: EntryHidden) -> None:
    """Staff took something out of sight."""
    note(event.circle_id, "entry.hidden", entry=event.entry_id)


def note_removed(event: EntryRemoved) -> None:
    """An author took something away."""
    note(event.circle_id, "entry.removed", entry=event.entry_id)


def note_back(event: EntryRestored) -> None:
    """What was out of sight is back, in the state it had."""
    note(event.circle_id, "entry.restored", entry=event.entry_id, state=event.status)


def note_accepted(event: AnswerAccepted) -> None:
    """Who asked chose an answer."""
    note(
        event.circle_id, "answer.accepted", entry=event.answer_id, question=event.question_id
    )


def note_unaccepted(event: AnswerUnaccepted) -> None:
    """Who asked took their choice back."""
    note(
        event.circle_id, "answer.unaccepted", entry=event.answer_id, question=event.question_id
    )


def note_level(event: LevelRaised) -> None:
    """A member reached a level."""
    note(event.circle_id, "level.raised", user=event.user_id, level=event.level)


def note_badge(event: BadgeEarned) -> None:
    """A member earned a badge."""
    note(event.circle_id, "badge.earned", user=event.user_id, badge=event.badge)


def note_redeemed(event: RewardRedeemed) -> None:
    """A member spent points on a reward."""
    note(
        event.circle_id, "reward.redeemed", user=event.user_id, redemption_id=event.redemption_id,
        reward_id=event.reward_id, reward_kind=event.kind, price=event.price,
    )  # fmt: skip


def note_sent(event: RedemptionSent) -> None:
    """An order is on its way; that it was not after all is no news to a server that sends."""
    if event.on:
        note(event.circle_id, "order.sent", user=event.user_id, redemption_id=event.redemption_id)


def note_order_end(event: RedemptionEnded) -> None:
    """An order is done, cancelled or refunded."""
    note(
        event.circle_id, "order.ended", user=event.user_id, redemption_id=event.redemption_id,
        state=event.state,
    )  # fmt: skip


def note_report(event: ReportMade) -> None:
    """Something was reported; by whom is told to nobody."""
    if event.circle_id is None:
        return
    what = {} if event.entry_id is None else {"entry": event.entry_id}
    note(
        event.circle_id, "report.made", report_id=event.report_id, reason=event.reason, **what
    )


def note_settled_report(event: ReportSettled) -> None:
    """Staff agreed with a report or did not."""
    if event.circle_id is not None and event.upheld is not None:
        note(
            event.circle_id, "report.settled", report_id=event.report_id, upheld=event.upheld
        )
