"""Who tries what takes a power they do not hold leaves a line, and cannot fill the log with it."""

import json

import pytest
from sqlalchemy import select

from circle.core import attempts
from circle.core.db import db, session
from circle.core.errors import Unavailable
from circle.moderation import queries
from circle.moderation.actions import audit
from circle.moderation.models import AuditDetail, AuditLine
from tests.factories.content import post
from tests.factories.qa import ask

PLACE = "/c/tea/settings/identity"
pytestmark = pytest.mark.usefixtures("calm")


@pytest.fixture
def refusals(app, cast):
    """What the log says of refused attempts in `tea`: (code, subject kind, subject, who, what)."""

    def read():
        with app.app_context():
            rows = session().execute(
                select(AuditLine.code, AuditLine.subject_kind, AuditLine.subject_id,
                       AuditLine.actor_id, AuditDetail.told)
                .join(AuditDetail, (AuditDetail.chain == AuditLine.chain)
                      & (AuditDetail.seq == AuditLine.seq))
                .where(AuditLine.code.startswith("refused.")).order_by(AuditLine.id)
            ).all()  # fmt: skip
            assert list(queries.wrong_audit()) == []
            db.session.remove()
        return [(*row[:4], json.loads(row.told)["what"]) for row in rows]

    return read


def test_a_refused_attempt_is_kept_after_it_was_undone(app, cast, refusals):
    with app.app_context():
        entry, tea = post(cast.guest.inside(), "普洱").id, cast.owner.inside().circle_id
    member = cast.member.user_id
    refused = cast.member.client.call("PUT", f"/entries/{entry}/pin", {"days": 7})
    assert refused.status_code == 403
    ((code, kind, ident, who, what),) = refusals()
    assert (code, kind, ident, who) == ("refused.pin", "circle", tea, member)
    assert what.startswith("PUT ")


def test_reaching_for_somebody_of_ones_own_rank_is_kept_with_whom(app, cast, refusals):
    with app.app_context():
        owner = cast.owner.inside().membership_id
    given = {"kind": "mute", "reason": "x", "until": "2027-01-01T00:00:00Z"}
    refused = cast.moderator.client.call("POST", f"/members/{owner}/sanctions", given)
    assert refused.status_code == 403
    assert [each[:4] for each in refusals()] == [
        ("refused.mute", "member", owner, cast.moderator.user_id)
    ]


def test_the_same_attempt_is_kept_once_a_minute_and_twenty_times_an_hour(
    app, cast, refusals, clock
):
    client = cast.member.client
    for _ in range(3):
        assert client.get(PLACE).status_code == 403
    assert len(refusals()) == 1
    for _ in range(25):
        clock.travel(minutes=1, seconds=1)
        client.get(PLACE)
    assert len(refusals()) == 20


def test_who_may_and_who_is_not_signed_in_leave_no_such_line(cast, anyone, refusals):
    assert cast.owner.client.get(PLACE).status_code == 200
    assert anyone.get(PLACE).status_code in (303, 401)
    assert refusals() == []


def test_a_refusal_about_ones_own_unnamed_words_says_nothing(app, cast, refusals):
    with app.app_context():
        asked = ask(cast.moderator.inside(), "水温多少", anonymous=True).id
    got = cast.moderator.client.submit(f"/entries/{asked}/hide", {"reason": "x"})
    assert got.status_code == 403
    assert refusals() == []


def test_a_busy_database_refuses_all_the_same(app, cast, refusals, monkeypatch, caplog):
    def busy(attempt, what):
        raise Unavailable

    monkeypatch.setattr(attempts, "_keepers", [busy])
    assert cast.member.client.get(PLACE).status_code == 403
    assert "not kept" in caplog.text and refusals() == []
    assert audit.ATTEMPT_WAIT_MS < 1000
