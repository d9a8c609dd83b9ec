"""Asking somebody outside about a text, over HTTP; what gets no answer is looked at by a person."""

import http.client
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from urllib.parse import SplitResult

import orjson

from circle.config import settings_in_use
from circle.core import clock, signing
from circle.core.errors import Invalid
from circle.core.i18n import lazy
from circle.core.outside import safe_parts

Advice = Literal["pass", "review", "block"]
ADVICE: tuple[Advice, ...] = ("pass", "review", "block")
Failure = Literal["unreachable", "too_late", "refused", "unreadable"]
Scene = Literal["profile", "comment", "post", "circle"]

SECONDS = 5.0  # to connect, and as many for asking and reading together
LARGEST = 64 * 1024  # bytes of an answer
MOST_LABELS, LONGEST_LABEL, LONGEST_REFERENCE = 20, 60, 200
SILENT: tuple[Failure, ...] = ("unreachable", "too_late")
SILENCE = timedelta(seconds=20)
_silent: dict[str, datetime] = {}  # until when an address is left alone, in this process
NOT_SAFE = lazy("The address of the provider begins with https://, or is on this machine")


@dataclass(frozen=True, slots=True)
class Provider:
    """Whom to ask: where, and the secret that both keep."""

    address: str
    secret: str
    seconds: float = SECONDS


@dataclass(frozen=True, slots=True)
class Question:
    """A text to be judged. Asked again it keeps its `ident`, so that it need not be paid twice."""

    ident: str
    text: str
    scene: Scene
    author: str | None = None  # something that stays the same for a person and says nothing of them


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the provider advises and how it calls that; without an answer, why there is none."""

    advice: Advice
    labels: tuple[str, ...] = ()
    reference: str | None = None
    failure: Failure | None = None


def in_use() -> Provider | None:
    """Whom the operator lets us ask, if anybody."""
    settings = settings_in_use()
    if settings.check_url is None or settings.check_key is None:
        return None
    return Provider(settings.check_url, settings.check_key)


def ask_unless_silent(provider: Provider, question: Question) -> Opinion:
    """The same as `ask`; who did not answer is left alone for a while, so that nothing queues up.

    The worker does other work meanwhile: a hundred texts do not wait ten seconds each.
    """
    if _silent.get(provider.address, clock.EPOCH) > clock.now():
        return Opinion("review", failure="unreachable")
    opinion = ask(provider, question)
    if opinion.failure in SILENT:
        _silent[provider.address] = clock.now() + SILENCE
    return opinion


NOBODY = Opinion("review", failure="unreachable")


def ask(provider: Provider, question: Question) -> Opinion:
    """What the provider thinks of a text; every failure is advice to look at it, never to pass it.

    One POST of JSON, signed as Standard Webhooks are: `{"id", "text", "scene", "author"}`. The
    answer is 200 and `{"suggest": "pass" | "review" | "block", "labels": […], "reference": "…"}`.
    Redirects are not followed: the text goes to nobody but the address that was set.
    """
    late = threading.Event()
    try:
        status, answer = _posted(provider, question, late)
    except TimeoutError:
        return Opinion("review", failure="too_late")
    except (OSError, http.client.HTTPException, UnicodeError):
        return Opinion("review", failure="too_late" if late.is_set() else "unreachable")
    if late.is_set():
        return Opinion("review", failure="too_late")
    if status != http.client.OK:
        return Opinion("review", failure="refused")
    return _read(answer)


def require_usable(address: str) -> None:
    """Invalid unless texts would travel unread: over TLS, or not further than this machine."""
    _parts(address)


def _parts(address: str) -> SplitResult:
    try:
        return safe_parts(address)
    except ValueError as wrong:
        raise Invalid(NOT_SAFE, code="provider_address") from wrong


def _posted(provider: Provider, question: Question, late: threading.Event) -> tuple[int, bytes]:
    parts = _parts(provider.address)
    body = orjson.dumps({
        "id": question.ident, "text": question.text.encode("utf-8", "replace").decode(),
        "scene": question.scene, "author": question.author,
    })  # fmt: skip
    stamp = str(int(clock.now().timestamp()))
    headers = {
        "Content-Type": "application/json",
        "Accept": "application/json",
        "webhook-id": question.ident,
        "webhook-timestamp": stamp,
        "webhook-signature": signing.sign(provider.secret, question.ident, stamp, body),
    }
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    with _connected(parts, provider.seconds, late) as connection:
        connection.request("POST", target, body, headers)
        response = connection.getresponse()
        return response.status, response.read(LARGEST + 1)


@contextmanager
def _connected(
    parts: SplitResult, seconds: float, late: threading.Event
) -> Iterator[http.client.HTTPConnection]:
    """A connection that is cut off when its time is over, however slowly the other side talks.

    A time limit of a socket begins anew with every byte.
    """
    host, port = parts.hostname or "", parts.port
    connection = (
        http.client.HTTPSConnection(
            host, port, timeout=seconds, context=ssl.create_default_context()
        )
        if parts.scheme == "https"
        else http.client.HTTPConnection(host, port, timeout=seconds)
    )

    try:
        connection.connect()
        watch = threading.Timer(seconds, _cut_off, (connection.sock, late))
        watch.daemon = True
        watch.start()
        try:
            yield connection
        finally:
            watch.cancel()
    finally:
        connection.close()


def _cut_off(sock: socket.socket, late: threading.Event) -> None:
    """Wake whoever reads, below TLS, which is not asked: its state belongs to the other thread."""
    late.set()
    with suppress(OSError):  # closed in the same moment: there is nobody left to wake
        socket.socket.shutdown(sock, socket.SHUT_RDWR)


def _read(answer: bytes) -> Opinion:
    try:
        said: Any = orjson.loads(answer) if len(answer) <= LARGEST else None
    except ValueError:
        said = None
    if not isinstance(said, dict) or said.get("suggest") not in ADVICE:
        return Opinion("review", failure="unreadable")
    labels = said.get("labels")
    known = [one for one in labels if isinstance(one, str)] if isinstance(labels, list) else []
    reference = said.get("reference")
    return Opinion(
        said["suggest"],
        tuple(one[:LONGEST_LABEL] for one in known[:MOST_LABELS]),
        reference[:LONGEST_REFERENCE] if isinstance(reference, str) else None,
    )
