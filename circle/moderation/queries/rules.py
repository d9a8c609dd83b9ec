"""Rules of screening as those see them who may keep them."""

from circle.circles import queries as circles
from circle.circles.models import Circle
from circle.core.actor import Actor
from circle.core.errors import NotFound
from circle.core.paging import PAGE, Page
from circle.core.policy import require
from circle.moderation import policy
from circle.screening import queries as screening
from circle.screening.models import KeywordRule


def rules_page(
    actor: Actor, slug: str | None, *, cursor: str | None = None, limit: int = PAGE
) -> tuple[Circle | None, Actor, Page[KeywordRule]]:
    """The rules of a circle, or (no address) of the site, the newest first."""
    circle, here = rules_place(actor, slug)
    return circle, here, screening.page_of_rules(circle.id if circle else None, cursor, limit)


def rules_place(actor: Actor, slug: str | None) -> tuple[Circle | None, Actor]:
    """The circle whose rules somebody may see and who they are there; None: the site."""
    if slug is None:
        if not policy.can_keep_site_rules(actor):
            raise NotFound
        return None, actor
    circle, here = circles.enter(actor, slug)
    require(here, policy.can_see_rules(here))
    return circle, here


def get_rule(actor: Actor, rule_id: int) -> tuple[KeywordRule, Circle | None, Actor]:
    """One rule and its place; NotFound for whoever may not see the rules there."""
    rule = screening.get_rule(rule_id)
    if rule.circle_id is None:
        return rule, *rules_place(actor, None)
    circle, here = circles.enter_by_id(actor, rule.circle_id)
    if not policy.can_see_rules(here):
        raise NotFound
    return rule, circle, here
