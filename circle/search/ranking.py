"""What is found first: how much a term tells, how well a text answers; the same for all engines."""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from circle.search.documents import Document, Hit, Query
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
MOST_NEEDED = 4  # telling words that are asked for when the newest come first
_SENTENCE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class _Field:
    """One part of a text, comparable, with the counts of what cannot be found in it as it is."""

    plain: str
    latin: Mapping[str, int]

    @classmethod
    def of(cls, text: str) -> "_Field":
        plain = comparable(text)
        return cls(plain, Counter(latin_tokens(plain)))

    def count(self, term: Term) -> int:
        if is_chinese(term.text):
            return self.plain.count(term.text)
        return self.latin.get(term.text, 0)


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


def impacts(document: Document) -> dict[str, float]:
    """Every token of a document and its impact: an index of these needs no lengths, no averages."""
    title, body = comparable(document.title), comparable(document.body)
    tags = "\n".join(comparable(tag) for tag in document.tags)
    counted = [Counter(tokens(part)) for part in (title, tags, body)]
    return {
        token: impact(
            (counted[0][token], counted[1][token], counted[2][token]), len(title), len(body)
        )
        for token in {*counted[0], *counted[1], *counted[2]}
    }


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
    hits = [
        (score, document)
        for document in candidates
        if (score := _score(query, weights, document, now)) > 0
    ]
    if query.order == "newest":
        hits.sort(key=lambda one: (one[1].published_at, one[1].entry_id), reverse=True)
    else:
        hits.sort(key=lambda one: (-one[0], -one[1].entry_id))
    return [Hit(document.entry_id, score) for score, document in hits]


def _score(
    query: Query, weights: Mapping[str, float], document: Document, now: datetime
) -> float:
    title, body = _Field.of(document.title), _Field.of(document.body)
    tags = _Field.of("\n".join(document.tags))
    whole = "\n".join((title.plain, tags.plain, body.plain))
    if not all(comparable(phrase).strip() in whole for phrase in query.phrases):
        return 0.0
    said = asked = score = 0.0
    for term in query.terms:
        weight = weights.get(term.text, 0.0) * term.share
        counts = (title.count(term), tags.count(term), body.count(term))
        asked += weight
        if any(counts):
            said += weight
            score += weight * impact(counts, len(title.plain), len(body.plain))
    if not said or said < query.least * asked:
        return 0.0
    near = NEAR * _nearness(comparable(query.text), whole) * said / asked
    return score * (1 + near) * (1 + _standing(document, now))


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



def must_have(query: Query, chosen: Sequence[Term]) -> list[Term]:
    """The terms a candidate must have: those of phrases; newest first, also the telling words.

    By relevance a text that lacks a word comes late; by time it would come first.
    """
    words = [one for one in chosen if one.share == WORD] if query.order == "newest" else []
    return list(dict.fromkeys((*query.required, *words[:MOST_NEEDED])))
