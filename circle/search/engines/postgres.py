"""PostgreSQL's own index over our tokens, in the database the site has anyway."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import text

from circle.core.db import session, transaction
from circle.search.documents import FORM, Document, Filters, Found, Hit, Order, Query
from circle.search.ranking import TITLE, ways, weighed
from circle.search.tokens import Term, comparable, tokens

MOST_COUNTED = 3_000  # entries with a word; beyond, it is common and how common does not matter
MOST_READ = 12_000  # rows joined for one query
MAKING = 0x5EA6C4  # any number nobody else locks by
MOST_OF_ONE = 3_000  # rows of one word, the newest
# No positions and no ts_rank: it knows nothing of rare and common. What a word tells is added up
# over the words found, a title's words count more, and ranking reads the texts of the best.
# Words are stored beside the table: what is read of a row is narrow, and a page holds many.
HEAD = "▲"  # begins a word that stands in a title or tag; no token does
SCHEMA = (
    "CREATE TABLE search_documents (entry_id bigint PRIMARY KEY, circle_id bigint NOT NULL,"
    " scope text NOT NULL, kind text NOT NULL, published bigint NOT NULL,"
    " answered boolean NOT NULL, featured boolean NOT NULL, version bigint NOT NULL,"
    " words tsvector NOT NULL) WITH (toast_tuple_target = 128)",
    "ALTER TABLE search_documents ALTER COLUMN words SET STORAGE EXTERNAL",
    "CREATE INDEX ix_search_documents_words ON search_documents USING gin (words)"
    " WITH (fastupdate = off)",
)
WRITE = """
INSERT INTO search_documents VALUES (
    :entry_id, :circle_id, :scope, :kind, :published, :answered, :featured, :version,
    array_to_tsvector(:words))
"""
# The planner cannot know how rare a word is that it is given while running: it read every row.
# `entry_id + 0` keeps it from walking the primary key.
BY_INDEX, AS_EVER = "SET LOCAL enable_seqscan = off", "SET LOCAL enable_seqscan TO DEFAULT"
COUNT = """
WITH known AS MATERIALIZED (
    SELECT CASE WHEN reltuples < :most THEN (SELECT count(*) FROM search_documents)
        ELSE reltuples::bigint END AS total
    FROM pg_class WHERE oid = 'search_documents'::regclass
)
SELECT asked.term, (
    SELECT count(*) FROM (
        SELECT FROM search_documents AS d WHERE d.words @@ asked.term::tsquery LIMIT :most
    ) AS found
), known.total FROM unnest(CAST(:terms AS text[])) AS asked(term) CROSS JOIN known
"""
FIND = """
WITH asked AS MATERIALIZED (
    SELECT * FROM unnest(CAST(:terms AS text[]), CAST(:weights AS float8[])) AS t(term, weight)
), found AS MATERIALIZED (
    SELECT one.entry_id, one.published, asked.weight FROM asked CROSS JOIN LATERAL (
        SELECT d.entry_id, d.published FROM search_documents AS d
        WHERE d.words @@ asked.term::tsquery {where} ORDER BY d.entry_id + 0 DESC LIMIT :most
    ) AS one
)
SELECT entry_id, sum(weight) AS score FROM found GROUP BY entry_id
ORDER BY {order} LIMIT :limit
"""


class PostgresEngine:
    """A table of the site's own database; whoever calls stands inside the application."""

    def __init__(self) -> None:
        if _is_made():
            return
        with transaction() as current:
            # Two that start at once: the second waits here and finds it made.
            current.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MAKING})
            if not _is_made():
                self.clear()

    def clear(self) -> None:
        """Hold nothing."""
        with transaction() as current:
            current.execute(text("DROP TABLE IF EXISTS search_documents"))
            for statement in (*SCHEMA, f"COMMENT ON TABLE search_documents IS '{FORM}'"):
                current.execute(text(statement))

    def write(self, documents: Sequence[Document]) -> None:
        """Hold these documents as they are now, in place of what was held of them."""
        rows = {one.entry_id: _row(one) for one in documents}
        with transaction() as current:
            self.drop(rows)
            if rows:
                current.execute(text(WRITE), list(rows.values()))

    def drop(self, entry_ids: Iterable[int]) -> None:
        """Hold these entries no longer."""
        with transaction() as current:
            current.execute(
                text("DELETE FROM search_documents WHERE entry_id = ANY(:ids)"),
                {"ids": list(entry_ids)},
            )

    def held(self, after: int, limit: int) -> Sequence[tuple[int, int]]:
        """The entries held with an id beyond `after`, in order of id, each with its version."""
        rows = session().execute(
            text(
                "SELECT entry_id, version FROM search_documents WHERE entry_id > :after"
                " ORDER BY entry_id LIMIT :limit"
            ),
            {"after": after, "limit": limit},
        )
        return [(row[0], row[1]) for row in rows]

    def find(self, query: Query, limit: int) -> Found:
        """At most `limit` candidates by what their words tell."""
        session().execute(text(BY_INDEX))
        counting = _Counting()
        weights, chosen, _ = weighed(query, counting, lambda: counting.total, MOST_READ)
        told = [(one, weights[one.text] * one.share) for one in chosen]
        hits: Sequence[Hit] = ()
        for order, needed in ways(query, chosen):
            hits = hits or _hits(query.filters, told, needed, order, limit)
        session().execute(text(AS_EVER))
        return Found(tuple(hits), weights)


class _Counting:
    """How many entries have each term, and how many there are: as the planner knows, else counted.

    One question for both; `total` is known after the first.
    """

    total = 0

    def __call__(self, terms: Sequence[Term]) -> dict[str, int]:
        asked = {_quoted(one): one.text for one in terms}
        given = {"terms": list(asked), "most": MOST_COUNTED}
        found = session().execute(text(COUNT), given).all()
        self.total = max((total for _, _, total in found), default=0)
        return {asked[term]: count for term, count, _ in found}


def _hits(
    filters: Filters, told: Sequence[tuple[Term, float]], needed: Sequence[Term], order: Order,
    limit: int,
) -> list[Hit]:  # fmt: skip
    clauses, given = _clauses(filters)
    for at, term in enumerate(needed):
        clauses.append(f"d.words @@ CAST(:needed{at} AS tsquery)")
        given[f"needed{at}"] = _quoted(term)
    groups = filters.marks if filters.scope else (filters.places, *filters.marks)
    marks = "".join(f" & ({' | '.join(group)})" for group in groups if group)
    newest = order == "newest"
    statement = FIND.format(
        where="".join(f" AND {clause}" for clause in clauses),
        order="max(published) DESC, entry_id DESC" if newest else "score DESC, entry_id DESC",
    )
    given |= {
        "terms": [_quoted(one, head) + marks for head in ("", HEAD) for one, _ in told],
        "weights": [each * share for share in (1, TITLE / 2) for _, each in told],
        "most": MOST_OF_ONE, "limit": limit,
    }  # fmt: skip
    return [Hit(*row) for row in session().execute(text(statement), given)]


def _is_made() -> bool:
    """Whether there is a table, of the form that this version writes."""
    told = session().scalar(text("SELECT obj_description(to_regclass('search_documents'))"))
    return bool(told == str(FORM))


def _row(one: Document) -> dict[str, Any]:
    heads = {*tokens(comparable(one.title)), *tokens(comparable("\n".join(one.tags)))}
    return {
        "entry_id": one.entry_id, "circle_id": one.circle_id,
        "scope": one.scope, "kind": one.kind,
        "published": one.published, "answered": one.answered, "featured": one.featured,
        "version": one.version,
        "words": list({
            *heads, *(HEAD + one for one in heads), *one.echoes, *one.marks,
            *tokens(comparable(one.body)),
        }),
    }  # fmt: skip


def _quoted(term: Term, head: str = "") -> str:
    """A term as PostgreSQL reads it, whatever characters it has."""
    plain = head + term.text.replace("\\", "\\\\").replace("'", "''")
    return f"'{plain}'" + (":*" if term.begins else "")


def _clauses(filters: Filters) -> tuple[list[str], dict[str, Any]]:
    since, until = filters.since, filters.until
    asked: list[tuple[str, str, Any]] = [
        ("d.kind = ANY(:kinds)", "kinds", list(filters.kinds) or None),
        ("d.published >= :since", "since", int(since.timestamp()) if since else None),
        ("d.published < :until", "until", int(until.timestamp()) if until else None),
        ("d.answered = :answered", "answered", filters.answered or None),
        ("d.featured = :featured", "featured", filters.featured or None),
    ]
    there = [one for one in asked if one[2] is not None]
    clauses, given = [clause for clause, _, _ in there], {name: value for _, name, value in there}
    if filters.scope:
        clauses.append("(d.circle_id = ANY(:circles) OR d.scope = :scope)")
        given |= {"circles": list(filters.circles), "scope": filters.scope or ""}
    return clauses, given
