"""Mail: letters are written here and handed to an SMTP server, by jobs alone."""

import re
import smtplib
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid, parseaddr
from enum import Enum
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import current_app

from circle.core import clock
from circle.core.jobs import Postponed, enqueue

TIMEOUT_SECONDS = 10  # for each answer of the server
GOODBYE_SECONDS = 1
WAIT_FOR_SERVER = timedelta(minutes=10)
REST = timedelta(seconds=60)  # of a server that does not answer: other jobs go on meanwhile
STATUS = re.compile(r"\s*(?:(?P<reply>[245])\d\d[ -]*)?(?:(?P<status>[245])\.(?P<of>\d+\.\d+)\b)?")
# RFC 3463: no such box, no such address, moved away, takes no mail at all (RFC 7505), closed.
NO_SUCH_BOX = frozenset(("1.1", "1.3", "1.6", "1.10", "2.1"))
ABOUT_US = "7."  # policy: of our address, our words, our lists; the box is there
OF_SENDER = frozenset(("1.7", "1.8"))  # the address it comes from: about us, too
GOING_AWAY, TOO_LARGE = 421, 552
WHOLE_LINES = SMTP.clone(max_line_length=900)  # a folded address is one no program can follow

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


class Verdict(Enum):
    """What a mail server's answer about an address means for the letters after this one."""

    GONE = "there is no such box, and none tomorrow"
    TURNED = "refused for good, and it was not said that the box is gone"
    PASSING = "busy, or about us: another time"


class Refused(Exception):
    """The server refuses whom the letter is for; when `is_final`, there is no such box."""

    def __init__(self, address: str, why: str) -> None:
        super().__init__(f"{address}: {why}")
        self.address, self.why = address, why

    @property
    def is_final(self) -> bool:
        """Whether writing again is no use."""
        return verdict_of(self.why) is Verdict.GONE


Refusal = Callable[[Refused], None]


def post_letter(letter: Letter) -> None:
    """Put a letter into the jobs of the open transaction."""
    enqueue("core.send_letter", asdict(letter))


def send_letter(payload: dict[str, Any], refused: Refusal | None = None) -> None:
    """Hand one letter to the SMTP server; an address that is refused is told to `refused`."""
    try:
        deliver(Letter(**payload))
    except Refused as refusal:
        if refused is not None:
            refused(refusal)
        if not refusal.is_final:
            raise


def deliver(letter: Letter) -> None:
    """Hand one letter to the SMTP server; what smtplib raises makes the job try again.

    Raises Postponed while no server is configured, or for a minute after it failed to answer at
    whatever moment: letters wait in the jobs and take nobody's time, and only the letter that found
    out has tried. Raises Refused when the server will not have whom it is for.
    """
    smtp_url, sender = current_app.config["SMTP_URL"], current_app.config["MAIL_FROM"]
    if not smtp_url or not sender:
        raise Postponed("CIRCLE_SMTP_URL is not set", WAIT_FOR_SERVER)
    until = _resting.get(smtp_url)
    if until is not None and until > clock.now():
        raise Postponed("the mail server does not answer", until - clock.now())
    message = _compose(letter, sender)
    try:
        with _reached(smtp_url) as server:
            answer = _hand_over(server, message)
    except (OSError, smtplib.SMTPException):
        _resting[smtp_url] = clock.now() + REST
        raise
    _resting.pop(smtp_url, None)
    said = _about_address(answer)
    if said:
        raise Refused(letter.to, said) from answer
    if answer is not None:
        raise answer


def verdict_of(said: str) -> Verdict:
    """What an answer means: a status of RFC 3463 (`5.1.1`), with the SMTP code before it or not.

    What one of the two calls passing is passing: servers on trial say `450 5.1.1` of everybody.
    """
    found = STATUS.match(said)
    classes = {found["reply"], found["status"]} - {None} if found else set()
    about = (found["of"] if found else None) or ""
    if classes != {"5"} or about.startswith(ABOUT_US) or about in OF_SENDER:
        return Verdict.PASSING
    return Verdict.GONE if about in NO_SUCH_BOX else Verdict.TURNED


def _hand_over(server: smtplib.SMTP, message: EmailMessage) -> smtplib.SMTPException | None:
    """Give the server a letter; answers what it said of this letter or of whom it is for.

    Raises what smtplib raises when it is the server that fails, or will have no letter of ours.
    """
    try:
        server.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        if any(code == GOING_AWAY for code, _why in error.recipients.values()):
            raise
        return error
    except smtplib.SMTPDataError as error:
        if error.smtp_code == GOING_AWAY:
            raise
        return error
    except smtplib.SMTPSenderRefused as error:
        if error.smtp_code != TOO_LARGE:
            raise
        return error
    except smtplib.SMTPNotSupportedError as error:  # an address it has no letters for
        return error
    return None


def _about_address(answer: smtplib.SMTPException | None) -> str:
    """What was said of whom a letter is for, if it lasts; after the letter itself only that the box
    is gone is said of them, all else of its words."""
    if isinstance(answer, smtplib.SMTPRecipientsRefused):
        [(code, why)] = answer.recipients.values()
        said = f"{code} {_said(why)}"[:200]
        return "" if verdict_of(said) is Verdict.PASSING else said
    if isinstance(answer, smtplib.SMTPDataError):
        said = f"{answer.smtp_code} {_said(answer.smtp_error)}"[:200]
        return said if verdict_of(said) is Verdict.GONE else ""
    return ""


def _said(why: bytes | str) -> str:
    return why.decode("utf-8", "replace") if isinstance(why, bytes) else why


@contextmanager
def _reached(smtp_url: str) -> Iterator[smtplib.SMTP]:
    """The server, greeted and signed in to."""
    parts = urlsplit(smtp_url)
    server = _connect(parts.scheme, parts.hostname or "localhost", parts.port)
    try:
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        yield server
    finally:
        _leave(server)


def _leave(server: smtplib.SMTP) -> None:
    """Say goodbye. The letter was taken or refused before: what goes wrong here changes neither."""
    if server.sock is not None:
        server.sock.settimeout(GOODBYE_SECONDS)
    with suppress(OSError, smtplib.SMTPException):
        server.quit()
    server.close()


def _connect(scheme: str, host: str, port: int | None) -> smtplib.SMTP:
    if scheme == "smtps":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(host, port or 465, timeout=TIMEOUT_SECONDS, context=context)
    server = smtplib.SMTP(host, port or 25, timeout=TIMEOUT_SECONDS)
    if scheme == "smtp+starttls":
        try:
            server.starttls(context=ssl.create_default_context())
        except (OSError, smtplib.SMTPException):
            server.close()
            raise
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
