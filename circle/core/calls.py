"""Calls to servers whose address somebody typed: never inwards, never elsewhere, never for long.

The name is resolved once, every address it has is looked at, and the connection goes to one of
those that were looked at: a name that points elsewhere a moment later changes nothing. No proxy is
asked and no redirect followed. Of the answer only its status matters.
"""

import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from http.client import HTTPConnection, HTTPException
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from flask import current_app

MAX_ANSWER = 64 * 1024  # bytes read of an answer's body; what follows is left
SECONDS = 10.0  # for all of it: a server that answers drop by drop gets no more
MAX_URL = 500
PORTS = {"https": 443, "http": 80}

_CARRIES_V4 = (  # where in an IPv6 address an IPv4 address stands that it leads to
    (ip_network("64:ff9b::/96"), 0),  # NAT64 (RFC 6052)
    (ip_network("2002::/16"), 80),  # 6to4 (RFC 3056)
    (ip_network("::/96"), 0),  # what was called compatible (RFC 4291)
)
_CLOSED = tuple(map(ip_network, (
    "168.63.129.16/32",  # Azure's host, a public number inside its machines
    "192.88.99.0/24",  # relays of 6to4 (RFC 7526)
    "64:ff9b:1::/48",  # NAT64 of one's own network (RFC 8215)
    "2001::/32",  # Teredo: the address it leads to is turned round
    "fec0::/10",  # what was called site-local
    "5f00::/16",  # segments (RFC 9602)
)))  # fmt: skip


class Unreachable(Exception):
    """No answer came; `code` says why: address, private, name, refused, tls, timeout, broken."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent where."""

    url: str
    body: bytes
    headers: Mapping[str, str]


def is_loopback_open() -> bool:
    """Whether servers on 127.0.0.1 may be called, also without TLS: tests alone say so."""
    return bool(current_app.config.get("CALLS_LOOPBACK"))


def is_public(address: str) -> bool:
    """Whether an address belongs to the internet at large, and leads nowhere else by a detour."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, IPv6Address):
        inner = _v4_inside(found)
        if inner is not None:
            return is_public(str(inner))
    if any(found in net for net in _CLOSED if net.version == found.version):
        return False
    return found.is_global and not found.is_multicast and not found.is_reserved


def parts_of(url: str, *, loopback: bool = False) -> SplitResult:
    """A URL that may be called, in its parts; `loopback` is for servers of tests on this machine.

    Raises Unreachable("address") for anything that is not https with a plain host, and
    Unreachable("private") where the host itself says that it is not of the internet.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise Unreachable("address") from error
    plain = url.isascii() and url.isprintable() and not set(url) & set(' "<>\\^`{|}')
    if not plain or not host or port == 0 or len(url) > MAX_URL:
        raise Unreachable("address")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise Unreachable("address")
    if loopback and host == "127.0.0.1" and parts.scheme in PORTS:
        return parts
    if parts.scheme != "https":
        raise Unreachable("address")
    if (_is_number(host) and not is_public(host)) or _is_inward(host):
        raise Unreachable("private")
    return parts


def addresses_of(parts: SplitResult, *, loopback: bool = False) -> list[tuple[str, int]]:
    """Where a host is, when all of its addresses are public; one that is not closes it."""
    host, port = str(parts.hostname), parts.port or PORTS[parts.scheme]
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable("name") from error
    places = list(dict.fromkeys((str(each[4][0]), port) for each in found))
    if loopback and all(place[0] == "127.0.0.1" for place in places):
        return places
    if not places or not all(is_public(place[0]) for place in places):
        raise Unreachable("private")
    return places


def post(letter: Letter, *, loopback: bool = False, seconds: float = SECONDS) -> int:
    """Send it and answer the status it was answered with. Raises Unreachable."""
    until = time.monotonic() + seconds
    parts = parts_of(letter.url, loopback=loopback)
    places = addresses_of(parts, loopback=loopback)
    line = _Line(parts, places[:2], until)
    try:
        with _cut_off(line, until):
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            line.request("POST", target, letter.body, dict(letter.headers))
            with line.getresponse() as answer:
                if line.was_cut:  # http.client takes half a head for a whole one
                    raise Unreachable("timeout")
                with suppress(OSError, HTTPException):  # the status is known: this is courtesy
                    answer.read(MAX_ANSWER)
                return answer.status
    except ssl.SSLError as error:
        raise Unreachable("timeout" if line.was_cut else "tls") from error
    except TimeoutError as error:
        raise Unreachable("timeout") from error
    except (OSError, HTTPException, ValueError) as error:
        raise Unreachable("timeout" if line.was_cut else _why(error)) from error
    finally:
        line.close()


class _Line(HTTPConnection):
    """A connection to an address that was looked at, under the name it was asked for by."""

    def __init__(
        self, parts: SplitResult, places: list[tuple[str, int]], until: float
    ) -> None:
        self._secure = parts.scheme == "https"
        super().__init__(str(parts.hostname), parts.port or PORTS[parts.scheme])
        # http.client writes the port into Host unless it is the usual one of the scheme
        self.default_port = PORTS[parts.scheme]
        self._places, self._until = places, until
        self.was_cut = False

    def connect(self) -> None:
        """Knock at the first address that opens; the certificate is for the name."""
        bare = self._open()
        bare.settimeout(max(self._until - time.monotonic(), 0.001))
        self.sock = bare
        if self._secure:
            self.sock = _trust().wrap_socket(bare, server_hostname=self.host)

    def cut(self) -> None:
        """End it from beside, whatever it waits for."""
        self.was_cut = True
        sock = self.sock
        if sock is not None:
            with suppress(OSError):
                socket.socket.shutdown(sock, socket.SHUT_RDWR)

    def _open(self) -> socket.socket:
        trouble: OSError = TimeoutError()
        for place in self._places:
            left = self._until - time.monotonic()
            if left <= 0:
                raise TimeoutError
            try:
                return socket.create_connection(place, timeout=left / len(self._places))
            except OSError as error:
                trouble = error
        raise trouble


@contextmanager
def _cut_off(line: _Line, until: float) -> Iterator[None]:
    """Every wait of a socket may last; all of them together may not."""
    watch = threading.Timer(max(until - time.monotonic(), 0), line.cut)
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()


@cache
def _trust() -> ssl.SSLContext:
    """Whom this machine trusts."""
    return ssl.create_default_context()


def _why(error: Exception) -> str:
    return "refused" if isinstance(error, ConnectionRefusedError) else "broken"


def _v4_inside(address: IPv6Address) -> IPv4Address | None:
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    for net, shift in _CARRIES_V4:
        if address in net:
            return IPv4Address(int(address) >> shift & 0xFFFFFFFF)
    return None


def _is_number(host: str) -> bool:
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


def _is_inward(host: str) -> bool:
    """Names that are of one machine or one network wherever they are asked for."""
    name = host.rstrip(".")
    if _is_number(name):
        return False
    last = name.rpartition(".")[2]
    return "." not in name or last.isdigit() or last in (
        "localhost", "local", "internal", "lan", "home", "corp", "intranet", "arpa", "onion",
    )
