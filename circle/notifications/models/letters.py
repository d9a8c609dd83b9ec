"""Which letters went out, so that none goes twice and nobody gets too many; what came back."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from circle.core import clock
from circle.core.db import Model


class SentLetter(Model):
    """One letter to one person for one cause: begun, and handed to the mail server or not yet."""

    __tablename__ = "sent_letters"
    __table_args__ = (
        Index("uq_sent_letters_cause", "user_id", "cause", unique=True),
        Index("ix_sent_letters_user", "user_id", "sent_at"),  # how many of late
        Index("ix_sent_letters_at", "at"),  # what is forgotten
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    cause: Mapped[str] = mapped_column(String(64))  # notice:<id>, digest:<week>
    at: Mapped[datetime] = mapped_column(default=clock.now)
    sent_at: Mapped[datetime | None]


class MailReport(Model):
    """Something a mail provider told of a letter: by its id, so that the same counts once."""

    __tablename__ = "mail_reports"
    __table_args__ = (Index("ix_mail_reports_at", "at"),)  # what is forgotten

    ident: Mapped[str] = mapped_column(String(128), primary_key=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)
