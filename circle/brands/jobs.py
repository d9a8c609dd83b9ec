"""Recurring work of brands: forgetting tickets that are past use."""

from typing import Any

from circle.brands import actions


def sweep_tickets(payload: Any) -> None:
    """Forget spent tickets that are past their time."""
    actions.sweep_tickets()
