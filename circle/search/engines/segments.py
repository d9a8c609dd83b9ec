"""A segment: one file that is written once, of words and the documents they stand in.

Whoosh's own files cost two milliseconds for each document whenever segments become one, and
hold every rare word in a block of its own. A segment of ours is bounded (`LARGEST`), so a word's
documents are two plain arrays, read at once; merging joins arrays. Nothing is mapped, nothing is
kept open or in memory between searches, and a reader may be used by several threads.

The file: three numbers of every document; their order by entry; the documents and weights of every
token, in the order of the tokens; the tokens in blocks; where each block begins; where all that is.
"""

import os
import struct
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Any, BinaryIO

LARGEST = 8_192  # documents; what is larger is never merged again
IN_BLOCK = 64  # tokens that are read together
HEAVIEST = 2.2  # an impact is less: ranking.impact
STEPS = 255  # 1 to 255
SCALE = (STEPS - 1) / HEAVIEST
POSTING = 5  # bytes: the number of a document, and a weight
MAGIC = b"CIR1"
_NUMBERS = ("q", "q", "q", "I")  # entry, published, version; and the order by entry
_END = struct.Struct("<4sIIIQ")
Numbers = Any  # array of int
Posting = tuple[Numbers, bytearray]


@dataclass(slots=True)
class Rows:
    """The numbers of every document, and under each token the documents and their weights."""

    entries: Numbers = field(default_factory=lambda: array("q"))
    published: Numbers = field(default_factory=lambda: array("q"))
    versions: Numbers = field(default_factory=lambda: array("q"))
    postings: dict[bytes, Posting] = field(default_factory=dict)

    def add(self, numbers: tuple[int, int, int], weights: Mapping[bytes, float]) -> None:
        """One more document."""
        at = len(self.entries)
        for column, number in zip((self.entries, self.published, self.versions), numbers,
                                  strict=True):  # fmt: skip
            column.append(number)
        postings, new = self.postings, self._new
        for token, weight in weights.items():
            ids, steps = postings.get(token) or new(token)
            ids.append(at)
            steps.append(1 + int(weight * SCALE))

    def _new(self, token: bytes) -> Posting:
        made: Posting = (array("I"), bytearray())
        self.postings[token] = made
        return made

    def add_all(self, segment: "Segment", gone: frozenset[int]) -> None:
        """The documents of a segment, but for those that are gone."""
        places: list[int] = []  # where each goes; -1 for nowhere
        for at, numbers in enumerate(
            zip(segment.entries, segment.published, segment.versions, strict=True)
        ):
            places.append(-1 if at in gone else len(self.entries))
            if at not in gone:
                self.add(numbers, {})
        for token, ids, weights in segment.postings():
            kept = [places[at] for at in ids]
            left = weights
            if gone:
                left = bytes(w for at, w in zip(kept, weights, strict=True) if at >= 0)
                kept = [at for at in kept if at >= 0]
            if kept:
                mine, steps = self.postings.get(token) or self._new(token)
                mine.extend(kept)
                steps.extend(left)


def save(path: Path, rows: Rows) -> None:
    """Write a segment, and see to it that it is on the disk."""
    order = array("I", sorted(range(len(rows.entries)), key=rows.entries.__getitem__))
    tokens = sorted(rows.postings)
    blocks = [tokens[at : at + IN_BLOCK] for at in range(0, len(tokens), IN_BLOCK)]
    with path.open("wb") as file:
        for numbers in (rows.entries, rows.published, rows.versions, order):
            numbers.tofile(file)
        data = array("Q", (_write(file, rows.postings, block) for block in blocks))
        texts = array("Q", (_write_tokens(file, rows.postings, block) for block in blocks))
        top = file.tell()
        data.tofile(file)
        texts.tofile(file)
        file.write(b"\0".join(block[0] for block in blocks))
        file.write(_END.pack(MAGIC, len(rows.entries), len(blocks), len(tokens), top))
        file.flush()
        os.fsync(file.fileno())


def _write(file: BinaryIO, postings: Mapping[bytes, Posting], block: Sequence[bytes]) -> int:
    began = file.tell()
    for token in block:
        ids, weights = postings[token]
        file.write(ids.tobytes() + weights)
    return began


def _write_tokens(
    file: BinaryIO, postings: Mapping[bytes, Posting], block: Sequence[bytes]
) -> int:
    began = file.tell()
    array("I", (len(postings[token][0]) for token in block)).tofile(file)
    file.write(b"\0".join(block))
    return began


@dataclass(frozen=True, slots=True)
class Span:
    """Where the documents of a token stand in a segment, and how many they are."""

    token: bytes
    at: int
    count: int


class Segment:
    """A segment, opened for reading; whoever opens it closes it."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDONLY)
        end = os.fstat(self._file).st_size - _END.size
        found = os.pread(self._file, _END.size, max(0, end))
        if len(found) < _END.size or not found.startswith(MAGIC):
            os.close(self._file)
            raise OSError(f"{path.name} is no segment, or not a whole one")
        _, self.documents, blocks, self._tokens, top = _END.unpack(found)
        head = os.pread(self._file, end - top, top)
        self._data = self._numbers("Q", head[: 8 * blocks])
        self._texts = self._numbers("Q", head[8 * blocks : 16 * blocks])
        self._texts.append(top)
        self._firsts = head[16 * blocks :].split(b"\0") if blocks else []

    def close(self) -> None:
        """Give the file back."""
        os.close(self._file)

    @cached_property
    def entries(self) -> Numbers:
        """The entry of each document."""
        return self._column(0)

    @cached_property
    def published(self) -> Numbers:
        """When each was published."""
        return self._column(1)

    @cached_property
    def versions(self) -> Numbers:
        """The version of each."""
        return self._column(2)

    @cached_property
    def order(self) -> Numbers:
        """The documents by entry."""
        return self._column(3)

    def beyond(self, entry_id: int) -> Iterator[int]:
        """The documents whose entries come after one, in their order."""
        first = bisect_right(self.order, entry_id, key=self.entries.__getitem__)
        return iter(self.order[first:])

    def of(self, entry_id: int) -> Sequence[int]:
        """The documents of an entry; one that was written again within a merge is there twice."""
        key = self.entries.__getitem__
        first = bisect_left(self.order, entry_id, key=key)
        return list(self.order[first : bisect_right(self.order, entry_id, lo=first, key=key)])

    def span(self, token: bytes) -> Span | None:
        """Where the documents of a token stand."""
        block = bisect_right(self._firsts, token) - 1
        if block < 0:
            return None
        tokens, counts = self._block(block)
        at = bisect_left(tokens, token)
        if at == len(tokens) or tokens[at] != token:
            return None
        return Span(token, self._data[block] + POSTING * sum(counts[:at]), counts[at])

    def begins(self, start: bytes, most: int) -> list[Span]:
        """Where the documents of all tokens stand that begin so, the first `most` of them."""
        found: list[Span] = []
        for block in range(max(0, bisect_right(self._firsts, start) - 1), len(self._firsts)):
            for span in self._spans(block):
                if span.token.startswith(start):
                    found.append(span)
                elif span.token > start:
                    return found
                if len(found) == most:
                    return found
        return found

    def read(self, span: Span) -> tuple[Numbers, bytes]:
        """The documents of a token in their order, and their weights."""
        found = os.pread(self._file, span.count * POSTING, span.at)
        return self._numbers("I", found[: 4 * span.count]), found[4 * span.count :]

    def postings(self) -> Iterator[tuple[bytes, Numbers, bytes]]:
        """Every token with its documents and their weights, in the order of the tokens."""
        for block in range(len(self._firsts)):
            spans = list(self._spans(block))
            end = spans[-1].at + spans[-1].count * POSTING
            data = os.pread(self._file, end - spans[0].at, spans[0].at)
            for span in spans:
                at = span.at - spans[0].at
                between, last = at + 4 * span.count, at + POSTING * span.count
                yield span.token, self._numbers("I", data[at:between]), data[between:last]

    def _spans(self, block: int) -> Iterator[Span]:
        tokens, counts = self._block(block)
        places: Iterable[int] = accumulate(counts, initial=0)
        for token, count, before in zip(tokens, counts, places, strict=False):
            yield Span(token, self._data[block] + POSTING * before, count)

    def _block(self, block: int) -> tuple[list[bytes], Numbers]:
        first, end = self._texts[block], self._texts[block + 1]
        found = os.pread(self._file, end - first, first)
        count = min(IN_BLOCK, self._tokens - block * IN_BLOCK)
        return found[4 * count :].split(b"\0"), self._numbers("I", found[: 4 * count])

    def _column(self, which: int) -> Numbers:
        sizes = [array(one).itemsize * self.documents for one in _NUMBERS]
        found = os.pread(self._file, sizes[which], sum(sizes[:which]))
        return self._numbers(_NUMBERS[which], found)

    @staticmethod
    def _numbers(kind: str, found: bytes) -> Numbers:
        numbers = array(kind)
        numbers.frombytes(found)
        return numbers
