"""Tests of telling start with an empty inbox, in a circle where members are past their first."""

from datetime import timedelta

import pytest
from sqlalchemy import delete

from circle.circles import actions
from circle.circles.schemas import SettingsChange
from circle.core import clock as core_clock
from circle.core.db import session, transaction
from circle.notifications.models import Notice


@pytest.fixture
def calm(scene, cast):
    """The circle `tea` without newcomer review, and nobody told of anything yet."""

    def make():
        owner = cast.owner.inside()
        actions.change_settings(owner, owner.circle_id, SettingsChange(newcomer_review=0))
        with transaction():
            session().execute(delete(Notice))

    scene("tea without newcomer review, notifications", make)


@pytest.fixture
def at_noon(calm, clock):
    """Nobody's quiet hours; after the scene, which stands at the hour it was made."""
    clock.be(core_clock.day_start(core_clock.local_day()) + timedelta(hours=12))
