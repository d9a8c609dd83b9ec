"""How well similar questions are found: recall of 100 rephrased titles among real distractors.

`python -m bench.similar [--data DIR]`: the titles of DIR/content/questions.jsonl stand around.
"""

import argparse
import json
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from flask import Flask

from circle.accounts import actions as accounts
from circle.accounts import queries as account_queries
from circle.accounts.schemas import PersonRecord
from circle.app import create_app
from circle.circles import actions as circles
from circle.circles import queries as circle_queries
from circle.circles.schemas import NewCircle
from circle.config import load_settings
from circle.core.actor import SYSTEM
from circle.core.db import transaction
from circle.core.migrate import migrate
from circle.qa import actions as questions
from circle.qa.schemas import NewQuestion
from circle.search import actions as search
from circle.search import queries

PAIRS = Path(__file__).with_name("similar_pairs.tsv")
AT = (1, 3, 5)
IN_ONE = 200  # questions asked in one transaction
MAX_TITLE = 120


def pairs() -> Sequence[tuple[str, str]]:
    """(title as asked, the same asked by somebody else), written by us."""
    lines = PAIRS.read_text().splitlines()
    return [(title, again) for title, again in (line.split("\t") for line in lines)]


def distractors(data: Path | None) -> Iterator[str]:
    """Titles of real questions, when there are some."""
    if data is None:
        return
    with (data / "content" / "questions.jsonl").open() as lines:
        for line in lines:
            title = str(json.loads(line).get("title") or "").strip()[:MAX_TITLE]
            if len(title) >= 4:
                yield title


def fill(app: Flask, titles: Sequence[str]) -> int:
    """A circle in which all of this was asked and indexed; answers its id."""
    with app.app_context():
        asker = accounts.add_person(PersonRecord("提问的人"))
        actor = account_queries.get_actor(asker.id)
        circle = circles.create_circle(
            actor, NewCircle(slug="bench", name="很多问题", preset="interest")
        )
        here = circle_queries.enter(actor, "bench")[1]
        for at in range(0, len(titles), IN_ONE):
            with transaction():
                for title in titles[at : at + IN_ONE]:
                    questions.ask_question(here, circle.id, NewQuestion(title))
        last = 0
        while last := search.index_circle(circle.id, last):
            pass
        return circle.id


def measure(app: Flask, circle_id: int, wanted: Sequence[tuple[str, str]]) -> None:
    """Print recall at 1, 3 and 5, what was missed, and how long a look-up takes."""
    ranks: list[int] = []
    seconds: list[float] = []
    with app.app_context():
        circle, here = circle_queries.enter_by_id(SYSTEM, circle_id)
        for title, again in wanted:
            began = time.perf_counter()
            found = [one.title for one in queries.similar_questions(here, circle, again)]
            seconds.append(time.perf_counter() - began)
            ranks.append(found.index(title) + 1 if title in found else 0)
            if title not in found:
                print(f"  missed: {again} → {title}; found {found[:2]}")
    middle, late = sorted(seconds)[len(seconds) // 2], sorted(seconds)[int(len(seconds) * 0.99)]
    print("| pairs | " + " | ".join(f"recall at {at}" for at in AT) + " | median ms | p99 ms |")
    print("|---|" + "---|" * (len(AT) + 2))
    hits = " | ".join(f"{sum(0 < rank <= at for rank in ranks) / len(ranks):.2f}" for at in AT)
    print(f"| {len(ranks)} | {hits} | {middle * 1000:.1f} | {late * 1000:.1f} |")


def main() -> None:
    """Ask everything, then look for it in other words."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    chosen = parser.parse_args()
    wanted = pairs()
    titles = [title for title, _ in wanted]
    around = [title for title in distractors(chosen.data) if title not in set(titles)]
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(load_settings({**_plain(), "CIRCLE_DATA": folder}))
        migrate(app)
        circle_id = fill(app, [*around, *titles])
        print(f"{len(around)} other questions around")
        measure(app, circle_id, wanted)


def _plain() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("CIRCLE_")}


if __name__ == "__main__":
    main()
