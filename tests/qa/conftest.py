"""Tests of questions: nobody's first words wait for review."""

import pytest

from circle.circles import actions as circles
from circle.circles.schemas import SettingsChange
from tests.factories.qa import ask


@pytest.fixture
def calm(scene, cast):
    """The circle `tea` without newcomer review."""

    def make():
        owner = cast.owner.inside()
        circles.change_settings(owner, owner.circle_id, SettingsChange(newcomer_review=0))

    scene("tea without newcomer review", make)


@pytest.fixture
def asked(app, cast):
    """`asked(who)`: the number of a question somebody of the cast asked without a name."""

    def by(who="member", title="紫砂壶第一次怎么开？"):
        with app.app_context():
            return ask(cast[who].inside(), title, anonymous=True).id

    return by
