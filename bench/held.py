"""How long the first text after a change of the site's rules keeps other writers waiting.

`python -m bench.held --data DIR [--rules 20000]`

The rules are made as in `bench.screening`. Milliseconds of own processor time inside the writer's
transaction on SQLite: when the set is made ready there, and when it was made ready before, as every
writing request does.
"""

import argparse
import random
import tempfile
import time
from pathlib import Path

from bench.screening import SEED, many_rules, real_texts
from circle.accounts import queries as account_reads
from circle.app import create_app
from circle.circles import actions as circles
from circle.circles.schemas import NewCircle
from circle.config import load_settings
from circle.content.actions import write_entry
from circle.content.schemas import NewEntry
from circle.core.db import new_uid, transaction
from circle.core.migrate import migrate
from circle.core.recent import forget_everything
from circle.screening import queries as screening
from circle.screening.models import KeywordRule, RuleBook
from tests.factories.accounts import sign_up_person

ROUNDS = 3


def keep(rules: list[str]) -> None:
    """Put rules into the site's book, as it stands after its last change."""
    with transaction() as session:
        session.add(RuleBook(circle_id=0, version=new_uid()))
        session.add_all(
            KeywordRule(circle_id=None, name=word, pattern=word, kind="words", action="review",
                        wide=True, made_by=None)
            for word in rules
        )  # fmt: skip


def held(new: NewEntry, actor: object, *, beforehand: bool) -> tuple[float, float]:
    """Seconds before, and inside, the transaction of one text that finds nothing ready."""
    forget_everything()
    started = time.process_time()
    if beforehand:
        screening.make_ready()
    begun = time.process_time()
    with transaction():
        write_entry(actor, new)
    return begun - started, time.process_time() - begun


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--rules", type=int, default=20_000)
    asked = parser.parse_args()
    texts = [text for text in real_texts(asked.data) if text.strip()]
    words = [one.name for one in many_rules(texts, asked.rules, random.Random(SEED)).rules]
    with tempfile.TemporaryDirectory(prefix="circle-bench-") as folder:
        app = create_app(load_settings({"CIRCLE_DATA": folder, "CIRCLE_RATE_LIMITS": "off"}))
        migrate(app)
        with app.app_context():
            user_id = sign_up_person("teahouse", "quiet-tea-house-7")
            actor = account_reads.get_actor(user_id)
            circle = circles.create_circle(
                actor, NewCircle(slug="tea", name="一席茶", preset="interest")
            )
            new = NewEntry(circle_id=circle.id, kind="post", source=texts[0][:500])
            print("| rules of the site | before it, ms | inside the transaction, ms |")
            print("|---|---|---|")
            for count in (0, 100, 2_000, len(words)):
                with transaction() as session:
                    session.query(KeywordRule).delete()
                    session.query(RuleBook).delete()
                keep(words[:count])
                for ready in (False, True):
                    runs = [held(new, actor, beforehand=ready) for _ in range(ROUNDS)]
                    before, inside = min(runs, key=sum)
                    print(f"| {count:,}, {'made ready before' if ready else 'not'} "
                          f"| {before * 1e3:.0f} | {inside * 1e3:.0f} |", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
