"""What staff do with questions, and how site staff learn who asked anonymously."""

from typing import Any

from circle.circles import queries as circles
from circle.content import queries as content
from circle.content.schemas import PageQuery
from circle.core.api import page_of
from circle.core.gate import needs_scope
from circle.core.paging import read_limit
from circle.core.web import visitor, write
from circle.qa import actions, queries
from circle.qa.api.blueprint import blp, question_now
from circle.qa.schemas import (
    Assignment,
    AssignmentInput,
    AvoidedOutput,
    OfficialInput,
    QuestionOutput,
    RevealedOutput,
    RevealInput,
    RevealOutput,
    StaleOutput,
)


@blp.get("/circles/<slug>/answers/stale")
@blp.arguments(PageQuery, location="query")
@blp.response(200, page_of(StaleOutput))
def list_stale(asked: dict[str, Any], slug: str) -> dict[str, Any]:
    """Accepted answers nobody is sure of any more, the longest first; for guests and staff."""
    circle, here = circles.enter(visitor(), slug)
    page = queries.stale_page(
        here, circle, cursor=asked["cursor"], limit=read_limit(asked["limit"])
    )
    return {"items": page.items, "next": page.next}


@blp.get("/circles/<slug>/questions/avoided")
@blp.arguments(PageQuery, location="query")
@blp.response(200, page_of(AvoidedOutput))
def list_avoided(asked: dict[str, Any], slug: str) -> dict[str, Any]:
    """Questions somebody joined instead of asking them again, the newest first; for staff."""
    circle, here = circles.enter(visitor(), slug)
    page = queries.avoided_page(
        here, circle, cursor=asked["cursor"], limit=read_limit(asked["limit"])
    )
    return {"items": page.items, "next": page.next}


@blp.put("/questions/<int:entry_id>/assignment")
@needs_scope("moderate")
@write
@blp.arguments(AssignmentInput)
@blp.response(200, QuestionOutput)
def assign_question(given: Assignment, entry_id: int) -> dict[str, Any]:
    """Give a question to a guest or colleague, by when and with a note; `null` to nobody."""
    actions.assign_question(visitor(), entry_id, given)
    return question_now(entry_id)


@blp.put("/questions/<int:entry_id>/official")
@needs_scope("moderate")
@write
@blp.arguments(OfficialInput)
@blp.response(200, QuestionOutput)
def mark_official(given: dict[str, int], entry_id: int) -> dict[str, Any]:
    """Mark the answer that speaks for the brand."""
    actions.mark_official(visitor(), entry_id, given["answer_id"])
    return question_now(entry_id)


@blp.delete("/questions/<int:entry_id>/official")
@needs_scope("moderate")
@write
@blp.response(200, QuestionOutput)
def unmark_official(entry_id: int) -> dict[str, Any]:
    """No answer speaks for the brand any more."""
    actions.mark_official(visitor(), entry_id, None)
    return question_now(entry_id)


@blp.put("/questions/<int:entry_id>/resolved")
@needs_scope("moderate")
@write
@blp.response(200, QuestionOutput)
def resolve_question(entry_id: int) -> dict[str, Any]:
    """Say, for the brand, that what was reported is resolved."""
    actions.resolve_question(visitor(), entry_id, on=True)
    return question_now(entry_id)


@blp.delete("/questions/<int:entry_id>/resolved")
@needs_scope("moderate")
@write
@blp.response(200, QuestionOutput)
def unresolve_question(entry_id: int) -> dict[str, Any]:
    """It is not resolved after all."""
    actions.resolve_question(visitor(), entry_id, on=False)
    return question_now(entry_id)


@blp.get("/reveals")
@needs_scope("manage")
@blp.arguments(PageQuery, location="query")
@blp.response(200, page_of(RevealOutput))
def list_reveals(asked: dict[str, Any]) -> dict[str, Any]:
    """Who of the site looked up an author, when and what for, newest first; for site staff."""
    page = queries.reveals_page(
        visitor(), cursor=asked["cursor"], limit=read_limit(asked["limit"])
    )
    return {
        "items": [
            {
                "id": one.id, "entry_id": one.entry_id, "circle": one.circle_slug,
                "looked_by": one.looked_by, "reason": one.reason, "at": one.at,
            }
            for one in page.items
        ],
        "next": page.next,
    }  # fmt: skip


@blp.post("/entries/<int:entry_id>/reveal")
@needs_scope("manage")
@write
@blp.arguments(RevealInput)
@blp.response(200, RevealedOutput)
def reveal_author(given: dict[str, str], entry_id: int) -> dict[str, Any]:
    """Learn, as site staff, who wrote something anonymously; that one looked is kept."""
    kept, user_id = actions.reveal_author(visitor(), entry_id, given["reason"])
    face = circles.get_face(kept.circle_id, user_id)
    return {
        "entry_id": entry_id, "author": content.author_view(face), "reason": kept.reason,
        "at": kept.at,
    }  # fmt: skip
