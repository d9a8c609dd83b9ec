"""Tests of topics: nobody's first words wait for review."""

import pytest

from circle.circles import actions as circles
from circle.circles.schemas import SettingsChange
from circle.core.db import db


@pytest.fixture
def calm(app, cast):
    """The circle `tea` without newcomer review."""
    with app.app_context():
        owner = cast.owner.inside()
        circles.change_settings(owner, owner.circle_id, SettingsChange(newcomer_review=0))
        db.session.remove()
