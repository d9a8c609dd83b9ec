"""How many innocent lines are taken for a flood, how much of a wave is seen, and what it costs.

`python -m bench.repeats --data DIR [--waves N]`

Real streams are played to the judgement of `circle.screening.floods` as their people wrote them:
DIR/content/questions.jsonl (questions and answers), DIR/chat/gitter_dialogs.jsonl and the groups of
DIR/chat/groupchat-zh (chats). A stream is one circle. Waves are made of real questions: each member
of a wave changes a number and drops or adds a few characters.
"""

import argparse
import json
import random
import time
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from circle.screening import floods
from circle.screening.floods import Earlier, Said

SEED = 20261123
MOST = 30  # latest that are compared for each key, as content does
MOST_LATELY = 400  # of one person
SENDERS = 12  # of one wave
SIZES = (40, 150)  # characters of what a wave says
KINDS = ("again by one", "again by several", "a burst", "the same inside")
Line = tuple[str, str, str, str]  # who, when, what, in which thread


@dataclass
class Memory:
    """What content keeps in its table, in this process."""

    by_key: dict[int, deque[Earlier]] = field(
        default_factory=lambda: defaultdict(lambda: deque(maxlen=MOST))
    )
    lately: dict[int, deque[tuple[datetime, int, str]]] = field(
        default_factory=lambda: defaultdict(lambda: deque(maxlen=MOST_LATELY))
    )

    def taken_for(self, one: Earlier, thread: str) -> str:
        """Why somebody would look at it first, or nothing; it is remembered in any case."""
        said, why = floods.said_in(one.text), ""
        met = {id(other): other for key in said.keys for other in self.by_key[key]}
        fresh = [other for other in met.values() if one.at - other.at <= floods.REMEMBERED]
        latest = sorted(fresh, key=lambda other: other.at, reverse=True)
        if floods.floods(one.text):
            why = "the same inside"
        elif self._is_burst(one, said, thread):
            why = "a burst"
        elif not said.is_short and floods.is_repeated(one, latest):
            own = sum(other.author_id == one.author_id for other in latest)
            why = "again by one" if own >= floods.AGAIN else "again by several"
        for key in said.keys:
            self.by_key[key].append(one)
        return why

    def _is_burst(self, one: Earlier, said: Said, thread: str) -> bool:
        mine = self.lately[one.author_id]
        mine.append((one.at, said.keys[0], thread))
        now = [(key, where) for at, key, where in mine if one.at - at <= floods.BURST]
        same = sum(key == said.keys[0] for key, _where in now)
        short = said.is_short and same > floods.SHORT_AGAIN
        return len({where for _key, where in now}) > floods.MANY or short


def when(told: str) -> datetime:
    """A time as any of the sources writes it."""
    return datetime.fromisoformat(told)


def lines(path: Path) -> Iterator[dict]:
    """The objects of a file, one on each line."""
    for line in path.read_text("utf-8").splitlines():
        yield json.loads(line)


def asked(data: Path, source: str) -> Iterator[Line]:
    """Questions and their answers; of some it is told when they were given."""
    for question in lines(data / "content" / "questions.jsonl"):
        if question["source"] == source:
            words = f"{question['title']}\n{question['body'] or ''}"
            thread = question["id"]
            yield question["asker_id"], question["created_at"], words, thread
            for answer in question["answers"]:
                at = answer.get("created_at") or question["created_at"]
                yield answer.get("author_id") or answer["author"], at, answer["body"] or "", thread


def chatted(data: Path) -> Iterator[tuple[str, list[Line]]]:
    """Streams of chats, each a thread, quicker than in any circle."""
    rooms: dict[str, list[Line]] = defaultdict(list)
    for dialog in lines(data / "chat" / "gitter_dialogs.jsonl"):
        for told in dialog["messages"]:
            rooms[dialog["community"]].append(
                (told["sender"], told["ts"], told["text"], "")
            )
    yield from ((f"chat, {name}", said) for name, said in sorted(rooms.items()))
    for path in sorted((data / "chat" / "groupchat-zh").glob("*/*.gold.json")):
        group = json.loads(path.read_text("utf-8"))
        yield f"chat, {group['group']}", [
            (one["sender_id"], one["ts"], one.get("text") or "", "") for one in group["messages"]
        ]


def played(told: Iterable[Line]) -> tuple[Counter[str], list[tuple[str, str]]]:
    """What a stream's lines are taken for, in the order in which they were written."""
    people: dict[str, int] = {}
    memory, counts, shown = Memory(), Counter(), []
    for who, at, text, thread in sorted(told, key=lambda one: when(one[1])):
        number = people.setdefault(who, len(people) + 1)
        why = memory.taken_for(Earlier(number, 1, None, when(at), text), thread)
        counts[why] += 1
        if why:
            shown.append((why, text))
    return counts, shown


def row_of(name: str, counts: Counter[str]) -> str:
    """A line of the table."""
    each = " | ".join(str(counts[kind]) for kind in KINDS)
    share = 1 - counts[""] / counts.total()
    return f"| {name} | {counts.total():,} | {each} | {share:.3%} |"


def innocent(data: Path, *, show: bool) -> None:
    """One line for each stream: how many of its texts would have been looked at first."""
    streams = [(f"questions, {source}", list(asked(data, source)))
               for source in ("egret", "cofacts")]  # fmt: skip
    total: Counter[str] = Counter()
    print(f"| stream | texts | {' | '.join(KINDS)} | share |")
    print("|---|---|---|---|---|---|---|")
    for name, told in [*streams, *chatted(data)]:
        counts, shown = played(told)
        total += counts
        print(row_of(name, counts))
        if show:
            for why, text in shown:
                print(f"    {why}: {text[:100]!r}")
    print(row_of("together", total))


def changed(text: str, chosen: random.Random) -> str:
    """The same with another number and a few other characters."""
    words = list(text)
    for _ in range(max(1, len(words) // 40)):
        words[chosen.randrange(len(words))] = chosen.choice("的了吧呢啊和")
    return "".join(words) + f" 编号{chosen.randrange(10**5):05}"


def waves(texts: Sequence[str], number: int) -> None:
    """Of each wave: the member from which on it is looked at, and how many got through."""
    chosen = random.Random(SEED)
    start = when("2026-11-23T08:00:00+00:00")
    print("\n| characters | waves | members | through, median | through, most | seen |")
    print("|---|---|---|---|---|---|")
    for size in SIZES:
        long = [text[:size] for text in texts if len(text) >= size]
        base = chosen.sample(long, min(number, len(long)))
        through = []
        for text in base:
            memory = Memory()
            said = (changed(text, chosen) for _ in range(SENDERS))
            passed = [memory.taken_for(Earlier(who, 1, None, start, one), str(who)) == ""
                      for who, one in enumerate(said)]  # fmt: skip
            through.append(sum(passed))
        through.sort()
        seen = sum(one < SENDERS for one in through) / len(base)
        print(f"| {size} | {len(base)} | {SENDERS} | {through[len(base) // 2]} | {through[-1]} | "
              f"{seen:.1%} |")  # fmt: skip


def speed(texts: Sequence[str]) -> None:
    """Processor time of making a text's keys, in milliseconds."""
    whole = "\n".join(texts)
    print("\n| characters | p50, ms | p95, ms |\n|---|---|---|")
    for size in (50, 500, 4_000):
        took = []
        for at in range(0, min(len(whole) - size, size * 300), size):
            before = time.process_time()
            floods.said_in(whole[at : at + size])
            took.append((time.process_time() - before) * 1e3)
        took.sort()
        print(f"| {size} | {took[len(took) // 2]:.2f} | {took[len(took) * 95 // 100]:.2f} |")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--waves", type=int, default=100)
    parser.add_argument("--show", action="store_true", help="the innocent lines themselves")
    given = parser.parse_args()
    innocent(given.data, show=given.show)
    texts = [text for _who, _at, text, _thread in asked(given.data, "egret") if text.strip()]
    waves(texts, given.waves)
    speed(texts)


if __name__ == "__main__":
    main()
