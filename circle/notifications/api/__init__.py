"""Telling people as JSON, split by noun."""

from circle.notifications.api import choices, hooks, inbox, mail, reach
from circle.notifications.api.blueprint import blp

__all__ = ["blp", "choices", "hooks", "inbox", "mail", "reach"]
