"""How well similar questions are found: recall of 100 rephrased titles among real distractors.

`python -m bench.similar [--data DIR] [--only whoosh|sqlite|postgres]`: those of
DIR/content/questions.jsonl stand around.
"""

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from flask import Flask

from bench.stores import databases
from circle.accounts import actions as accounts
from circle.accounts import queries as account_queries
from circle.accounts.schemas import PersonRecord
from circle.app import create_app
from circle.circles import actions as circles
from circle.circles import queries as circle_queries
from circle.circles.models import Circle
from circle.circles.schemas import NewCircle
from circle.config import load_settings
from circle.core.actor import SYSTEM, Actor
from circle.core.db import transaction
from circle.core.migrate import migrate
from circle.qa import actions as questions
from circle.qa.schemas import NewQuestion
from circle.search import actions as search
from circle.search import queries
from circle.search.queries import Similar

PAIRS = Path(__file__).with_name("similar_pairs.tsv")
ENGINES = ("whoosh", "sqlite", "postgres")
AT = (1, 3, 5)
COLUMNS = ("engine", *(f"recall at {at}" for at in AT), "others shown", "median ms", "p99 ms")
HEAD = f"| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}"
IN_ONE = 200  # questions asked in one transaction
MAX_TITLE = 120
MAX_BODY = 10_000
Look = Callable[[Actor, Circle, str], Sequence[Similar]]


def pairs() -> Sequence[tuple[str, str]]:
    """(title as asked, the same asked by somebody else), written by us."""
    lines = PAIRS.read_text().splitlines()
    return [(title, again) for title, again in (line.split("\t") for line in lines)]


def distractors(data: Path | None) -> Iterator[NewQuestion]:
    """Real questions, when there are some."""
    if data is None:
        return
    with (data / "content" / "questions.jsonl").open() as lines:
        for line in lines:
            told = json.loads(line)
            title = str(told.get("title") or "").strip()[:MAX_TITLE]
            if len(title) >= 4:
                yield NewQuestion(title, str(told.get("body") or "")[:MAX_BODY])


def fill(app: Flask, asked: Sequence[NewQuestion]) -> int:
    """A circle in which all of this was asked and indexed; answers its id."""
    with app.app_context():
        asker = accounts.add_person(PersonRecord("提问的人"))
        actor = account_queries.get_actor(asker.id)
        circle = circles.create_circle(
            actor, NewCircle(slug="bench", name="很多问题", preset="interest")
        )
        here = circle_queries.enter(actor, "bench")[1]
        for at in range(0, len(asked), IN_ONE):
            with transaction():
                for one in asked[at : at + IN_ONE]:
                    questions.ask_question(here, circle.id, one)
        while search.index_waiting():
            pass
        return circle.id


def measure(
    app: Flask, name: str, circle_id: int, wanted: Sequence[tuple[str, str]], ask: Look
) -> None:
    """Print recall at 1, 3 and 5, how many others are shown, how long a look-up takes, misses."""
    ranks: list[int] = []
    seconds: list[float] = []
    others = 0
    with app.app_context():
        circle, here = circle_queries.enter_by_id(SYSTEM, circle_id)
        for title, again in wanted:
            began = time.perf_counter()
            found = [one.title for one in ask(here, circle, again)]
            seconds.append(time.perf_counter() - began)
            ranks.append(found.index(title) + 1 if title in found else 0)
            others += sum(one != title for one in found)
            if title not in found:
                print(f"  missed: {again} → {title}; found {found[:2]}")
    middle, late = sorted(seconds)[len(seconds) // 2], sorted(seconds)[int(len(seconds) * 0.99)]
    hits = " | ".join(f"{sum(0 < rank <= at for rank in ranks) / len(ranks):.2f}" for at in AT)
    print(f"| {name} | {hits} | {others / len(ranks):.1f} | {middle * 1000:.1f} |"
          f" {late * 1000:.1f} |", flush=True)  # fmt: skip


def main() -> None:
    """Ask everything, then look for it in other words, with each engine."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--only", choices=ENGINES)
    chosen = parser.parse_args()
    wanted = pairs()
    titles = {title for title, _ in wanted}
    around = [one for one in distractors(chosen.data) if one.title not in titles]
    asked = [*around, *(NewQuestion(title) for title, _ in wanted)]
    print(f"{len(around)} other questions around\n{HEAD}")
    for name in [chosen.only] if chosen.only else ENGINES:
        with site(name) as app:
            measure(app, name, fill(app, asked), wanted, queries.similar_questions)


@contextmanager
def site(engine: str) -> Iterator[Flask]:
    """An empty site that searches with this engine."""
    with ExitStack() as held:
        folder = held.enter_context(tempfile.TemporaryDirectory())
        kept = "postgres" if engine == "postgres" else "sqlite"
        url = held.enter_context(databases(kept))[kept]
        given = {"CIRCLE_DATA": folder, "CIRCLE_SEARCH": engine}
        app = create_app(
            load_settings({**_plain(), **given, **({"CIRCLE_DATABASE_URL": url} if url else {})})
        )
        migrate(app)
        yield app


def _plain() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("CIRCLE_")}


if __name__ == "__main__":
    main()
