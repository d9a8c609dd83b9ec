"""What tells one occurrence of a thing from the next of the same thing."""

from dataclasses import field

from circle.core.db import new_uid


def happened() -> str:
    """A key of its own for each event of a sort that can happen again to the same thing.

    It goes with the event: whoever hears of it twice hears of one occurrence.
    """
    key: str = field(default_factory=new_uid, compare=False, kw_only=True)
    return key
