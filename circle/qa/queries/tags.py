"""The tags questions of a circle stand under."""

from collections.abc import Sequence
from functools import partial

from sqlalchemy import exists, select

from circle.circles.models import Circle
from circle.content.models import EntryTag, Tag
from circle.content.queries import unmerged
from circle.core.db import session
from circle.core.recent import Recent

LOOKED_AT = 40  # of the circle's tags, the most used
MAX_TAGS = 8

tags_kept: Recent[Sequence[str]] = Recent(256)


def asked_tags(circle: Circle) -> Sequence[str]:
    """The circle's most used tags that a question on show stands under; kept until it changes."""
    return tags_kept.get((circle.id, circle.version), partial(_asked_tags, circle.id))


def _asked_tags(circle_id: int) -> Sequence[str]:
    used = (
        select(Tag.id, Tag.name, Tag.entries_count)
        .where(Tag.circle_id == circle_id, Tag.entries_count > 0, unmerged())
        .order_by(Tag.entries_count.desc(), Tag.id.desc())
        .limit(LOOKED_AT)
        .subquery()
    )
    asked = exists().where(EntryTag.tag_id == used.c.id, EntryTag.lane == "question")
    return session().scalars(
        select(used.c.name)
        .where(asked)
        .order_by(used.c.entries_count.desc(), used.c.id.desc())
        .limit(MAX_TAGS)
    ).all()
