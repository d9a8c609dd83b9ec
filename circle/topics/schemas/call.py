"""What is sent when the result of a call is told."""

from dataclasses import dataclass
from typing import ClassVar

from circle.core.schemas import CleanText, InputSchema, Length

MAX_WORDS = 2000  # of the host's own, before the names


@dataclass(frozen=True, slots=True)
class Announcement:
    """The host's words, and the address of the site that links begin with."""

    words: str
    site: str = ""


class AnnouncementInput(InputSchema):
    """What the host says; the names and links of those chosen follow."""

    makes: ClassVar[type | None] = Announcement

    words = CleanText(required=True, validate=Length(min=1, max=MAX_WORDS))
