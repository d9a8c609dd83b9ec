"""SQLite's FTS5 over our tokens, for a large site in one process: a file beside the database."""

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from circle.search.documents import FORM, Document, Filters, Found, Hit, Order, Query
from circle.search.engines.base import MOST_READ
from circle.search.ranking import TAGS, TITLE, ways, weighed
from circle.search.tokens import Term, comparable, tokens

WAIT = 30  # seconds for the other writer
# The index holds no text; what was put in is kept packed, since FTS5 takes out only what it is told
SCHEMA = """
CREATE VIRTUAL TABLE words USING fts5(
    title, tags, body, echoes, marks, content='', tokenize="ascii tokenchars '.-_+#''’'"
);
CREATE VIRTUAL TABLE counts USING fts5vocab(words, row);
CREATE TABLE facts (
    entry_id INTEGER PRIMARY KEY, circle_id INTEGER NOT NULL, scope TEXT NOT NULL,
    kind TEXT NOT NULL, published INTEGER NOT NULL, answered INTEGER NOT NULL,
    featured INTEGER NOT NULL, version INTEGER NOT NULL
);
CREATE TABLE kept (entry_id INTEGER PRIMARY KEY, words BLOB NOT NULL);
"""
TABLES = ("counts", "words", "facts", "kept")


class Fts5Engine:
    """An index in a file of its own, so that writing it holds nobody up who writes the database."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(self._open()) as file:
            file.execute("PRAGMA journal_mode = WAL")
        with self._writing() as file:
            if file.execute("PRAGMA user_version").fetchone() != (FORM,):
                _make(file)

    def clear(self) -> None:
        """Hold nothing."""
        with self._writing() as file:
            _make(file)

    def write(self, documents: Sequence[Document]) -> None:
        """Hold these documents as they are now, in place of what was held of them."""
        ready = [
            (one, _columns(one)) for one in {one.entry_id: one for one in documents}.values()
        ]
        with self._writing() as file:
            for one, columns in ready:
                _forget(file, one.entry_id)
                _add(file, one, columns)

    def drop(self, entry_ids: Iterable[int]) -> None:
        """Hold these entries no longer."""
        with self._writing() as file:
            for entry_id in entry_ids:
                _forget(file, entry_id)

    def held(self, after: int, limit: int) -> Sequence[tuple[int, int]]:
        """The entries held with an id beyond `after`, in order of id, each with its version."""
        with closing(self._open()) as file:
            return file.execute(
                "SELECT entry_id, version FROM facts WHERE entry_id > ? ORDER BY entry_id LIMIT ?",
                (after, limit),
            ).fetchall()

    def find(self, query: Query, limit: int, before: Found | None = None) -> Found:
        """At most `limit` candidates by bm25, title over tags over body."""
        with closing(self._open()) as file:
            total = file.execute("SELECT count(*) FROM facts").fetchone()[0]
            weights, chosen, counts = weighed(
                query, partial(_counts, file), lambda: total, MOST_READ
            )
            for order, needed in ways(query, chosen):
                common = counts[chosen[0].text] > MOST_READ
                match = _match(needed, chosen, query.filters)
                statement, given = _statement(query.filters, match, order, common)
                rows = file.execute(statement, (*given, limit)).fetchall()
                if rows:
                    return Found(tuple(Hit(entry_id, score) for entry_id, score in rows), weights)
            return Found((), weights)

    def _open(self) -> sqlite3.Connection:
        file = sqlite3.connect(self._path, timeout=WAIT, isolation_level=None)
        file.execute("PRAGMA synchronous = NORMAL")  # what a power cut takes is indexed again
        return file

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with closing(self._open()) as file:
            file.execute("BEGIN IMMEDIATE")
            yield file
            file.execute("COMMIT")  # closing without it takes everything back


def _make(file: sqlite3.Connection) -> None:
    for table in TABLES:
        file.execute(f"DROP TABLE IF EXISTS {table}")
    for statement in SCHEMA.split(";")[:-1]:
        file.execute(statement)
    file.execute(f"PRAGMA user_version = {FORM}")


def _columns(one: Document) -> tuple[str, ...]:
    texts = (one.title, "\n".join(one.tags), one.body)
    told = (" ".join(tokens(comparable(text))) for text in texts)
    return (*told, " ".join(sorted(one.echoes)), " ".join(one.marks))


def _add(file: sqlite3.Connection, one: Document, columns: tuple[str, ...]) -> None:
    file.execute(
        "INSERT INTO words (rowid, title, tags, body, echoes, marks) VALUES (?, ?, ?, ?, ?, ?)",
        (one.entry_id, *columns),
    )
    file.execute(
        "INSERT INTO facts VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            one.entry_id, one.circle_id, one.scope, one.kind, one.published, one.answered,
            one.featured, one.version,
        ),
    )  # fmt: skip
    packed = zlib.compress(json.dumps(columns, ensure_ascii=False).encode(), 1)
    file.execute("INSERT INTO kept VALUES (?, ?)", (one.entry_id, packed))


def _forget(file: sqlite3.Connection, entry_id: int) -> None:
    kept = file.execute("SELECT words FROM kept WHERE entry_id = ?", (entry_id,)).fetchone()
    if kept is None:
        return
    file.execute(
        "INSERT INTO words (words, rowid, title, tags, body, echoes, marks)"
        " VALUES ('delete', ?, ?, ?, ?, ?, ?)",
        (entry_id, *json.loads(zlib.decompress(kept[0]))),
    )
    file.execute("DELETE FROM facts WHERE entry_id = ?", (entry_id,))
    file.execute("DELETE FROM kept WHERE entry_id = ?", (entry_id,))


def _counts(file: sqlite3.Connection, terms: Sequence[Term]) -> dict[str, int]:
    return {term.text: _count(file, term) for term in terms}


def _count(file: sqlite3.Connection, term: Term) -> int:
    if term.begins:
        # The character after the last there is: where what begins so ends.
        end = term.text + "\U0010ffff"
        found = file.execute(
            "SELECT sum(doc) FROM counts WHERE term >= ? AND term < ?", (term.text, end)
        ).fetchone()
    else:
        found = file.execute("SELECT doc FROM counts WHERE term = ?", (term.text,)).fetchone()
    return int(found[0] or 0) if found else 0


def _quoted(term: Term) -> str:
    return '"' + term.text.replace('"', '""') + '"' + (" *" if term.begins else "")


def _match(needed: Sequence[Term], chosen: Sequence[Term], filters: Filters) -> str:
    groups = [list(map(_quoted, chosen)), *([_quoted(one)] for one in needed)]
    marks = filters.marks if filters.scope else (filters.places, *filters.marks)
    groups += [[f'"{mark}"' for mark in group] for group in marks if group]
    return " AND ".join(f"({' OR '.join(group)})" for group in groups)


def _statement(
    filters: Filters, match: str, order: Order, common: bool
) -> tuple[str, list[Any]]:
    """The rows asked for. What is too common to be scored at all is the newest of it."""
    clauses, given = _clauses(filters)
    by = "rank, words.rowid DESC"
    if order == "newest":
        by = "facts.published DESC, words.rowid DESC"
    elif common:
        by = "words.rowid DESC"
    score = "0.0" if common or order == "newest" else "-rank"
    joined = "JOIN facts ON facts.entry_id = words.rowid" if "facts" in by or clauses else ""
    where = "".join(f" AND {clause}" for clause in clauses)
    return (
        f"SELECT words.rowid, {score} FROM words {joined}"  # noqa: S608  our own words alone
        f" WHERE words MATCH ? AND rank MATCH 'bm25({TITLE}, {TAGS}, 1.0, 1.0, 0.0)'{where}"
        f" ORDER BY {by} LIMIT ?",
        [match, *given],
    )


def _clauses(filters: Filters) -> tuple[list[str], list[Any]]:
    asked: list[tuple[str, Sequence[Any]]] = [
        _place(filters),
        (_among("kind", filters.kinds), filters.kinds),
        ("facts.published >= ?", [int(filters.since.timestamp())] if filters.since else ()),
        ("facts.published < ?", [int(filters.until.timestamp())] if filters.until else ()),
        ("facts.answered = ?", [True] if filters.answered else ()),
        ("facts.featured = ?", [True] if filters.featured else ()),
    ]
    there = [(clause, values) for clause, values in asked if values]
    return [clause for clause, _ in there], [one for _, values in there for one in values]


def _place(filters: Filters) -> tuple[str, Sequence[Any]]:
    """With a scope, that or one of the circles; circles alone are found as words are."""
    if filters.scope is None:
        return "", ()
    circles = _among("circle_id", filters.circles)
    return f"(facts.scope = ? OR {circles})", (filters.scope, *filters.circles)


def _among(column: str, values: Sequence[Any]) -> str:
    return f"facts.{column} IN ({', '.join('?' * len(values))})"
