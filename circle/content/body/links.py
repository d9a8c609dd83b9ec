"""Addresses, @names and #tags# inside running text, where Chinese leaves no space around them."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote, urlsplit

MAX_URL_CHARACTERS = 2000  # what every browser and proxy still takes
MAX_MENTIONS = 20  # one entry may call this many people; further names stay text
_BETWEEN_TAGS = re.compile(r"[\s,，、;；#＃]+")
MAX_TAGS = 10  # a post that is about everything is about nothing
MAX_NAME_CHARACTERS = 20  # the longest username
MAX_TAG_CHARACTERS = 20

TagUrl = Callable[[str], str]
Kind = Literal["url", "mention", "tag"]

# Top-level domains in Chinese: where one ends the address ends, and prose may go on.
_CHINESE_ENDINGS = (
    "中国|中國|公司|网络|網絡|香港|台湾|台灣|新加坡|澳門|集团|商城|商店|商标|网店|"
    "网址|网站|中文网|在线|移动|我爱你|公益|政务|机构|手机|广东|佛山|购物|餐厅|娱乐|"
    "慈善|时尚|企业|信息|健康|招聘|食品|书籍|世界|游戏|微博|联通|谷歌"
)
_LABEL = r"[a-z0-9\u00a1-\u1fff\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3\U00020000-\U0003ffff-]{1,63}"
_HOST = (
    rf"(?:(?:\d{{1,3}}\.){{3}}\d{{1,3}}"
    rf"|(?:{_LABEL}\.){{1,10}}(?:{_CHINESE_ENDINGS}|xn--[a-z0-9-]{{2,59}}|[a-z]{{2,24}}))"
)
_PATH = r"[a-z0-9._~:/?#\[\]@!$&'()+,;=%\u00c0-\u024f\u0370-\u1fff-]"
_URL = re.compile(
    rf"(https?)://({_HOST})(:[0-9]{{2,5}})?(?![a-z0-9@]|:[a-z0-9])((?:[/?#]{_PATH}{{0,{MAX_URL_CHARACTERS}}})?)",
    re.IGNORECASE,
)
_MAIL = re.compile(
    r"mailto:[\w.+-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}",
    re.IGNORECASE | re.ASCII,
)
_MENTION = re.compile(r"(?<![a-zA-Z0-9._+-])[@＠]([\w-]{2,64})")
_TAG = re.compile(
    rf"(?<![a-zA-Z0-9&])[#＃]([^#＃\s](?:[^#＃\n]{{0,{MAX_TAG_CHARACTERS - 2}}}[^#＃\s])?)[#＃]"
)
_START = re.compile(r"(?<![a-z0-9])https?://|[@＠#＃]", re.IGNORECASE)
_COUNTING = re.compile(r"[0-9]+\s")  # "#2 and C#" counts and names a language
_LATIN_HEAD = re.compile(r"[a-zA-Z0-9_-]+")
_OTHER_HEAD = re.compile(r"[^a-zA-Z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Found:
    """One place in a text: what stands there as written, and where it leads."""

    start: int
    end: int
    kind: Kind
    name: str
    label: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Targets:
    """Where the names and tags of this text lead, and whether its author may link at all."""

    mentions: Mapping[str, str]
    tag_url: TagUrl
    links: bool


def scan(text: str, targets: Targets) -> Iterator[Found]:
    """Every address, known name and tag, from left to right, none inside another."""
    position = 0
    while start := _START.search(text, position):
        found = _at(text, start.start(), targets)
        if found:
            yield found
        position = found.end if found else start.end()


def names_at(written: str) -> tuple[str, ...]:
    """What a run after @ may mean: all of it, or its head where the script changes."""
    head = (_LATIN_HEAD if _LATIN_HEAD.match(written) else _OTHER_HEAD).match(written)
    candidates = (written, head[0] if head else "")
    named = dict.fromkeys(name.rstrip("_-") for name in candidates)
    return tuple(name for name in named if 2 <= len(name) <= MAX_NAME_CHARACTERS)


def mention_runs(text: str) -> Iterator[str]:
    """Each run of name characters after an @."""
    for found in _MENTION.finditer(text):
        yield found[1]


def safe_href(destination: str) -> str | None:
    """The address a Markdown link may lead to, percent-encoded; None when it must not be one."""
    if len(destination) > MAX_URL_CHARACTERS:
        return None
    if _MAIL.fullmatch(destination):
        return "mailto:" + destination[len("mailto:") :]
    try:
        parts = urlsplit(destination)
        port = parts.port
    except ValueError:
        return None
    host = _ascii_host(parts.hostname or "")
    if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc:
        return None
    address = f"{parts.scheme}://{host}{f':{port}' if port else ''}{_escape(parts.path)}"
    query = f"?{_escape(parts.query)}" if parts.query else ""
    return address + query + (f"#{_escape(parts.fragment)}" if parts.fragment else "")


def host_of(href: str) -> str:
    """The host of an address already found safe, without a leading www."""
    return (urlsplit(href).hostname or "").removeprefix("www.")


def _at(text: str, start: int, targets: Targets) -> Found | None:
    if text[start] in "@＠":
        return _mention_at(text, start, targets.mentions)
    if text[start] in "#＃":
        return _tag_at(text, start, targets.tag_url)
    return _url_at(text, start)


def _url_at(text: str, start: int) -> Found | None:
    match = _URL.match(text, start)
    if match is None:
        return None
    scheme, host, port, path = (
        match[1].lower(),
        match[2],
        match[3] or "",
        _trimmed(match[4]),
    )
    ascii_host = _ascii_host(host)
    if ascii_host is None or len(match[0]) > MAX_URL_CHARACTERS:
        return None
    shown = host if host.isascii() or _reads_chinese(host) else ascii_host
    end = match.start(4) + len(path)
    href = f"{scheme}://{ascii_host}{port}{_escape(path)}"
    return Found(
        start,
        end,
        "url",
        href,
        f"{text[start : start + len(scheme)]}://{shown}{port}{path}",
        href,
    )


def _mention_at(text: str, start: int, mentions: Mapping[str, str]) -> Found | None:
    match = _MENTION.match(text, start)
    for name in names_at(match[1]) if match else ():
        if name in mentions:
            end = start + 1 + len(name)
            return Found(start, end, "mention", name, text[start:end], mentions[name])
    return None


def _tag_at(text: str, start: int, tag_url: TagUrl) -> Found | None:
    match = _TAG.match(text, start)
    name = match[1] if match else ""
    if match is None or _COUNTING.match(name) or not any(map(str.isalnum, name)):
        return None
    return Found(start, match.end(), "tag", name, match[0], _escape(tag_url(name)))


def _trimmed(path: str) -> str:
    """A path without the punctuation of the sentence around it; balanced brackets stay."""
    end = len(path)
    spare = {
        ")": path.count(")") - path.count("("),
        "]": path.count("]") - path.count("["),
    }
    while end:
        last = path[end - 1]
        if last in ")]" and spare[last] > 0:
            spare[last] -= 1
        elif last not in ".,;:!?'#&":
            break
        end -= 1
    return path[:end]


def _ascii_host(host: str) -> str | None:
    """A host as the network knows it; None when a part of it cannot be one."""
    labels = host.lower().split(".")
    if len(labels) < 2 or not all(label.replace("-", "").isalnum() for label in labels):
        return None
    try:
        return ".".join(
            label if label.isascii() else label.encode("idna").decode() for label in labels
        )
    except UnicodeError:
        return None


def _reads_chinese(host: str) -> bool:
    """Chinese letters are shown; other alphabets could pose as Latin and are shown encoded."""
    return all(c.isascii() or "\u3400" <= c <= "\u9fff" or c >= "\U00020000" for c in host)


def _escape(part: str) -> str:
    return quote(part, safe="!#$%&'()*+,/:;=?@[]~", errors="replace")


def split_tags(line: str) -> list[str]:
    """Tags typed in one line, wherever a space, a comma or a # stands between them."""
    return [name for name in _BETWEEN_TAGS.split(line) if name]
