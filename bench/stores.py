"""The databases a soak runs on: real files, and a PostgreSQL that keeps its word."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.databases import fresh_postgres, outside_postgres, start_postgres, temporary_folder


@contextmanager
def databases(only: str | None) -> Iterator[dict[str, str | None]]:
    """The databases to run on: SQLite in the site's folder, a throw-away PostgreSQL."""
    urls: dict[str, str | None] = {"sqlite": None}
    server = None
    if only != "sqlite":
        url = outside_postgres()
        if url is None:
            server, url = start_postgres(temporary_folder() / "pg", durable=True)
        urls["postgres"] = fresh_postgres(url, "circle_soak")
    if only == "postgres":
        del urls["sqlite"]
    try:
        yield urls
    finally:
        if server is not None:
            server.cleanup()
