"""Upgrading: a database of the first version keeps every row, and works as a new one does."""

import fcntl
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Integer,
    MetaData,
    insert,
    inspect,
    select,
    text,
)
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
from tests.databases import SqliteStore, WholePostgres, memory_folder

THEN = 1_700_000_000_000_000  # microseconds, when the first version was used
HALF_A_YEAR = 184 * 86_400_000_000
CHECK_IN = 2  # points for a day, as long as nobody changed the rules
FIRST, POINTS = "0001", "0002"


@pytest.fixture(scope="session", params=DATABASES)
def first_version(request):
    """An application whose database is of the first version, with a small circle in it."""
    with memory_folder() as folder:
        store = SqliteStore(folder) if request.param == "sqlite" else old_postgres()
        environ = {"CIRCLE_DATA": str(folder), "CIRCLE_DATABASE_URL": store.url,
                   "CIRCLE_SECRET_KEY": SECRET}  # fmt: skip
        app = create_app(load_settings(environ), TESTING=True, ARGON2_FAST=True)
        with app.app_context():
            step(lambda command, config: command.upgrade(config, FIRST))
            people_it()
            store.keep(db.engine)
        yield app, store
        with app.app_context():
            db.engine.dispose()


def old_postgres() -> WholePostgres:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    return WholePostgres(os.environ["TESTS_POSTGRES_URL"], f"circle_old_{worker}")


@pytest.fixture
def old(first_version):
    """That application, with the tables and rows of the first version again."""
    app, store = first_version
    with app.app_context():
        store.restore(db.engine)
        yield app
        db.session.remove()
        db.engine.dispose()


def step(take) -> None:
    """Take steps of the history up or down, the way `migrate` does."""
    config = migrate._config()
    with db.engine.connect() as connection:
        config.attributes["connection"] = connection
        take(lazy.alembic().command, config)
        connection.commit()


def upgraded(app) -> None:
    db.session.remove()
    migrate.migrate(app)


def people_it() -> None:
    """An owner and a member, who is signed in, wrote, and was liked: plain rows, as they lay."""
    with rows() as add:
        for number, name in enumerate(("oma", "otto"), start=1):
            add("users", id=number, uid=f"u{number}", name=name, name_key=name, name_skeleton=name)
        add("circles", id=1, uid="c1", slug="old", name="Old", visibility="public",
            join_policy="open", preset="interest", kinds=["post"], members_count=2)  # fmt: skip
        for number, role in enumerate(("owner", "member"), start=1):
            add("memberships", id=number, uid=f"m{number}", circle_id=1, user_id=number, role=role,
                state="active", level=1, joined_at=THEN)  # fmt: skip
        add("entries", id=1, uid="e1", circle_id=1, kind="post", author_id=2, source="Tea.",
            author_state="submitted", review_state="clear", status="published", likes_count=1,
            root_visible=True, published_at=THEN)  # fmt: skip
        add("reactions", entry_id=1, kind="like", user_id=1, circle_id=1)
        add("login_sessions", id=1, user_id=2, token_digest="digest", expires_at=THEN * 2)


@contextmanager
def rows():
    """Adds rows to tables as they are in the database, not as today's models say."""
    tables = MetaData()
    with db.engine.begin() as connection:
        tables.reflect(connection)
        yield lambda table, /, **given: connection.execute(
            insert(tables.tables[table]).values(filled(tables.tables[table], given))
        )


def filled(table, given):
    needed = [c for c in table.columns if not c.nullable and c.name not in given]
    return given | {c.name: blank(c) for c in needed}


def blank(column):
    if column.name.endswith("_at"):
        return THEN
    kinds = ((JSON, []), (Boolean, False), (BigInteger, 0), (Integer, 0))
    return next((value for kind, value in kinds if isinstance(column.type, kind)), "")


def kept(*names):
    """Every row of these tables, by what the columns of the first version were called."""
    tables = MetaData()
    with db.engine.connect() as connection:
        tables.reflect(connection)
        return {
            name: sorted(
                map(dict, connection.execute(select(tables.tables[name])).mappings()),
                key=lambda row: row.get("id", 0),
            )
            for name in names
        }


LIVED_IN = ("users", "circles", "memberships", "entries", "reactions", "login_sessions")


def test_an_old_database_keeps_every_row_and_gets_what_is_new_as_if_unset(old):
    before = kept(*LIVED_IN)
    assert all(before.values())
    upgraded(old)
    after = kept(*LIVED_IN)
    for name, lines in before.items():
        assert all(was.items() <= now.items()
                   for was, now in zip(lines, after[name], strict=True)), name  # fmt: skip
    fresh = {"level_told": 1, "badges_untold": 0, "on_boards": True, "badges": []}
    assert [line | fresh for line in after["memberships"]] == after["memberships"]
    assert after["circles"][0]["levels"] == []
    assert {(s["device"], s["network"]) for s in after["login_sessions"]} == {(None, None)}


def test_two_that_bring_it_up_to_date_at_once_do_it_once(old):
    began = threading.Barrier(2)

    def start(_number):
        began.wait()
        migrate.migrate(old)

    db.session.remove()
    with ThreadPoolExecutor(2) as both:
        assert list(both.map(start, range(2))) == [None, None]
    assert migrate.migrations_behind() == ""
    assert kept("entries")["entries"][0]["source"] == "Tea."


def test_who_comes_during_an_upgrade_waits_until_it_is_done(old, monkeypatch):
    """Outside, however long it takes: a database's own patience with who writes soon ends."""
    found, later, tried = [], [], threading.Event()
    writing, flock = migrate._writing, fcntl.flock

    def begin():
        found.append(migrate.migrations_behind())
        if len(found) == 1:
            later.append(other.submit(migrate.migrate, old))
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
        migrate.migrate(old)
        assert later[0].result() is None
    assert found[0] and found[1:] == [""]


def test_the_version_before_goes_on_writing_while_the_tables_are_already_new(old):
    then = {name: set(lines[0]) for name, lines in kept(*LIVED_IN).items()}
    upgraded(old)
    tables = MetaData()
    tables.reflect(db.engine)
    for name, known in then.items():
        added = [c for c in tables.tables[name].columns if c.name not in known]
        assert [c.name for c in added if not c.nullable and c.server_default is None] == [], name


def test_members_of_an_old_circle_check_in_and_see_what_points_they_have(old):
    upgraded(old)
    actor = accounts.get_actor(2)
    points.check_in(actor, 1)
    circle, here = circles.enter(actor, "old")
    assert point_reads.my_points(here, circle).spendable == CHECK_IN
    assert session().get(Entry, 1).likes_count == 1


def test_the_tables_of_every_step_are_those_the_models_describe(old):
    upgraded(old)
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


def test_steps_can_be_taken_back_with_the_rows_of_the_first_version_in_place(old):
    before = kept(*LIVED_IN)
    upgraded(old)
    with rows() as add:
        add("reactions", entry_id=1, kind="me_too", user_id=2, circle_id=1)
    step(lambda command, config: command.downgrade(config, POINTS))
    assert kept("reactions") == {"reactions": before["reactions"]}
    step(lambda command, config: command.downgrade(config, FIRST))
    assert kept(*LIVED_IN) == before
    upgraded(old)
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


def test_an_upgrade_that_fails_half_way_leaves_the_tables_as_they_were(old):
    with db.engine.connect().execution_options(circle_write=True) as connection:
        connection.execute(text("CREATE TABLE reveals (id INTEGER)"))  # in the way of a later step
        connection.commit()
    before = kept(*LIVED_IN)
    with pytest.raises(DatabaseError, match="reveals"):
        upgraded(old)
    names = set(inspect(db.engine).get_table_names())
    assert "check_ins" not in names and kept(*LIVED_IN) == before
    with db.engine.connect().execution_options(circle_write=True) as connection:
        connection.execute(text("DROP TABLE reveals"))
        connection.commit()
    upgraded(old)
    assert migrate.migrations_behind() == ""


def test_old_questions_remember_who_was_chosen_paid_linked_and_named(old):
    step(lambda command, config: command.upgrade(config, "0004"))
    whole = {"circle_id": 1, "author_state": "submitted", "review_state": "clear",
             "status": "published", "root_visible": True, "published_at": THEN}  # fmt: skip
    with rows() as add:
        add("entries", id=2, uid="e2", kind="question", author_id=1, source="?", **whole)
        add("entries", id=3, uid="e3", kind="answer", author_id=2, parent_id=2, root_id=2,
            source="See /c/old/questions/4, not /c/new/questions/4.", **whole)  # fmt: skip
        add("entries", id=4, uid="e4", kind="question", author_id=1, source="?", **whole)
        add("questions", entry_id=2, circle_id=1, state="answered", bounty=20, bounty_state="paid",
            accepted_id=3, accepted_at=THEN, guest_answered=True)  # fmt: skip
        add("questions", entry_id=4, circle_id=1, state="open", bounty_state="none",
            guest_answered=True)  # fmt: skip
        add("answers", entry_id=3, question_id=2, circle_id=1)
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE memberships SET role = 'guest' WHERE user_id = 2"))
    upgraded(old)
    now = kept("questions", "answers", "answer_turns", "question_links", "reveals")
    one, other = sorted(now["questions"], key=lambda row: row["entry_id"])
    assert (one["chosen_at"], one["paid_id"], one["guest_answered"]) == (THEN, 3, True)
    assert (other["chosen_at"], other["paid_id"], other["guest_answered"]) == (None, None, False)
    assert now["answers"][0]["by_guest"]
    assert [(turn["answer_id"], turn["kind"]) for turn in now["answer_turns"]] == [(3, "accepted")]
    assert [(row["entry_id"], row["target_id"]) for row in now["question_links"]] == [(3, 4)]


def test_of_old_doubles_the_first_keeps_address_and_name_of_a_provider(old):
    step(lambda command, config: command.upgrade(config, "0004"))
    with db.engine.begin() as connection:
        connection.execute(text(
            "UPDATE users SET email = 'a@b.org', email_key = 'a@b.org', "
            f"email_confirmed_at = {THEN} - id WHERE id IN (1, 2)"
        ))  # fmt: skip
    with rows() as add:
        for number, subject in enumerate(("7", "7", "8"), start=1):
            add("identities", id=number, user_id=1, provider="forum", subject=subject)
    upgraded(old)
    now = kept("users", "identities")
    assert [user["id"] for user in now["users"] if user["email_confirmed_at"]] == [2]
    assert {user["email"] for user in now["users"] if user["id"] in (1, 2)} == {"a@b.org"}
    assert sorted(row["id"] for row in now["identities"]) == [1, 3]


def test_rules_without_a_limit_are_the_highest_limit_now_that_a_limit_of_0_is_one(old):
    step(lambda command, config: command.upgrade(config, "0004"))
    told = [{"each": {"post": {"limit": 0, "points": 2}}, "daily_points": 70}, {}]
    with rows() as add:
        for number, rules in enumerate(told, start=1):
            add("rule_sets", id=number, circle_id=1, version=number, rules=rules)
    upgraded(old)
    first, second = (row["rules"] for row in kept("rule_sets")["rule_sets"])
    assert first == {"each": {"post": {"limit": 50, "points": 2}}, "daily_points": 70}
    assert second == {}


def test_old_doubles_of_a_code_are_given_to_nobody_else(old):
    step(lambda command, config: command.upgrade(config, "0004"))
    with rows() as add:
        for number in (1, 2):
            add("rewards", id=number, uid=f"r{number}", circle_id=1, kind="code", price=1, stock=2)
            add("redemptions", id=number, uid=f"o{number}", circle_id=1, reward_id=number,
                user_id=number, kind="code", price=1, state="done")  # fmt: skip
        for number, (reward, code, order) in enumerate(
            ((1, "A", 2), (2, "A", 1), (1, "B", None), (2, "B", None), (2, "C", None)), start=1
        ):
            add("reward_codes", id=number, circle_id=1, reward_id=reward, code=code,
                redemption_id=order)  # fmt: skip
    upgraded(old)
    now = kept("reward_codes", "rewards")
    assert [(row["id"], bool(row["repeated"])) for row in now["reward_codes"]] == [
        (1, True), (2, False), (3, False), (5, False)
    ]
    assert [row["stock"] for row in now["rewards"]] == [1, 1]


def test_what_went_before_is_kept_for_six_months_and_shown_names_of_staff_are_held(old):
    step(lambda command, config: command.upgrade(config, "0005"))
    with rows() as add:
        for number, (state, hidden, status) in enumerate(
            (("removed", None, "removed"), ("submitted", 7, "hidden")), start=2
        ):
            add("entries", id=number, uid=f"e{number}", circle_id=1, kind="post", author_id=2,
                author_state=state, review_state="clear", hidden_by_act=hidden, status=status,
                removed_at=THEN if state == "removed" else None)  # fmt: skip
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE users SET display_name = '林 水'"))
    before = time.time() * 1_000_000
    upgraded(old)
    now = kept("entries", "users")
    shown, removed, hidden = (row["forget_at"] for row in now["entries"])
    assert (shown, removed) == (None, THEN + HALF_A_YEAR)
    assert before <= hidden - HALF_A_YEAR <= time.time() * 1_000_000
    assert [row["held_skeleton"] for row in now["users"]] == ["林水", None]


def test_of_an_old_order_that_was_refunded_before_it_was_told_the_amount_is_still_to_come(old):
    step(lambda command, config: command.upgrade(config, "0005"))
    with rows() as add:
        add("brands", id=1, uid="b1", name="Tea")
        for number, amount, refunded_at in ((1, 2599, None), (2, 2599, THEN), (3, 0, THEN)):
            add("purchases", id=number, brand_id=1, circle_id=1, user_id=2, order_id=f"A-{number}",
                amount=amount, refunded_at=refunded_at, created_at=THEN)  # fmt: skip
    upgraded(old)
    now = kept("purchases")["purchases"]
    assert [row["told_at"] is None for row in now] == [False, False, True]


def test_work_of_an_index_that_is_gone_waits_for_nobody(old):
    step(lambda command, config: command.upgrade(config, "0007"))
    with rows() as add:
        kinds = ("search.index_question", "search.index_questions", "search.index_circle")
        for number, kind in enumerate(kinds):
            add("jobs", id=number, kind=kind, payload={}, due_at=THEN, dead_at=None)
        add("index_queue", entry_id=1, circle_id=1, turn=1, due_at=THEN, attempts=6)
        add("search_names", circle_id=1, kind="circle", key="old", target_id=1, rank=3)
    upgraded(old)
    assert [one["kind"] for one in kept("jobs")["jobs"]] == ["search.index_circle"]
    assert {table: len(there) for table, there in kept("index_queue", "search_names").items()} == {
        "index_queue": 1, "search_names": 1,
    }  # fmt: skip
    for wrong in ("UPDATE index_queue SET turn = 2", "UPDATE index_queue SET attempts = -1",
                  "UPDATE search_names SET rank = 4"):  # fmt: skip
        with pytest.raises(IntegrityError), db.engine.begin() as connection:
            connection.execute(text(wrong))
