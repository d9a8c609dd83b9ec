"""Polls as JSON: read, vote, take a vote back, end one, the table of results."""

from typing import Any

from flask import Response

from circle.content import actions, queries
from circle.content.api.blueprint import blp
from circle.content.models import Entry
from circle.content.schemas import PollOutput, VoteInput
from circle.core import clock
from circle.core.web import visitor, write


@blp.get("/polls/<int:poll_id>")
@blp.response(200, PollOutput)
def get_poll(poll_id: int) -> dict[str, Any]:
    """A poll; `votes` are null as long as the asker may not see results."""
    return _shape(queries.get_poll(visitor(), poll_id).entry, poll_id)


@blp.put("/polls/<int:poll_id>/vote")
@write
@blp.arguments(VoteInput)
@blp.response(200, PollOutput)
def vote(asked: dict[str, Any], poll_id: int) -> dict[str, Any]:
    """Choose; once, and in the place of what one chose before. 409 `closed` after its end."""
    return _shape(actions.vote(visitor(), poll_id, asked["options"]), poll_id)


@blp.delete("/polls/<int:poll_id>/vote")
@write
@blp.response(200, PollOutput)
def withdraw_vote(poll_id: int) -> dict[str, Any]:
    """Take one's vote back while the poll is open."""
    return _shape(actions.withdraw_vote(visitor(), poll_id), poll_id)


@blp.post("/polls/<int:poll_id>/close")
@write
@blp.response(200, PollOutput)
def close_poll(poll_id: int) -> dict[str, Any]:
    """End one's own poll now; that cannot be undone, and results show from then on."""
    return _shape(actions.close_poll(visitor(), poll_id), poll_id)


@blp.get("/polls/<int:poll_id>.csv")
@blp.response(200, {"type": "string"}, content_type="text/csv")
def take_results(poll_id: int) -> Response:
    """Options and votes, for the author and the staff once results may be seen.

    Of a survey all questions; when all are closed and at least five people answered, a row of each
    one's answers, in no order and without names or times. 409 `not_yet` before.
    """
    response = Response(queries.results_csv(visitor(), poll_id), mimetype="text/csv")
    name = f"poll-{poll_id}-{clock.local_day()}.csv"
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _shape(entry: Entry, poll_id: int) -> dict[str, Any]:
    circle, here = queries.placed(visitor(), entry)
    polls = queries.entry_polls(here, circle, entry)
    return next(queries.poll_view(poll) for poll in polls if poll.id == poll_id)
