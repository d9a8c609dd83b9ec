"""Applications as operators set them up: over TLS, and framed by a brand."""

import pytest

from circle.app import create_app
from circle.config import load_settings
from circle.core.migrate import migrate
from tests.client import Browser

BRAND = "https://shop.example"


def make_app(folder, **environ):
    """An application of its own on SQLite, with these settings."""
    settings = load_settings(
        {"CIRCLE_DATA": str(folder), "CIRCLE_SECRET_KEY": "s" * 40, **environ}
    )
    made = create_app(settings, TESTING=True, ARGON2_FAST=True)
    made.test_client_class = Browser
    migrate(made)
    return made


@pytest.fixture(scope="session")
def over_tls(tmp_path_factory):
    """Reached over https at https://circle.example."""
    folder = tmp_path_factory.mktemp("tls")
    return make_app(folder, CIRCLE_BASE_URL="https://circle.example")


@pytest.fixture(scope="session")
def framed(tmp_path_factory):
    """The same, and a brand's site may frame it."""
    folder = tmp_path_factory.mktemp("framed")
    return make_app(
        folder, CIRCLE_BASE_URL="https://circle.example", CIRCLE_FRAME_ANCESTORS=BRAND
    )
