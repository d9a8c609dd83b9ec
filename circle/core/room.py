"""How much a request may carry, and a polite end for one that carries more."""

import io
import time

from flask import Flask, Response, current_app, request

from circle.core.errors import TooLarge
from circle.core.i18n import lazy
from circle.core.web import visitor

DRAINED_BYTES = 160 * 1024 * 1024  # nine pictures straight from a camera, and then some
DRAINED_SECONDS = 30
STEP = 256 * 1024


def install_room(app: Flask) -> None:
    """Give the views named in the setting ROOM more bytes; refuse what is too much with a page.

    Only who is signed in gets that room. A body that is not read breaks the connection off, and the
    browser shows its own failure instead of ours: it is read to its end, and nothing kept.
    """

    @app.before_request
    def make_room() -> None:
        most = _most()
        request.max_content_length = most
        if (request.content_length or 0) > most:
            _drain()
            raise TooLarge(
                lazy("That is more than %(num)s MB in one go. Send fewer or smaller pictures",
                     num=most // (1024 * 1024))
            )  # fmt: skip

    @app.after_request
    def read_the_rest(response: Response) -> Response:
        if response.status_code == TooLarge.status:
            _drain()  # of a form given up in the middle
        return response

    @app.teardown_request
    def close_files(error: BaseException | None) -> None:
        request.close()  # large uploads stand on the disk until then


def _most() -> int:
    usual = int(current_app.config["MAX_CONTENT_LENGTH"])
    room = current_app.config["ROOM"].get(request.endpoint, usual)
    return usual if room > usual and visitor().is_guest else int(room)


def _drain() -> None:
    """Read the body away, within bounds, and leave the request without one."""
    source = request.environ["wsgi.input"]
    left = min(request.content_length or 0, DRAINED_BYTES)
    until = time.monotonic() + DRAINED_SECONDS
    while left > 0 and time.monotonic() < until:
        read = len(source.read(min(STEP, left)))
        if not read:
            break
        left -= read
    request.environ["wsgi.input"] = io.BytesIO()
    request.environ["CONTENT_LENGTH"] = "0"
