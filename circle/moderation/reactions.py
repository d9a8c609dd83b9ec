"""What must also be looked at, or no longer, when something happens to entries."""

from collections.abc import Mapping

from circle.content import policy as content_policy
from circle.content import queries as content
from circle.content.models import Entry
from circle.events import (
    EntryEdited,
    EntryForgotten,
    EntryRemoved,
    EntryRestored,
    EntryWithheld,
)
from circle.moderation import actions, queries
from circle.screening.verdict import LOOKED_AT

# What the author was told when it began to wait says what made it wait.
SOURCE_OF: Mapping[str, str] = {
    content_policy.NEWCOMER.key: "newcomer",
    content_policy.PRE_REVIEW.key: "pre_review",
    **{told.key: "watched" for told in LOOKED_AT.values()},
}


def bring_up(event: EntryWithheld) -> None:
    """Whatever waits lies before the staff."""
    entry = content.find_entry(event.entry_id)
    if entry is not None and not entry.forgotten_at:
        brought = actions.Brought(_source_of(entry, event.reason), rule=entry.review_rule)
        actions.open_case(actions.about_entry(entry), brought)


def bring_up_again(event: EntryRestored) -> None:
    """What its author took away and brings back still waits, if it did."""
    entry = content.find_entry(event.entry_id)
    if entry is not None and entry.status == "pending":
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
    only_edit = case is not None and set(case.sources) == {"edit"}
    if only_edit and content.pending_revision(event.entry_id) is None:
        actions.close_gone(event.entry_id)


def _source_of(entry: Entry, reason: str) -> str:
    if entry.status == "published":
        return "edit"
    if entry.review_rule:
        return "rule"
    return SOURCE_OF.get(reason, "pre_review")
