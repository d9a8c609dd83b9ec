"""A keyed write whose transaction lost against another: done once, and said once."""

import pytest

from circle.circles import queries as circles
from circle.core import db as core_db
from circle.core import idempotency
from circle.core.actor import SYSTEM
from circle.core.db import Lost


@pytest.fixture
def losing(monkeypatch):
    """The answers of the first keyed writes are lost with their transactions; tell how many."""
    complete, lost = idempotency.complete, []
    monkeypatch.setattr(core_db.time, "sleep", lambda seconds: None)

    def lose(times):
        def losing_first(*args):
            if len(lost) < times:
                lost.append(True)
                raise Lost(retry_after=1)
            complete(*args)

        monkeypatch.setattr(idempotency, "complete", losing_first)
        return lost

    return lose


def state_of(app, person):
    with app.app_context():
        circle = circles.enter(SYSTEM, "tea")[0]
        return circles.get_membership(circle.id, person.user_id).state


def test_it_is_tried_again_and_the_next_page_says_so_once(app, cast, losing):
    lost, client = losing(2), cast.member.client
    with client.session_transaction() as kept:
        kept["toasts"] = [{"text": "said before", "undo": None}]
    assert client.submit("/c/tea/leave", {"reason": ""}).status_code == 303
    assert len(lost) == 2 and state_of(app, cast.member) == "left"
    with client.session_transaction() as kept:
        assert len(kept["toasts"]) == 2


def test_what_always_loses_is_busy_and_leaves_nothing(app, cast, losing):
    losing(100)
    client = cast.member.client
    assert client.submit("/c/tea/leave", {"reason": ""}).status_code == 503
    assert state_of(app, cast.member) == "active"
