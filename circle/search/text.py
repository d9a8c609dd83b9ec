"""How a text becomes terms: one folding and one cutting for everything that is searched."""

import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from circle.core import lazy

MAX_TERMS = 80  # of one title; longer ones say nothing new
MAX_TERM = 40  # characters
WORD, HALF, PART = 1.0, 0.5, 0.3  # measured: bench/similar.py
# Words every question has: they tell no two apart.
_COMMON = """
的 了 吗 呢 吧 啊 呀 么 嘛 是 在 有 和 与 跟 就 都 也 还 很 太 最 更 这 那 哪 个 些 种 一
两 什么 怎么 怎样 如何 怎么样 为什么 为何 是不是 有没有 能不能 可不可以 要不要 可以 能 会
要 该 应该 需要 请问 请教 求 求助 大家 各位 朋友 一下 一个 这个 那个 哪个 哪种 哪些 多少
几 谁 我 你 他 她 我们 你们 自己 到底 究竟 比较 推荐 建议 知道 觉得 感觉 问题 一般 时候 时
之后 以后 之前 用 对 给 把 被 让 从 到 里 上 下 中 不 没 没有 是否 或者 还是 如果 但是
因为 所以 how what why when where which who is are do does can should the a an to of in
for on my i
"""
COMMON = frozenset(_COMMON.split())


def folded(text: str) -> str:
    """A text as it is compared: width, case and traditional characters folded away.

    Half a surrogate pair, which JSON can carry, is a question mark.
    """
    whole = text.encode(errors="replace").decode()
    plain = unicodedata.normalize("NFKC", whole).casefold()
    return lazy.to_simplified(plain)


def terms_of(text: str) -> dict[str, float]:
    """The terms a title is found by, each with how much it says: 1 for a word, less for its parts.

    Words by dictionary (jieba's), near-synonyms as one; pairs of Chinese characters for what no
    dictionary has; single ones, since words of like meaning often share one (保存, 存放).
    """
    plain = folded(text)
    found: dict[str, float] = {}
    for word in lazy.words(plain):
        if word not in COMMON and any(map(str.isalnum, word)):
            _put(found, word, WORD if len(word) > 1 else HALF)
    for run in _chinese_runs(plain):
        for at, character in enumerate(run):
            pair = run[at : at + 2]
            if len(pair) == 2 and pair not in COMMON:
                _put(found, pair, WORD if pair in _synonyms() else PART)
            if character not in COMMON:
                _put(found, character, PART)
    return dict(list(found.items())[:MAX_TERMS])


def stands_for(word: str) -> str:
    """The word that near-synonyms are all taken for; any other is itself."""
    return _synonyms().get(word, word)[:MAX_TERM]


def _put(found: dict[str, float], term: str, weight: float) -> None:
    name = stands_for(term)
    found[name] = max(found.get(name, 0.0), weight)


@cache
def _synonyms() -> Mapping[str, str]:
    """Every word of a class, and the one that stands for it."""
    lines = (Path(__file__).with_name("synonyms.txt")).read_text().splitlines()
    classes = [line.split() for line in lines if line and not line.startswith("#")]
    return {word: words[0] for words in classes for word in words}


def _chinese_runs(text: str) -> Iterator[str]:
    run = ""
    for character in text:
        if "\u3400" <= character <= "\u9fff":
            run += character
        elif run:
            yield run
            run = ""
    if run:
        yield run
