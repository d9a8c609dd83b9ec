"""What can happen to standing, rewards and orders."""

from dataclasses import dataclass

from circle.events.occurrence import happened


@dataclass(frozen=True, slots=True)
class LevelRaised:
    """A member reached a level."""

    circle_id: int
    user_id: int
    level: int
    occurrence: str = happened()


@dataclass(frozen=True, slots=True)
class LevelLowered:
    """Staff lowered a member's level, for a reason they are told."""

    circle_id: int
    user_id: int
    membership_id: int
    level: int
    reason: str
    occurrence: str = happened()


@dataclass(frozen=True, slots=True)
class BadgeEarned:
    """A member earned a badge."""

    circle_id: int
    user_id: int
    badge: str


@dataclass(frozen=True, slots=True)
class RewardRedeemed:
    """A member spent points on a reward."""

    circle_id: int
    redemption_id: int
    reward_id: int
    user_id: int
    kind: str
    price: int


@dataclass(frozen=True, slots=True)
class RedemptionSent:
    """Staff sent an order or handed it out (`on`), or found that they had not."""

    circle_id: int
    redemption_id: int
    user_id: int
    on: bool


@dataclass(frozen=True, slots=True)
class RedemptionEnded:
    """An order is done, cancelled or refunded; `by_id` is who said so, None: time or closure."""

    circle_id: int
    redemption_id: int
    user_id: int
    state: str
    by_id: int | None
