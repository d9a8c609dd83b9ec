"""How much of what imitates a name is refused or seen as the same name.

`python -m bench.names --data DIR`

DIR/hostile/unicode_spoof_sample.jsonl holds pairs of a name and its imitation, by kind, with what
is expected. An imitation is held off when nobody can sign up by it (as a user name, or as the name
one is shown by) once its reference is somebody's name: it is refused, or its skeleton is the same.
"""

import argparse
import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import NamedTuple

from circle.accounts.names import (
    display_problem,
    name_problem,
    name_skeleton,
    shown_skeleton,
    simplified_too,
)


class Held(NamedTuple):
    """What becomes of one imitation, as a user name and as a shown name."""

    as_name: str
    as_shown: str


def held_off(reference: str, spoof: str) -> Held:
    """`refused`, `same` (taken once the other is), or `free`."""
    same = name_skeleton(reference) in simplified_too(name_skeleton(spoof.strip()))
    shown = shown_skeleton(reference) in simplified_too(shown_skeleton(spoof))
    return Held(
        "refused" if name_problem(spoof.strip()) else "same" if same else "free",
        "refused" if display_problem(spoof) else "same" if shown else "free",
    )


def main() -> None:
    """Print a table by kind, then every imitation that stays free where it should not."""
    options = argparse.ArgumentParser()
    options.add_argument("--data", type=Path, required=True)
    file = options.parse_args().data / "hostile" / "unicode_spoof_sample.jsonl"
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    free = []
    for line in file.read_text("utf-8").splitlines():
        pair = json.loads(line)
        held = held_off(pair["reference"], pair["spoof"])
        allowed = pair["expect"] == "allowed"
        counts = seen[f"{pair['kind']}{' (allowed)' if allowed else ''}"]
        counts.update(("all", f"name {held.as_name}", f"shown {held.as_shown}"))
        if "free" in held and not allowed:
            free.append((pair["kind"], pair["reference"], pair["spoof"], *held))
    columns = ("all", *(f"{what} {how}" for what in ("name", "shown")
                        for how in ("refused", "same", "free")))  # fmt: skip
    print("| kind |", " | ".join(columns), "|")
    print("|---|" + "---|" * len(columns))
    for kind, counts in sorted(seen.items()):
        print(f"| {kind} |", " | ".join(str(counts[column]) for column in columns), "|")
    for row in free:
        print("free:", *map(repr, row))


if __name__ == "__main__":
    main()
