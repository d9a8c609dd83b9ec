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

from bench.stores import databases
from circle.app import create_app
from circle.config import load_settings
from circle.search.documents import Document, Query, query_of
from circle.search.engines import Engine
from circle.search.engines.fts5 import Fts5Engine
from circle.search.engines.postgres import PostgresEngine
from circle.search.engines.whoosh import WhooshEngine
from circle.search.ranking import CLOSELY, ranked
from circle.search.tokens import comparable

NAMES = ("whoosh", "sqlite", "postgres")
NOW = datetime(2026, 11, 1, tzinfo=UTC)
AT = 10
IN_ONE = 2_000  # documents of one write while the index is made
LATER, BATCHES = 50, 10  # documents of one write into the finished index, and how many of those
ASKED = 60  # queries of each sort
COMMON = 30  # the commonest words of two characters
SAMPLE = 5_000  # entries looked at to find words that are common and rare

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
            at, dice.randint(1, 5), "public", dice.choice(("post", "question", "topic")),
            dice.randint(1, 500), dice.choice(pool)[:24], body,
            NOW - timedelta(minutes=count - at), (), dice.randint(0, 4),
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
        "rare word": [one.body[-3:] for one in dice.choices(sample, k=ASKED)],
        "two words": [" ".join(dice.sample(common, 2)) for _ in range(ASKED)],
        "phrase": [f'"{body[at : at + 6]}"' for body, at in places],
        "sentence": [body[at : at + 16] for body, at in places],
    }


def build(engine: Engine, documents: dict[int, Document], clock: Clock) -> str:
    """Make the index; answers the documents a second, and the ms of a batch added afterwards."""
    everything = list(documents.values())
    first, later = everything[: -LATER * BATCHES], everything[-LATER * BATCHES :]
    began = clock()
    for at in range(0, len(first), IN_ONE):
        engine.write(first[at : at + IN_ONE])
    speed = len(first) / (clock() - began)
    costs = []
    for at in range(0, len(later), LATER):
        began = clock()
        engine.write(later[at : at + LATER])
        costs.append(clock() - began)
    return f"{speed:,.0f} | {_shown(costs)}"


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
    print(f" | of it ranking | entries/s | {LATER} more, ms | MB more while asked |")
    print("|---|" + "---|" * (len(asked) + 4))
    for name, engine in made.items():
        # PostgreSQL works in another process: there the wall is all that can be read.
        clock = time.perf_counter if name == "postgres" else time.process_time
        built = build(engine, documents, clock)
        before, cells, ranking = _memory(), [], []
        for texts in asked.values():
            costs = []
            for text in texts:
                query, began = query_of(text), clock()
                found = engine.find(query, CLOSELY)
                candidates, between = [documents[hit.entry_id] for hit in found.hits], clock()
                ranked(query, found.weights, candidates, NOW)
                costs.append(clock() - began)
                ranking.append(clock() - between)
            cells.append(_shown(costs))
        cells += [_shown(ranking), built, f"{_memory() - before:.0f}"]
        print(f"| {name} | " + " | ".join(cells) + " |", flush=True)


def main() -> None:
    """Judge and race."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--only", choices=NAMES)
    parser.add_argument("--speed", action="store_true", help="leave the questions out")
    parser.add_argument("--seed", type=int, default=20261122)
    chosen = parser.parse_args()
    dice = random.Random(chosen.seed)
    with tempfile.TemporaryDirectory() as folder, engines(chosen.only, Path(folder)) as made:
        if not chosen.speed:
            judge(made, chosen.data)
        if chosen.entries:
            pool = sentences(chosen.data)
            documents = {one.entry_id: one for one in entries(pool, chosen.entries, dice)}
            race(made, documents, dice)


if __name__ == "__main__":
    main()
