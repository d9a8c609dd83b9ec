"""When things happen in a made-up community: by day more than by night, lately more than early."""

from typing import NamedTuple

DAY = 86_400_000_000  # microseconds
GROWTH = 0.7  # the lower, the more was written lately
# How much is written in each hour of the day, from midnight on.
RHYTHM = (2, 1, 1, 1, 1, 2, 4, 7, 9, 9, 8, 8, 10, 9, 7, 7, 7, 8, 9, 11, 13, 14, 12, 6)


class Period(NamedTuple):
    """When things happened, and where days begin within it; all in microseconds."""

    start: int
    end: int
    midnight: int


def moment(period: Period, part: float) -> int:
    """A time so far into the period, moved to an hour in which people are awake."""
    plain = period.start + int((period.end - period.start) * part**GROWTH)
    day, within = divmod(plain - period.midnight, DAY)
    moved = day * DAY + int(_waking(within / DAY) * DAY)
    moved += period.midnight
    return moved if period.start <= moved < period.end else min(plain, period.end - 1)


def _waking(part: float) -> float:
    """The part of a day by which that part of the day's words is said."""
    left = part * _WORDS
    for hour, weight in enumerate(RHYTHM):
        if left < weight:
            return (hour + left / weight) / len(RHYTHM)
        left -= weight
    return part


_WORDS = sum(RHYTHM)
