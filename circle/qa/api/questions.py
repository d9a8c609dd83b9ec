"""Questions: lists of a circle, asking, changing, joining, closing and opening again."""

from collections.abc import Mapping
from typing import Any

from flask import Response, make_response

from circle.circles import queries as circles
from circle.content import actions as content_actions
from circle.content import queries as content
from circle.content.schemas import EntryEdit
from circle.core.api import page_of
from circle.core.pagecache import guest_cached
from circle.core.paging import read_limit
from circle.core.web import visitor, write
from circle.qa import actions, queries
from circle.qa.api.blueprint import blp, question_now
from circle.qa.schemas import (
    CloseInput,
    Closing,
    JoinInput,
    NewQuestion,
    QuestionChanges,
    QuestionChoice,
    QuestionInput,
    QuestionOutput,
    QuestionQuery,
)


@blp.get("/circles/<slug>/questions")
@guest_cached(circles.public_version)
@blp.arguments(QuestionQuery, location="query")
@blp.response(200, page_of(QuestionOutput))
def list_questions(asked: dict[str, Any], slug: str) -> dict[str, Any]:
    """A list of a circle's questions; with a filter a page may be short while `next` goes on."""
    circle, here = circles.enter(visitor(), slug)
    choice = QuestionChoice(**{**asked, "limit": read_limit(asked["limit"])})
    page = queries.questions_page(here, circle, choice)
    ids = [row.id for row in page.items]
    return {"items": queries.question_views(here, circle, ids), "next": page.next}


@blp.post("/circles/<slug>/questions")
@write
@blp.arguments(QuestionInput)
@blp.response(201, QuestionOutput)
def ask_question(new: NewQuestion, slug: str) -> dict[str, Any]:
    """Ask a circle or, by name, a guest of it; it may have to wait for review (`status`)."""
    circle, _here = circles.enter(visitor(), slug)
    return question_now(actions.ask_question(visitor(), circle.id, new).id)


@blp.get("/questions/<int:entry_id>")
@guest_cached(content.public_version, "entry_id")
@blp.response(200, QuestionOutput)
def get_question(entry_id: int) -> dict[str, Any]:
    """A question; outsiders of a preview circle get its title and excerpt."""
    return question_now(entry_id)


@blp.patch("/questions/<int:entry_id>")
@write
@blp.arguments(QuestionChanges)
@blp.response(200, QuestionOutput)
def edit_question(changes: Mapping[str, Any], entry_id: int) -> dict[str, Any]:
    """Change the words of one's own question; what is not named stays."""
    actions.edit_question(visitor(), entry_id, EntryEdit.named(changes))
    return question_now(entry_id)


@blp.delete("/questions/<int:entry_id>")
@write
@blp.response(204)
def remove_question(entry_id: int) -> Response:
    """Take one's own question away with its answers; for who answered, its bounty runs on."""
    queries.get_question(visitor(), entry_id)
    content_actions.remove_entry(visitor(), entry_id)
    return make_response("", 204)


@blp.put("/questions/<int:entry_id>/me-too")
@write
@blp.arguments(JoinInput)
@blp.response(200, QuestionOutput)
def join_question(given: dict[str, Any], entry_id: int) -> dict[str, Any]:
    """Wonder the same, once; with `shown` when one was about to ask it again."""
    actions.join_question(visitor(), entry_id, shown=given["shown"])
    return question_now(entry_id)


@blp.delete("/questions/<int:entry_id>/me-too")
@write
@blp.response(200, QuestionOutput)
def unjoin_question(entry_id: int) -> dict[str, Any]:
    """Wonder no more."""
    actions.unjoin_question(visitor(), entry_id)
    return question_now(entry_id)


@blp.post("/questions/<int:entry_id>/close")
@write
@blp.arguments(CloseInput)
@blp.response(200, QuestionOutput)
def close_question(given: Closing, entry_id: int) -> dict[str, Any]:
    """Take no more answers; with `duplicate_of`, which is for staff, lead to another question."""
    if given.duplicate_of is not None:
        actions.mark_duplicate(visitor(), entry_id, given.duplicate_of, given.reason)
    else:
        actions.close_question(visitor(), entry_id, given.reason)
    return question_now(entry_id)


@blp.post("/questions/<int:entry_id>/reopen")
@write
@blp.response(200, QuestionOutput)
def reopen_question(entry_id: int) -> dict[str, Any]:
    """Take answers again; a bounty that ended does not come back."""
    actions.reopen_question(visitor(), entry_id)
    return question_now(entry_id)
