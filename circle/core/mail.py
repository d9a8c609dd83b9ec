"""Mail: letters are written here and handed to an SMTP server, by jobs alone."""

import smtplib
import ssl
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid, parseaddr
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import current_app

from circle.core import clock
from circle.core.jobs import Postponed, enqueue

TIMEOUT_SECONDS = 10
WAIT_FOR_SERVER = timedelta(minutes=10)
REST = timedelta(seconds=60)  # of a server that does not answer: other jobs go on meanwhile
NO_SUCH_BOX = (550, 551, 553, 556)  # said of the recipient alone; 5.7.x is about us, not them
ABOUT_US = "5.7."
WHOLE_LINES = SMTP.clone(max_line_length=900)  # a folded address is one no program can follow

Refusal = Callable[[str, str], None]  # address, why

_resting: dict[str, datetime] = {}  # by server: until when it is not asked


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter to one address: plain text, and HTML where it helps.

    `ident` names it for good: sent twice, it is one letter to the programs that read it.
    """

    to: str
    subject: str
    text: str
    html: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    ident: str | None = None


class Refused(Exception):
    """The server says that there is no such box, and will not be another one tomorrow."""

    def __init__(self, address: str, why: str) -> None:
        super().__init__(f"{address}: {why}")
        self.address, self.why = address, why


def post_letter(letter: Letter) -> None:
    """Put a letter into the jobs of the open transaction."""
    enqueue("core.send_letter", asdict(letter))


def send_letter(payload: dict[str, Any], refused: Refusal | None = None) -> None:
    """Hand one letter to the SMTP server; a box that is not there is told to `refused`."""
    try:
        deliver(Letter(**payload))
    except Refused as refusal:
        if refused is not None:
            refused(refusal.address, refusal.why)


def deliver(letter: Letter) -> None:
    """Hand one letter to the SMTP server; what smtplib raises makes the job try again.

    Raises Postponed while no server is configured, or for a minute after it did not answer:
    letters wait in the jobs and take nobody's time. Raises Refused when there is no such box.
    """
    smtp_url, sender = current_app.config["SMTP_URL"], current_app.config["MAIL_FROM"]
    if not smtp_url or not sender:
        raise Postponed("CIRCLE_SMTP_URL is not set", WAIT_FOR_SERVER)
    until = _resting.get(smtp_url)
    if until is not None and until > clock.now():
        raise Postponed("the mail server does not answer", until - clock.now())
    message = _compose(letter, sender)
    with _reached(smtp_url) as server:
        try:
            server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            [(code, why)] = error.recipients.values()
            if not is_no_such_box(code, _said(why)):
                raise
            raise Refused(letter.to, f"{code} {_said(why)}"[:200]) from error


def is_no_such_box(code: int, why: str) -> bool:
    """Whether a server's answer is about the address, so that writing again is no use."""
    return code in NO_SUCH_BOX and not why.lstrip().startswith(ABOUT_US)


def _said(why: bytes | str) -> str:
    return why.decode("utf-8", "replace") if isinstance(why, bytes) else why


def _reached(smtp_url: str) -> smtplib.SMTP:
    """The server, greeted; who does not answer is left alone for a while."""
    parts = urlsplit(smtp_url)
    try:
        server = _connect(parts.scheme, parts.hostname or "localhost", parts.port)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
    except (OSError, smtplib.SMTPException):
        _resting[smtp_url] = clock.now() + REST
        raise
    _resting.pop(smtp_url, None)
    return server


def _connect(scheme: str, host: str, port: int | None) -> smtplib.SMTP:
    if scheme == "smtps":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(host, port or 465, timeout=TIMEOUT_SECONDS, context=context)
    server = smtplib.SMTP(host, port or 25, timeout=TIMEOUT_SECONDS)
    if scheme == "smtp+starttls":
        server.starttls(context=ssl.create_default_context())
    return server


def _compose(letter: Letter, sender: str) -> EmailMessage:
    message = EmailMessage(WHOLE_LINES)
    message["From"] = sender
    message["To"] = letter.to
    message["Subject"] = _line(letter.subject)
    message["Date"] = formatdate()
    domain = parseaddr(sender)[1].rpartition("@")[2] or None
    ident = f"<{letter.ident}@{domain}>" if letter.ident and domain else None
    message["Message-ID"] = ident or make_msgid(domain=domain)
    message["Auto-Submitted"] = "auto-generated"  # no answer from who is away
    for name, value in letter.headers.items():
        message[name] = _line(value)
    message.set_content(letter.text)
    if letter.html:
        message.add_alternative(letter.html, subtype="html")
    return message


def _line(text: str) -> str:
    """One header line, whatever was typed."""
    return " ".join(text.split())
