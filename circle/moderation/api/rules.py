"""Rules of screening as JSON: a circle's for its admins, the site's for staff of the site."""

from typing import Any

from circle.content.schemas import PageQuery
from circle.core.api import page_of
from circle.core.gate import needs_scope
from circle.core.paging import read_limit
from circle.core.web import visitor, write
from circle.moderation import actions, queries
from circle.moderation.api.blueprint import blp
from circle.screening.actions import WordsAdded, require_usable
from circle.screening.models import KeywordRule
from circle.screening.schemas import (
    KeywordRuleInput,
    KeywordRuleOutput,
    NewRule,
    NewWords,
    RehearsalOutput,
    RuleChange,
    RuleChangeInput,
    WordListInput,
    WordsAddedOutput,
)


@blp.get("/site/keyword-rules", defaults={"slug": None})
@blp.get("/circles/<slug>/keyword-rules")
@needs_scope("moderate")
@blp.arguments(PageQuery, location="query")
@blp.response(200, page_of(KeywordRuleOutput))
def list_rules(asked: dict[str, Any], slug: str | None) -> dict[str, Any]:
    """The rules, newest first."""
    _circle, _here, page = queries.rules_page(
        visitor(), slug, cursor=asked["cursor"], limit=read_limit(asked["limit"])
    )
    return {"items": page.items, "next": page.next}


@blp.post("/site/keyword-rules", defaults={"slug": None})
@blp.post("/circles/<slug>/keyword-rules")
@needs_scope("moderate")
@write
@blp.arguments(KeywordRuleInput)
@blp.response(201, KeywordRuleOutput)
def add_rule(new: NewRule, slug: str | None) -> KeywordRule:
    """Add a rule; every text that is sent from now on meets it."""
    return actions.add_rule(visitor(), _place(slug), new)


@blp.post("/site/keyword-rules/list", defaults={"slug": None})
@blp.post("/circles/<slug>/keyword-rules/list")
@needs_scope("moderate")
@write
@blp.arguments(WordListInput)
@blp.response(201, WordsAddedOutput)
def add_words(new: NewWords, slug: str | None) -> WordsAdded:
    """Add up to 2,000 words, one a line; what is there already is left out."""
    return actions.add_words(visitor(), _place(slug), new)


@blp.post("/site/keyword-rules/rehearsal", defaults={"slug": None})
@blp.post("/circles/<slug>/keyword-rules/rehearsal")
@needs_scope("moderate")
@write
@blp.arguments(KeywordRuleInput)
@blp.response(200, RehearsalOutput)
def rehearse(new: NewRule, slug: str | None) -> queries.Rehearsal:
    """What a rule would have hit in the last 30 days; nothing is kept."""
    require_usable(new.pattern, new.kind, wide=new.wide)
    return queries.rehearse(visitor(), slug, new)


@blp.patch("/keyword-rules/<int:rule_id>")
@needs_scope("moderate")
@write
@blp.arguments(RuleChangeInput)
@blp.response(200, KeywordRuleOutput)
def change_rule(change: RuleChange, rule_id: int) -> KeywordRule:
    """Change what a rule looks for or asks for."""
    return actions.change_rule(visitor(), rule_id, change)


@blp.delete("/keyword-rules/<int:rule_id>")
@needs_scope("moderate")
@write
@blp.response(200, KeywordRuleOutput)
def drop_rule(rule_id: int) -> KeywordRule:
    """Take a rule away; for ten minutes it can be brought back."""
    return actions.drop_rule(visitor(), rule_id)


@blp.post("/keyword-rules/<int:rule_id>/undo")
@needs_scope("moderate")
@write
@blp.response(200, KeywordRuleOutput)
def restore_rule(rule_id: int) -> KeywordRule:
    """Bring it back; 409 `too_late` after ten minutes."""
    return actions.restore_rule(visitor(), rule_id)


def _place(slug: str | None) -> int | None:
    circle, _here = queries.rules_place(visitor(), slug)
    return circle.id if circle else None
