"""What is found first: how much a term tells, how well a text answers; the same for all engines."""

import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from circle.search.documents import Document, Hit, Order, Query
from circle.search.echoes import SIGNS
from circle.search.tokens import WORD, Term, comparable, is_chinese, latin_tokens, tokens

# BM25F: a term counts more in a title or tag, less in a long text, and ever less the more it stands
TITLE, TAGS = 4.0, 2.5
USUAL_TITLE, USUAL_BODY = 16.0, 200.0  # characters; forum entries
TITLE_LENGTH, BODY_LENGTH = 0.3, 0.5  # how far length counts, 0 to 1
SATURATION = 1.2
NEAR, FRESH, HELPFUL, SETTLED = 0.35, 0.08, 0.08, 0.04  # boosts: the most each can add
FRESH_DAYS = 180
HELPFUL_HALF = 5  # this many who found it helpful are half of the boost
CLOSELY = 100  # candidates whose texts are looked at
READ = 250_000  # characters of them together, at first
MOST_NEEDED = 4  # telling words that are asked for when the newest come first
SELDOM = 2  # entries with a term that may still be a slip: its echoes are looked for as well
WELL = 0.5  # newest first are those that say as much as this, of what the best says
_SENTENCE = re.compile(r"\s+")


class _Field:
    """One part of a text, comparable."""

    def __init__(self, text: str) -> None:
        self.plain = comparable(text)

    @cached_property
    def _latin(self) -> Mapping[str, int]:
        """The counts of what cannot be found in it as it is."""
        return Counter(latin_tokens(self.plain))

    def count(self, term: Term) -> int:
        if is_chinese(term.text):
            return self.plain.count(term.text)
        return self._latin.get(term.text, 0)


def rarity(count: int, total: int) -> float:
    """How much a term tells: inverse document frequency; one that stands everywhere, next to 0."""
    return math.log(1 + (max(0, total - count) + 0.5) / (count + 0.5))


def rarities(counts: Mapping[str, int], total: int) -> dict[str, float]:
    """How much each term tells; one that stands nowhere tells nothing apart, and is left out."""
    return {text: rarity(count, total) for text, count in counts.items() if count}


def impact(counts: tuple[int, int, int], title_length: int, body_length: int) -> float:
    """How well a text speaks of a term that stands so often in title, tags and body: 0 to 2.2."""
    title, tags, body = counts
    said = TITLE * title / (1 - TITLE_LENGTH + TITLE_LENGTH * title_length / USUAL_TITLE)
    said += TAGS * tags
    said += body / (1 - BODY_LENGTH + BODY_LENGTH * body_length / USUAL_BODY)
    return said * (SATURATION + 1) / (said + SATURATION)


ECHOED = impact((0, 1, 0), 0, 0)


def impacts(document: Document) -> dict[str, float]:
    """Every token of a document and its impact: an index of these needs no lengths, no averages."""
    title, body = comparable(document.title), comparable(document.body)
    tags = "\n".join(comparable(tag) for tag in document.tags)
    counted = [Counter(tokens(part)) for part in (title, tags, body)]
    found = dict.fromkeys(document.echoes, ECHOED)
    for token in {*counted[0], *counted[1], *counted[2]}:
        counts = (counted[0][token], counted[1][token], counted[2][token])
        found[token] = max(found.get(token, 0.0), impact(counts, len(title), len(body)))
    return found


def weighed(
    query: Query, count: Callable[[Sequence[Term]], Mapping[str, int]], total: Callable[[], int],
    most: int,
) -> tuple[dict[str, float], list[Term], Mapping[str, int]]:  # fmt: skip
    """How much each term tells, those worth reading, and how many entries have each.

    Echoes are counted, and asked for, only of terms that stand next to nowhere.
    """
    counts = dict(count(list(dict.fromkeys((*query.terms, *query.required)))))
    missed = [one for one in query.echoes if counts.get(one.instead_of, 0) <= SELDOM]
    if missed:
        counts |= {text: n for text, n in count(missed).items() if text not in counts}
    weights = rarities(counts, total())
    for one in (*query.terms, *missed):  # what stands for a word never tells more than the word
        if one.text in weights and one.instead_of in weights:
            weights[one.text] = min(weights[one.text], weights[one.instead_of])
    return weights, read_first([*query.terms, *missed], counts, most), counts


def read_first(
    terms: Sequence[Term], counts: Mapping[str, int], most: int
) -> list[Term]:
    """The terms worth reading, rarest first, until their entries together are `most`; at least one.

    What is left out is so common that it only orders what the others found, which ranking does.
    """
    there = sorted((one for one in terms if counts.get(one.text)), key=lambda one: counts[one.text])
    chosen: list[Term] = []
    rows = 0
    for term in there:
        rows += counts[term.text]
        if chosen and rows > most:
            break
        chosen.append(term)
    return chosen


def ranked(
    query: Query, weights: Mapping[str, float], candidates: Sequence[Document], now: datetime
) -> list[Hit]:
    """The candidates that answer a query, best first; those that hardly mention it are left out."""
    asked = _Asked.of(query, weights)
    hits = [
        (score, told, document)
        for document in candidates
        for score, told in [_score(asked, document, READ // len(candidates))]
        if score > 0
    ]
    if query.order == "newest":
        enough = WELL * max((told for _, told, _ in hits), default=0.0)
        hits = [hit for hit in hits if hit[1] >= enough]
        hits.sort(key=lambda hit: (hit[2].published_at, hit[2].entry_id), reverse=True)
        return [Hit(document.entry_id, score) for score, _, document in hits]
    standing = [(score * (1 + _standing(document, now)), document) for score, _, document in hits]
    standing.sort(key=lambda hit: (-hit[0], -hit[1].entry_id))
    return [Hit(document.entry_id, score) for score, document in standing]


def unspoken(
    query: Query, weights: Mapping[str, float], candidates: Sequence[Document]
) -> set[str]:
    """The words of a query that stand somewhere, but in none of these texts."""
    left = {term.text: term for term in query.terms if term.text in weights}
    for document in candidates:
        if not left:
            break
        text = _Text(document, len(document.body))
        left = {key: term for key, term in left.items() if not text.impact(term)}
    return set(left)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A query, made ready once for all candidates: what stands for the same thing is together."""

    text: str
    phrases: tuple[str, ...]
    groups: tuple["_Group", ...]
    weight: float
    least: float

    @classmethod
    def of(cls, query: Query, weights: Mapping[str, float]) -> "_Asked":
        groups: dict[tuple[str, int], list[tuple[Term, float]]] = {}
        for term in (*query.terms, *query.echoes):
            if weight := weights.get(term.text, 0.0) * term.share:
                key = (term.instead_of or term.text, term.part)
                groups.setdefault(key, []).append((term, weight))
        made = tuple(_Group(tuple(group)) for group in groups.values())
        phrases = tuple(comparable(phrase).strip() for phrase in query.phrases)
        total = sum(group.weight for group in made)
        return cls(comparable(query.text), phrases, made, total, query.least)


class _Group:
    """Terms that stand for the same thing, and what the group weighs: as much as its heaviest."""

    def __init__(self, terms: tuple[tuple[Term, float], ...]) -> None:
        self.terms = terms
        self.weight = max(weight for _, weight in terms)
        self._share = max(term.share for term, _ in terms)

    def best(self, text: "_Text") -> tuple[float, float]:
        """How well a text speaks of it, and how much of it that is; what stands for it is less."""
        found = ((weight * text.impact(term), term.share) for term, weight in self.terms)
        score, share = max(found)
        return score, self.weight * share / self._share if score else 0.0


def _score(asked: _Asked, document: Document, most: int) -> tuple[float, float]:
    """How well a text answers, and how much of the query it says; nothing where too little.

    Of a long one the beginning is read, and the rest where that does not answer.
    """
    score = _score_of(asked, _Text(document, most))
    if not score[0] and len(document.body) > most:
        score = _score_of(asked, _Text(document, len(document.body)))
    return score


def _score_of(asked: _Asked, text: "_Text") -> tuple[float, float]:
    if not all(phrase in text.whole for phrase in asked.phrases):
        return 0.0, 0.0
    parts = [group.best(text) for group in asked.groups]
    score, said = sum(part[0] for part in parts), sum(part[1] for part in parts)
    if not said or said < asked.least * asked.weight:
        return 0.0, 0.0
    told = said / asked.weight
    return score * (1 + NEAR * _nearness(asked.text, text.whole) * told), told


class _Text:
    """A document as it is looked at closely."""

    def __init__(self, document: Document, most: int) -> None:
        self._document = document
        self._title, self._body = _Field(document.title), _Field(document.body[:most])
        self._tags = _Field("\n".join(document.tags))
        self.whole = "\n".join((self._title.plain, self._tags.plain, self._body.plain))

    @cached_property
    def _echoes(self) -> set[str]:
        return self._document.echoes

    def impact(self, term: Term) -> float:
        """How well it speaks of a term."""
        if term.text[0] in SIGNS:
            there = (
                any(one.startswith(term.text) for one in self._echoes)
                if term.begins else term.text in self._echoes
            )  # fmt: skip
            return ECHOED if there else 0.0
        counts = (self._title.count(term), self._tags.count(term), self._body.count(term))
        if not any(counts):
            return 0.0
        return impact(counts, len(self._title.plain), len(self._document.body))


def _nearness(asked: str, whole: str) -> float:
    """How much of the query stands together in a text: 1 when all of it does, 0 when no pair."""
    runs = [run for run in _SENTENCE.split(asked) if len(run) > 1]
    length = sum(len(run) - 1 for run in runs)
    return sum(_longest(run, whole) - 1 for run in runs) / length if length else 0.0


def _longest(run: str, whole: str) -> int:
    """The length of the longest part of a run that stands in a text; 1 where no pair does."""
    best, start = 1, 0
    while start + best < len(run):
        if run[start : start + best + 1] in whole:
            best += 1
        else:
            start += 1
    return best


def _standing(document: Document, now: datetime) -> float:
    """The small boosts: freshness, how many it helped, whether it is settled or picked out."""
    days = max(0.0, (now - document.published_at).total_seconds() / 86_400)
    helped = document.helpful / (document.helpful + HELPFUL_HALF) if document.helpful > 0 else 0.0
    settled = SETTLED * (document.answered or document.featured)
    return FRESH * 2 ** (-days / FRESH_DAYS) + HELPFUL * helped + settled



def ways(query: Query, chosen: Sequence[Term]) -> list[tuple[Order, list[Term]]]:
    """How candidates are looked for, one way after the other until there are some."""
    if not chosen:
        return []
    first: tuple[Order, list[Term]] = (query.order, must_have(query, chosen))
    if query.order == "newest":
        return [first, ("relevance", list(query.required))]
    return [first]


def must_have(query: Query, chosen: Sequence[Term]) -> list[Term]:
    """The terms a candidate must have: those of phrases; newest first, also the telling words.

    By relevance a text that lacks a word comes late; by time it would come first. Where nothing has
    all of them, the most relevant are candidates, and `ranked` keeps those that say the most.
    """
    words = [one for one in chosen if one.share == WORD] if query.order == "newest" else []
    return list(dict.fromkeys((*query.required, *words[:MOST_NEEDED])))
