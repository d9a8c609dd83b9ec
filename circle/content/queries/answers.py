"""What a poll or a survey brought, as a table that tells on nobody."""

import secrets
from collections.abc import Sequence

from sqlalchemy import select

from circle.content import policy
from circle.content.models import PollChoice
from circle.content.models.polls import is_open
from circle.content.queries.polls import PollFacts, choices_of, facts_of, get_poll
from circle.core.actor import Actor
from circle.core.db import session
from circle.core.errors import Conflict
from circle.core.i18n import _, lazy
from circle.core.policy import require
from circle.core.spreadsheet import csv_of

FEWEST_ANSWERS = 5  # rows of fewer people would tell those who know one answer the rest of it


def results_csv(actor: Actor, poll_id: int) -> str:
    """The votes of a poll, or of the whole survey it belongs to, for its author and the staff.

    Conflict before results may be seen. Rows of single answers come of a survey alone, when all of
    it is closed and FEWEST_ANSWERS people answered; they carry neither names nor times.
    """
    _poll, entry, _circle, here = get_poll(actor, poll_id)
    require(here, policy.can_take_answers(here, entry))
    polls = facts_of([entry.id])[entry.id]
    voted = choices_of(here.user_id, [poll.id for poll in polls])
    seen = [
        poll for poll in polls
        if policy.can_see_results(poll.results, poll.closes_at, voted=poll.id in voted)
    ]  # fmt: skip
    if poll_id not in {poll.id for poll in seen}:
        raise Conflict(lazy("Its results can't be seen yet"), code="not_yet")
    if len(polls) == 1:
        return csv_of((_("Option"), _("Votes")), [one[1:] for one in polls[0].options])
    counts = [(poll.question, *option[1:]) for poll in seen for option in poll.options]
    answers = () if any(is_open(poll.closes_at) for poll in polls) else _answer_rows(polls)
    below = [(), [poll.question for poll in polls], *answers] if answers else []
    return csv_of((_("Question"), _("Option"), _("Votes")), [*counts, *below])


def _answer_rows(polls: Sequence[PollFacts]) -> Sequence[Sequence[str]]:
    """What each person answered, shuffled; nothing where too few did."""
    labels = {option.id: option.label for poll in polls for option in poll.options}
    given: dict[int, dict[int, list[str]]] = {}
    rows = session().execute(
        select(PollChoice.user_id, PollChoice.poll_id, PollChoice.option_id)
        .where(PollChoice.poll_id.in_([poll.id for poll in polls]))
        .order_by(PollChoice.option_id)
    )
    for user_id, poll_id, option_id in rows:
        given.setdefault(user_id, {}).setdefault(poll_id, []).append(labels[option_id])
    if len(given) < FEWEST_ANSWERS:
        return ()
    answers = [
        ["; ".join(answered.get(poll.id, ())) for poll in polls] for answered in given.values()
    ]
    secrets.SystemRandom().shuffle(answers)
    return answers
