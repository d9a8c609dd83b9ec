"""A check outside as tests meet it: a real server on loopback that speaks its protocol."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Answering(BaseHTTPRequestHandler):
    """Does what its server is told to, and keeps what it was asked."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((self.headers, body))
        self.server.meanwhile()
        status, said = self.server.answer
        told = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def log_message(self, *said):
        """Tests say nothing."""


class Check:
    """What a test sees of it: what it was asked, and what it shall answer."""

    def __init__(self, server):
        self._server = server
        self.url = f"http://127.0.0.1:{server.server_port}/check"

    @property
    def texts(self):
        return [json.loads(body)["text"] for _headers, body in self._server.asked]

    @property
    def asked(self):
        return self._server.asked

    def will(self, advice, *labels, status=200, meanwhile=lambda: None):
        self._server.answer = status, {"suggest": advice, "labels": labels}
        self._server.meanwhile = meanwhile


@contextmanager
def listening():
    """A check that listens, and passes everything until told otherwise."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    server.daemon_threads, server.asked = True, []
    server.answer, server.meanwhile = (200, {"suggest": "pass"}), lambda: None
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield Check(server)
    finally:
        server.shutdown()
        server.server_close()
