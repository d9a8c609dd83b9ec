"""Whoosh, the engine of a small site: pure Python, one folder, nothing to install.

Whoosh keeps the index together: which segments there are and what was deleted from them (its table
of contents, written anew and put in place at once), the lock, and taking away what nobody names any
more. What a segment holds is ours (`segments.py`): finished impacts, of which whole lists are added
up, and no lengths, positions or scorers are asked.
"""

import heapq
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import islice
from operator import itemgetter
from pathlib import Path

from whoosh.codec.whoosh3 import W3Codec, W3Segment
from whoosh.fields import STORED, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, EmptyIndexError, LockError, clean_files
from whoosh.util.filelock import try_for

from circle.search.documents import FORM, Document, Filters, Found, Hit, Query
from circle.search.engines.base import MOST_READ
from circle.search.engines.segments import HEAVIEST, LARGEST, STEPS, Rows, Segment, Span, save
from circle.search.ranking import impacts, ways, weighed
from circle.search.tokens import Term

WAIT = 30  # seconds for the other writer; there is one indexer, so this is a deployment's overlap
NAME, ENDING = "WORDS", ".seg"
FEW = 8  # segments of about one size stay apart; that many become one
MOST_TOKENS = 400  # of a segment, that begin with one character
TRIES = 10  # to open what a writer has just taken away
WORD, FACT = b"w", b"f"
Scores = dict[int, float]


class WhooshEngine:
    """An index in a folder that nobody but the server may write to: it holds pickles."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._storage = FileStorage(str(folder), supports_mmap=False)
        with self._alone():
            try:
                contents = self._contents()
            except EmptyIndexError:
                TOC(_form(), [], 0).write(self._storage, NAME)
            else:
                if contents.schema.names() != _form().names():
                    self._commit(contents, [])

    def clear(self) -> None:
        """Hold nothing."""
        with self._alone():
            self._commit(self._contents(), [])

    def write(self, documents: Sequence[Document]) -> None:
        """Hold these documents as they are now, in place of what was held of them."""
        latest = list({one.entry_id: one for one in documents}.values())
        parts = [_rows(latest[at : at + LARGEST]) for at in range(0, len(latest), LARGEST)]
        with self._alone():
            contents = self._contents()
            self._forget(contents, [one.entry_id for one in latest])
            added = [self._saved(rows) for rows in parts]
            self._commit(contents, [*contents.segments, *added])
            self._tidy()

    def drop(self, entry_ids: Iterable[int]) -> None:
        """Hold these entries no longer."""
        with self._alone():
            contents = self._contents()
            self._forget(contents, list(entry_ids))
            self._commit(contents, contents.segments)
            self._tidy()

    def held(self, after: int, limit: int) -> Sequence[tuple[int, int]]:
        """The entries held with an id beyond `after`, in order of id, each with its version."""
        with self._reading() as leaves:
            pairs = (islice(_pairs(leaf, after), limit) for leaf in leaves)
            return list(islice(heapq.merge(*pairs), limit))

    def find(self, query: Query, limit: int, before: Found | None = None) -> Found:
        """At most `limit` candidates: the documents of the rarest terms, added up.

        A term commoner than may be read is read from what was written last on, until so many
        passed the filters: a small circle is read to its beginning, a large one is not.
        """
        with self._reading() as leaves:
            total = sum(leaf.live for leaf in leaves)
            weights, chosen, _ = weighed(query, partial(_counts, leaves), lambda: total, MOST_READ)
            asked = [(one, weights[one.text] * one.share) for one in chosen]
            for order, needed in ways(query, chosen):
                rows: list[tuple[float, int, float]] = []
                passed = 0
                for leaf in reversed(leaves):
                    scores = leaf.scores(asked, needed, query.filters)
                    rows += leaf.best(scores, order == "newest", limit)
                    passed += len(scores)
                    if passed >= MOST_READ:
                        break
                if rows:
                    best = heapq.nlargest(limit, rows)
                    return Found(tuple(Hit(entry, score) for _, entry, score in best), weights)
            return Found((), weights)

    def _contents(self) -> TOC:
        return TOC.read(self._storage, NAME)

    def _path(self, segment: W3Segment) -> Path:
        return self._folder / str(segment.make_filename(ENDING))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        lock = self._storage.lock("WRITELOCK")
        if not try_for(lock.acquire, timeout=WAIT):
            raise LockError
        try:
            yield
        finally:
            lock.release()

    @contextmanager
    def _reading(self) -> Iterator[list["Leaf"]]:
        """Every segment there is now, opened, those written last at the end."""
        leaves = self._open()
        try:
            yield leaves
        finally:
            for leaf in leaves:
                leaf.segment.close()

    def _open(self) -> list["Leaf"]:
        for again in range(TRIES, 0, -1):
            leaves: list[Leaf] = []
            try:
                for one in self._contents().segments:
                    leaves.append(Leaf(Segment(self._path(one)), _gone(one)))
            except FileNotFoundError:
                for leaf in leaves:
                    leaf.segment.close()
                if again == 1:
                    raise
            else:
                return leaves
        return []

    def _forget(self, contents: TOC, entry_ids: Sequence[int]) -> None:
        for one in contents.segments:
            segment = Segment(self._path(one))
            try:
                for at in (at for entry_id in entry_ids for at in segment.of(entry_id)):
                    one.delete_document(at)
            finally:
                segment.close()

    def _saved(self, rows: Rows) -> W3Segment:
        segment = W3Segment(W3Codec(), NAME)
        segment.set_doc_count(len(rows.entries))
        save(self._path(segment), rows)
        return segment

    def _commit(self, contents: TOC, segments: Sequence[W3Segment]) -> None:
        kept = [one for one in segments if one.doc_count()]
        TOC(_form(), kept, contents.generation + 1).write(self._storage, NAME)
        clean_files(self._storage, NAME, contents.generation + 1, kept)

    def _tidy(self) -> None:
        """Make one segment of some small ones: bounded work, after what was written is found."""
        contents = self._contents()
        together = to_merge(contents.segments)
        if not together:
            return
        rows = Rows()
        for one in together:
            segment = Segment(self._path(one))
            try:
                rows.add_all(segment, _gone(one))
            finally:
                segment.close()
        place = contents.segments.index(together[-1])
        kept = list(contents.segments)
        kept[place] = self._saved(rows)
        self._commit(contents, [one for one in kept if one not in together])


def _form() -> Schema:
    """What Whoosh keeps beside the segments: by the name of its one field an index is known."""
    return Schema(**{f"form{FORM}": STORED})


def to_merge(segments: Sequence[W3Segment]) -> list[W3Segment]:
    """The segments that become one now: FEW of one size, never more than LARGEST documents.

    So a document is written again as often as the index has sizes, five times at most, however
    large the index is. A segment most of which was deleted counts as what is left of it.
    """
    sizes: dict[int, list[W3Segment]] = {}
    for one in segments:
        if one.doc_count() <= LARGEST // 2:
            sizes.setdefault(_size(one.doc_count()), []).append(one)
    for size in sorted(sizes):
        if len(sizes[size]) >= FEW:
            return _that_fit(sizes[size])
    return []


def _size(count: int) -> int:
    size = 0
    while count >= FEW:
        count //= FEW
        size += 1
    return size


def _that_fit(segments: Sequence[W3Segment]) -> list[W3Segment]:
    chosen: list[W3Segment] = []
    room = LARGEST
    for one in segments:
        room -= one.doc_count()
        if room < 0:
            break
        chosen.append(one)
    return chosen


def _gone(segment: W3Segment) -> frozenset[int]:
    return frozenset(segment.deleted_docs())


def _counts(leaves: Sequence["Leaf"], terms: Sequence[Term]) -> dict[str, int]:
    return {
        term.text: sum(span.count for leaf in leaves for span in leaf.spans(term)) for term in terms
    }


def _pairs(leaf: "Leaf", after: int) -> Iterator[tuple[int, int]]:
    segment = leaf.segment
    for at in segment.beyond(after):
        if at not in leaf.gone:
            yield segment.entries[at], segment.versions[at]


def _rows(documents: Sequence[Document]) -> Rows:
    rows = Rows()
    for one in documents:
        weights = {WORD + token.encode(): weight for token, weight in impacts(one).items()}
        weights |= dict.fromkeys((_fact(fact) for fact in _facts(one)), 1.0)
        rows.add((one.entry_id, one.published, one.version), weights)
    return rows


def _fact(fact: str) -> bytes:
    return FACT + fact.encode(errors="replace").replace(b"\0", b" ")


def _facts(one: Document) -> Iterator[str]:
    yield from (*one.marks, f"scope:{one.scope}", f"kind:{one.kind}")
    if one.answered:
        yield "answered"
    if one.featured:
        yield "featured"


def _groups(filters: Filters) -> list[list[str]]:
    """One of each of these must be among the facts."""
    groups = [
        [*filters.places, *([f"scope:{filters.scope}"] if filters.scope else [])],
        *map(list, filters.marks),
        [f"kind:{one}" for one in filters.kinds],
        ["answered"] if filters.answered else [],
        ["featured"] if filters.featured else [],
    ]
    return [one for one in groups if one]


class Leaf:
    """A segment within the index, and what was deleted from it."""

    def __init__(self, segment: Segment, gone: frozenset[int]) -> None:
        self.segment = segment
        self.gone = gone
        self._known: dict[tuple[str, bool], list[Span]] = {}

    @property
    def live(self) -> int:
        """How many documents are not deleted."""
        return int(self.segment.documents) - len(self.gone)

    def spans(self, term: Term) -> list[Span]:
        """Where the documents of a term stand."""
        key = (term.text, term.begins)
        if key not in self._known:
            token = WORD + term.text.encode()
            if term.begins:
                self._known[key] = self.segment.begins(token, MOST_TOKENS)
            else:
                span = self.segment.span(token)
                self._known[key] = [span] if span else []
        return self._known[key]

    def scores(
        self, asked: Sequence[tuple[Term, float]], needed: Sequence[Term], filters: Filters
    ) -> Scores:
        """The score of every document that has a term, all that is needed, and passes the filters.

        Which documents pass is read only where a term is.
        """
        if not any(self.spans(term) for term, _ in asked):
            return {}
        allowed = [self._of_facts(group) for group in _groups(filters)]
        if not all(allowed):
            return {}
        scores: Scores = {}
        for term, weight in asked:
            for span in self.spans(term):
                self._add_up(scores, span, weight * HEAVIEST / STEPS)
        for at in self.gone:
            scores.pop(at, None)
        allowed += [self._documents(self.spans(term)) for term in needed] if scores else []
        for these in allowed:
            scores = {at: scores[at] for at in scores.keys() & these}
        return self._within(scores, filters)

    def best(self, scores: Scores, newest: bool, limit: int) -> Iterator[tuple[float, int, float]]:
        """The first of these: what they are ordered by, the entry, the score."""
        if newest:
            times = self.segment.published
            latest = heapq.nlargest(limit, ((times[at], at) for at in scores))
            return ((time, self.segment.entries[at], scores[at]) for time, at in latest)
        top = heapq.nlargest(limit, scores.items(), key=itemgetter(1, 0))
        return ((score, self.segment.entries[at], score) for at, score in top)

    def _add_up(self, scores: Scores, span: Span, weight: float) -> None:
        so_far = scores.get
        ids, steps = self.segment.read(span)
        for at, step in zip(ids, steps, strict=True):
            scores[at] = so_far(at, 0.0) + step * weight

    def _of_facts(self, group: Sequence[str]) -> set[int]:
        found = (self.segment.span(_fact(one)) for one in group)
        return self._documents([span for span in found if span])

    def _documents(self, spans: Sequence[Span]) -> set[int]:
        return {at for span in spans for at in self.segment.read(span)[0]}

    def _within(self, scores: Scores, filters: Filters) -> Scores:
        if filters.since is None and filters.until is None:
            return scores
        times = self.segment.published
        since = int(filters.since.timestamp()) if filters.since else 0
        until = int(filters.until.timestamp()) if filters.until else 1 << 62
        return {at: score for at, score in scores.items() if since <= times[at] < until}
