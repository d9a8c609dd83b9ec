"""The pages of keeping a circle safe."""

from circle.moderation.views import (
    acts,
    appeals,
<<<<<<< HEAD
    hiding,
    queue,
    reports,
    rules,
=======
    audit,
    hiding,
    queue,
    reports,
>>>>>>> cef6499 (A circle's owner and admins read the log of its staff; everybody reads how it is kept, in numbers that point at nobody)
    sanctions,
    site,
    sprees,
)
from circle.moderation.views.blueprint import bp

__all__ = [
<<<<<<< HEAD
    "acts", "appeals", "bp", "hiding", "queue", "reports", "rules", "sanctions", "site", "sprees",
]  # fmt: skip
=======
    "acts",
    "appeals",
    "audit",
    "bp",
    "hiding",
    "queue",
    "reports",
    "sanctions",
    "site",
    "sprees",
]
>>>>>>> cef6499 (A circle's owner and admins read the log of its staff; everybody reads how it is kept, in numbers that point at nobody)
