"""Tests of topics: nobody's first words wait for review."""

import pytest

from circle.circles import actions as circles
from circle.circles.schemas import SettingsChange
from tests.factories.topics import inside, open_topic


@pytest.fixture
def calm(cast, scene):
    """The circle `tea` without newcomer review."""
    def make():
        owner = cast.owner.inside()
        circles.change_settings(owner, owner.circle_id, SettingsChange(newcomer_review=0))

    scene("tea without newcomer review", make)


@pytest.fixture
def hosted(scene, calm, cast):
    """`hosted(kind)`: the number of a topic of the guest's, opened once for all who begin so."""

    def stand(kind: str = "discussion", **more) -> int:
        def make():
            return open_topic(inside(cast.guest), kind, **more).id

        return scene(f"a topic of the guest's: {kind} {more}", make)

    return stand
