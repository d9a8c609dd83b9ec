"""A brand with a key, and the server that signs for it."""

import pytest

from tests.factories.brands import forget_brands, set_up_brand


@pytest.fixture
def brand(app):
    """The brand of these tests."""
    with app.app_context():
        made = set_up_brand()
    yield made
    with app.app_context():
        forget_brands()


@pytest.fixture
def other_brand(app, brand):
    """Another brand, on a host of its own."""
    with app.app_context():
        return set_up_brand("海边书店", "books.example")
