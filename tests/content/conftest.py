"""Tests of content write as members who are past their first, reviewed post."""

import pytest

from circle.circles import actions
from circle.circles.schemas import SettingsChange
from circle.core.db import db


@pytest.fixture
def calm(app, cast):
    """The circle `tea` without newcomer review."""
    with app.app_context():
        owner = cast.owner.inside()
        actions.change_settings(owner, owner.circle_id, SettingsChange(newcomer_review=0))
        db.session.remove()
