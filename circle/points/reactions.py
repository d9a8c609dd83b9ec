"""What must also be true for points when something happens: awards, their taking back, lapses."""

from datetime import timedelta
from typing import Any

from circle.accounts import queries as accounts
from circle.circles import queries as circles
from circle.circles.models import Membership
from circle.core import clock
from circle.core.jobs import enqueue
from circle.events import (
    AccountClosed,
    AnswerAccepted,
    AnswerSettled,
    AnswerUnaccepted,
    EntryFeatured,
    EntryFoundHelpful,
    EntryHidden,
    EntryLiked,
    EntryMoved,
    EntryPublished,
    EntryRecalled,
    EntryRemoved,
    EntryRestored,
    EntryUnliked,
    LevelLowered,
    MemberJoined,
    MemberLeft,
    ReportSettled,
)
from circle.points import actions, queries
from circle.points.actions import Happening
from circle.points.rules import IN_THREADS, NEW_MEMBER_DAYS, TEXTS

INVITE_AFTER = timedelta(days=7)  # then it is looked whether who was invited stayed
MUTUAL_DAYS = 30


def pay_author(event: EntryPublished) -> None:
    """An entry others can see for the first time may earn something for its author."""
    if event.kind not in TEXTS:
        return
    facts: dict[str, Any] = {
        "category": event.category, "characters": event.characters, "has_media": event.has_media,
        "sketch": list(event.sketch),
    }  # fmt: skip
    if event.anonymous:
        facts["anonymous"] = True
    if event.kind in IN_THREADS:
        woken = queries.idle_before(event.circle_id, event.author_id, event.root_id or 0)
        facts |= {
            "thread": event.root_id, "root_author_id": event.root_author_id,
            "above_author_ids": list(event.above_author_ids),
            "idle_days": max(event.thread_idle_days, woken),
        }  # fmt: skip
    actions.note(
        Happening(
            event.circle_id, event.author_id, event.kind, "entry", str(event.entry_id),
            at=event.published_at, entry_id=event.entry_id,
            thread_id=event.root_id if event.kind in IN_THREADS else None, facts=facts,
        )
    )  # fmt: skip


def pay_liked(event: EntryLiked | EntryFoundHelpful) -> None:
    """A like, or being found helpful, may earn something; the fact who gave it decides.

    Once for each giver and entry, whichever of the two came first.
    """
    giver = circles.get_membership(event.circle_id, event.giver_id)
    mutual = queries.has_liked(
        event.circle_id, by=event.author_id, whom=event.giver_id, days=MUTUAL_DAYS
    )
    facts = {
        "giver_level": giver.level if giver else 0,
        "giver_restricted": giver is None or giver.role == "member",
        "mutual": mutual,
        "new_giver": giver is None or _is_new(giver),
        "same_cluster": accounts.share_device(event.author_id, event.giver_id),
        **_of_entry(event),
    }  # fmt: skip
    actions.note(
        Happening(
            event.circle_id, event.author_id, "liked", "like",
            f"{event.entry_id}:{event.giver_id}", entry_id=event.entry_id,
            giver_id=event.giver_id, facts=facts,
        )
    )  # fmt: skip


def pay_helpful(event: EntryFoundHelpful) -> None:
    """Found helpful counts as a like does, and is taken back as one."""
    if event.on:
        pay_liked(event)
    else:
        stop_liked(event)


def pay_settled(event: AnswerSettled) -> None:
    """An accepted answer whose choice stands is worth something to its author and to the asker."""
    hidden = {"anonymous": True} if event.anonymous else {}
    unnamed = {"giver_unnamed": True} if event.anonymous else {}
    shared = {"same_cluster": accounts.share_device(event.asker_id, event.author_id)}
    if event.asker_id == event.author_id:
        shared = {}
    actions.note_choice(
        event.question_id,
        Happening(
            event.circle_id, event.author_id, "accepted", "question", str(event.question_id),
            entry_id=event.answer_id, giver_id=event.asker_id, facts={**shared, **unnamed},
        ),
        Happening(
            event.circle_id, event.asker_id, "accepting", "question", str(event.question_id),
            entry_id=event.question_id, giver_id=event.author_id, facts={**shared, **hidden},
        ),
    )  # fmt: skip


def leave_former(event: AnswerAccepted) -> None:
    """What was chosen before is not any more: it earns nothing by coming back on show."""
    actions.change_choice(event.circle_id, event.question_id, event.answer_id)


def leave_choice(event: AnswerUnaccepted) -> None:
    """A choice taken back earns neither of the two anything."""
    actions.drop_choice(event.circle_id, event.question_id)


def stop_liked(event: EntryUnliked | EntryFoundHelpful) -> None:
    """A like taken back before it counted never counts; one that counted stays for life.

    Liked and found helpful are one: it stops when neither of them is left.
    """
    if event.praised:
        return
    actions.stop_waiting(
        event.circle_id, event.author_id, "liked", ("like", f"{event.entry_id}:{event.giver_id}")
    )


def pay_featured(event: EntryFeatured) -> None:
    """Being featured by somebody else is worth something as long as the mark stays.

    Staff who mark their own are noted apart, so that another's mark still counts.
    """
    if event.on:
        own = ":own" if event.by_id == event.author_id else ""
        actions.note(
            Happening(
                event.circle_id, event.author_id, "featured", "entry", f"{event.entry_id}{own}",
                entry_id=event.entry_id, giver_id=event.by_id, facts=_of_entry(event),
            )
        )  # fmt: skip
        return
    actions.withdraw(
        event.circle_id, event.author_id, "featured", ("entry", str(event.entry_id))
    )


def pay_report(event: ReportSettled) -> None:
    """A report staff agree with is worth something as long as they do."""
    if event.circle_id is None:
        return
    if event.upheld:
        actions.note(
            Happening(
                event.circle_id, event.user_id, "report", "report", str(event.report_id)
            )
        )  # fmt: skip
    else:
        actions.withdraw(
            event.circle_id, event.user_id, "report", ("report", str(event.report_id))
        )


def take_back(event: EntryHidden | EntryRecalled | EntryRemoved) -> None:
    """What is gone has earned nothing; when staff took it away, growth is lost besides."""
    actions.take_back(event.circle_id, event.author_id, event.entry_id)
    if isinstance(event, EntryHidden):
        actions.penalise(
            Happening(
                event.circle_id, event.author_id, "removal", "entry", str(event.entry_id),
                entry_id=event.entry_id,
            )
        )  # fmt: skip


def pay_again(event: EntryRestored) -> None:
    """What is on show again has earned again what it had; what staff let go costs nothing more."""
    if event.status == "published":
        actions.pay_again(event.circle_id, event.author_id, event.entry_id)
    elif event.status != "hidden":
        actions.forgive(event.circle_id, event.author_id, event.entry_id)


def move(event: EntryMoved) -> None:
    """What became an ad has earned nothing; when it is none any more, it has earned what it had.

    What began as an ad earns nothing for having been published, whatever it becomes.
    """
    here = event.circle_id, event.author_id, event.entry_id
    if event.category == "ad":
        actions.take_back(*here, "ad")
    elif event.before == "ad" and event.shown:
        actions.pay_again(*here, "ad")
    elif event.before == "ad":
        actions.stop_being_ad(*here)


def watch_invited(event: MemberJoined) -> None:
    """In a week it is looked whether who was invited stayed."""
    if event.invited_by is not None:
        enqueue(
            "points.judge_invite",
            {
                "membership_id": event.membership_id, "invited_by": event.invited_by,
                "in_wechat": event.source == "wechat",
            },
            key=f"points.judge_invite:{event.membership_id}", delay=INVITE_AFTER,
        )


def undo_invited(event: MemberLeft) -> None:
    """Who brought somebody that was banned keeps nothing for it."""
    if event.state == "banned":
        actions.withdraw_invite(event.circle_id, event.membership_id)


def lower_growth(event: LevelLowered) -> None:
    """A level staff lowered is not reached again at once: growth falls to where it begins."""
    actions.lower_growth(event.circle_id, event.user_id, event.level, event.reason)


def forfeit(event: AccountClosed) -> None:
    """What a closed account leaves behind lapses; its badges and standings show no more."""
    actions.forfeit(event.user_id)


def _of_entry(event: EntryLiked | EntryFoundHelpful | EntryFeatured) -> dict[str, Any]:
    """What of an entry matters to what others make of it.

    Who wrote what was imported is outside until they can sign in: nobody earns who is not here.
    """
    facts: dict[str, Any] = {"anonymous": True} if event.anonymous else {}
    if event.category == "ad":
        facts["category"] = "ad"
    if event.imported and not accounts.can_sign_in(event.author_id):
        facts["outside"] = True
    return facts


def _is_new(giver: Membership) -> bool:
    joined = giver.joined_at or giver.created_at
    return giver.role == "member" and clock.now() - joined < timedelta(days=NEW_MEMBER_DAYS)
