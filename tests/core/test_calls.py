"""Calls to servers somebody typed the address of: never inwards, never elsewhere, never for long.
"""

import datetime
import socket
import ssl
import threading
from contextlib import contextmanager

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from circle.core import calls
from circle.core.calls import Letter, Unreachable, is_public, parts_of, post

NAME = "hooks.example.com"
ANSWER = b"HTTP/1.1 204 No Content\r\n\r\n"


@pytest.mark.parametrize("address", [
    "8.8.8.8", "114.114.114.114", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808",
])  # fmt: skip
def test_an_address_of_the_internet_is_public(address):
    assert is_public(address)


@pytest.mark.parametrize("address", [
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "0.0.0.0",
    "169.254.169.254", "100.100.100.200", "168.63.129.16", "192.0.0.192", "198.18.0.1",
    "224.0.0.1", "255.255.255.255", "::", "::1", "fe80::1%eth0", "fd00:ec2::254", "fec0::1",
    "ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1",
    "2002:7f00:1::", "2001:0:1::1", "::7f00:1", "no address",
])  # fmt: skip
def test_an_address_is_public_only_where_it_leads_nowhere_else(address):
    assert not is_public(address)


@pytest.mark.parametrize(("url", "code"), [
    ("http://example.com/", "address"), ("ftp://example.com/", "address"),
    ("https://u:p@example.com/", "address"), ("https://example.com/#x", "address"),
    ("https://example.com/ x", "address"), ("https://example.com:99999/", "address"),
    ("https://例子.com/", "address"), ("https:///x", "address"),
    ("https://127.0.0.1/", "private"), ("https://2130706433/", "private"),
    ("https://127.1/", "private"), ("https://[::1]/", "private"),
    ("https://[::ffff:10.0.0.1]/", "private"), ("https://localhost/", "private"),
    ("https://db.internal./", "private"), ("https://printer/", "private"),
    ("https://example.com/in?x=1", None), ("https://example.com:8443/", None),
])  # fmt: skip
def test_what_may_be_called_is_https_at_a_public_host(url, code):
    if code is None:
        assert parts_of(url).hostname == "example.com"
        return
    with pytest.raises(Unreachable) as refused:
        parts_of(url)
    assert refused.value.code == code


class Line:
    """One connection taken on loopback, answered as `say` says."""

    def __init__(self, say, context=None):
        self.called, self.end = [], threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._say, self._context = say, context
        self._thread = threading.Thread(target=self._take)
        self._thread.start()

    def _take(self):
        try:
            taken = self._listener.accept()[0]
            with taken:
                wrapped = self._context.wrap_socket(taken, server_side=True) \
                    if self._context else taken
                with wrapped:
                    heard = b""
                    while not heard.endswith(b"{}"):
                        heard += wrapped.recv(65536) or b"{}"
                    self.called.append(heard)
                    self._say(wrapped, self.end)
        except OSError:
            pass  # who called hung up, or nobody called before the end

    def close(self):
        self.end.set()
        with socket.socket() as knock:
            knock.settimeout(1)
            knock.connect_ex(("127.0.0.1", self.port))
        self._listener.close()
        self._thread.join()


@contextmanager
def line(say=lambda taken, _end: taken.sendall(ANSWER), context=None):
    one = Line(say, context)
    try:
        yield one
    finally:
        one.close()


def drip(before: bytes):
    def say(taken, end):
        taken.sendall(before)
        for _ in range(60):
            taken.sendall(b"x")
            if end.wait(0.02):
                return

    return say


def to(port, host="127.0.0.1", scheme="http"):
    return Letter(f"{scheme}://{host}:{port}/in", b"{}", {"webhook-id": "msg_1"})


def test_an_answer_that_drips_is_cut_off():
    with line(drip(b"HTTP/1.1 200 OK\r\nX: ")) as one:
        with pytest.raises(Unreachable) as cut:
            post(to(one.port), loopback=True, seconds=0.2)
        assert cut.value.code == "timeout"
    with line(drip(b"HTTP/1.1 202 Accepted\r\n\r\n")) as one:  # what follows the status is nothing
        assert post(to(one.port), loopback=True, seconds=0.2) == 202


def test_a_name_that_leads_inside_is_refused_and_nobody_is_called(monkeypatch):
    names(monkeypatch, ["127.0.0.1"])
    with line() as one:
        with pytest.raises(Unreachable) as refused:
            post(to(one.port, NAME, "https"))
        assert (refused.value.code, one.called) == ("private", [])


def test_one_address_inside_closes_a_name(monkeypatch):
    names(monkeypatch, ["8.8.8.8", "10.0.0.1"])
    with pytest.raises(Unreachable) as refused:
        calls.addresses_of(parts_of(f"https://{NAME}/"))
    assert refused.value.code == "private"
    names(monkeypatch, ["8.8.8.8"])
    assert calls.addresses_of(parts_of(f"https://{NAME}/")) == [("8.8.8.8", 443)]


def test_the_connection_goes_to_the_address_that_was_looked_at(monkeypatch, certificate):
    """A name that leads elsewhere a moment later changes nothing; the certificate is for the name.
    """
    server, trusted = certificate
    monkeypatch.setattr(calls, "is_public", lambda address: address == "127.0.0.1")
    monkeypatch.setattr(calls, "_trust", lambda: trusted)
    names(monkeypatch, ["127.0.0.1"], ["127.9.9.9"])
    with line(context=server) as one:
        assert post(to(one.port, NAME, "https")) == 204
        assert f"Host: {NAME}:{one.port}".encode() in one.called[0]


def test_a_certificate_nobody_trusts_is_refused(monkeypatch, certificate):
    monkeypatch.setattr(calls, "is_public", lambda address: address == "127.0.0.1")
    names(monkeypatch, ["127.0.0.1"])
    with line(context=certificate[0]) as one:
        with pytest.raises(Unreachable) as refused:
            post(to(one.port, NAME, "https"))
        assert (refused.value.code, one.called) == ("tls", [])


def test_where_nobody_listens_is_told_apart_from_where_nobody_is(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(Unreachable) as refused:
        post(to(port), loopback=True)
    assert refused.value.code == "refused"
    names(monkeypatch)
    with pytest.raises(Unreachable) as nowhere:
        post(to(port, NAME, "https"))
    assert nowhere.value.code == "name"


def names(monkeypatch, *answers):
    """What the name resolves to, one time after another; then it is not found."""
    real, left = calls.socket.getaddrinfo, [*answers]

    def resolve(host, port, *more, **named):
        if host != NAME:
            return real(host, port, *more, **named)
        if not left:
            raise socket.gaierror(socket.EAI_NONAME, "not found")
        kind = socket.SOCK_STREAM
        return [(socket.AF_INET, kind, 6, "", (each, port)) for each in left.pop(0)]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A server's TLS with a certificate of its own for the name, and who trusts that one."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name)
        .public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                          serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )  # fmt: skip
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(path)
    return server, ssl.create_default_context(cafile=str(path))
