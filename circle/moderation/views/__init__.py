"""The pages of keeping a circle safe."""

from circle.moderation.views import (
    acts,
    appeals,
    audit,
    evidence,
    hiding,
    queue,
    reports,
    rules,
    sanctions,
    site,
    sprees,
)
from circle.moderation.views.blueprint import bp

__all__ = [
    "acts",
    "appeals",
    "audit",
    "bp",
    "evidence",
    "hiding",
    "queue",
    "reports",
    "rules",
    "sanctions",
    "site",
    "sprees",
]
