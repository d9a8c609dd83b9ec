"""How numbers and times are shown to people, in both languages."""

from datetime import date, datetime

from circle.core import clock
from circle.core.i18n import _, current_locale

MINUTE, HOUR, DAY = 60, 3600, 86400


def compact(number: int) -> str:
    """A count in few characters: 1.2万 in Chinese, 12k in English."""
    if current_locale() == "en":
        return _scaled(number, ((1_000_000, "m"), (1_000, "k")))
    return _scaled(number, ((100_000_000, "亿"), (10_000, "万")))


def ago(at: datetime | None) -> str:
    """A time as people say it: just now, 5 min ago, yesterday 21:04, 8 March."""
    if at is None:
        return ""
    seconds = (clock.now() - at).total_seconds()
    if seconds < 0:
        return exact(at)
    if seconds < MINUTE:
        return _("just now")
    if seconds < HOUR:
        return _("%(num)s min ago", num=int(seconds // MINUTE))
    days = (clock.local_day() - clock.local_day(at)).days
    if days == 0:
        return _("%(num)s h ago", num=int(seconds // HOUR))
    if days == 1:
        return _("yesterday %(time)s", time=f"{clock.local(at):%H:%M}")
    return day(at)


def day(at: datetime) -> str:
    """The day, with the year only when it is another one."""
    there, here = clock.local(at), clock.local(clock.now())
    if current_locale() == "en":
        return f"{there.day} {there:%b}" + ("" if there.year == here.year else f" {there.year}")
    short = f"{there.month}月{there.day}日"
    return short if there.year == here.year else f"{there.year}年{short}"


def date_name(day_: date) -> str:
    """A local day, with the year only when it is another one."""
    return day(clock.day_start(day_))


def month_name(first: date) -> str:
    """A month with its year."""
    if current_locale() == "en":
        return f"{first:%B %Y}"
    return f"{first.year}年{first.month}月"


def exact(at: datetime | None) -> str:
    """The whole time, to the minute, on the clock of Asia/Shanghai."""
    return f"{clock.local(at):%Y-%m-%d %H:%M}" if at else ""


def iso(at: datetime | None) -> str:
    """The instant as RFC 3339 in UTC, for programs and `<time>`."""
    return at.isoformat().replace("+00:00", "Z") if at else ""


def _scaled(number: int, units: tuple[tuple[int, str], ...]) -> str:
    for size, unit in units:
        if number >= size:
            tenths = number * 10 // size
            whole = tenths % 10 == 0 or tenths >= 1000
            return f"{tenths // 10}{unit}" if whole else f"{tenths / 10:.1f}{unit}"
    return str(number)
