"""What is put into an index, what is asked of it and what it answers: plain values."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from itertools import islice
from typing import Literal

from circle.search.echoes import echo_terms, echoes, synonym_terms
from circle.search.text import COMMON
from circle.search.tokens import WORD, Term, comparable, is_chinese, query_terms, unspaced, words_of

Scope = Literal["public", "members"]
Order = Literal["relevance", "newest"]
MAX_QUERY = 200  # characters; what is longer is a text, and its first words say what it is about
MAX_PHRASES = 4
MAX_HEAD = 40  # characters with which what has no title says what it is
LEAST_SAID = 0.2  # of a query, by weight, must stand in a hit; measured: bench/search.py
LEAST_LIKE = 0.08  # of the telling words of a text must stand in one like it
MAX_LIKE = 24  # words that say what a text is about
READ_LIKE = 1_200  # characters of a text; the first say what it is about
ALONE = 0.3  # what a character of its title tells: words of like meaning often share one
OF_BODY = 0.5  # what a word tells that stands in the text and not in its title or tags
CIRCLE, AUTHOR, TAG = "⊙", "⊚", "⊛"  # a mark begins with a sign that no text's token has
FORM = 3  # of what an index holds; another number whenever texts are cut another way
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
            FORM, self.entry_id, self.circle_id, self.scope, self.kind, self.author_id, self.title,
            self.body, self.published_at.timestamp(), self.tags, self.helpful, self.answered,
            self.featured,
        )  # fmt: skip
        return int.from_bytes(blake2b(repr(facts).encode(), digest_size=8).digest(), "big") >> 1

    @property
    def heads(self) -> tuple[str, ...]:
        """What it is called: its title, or how it begins, and its tags."""
        return (self.title or self.body[:MAX_HEAD], *self.tags)

    @property
    def echoes(self) -> set[str]:
        """What its title and tags are also found by."""
        return {echo for head in self.heads for echo in echoes(comparable(head))}

    @property
    def marks(self) -> tuple[str, ...]:
        """Its circle, author and tags as tokens: what is filtered by is found as words are."""
        author = () if self.author_id is None else (f"{AUTHOR}{self.author_id}",)
        return (f"{CIRCLE}{self.circle_id}", *author, *dict.fromkeys(map(_tag_mark, self.tags)))

    @property
    def published(self) -> int:
        """When it was published, in whole seconds."""
        return int(self.published_at.timestamp())


@dataclass(frozen=True, slots=True)
class Filters:
    """What makes candidates useful; whether somebody may see them is not decided here.

    With circles and a scope it is what stands in one of these circles or has this scope.
    """

    circles: tuple[int, ...] = ()
    scope: Scope | None = None
    kinds: tuple[str, ...] = ()
    author_id: int | None = None
    tag: str | None = None
    tags_meant: tuple[str, ...] = ()  # what the tag goes by where it is a word for another one
    since: datetime | None = None
    until: datetime | None = None
    answered: bool = False
    featured: bool = False

    @property
    def places(self) -> tuple[str, ...]:
        """The marks of its circles."""
        return tuple(f"{CIRCLE}{one}" for one in self.circles)

    @property
    def marks(self) -> tuple[tuple[str, ...], ...]:
        """Groups of further marks; a document must have one of each."""
        groups = (
            () if self.author_id is None else (f"{AUTHOR}{self.author_id}",),
            tuple(map(_tag_mark, (self.tag, *self.tags_meant))) if self.tag else (),
        )
        return tuple(group for group in groups if group)


@dataclass(frozen=True, slots=True)
class Query:
    """Words, phrases that must stand as they are, and what to leave out."""

    text: str
    terms: tuple[Term, ...]
    phrases: tuple[str, ...] = ()
    filters: Filters = field(default_factory=Filters)
    order: Order = "relevance"
    least: float = LEAST_SAID
    echoes: tuple[Term, ...] = ()  # looked for where what they stand for is next to nowhere

    @property
    def required(self) -> tuple[Term, ...]:
        """The terms of the phrases: whoever lacks one of them has not the phrase.

        Single characters are many tokens: they are left to who reads the text, if there is more.
        """
        every = dict.fromkeys(term for one in self.phrases for term in query_terms(one))
        return tuple(term for term in every if not term.begins) or tuple(every)


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that may be what was looked for."""

    entry_id: int
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """Candidates, best first, and how much each term of the query tells (by being rare).

    An engine that asks the database says what it counted: fewer of these words need no counting.
    """

    hits: tuple[Hit, ...]
    weights: Mapping[str, float]
    counts: Mapping[str, int] = field(default_factory=dict)
    total: int = 0


def query_of(
    text: str, filters: Filters | None = None, order: Order = "relevance"
) -> Query:
    """What somebody typed as a query: words in quotation marks are phrases, and words as well."""
    typed = unspaced(text[: 2 * MAX_QUERY])[:MAX_QUERY]
    phrases = tuple(one for one in phrases_of(typed) if query_terms(one))[:MAX_PHRASES]
    plain = _QUOTED.sub(r" \1 ", typed)
    exact = query_terms(plain)
    words = [term.text for term in exact if term.share == WORD and len(term.text) > 1]
    terms = _each_once((*exact, *synonym_terms(words)))
    return Query(
        plain, terms, phrases, filters or Filters(), order, echoes=echo_terms(exact)
    )


def _tag_mark(tag: str) -> str:
    return TAG + blake2b(comparable(tag).encode(), digest_size=6).hexdigest()


def _each_once(terms: Sequence[Term]) -> tuple[Term, ...]:
    """The terms, each text once: as the first of them means it."""
    found: dict[str, Term] = {}
    for term in terms:
        found.setdefault(term.text, term)
    return tuple(found.values())


def phrases_of(typed: str) -> list[str]:
    """What stands in quotation marks."""
    return _QUOTED.findall(typed)


def query_like(
    title: str, body: str = "", tags: Sequence[str] = (), filters: Filters | None = None
) -> Query:
    """What asks for texts like this one: the words of its title and tags, then its commonest.

    Then the pairs and characters of its title: most titles say the same thing in other words.

    The text itself is found as well, first of all: whoever asks leaves it out.
    """
    heads = _telling("\n".join((title, *tags)))
    words = _telling(body)
    told = [Term(word) for word in heads]
    told += [Term(word, OF_BODY) for word in words if word not in heads]
    asked = title[:MAX_QUERY]
    pairs = (term for term in query_terms(asked) if term.text not in COMMON)
    alone = (Term(one, ALONE) for one in comparable(asked) if is_chinese(one))
    terms = _each_once((
        *told[:MAX_LIKE], *synonym_terms(heads[:MAX_LIKE]), *islice(pairs, MAX_LIKE),
        *islice((term for term in alone if term.text not in COMMON), MAX_LIKE),
    ))  # fmt: skip
    return Query(asked, terms, filters=filters or Filters(), least=LEAST_LIKE)


def _telling(text: str) -> list[str]:
    """The words of a text, those that stand there most often first; not what every text has."""
    counts = Counter(words_of(comparable(text[:READ_LIKE])))
    return [word for word, _ in counts.most_common() if word not in COMMON]
