"""What tests of questions begin with."""

import pytest

from tests.factories.qa import ask
from tests.qa.looking import asked as ask_and_answer


@pytest.fixture
def asked(app, cast):
    """`asked(who)`: the number of a question somebody of the cast asked without a name."""

    def by(who="member", title="紫砂壶第一次怎么开？"):
        with app.app_context():
            return ask(cast[who].inside(), title, anonymous=True).id

    return by


@pytest.fixture
def answered(app, scene, calm, cast):
    """A question of the member with an answer of the guest's: both numbers."""
    return scene("a question with an answer", lambda: ask_and_answer(app, cast))
