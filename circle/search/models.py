"""What questions are found by: the terms of their titles, and how common each term is."""

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from circle.core.db import Model

ALL = ""  # the term every indexed question has: how many there are


class QuestionTerm(Model):
    """A term in the title of a question: a copy that can be made again from the entries."""

    __tablename__ = "question_terms"
    __table_args__ = (Index("ix_question_terms_entry", "entry_id"),)  # indexing anew

    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), primary_key=True)
    term: Mapped[str] = mapped_column(String(40), primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), primary_key=True)


class TermCount(Model):
    """How many questions of a circle have a term: rare ones tell more, common ones cost more."""

    __tablename__ = "term_counts"

    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), primary_key=True)
    term: Mapped[str] = mapped_column(String(40), primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
