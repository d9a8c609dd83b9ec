"""An outside provider is asked as it expects; whatever it does, a failure never passes a text."""

import json
import socket
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from circle.core import signing
from circle.core.errors import Invalid
from circle.screening.provider import (
    LARGEST,
    Provider,
    Question,
    ask,
    ask_unless_silent,
    require_usable,
)

SECRET = "a secret that both of us keep"
ASKED = Question("entry-7-3", "今天的茶\ud800不错", "post", "a1b2")


class Answering(BaseHTTPRequestHandler):
    """Answers as its server says, and keeps what it was asked."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((self.path, self.headers, body))
        self.server.answer(self)

    def log_message(self, *said):
        """Tests say nothing."""

    def say(self, status, body, **headers):
        self.send_response(status)
        for name, value in {"Content-Length": len(body), **headers}.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def provider(answer, seconds=5.0):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    server.daemon_threads = True
    server.asked, server.answer, server.over = [], answer, threading.Event()
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield server, Provider(f"http://127.0.0.1:{server.server_port}/check?v=1", SECRET, seconds)
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()


def saying(said, status=200, **headers):
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    return lambda handler: handler.say(status, body, **headers)


@pytest.mark.parametrize("advice", ["pass", "review", "block"])
def test_its_advice_is_told_with_how_it_calls_it(advice):
    said = {"suggest": advice, "labels": ["广告", 7, "x" * 900], "reference": "t-1", "more": 1}
    with provider(saying(said)) as (_server, asked):
        opinion = ask(asked, ASKED)
    assert (opinion.advice, opinion.reference, opinion.failure) == (advice, "t-1", None)
    assert opinion.labels == ("广告", "x" * 60)


def test_it_is_asked_with_a_signature_that_it_can_check():
    with provider(saying({"suggest": "pass"})) as (server, asked):
        ask(asked, ASKED)
    ((path, headers, body),) = server.asked
    assert path == "/check?v=1"
    assert json.loads(body) == {
        "id": "entry-7-3", "text": "今天的茶?不错", "scene": "post", "author": "a1b2",
    }  # fmt: skip
    right = signing.sign(SECRET, headers["webhook-id"], headers["webhook-timestamp"], body)
    assert signing.is_signed(headers["webhook-signature"], [right])
    wrong = signing.sign(SECRET, headers["webhook-id"], headers["webhook-timestamp"], body + b" ")
    assert not signing.is_signed(headers["webhook-signature"], [wrong])


@pytest.mark.parametrize("said", [
    b"", b"pass", b'"pass"', b"[]", b"{}", b'{"suggest": "maybe"}', b'{"suggest": null}',
    b'{"suggest": ["pass"]}', b'{"suggest": "pass"', b"\xff\xfe", b"[" * 5_000,
    b'{"suggest": "pass", "more": "' + b"x" * LARGEST + b'"}',
])  # fmt: skip
def test_an_answer_that_cannot_be_read_is_looked_at(said):
    with provider(saying(said)) as (_server, asked):
        opinion = ask(asked, ASKED)
    assert (opinion.advice, opinion.failure) == ("review", "unreadable")


@pytest.mark.parametrize("status", [201, 204, 301, 302, 307, 400, 401, 429, 500, 503])
def test_any_other_status_is_looked_at_and_leads_nowhere(status):
    with provider(saying({"suggest": "pass"}, status, Location="/elsewhere")) as (server, asked):
        opinion = ask(asked, ASKED)
    assert (opinion.advice, opinion.failure) == ("review", "refused")
    assert len(server.asked) == 1


def test_nobody_there_is_looked_at():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        asked = Provider(f"http://127.0.0.1:{taken.getsockname()[1]}/", SECRET)
        opinion = ask(asked, ASKED)
    assert (opinion.advice, opinion.failure) == ("review", "unreachable")


def test_a_connection_that_breaks_is_looked_at():
    def broken(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{")

    with provider(broken) as (_server, asked):
        opinion = ask(asked, ASKED)
    assert (opinion.advice, opinion.failure) == ("review", "unreadable")


def test_what_speaks_no_http_is_looked_at():
    with provider(lambda handler: handler.wfile.write(b"hello\r\n\r\n")) as (_server, asked):
        opinion = ask(asked, ASKED)
    assert (opinion.advice, opinion.failure) == ("review", "unreachable")


def test_silence_is_looked_at():
    with provider(lambda handler: handler.server.over.wait(20), 0.1) as (_server, asked):
        opinion = ask(asked, ASKED)
    assert (opinion.advice, opinion.failure) == ("review", "too_late")


def test_who_was_silent_is_left_alone_for_a_while(clock):
    with provider(lambda handler: handler.server.over.wait(20), 0.1) as (server, asked):
        first, second = ask_unless_silent(asked, ASKED), ask_unless_silent(asked, ASKED)
        assert (first.failure, second.failure, len(server.asked)) == ("too_late", "unreachable", 1)
        server.answer = saying({"suggest": "pass"})
        clock.travel(seconds=21)
        assert ask_unless_silent(asked, ASKED).advice == "pass"


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_who_talks_for_ever_is_cut_off(head):
    def drop_by_drop(handler):
        handler.wfile.write(head)
        for _drop in range(200):
            try:
                handler.wfile.write(b" ")
            except OSError:
                return
            handler.server.over.wait(0.01)

    with provider(drop_by_drop, 0.2) as (_server, asked):
        opinion = ask(asked, ASKED)
    assert (opinion.advice, opinion.failure) == ("review", "too_late")


@pytest.mark.parametrize("address", [
    "http://example.com/check", "ftp://example.com", "example.com", "", "https://", "https://[",
    "https://user:word@example.com", "http://127.0.0.1.example.com", "https://例.com",
    "https://example.com:99999",
])  # fmt: skip
def test_texts_travel_to_no_address_where_others_could_read_them(address):
    with pytest.raises(Invalid):
        require_usable(address)
    with pytest.raises(Invalid):
        ask(Provider(address, SECRET), ASKED)


@pytest.mark.parametrize("address", [
    "https://example.com/check", "http://localhost:81", "http://127.0.0.1/x", "http://[::1]:8080/",
])  # fmt: skip
def test_tls_or_this_machine_is_an_address(address):
    require_usable(address)
