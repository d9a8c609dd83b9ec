"""What programs look for at fixed places: how to report a weakness of this site."""

from datetime import timedelta
from urllib.parse import urlsplit

from flask import Flask, Response

from circle.core import clock
from circle.core.web import site_origin

GOOD_FOR = timedelta(days=180)  # RFC 9116 asks for less than a year


def install_wellknown(app: Flask) -> None:
    """Add /.well-known/security.txt."""
    app.add_url_rule("/.well-known/security.txt", "security_txt", security_txt)


def security_txt() -> Response:
    """Where to report a weakness (RFC 9116): the customary address on this site's host."""
    origin = site_origin()
    lines = (
        f"Contact: mailto:security@{urlsplit(origin).hostname}",
        f"Expires: {clock.now() + GOOD_FOR:%Y-%m-%dT00:00:00Z}",
        "Preferred-Languages: zh, en",
        f"Canonical: {origin}/.well-known/security.txt",
    )
    return Response("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
