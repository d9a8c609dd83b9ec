"""The short words above a list of entries: what each is called, where it leads, which is chosen."""

from typing import NamedTuple

from circle.core.i18n import Text


class Chip(NamedTuple):
    """One word of the row: where it leads, and whether it is chosen."""

    name: Text | str
    href: str
    on: bool
