"""Where this site stands, for addresses that leave it."""

from flask import current_app, request

from circle.config import Settings


def site_root() -> str:
    """Scheme and host, as configured, else as asked; without a slash at the end."""
    settings: Settings = current_app.config["CIRCLE"]
    return (settings.base_url or request.host_url).rstrip("/")
