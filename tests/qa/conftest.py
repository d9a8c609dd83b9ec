"""What tests of questions begin with."""

import pytest

from tests.factories.qa import ask


@pytest.fixture
def asked(app, cast):
    """`asked(who)`: the number of a question somebody of the cast asked without a name."""

    def by(who="member", title="紫砂壶第一次怎么开？"):
        with app.app_context():
            return ask(cast[who].inside(), title, anonymous=True).id

    return by
