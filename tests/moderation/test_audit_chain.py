"""The log hangs together: whatever somebody with the database's own password changes is found."""

import threading

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import DatabaseError

from circle.core import clock
from circle.core.db import session, transaction
from circle.core.errors import Conflict
from circle.moderation import actions, queries
from circle.moderation.cli import audit
from circle.moderation.models import AuditCheckpoint, AuditDetail, AuditHead, AuditLine
from circle.moderation.models.audit import KEPT_DETAILS, Deed
from tests.races import at_once
from tests.statements import statements

CHAIN = 7000
TABLES = ("audit_heads", "audit_lines", "audit_details", "audit_checkpoints")


def deed(number=1, chain=CHAIN, **told):
    """Something staff did, to the circle of this number."""
    return Deed(chain, 1, "settings", "circle", number, None, told)


@pytest.fixture
def written(scene):
    """A chain of six lines, the words of each known."""

    def make():
        for number in range(1, 7):
            with transaction():
                actions.write_down(deed(number, reason=f"理由 {number}"))

    scene("six lines of a log", make)


def faults():
    """What is wrong with the chain."""
    return list(queries.wrong_audit(CHAIN))


def tamper(*changes):
    """Change rows as only somebody with the database's own password can."""
    with transaction():
        if session().get_bind().dialect.name == "postgresql":
            session().execute(text("SET LOCAL session_replication_role = replica"))
        else:
            for table in TABLES:
                for what in ("update", "delete"):
                    session().execute(text(f"DROP TRIGGER {table}_no_{what}"))
            session().execute(text("DROP TRIGGER audit_lines_follow"))
        for change in changes:
            session().execute(text(change) if isinstance(change, str) else change)


def line(seq):
    """One line of the chain, to be changed."""
    return update(AuditLine).where(AuditLine.chain == CHAIN, AuditLine.seq == seq)


@pytest.mark.parametrize(("change", "found"), [
    (line(3).values(actor_id=99), "line 3 was changed"),
    (line(3).values(at=clock.EPOCH), "line 3 was changed"),
    (line(3).values(code="settingt"), "line 3 was changed"),
    (line(3).values(hash="0" * 64), "line 3 was changed"),
    (line(3).values(previous="0" * 64), "line 3 does not follow from the line before it"),
    (update(AuditDetail).where(AuditDetail.seq == 4).values(told='{"reason":"另"}'),
     "line 4 tells other details than were written"),
    (update(AuditDetail).where(AuditDetail.seq == 4).values(told=None, salt=None),
     "line 4 has empty details, and no checkpoint says why"),
    ("DELETE FROM audit_details WHERE seq = 2", "line 2 has lost its details"),
    ("DELETE FROM audit_lines WHERE chain = 7000 AND seq = 3",
     "line 4 follows line 2: what stood between is gone"),
    ("DELETE FROM audit_lines WHERE chain = 7000 AND seq = 1",
     "line 2 follows line 0: what stood between is gone"),
    ("DELETE FROM audit_lines WHERE chain = 7000 AND seq > 4",
     "line 4 is the last one there, the head says 6"),
    ("DELETE FROM audit_heads WHERE chain = 7000", "line 6 ends a chain that has no head"),
    (update(AuditHead).where(AuditHead.chain == CHAIN).values(seq=5),
     "line 6 is not the last line that the head knows"),
])  # fmt: skip
def test_whatever_is_changed_is_found(inside, written, change, found):
    assert faults() == []
    tamper(change)
    assert any(found in each for each in faults()), faults()


def test_two_lines_that_changed_places_are_found(inside, written):
    swap = "UPDATE audit_lines SET seq = {} WHERE chain = 7000 AND seq = {}"
    tamper(*(swap.format(to, of) for to, of in ((100, 3), (3, 4), (4, 100))))
    assert any("line 3 was changed" in each for each in faults())


def test_the_database_itself_refuses_to_change_or_drop_a_line(inside, written):
    checkpoint = AuditCheckpoint(chain=CHAIN, seq=1, hash="0" * 64)
    with transaction():
        session().add(checkpoint)
    for change in (
        "UPDATE audit_lines SET code = 'other'", "DELETE FROM audit_lines",
        "UPDATE audit_checkpoints SET seq = 2", "DELETE FROM audit_checkpoints",
        "UPDATE audit_details SET told = 'x'", "DELETE FROM audit_details",
        "UPDATE audit_heads SET seq = 1", "DELETE FROM audit_heads",
        "INSERT INTO audit_lines (chain, seq, at, code, subject_kind, digest, previous, hash) "
        "VALUES (7000, 9, 0, 'x', 'circle', 'x', 'x', 'x')",
    ):  # fmt: skip
        with pytest.raises(DatabaseError), transaction():
            session().execute(text(change))
    assert session().scalar(select(func.count()).select_from(AuditLine)) >= 6


def test_details_emptied_behind_a_checkpoint_are_no_fault(inside, written):
    close = AuditCheckpoint.__table__.insert().from_select(
        ["chain", "seq", "hash", "at"],
        select(AuditLine.chain, AuditLine.seq, AuditLine.hash, AuditLine.at)
        .where(AuditLine.chain == CHAIN, AuditLine.seq == 3),
    )  # fmt: skip
    late = (clock.now() + KEPT_DETAILS - clock.EPOCH).total_seconds() * 1e6
    with transaction():
        session().execute(
            update(AuditDetail).where(AuditDetail.chain == CHAIN, AuditDetail.seq <= 3)
            .values(told=None, salt=None)
        )  # fmt: skip
        session().execute(close)
    assert faults() == ["circle 7000: line 3 had its details emptied before their time"]
    tamper(f"UPDATE audit_checkpoints SET at = {int(late)} WHERE chain = 7000")
    assert faults() == []


def test_what_failed_leaves_no_line_and_no_gap(inside, written):
    with pytest.raises(Conflict), transaction():
        actions.write_down(deed())
        raise Conflict
    with transaction():
        actions.write_down(deed())
    assert faults() == [] and queries.count_audit_lines(CHAIN) == 7


def test_twenty_at_once_make_one_chain(app, written):
    def work(number):
        def act():
            with transaction():
                actions.write_down(deed(number, chain=7001))
        return act

    assert set(at_once(app, [work(number) for number in range(20)])) == {"done"}
    with app.app_context():
        assert list(queries.wrong_audit(7001)) == []
        assert queries.count_audit_lines(7001) == 20


def test_a_deed_costs_three_statements(inside, written):
    with statements() as sent, transaction():
        actions.write_down(deed())
    assert len(sent) == 3, sent


def test_a_deed_said_by_two_packages_is_one_line(inside, written):
    with transaction():
        actions.write_down(deed(1, reason="吵架"))
        actions.write_down(deed(1, until="2026-12-01")._replace(act_id=5))
    found = session().execute(select(AuditLine.act_id, AuditDetail.told).join(
        AuditDetail, (AuditDetail.chain == AuditLine.chain) & (AuditDetail.seq == AuditLine.seq)
    ).where(AuditLine.chain == CHAIN, AuditLine.seq == 7)).one()  # fmt: skip
    assert found == (5, '{"reason":"吵架","until":"2026-12-01"}')
    assert queries.count_audit_lines(CHAIN) == 7


def test_the_command_says_where_the_chain_is_broken(app, cast, written):
    def verify(*arguments):
        done = app.test_cli_runner().invoke(audit, ["verify", *arguments])
        return done.exit_code, done.output

    assert verify()[0] == 0 and "audit: ok" in verify()[1]
    with app.app_context():
        tamper(line(3).values(actor_id=99))
    code, told = verify()
    assert code == 1 and "First: circle 7000: line 3 was changed" in told
    assert verify("--circle", "tea")[0] == 0
    assert "There is no circle nowhere" in verify("--circle", "nowhere")[1]


def test_verifying_reads_one_moment_of_a_log_that_grows(app, inside, written, monkeypatch):
    from circle.moderation.queries import verifying

    grown = []

    def read():
        thread = threading.Thread(target=grow)
        thread.start()
        thread.join()
        return session()

    def grow():
        grown.append(1)
        with app.app_context(), transaction():
            actions.write_down(deed(9))

    monkeypatch.setattr(verifying, "session", read)
    assert faults() == []
    monkeypatch.undo()
    assert len(grown) > 2 and queries.count_audit_lines(CHAIN) == 6 + len(grown)
