"""After a year the log forgets what it told about people, and still hangs together."""

import pytest
from sqlalchemy import func, select

from circle.core.db import session, transaction
from circle.moderation import actions, jobs, queries
from circle.moderation.actions import audit
from circle.moderation.models import AuditCheckpoint, AuditDetail
from circle.moderation.models.audit import Deed

CHAIN = 7100


@pytest.fixture
def grown(scene, clock):
    """Five lines of more than a year ago and two of last month."""

    def make():
        clock.travel(days=-400)
        write(5)
        clock.travel(days=370)
        write(2)
        clock.travel(days=30)

    scene("seven lines, five of them old", make)


def write(number):
    """So many lines with something to forget."""
    for ident in range(number):
        with transaction():
            deed = Deed(CHAIN, 1, "settings", "circle", ident, None, {"reason": "张三说的"})
            actions.write_down(deed)


def emptied():
    """Which lines tell nothing any more."""
    told = select(AuditDetail.seq).where(AuditDetail.chain == CHAIN, AuditDetail.told.is_(None))
    return list(session().scalars(told.order_by(AuditDetail.seq)))


def test_details_go_after_a_year_and_the_chain_is_whole(inside, grown, monkeypatch):
    monkeypatch.setattr(audit, "EMPTIED_AT_ONCE", 2)
    jobs.empty_details({})
    assert emptied() == [1, 2, 3, 4, 5]
    assert session().scalar(
        select(func.max(AuditCheckpoint.seq)).where(AuditCheckpoint.chain == CHAIN)
    ) == 5
    assert list(queries.wrong_audit()) == [] and queries.count_audit_lines(CHAIN) == 7
    jobs.empty_details({})
    assert emptied() == [1, 2, 3, 4, 5]


def test_what_is_not_a_year_old_stays(inside, grown, clock):
    clock.travel(days=-35)
    jobs.empty_details({})
    assert emptied() == []
    clock.travel(days=35 + 400)
    jobs.empty_details({})
    write(1)
    assert emptied() == [1, 2, 3, 4, 5, 6, 7] and list(queries.wrong_audit(CHAIN)) == []
