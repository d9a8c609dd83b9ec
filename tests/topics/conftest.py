"""What tests of topics begin with."""

import pytest

from tests.factories.topics import inside, open_topic


@pytest.fixture
def hosted(scene, calm, cast):
    """`hosted(kind)`: the number of a topic of the guest's, opened once for all who begin so."""

    def stand(kind: str = "discussion", **more) -> int:
        def make():
            return open_topic(inside(cast.guest), kind, **more).id

        return scene(f"a topic of the guest's: {kind} {more}", make)

    return stand
