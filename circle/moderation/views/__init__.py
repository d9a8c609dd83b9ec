"""The pages of keeping a circle safe."""

from circle.moderation.views import acts, hiding, queue, reports
from circle.moderation.views.blueprint import bp

__all__ = ["acts", "bp", "hiding", "queue", "reports"]
