"""Tables of points, split by noun."""

from circle.points.models.earning import Occurrence, PaidThread, RuleSet
from circle.points.models.ledger import (
    GROWTH_KINDS,
    MEMBER_KINDS,
    SYSTEM_KINDS,
    Hold,
    LedgerAccount,
    LedgerLine,
    LedgerTransfer,
)
from circle.points.models.purchases import Purchase
from circle.points.models.shop import Redemption, Reward, RewardCode
from circle.points.models.standing import CheckIn, MemberBadge, MemberTally, Standing
from circle.points.models.what_if import WhatIf

__all__ = [
    "GROWTH_KINDS",
    "MEMBER_KINDS",
    "SYSTEM_KINDS",
    "CheckIn",
    "Hold",
    "LedgerAccount",
    "LedgerLine",
    "LedgerTransfer",
    "MemberBadge",
    "MemberTally",
    "Occurrence",
    "PaidThread",
    "Purchase",
    "Redemption",
    "Reward",
    "RewardCode",
    "RuleSet",
    "Standing",
    "WhatIf",
]
