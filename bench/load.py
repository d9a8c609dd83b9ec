"""A small load generator: keep-alive connections, one thread each, latencies kept."""

import argparse
import json
import socket
import sys
import threading
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Figures:
    """What one run came to; latencies in milliseconds."""

    requests: int
    seconds: float
    p50: float
    p99: float
    failures: int

    @property
    def rate(self) -> float:
        """Requests per second."""
        return self.requests / self.seconds


class Reader(threading.Thread):
    """One connection that asks for the same path until the time is up."""

    def __init__(self, port: int, request: bytes, until: float) -> None:
        super().__init__(daemon=True)
        self._port, self._request, self._until = port, request, until
        self.latencies: list[float] = []
        self.failures = 0

    def run(self) -> None:
        connection = self._connect()
        while (started := time.perf_counter()) < self._until:
            connection.sendall(self._request)
            status = read_answer(connection)
            if status == 0:
                connection.close()
                connection = self._connect()
            if status == 200:
                self.latencies.append(time.perf_counter() - started)
            else:
                self.failures += 1
        connection.close()

    def _connect(self) -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", self._port), timeout=30)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection


def read_answer(connection: socket.socket) -> int:
    """Read one answer whole; its status, 0 when the connection was closed."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            return 0
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    length = next((int(line.split(b":")[1]) for line in head.split(b"\r\n")
                   if line.lower().startswith(b"content-length")), 0)  # fmt: skip
    missing = length - len(body)
    while missing > 0:
        piece = connection.recv(min(missing, 1 << 20))
        if not piece:
            return 0
        missing -= len(piece)
    return int(head[9:12])


def run(port: int, path: str, *, cookie: str = "", connections: int = 8, seconds: float = 5,
        ) -> Figures:
    """Ask for one path over so many connections for so long, after a short warm-up."""
    lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1", "Connection: keep-alive"]
    if cookie:
        lines.append(f"Cookie: {cookie}")
    request = ("\r\n".join(lines) + "\r\n\r\n").encode()
    for warm in (True, False):
        span = 0.5 if warm else seconds
        readers = [Reader(port, request, time.perf_counter() + span) for _ in range(connections)]
        started = time.perf_counter()
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join()
        took = time.perf_counter() - started
    latencies = sorted(x for reader in readers for x in reader.latencies)
    failures = sum(reader.failures for reader in readers)
    if not latencies:
        return Figures(0, took, 0, 0, failures)
    return Figures(len(latencies), took, latencies[len(latencies) // 2] * 1000,
                   latencies[int(len(latencies) * 0.99)] * 1000, failures)  # fmt: skip


def main() -> None:
    """Run one load and print its figures as JSON (a process of its own, beside the server)."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("port", type=int)
    parser.add_argument("path")
    parser.add_argument("--cookie", default="")
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=5)
    given = parser.parse_args()
    figures = run(given.port, given.path, cookie=given.cookie,
                  connections=given.connections, seconds=given.seconds)  # fmt: skip
    json.dump(vars(figures), sys.stdout)


if __name__ == "__main__":
    main()
