"""A brand's server on loopback: real HTTP, it checks signatures and remembers what it was told."""

import base64
import hashlib
import hmac
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from circle.notifications import actions
from circle.notifications.jobs import send_hooks
from circle.notifications.schemas.hooks import NewEndpoint


class Ear:
    """Hears what is posted to it; answers what `answers` says next, else 204."""

    def __init__(self):
        self.heard, self.answers, self.headers = [], [], {}
        self.let_go = threading.Event()  # what `wait` in answers waits for
        ear = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                ear.heard.append((dict(self.headers.items()), body))
                ear.reply(self)

            def log_message(self, *told):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    def reply(self, handler):
        status = self.answers.pop(0) if self.answers else 204
        if status == "wait":
            self.let_go.wait(5)
            status = 204
        if status == "hang up":
            handler.close_connection = True
            return
        handler.send_response(status)
        for name, value in self.headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/circle"

    @property
    def told(self):
        return [json.loads(body) for _headers, body in self.heard]

    @property
    def kinds(self):
        return [one["type"] for one in self.told]

    @property
    def ids(self):
        return [headers["webhook-id"] for headers, _body in self.heard]

    def is_signed(self, secret, number=-1):
        """Whether a message carries a signature with this secret, as the specification has it."""
        headers, body = self.heard[number]
        content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        key = base64.b64decode(secret.removeprefix("whsec_"))
        mac = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
        return f"v1,{mac}" in headers["webhook-signature"].split(" ")

    def close(self):
        self.let_go.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def listen(person, brand_id, ear, *kinds, circle_id=None):
    """Have a server hear of a circle; answers the endpoint's id and its secret."""
    circle_id = circle_id or person.inside().circle_id
    new = NewEndpoint(ear.url, list(kinds) or ["entry.published"])
    endpoint, secret = actions.add_endpoint(person.actor, brand_id, circle_id, new)
    return endpoint.id, secret


def send():
    """Send whatever is due, as the worker does beside its jobs."""
    while send_hooks():
        pass
