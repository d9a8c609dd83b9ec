"""The application for any WSGI server: `gunicorn wsgi:app`."""

import os

from circle.app import create_app
from circle.config import load_settings

EVERYWHERE = "0.0.0.0"  # noqa: S104 - what serves this decides; the strict settings apply

app = create_app(load_settings(host=os.environ.get("HOST", EVERYWHERE)))
