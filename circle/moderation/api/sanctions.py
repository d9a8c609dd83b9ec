"""Sanctions and appeals as JSON."""

from typing import Any

from circle.content.schemas import PageQuery
from circle.core.api import page_of
from circle.core.errors import SignInNeeded
from circle.core.gate import needs_scope
from circle.core.paging import read_limit
from circle.core.web import visitor, write
from circle.moderation import actions, queries
from circle.moderation.api.blueprint import blp
from circle.moderation.models import Act, Appeal
from circle.moderation.schemas import (
    ActOutput,
    Appealing,
    AppealInput,
    AppealOutput,
    OwnDecisionOutput,
    Sanctioning,
    SanctionInput,
    SiteSanctionInput,
    Spree,
    SpreeInput,
)


@blp.post("/members/<int:member_id>/sanctions")
@needs_scope("moderate")
@write
@blp.arguments(SanctionInput)
@blp.response(201, ActOutput)
def sanction_member(given: Sanctioning, member_id: int) -> Act:
    """Warn, mute, remove or ban a member; the answer is the act, its id the sanction's."""
    return actions.sanction(visitor(), member_id, given)


@blp.post("/users/<int:user_id>/sanctions")
@needs_scope("moderate")
@write
@blp.arguments(SiteSanctionInput)
@blp.response(201, ActOutput)
def sanction_person(given: Sanctioning, user_id: int) -> Act:
    """Silence somebody everywhere or close them out; for staff of the site alone."""
    return actions.sanction_person(visitor(), user_id, given)


@blp.get("/circles/<slug>/acts")
@needs_scope("moderate")
@blp.arguments(PageQuery, location="query")
@blp.response(200, page_of(ActOutput))
def list_acts(asked: dict[str, Any], slug: str) -> dict[str, Any]:
    """What staff did in a circle, newest first."""
    _circle, _here, page = queries.acts_page(
        visitor(), slug, cursor=asked["cursor"], limit=read_limit(asked["limit"])
    )
    return {"items": page.items, "next": page.next}


@blp.get("/me/decisions")
@blp.arguments(PageQuery, location="query")
@blp.response(200, page_of(OwnDecisionOutput))
def list_decisions(asked: dict[str, Any]) -> dict[str, Any]:
    """What was decided against me or my words, and what I said to it."""
    actor = visitor()
    if actor.user_id is None:
        raise SignInNeeded
    page = queries.decisions_page(
        actor, cursor=asked["cursor"], limit=read_limit(asked["limit"])
    )
    return {"items": page.items, "next": page.next}


@blp.post("/appeals")
@write
@blp.arguments(AppealInput)
@blp.response(201, AppealOutput)
def make_appeal(given: Appealing) -> Appeal:
    """Ask once for another look, at what happened to an entry or to oneself."""
    actor = visitor()
    if actor.user_id is None:
        raise SignInNeeded
    return actions.appeal(actor, given)


@blp.post("/circles/<slug>/clean-ups")
@needs_scope("moderate")
@write
@blp.arguments(SpreeInput)
@blp.response(201, ActOutput)
def clean_up(spree: Spree, slug: str) -> Act:
    """Hide one member's entries, or those with the same words, as one act that is undone as one."""
    return actions.clean_up(visitor(), slug, spree)
