"""Drafts opened again on the composer's page: their words are there without a script."""

from typing import Any

from flask import request

from circle.content import queries as content
from circle.content.actions import discard_draft
from circle.core.web import visitor

TYPED = ("body", "tag_line", "category", "city", "ai_statement", "expires_at", "scheduled_at")


def draft_asked() -> str:
    """The key of the draft this page goes on with, or nothing."""
    return request.form.get("_draft") or request.args.get("draft", "")


def edit_in(key: str) -> int | None:
    """The post whose change a draft holds, when it is not a new one."""
    kind, _colon, place = key.removeprefix("post:").partition(":")
    return int(place) if kind == "edit" and place.isascii() and place.isdigit() else None


def words_of_draft(key: str) -> dict[str, Any]:
    """What was typed into a draft of the visitor's, as the composer's fields; NotFound without."""
    kept = content.get_draft(visitor(), key).content
    given: dict[str, Any] = {name: kept[name] for name in TYPED if isinstance(kept.get(name), str)}
    for name in ("media", "tags"):
        if isinstance(kept.get(name), list):
            given[name] = [str(value) for value in kept[name]]
    tags = " ".join(given.pop("tags", ()))
    return {**given, "tag_line": given.get("tag_line") or tags}


def let_draft_go() -> None:
    """What was sent needs no draft any more."""
    key = draft_asked()
    if key:
        discard_draft(visitor(), key)
