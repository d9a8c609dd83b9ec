"""Mail: letters go through the jobs table; this module writes them and speaks SMTP."""

import smtplib
import ssl
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import current_app

from circle.core.jobs import Postponed, enqueue

TIMEOUT_SECONDS = 10
WAIT_FOR_SERVER = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter to one address: plain text, and HTML where it helps."""

    to: str
    subject: str
    text: str
    html: str | None = None


def post_letter(letter: Letter) -> None:
    """Put a letter into the jobs of the open transaction."""
    enqueue(
        "core.send_letter",
        {"to": letter.to, "subject": letter.subject, "text": letter.text, "html": letter.html},
    )


def send_letter(payload: dict[str, Any]) -> None:
    """Hand one letter to the SMTP server; what smtplib raises makes the job try again.

    Raises Postponed while no server is configured: letters wait in the jobs.
    """
    smtp_url, sender = current_app.config["SMTP_URL"], current_app.config["MAIL_FROM"]
    if not smtp_url or not sender:
        raise Postponed("CIRCLE_SMTP_URL is not set", WAIT_FOR_SERVER)
    message = _compose(Letter(**payload), sender)
    parts = urlsplit(smtp_url)
    with _connect(parts.scheme, parts.hostname or "localhost", parts.port) as server:
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(message)


def _connect(scheme: str, host: str, port: int | None) -> smtplib.SMTP:
    if scheme == "smtps":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(host, port or 465, timeout=TIMEOUT_SECONDS, context=context)
    server = smtplib.SMTP(host, port or 25, timeout=TIMEOUT_SECONDS)
    if scheme == "smtp+starttls":
        server.starttls(context=ssl.create_default_context())
    return server


def _compose(letter: Letter, sender: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = sender
    message["To"] = letter.to
    message["Subject"] = " ".join(letter.subject.split())  # one header line, whatever was typed
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=parseaddr(sender)[1].rpartition("@")[2] or None)
    message.set_content(letter.text)
    if letter.html:
        message.add_alternative(letter.html, subtype="html")
    return message
