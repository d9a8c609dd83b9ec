"""The one source of time: UTC instants, and days in the one zone days are counted in."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY_ZONE = ZoneInfo("Asia/Shanghai")  # the only place a zone appears

_read: Callable[[], datetime] = lambda: datetime.now(UTC)  # noqa: E731


def now() -> datetime:
    """This instant, UTC, to the microsecond."""
    return _read()


def local_day(at: datetime | None = None) -> date:
    """The day (Asia/Shanghai) that an instant falls on."""
    return (at or now()).astimezone(DAY_ZONE).date()


def local(at: datetime) -> datetime:
    """The instant on the clock of Asia/Shanghai, for showing."""
    return at.astimezone(DAY_ZONE)


def day_start(day: date) -> datetime:
    """The UTC instant a local day begins."""
    return datetime(day.year, day.month, day.day, tzinfo=DAY_ZONE).astimezone(UTC)


def ago(**span: float) -> datetime:
    """The instant this span before now."""
    return now() - timedelta(**span)


def read_from(source: Callable[[], datetime] | None) -> None:
    """Take time from `source`; None returns to the machine's clock (tests, rehearsals)."""
    global _read
    _read = source or (lambda: datetime.now(UTC))
