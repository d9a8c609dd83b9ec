"""The pages of keeping a circle safe."""

from circle.moderation.views import (
    acts,
    appeals,
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
    "acts", "appeals", "bp", "hiding", "queue", "reports", "rules", "sanctions", "site", "sprees",
]  # fmt: skip
