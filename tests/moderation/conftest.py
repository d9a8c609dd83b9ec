"""Tests of moderation write as members who are past their first, reviewed post."""

import pytest

from circle.circles import actions
from circle.circles.schemas import SettingsChange


@pytest.fixture
def calm(scene, cast):
    """The circle `tea` without newcomer review."""

    def make():
        owner = cast.owner.inside()
        actions.change_settings(owner, owner.circle_id, SettingsChange(newcomer_review=0))

    scene("tea without newcomer review, moderation", make)
