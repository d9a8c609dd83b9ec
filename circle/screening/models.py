"""Rules of screening as people keep them: of one circle, or of the whole site.

Screening stands below circles, so `circle_id` is a plain number without a foreign key; what is
purged with a circle is told by the column's name, as everywhere.
"""

from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from circle.core import clock
from circle.core.db import Model, new_uid
from circle.screening.rules import Asked, Kind

KINDS = ("words", "regex")
ASKED = ("ignore", "replace", "review", "block")
MAX_NAME = 60
MAX_PATTERN = 200
SITE_BOOK = 0  # the book of the whole site; circles are numbered from 1
UNDO = timedelta(minutes=10)


class KeywordRule(Model):
    """What is looked for in every text of a circle (NULL: of the site), and what it asks for."""

    __tablename__ = "keyword_rules"
    __table_args__ = (
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        CheckConstraint(f"action IN {ASKED}", name="action"),
        CheckConstraint("pattern <> '' AND name <> ''", name="said"),
        Index("ix_keyword_rules_circle", "circle_id", "id"),  # a circle's rules, in their order
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    circle_id: Mapped[int | None]
    name: Mapped[str] = mapped_column(String(MAX_NAME))
    pattern: Mapped[str] = mapped_column(String(MAX_PATTERN))
    kind: Mapped[Kind] = mapped_column(String(8))
    action: Mapped[Asked] = mapped_column(String(8))
    wide: Mapped[bool]
    made_by: Mapped[int | None]  # whose number it is, told to staff; NULL: the command line
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    dropped_at: Mapped[datetime | None]  # it holds for nobody; for ten minutes it comes back


class RuleBook(Model):
    """Which state the rules of a circle (0: the site) are in: another after every change.

    A version is never used twice, also when what made it is rolled back: sets are kept under it.
    """

    __tablename__ = "rule_books"

    circle_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[str] = mapped_column(String(26), default=new_uid)
