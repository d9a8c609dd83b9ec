"""How well and how fast is searched: each engine, the same documents, the same run.

`python -m bench.search --data DIR [--entries N] [--only whoosh|sqlite|postgres] [--speed]`

DIR/search/cmrc2018 holds questions and the texts that answer them: MRR@10, also for the questions
in traditional characters, full width and with a space between all characters. DIR/content and these
texts give the sentences of which the N entries of the timed part are made.
"""

import argparse
import json
import os
import random
import re
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import opencc
import rjieba
from sqlalchemy import text

from bench.stores import databases
from circle.app import create_app
from circle.config import load_settings
from circle.core import lazy
from circle.core.db import transaction
from circle.search.documents import Document, Filters, Query, query_of
from circle.search.engines import Engine
from circle.search.engines.fts5 import Fts5Engine
from circle.search.engines.postgres import SCHEMA, PostgresEngine
from circle.search.engines.whoosh import WhooshEngine
from circle.search.ranking import CLOSELY, ranked
from circle.search.tokens import comparable

NAMES = ("whoosh", "sqlite", "postgres")
NOW = datetime(2026, 11, 1, tzinfo=UTC)
AT = 10
IN_ONE = 2_000  # documents of one write while the index is made
LATER, BATCHES = 50, 20  # documents of one write into a small and into the whole index
SMALL, FEW_OF = 6, 1_000  # a small circle, and that one in so many entries is in it
OFTEN = 1_000  # queries after which a reader must be as large as before
BULK = 200_000  # entries from which PostgreSQL's words are indexed after they are all there
ASKED = 60  # queries of each sort
COMMON = 30  # the commonest words of two characters
SAMPLE = 5_000  # entries looked at to find words that are common and rare

CHINESE = re.compile(r"[\u4e00-\u9fff]{4}")
Clock = Callable[[], float]


def variants() -> dict[str, Callable[[str], str]]:
    """The ways a question is typed."""
    traditional = opencc.OpenCC("s2t").convert
    return {
        "as it is": str,
        "traditional": traditional,
        "full width": lambda text: "".join(
            chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in text
        ),
        "spaced": " ".join,
    }


@contextmanager
def engines(only: str | None, folder: Path) -> Iterator[dict[str, Engine]]:
    """The engines to run, empty."""
    wanted = [name for name in NAMES if only in (None, name)]
    made: dict[str, Engine] = {}
    with ExitStack() as open_things:
        if "whoosh" in wanted:
            made["whoosh"] = WhooshEngine(folder / "search")
        if "sqlite" in wanted:
            made["sqlite"] = Fts5Engine(folder / "search.db")
        if "postgres" in wanted:
            url = open_things.enter_context(databases("postgres"))["postgres"]
            settings = load_settings({"CIRCLE_DATA": str(folder), "CIRCLE_DATABASE_URL": url or ""})
            open_things.enter_context(create_app(settings).app_context())
            made["postgres"] = PostgresEngine()
        yield made


def lines(path: Path) -> list[dict[str, str]]:
    """The objects of a file, one a line."""
    with path.open() as file:
        return [json.loads(line) for line in file]


def answer(engine: Engine, query: Query, documents: dict[int, Document]) -> list[int]:
    """What somebody who typed this finds, best first."""
    found = engine.find(query, CLOSELY)
    candidates = [documents[hit.entry_id] for hit in found.hits]
    return [hit.entry_id for hit in ranked(query, found.weights, candidates, NOW)]


def judge(made: dict[str, Engine], data: Path) -> None:
    """Print MRR@10 of every engine and way of typing."""
    folder = data / "search" / "cmrc2018"
    texts, asked = lines(folder / "docs.jsonl"), lines(folder / "queries.jsonl")
    ids = {one["id"]: at for at, one in enumerate(texts, 1)}
    rows = [line.split() for line in (folder / "qrels.tsv").read_text().splitlines()]
    wanted = {row[0]: ids[row[2]] for row in rows}
    documents = {
        at: Document(at, 1, "public", "post", 1, one["title"], one["body"], NOW)
        for at, one in enumerate(texts, 1)
    }
    ways = variants()
    print(f"\n| MRR@{AT}, {len(asked)} questions | " + " | ".join(ways) + " |")
    print("|---|" + "---|" * len(ways))
    for name, engine in made.items():
        engine.write(list(documents.values()))
        shown: list[str] = []
        known: dict[Query, list[int]] = {}  # typed another way, often the very same query
        for typed in ways.values():
            ranks = [
                _rank(_known(known, engine, typed(one["text"]), documents), wanted[one["id"]])
                for one in asked
            ]
            shown.append(f"{sum(ranks) / len(ranks):.4f}")
        print(f"| {name} | " + " | ".join(shown) + " |", flush=True)
        engine.clear()


def _known(
    known: dict[Query, list[int]], engine: Engine, text: str, documents: dict[int, Document]
) -> list[int]:
    typed = query_of(text)
    query = replace(typed, text=comparable(typed.text))
    if query not in known:
        known[query] = answer(engine, query, documents)
    return known[query]


def _rank(found: Sequence[int], wanted: int) -> float:
    best = found[:AT]
    return 1 / (best.index(wanted) + 1) if wanted in best else 0.0


def sentences(data: Path) -> list[str]:
    """What people wrote, cut at the ends of sentences."""
    texts = [one["body"] for one in lines(data / "search" / "cmrc2018" / "docs.jsonl")]
    for one in lines(data / "content" / "questions.jsonl"):
        texts += [one.get("title") or "", one.get("body") or ""]
    parts = (part.strip() for text in texts for part in text.replace("\n", "。").split("。"))
    return [part[:80] for part in parts if len(part) >= 6]


def entries(pool: Sequence[str], count: int, dice: random.Random) -> Iterator[Document]:
    """Entries of about a hundred characters, each with a name nobody else has (or few)."""
    for at in range(1, count + 1):
        name = "".join(chr(dice.randrange(0x4E00, 0x9000)) for _ in range(3))
        body = "。".join([*dice.choices(pool, k=dice.randint(1, 5)), name])
        yield Document(
            at, dice.randint(1, 5) if at % FEW_OF else SMALL, "public",
            dice.choice(("post", "question", "topic")), dice.randint(1, 500),
            dice.choice(pool)[:24], body, NOW - timedelta(minutes=count - at), (),
            dice.randint(0, 4),
        )  # fmt: skip


def asked_of(documents: dict[int, Document], dice: random.Random) -> dict[str, list[str]]:
    """Queries of each sort, taken from the entries."""
    sample = dice.sample(list(documents.values()), min(SAMPLE, len(documents)))
    words = Counter(
        word for one in sample
        for word in set(rjieba.cut(f"{one.title}。{one.body}")) if len(word) == 2 and word > "一"
    )  # fmt: skip
    common = [word for word, _ in words.most_common(COMMON)]
    bodies = [one.body for one in sample if len(one.body) > 20]
    places = [(body, dice.randrange(len(body) - 16)) for body in dice.choices(bodies, k=ASKED)]
    return {
        "common word": dice.choices(common, k=ASKED),
        "one character": [word[0] for word in dice.choices(common, k=ASKED)],
        "rare word": [one.body[-3:] for one in dice.choices(sample, k=ASKED)],
        "two words": [" ".join(dice.sample(common, 2)) for _ in range(ASKED)],
        "phrase": [f'"{body[at : at + 6]}"' for body, at in places],
        "sentence": [body[at : at + 16] for body, at in places],
    }


def build(engine: Engine, documents: dict[int, Document], clock: Clock) -> str:
    """Make the index; answers the documents a second, and the ms of a batch added afterwards.

    Of such a batch to a small index as well: the middle, the mean, the slowest.
    """
    everything = list(documents.values())
    few = LATER * BATCHES
    first, small, rest, large = (
        everything[:IN_ONE], everything[IN_ONE : IN_ONE + few],
        everything[IN_ONE + few : -few], everything[-few:],
    )  # fmt: skip
    engine.write(first)
    before = added(engine, small, clock)
    began = clock()
    with in_bulk(engine, len(everything)):
        for at in range(0, len(rest), IN_ONE):
            engine.write(rest[at : at + IN_ONE])
    speed = len(rest) / (clock() - began)
    return f"{speed:,.0f} | {before} | {added(engine, large, clock)}"


def added(engine: Engine, documents: Sequence[Document], clock: Clock) -> str:
    """What it costs to add these, a few at a time."""
    costs = []
    for at in range(0, len(documents), LATER):
        began = clock()
        engine.write(documents[at : at + LATER])
        costs.append((clock() - began) * 1000)
    ordered = sorted(costs)
    mean = sum(costs) / len(costs)
    return f"{ordered[len(ordered) // 2]:.1f} / {mean:.1f} / {ordered[-1]:.1f}"


@contextmanager
def in_bulk(engine: Engine, count: int) -> Iterator[None]:
    """A very large table of PostgreSQL is filled first and indexed then, as its manual says."""
    if not isinstance(engine, PostgresEngine) or count < BULK:
        yield
        return
    with transaction() as current:
        current.execute(text("DROP INDEX ix_search_documents_words"))
    yield
    with transaction() as current:
        current.execute(text(SCHEMA[-1]))
    with transaction() as current:
        current.execute(text("ANALYZE search_documents"))


def _shown(costs: Sequence[float]) -> str:
    ordered = sorted(cost * 1000 for cost in costs)
    return f"{ordered[len(ordered) // 2]:.1f} / {ordered[int(len(ordered) * 0.95)]:.1f}"


def _memory() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def race(made: dict[str, Engine], documents: dict[int, Document], dice: random.Random) -> None:
    """Print how long each sort of query takes, p50 / p95, and what the index cost."""
    asked = asked_of(documents, dice)
    print(f"\n| {len(documents):,} entries, ms p50 / p95 | " + " | ".join(asked), end="")
    print(" | newest | in a small circle | a character everywhere | of it ranking", end="")
    print(" | entries/s", end="")
    print(f" | {LATER} to a small one: middle / mean / worst | {LATER} to this | MB", end="")
    print(f" | MB after {OFTEN:,} queries |")
    print("|---|" + "---|" * (len(asked) + 9))
    for name, engine in made.items():
        # PostgreSQL works in another process: there the wall is all that can be read.
        clock = time.perf_counter if name == "postgres" else time.process_time
        built = build(engine, documents, clock)
        queries = [[query_of(typed) for typed in texts] for texts in asked.values()]
        queries.append([query_of(typed, order="newest") for typed in asked["two words"]])
        small = Filters(circles=(SMALL,))
        queries.append([query_of(typed, small) for typed in asked["common word"]])
        everywhere = Filters(scope="public")
        queries.append([query_of(typed, everywhere) for typed in asked["one character"]])
        cells, ranking = [], []
        for some in queries:
            costs, of_ranking = timed(engine, some, documents, clock)
            cells.append(_shown(costs))
            ranking += of_ranking
        before = _memory()
        often = dice.choices([query for some in queries for query in some], k=OFTEN)
        timed(engine, often, documents, clock)
        cells += [_shown(ranking), built, f"{before:.0f}", f"{_memory():.0f}"]
        print(f"| {name} | " + " | ".join(cells) + " |", flush=True)


def timed(
    engine: Engine, queries: Sequence[Query], documents: dict[int, Document], clock: Clock
) -> tuple[list[float], list[float]]:
    """The seconds each query takes, and those of them that go into ranking."""
    costs, ranking = [], []
    for query in queries:
        began = clock()
        found = engine.find(query, CLOSELY)
        candidates, between = [documents[hit.entry_id] for hit in found.hits], clock()
        ranked(query, found.weights, candidates, NOW)
        costs.append(clock() - began)
        ranking.append(clock() - between)
    return costs, ranking


def disguises() -> dict[str, Callable[[str], str | None]]:
    """The ways four characters are mistyped, or typed as they sound."""
    sounds = lazy.syllables
    same: dict[str, list[str]] = {}
    for one in map(chr, range(0x4E00, 0x9FA6)):
        same.setdefault(sounds(one)[0], []).append(one)

    def alike(text: str) -> str | None:
        """One character as another that sounds so."""
        others = (one for one in same[sounds(text[1])[0]] if one != text[1])
        other = next(others, None)
        return other and text[0] + other + text[2:]

    return {
        "one character that sounds alike": alike,
        "one character left out": lambda text: text[0] + text[2:],
        "pinyin": lambda text: "".join(sounds(text)),
        "initials": lambda text: "".join(one[0] for one in sounds(text)),
    }


def forgive(made: dict[str, Engine], documents: dict[int, Document], dice: random.Random) -> None:
    """Print how often a title is among the first ten when four characters of it are mistyped."""
    titles = [one.title for one in documents.values() if CHINESE.search(one.title)]
    parts = [CHINESE.findall(title)[0] for title in dice.sample(titles, ASKED)]
    ways = disguises()
    print(f"\n| found among the first {AT}, of {ASKED} | " + " | ".join(ways) + " |")
    print("|---|" + "---|" * len(ways))
    for name, engine in made.items():
        shown = []
        for disguise in ways.values():
            typed = [(part, disguise(part)) for part in parts]
            found = [part in _titles(engine, asked, documents) for part, asked in typed if asked]
            shown.append(f"{sum(found) / len(found):.2f}")
        print(f"| {name} | " + " | ".join(shown) + " |", flush=True)


def _titles(engine: Engine, typed: str, documents: dict[int, Document]) -> str:
    best = answer(engine, query_of(typed), documents)[:AT]
    return "\n".join(documents[entry_id].title for entry_id in best)


def main() -> None:
    """Judge and race."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--only", choices=NAMES)
    parser.add_argument("--speed", action="store_true", help="leave the questions out")
    parser.add_argument("--seed", type=int, default=20261122)
    chosen = parser.parse_args()
    fewest = IN_ONE + 2 * LATER * BATCHES  # the first write, and twice what is added afterwards
    if chosen.entries <= fewest:
        parser.error(f"--entries is more than {fewest:,}")
    dice = random.Random(chosen.seed)
    with tempfile.TemporaryDirectory() as folder, engines(chosen.only, Path(folder)) as made:
        if not chosen.speed:
            judge(made, chosen.data)
        if chosen.entries:
            pool = sentences(chosen.data)
            documents = {one.entry_id: one for one in entries(pool, chosen.entries, dice)}
            race(made, documents, dice)
            forgive(made, documents, dice)


if __name__ == "__main__":
    main()
