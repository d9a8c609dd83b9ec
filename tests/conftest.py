"""What every test stands on: two databases, a cast, a clock, a mail server, the jobs."""

import gc
import os
import shutil
import socket
import warnings
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import has_app_context
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import update

from circle import wiring
from circle.accounts.models import LoginSession
from circle.app import create_app
from circle.circles import actions as circles
from circle.circles.schemas import SettingsChange
from circle.config import load_settings
from circle.core import clock as core_clock
from circle.core import pagecache
from circle.core.db import db
from circle.core.i18n import LOCALES, set_locale
from circle.core.jobs import run_due_job
from circle.core.migrate import migrate
from circle.core.recent import forget_everything
from circle.search.engines import engine
from circle.search.jobs import index_waiting
from tests import databases, turns
from tests.cast import make_cast
from tests.client import Browser

gc.set_threshold(200_000, 50, 1000)  # eight thousand tests are made, and none is thrown away
SECRET = "a secret for tests only, forty bytes long."
DATABASES = ("sqlite", "postgres")
PROOF_LASTS = timedelta(minutes=4)  # a sign-in is proof for ten, and a test takes its time
LONGEST = ("tests/demo/test_loading.py", "tests/demo/test_killed.py", "tests/browser/test_pages.py")


def pytest_addoption(parser):
    """What can be asked for at the command line."""
    turns.add_to(parser)


def pytest_configure(config):
    """Start PostgreSQL once, in the process that starts the workers."""
    for mark in turns.MARKS:
        config.addinivalue_line("markers", mark)
    config.addinivalue_line(
        "markers", "one_database: asks nothing of the database; others walk the same on both"
    )
    if hasattr(config, "workerinput") or databases.outside_postgres():
        return
    config.circle_folders = ExitStack()
    folder = config.circle_folders.enter_context(databases.memory_folder())
    os.environ["TESTS_TEMPLATES"] = str(folder)
    config.circle_postgres, url = databases.start_postgres(folder / "pg")
    os.environ["TESTS_POSTGRES_URL"] = url


@pytest.hookimpl(tryfirst=True)
def pytest_generate_tests(metafunc):
    """What is refused before, or drawn after, the database was asked runs on one of them."""
    if metafunc.definition.get_closest_marker("one_database"):
        on_one_database(metafunc)


def on_one_database(metafunc) -> None:
    """Run this test on SQLite alone."""
    if "database" in metafunc.fixturenames:
        metafunc.definition.add_marker(
            pytest.mark.parametrize("database", DATABASES[:1], indirect=True, scope="session")
        )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Tests take turns between the databases; the longest begin first: nobody waits at the end."""
    asked = config.option
    how = {"walks_alone": asked.every_row, "all_do": not (asked.every_row or asked.every_way)}
    left = turns.left_to_others(items, DATABASES, turn=asked.turn, **how)
    if left:
        elsewhere = set(left)
        items[:] = [item for item in items if item not in elsewhere]
        config.hook.pytest_deselected(items=left)
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))


def pytest_collection_finish():
    """What was imported stays: looking through it again and again took an eighth of the time."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure(config):
    """Stop what was started."""
    gc.collect()
    gc.freeze()  # pytest looks five times for what nobody let go: once found is enough
    server = getattr(config, "circle_postgres", None)
    if server is not None:
        server.cleanup()
        config.circle_folders.close()
        os.environ.pop("TESTS_POSTGRES_URL", None)
        os.environ.pop("TESTS_TEMPLATES", None)


@pytest.fixture(scope="session", params=DATABASES)
def database(request):
    """One of the two databases, empty."""
    if request.param == "sqlite":
        with databases.memory_folder() as folder:
            yield databases.SqliteStore(folder)
        return
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    server = os.environ["TESTS_POSTGRES_URL"]
    yield databases.PostgresStore(databases.fresh_postgres(server, f"circle_{worker}"))


@pytest.fixture(scope="session")
def world(database):
    """The application on that database with the cast in it, and how it stood then."""
    with databases.memory_folder() as folder:
        app, cast = _peopled(database, folder)
        yield app, cast
        with app.app_context():
            db.engine.dispose()


def _peopled(database, folder: Path):
    environ = {
        "CIRCLE_DATA": str(folder), "CIRCLE_DATABASE_URL": database.url,
        "CIRCLE_SECRET_KEY": SECRET, "CIRCLE_RATE_LIMITS": "on",
    }  # fmt: skip
    app = create_app(load_settings(environ), TESTING=True, ARGON2_FAST=True)
    app.test_client_class = Browser
    compiled = os.environ.get("TESTS_TEMPLATES")  # one folder for all workers; CI has none
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(compiled) if compiled else None
    migrate(app)
    cast = make_cast(app)
    _do_every_job(app)
    with app.app_context():
        database.attach(db.engine)
        engine()  # PostgreSQL's is a table: it is there before the database is remembered
        database.keep(db.engine, facts=datetime.now(UTC))
    return app, cast


def _do_every_job(app) -> int:
    """Run what is due until nothing is; answers how many ran."""
    count = 0
    while True:
        with app.app_context():
            if not run_due_job(wiring.JOBS):
                return count
        count += 1


@pytest.fixture
def app(world, database):
    """The application, with the database as it stood when the cast was made."""
    application, _cast = world
    with application.app_context():
        database.restore_when_asked(db.engine)
        _stay_signed_in(database)
    _forget_what_was_read(application)
    shutil.rmtree(application.config["CIRCLE"].media_root, ignore_errors=True)
    shutil.rmtree(application.config["CIRCLE"].index_root, ignore_errors=True)
    set_locale(LOCALES[0])
    yield application
    with application.app_context():
        db.session.remove()


def _forget_what_was_read(app) -> None:
    """What the process keeps of the database as it stood."""
    pagecache.pages.clear()
    app.extensions["circle_tally"].forget()
    forget_everything()


def _stay_signed_in(database) -> None:
    """A run takes longer than a sign-in is proof; a test whose clock was moved has its own time."""
    moved = abs(core_clock.now() - datetime.now(UTC)) > timedelta(seconds=1)
    if moved or database.kept["cast"] < datetime.now(UTC) - PROOF_LASTS:
        _sign_in_just_now()
        if not moved:
            database.keep(db.engine, facts=datetime.now(UTC))


def _sign_in_just_now() -> None:
    with db.engine.begin() as connection:
        connection.execute(update(LoginSession).values(created_at=core_clock.now()))


@pytest.fixture
def cast(world, app):
    """owner admin moderator guest member outsider removed banned, around the circle `tea`."""
    return world[1]


@pytest.fixture
def anyone(app):
    """A browser in which nobody is signed in."""
    return app.test_client()


@pytest.fixture
def inside(app):
    """A fresh application context, for calling verbs and queries directly."""
    with app.app_context():
        yield
        db.session.remove()


class Clock:
    """A clock tests can move."""

    def __init__(self) -> None:
        self._shift = timedelta(0)
        core_clock.read_from(lambda: datetime.now(UTC) + self._shift)

    def hold(self) -> None:
        """Let no time pass any more."""
        moment = datetime.now(UTC) + self._shift
        core_clock.read_from(lambda: moment)

    def travel(self, **span: float) -> None:
        """Let this much time pass (or, negative, take it back)."""
        self._shift += timedelta(**span)

    def be(self, moment: datetime) -> None:
        """It is this moment now."""
        self._shift = moment - datetime.now(UTC)


@pytest.fixture
def clock():
    """The clock everything reads, movable."""
    yield Clock()
    core_clock.read_from(None)


def _copy_files(of: Path, to: Path) -> None:
    shutil.rmtree(to, ignore_errors=True)
    if of.is_dir():
        shutil.copytree(of, to)


@pytest.fixture
def scene(app, database, clock):
    """What many tests begin with: `scene(name, make)` makes it once per worker and database.

    Each time it stands as it stood then, at the moment it was then; answers what `make` answered
    (plain values: no rows, nobody's browser). What the test did before is gone or part of it.
    """
    files = app.config["CIRCLE"].media_root

    def stand(name: str, make: Callable[[], object]):
        if has_app_context():
            db.session.remove()
        with app.app_context():
            copy = files.with_name(f"kept {name}")
            if name in database.kept:
                database.restore_when_asked(db.engine, name)
                _forget_what_was_read(app)
                _copy_files(copy, files)
            else:
                facts = make()
                db.session.remove()
                _copy_files(files, copy)
                database.keep(db.engine, name, (facts, core_clock.now()))
        facts, moment = database.kept[name]
        clock.be(moment)
        return facts

    return stand


@pytest.fixture
def calm(scene, cast):
    """The circle `tea` without newcomer review: nobody's first words wait."""

    def make():
        owner = cast.owner.inside()
        circles.change_settings(owner, owner.circle_id, SettingsChange(newcomer_review=0))

    scene("tea without newcomer review", make)


@pytest.fixture(scope="session")
def ways(request):
    """`ways(all_of_them, number)`: in which the one with this number is asked in this run."""
    asked = request.config.option
    return turns.Ways(asked.turn, every=asked.every_way or asked.every_row)


@pytest.fixture
def run_jobs(app):
    """Run every due job; answers how many ran."""
    return lambda: _do_every_job(app)


@pytest.fixture
def run_index(app):
    """Bring what changed into the index, as the worker does beside its jobs."""

    def follow() -> None:
        with app.app_context():
            while index_waiting():
                pass

    return follow


class Mailbox:
    """A real SMTP server on loopback and the letters it was handed."""

    def __init__(self) -> None:
        from aiosmtpd.controller import Controller

        self.letters: list = []
        self.answers: dict[str, str] = {}  # to letters for these addresses
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        """Know an address, or say what the test wants said."""
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 known"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        """Take a letter."""
        from email import message_from_bytes, policy

        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 taken"

    def close(self) -> None:
        """End the server."""
        self._controller.stop()


@pytest.fixture
def smtp(app, monkeypatch):
    """A mail server that is configured and listening."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        mailbox = Mailbox()
    monkeypatch.setitem(app.config, "SMTP_URL", f"smtp://127.0.0.1:{mailbox.port}")
    monkeypatch.setitem(app.config, "MAIL_FROM", "circle@example.org")
    yield mailbox
    mailbox.close()


REPO = Path(__file__).parent.parent
