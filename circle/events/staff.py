"""What can happen with the powers of a role: what the log of a circle, or of the site, keeps."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class StaffActed:
    """Somebody used a power of their role (`code`) on something; no circle: on the whole site.

    `by_id` None is the command line. `told` is why, and how it was before and after; of an entry
    without a name it never says whose it is.
    """

    circle_id: int | None
    by_id: int | None
    code: str
    subject_kind: str
    subject_id: int | None
    told: Mapping[str, Any] = field(default_factory=dict)
