"""Which rules hold where."""

from circle.screening.rules import NO_RULES, RuleSet


def rules_of(circle_id: int | None = None) -> RuleSet:
    """The rules for texts of a circle, or of the whole site; none have been written yet."""
    return NO_RULES
