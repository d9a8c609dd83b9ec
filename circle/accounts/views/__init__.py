"""The pages of accounts; importing this registers all of them on `bp`."""

from circle.accounts.views import entering, mine, minors, privacy, security, tickets
from circle.accounts.views.base import bp

__all__ = ["bp", "entering", "mine", "minors", "privacy", "security", "tickets"]
