"""The ledger: every movement balances, happens once, and nothing falls below zero."""

import threading

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DBAPIError

from circle.circles.models import Circle
from circle.core import clock as time
from circle.core.db import db, session, transaction
from circle.core.errors import Conflict
from circle.points import actions, queries
from circle.points.actions.ledger import open_books
from circle.points.models import LedgerAccount, LedgerLine, LedgerTransfer
from circle.points.queries import verify
from tests.factories import points as made
from tests.statements import statements


def first(found):
    """The first of what was found; the rest is read too, as a cursor wants."""
    told, *_rest = found
    return told


def faults():
    """Everything the ledger finds wrong with itself."""
    return [*queries.wrong_lines(), *queries.wrong_transfers(), *queries.wrong_members()]


def balance(person, kind):
    """What stands on one account of a member."""
    return session().scalar(
        select(LedgerAccount.balance).where(
            LedgerAccount.user_id == person.user_id, LedgerAccount.kind == kind,
            LedgerAccount.circle_id == made.circle_id(),
        )
    ) or 0  # fmt: skip


def test_an_award_is_kept_twice_and_the_membership_says_it(inside, cast):
    made.happen(cast.member)
    member = made.standing(cast.member)
    assert (member.points, member.growth) == (20, 20)
    assert session().scalar(select(func.sum(LedgerLine.amount))) == 0
    assert faults() == []


def test_the_same_cause_is_paid_once(inside, cast):
    for _ in range(3):
        made.happen(cast.member, cause="one")
    assert made.standing(cast.member).points == 20
    made.happen(cast.member, cause="two")
    assert made.standing(cast.member).points == 40


def test_the_ledger_remembers_a_cause_its_occurrence_was_forgotten_for(inside, cast, clock):
    made.happen(cast.member, cause="one")
    clock.travel(days=401)
    assert actions.forget_occurrences() == 1
    again = made.happen(cast.member, cause="one")
    assert again.refused == "limit" and made.standing(cast.member).points == 20


def test_verbs_of_one_transaction_know_what_those_before_them_moved(inside, cast):
    made.fill(cast.member, 30)
    here = made.circle_id(), cast.member.user_id
    with transaction():
        actions.spend(*here, 20, made.cause())
        actions.hold(*here, 10, made.cause())
        made.happen(cast.guest)  # another's account in the same books
    assert (balance(cast.member, "spendable"), balance(cast.member, "held")) == (0, 10)
    assert balance(cast.guest, "spendable") == 20
    made.fill(cast.member, 30)
    with pytest.raises(actions.NotEnough), transaction():
        actions.spend(*here, 20, made.cause())
        actions.hold(*here, 11, made.cause())
    assert (balance(cast.member, "spendable"), balance(cast.member, "held")) == (30, 10)
    actions.spend(*here, 30, made.cause())
    assert faults() == []


def test_books_are_opened_inside_a_verb_alone(inside, cast):
    with pytest.raises(RuntimeError):
        open_books(made.circle_id(), {cast.member.user_id})
    with transaction():
        books = open_books(made.circle_id(), {cast.member.user_id})
        assert open_books(made.circle_id(), {cast.guest.user_id}) is books
        assert books.asked == {cast.member.user_id, cast.guest.user_id}
    with transaction():
        assert open_books(made.circle_id(), ()) is not books


def test_an_award_takes_thirteen_statements_and_no_more(inside, cast):
    here, facts = made.circle_id(), {"characters": 40, "has_media": False, "category": "chat"}
    posts = [
        actions.Happening(here, cast.member.user_id, "post", "entry", key, facts=facts)
        for key in ("one", "two")
    ]
    actions.note(posts[0])  # accounts are opened, a badge is given
    with statements() as asked:
        assert actions.note(posts[1]).state == "paid"
    assert len(asked) <= 13, asked


def test_spending_takes_what_is_there_and_never_more(inside, cast):
    made.fill(cast.member, 30)
    actions.spend(made.circle_id(), cast.member.user_id, 30, made.cause())
    assert balance(cast.member, "spendable") == 0
    with pytest.raises(actions.NotEnough):
        actions.spend(made.circle_id(), cast.member.user_id, 1, made.cause())
    assert faults() == []


def test_what_cannot_be_taken_back_is_owed_and_earnings_pay_it_first(inside, cast):
    occurrence = made.happen(cast.member, entry_id=7)
    actions.spend(made.circle_id(), cast.member.user_id, 15, made.cause())
    actions.take_back(made.circle_id(), cast.member.user_id, 7)
    assert (balance(cast.member, "spendable"), balance(cast.member, "owed")) == (0, 15)
    assert made.standing(cast.member).points == -15
    with pytest.raises(actions.StillOwed):
        actions.spend(made.circle_id(), cast.member.user_id, 1, made.cause())
    made.happen(cast.member)
    assert (balance(cast.member, "spendable"), balance(cast.member, "owed")) == (5, 0)
    assert occurrence.state == "taken" and faults() == []


def test_restoring_pays_again_exactly_what_was_taken(inside, cast):
    made.happen(cast.member, entry_id=7)
    here = made.circle_id(), cast.member.user_id, 7
    for _ in range(2):
        actions.take_back(*here)
        actions.take_back(*here)
        assert made.standing(cast.member).points == 0
        actions.pay_again(*here)
        actions.pay_again(*here)
        assert made.standing(cast.member).points == 20
    assert faults() == []


def test_a_hold_is_settled_exactly_once(inside, cast):
    made.fill(cast.member, 50)
    kept = actions.hold(made.circle_id(), cast.member.user_id, 30, made.cause("bounty"))
    assert (balance(cast.member, "spendable"), balance(cast.member, "held")) == (20, 30)
    actions.release(kept.id, cast.guest.user_id)
    assert (balance(cast.member, "held"), balance(cast.guest, "spendable")) == (0, 30)
    for settle in (
        lambda: actions.refund(kept.id), lambda: actions.release(kept.id, cast.admin.user_id)
    ):
        with pytest.raises(Conflict):
            settle()
    assert faults() == []


def test_a_hold_is_divided_and_the_rest_goes_back(inside, cast):
    made.fill(cast.member, 25)
    kept = actions.hold(made.circle_id(), cast.member.user_id, 25, made.cause("bounty"))
    actions.divide(kept.id, {cast.guest.user_id: 12})
    assert balance(cast.guest, "spendable") == 12
    assert balance(cast.member, "spendable") == 13
    assert (kept.state, kept.paid) == ("divided", 12) and faults() == []


def test_more_than_was_set_aside_is_never_paid(inside, cast):
    made.fill(cast.member, 25)
    kept = actions.hold(made.circle_id(), cast.member.user_id, 20, made.cause("bounty"))
    with pytest.raises(Conflict):
        actions.divide(kept.id, {cast.guest.user_id: 12, cast.admin.user_id: 9})
    assert balance(cast.member, "held") == 20


def test_points_are_set_aside_once_for_a_cause(inside, cast):
    made.fill(cast.member, 50)
    cause = made.cause("bounty")
    actions.hold(made.circle_id(), cast.member.user_id, 20, cause)
    with pytest.raises(Conflict):
        actions.hold(made.circle_id(), cast.member.user_id, 20, cause)


@pytest.mark.every_row
@pytest.mark.parametrize("table", [LedgerLine, LedgerTransfer])
def test_what_was_written_is_never_changed_or_taken_out(inside, cast, table):
    made.happen(cast.member)
    column = "amount" if table is LedgerLine else "points"
    for statement in (update(table).values({column: 1}), delete(table)):
        with pytest.raises(DBAPIError, match="only grows"), transaction():
            session().execute(statement)
    assert faults() == [] and queries.count_lines() == 4


def test_a_deleted_circle_can_be_cleared_away(inside, cast):
    made.happen(cast.member)
    with transaction():
        session().execute(update(Circle).values(deleted_at=time.now()))
        session().execute(delete(LedgerLine))
    assert queries.count_lines() == 0


def test_no_account_of_a_member_can_fall_below_zero_in_the_database(inside, cast):
    made.happen(cast.member)
    with pytest.raises(DBAPIError), transaction():
        session().execute(
            update(LedgerAccount)
            .where(LedgerAccount.user_id == cast.member.user_id)
            .values(balance=-1)
        )


def test_verifying_names_the_first_wrong_line(inside, cast):
    made.happen(cast.member)
    made.happen(cast.member)
    line = session().scalar(select(LedgerLine.id).order_by(LedgerLine.id.desc()).limit(1))
    with transaction():
        stop_guarding()
        session().execute(
            update(LedgerLine).where(LedgerLine.id == line).values(amount=LedgerLine.amount + 1)
        )
    assert first(queries.wrong_lines()).startswith(f"line {line} says")
    assert "out of nothing" in first(queries.wrong_transfers())


def test_verifying_sees_an_account_its_lines_do_not_make(inside, cast):
    made.happen(cast.member)
    with transaction():
        session().execute(
            update(LedgerAccount)
            .where(LedgerAccount.user_id == cast.member.user_id, LedgerAccount.kind == "spendable")
            .values(balance=LedgerAccount.balance + 1)
        )
    assert first(queries.wrong_lines()).endswith("(spendable) says 21, its lines 20")


def test_verifying_sees_a_membership_that_says_something_else(inside, cast):
    made.happen(cast.member)
    with transaction():
        made.standing(cast.member).points = 21
    assert "says 21 points" in first(queries.wrong_members())


def test_a_ledger_in_use_is_verified_as_it_stood_at_one_moment(inside, app, cast, monkeypatch):
    made.happen(cast.member)
    read, paid = verify.session, []

    def pay():
        with app.app_context():
            paid.append(made.happen(cast.member).state)
            made.happen(cast.guest)
            db.session.remove()

    def reading():
        thread = threading.Thread(target=pay)
        thread.start()
        thread.join()
        return read()

    monkeypatch.setattr(verify, "session", reading)
    assert list(queries.wrong_books()) == []
    monkeypatch.undo()
    assert len(paid) > 3 and set(paid) == {"paid"} and list(queries.wrong_books()) == []


def stop_guarding(table="ledger_lines"):
    """What only somebody with the database's own password can do."""
    postgres = session().get_bind().dialect.name == "postgresql"
    session().execute(
        text("SET LOCAL session_replication_role = replica" if postgres
             else f"DROP TRIGGER {table}_no_update")
    )  # fmt: skip


def test_verifying_sees_a_history_that_tells_something_else(inside, cast):
    made.happen(cast.member)
    assert faults() == []
    with transaction():
        stop_guarding("ledger_transfers")
        session().execute(
            update(LedgerTransfer).values(points=LedgerTransfer.points + 5, growth=15)
        )
    assert "says 25 points and 15 growth, its lines 20 and 20" in first(queries.wrong_transfers())
