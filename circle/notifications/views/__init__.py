"""The pages of telling people."""

from circle.notifications.views import choices, hooks, inbox, letters, mutes, reach
from circle.notifications.views.blueprint import bp

__all__ = ["bp", "choices", "hooks", "inbox", "letters", "mutes", "reach"]
