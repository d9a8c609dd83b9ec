"""Polls as plain forms: vote, take a vote back, end a poll; with scripts their part of the page."""

import re

from flask import Response, make_response, render_template, request

from circle.content import actions, queries
from circle.content.models import Entry
from circle.content.views.blueprint import back_to_entry, bp, person
from circle.core.i18n import lazy
from circle.core.web import say, visitor, write

ID = re.compile("[0-9]{1,18}")
FRAGMENTS = {"polls": False, "polls-whole": True}  # asked for by scripts: as on a card, or whole


@bp.post("/entries/<int:entry_id>/vote")
@write
def vote(entry_id: int) -> Response:
    """Vote in an entry's polls with what is chosen in the page's fields `_poll<id>`."""
    entry, circle, here = queries.get_readable(person(), entry_id)
    polls = queries.entry_polls(here, circle, entry)
    chosen = {
        poll.id: [int(value) for value in given if ID.fullmatch(value)]
        for poll in polls
        if (given := request.form.getlist(f"_poll{poll.id}"))
    }
    actions.vote_in(visitor(), entry_id, chosen)
    if _fragment() is None:
        first = not any(poll.voted for poll in polls)
        say(lazy("Your vote counts"), undo=f"/entries/{entry_id}/unvote" if first else None)
    return _answer(entry)


@bp.post("/entries/<int:entry_id>/unvote")
@write
def withdraw_vote(entry_id: int) -> Response:
    """Take one's votes in an entry's polls back, as far as they are open."""
    entry, circle, here = queries.get_readable(person(), entry_id)
    for poll in queries.entry_polls(here, circle, entry):
        if poll.voted and poll.open:
            actions.withdraw_vote(visitor(), poll.id)
    if _fragment() is None:
        say(lazy("Your vote is taken back"))
    return _answer(entry)


@bp.post("/polls/<int:poll_id>/close")
@write
def close_poll(poll_id: int) -> Response:
    """Its author ends a poll."""
    entry = actions.close_poll(person(), poll_id)
    if _fragment() is None:
        say(lazy("The poll is closed"))
    return _answer(entry)


def _fragment() -> bool | None:
    return FRAGMENTS.get(request.headers.get("X-Fragment", ""))


def _answer(entry: Entry) -> Response:
    """Back to the page the form was on, or the polls as they are now."""
    whole = _fragment()
    if whole is None:
        return back_to_entry(entry)
    circle, here = queries.placed(visitor(), entry)
    return make_response(
        render_template(
            "content/_polls.html", polls=queries.entry_polls(here, circle, entry), whole=whole,
            url=queries.entry_path(circle.slug, entry), home=f"/c/{circle.slug}",
        )
    )  # fmt: skip
