"""Words and times that several pages of topics say."""

from datetime import datetime

from circle.core import clock
from circle.core.i18n import lazy

WAITS = lazy("It shows once somebody has looked at it, usually within hours")
EDIT_WAITS = lazy("Your edit waits until somebody has looked at it; until then the old words show")


def local_time(at: datetime | None) -> str:
    """A time as `datetime-local` shows it."""
    return f"{clock.local(at):%Y-%m-%dT%H:%M}" if at else ""
