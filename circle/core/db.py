"""The database: column types, the engine's manners, and the one transaction that commits."""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, BigInteger, Dialect, Engine, Integer, MetaData, Table, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Session, registry
from sqlalchemy.types import TypeDecorator
from ulid import ULID

from circle.core.clock import EPOCH
from circle.core.errors import Unavailable

P = ParamSpec("P")
R = TypeVar("R")

BUSY_TIMEOUT_MS = 5000  # how long a SQLite writer waits before the request answers 503
TRIES = 5  # of a transaction that others win over; each costs a second, the database's patience
LOST = ("40P01", "40001")  # deadlock, serialisation (PostgreSQL)


class Lost(Unavailable):
    """The database ended this transaction so that another could go on; nothing of it is kept."""


Id = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows only as INTEGER


class UtcTime(TypeDecorator[datetime]):
    """An aware UTC instant, stored as whole microseconds since 1970."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Microseconds since the epoch; a naive time is a mistake and raises."""
        if value is None:
            return None
        return (value - EPOCH) // timedelta(microseconds=1)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """The aware instant again."""
        return None if value is None else EPOCH + timedelta(microseconds=value)


class Base(DeclarativeBase):
    """Every table: integers are 64 bit, times are UTC microseconds."""

    registry = registry(
        type_annotation_map={int: Id, datetime: UtcTime, dict[str, Any]: JSON, list[Any]: JSON},
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
    )


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


def new_uid() -> str:
    """A ULID: 26 characters, sortable by time, the same after export and import."""
    return str(ULID())


def session() -> Session:
    """The session of the current application context."""
    return db.session()


def lock_row(statement: Any) -> Any:
    """Read fresh and keep the rows until commit (PostgreSQL; SQLite's writer is alone anyway)."""
    return statement.with_for_update().execution_options(populate_existing=True)


def table_of(model: type[Base]) -> Table:
    """A model's bare table: what is written there often costs a quarter, and no object follows."""
    return cast(Table, model.__table__)


def dialect_name() -> str:
    """Which database this is, for statements that are built once for each."""
    return db.engine.dialect.name


def insert_into(table: Any) -> Any:
    """An INSERT that can say what to do about a row that is there already, on either database."""
    if dialect_name() == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


@contextmanager
def transaction(wait_ms: int | None = None) -> Iterator[Session]:
    """One transaction around everything inside; a nested one joins.

    Drops the read snapshot first, then takes the write lock (SQLite) so that what is read inside is
    what is written over. Raises Unavailable when the lock is not to be had in BUSY_TIMEOUT_MS, or
    in `wait_ms`: for reads that keep something by the way and must not wait for a writer.
    """
    current = session()
    if current.info.get("writing"):
        with _doomed_by_error(current):
            yield current
        return
    current.rollback()
    current.info.update(writing=True, doomed=False, **_nothing_noted())
    try:
        current.connection(execution_options={"circle_write": True, "circle_wait": wait_ms})
        if wait_ms is not None and current.get_bind().dialect.name == "postgresql":
            current.execute(text(f"SET LOCAL lock_timeout = {wait_ms:d}"))
        yield current
        _finish(current)
    except OperationalError as error:
        current.rollback()
        if getattr(error.orig, "sqlstate", None) in LOST:
            raise Lost(retry_after=1) from error
        if _is_lock_trouble(error):
            raise Unavailable(retry_after=1) from error
        raise
    except BaseException:
        current.rollback()
        raise
    finally:
        current.info.update(writing=False, **_nothing_noted())


@contextmanager
def snapshot() -> Iterator[Session]:
    """Everything read inside is of one moment, however much is written meanwhile; nothing waits.

    PostgreSQL: REPEATABLE READ, read only. SQLite: the one read transaction a session has anyway.
    """
    current = session()
    if current.info.get("writing"):
        raise RuntimeError("a verb reads what it is about to write, not how things stood")
    current.rollback()
    options: dict[str, Any] = {}
    if dialect_name() == "postgresql":
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    try:
        current.connection(execution_options=options)
        yield current
    finally:
        current.rollback()


def action(verb: Callable[P, R]) -> Callable[P, R]:
    """Make a function a verb: one transaction, or part of the one already open.

    Its own transaction is tried again when it lost against another: a verb touches nothing but the
    database. Inside another's, that one is tried again as a whole, by whoever opened it.
    """

    @wraps(verb)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        def once() -> R:
            with transaction() as current:
                result = verb(*args, **kwargs)
                current.flush()
                return result

        return once() if in_transaction() else repeated(once)

    return run


def repeated(work: Callable[[], R]) -> R:
    """Do it, and again when its transaction lost against another, up to TRIES times.

    `work` opens the transaction itself and changes nothing outside the database.
    """
    for _ in range(TRIES - 1):
        try:
            return work()
        except Lost:
            time.sleep(random.uniform(0, 0.05))  # two who lost together part
    return work()


def abandon() -> None:
    """End the open transaction without keeping anything of it, though nothing was raised."""
    session().info["doomed"] = True


def in_transaction() -> bool:
    """Whether a verb is under way in this context."""
    return bool(session().info.get("writing"))


def found_so_far() -> dict[Any, Any]:
    """What verbs of the open transaction found out and leave to those after them, until it ends."""
    if not in_transaction():
        raise RuntimeError("found_so_far belongs inside a verb")
    found: dict[Any, Any] = session().info["found"]
    return found


def before_commit(
    finisher: Callable[[list[int]], None], ident: int, *, last: bool = False
) -> None:
    """Have `finisher` called once with all its ids, sorted, as the last thing before commit.

    `last` is for rows that everybody holds, so that they are held for a moment only: it comes
    after all that are not.
    """
    if not in_transaction():
        raise RuntimeError("before_commit belongs inside a verb")
    place = session().info["closers" if last else "finishers"]
    place.setdefault(finisher, set()).add(ident)


def add_before_commit(adder: Callable[[list[tuple[Any, int]]], None], key: Any, by: int) -> None:
    """Have `adder` called once with what was added to each key, sorted, just before commit.

    For counters that many rows of one transaction change, and many transactions at once.
    """
    if not in_transaction():
        raise RuntimeError("add_before_commit belongs inside a verb")
    session().info["sums"].setdefault(adder, Counter())[key] += by


def attach_engine_manners(engine: Engine) -> None:
    """SQLite: WAL, every commit on disk, foreign keys, and BEGIN said by us."""
    if engine.dialect.name != "sqlite":
        return
    event.listen(engine, "connect", _configure_sqlite)
    event.listen(engine, "begin", _begin_sqlite)


def _configure_sqlite(connection: Any, record: object) -> None:
    connection.isolation_level = None  # the driver must not decide when a transaction starts
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "cache_size=-4000",
        "mmap_size=268435456",
        "temp_store=MEMORY",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    wait_ms = options.get("circle_wait")
    if wait_ms is None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("circle_write") else "BEGIN")
        return
    connection.exec_driver_sql(f"PRAGMA busy_timeout={wait_ms:d}")
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")


@contextmanager
def _doomed_by_error(current: Session) -> Iterator[None]:
    """A verb that failed half-way inside another's transaction must not be committed by it."""
    try:
        yield
    except BaseException:
        current.info["doomed"] = True
        raise


def _nothing_noted() -> dict[str, Any]:
    """What a transaction gathers for its end."""
    return {"finishers": {}, "closers": {}, "sums": {}, "found": {}}


def _finish(current: Session) -> None:
    if current.info["doomed"]:
        current.rollback()
        return
    current.flush()
    for adder, sums in list(current.info["sums"].items()):
        adder(sorted(sums.items()))
    for place in ("finishers", "closers"):
        for finisher, idents in list(current.info[place].items()):
            finisher(sorted(idents))
    current.commit()


def _is_lock_trouble(error: OperationalError) -> bool:
    if getattr(error.orig, "sqlstate", None) == "55P03":
        return True  # lock timeout (PostgreSQL)
    return "database is locked" in str(error.orig) or "database table is locked" in str(error.orig)
