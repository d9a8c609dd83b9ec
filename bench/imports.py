"""How questions come in from a file, in one command, twice: all of it is there, nothing doubled.

`python -m bench.imports --data DIR [--only NAME]` takes DIR/content/questions.jsonl; what has to be
there is counted from the file itself, without the program's own reader.
"""

import argparse
import json
import resource
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import create_engine, text

from bench.site import Site
from bench.stores import databases

SLUG, SOURCE = "brought", "egret"
HEAD = (
    "| import | lines | questions | answers | accepted | helpful | people | wrong "
    "| first, s | again, s |\n|---|---|---|---|---|---|---|---|---|---|"
)
ENTRIES = """SELECT e.origin_id, e.kind, e.helpful_count, u.name, e.status FROM entries e
    JOIN users u ON u.id = e.author_id WHERE e.origin = :source"""
ACCEPTED = """SELECT a.origin_id FROM questions q JOIN entries a ON a.id = q.accepted_id
    AND a.parent_id = q.entry_id"""
STATES = "SELECT state, count(*) FROM questions GROUP BY state"


@dataclass
class Content:
    """Questions and answers by where they come from: kind and helpful marks; what was accepted."""

    entries: dict[str, tuple[str, int]] = field(default_factory=dict)
    accepted: set[str] = field(default_factory=set)
    people: int = 0

    def row(self) -> tuple[int, ...]:
        """The numbers of the table."""
        kinds = [kind for kind, _helpful in self.entries.values()]
        helpful = sum(helpful for _kind, helpful in self.entries.values())
        return (kinds.count("question"), kinds.count("answer"), len(self.accepted), helpful,
                self.people)  # fmt: skip


def main() -> int:
    """Run on both databases and print the table; 1 when anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--only", choices=("sqlite", "postgres"))
    given = parser.parse_args()
    file, wrong = given.data / "content" / "questions.jsonl", 0
    print(HEAD)
    with databases(given.only) as urls:
        for name, url in urls.items():
            wrong += bring(name, url, file)
    return min(wrong, 1)


def bring(name: str, url: str | None, file: Path) -> int:
    """One database: in, once more, and compared each time; prints its row."""
    due = said_in(file)
    with Site(url) as site:
        site.command("init")
        site.command("user", "create", "keeper", "--password-stdin", stdin="brought-in-1-2-3")
        site.command("circle", "create", SLUG, "--name", "Brought", "--owner", "keeper")
        wanted = ("import", "jsonl", str(file), "--circle", SLUG, "--kind", "question",
                  "--source", SOURCE)  # fmt: skip
        first, told = timed(lambda: site.command(*wanted))
        wrong = compare(site, due)
        again, told_again = timed(lambda: site.command(*wanted))
        wrong += compare(site, due)
    lines = sum(1 for _ in file.open())
    cells = name, lines, *due.row(), len(wrong), f"{first:.1f}", f"{again:.1f}"
    print("|", " | ".join(map(str, cells)), "|", flush=True)
    for line in (told.strip().splitlines()[-1], told_again.strip().splitlines()[-1], *wrong[:10]):
        print(f"  {line}")
    return len(wrong)


def said_in(file: Path) -> Content:
    """What the file says: an answer that was deleted there does not come."""
    found, people = Content(), set()
    for line in file.read_text().splitlines():
        question = json.loads(line)
        ident = question["id"]
        found.entries[ident] = "question", 0
        people.add(question["asker"])
        for place, answer in enumerate(question["answers"], 1):
            if answer.get("deleted"):
                continue
            key = f"{ident}#a{answer.get('id') or place}"
            marks = answer["up"] if answer.get("up") is not None else answer.get("score")
            found.entries[key] = "answer", max(marks or 0, 0)
            people.add(answer["author"])
            if answer.get("accepted"):
                found.accepted.add(key)
    found.people = len(people)
    return found


def compare(site: Site, due: Content) -> list[str]:
    """What is there and was not in the file, or the other way round; nothing is there twice."""
    engine = create_engine(site.database_url)
    with engine.connect() as connection:
        rows = connection.execute(text(ENTRIES), {"source": SOURCE}).all()
        accepted = connection.execute(text(ACCEPTED)).scalars().all()
        states = {row[0]: row[1] for row in connection.execute(text(STATES))}
    engine.dispose()
    there = Content({row[0]: (row[1], row[2]) for row in rows}, set(accepted),
                    len({row[3] for row in rows}))  # fmt: skip
    wrong = [f"{len(rows)} rows, {len(there.entries)} of them different"]
    wrong = wrong if len(rows) > len(there.entries) else []
    wrong += [f"{key} is {there.entries.get(key)}, due is {due.entries.get(key)}"
              for key in sorted(there.entries.keys() | due.entries.keys())
              if there.entries.get(key) != due.entries.get(key)]  # fmt: skip
    wrong += [f"{key} is accepted here or there alone" for key in there.accepted ^ due.accepted]
    wrong += [f"{row[0]} is {row[4]}" for row in rows if row[4] != "published"]
    if len(accepted) != len(due.accepted) or states.get("answered") != len(due.accepted):
        wrong.append(f"{len(accepted)} accepted, questions are {states}")
    if there.people != due.people:
        wrong.append(f"{there.people} people, due are {due.people}")
    return wrong


def timed(work: Callable[[], str]) -> tuple[float, str]:
    """Processor seconds of the commands it ran, and what they printed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    told = work()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, told


if __name__ == "__main__":
    sys.exit(main())
