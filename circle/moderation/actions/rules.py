"""Who may keep the rules of a circle, or of the site, does so; each change stands in the log."""

from typing import Any

from circle.circles import queries as circles
from circle.core.actor import Actor
from circle.core.bus import emit
from circle.core.db import action
from circle.core.errors import NotFound
from circle.core.policy import require
from circle.events import StaffActed
from circle.moderation import policy
from circle.moderation.actions.lookback import look_back_soon
from circle.screening import actions as screening
from circle.screening import queries as rules
from circle.screening.models import KeywordRule
from circle.screening.schemas import NewRule, NewWords, RuleChange

SHOWN = ("name", "pattern", "kind", "action", "wide")


@action
def add_rule(actor: Actor, circle_id: int | None, new: NewRule) -> KeywordRule:
    """One more rule for every text of a circle, or (None) of the site."""
    here = _entered(actor, circle_id)
    rule = screening.add_rule(circle_id, new, here.user_id)
    look_back_soon(rule)
    _tell(here, rule, "added", after=_shown(rule))
    return rule


@action
def add_words(actor: Actor, circle_id: int | None, new: NewWords) -> screening.WordsAdded:
    """A rule for each line of a list."""
    here = _entered(actor, circle_id)
    done = screening.add_words(circle_id, new, here.user_id)
    if done.added:
        look_back_soon(done.added[0], done.added[-1])
        _tell(here, done.added[0], "list added", rules=len(done.added), action=new.action)
    return done


@action
def change_rule(actor: Actor, rule_id: int, change: RuleChange) -> KeywordRule:
    """Change what a rule looks for or asks for."""
    here, rule = _rule(actor, rule_id)
    before = _shown(rule)
    rule = screening.change_rule(rule_id, change)
    if _shown(rule) != before:
        look_back_soon(rule)
    _tell(here, rule, "changed", before=before, after=_shown(rule))
    return rule


@action
def drop_rule(actor: Actor, rule_id: int) -> KeywordRule:
    """A rule holds no more; for ten minutes it can be brought back."""
    here, _ = _rule(actor, rule_id)
    rule = screening.drop_rule(rule_id)
    _tell(here, rule, "dropped", before=_shown(rule))
    return rule


@action
def drop_rules(actor: Actor, circle_id: int | None, first: int, last: int) -> int:
    """Take back a list that was added less than ten minutes ago."""
    here = _entered(actor, circle_id)
    number = screening.drop_rules(circle_id, first, last)
    if number:
        _tell(here, rules.get_rule(first), "list dropped", rules=number)
    return number


@action
def restore_rule(actor: Actor, rule_id: int) -> KeywordRule:
    """Bring a rule back that was dropped less than ten minutes ago."""
    here, _ = _rule(actor, rule_id)
    rule = screening.restore_rule(rule_id)
    _tell(here, rule, "restored", after=_shown(rule))
    look_back_soon(rule)  # of what was sent while it was dropped
    return rule


def _entered(actor: Actor, circle_id: int | None) -> Actor:
    if circle_id is None:
        if not policy.can_keep_site_rules(actor):
            raise NotFound
        return actor
    circle, here = circles.enter_by_id(actor, circle_id)
    require(here, policy.can_keep_rules(here, circle))
    return here


def _rule(actor: Actor, rule_id: int) -> tuple[Actor, KeywordRule]:
    """The rule and who asks, in its place; NotFound for whoever may not see the rules there."""
    rule = rules.get_rule(rule_id)
    if rule.circle_id is None:
        return _entered(actor, None), rule
    circle, here = circles.enter_by_id(actor, rule.circle_id)
    if not policy.can_see_rules(here):
        raise NotFound
    require(here, policy.can_keep_rules(here, circle))
    return here, rule


def _tell(here: Actor, rule: KeywordRule, how: str, **told: Any) -> None:
    emit(
        StaffActed(
            rule.circle_id, here.user_id, "rule", "rule", rule.id, {"how": how, **told}
        )
    )  # fmt: skip


def _shown(rule: KeywordRule) -> dict[str, Any]:
    return {name: getattr(rule, name) for name in SHOWN}
