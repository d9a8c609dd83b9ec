"""Built front-end files over HTTP, compressed ahead of time and cached for a year."""

from typing import Any

from whitenoise import WhiteNoise

from circle.core.assets import STATIC, read_manifest
from circle.core.site import Site

YEAR = 60 * 60 * 24 * 365


def install_static(app: Site) -> None:
    """Serve static/vendor under /static/vendor before the request reaches Flask."""
    files = WhiteNoise(
        app.outermost, max_age=YEAR, immutable_file_test=lambda path, url: True,
        add_headers_function=_add_headers, allow_all_origins=False,
    )
    vendor = STATIC / "vendor"
    if (vendor / "manifest.json").exists():
        read_manifest()  # before the files: what it names is among them, also during a build
        files.add_files(str(vendor), prefix="static/vendor/")
    app.wrap(lambda inside: files)


def _add_headers(headers: Any, path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Content-Security-Policy"] = "default-src 'none'; style-src 'self'; img-src 'self'"
