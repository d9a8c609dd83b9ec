"""Answers: of one question, writing, changing, voting, accepting, and whether they still hold."""

from collections.abc import Mapping
from typing import Any

from flask import Response, make_response

from circle.content import actions as content_actions
from circle.content import queries as content
from circle.content.schemas import EntryEdit, PageQuery
from circle.core.api import page_of
from circle.core.pagecache import guest_cached
from circle.core.paging import read_limit
from circle.core.web import visitor, write
from circle.qa import actions, queries
from circle.qa.api.blueprint import answer_now, blp
from circle.qa.schemas import (
    AcceptInput,
    AnswerChanges,
    AnswerInput,
    AnswerOutput,
    CheckInput,
    CheckOutput,
    NewAnswer,
)


@blp.get("/questions/<int:entry_id>/answers")
@guest_cached(content.public_version, "entry_id")
@blp.arguments(PageQuery, location="query")
@blp.response(200, page_of(AnswerOutput))
def list_answers(asked: dict[str, Any], entry_id: int) -> dict[str, Any]:
    """The answers of a question: the accepted one first, then the most helpful, then by time."""
    found = queries.get_question(visitor(), entry_id)
    page = queries.answers_page(found, cursor=asked["cursor"], limit=read_limit(asked["limit"]))
    return {"items": queries.answer_views(found, page.items), "next": page.next}


@blp.post("/questions/<int:entry_id>/answers")
@write
@blp.arguments(AnswerInput)
@blp.response(201, AnswerOutput)
def write_answer(new: NewAnswer, entry_id: int) -> dict[str, Any]:
    """Answer an open question."""
    return answer_now(actions.write_answer(visitor(), entry_id, new).id)


@blp.get("/answers/<int:entry_id>")
@guest_cached(content.public_version, "entry_id")
@blp.response(200, AnswerOutput)
def get_answer(entry_id: int) -> dict[str, Any]:
    """One answer."""
    return answer_now(entry_id)


@blp.patch("/answers/<int:entry_id>")
@write
@blp.arguments(AnswerChanges)
@blp.response(200, AnswerOutput)
def edit_answer(changes: Mapping[str, Any], entry_id: int) -> dict[str, Any]:
    """Change one's own answer; what is not named stays."""
    actions.edit_answer(visitor(), entry_id, EntryEdit.named(changes))
    return answer_now(entry_id)


@blp.delete("/answers/<int:entry_id>")
@write
@blp.response(204)
def remove_answer(entry_id: int) -> Response:
    """Take one's own answer away, unless a bounty was paid for it."""
    queries.get_answer(visitor(), entry_id)
    content_actions.remove_entry(visitor(), entry_id)
    return make_response("", 204)


@blp.put("/answers/<int:entry_id>/accept")
@write
@blp.arguments(AcceptInput)
@blp.response(200, AnswerOutput)
def accept_answer(given: dict[str, int | None], entry_id: int) -> dict[str, Any]:
    """Settle one's question with this answer; 409 `already_accepted` when another one did."""
    actions.accept_answer(visitor(), entry_id, given["instead_of"])
    return answer_now(entry_id)


@blp.delete("/answers/<int:entry_id>/accept")
@write
@blp.response(200, AnswerOutput)
def unaccept_answer(entry_id: int) -> dict[str, Any]:
    """Take one's choice back, within a day and when no bounty was paid for it."""
    actions.unaccept_answer(visitor(), entry_id)
    return answer_now(entry_id)


@blp.put("/entries/<int:entry_id>/helpful")
@write
@blp.response(200, AnswerOutput)
def find_helpful(entry_id: int) -> dict[str, Any]:
    """Say that an answer helped; once, and never one's own."""
    actions.find_helpful(visitor(), entry_id)
    return answer_now(entry_id)


@blp.delete("/entries/<int:entry_id>/helpful")
@write
@blp.response(200, AnswerOutput)
def unfind_helpful(entry_id: int) -> dict[str, Any]:
    """Take that back."""
    actions.unfind_helpful(visitor(), entry_id)
    return answer_now(entry_id)


@blp.put("/answers/<int:entry_id>/check")
@write
@blp.arguments(CheckInput)
@blp.response(200, AnswerOutput)
def check_answer(given: dict[str, str], entry_id: int) -> dict[str, Any]:
    """Say whether an accepted answer is still true; one voice each, which may change."""
    actions.check_answer(visitor(), entry_id, given["verdict"])
    return answer_now(entry_id)


@blp.post("/answers/<int:entry_id>/confirm")
@write
@blp.response(200, AnswerOutput)
def confirm_answer(entry_id: int) -> dict[str, Any]:
    """Say, as who knows, that an accepted answer holds for another while."""
    actions.confirm_answer(visitor(), entry_id)
    return answer_now(entry_id)


@blp.get("/answers/<int:entry_id>/checks")
@blp.arguments(PageQuery, location="query")
@blp.response(200, page_of(CheckOutput))
def list_checks(asked: dict[str, Any], entry_id: int) -> dict[str, Any]:
    """What was said about it and became of it, newest first; named is only who confirmed it."""
    page = queries.checks_page(
        visitor(), entry_id, cursor=asked["cursor"], limit=read_limit(asked["limit"])
    )
    return {"items": page.items, "next": page.next}
