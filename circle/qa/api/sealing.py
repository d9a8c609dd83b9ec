"""Muting who wrote something anonymously, through what they wrote, and what staff did so."""

from typing import Any

from circle.content.schemas import PageQuery
from circle.core.api import page_of
from circle.core.gate import needs_scope
from circle.core.paging import read_limit
from circle.core.web import visitor, write
from circle.qa import actions, queries
from circle.qa.api.blueprint import blp
from circle.qa.schemas import (
    OwnMuteOutput,
    SealedActOutput,
    SealedMuteOutput,
    Sealing,
    SealingInput,
)


@blp.get("/entries/<int:entry_id>/author-mute")
@needs_scope("moderate")
@blp.response(200, SealedMuteOutput)
def get_author_mute(entry_id: int) -> dict[str, Any]:
    """Whether staff muted who wrote this without a name, through it; for who mutes."""
    return _now(entry_id)


@blp.put("/entries/<int:entry_id>/author-mute")
@needs_scope("moderate")
@write
@blp.arguments(SealingInput)
@blp.response(200, SealedMuteOutput)
def mute_author(given: Sealing, entry_id: int) -> dict[str, Any]:
    """Mute who wrote this without a name for `days`; the answer is the same whoever it was.

    It replaces the mute given through this before. 409 `signed`: mute the member instead.
    """
    actions.mute_unnamed(visitor(), entry_id, given)
    return _now(entry_id)


@blp.delete("/entries/<int:entry_id>/author-mute")
@needs_scope("moderate")
@write
@blp.response(200, SealedMuteOutput)
def unmute_author(entry_id: int) -> dict[str, Any]:
    """Let who wrote this without a name write again, as far as it was given through this."""
    actions.unmute_unnamed(visitor(), entry_id)
    return _now(entry_id)


@blp.get("/circles/<slug>/author-mutes")
@needs_scope("moderate")
@blp.arguments(PageQuery, location="query")
@blp.response(200, page_of(SealedActOutput))
def list_author_mutes(asked: dict[str, Any], slug: str) -> dict[str, Any]:
    """What staff did through what has no name, newest first; for who mutes."""
    _circle, page = queries.acts_page(
        visitor(), slug, cursor=asked["cursor"], limit=read_limit(asked["limit"])
    )
    items = [
        {
            "id": one.id, "entry_id": one.entry_id, "act": "muted" if one.until else "unmuted",
            "until": one.until, "reason": one.reason, "by": one.by_name, "at": one.at,
        }
        for one in page.items
    ]  # fmt: skip
    return {"items": items, "next": page.next}


@blp.get("/circles/<slug>/own-mutes")
@blp.response(200, page_of(OwnMuteOutput))
def list_own_mutes(slug: str) -> dict[str, Any]:
    """Why I may not write here through what I asked without a name; empty when I may."""
    _circle, _here, mutes = queries.own_mutes(visitor(), slug)
    return {"items": mutes, "next": None}


def _now(entry_id: int) -> dict[str, Any]:
    queries.get_sealable(visitor(), entry_id)
    last = queries.last_act(entry_id)
    if last is None or not last.stands:
        return dict.fromkeys(("until", "reason", "by", "at")) | {
            "entry_id": entry_id, "muted": False,
        }  # fmt: skip
    return {
        "entry_id": entry_id, "muted": True, "until": last.until, "reason": last.reason,
        "by": last.by_name, "at": last.at,
    }  # fmt: skip
