"""Keeping a circle safe as JSON, split by noun."""

from circle.moderation.api import reports, review, rules, sanctions
from circle.moderation.api.blueprint import blp

__all__ = ["blp", "reports", "review", "rules", "sanctions"]
