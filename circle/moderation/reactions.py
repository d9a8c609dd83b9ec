"""What must also be looked at, or no longer, when something happens to entries."""

from collections.abc import Mapping

from circle.content import policy as content_policy
from circle.content import queries as content
from circle.content.models import Entry
from circle.core.errors import Attempt
from circle.events import (
    AccountClosed,
    BanLifted,
    CirclePurged,
    EntryEdited,
    EntryForgotten,
    EntryRemoved,
    EntryRestored,
    EntryWithheld,
    MemberLeft,
    MemberMuted,
    PersonBanned,
    PersonSilenced,
    StaffActed,
    SwitchTurned,
)
from circle.moderation import actions, queries
from circle.moderation.actions.checks import BY_CHECK
from circle.moderation.models.audit import SITE, Deed
from circle.moderation.words import DOUBTED, DOUBTED_FOR, UNANSWERED
from circle.screening.floods import REASONS
from circle.screening.verdict import LOOKED_AT

ENDINGS = {"removed": "put_out", "banned": "ban"}
OUTSIDE = frozenset((DOUBTED.key, DOUBTED_FOR.key, UNANSWERED.key))
# What the author was told when it began to wait says what made it wait.
SOURCE_OF: Mapping[str, str] = {
    content_policy.NEWCOMER.key: "newcomer",
    content_policy.PRE_REVIEW.key: "pre_review",
    content_policy.REPORTED.key: "report",
    **{told.key: "watched" for told in LOOKED_AT.values()},
    content_policy.CODE.key: "watched",
    content_policy.GOODS.key: "watched",
    **{told.key: "flood" for told in REASONS},
}


def bring_up(event: EntryWithheld) -> None:
    """Whatever waits lies before the staff; a check outside is asked first where there is one."""
    if event.reason == content_policy.BEING_CHECKED.key:
        actions.ask_soon(event.entry_id)
        return
    entry = content.find_entry(event.entry_id)
    again = event.reason == content_policy.ONCE_MORE.key and queries.open_case_of(event.entry_id)
    if entry is not None and not entry.forgotten_at and not again:
        brought = actions.Brought(_source_of(entry, event.reason), rule=entry.review_rule)
        actions.open_case(actions.about_entry(entry), brought)


def bring_up_again(event: EntryRestored) -> None:
    """What its author took away and brings back still waits, if it did."""
    entry = content.find_entry(event.entry_id)
    if queries.find_asked(event.entry_id) is not None:
        actions.ask_soon(event.entry_id)
    elif entry is not None and entry.status == "pending":
        source = _source_of(entry, entry.review_reason or "")
        actions.open_case(
            actions.about_entry(entry), actions.Brought(source, rule=entry.review_rule)
        )


def put_away(event: EntryRemoved | EntryForgotten) -> None:
    """What is gone needs nobody's look any more."""
    actions.close_gone(event.entry_id)


def put_edit_away(event: EntryEdited) -> None:
    """A newer wording that may stand takes the one along that waited."""
    case = queries.open_case_of(event.entry_id)
    only_edit = case is not None and BY_CHECK.issuperset(case.sources)
    if only_edit and content.pending_revision(event.entry_id) is None:
        actions.close_gone(event.entry_id)


def note_muting(event: MemberMuted) -> None:
    """What staff did to somebody's voice is an act, wherever they did it."""
    if event.by_id is None:
        return
    kept = {"muted_until": event.before.isoformat() if event.before else None}
    actions.note_sanction(
        actions.Done(
            "mute" if event.on else "unmute", event.by_id, event.user_id, event.circle_id,
            event.membership_id, event.until, event.reason, kept,
        )
    )  # fmt: skip


def note_ending(event: MemberLeft) -> None:
    """Whom staff took out of a circle reads why, and may appeal."""
    if event.by_id is not None and event.state in ENDINGS:
        actions.note_sanction(
            actions.Done(
                ENDINGS[event.state], event.by_id, event.user_id, event.circle_id,
                event.membership_id, reason=event.reason, before={"role": event.role},
            )
        )  # fmt: skip


def note_lifting(event: BanLifted) -> None:
    """A ban that is lifted is an act, too."""
    actions.note_sanction(
        actions.Done(
            "lift_ban", event.by_id, event.user_id, event.circle_id, event.membership_id
        )
    )  # fmt: skip


def note_silence(event: PersonSilenced) -> None:
    """What staff of the site did to somebody's voice everywhere."""
    if event.by_id is not None:
        actions.note_sanction(
            actions.Done(
                "silence" if event.until else "unsilence", event.by_id, event.user_id,
                until=event.until, reason=event.reason,
            )
        )  # fmt: skip


def note_closing_out(event: PersonBanned) -> None:
    """Whom staff of the site closed out, or let in again."""
    if event.by_id is not None:
        actions.note_sanction(
            actions.Done(
                "close_out" if event.on else "let_in", event.by_id, event.user_id,
                reason=event.reason,
            )
        )  # fmt: skip


def keep_in_log(event: StaffActed) -> None:
    """Whatever is done with the powers of a role stands in the log."""
    actions.write_down(
        Deed(
            event.circle_id or SITE, event.by_id, event.code, event.subject_kind, event.subject_id,
            None, dict(event.told),
        )
    )  # fmt: skip


def keep_attempt(attempt: Attempt, what: str) -> None:
    """That somebody tried what takes a power they do not hold stands in the log as well."""
    actions.write_attempt(attempt, what)


def keep_switch_in_log(event: SwitchTurned) -> None:
    """Turning a switch of the site stands in its log."""
    told = {"name": event.name, "on": event.is_on, "reason": event.reason}
    actions.write_down(Deed(SITE, event.user_id, "switch", "switch", None, None, told))


def _source_of(entry: Entry, reason: str) -> str:
    if reason in OUTSIDE:
        return "provider"
    if entry.status == "published":
        return "edit"
    if entry.review_rule:
        return "rule"
    return SOURCE_OF.get(reason, "pre_review")


def release_evidence(event: AccountClosed) -> None:
    """What a person kept goes with their account."""
    actions.release_evidence(event.user_id)


def unlink_evidence(event: CirclePurged) -> None:
    """What was kept in a circle outlives it, without its cases."""
    actions.unlink_evidence(event.circle_id)
