"""What a mail server says, and what it fails to say: one letter finds out, the others wait."""

import contextlib
import smtplib
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from circle.core import mail
from circle.core.jobs import Postponed
from circle.core.mail import Letter, Verdict, deliver, verdict_of

LETTER = Letter(to="somebody@example.org", subject="hello", text="hello")
STAGES = ("greeting", "EHLO", "MAIL", "RCPT", "DATA", ".", "QUIT")


class FailingServer:
    """Speaks SMTP up to one stage, and then does what it is made for."""

    def __init__(self, stage: str, then: str | None) -> None:
        self.stage, self.then, self.letters, self.greeted = stage, then, 0, 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def close(self) -> None:
        """End it."""
        self._over.set()
        with contextlib.suppress(OSError):  # wakes who waits for somebody
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        self._thread.join()
        self._socket.close()

    def _serve(self) -> None:
        while not self._over.is_set():
            line, _address = self._socket.accept()
            with line, contextlib.suppress(OSError):
                self._talk(line)

    def _talk(self, line: socket.socket) -> None:
        if self._over.is_set():
            return
        self.greeted += 1
        reader = line.makefile("rb")
        if self._fails(line, "greeting"):
            return
        line.sendall(b"220 here\r\n")
        for raw in reader:
            word = raw.split(None, 1)[0].decode().upper()
            if self._fails(line, word):
                return
            if word == "DATA":
                line.sendall(b"354 go on\r\n")
                while reader.readline() not in (b".\r\n", b""):
                    pass
                self.letters += 1
                if self._fails(line, "."):
                    return
            line.sendall(b"221 bye\r\n" if word == "QUIT" else b"250 fine\r\n")

    def _fails(self, line: socket.socket, stage: str) -> bool:
        if stage != self.stage:
            return False
        if self.then:
            line.sendall(self.then.encode() + b"\r\n")
            return self.then.startswith("421")
        while self.then is None and line.recv(1024):
            pass  # says nothing, until the other side has gone
        return True


@pytest.fixture
def failing(app, monkeypatch) -> Iterator:
    """Makes servers that fail at a stage: silent (None), gone (""), or with these words."""
    made = []
    monkeypatch.setattr(mail, "TIMEOUT_SECONDS", 0.3)
    monkeypatch.setattr(mail, "GOODBYE_SECONDS", 0.1)

    def make(stage: str, then: str | None) -> FailingServer:
        server = FailingServer(stage, then)
        made.append(server)
        monkeypatch.setitem(app.config, "SMTP_URL", f"smtp://127.0.0.1:{server.port}")
        monkeypatch.setitem(app.config, "MAIL_FROM", "circle@example.org")
        return server

    with app.app_context():
        yield make
    for server in made:
        server.close()


@pytest.mark.one_database
@pytest.mark.parametrize("then", [None, "", "421 4.3.2 closing"], ids=["silent", "gone", "421"])
@pytest.mark.parametrize("stage", STAGES[:-1])
def test_wherever_a_server_fails_one_letter_tries_and_the_others_wait(failing, stage, then):
    server = failing(stage, then)
    with pytest.raises((OSError, smtplib.SMTPException)):
        deliver(LETTER)
    began = time.monotonic()
    with pytest.raises(Postponed):
        deliver(LETTER)
    assert server.greeted == 1
    assert time.monotonic() - began < 5  # nobody was asked


@pytest.mark.one_database
@pytest.mark.parametrize("then", [None, "", "421 4.3.2 closing"], ids=["silent", "gone", "421"])
def test_a_letter_that_was_taken_went_whatever_comes_after(failing, then):
    server = failing("QUIT", then)
    deliver(LETTER)
    deliver(LETTER)
    assert server.letters == 2


@pytest.mark.one_database
@pytest.mark.parametrize(("stage", "then"), [
    ("RCPT", "450 4.2.1 busy"), ("RCPT", "550 5.7.1 no relaying"), (".", "552 5.2.2 full"),
    (".", "554 5.6.0 what is this"), ("DATA", "554 not this one"), ("MAIL", "552 too large"),
])  # fmt: skip
def test_what_is_said_of_one_letter_stops_no_other(failing, stage, then):
    server = failing(stage, then)
    for _letter in range(2):
        with pytest.raises(smtplib.SMTPException):
            deliver(LETTER)
    assert server.greeted == 2


@pytest.mark.one_database
@pytest.mark.parametrize(("stage", "said", "final"), [
    ("RCPT", "550 5.1.1 no such box", True), ("RCPT", "550 no", False),
    (".", "550 5.1.1 no such box", True),
])  # fmt: skip
def test_who_is_refused_is_told_apart_from_who_is_gone(failing, stage, said, final):
    failing(stage, said)
    with pytest.raises(mail.Refused) as refusal:
        deliver(LETTER)
    assert refusal.value.is_final is final


@pytest.mark.one_database
@pytest.mark.parametrize(("said", "verdict"), [
    ("550 5.1.1 no such box", Verdict.GONE), ("5.1.1", Verdict.GONE), ("5.1.10", Verdict.GONE),
    ("550-5.2.1 The account is closed", Verdict.GONE), ("550 5.1.6 moved", Verdict.GONE),
    ("550 no such user", Verdict.TURNED), ("552 5.2.2 full", Verdict.TURNED),
    ("5.0.0", Verdict.TURNED), ("551 elsewhere", Verdict.TURNED), ("5.1.11", Verdict.TURNED),
    ("550 5.7.1 spam", Verdict.PASSING), ("5.7.26", Verdict.PASSING),
    ("450 5.1.1 on trial", Verdict.PASSING), ("550 5.1.8 your domain", Verdict.PASSING),
    ("450 4.1.1 later", Verdict.PASSING), ("4.2.2", Verdict.PASSING), ("", Verdict.PASSING),
    ("nonsense", Verdict.PASSING), ("250 fine", Verdict.PASSING),
])  # fmt: skip
def test_only_a_status_that_says_so_means_that_a_box_is_gone(said, verdict):
    assert verdict_of(said) is verdict
