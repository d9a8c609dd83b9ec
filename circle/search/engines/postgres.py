"""PostgreSQL's own index over our tokens, in the database the site has anyway."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import text

from circle.core.db import session, transaction
from circle.search.documents import FORM, Document, Filters, Found, Hit, Order, Query
from circle.search.ranking import SELDOM, TITLE, ways, weighed
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
), said AS MATERIALIZED (
    SELECT asked.term, (
        SELECT count(*) FROM (
            SELECT FROM search_documents AS d WHERE d.words @@ asked.term::tsquery LIMIT :most
        ) AS found
    ) AS often FROM unnest(CAST(:terms AS text[])) AS asked(term)
), echoed AS MATERIALIZED (
    SELECT asked.term, (
        SELECT count(*) FROM (
            SELECT FROM search_documents AS d WHERE d.words @@ asked.term::tsquery LIMIT :most
        ) AS found
    ) AS often FROM unnest(CAST(:echoes AS text[]), CAST(:instead AS text[])) AS asked(term, word)
    WHERE NOT EXISTS (SELECT FROM said WHERE said.term = asked.word AND said.often > :seldom)
)
SELECT one.term, one.often, known.total
FROM (SELECT * FROM said UNION ALL SELECT * FROM echoed) AS one CROSS JOIN known
"""
FIND = """
WITH asked AS MATERIALIZED (
    SELECT * FROM unnest(CAST(:terms AS text[]), CAST(:weights AS float8[])) AS t(term, weight)
)"""
# One way to look after the other: the next does nothing where the first found something.
WAY = """, way{at} AS MATERIALIZED (
    SELECT entry_id, score, row_number() OVER (ORDER BY {order}) AS place FROM (
        SELECT one.entry_id, sum(asked.weight) AS score, max(one.published) AS published
        FROM asked CROSS JOIN LATERAL (
            SELECT d.entry_id, d.published FROM search_documents AS d
            WHERE d.words @@ asked.term::tsquery {where} ORDER BY d.entry_id + 0 DESC LIMIT :most
        ) AS one {unless} GROUP BY one.entry_id
    ) AS found ORDER BY {order} LIMIT :limit
)"""


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

    def find(self, query: Query, limit: int, before: Found | None = None) -> Found:
        """At most `limit` candidates by what their words tell: one question or two."""
        session().execute(text(BY_INDEX))
        known = before is not None and _is_counted(query, before.counts)
        counts, total = (before.counts, before.total) if before and known else _counted(query)

        def count(terms: Sequence[Term]) -> Mapping[str, int]:
            return {one.text: counts[one.text] for one in terms if one.text in counts}

        weights, chosen, _ = weighed(query, count, lambda: total, MOST_READ)
        told = [(one, weights[one.text] * one.share) for one in chosen]
        hits = _hits(query.filters, told, ways(query, chosen), limit) if chosen else ()
        session().execute(text(AS_EVER))
        return Found(tuple(hits), weights, counts, total)


def _is_counted(query: Query, counts: Mapping[str, int]) -> bool:
    """Whether nothing is new, nor an echo of a word that is not looked for any more."""
    said = {one.text for one in query.terms}
    echoes = (one.text for one in query.echoes if one.instead_of not in said)
    return counts.keys() >= {*said, *echoes}


def _counted(query: Query) -> tuple[dict[str, int], int]:
    """How many entries have each term, and how many there are: as the planner knows, else counted.

    Echoes are counted only of terms that stand next to nowhere. One question for all.
    """
    said = {_quoted(one): one.text for one in (*query.terms, *query.required)}
    quoted = {text: term for term, text in said.items()}
    echoes = {_quoted(one): one for one in query.echoes}
    found = session().execute(text(COUNT), {
        "terms": list(said), "most": MOST_COUNTED, "seldom": SELDOM, "echoes": list(echoes),
        "instead": [quoted.get(one.instead_of, "") for one in echoes.values()],
    }).all()  # fmt: skip
    names = {term: one.text for term, one in echoes.items()} | said
    return {names[row[0]]: row[1] for row in found}, max((row[2] for row in found), default=0)


def _hits(
    filters: Filters, told: Sequence[tuple[Term, float]],
    tried: Sequence[tuple[Order, Sequence[Term]]], limit: int,
) -> list[Hit]:  # fmt: skip
    """What the first of these ways that finds anything finds; one question for all."""
    clauses, given = _clauses(filters)
    groups = filters.marks if filters.scope else (filters.places, *filters.marks)
    marks = "".join(f" & ({' | '.join(group)})" for group in groups if group)
    given |= {
        "terms": [_quoted(one, head) + marks for head in ("", HEAD) for one, _ in told],
        "weights": [each * share for share in (1, TITLE / 2) for _, each in told],
        "most": MOST_OF_ONE, "limit": limit,
    }  # fmt: skip
    statement = FIND
    for at, (order, needed) in enumerate(tried):
        names = [f"needed{at}_{number}" for number in range(len(needed))]
        given |= {name: _quoted(term) for name, term in zip(names, needed, strict=True)}
        every = [*clauses, *(f"d.words @@ CAST(:{name} AS tsquery)" for name in names)]
        statement += WAY.format(
            at=at, where="".join(f" AND {clause}" for clause in every),
            order=f"{'published' if order == 'newest' else 'score'} DESC, entry_id DESC",
            unless=f"WHERE NOT EXISTS (SELECT FROM way{at - 1})" if at else "",
        )  # fmt: skip
    found = " UNION ALL ".join(f"TABLE way{at}" for at in range(len(tried)))
    rows = session().execute(text(f"{statement} {found} ORDER BY place"), given)
    return [Hit(row.entry_id, row.score) for row in rows]


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
