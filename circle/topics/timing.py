"""When a topic begins, until when it runs and how long that still is, as people say it."""

from datetime import date, datetime, timedelta
from math import ceil

from circle.core import clock
from circle.core.display import DAY, HOUR, MINUTE, day
from circle.core.i18n import _, ngettext
from circle.topics.models import Topic


def said_when(topic: Topic) -> str:
    """Where a topic stands in time, in one short sentence; nothing for one without an end."""
    if topic.closed_at is not None:
        return _("closed on %(day)s", day=day(topic.closed_at))
    if topic.state == "over":
        return _("ended on %(day)s", day=day(topic.ends_at)) if topic.ends_at else ""
    if topic.state == "soon":
        return _("begins %(time)s", time=moment(topic.starts_at)) if topic.starts_at else ""
    return _left(topic.ends_at) if topic.ends_at is not None else ""


def said_span(topic: Topic) -> str:
    """From when to when, by the clock; nothing for one without an end."""
    if topic.ends_at is None:
        return _("from %(time)s", time=moment(topic.starts_at)) if topic.starts_at else ""
    if topic.starts_at is None:
        return _("until %(time)s", time=moment(topic.ends_at))
    begins, ends = clock.local(topic.starts_at), clock.local(topic.ends_at)
    till = f"{ends:%H:%M}" if begins.date() == ends.date() else moment(topic.ends_at)
    return f"{moment(topic.starts_at)} – {till}"


def days_of(topic: Topic) -> tuple[date, date]:
    """Its first and its last local day; one without an end lasts until today."""
    first = clock.local_day(topic.starts_at or topic.opened_at)
    ends = topic.ends_at or clock.now()
    return first, max(first, clock.local_day(ends - timedelta(microseconds=1)))


def moment(at: datetime) -> str:
    """A day and a time of it: today 20:00, tomorrow 9:30, 8 March 20:00."""
    hour = f"{clock.local(at):%H:%M}"
    days = (clock.local_day(at) - clock.local_day()).days
    if days == 0:
        return _("today %(time)s", time=hour)
    if days == 1:
        return _("tomorrow %(time)s", time=hour)
    return f"{day(at)} {hour}"


def _left(ends: datetime) -> str:
    seconds = (ends - clock.now()).total_seconds()
    if seconds < HOUR:
        minutes = ceil(seconds / MINUTE)
        return ngettext("%(num)s minute left", "%(num)s minutes left", minutes)
    if seconds < DAY:
        hours = ceil(seconds / HOUR)
        return ngettext("%(num)s hour left", "%(num)s hours left", hours)
    days = (clock.local_day(ends) - clock.local_day()).days  # as `moment` says the day
    return ngettext("%(num)s day left", "%(num)s days left", days)
