"""Keeping a circle safe as JSON, split by noun."""

from circle.moderation.api import audit, evidence, reports, review, rules, sanctions
from circle.moderation.api.blueprint import blp

__all__ = ["audit", "blp", "evidence", "reports", "review", "rules", "sanctions"]
