"""The tested application on a port of this machine, for browsers that do not share our process."""

import ssl
import threading

from werkzeug.serving import WSGIRequestHandler, make_server

POLL = 0.05  # seconds between two looks whether to end
PATIENCE = 10  # seconds for answers still on their way when a test ends


class Quiet(WSGIRequestHandler):
    """Answers without a line per request."""

    def log_request(self, *args):
        pass


class LiveServer:
    """Serves an application in threads for one test, and knows how many answers are on their way.

    A page that is closed may still send what it had not saved, also after its test: a draft. Each
    test has a server of its own, so that this never arrives in the next test's database.
    """

    def __init__(self, app, port: int = 0, tls: ssl.SSLContext | None = None) -> None:
        self._app = app
        self._idle = threading.Condition()
        self._going = 0
        self._admits = True
        self._server = make_server(
            "127.0.0.1", port, self._counted, threaded=True, request_handler=Quiet,
            ssl_context=tls,
        )  # fmt: skip
        self._scheme = "https" if tls else "http"
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(POLL,), daemon=True
        )
        self._thread.start()

    @property
    def address(self) -> str:
        return f"{self._scheme}://127.0.0.1:{self._server.server_port}"

    def settle(self) -> None:
        """Answer nobody any more and wait for the last answers: the database is put back now."""
        with self._idle:
            self._admits = False
            assert self._idle.wait_for(lambda: self._going == 0, PATIENCE), "an answer hangs"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(PATIENCE)

    def _counted(self, environ, start_response):
        with self._idle:
            if not self._admits:
                start_response("503 Service Unavailable", [("Content-Length", "0")])
                return
            self._going += 1
        try:
            yield from self._answer(environ, start_response)
        finally:
            with self._idle:
                self._going -= 1
                self._idle.notify_all()

    def _answer(self, environ, start_response):
        answer = self._app.wsgi_app(environ, start_response)
        try:
            yield from answer
        finally:
            if hasattr(answer, "close"):
                answer.close()
