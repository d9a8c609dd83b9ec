"""Upgrading: a database of the first version keeps every row, and works as a new one does."""

import fcntl
import threading
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import CheckConstraint, MetaData, inspect, text
from sqlalchemy.exc import DatabaseError, IntegrityError

from circle.accounts import queries as accounts
from circle.app import create_app
from circle.circles import queries as circles
from circle.config import load_settings
from circle.content.models import Entry
from circle.core import lazy, migrate
from circle.core.db import db, session
from circle.points import actions as points
from circle.points import queries as point_reads
from tests.conftest import DATABASES, SECRET
from tests.core.history import (
    FIRST,
    LATER,
    THEN,
    TODAY,
    WHOLE,
    History,
    kept,
    old_postgres,
    rows,
    step,
    upgraded,
)
from tests.databases import SqliteStore, memory_folder

HALF_A_YEAR = 184 * 86_400_000_000
CHECK_IN = 2  # points for a day, as long as nobody changed the rules
POINTS = "0002"
LIVED_IN = ("users", "circles", "memberships", "entries", "reactions", "login_sessions")
STORIES = defaultdict(list)


def in_version(version):
    """What was written with that version, for the test below it: plain rows, as they lay."""
    return STORIES[version].append


@pytest.fixture(scope="session", params=DATABASES)
def history(request):
    """The database of a small circle that lived through every version."""
    with memory_folder() as folder:
        store = SqliteStore(folder) if request.param == "sqlite" else old_postgres()
        environ = {"CIRCLE_DATA": str(folder), "CIRCLE_DATABASE_URL": store.url,
                   "CIRCLE_SECRET_KEY": SECRET}  # fmt: skip
        app = create_app(load_settings(environ), TESTING=True, ARGON2_FAST=True)
        lived = History(app, store)
        lived.live(STORIES, LIVED_IN)
        yield lived
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def old(history):
    """The application, with the tables and rows of the first version again."""
    with history.standing(FIRST) as app:
        yield app


@pytest.fixture
def later(history):
    """The application, with the tables and rows of a later version."""
    with history.standing(LATER) as app:
        yield app


@pytest.fixture
def today(history):
    """The application, up to date, with all that was ever written."""
    with history.standing(TODAY) as app:
        yield app


@pytest.fixture
def now(history):
    """The rows of tables as they are today, to be looked at."""
    with history.standing(TODAY, untouched=True):
        yield kept


@in_version(FIRST)
def people_it(add):
    """An owner and a member, who is signed in, wrote, and was liked."""
    add("circles", id=1, uid="c1", slug="old", name="Old", visibility="public",
        join_policy="open", preset="interest", kinds=["post"], members_count=2)  # fmt: skip
    somebody(add, 1, "oma", "owner", display_name="林 水")
    somebody(add, 2, "otto", display_name="林 水")
    add("entries", id=1, uid="e1", kind="post", author_id=2, source="Tea.", likes_count=1, **WHOLE)
    add("reactions", entry_id=1, kind="like", user_id=1, circle_id=1)
    add("login_sessions", id=1, user_id=2, token_digest="digest", expires_at=THEN * 2)


def somebody(add, number, name, role="member", **given):
    add("users", id=number, uid=f"u{number}", name=name, name_key=name, name_skeleton=name, **given)
    add("memberships", id=number, uid=f"m{number}", circle_id=1, user_id=number, role=role,
        state="active", level=1, joined_at=THEN)  # fmt: skip


def test_an_old_database_keeps_every_row_and_gets_what_is_new_as_if_unset(history, now):
    before, today = history.began_with, now(*LIVED_IN)
    assert all(before.values())
    after = {name: today[name][: len(lines)] for name, lines in before.items()}
    for name, lines in before.items():
        assert all(was.items() <= line.items()
                   for was, line in zip(lines, after[name], strict=True)), name  # fmt: skip
    fresh = {"level_told": 1, "badges_untold": 0, "on_boards": True, "badges": []}
    assert [line | fresh for line in after["memberships"]] == after["memberships"]
    assert after["circles"][0]["levels"] == []
    assert {(s["device"], s["network"]) for s in after["login_sessions"]} == {(None, None)}


def test_two_that_bring_it_up_to_date_at_once_do_it_once(later):
    began = threading.Barrier(2)

    def start(_number):
        began.wait()
        migrate.migrate(later)

    db.session.remove()
    with ThreadPoolExecutor(2) as both:
        assert list(both.map(start, range(2))) == [None, None]
    assert migrate.migrations_behind() == ""
    assert kept("entries")["entries"][0]["source"] == "Tea."


def test_who_comes_during_an_upgrade_waits_until_it_is_done(later, monkeypatch):
    """Outside, however long it takes: a database's own patience with who writes soon ends."""
    found, second, tried = [], [], threading.Event()
    writing, flock = migrate._writing, fcntl.flock

    def begin():
        found.append(migrate.migrations_behind())
        if len(found) == 1:
            second.append(other.submit(migrate.migrate, later))
            assert tried.wait(40)
        else:
            tried.set()
        return writing()

    def ask(handle, how):
        if found:
            tried.set()
        flock(handle, how)

    monkeypatch.setattr(migrate, "_writing", begin)
    monkeypatch.setattr(fcntl, "flock", ask)
    db.session.remove()
    with ThreadPoolExecutor(1) as other:
        migrate.migrate(later)
        assert second[0].result() is None
    assert found[0] and found[1:] == [""]


def test_the_version_before_goes_on_writing_while_the_tables_are_already_new(history, now):
    now(*LIVED_IN)
    tables = MetaData()
    tables.reflect(db.engine, only=LIVED_IN)
    for name, lines in history.began_with.items():
        added = [c for c in tables.tables[name].columns if c.name not in lines[0]]
        assert [c.name for c in added if not c.nullable and c.server_default is None] == [], name


def test_members_of_an_old_circle_check_in_and_see_what_points_they_have(today):
    actor = accounts.get_actor(2)
    points.check_in(actor, 1)
    circle, here = circles.enter(actor, "old")
    assert point_reads.my_points(here, circle).spendable == CHECK_IN
    assert session().get(Entry, 1).likes_count == 1


@pytest.mark.usefixtures("now")
def test_the_tables_of_every_step_are_those_the_models_describe():
    assert differences() == []
    found = inspect(db.engine)
    for table in db.metadata.sorted_tables:
        wanted = {one.name for one in table.constraints if isinstance(one, CheckConstraint)}
        there = {one["name"] for one in found.get_check_constraints(table.name)}
        assert there == wanted, table.name


def differences():
    from alembic.autogenerate import compare_metadata

    with db.engine.connect() as connection:
        context = lazy.alembic().MigrationContext.configure(connection, opts={"compare_type": True})
        return compare_metadata(context, db.metadata)


def test_steps_can_be_taken_back_with_the_rows_of_the_first_version_in_place(history, today):
    before = kept("reactions")
    with rows() as add:
        add("reactions", entry_id=1, kind="me_too", user_id=2, circle_id=1)
    step("downgrade", POINTS)
    assert kept("reactions") == before
    step("downgrade", FIRST)
    for name, lines in kept(*LIVED_IN).items():
        assert lines[: len(history.began_with[name])] == history.began_with[name], name
    upgraded(today)
    assert differences() == []


def test_an_upgrade_goes_through_while_others_write(old):
    db.session.remove()
    done = threading.Event()

    def write():
        count = 0
        with old.app_context():
            while not done.is_set() or not count:
                with db.engine.connect().execution_options(circle_write=True) as connection:
                    connection.execute(text("UPDATE users SET bio = 'writing' WHERE id = 1"))
                    connection.commit()
                count += 1
        return count

    with ThreadPoolExecutor(1) as other:
        writing = other.submit(write)
        try:
            migrate.migrate(old)
        finally:
            done.set()
        assert writing.result() > 0
    assert migrate.migrations_behind() == ""
    assert kept("users")["users"][0]["bio"] == "writing"


def test_an_upgrade_that_fails_half_way_leaves_the_tables_as_they_were(later):
    with db.engine.connect().execution_options(circle_write=True) as connection:
        # in the way of a later step
        connection.execute(text("CREATE TABLE hook_messages (id INTEGER)"))
        connection.commit()
    before = kept(*LIVED_IN)
    with pytest.raises(DatabaseError, match="hook_messages"):
        upgraded(later)
    names = set(inspect(db.engine).get_table_names())
    assert "acts" not in names and kept(*LIVED_IN) == before
    with db.engine.connect().execution_options(circle_write=True) as connection:
        connection.execute(text("DROP TABLE hook_messages"))
        connection.commit()
    upgraded(later)
    assert migrate.migrations_behind() == ""


@in_version("0004")
def questions(add):
    somebody(add, 3, "olga", "guest")
    add("entries", id=2, uid="e2", kind="question", author_id=1, source="?", **WHOLE)
    add("entries", id=3, uid="e3", kind="answer", author_id=3, parent_id=2, root_id=2,
        source="See /c/old/questions/4, not /c/new/questions/4.", **WHOLE)  # fmt: skip
    add("entries", id=4, uid="e4", kind="question", author_id=1, source="?", **WHOLE)
    add("questions", entry_id=2, circle_id=1, state="answered", bounty=20, bounty_state="paid",
        accepted_id=3, accepted_at=THEN, guest_answered=True)  # fmt: skip
    add("questions", entry_id=4, circle_id=1, state="open", bounty_state="none",
        guest_answered=True)  # fmt: skip
    add("answers", entry_id=3, question_id=2, circle_id=1)


def test_old_questions_remember_who_was_chosen_paid_linked_and_named(now):
    found = now("questions", "answers", "answer_turns", "question_links")
    one, other = sorted(found["questions"], key=lambda row: row["entry_id"])
    assert (one["chosen_at"], one["paid_id"], one["guest_answered"]) == (THEN, 3, True)
    assert (other["chosen_at"], other["paid_id"], other["guest_answered"]) == (None, None, False)
    assert found["answers"][0]["by_guest"]
    assert [(turn["answer_id"], turn["kind"]) for turn in found["answer_turns"]] == [
        (3, "accepted")
    ]
    assert [(row["entry_id"], row["target_id"]) for row in found["question_links"]] == [(3, 4)]


@in_version("0004")
def doubles_of_an_address_and_of_a_name_of_a_provider(add):
    for number, name in ((4, "omid"), (5, "onno")):
        somebody(add, number, name, email="a@b.org", email_key="a@b.org",
                 email_confirmed_at=THEN - number)  # fmt: skip
    for number, subject in enumerate(("7", "7", "8"), start=1):
        add("identities", id=number, user_id=4, provider="forum", subject=subject)


def test_of_old_doubles_the_first_keeps_address_and_name_of_a_provider(now):
    found = now("users", "identities")
    assert [user["id"] for user in found["users"] if user["email_confirmed_at"]] == [5]
    assert {user["email"] for user in found["users"] if user["id"] in (4, 5)} == {"a@b.org"}
    assert sorted(row["id"] for row in found["identities"]) == [1, 3]


@in_version("0004")
def rules_without_a_limit(add):
    told = [{"each": {"post": {"limit": 0, "points": 2}}, "daily_points": 70}, {}]
    for number, rules in enumerate(told, start=1):
        add("rule_sets", id=number, circle_id=1, version=number, rules=rules)


def test_rules_without_a_limit_are_the_highest_limit_now_that_a_limit_of_0_is_one(now):
    first, second = (row["rules"] for row in now("rule_sets")["rule_sets"])
    assert first == {"each": {"post": {"limit": 50, "points": 2}}, "daily_points": 70}
    assert second == {}


@in_version("0004")
def doubles_of_a_code(add):
    for number in (1, 2):
        add("rewards", id=number, uid=f"r{number}", circle_id=1, kind="code", price=1, stock=2)
        add("redemptions", id=number, uid=f"o{number}", circle_id=1, reward_id=number,
            user_id=number, kind="code", price=1, state="done")  # fmt: skip
    for number, (reward, code, order) in enumerate(
        ((1, "A", 2), (2, "A", 1), (1, "B", None), (2, "B", None), (2, "C", None)), start=1
    ):
        add("reward_codes", id=number, circle_id=1, reward_id=reward, code=code,
            redemption_id=order)  # fmt: skip


def test_old_doubles_of_a_code_are_given_to_nobody_else(now):
    found = now("reward_codes", "rewards")
    assert [(row["id"], bool(row["repeated"])) for row in found["reward_codes"]] == [
        (1, True), (2, False), (3, False), (5, False)
    ]
    assert [row["stock"] for row in found["rewards"]] == [1, 1]


@in_version("0005")
def what_was_removed_and_hidden(add):
    for number, (state, hidden, status) in enumerate(
        (("removed", None, "removed"), ("submitted", 7, "hidden")), start=5
    ):
        add("entries", id=number, uid=f"e{number}", circle_id=1, kind="post", author_id=2,
            author_state=state, review_state="clear", hidden_by_act=hidden, status=status,
            removed_at=THEN if state == "removed" else None)  # fmt: skip


def test_what_went_before_is_kept_for_six_months_and_shown_names_of_staff_are_held(history, now):
    found = now("entries", "users")
    ends = {row["id"]: row["forget_at"] for row in found["entries"]}
    assert (ends[1], ends[5]) == (None, THEN + HALF_A_YEAR)
    began, done = history.brought_up
    assert began <= ends[6] - HALF_A_YEAR <= done
    held = {row["id"]: row["held_skeleton"] for row in found["users"]}
    assert (held[1], held[2]) == ("林水", None)


@in_version("0005")
def orders(add):
    add("brands", id=1, uid="b1", name="Tea")
    for number, amount, refunded_at in ((1, 2599, None), (2, 2599, THEN), (3, 0, THEN)):
        add("purchases", id=number, brand_id=1, circle_id=1, user_id=2, order_id=f"A-{number}",
            amount=amount, refunded_at=refunded_at, created_at=THEN)  # fmt: skip


def test_of_an_old_order_that_was_refunded_before_it_was_told_the_amount_is_still_to_come(now):
    assert [row["told_at"] is None for row in now("purchases")["purchases"]] == [
        False, False, True
    ]


@in_version("0007")
def work_of_an_index(add):
    kinds = ("search.index_question", "search.index_questions", "search.index_circle")
    for number, kind in enumerate(kinds):
        add("jobs", id=number, kind=kind, payload={}, due_at=THEN, dead_at=None)
    add("index_queue", entry_id=1, circle_id=1, turn=1, due_at=THEN, attempts=6)
    add("search_names", circle_id=1, kind="circle", key="old", target_id=1, rank=3)


def test_work_of_an_index_that_is_gone_waits_for_nobody(now):
    found = now("jobs", "index_queue", "search_names")
    assert [one["kind"] for one in found["jobs"]] == ["search.index_circle"]
    assert (len(found["index_queue"]), len(found["search_names"])) == (1, 1)
    for wrong in ("UPDATE index_queue SET turn = 2", "UPDATE index_queue SET attempts = -1",
                  "UPDATE search_names SET rank = 4"):  # fmt: skip
        with pytest.raises(IntegrityError), db.engine.begin() as connection:
            connection.execute(text(wrong))
