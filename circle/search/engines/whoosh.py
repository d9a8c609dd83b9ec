"""Whoosh, the engine of a small site: pure Python, one folder, nothing to install.

Its own scoring walks postings one by one in Python: a common word takes a tenth of a second. Here a
posting's weight is the finished impact of the word on its text, so whole blocks of postings are
added up, and no lengths, positions or scorers are asked. That needs the codec's blocks (`_ids`,
`_weights`, `_next_block` of W3LeafMatcher): the package is frozen and pinned by hash.
"""

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from pathlib import Path
from typing import Any

from whoosh import columns, fields, formats
from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb.filestore import FileStorage
from whoosh.index import LockError
from whoosh.matching import ListMatcher
from whoosh.matching.wrappers import FilterMatcher
from whoosh.reading import TermNotFound
from whoosh.util.filelock import try_for

from circle.search.documents import Document, Filters, Found, Hit, Query
from circle.search.engines.base import MOST_READ
from circle.search.ranking import impacts, must_have, rarities, read_first
from circle.search.tokens import Term, comparable

WAIT = 30  # seconds for the other writer; there is one indexer, so this is a deployment's overlap
MEMORY = 64  # MB of postings before they are sorted on disk
BLOCK = 512  # postings; each block is one unpickling
MOST_TOKENS = 400  # that begin with one character; there can be thousands
WORDS, FACTS = "words", "facts"
Scores = dict[int, float]


class Weighed(fields.FieldType):
    """Tokens that come with their weights; nothing is analysed, nothing else is kept."""

    def __init__(self) -> None:
        super().__init__(formats.Existence(), None)

    def index(self, value: Mapping[str, float], **options: Any) -> Iterator[Any]:
        """What the writer stores: token, how often, weight, no further bytes."""
        return ((token.encode(), 1, weight, b"") for token, weight in value.items())


def _number() -> Any:
    return fields.COLUMN(columns.NumericColumn("q"))


class WhooshEngine:
    """An index in a folder that nobody but the server may write to: it holds pickles."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._schema = fields.Schema(
            words=Weighed(), facts=Weighed(),
            entry=_number(), published=_number(), version=_number(),
        )  # fmt: skip
        # Mapped files are copied whole into each process; unmapped, a reader belongs to one thread.
        self._storage = FileStorage(str(folder), supports_mmap=False)
        lock = self._storage.lock("MAKING")
        if not try_for(lock.acquire, timeout=WAIT):
            raise LockError
        try:
            if not self._storage.index_exists():
                self.clear()
        finally:
            lock.release()

    def clear(self) -> None:
        """Hold nothing."""
        self._storage.create_index(self._schema)

    def write(self, documents: Sequence[Document]) -> None:
        """Hold these documents as they are now, in place of what was held of them."""
        with self._writer() as writer:
            self._forget(writer, [one.entry_id for one in documents])
            for one in {one.entry_id: one for one in documents}.values():
                writer.add_document(
                    words=impacts(one), facts=dict.fromkeys(_facts(one), 1.0),
                    entry=one.entry_id, published=one.published, version=one.version,
                )  # fmt: skip

    def drop(self, entry_ids: Iterable[int]) -> None:
        """Hold these entries no longer."""
        with self._writer() as writer:
            self._forget(writer, entry_ids)

    def held(self, after: int, limit: int) -> Sequence[tuple[int, int]]:
        """The entries held with an id beyond `after`, in order of id, each with its version."""
        with self._index().reader() as reader:
            pairs: list[tuple[int, int]] = []
            for leaf in (leaf for leaf, _ in reader.leaf_readers() if leaf.doc_count_all()):
                ids, versions = leaf.column_reader("entry"), leaf.column_reader("version")
                pairs += [
                    (ids[at], versions[at]) for at in leaf.all_doc_ids() if ids[at] > after
                ]
            return heapq.nsmallest(limit, pairs)

    def find(self, query: Query, limit: int) -> Found:
        """At most `limit` candidates: blocks of the rarest terms, added up."""
        with self._index().reader() as reader:
            spread = {one: _tokens(reader, one) for one in (*query.terms, *query.required)}
            counts = {
                term.text: sum(reader.doc_frequency(WORDS, token) for token in found)
                for term, found in spread.items()
            }
            total = reader.doc_count()
            weights = rarities(counts, total)
            chosen = read_first(query.terms, counts, MOST_READ)
            if not chosen:
                return Found((), weights)
            needed = [spread[term] for term in must_have(query, chosen)]
            asked = [
                (spread[term], weights[term.text] * term.share, counts[term.text])
                for term in chosen
            ]
            best = _best(reader, asked, _groups(query.filters), needed)
            return Found(_hits(reader, best, query, limit), weights)

    def _index(self) -> Any:
        return self._storage.open_index(schema=self._schema)

    def _writer(self) -> Any:
        return self._index().writer(timeout=WAIT, limitmb=MEMORY, codec=W3Codec(blocklimit=BLOCK))

    def _forget(self, writer: Any, entry_ids: Iterable[int]) -> None:
        with writer.reader() as reader:
            for leaf, base in reader.leaf_readers():
                for entry_id in entry_ids:
                    for ids, _ in _blocks(leaf, FACTS, _own(entry_id).encode(), 0):
                        for at in ids:
                            writer.delete_document(base + at)


def _own(entry_id: int) -> str:
    return f"entry:{entry_id}"


def _facts(one: Document) -> Iterator[str]:
    yield from (_own(one.entry_id), f"circle:{one.circle_id}", f"scope:{one.scope}")
    yield f"kind:{one.kind}"
    yield from (f"tag:{comparable(tag)}" for tag in one.tags)
    if one.author_id is not None:
        yield f"author:{one.author_id}"
    if one.answered:
        yield "answered"
    if one.featured:
        yield "featured"


def _groups(filters: Filters) -> list[list[str]]:
    """One of each of these must be among the facts."""
    groups = [
        [f"circle:{one}" for one in filters.circles],
        [f"scope:{filters.scope}"] if filters.scope else [],
        [f"kind:{one}" for one in filters.kinds],
        [f"author:{filters.author_id}"] if filters.author_id is not None else [],
        [f"tag:{comparable(filters.tag)}"] if filters.tag else [],
        ["answered"] if filters.answered else [],
        ["featured"] if filters.featured else [],
    ]
    return [one for one in groups if one]


def _tokens(reader: Any, term: Term) -> list[bytes]:
    if not term.begins:
        return [term.text.encode()]
    found = reader.expand_prefix(WORDS, term.text.encode())
    return [token for _, token in zip(range(MOST_TOKENS), found, strict=False)]


def _blocks(leaf: Any, name: str, token: bytes, start: int) -> Iterator[tuple[Any, Any]]:
    """The postings of a token from a document on, in blocks: document numbers, weights."""
    try:
        matcher = leaf.postings(name, token)
    except TermNotFound:
        return
    if isinstance(matcher, FilterMatcher):  # what was deleted is left out at the end, at once
        matcher = matcher.child
    if isinstance(matcher, ListMatcher):
        yield matcher._ids, matcher._weights
        return
    while matcher.is_active():
        if matcher.block_max_id() >= start:
            matcher._read_ids()
            matcher._read_weights()
            yield matcher._ids, matcher._weights
        matcher._next_block()


def _documents(leaf: Any, name: str, tokens: Iterable[bytes]) -> set[int]:
    return {at for token in tokens for ids, _ in _blocks(leaf, name, token, 0) for at in ids}


def _best(
    reader: Any, asked: Sequence[tuple[list[bytes], float, int]], groups: list[list[str]],
    needed: list[list[bytes]],
) -> list[tuple[Any, Scores]]:  # fmt: skip
    """Per segment the score of every document that has a term and passes the filters."""
    found: list[tuple[Any, Scores]] = []
    for leaf, base in reader.leaf_readers():
        scores: Scores = {}
        for tokens, weight, count in asked:
            # Commoner than may be read: the newest only, which were written last.
            first = int(reader.doc_count_all() * (1 - MOST_READ / max(count, MOST_READ)))
            for token in tokens:
                _add_up(scores, _blocks(leaf, WORDS, token, first - base), weight)
        deleted = leaf.deleted_docs_set or ()
        for at in deleted:
            scores.pop(at, None)
        allowed = [_documents(leaf, FACTS, [one.encode() for one in group]) for group in groups]
        allowed += [_documents(leaf, WORDS, tokens) for tokens in needed]
        for these in allowed:
            scores = {at: scores[at] for at in scores.keys() & these}
        found.append((leaf, scores))
    return found


def _add_up(scores: Scores, blocks: Iterator[tuple[Any, Any]], weight: float) -> None:
    so_far = scores.get
    for ids, impact in blocks:
        for at, said in zip(ids, impact, strict=True):
            scores[at] = so_far(at, 0.0) + said * weight


def _hits(
    reader: Any, found: Sequence[tuple[Any, Scores]], query: Query, limit: int
) -> tuple[Hit, ...]:
    rows: list[tuple[float, int, float]] = []
    for leaf, scores in found:
        if not scores:  # nor has a segment of nothing any columns
            continue
        ids, times = leaf.column_reader("entry"), leaf.column_reader("published")
        within = _within(scores, times, query.filters)
        if query.order == "newest":
            newest = heapq.nlargest(limit, ((times[at], at) for at in within))
            rows += [(time, ids[at], scores[at]) for time, at in newest]
        else:
            best = heapq.nlargest(limit, within.items(), key=itemgetter(1, 0))
            rows += [(score, ids[at], score) for at, score in best]
    return tuple(Hit(entry, score) for _, entry, score in heapq.nlargest(limit, rows))


def _within(scores: Scores, times: Any, filters: Filters) -> Scores:
    if filters.since is None and filters.until is None:
        return scores
    since = int(filters.since.timestamp()) if filters.since else 0
    until = int(filters.until.timestamp()) if filters.until else 1 << 62
    return {at: score for at, score in scores.items() if since <= times[at] < until}
