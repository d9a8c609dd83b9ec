"""What is Chinese in a page: words of the product's own, not what members wrote."""

import re
from html.parser import HTMLParser

HAN = re.compile("[\u3400-\u9fff\uff01-\uff5e\u3000-\u303f]")
NAMES = ("aria-label", "title", "placeholder", "alt")
VOID = frozenset(("area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"))
QUOTING = frozenset(("script", "style", "textarea", "input", "code", "pre"))
# What members of the lived-in circle wrote and the pages quote.
WRITTEN = frozenset((
    "一席茶", "喝茶的人坐在一起。", "坐下喝一杯。", "说自己泡过的茶", "入门三篇", "从这里开始。",
    "岩茶", "白茶", "杭州", "盖碗", "汤色", "出汤", "水温", "八十五度", "四张照片", "新到的白茶",
    "还没想好", "一杯茶", "走遍每一个地址", "三个字", "周末一起去山上采春茶",
    "去哪座山、带什么、几点回，都在这里说。", "我去过两次，四月初最好。", "周末的茶", "抽一把茶壶",
    "试一只杯子", "茶壶", "春茶", "保温杯", "张小满", "写过东西的成员", "把地址发给圈主",
    "阴凉干燥", "老客", "白毫", "不提的词", "＊", "再泡一次看看", "可以争，争完",
    "新茶上市", "周五一起来喝。", "明前茶到了", "周五见。", "春茶到了",
))  # fmt: skip
INITIAL = "一"  # of the circle, where it has no picture


class Words(HTMLParser):
    """The language of a page, and what is Chinese in it where the product speaks itself."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.language: str | None = None
        self.found: set[str] = set()
        self._around: list[tuple[str, bool]] = []  # open elements, and whether the product speaks
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        told = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.language = told.get("lang")
        speaks = self._speaks() and not _quotes(tag, told)
        if tag not in VOID:
            self._around.append((tag, speaks))
        if speaks:
            named = {name: told.get(name, "") for name in NAMES}
            self.found |= {f"{name}: {words}" for name, words in named.items() if HAN.search(words)}

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if any(tag == one for one, _speaks in self._around):
            while self._around.pop()[0] != tag:
                pass

    def handle_data(self, data):
        if self._speaks() and HAN.search(data):
            self.found.add(data.strip())

    def _speaks(self) -> bool:
        return not self._around or self._around[-1][1]


def _quotes(tag: str, told: dict[str, str]) -> bool:
    """Written by members, or the name of a language in itself."""
    foreign = "lang" in told and tag != "html"
    return foreign or tag in QUOTING or "prose" in told.get("class", "").split()


def is_written(words: str) -> bool:
    """Whether members wrote this."""
    return words == INITIAL or any(known in words for known in WRITTEN)
