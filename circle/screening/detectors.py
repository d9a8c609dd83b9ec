"""What leads out of the circle, however it is written: links, phones, accounts elsewhere."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from circle.screening.folding import with_gaps

Sort = Literal["link", "phone", "account"]

# Without words that also stand after a dot in code: obj.link, this.app, user.group.
ENDINGS = (
    "com cn net org top xyz vip cc io info shop site club online tv ltd wang ink biz pro mobi wiki "
    "icu buzz ly gg hk tw jp ru"
)
# With a dot that is only said, or a space before the ending, only what nobody writes by chance.
PLAIN_ENDINGS = r"(?:c[o0]m|net|org|top|xyz|vip|cn|cc)"
LABEL = r"[a-z0-9][a-z0-9-]{0,62}"
SAID_DOT = r"\s{0,2}(?:[.。·•]|[\[({]\s?(?:\.|点|dot)\s?[\])}]|点|\sdot\s)\s{0,2}"
LINKS = (
    re.compile(r"(?<![a-z0-9])(?:[a-z][a-z0-9+.-]{1,20}|h[tx]{2}ps?)\s?:\s?//\s?[^\s，。]{3,}"),
    re.compile(
        rf"(?<![a-z0-9@.-])(?:{LABEL}\.){{1,4}}(?:{'|'.join(ENDINGS.split())}|xn--[a-z0-9-]{{2,59}})"
        r"(?![a-z0-9-])(?:[/?#:][^\s，。]*)?"
    ),
    re.compile(rf"(?<![a-z0-9@.-])(?:{LABEL}\.){{1,4}}[a-z]{{2,10}}/[^\s，。]+"),
    re.compile(
        rf"(?<![a-z0-9@-])(?=[0-9-]{{0,62}}[a-z]|[0-9-]{{3}}){LABEL}{SAID_DOT}{PLAIN_ENDINGS}"
        r"(?![a-z0-9-])"
    ),
    re.compile(rf"(?<![a-z0-9])w\s?w\s?w{SAID_DOT}[a-z0-9\s-]{{1,40}}"),
    re.compile(r"[a-z0-9\u4e00-\u9fff-]{2,20}\.(?:中国|公司|网络|集团|在线|网址)(?![\u4e00-\u9fff])"),
)
MAIL = re.compile(
    rf"(?<![a-z0-9._+-])[a-z0-9][a-z0-9._+-]{{0,63}}\s?(?:@|\(at\)|\[at\])\s?(?:{LABEL}\.){{1,4}}[a-z]{{2,10}}"
)
NUMERALS = str.maketrans("〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖", "001234567891123456789")
BETWEEN = r"[ .\-_·*~/()]{0,2}"  # what people put between the digits of a number
MOBILE = re.compile(rf"(?<!\d)(?<!\d\.)(?:\+?86{BETWEEN})?1(?:{BETWEEN}\d){{10}}(?!{BETWEEN}\d)")
OTHER_PHONES = (
    re.compile(r"(?<![\d-])0\d{2,3}[ )-]\d{7,8}(?![\d-])"),
    re.compile(r"(?<![\d-])[48]00[ -]?\d{3,4}[ -]\d{3,4}(?![\d-])"),
    re.compile(r"(?<!\d)\+[1-9]\d{0,2}[ -]?\d{2,4}[ -]?\d{3,4}[ -]?\d{3,4}(?!\d)"),
)
MOST = 100  # of one sort in one text; so many are looked at anyway
GROUPS = 5  # that a number is written in, unless every digit stands alone
LEADS = (
    r"(?:微信|威信|薇信|徽信|卫星号|v信|[+➕加]\s?[v微薇]|加\s?我?\s?q|(?<![a-z])(?:vx|wx|weixin|wechat|qq|"
    r"telegram|whatsapp|skype)|扣扣|企鹅号|电报号|q群|q号|群号)"
)
NUMBER = r"(?:号码?|id|账号|群)?"
ACCOUNTS = (
    re.compile(
        rf"{LEADS}\s?{NUMBER}\s?(?:[:：=是为]|➡|👉)\s?([a-z][a-z0-9_-]{{4,19}}|[1-9](?:\s?\d){{4,11}})"
    ),
    re.compile(rf"{LEADS}\s?{NUMBER}\s{{0,2}}((?=[a-z_-]{{1,19}}\d)[a-z][a-z0-9_-]{{4,19}})"),
    re.compile(rf"{LEADS}\s?{NUMBER}\s{{0,2}}([1-9]\d{{4,11}})(?!\d)"),
)


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, and its place in the text."""

    sort: Sort
    start: int
    end: int


def detected(text: str, watch: Collection[Sort]) -> list[Found]:
    """What of the given sorts stands in a text, in order; width, case and look-alikes aside."""
    if not watch:
        return []
    shown, origin = with_gaps(text)
    found = [
        Found(sort, origin[start], origin[end - 1] + 1)
        for sort in SORTS if sort in watch
        for start, end in FINDERS[sort](shown)
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.start, one.end))


def _links(shown: str) -> Iterator[tuple[int, int]]:
    yield from _apart(LINKS, shown, list(_apart((MAIL,), shown, [])))


def _phones(shown: str) -> Iterator[tuple[int, int]]:
    digits = shown.translate(NUMERALS)
    taken = list(_apart(OTHER_PHONES, digits, []))
    yield from taken
    for start, end in _apart((MOBILE,), digits, taken):
        if _is_mobile(digits[start:end]):
            yield start, end


def _is_mobile(written: str) -> bool:
    """Whether eleven digits read as one number: in a few groups, or all apart in the same way."""
    groups = re.findall(r"\d+", written.removeprefix("+86").removeprefix("86"))
    between = set(re.findall(r"(?<=\d)\D+(?=\d)", written))
    number = "".join(groups)
    alone = len(groups) == len(number) and len(between) == 1
    return number[1] in "3456789" and (len(groups) <= GROUPS or alone)


def _accounts(shown: str) -> Iterator[tuple[int, int]]:
    yield from _apart((MAIL, *ACCOUNTS), shown, [])


def _apart(
    patterns: Sequence[re.Pattern[str]], shown: str, taken: list[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Where any of the patterns stands, the first of them first, and nothing stands yet."""
    taken = list(taken)
    for pattern in patterns:
        for one in pattern.finditer(shown):
            first, last = one.span()
            if len(taken) == MOST:
                return
            if not any(start < last and first < end for start, end in taken):
                taken.append((first, last))
                yield first, last


FINDERS: dict[Sort, Callable[[str], Iterator[tuple[int, int]]]] = {
    "link": _links,
    "phone": _phones,
    "account": _accounts,
}
SORTS: tuple[Sort, ...] = tuple(FINDERS)
