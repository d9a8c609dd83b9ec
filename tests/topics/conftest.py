"""Tests of topics: nobody's first words wait for review."""

import pytest

from circle.circles import actions as circles
from circle.circles.schemas import SettingsChange


@pytest.fixture
def calm(cast, scene):
    """The circle `tea` without newcomer review."""
    def make():
        owner = cast.owner.inside()
        circles.change_settings(owner, owner.circle_id, SettingsChange(newcomer_review=0))

    scene("tea without newcomer review", make)
