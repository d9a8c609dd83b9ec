"""How much of what is disguised screening sees, and what ten thousand rules cost.

`python -m bench.screening --data DIR [--rules N] [--posts N]`

DIR/hostile holds the words (`sensitive_words*.txt`) and texts with and without them, by technique
and difficulty (`zh_evasion.jsonl`); DIR/content/questions.jsonl real texts, of whose characters the
rules of the timed part are made, as often as they stand there, and of which the posts are cut.
"""

import argparse
import json
import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from circle.screening.rules import NO_RULES, Rule, RuleSet
from circle.screening.verdict import judge

LENGTH = 500  # characters of a post
LENGTHS = (2, 3, 3, 4, 4, 4, 5, 6)  # of the rules' words, as word lists have them
ROUNDS = 5  # over all posts, so that none finds the rules just where it left them
SEED = 20261122


def lines(path: Path) -> list[str]:
    """A word list without its remarks and empty lines."""
    return [one for one in path.read_text("utf-8").splitlines() if one and one[0] != "#"]


def given_rules(hostile: Path) -> RuleSet:
    """Every word of the list is to be blocked, every one of the other to be left alone."""
    words = lines(hostile / "sensitive_words.txt")
    free = lines(hostile / "sensitive_words_allow.txt")
    blocked = (Rule(word, word, "block") for word in words)
    return RuleSet((*blocked, *(Rule(word, word, "ignore") for word in free)))


def caught(hostile: Path, rules: RuleSet) -> None:
    """Of each technique: how many are met, by the right rule; of innocent texts, how many free."""
    seen: dict[tuple[int, str, str], Counter[str]] = defaultdict(Counter)
    for line in lines(hostile / "zh_evasion.jsonl"):
        text = json.loads(line)
        verdict = judge(text["text"], rules)
        hits = text["expect"] == "hit"
        right = verdict.rule == text["word"] if hits else True
        key = (text["difficulty"] if hits else -1, text["technique"], text["expect"][:7])
        seen[key][verdict.action if right else "pass"] += 1
    print("| difficulty | technique | texts | blocked | reviewed | passed |")
    print("|---|---|---|---|---|---|")
    for (difficulty, technique, _expect), counts in sorted(seen.items()):
        print(f"| {difficulty if difficulty >= 0 else 'innocent'} | {technique} | {counts.total()} "
              f"| {counts['block']} | {counts['review']} | {counts['pass']} |")  # fmt: skip


def real_texts(data: Path) -> Iterator[str]:
    """Questions with their answers, as people wrote them."""
    for line in lines(data / "content" / "questions.jsonl"):
        question = json.loads(line)
        yield "\n".join([question["title"], question["body"] or ""])
        yield from (answer["body"] or "" for answer in question["answers"])


def many_rules(texts: Sequence[str], count: int, chosen: random.Random) -> RuleSet:
    """Words of characters as frequent as in real texts: more of them are met than in real lists."""
    characters = [one for text in texts for one in text if "\u4e00" <= one <= "\u9fff"]
    words: dict[str, None] = {}
    while len(words) < count:
        words["".join(chosen.choices(characters, k=chosen.choice(LENGTHS)))] = None
    return RuleSet(tuple(Rule(word, word, "review") for word in words))


def timed(posts: Sequence[str], rules: RuleSet) -> list[float]:
    """Milliseconds of processor time of each judgement, the best of some, shortest first."""

    def once(post: str) -> float:
        before = time.process_time()
        judge(post, rules)
        return (time.process_time() - before) * 1e3

    rounds = [[once(post) for post in posts] for _ in range(ROUNDS)]
    return sorted(map(min, *rounds))


def speed(texts: Sequence[str], given: RuleSet, count: int, number: int) -> None:
    """What rules add to a post, as ratios of one run and in processor time."""
    chosen = random.Random(SEED)
    whole = "\n".join(texts)
    starts = chosen.sample(range(len(whole) - LENGTH), number)
    posts = [whole[start : start + LENGTH] for start in starts]
    print("| rules | ready, s | p50, ms | p95, ms | most, ms | hits a post |")
    print("|---|---|---|---|---|---|")
    for rules in (NO_RULES, given, many_rules(texts, count, chosen)):
        before = time.process_time()
        judge("", rules)
        ready = time.process_time() - before
        hits = sum(len(judge(post, rules).hits) for post in posts) / number
        took = timed(posts, rules)
        print(f"| {len(rules.rules):,} | {ready:.2f} | {took[number // 2]:.2f} "
              f"| {took[number * 95 // 100]:.2f} | {took[-1]:.2f} | {hits:.2f} |")  # fmt: skip


def innocent(texts: Sequence[str], rules: RuleSet) -> None:
    """How many real texts the given words stop: as they stand there, or only in a likeness."""
    exact = {rule.name for rule in rules.rules if rule.action != "ignore"}
    counts: Counter[str] = Counter()
    for text in texts:
        for hit in judge(text, rules).hits:
            there = text[hit.start : hit.end] in exact
            counts[f"{hit.action}, {'as it is' if there else 'in a likeness'}"] += 1
    print(f"\n{len(texts):,} real texts, {sum(map(len, texts)):,} characters: {dict(counts)}")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--rules", type=int, default=10_000)
    parser.add_argument("--posts", type=int, default=1_000)
    asked = parser.parse_args()
    given = given_rules(asked.data / "hostile")
    caught(asked.data / "hostile", given)
    texts = [text for text in real_texts(asked.data) if text.strip()]
    innocent(texts, given)
    speed(texts, given, asked.rules, asked.posts)


if __name__ == "__main__":
    main()
