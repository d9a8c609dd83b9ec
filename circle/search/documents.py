"""What is put into an index, what is asked of it and what it answers: plain values."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import Literal

from circle.search.tokens import Term, query_terms, unspaced

Scope = Literal["public", "members"]
Order = Literal["relevance", "newest"]
MAX_QUERY = 200  # characters; what is longer is a text, and its first words say what it is about
MAX_PHRASES = 4
_QUOTED = re.compile(r'["“”]([^"“”]{1,100})["“”]')


@dataclass(frozen=True, slots=True)
class Document:
    """An entry as it is searched: its words, and the facts filters and boosts ask for."""

    entry_id: int
    circle_id: int
    scope: Scope
    kind: str
    author_id: int | None  # none where the author is not named: no filter may tell
    title: str
    body: str
    published_at: datetime
    tags: tuple[str, ...] = ()
    helpful: int = 0
    answered: bool = False
    featured: bool = False

    @property
    def version(self) -> int:
        """A number that is another one when anything that is searched is: 63 bits."""
        facts = (
            self.entry_id, self.circle_id, self.scope, self.kind, self.author_id, self.title,
            self.body, self.published_at.timestamp(), self.tags, self.helpful, self.answered,
            self.featured,
        )  # fmt: skip
        return int.from_bytes(blake2b(repr(facts).encode(), digest_size=8).digest(), "big") >> 1

    @property
    def published(self) -> int:
        """When it was published, in whole seconds."""
        return int(self.published_at.timestamp())


@dataclass(frozen=True, slots=True)
class Filters:
    """What makes candidates useful; whether somebody may see them is not decided here."""

    circles: tuple[int, ...] = ()
    scope: Scope | None = None
    kinds: tuple[str, ...] = ()
    author_id: int | None = None
    tag: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    answered: bool = False
    featured: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """Words, phrases that must stand as they are, and what to leave out."""

    text: str
    terms: tuple[Term, ...]
    phrases: tuple[str, ...] = ()
    filters: Filters = field(default_factory=Filters)
    order: Order = "relevance"

    @property
    def required(self) -> tuple[Term, ...]:
        """The terms of the phrases: whoever lacks one of them has not the phrase."""
        return tuple(dict.fromkeys(term for one in self.phrases for term in query_terms(one)))


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that may be what was looked for."""

    entry_id: int
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """Candidates, best first, and how much each term of the query tells (by being rare)."""

    hits: tuple[Hit, ...]
    weights: Mapping[str, float]


def query_of(
    text: str, filters: Filters | None = None, order: Order = "relevance"
) -> Query:
    """What somebody typed as a query: words in quotation marks are phrases, and words as well."""
    typed = unspaced(text)[:MAX_QUERY]
    phrases = tuple(one for one in _QUOTED.findall(typed) if query_terms(one))[:MAX_PHRASES]
    plain = _QUOTED.sub(r" \1 ", typed)
    return Query(plain, tuple(query_terms(plain)), phrases, filters or Filters(), order)
