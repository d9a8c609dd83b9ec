"""A rule that is new or stricter looks back at what is on show: it comes before the staff."""

from circle.content import actions as content
from circle.content import queries as content_reads
from circle.content.models import Entry
from circle.core.actor import SYSTEM
from circle.core.db import action
from circle.core.i18n import lazy
from circle.core.jobs import enqueue
from circle.moderation.actions.acts import new_act
from circle.moderation.actions.cases import Brought, about_entry, open_case
from circle.moderation.queries.lookback import Meets, Part
from circle.screening.models import KeywordRule
from circle.screening.verdict import REVIEWED

JOB = "moderation.look_back"


def look_back_soon(first: KeywordRule, last: KeywordRule | None = None) -> None:
    """Have a job go through the last 30 days for a rule, or for the rules of a list at once."""
    enqueue(JOB, {
        "circle_id": first.circle_id, "first": first.id, "last": (last or first).id, "below": None,
    })  # fmt: skip


@action
def bring_up_met(part: Part, step: dict[str, int | None]) -> None:
    """What met a rule comes up: what is refused today waits, what is looked at stays on show.

    The next part is a job of its own, added with what this one did: whoever is killed goes on.
    """
    content_reads.lock_threads(list(part.met))
    for entry_id, meets in sorted(part.met.items()):
        entry = content_reads.find_entry(entry_id)
        if entry is not None and entry.status == "published":
            _bring_up(entry, meets)
    if part.below is not None:
        key = f"{step['first']}:{step['last']}:{part.below}"
        enqueue(JOB, {**step, "below": part.below}, key=key)


def _bring_up(entry: Entry, meets: Meets) -> None:
    """Bringing up what is up already changes nothing."""
    if not meets.kept_back:
        open_case(about_entry(entry), Brought("rule", rule=meets.rule))
        return
    new_act(
        "withhold", SYSTEM, circle_id=entry.circle_id, entry_id=entry.id, user_id=entry.author_id,
        rule=meets.rule,
    )  # fmt: skip
    content.recall_entry(SYSTEM, entry.id, lazy(REVIEWED.key, rule=meets.rule))
