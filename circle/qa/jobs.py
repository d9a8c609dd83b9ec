"""Work of questions that time brings: bounties end, choices settle, answers are asked again."""

from typing import Any

from circle.qa import actions


def expire_bounties(payload: dict[str, Any]) -> None:
    """End every bounty whose days and grace are over."""
    while actions.expire_bounties():
        pass


def settle_accepted(payload: dict[str, Any]) -> None:
    """Pay for every choice that can no longer change."""
    while actions.settle_accepted():
        pass


def let_go_stale(payload: dict[str, Any]) -> None:
    """Answers whose review is due lose their badge until confirmed."""
    while actions.let_go_stale():
        pass
