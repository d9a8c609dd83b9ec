"""A body rendered: parsed once, its links decided, drawn as HTML and plain text, cleaned."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from markdown_it.token import Token

from circle.content.body import links as places
from circle.content.body.links import Found, TagUrl, Targets
from circle.content.body.marks import MAX_DEPTH, is_parsable, parser
from circle.content.body.sanitiser import PLAIN_CLASS, clean_html
from circle.content.body.text import (
    FOLD_LINES,
    count_characters,
    excerpt_of,
    phone_lines,
    tidy_text,
)
from circle.core.errors import Invalid
from circle.core.i18n import lazy

MAX_BODY_CHARACTERS = 20_000  # forty phone screens; a book belongs in a file
MAX_COMMENT_CHARACTERS = 2_000
MAX_MARKS = 1000  # elements in one body; cleaning costs about 40 microseconds for each


@dataclass(frozen=True, slots=True)
class RenderedBody:
    """What is stored and used of one body: HTML to show, text to search, and what it names."""

    html: str
    text: str
    excerpt: str
    mentions: tuple[str, ...]
    tags: tuple[str, ...]
    links: tuple[str, ...]
    characters: int
    folds: bool


@dataclass(slots=True)
class _Seen:
    mentions: dict[str, None] = field(default_factory=dict)
    tags: dict[str, None] = field(default_factory=dict)
    links: dict[str, None] = field(default_factory=dict)


def render_body(
    source: str,
    *,
    mentions: Mapping[str, str],
    tags_url: TagUrl,
    links: bool,
    limit: int = MAX_BODY_CHARACTERS,
) -> RenderedBody:
    """Render what a member wrote; text never gets lost, and nothing but the allow-list comes out.

    `mentions` maps names as written to addresses; other names stay text. Without `links` an
    address stays plain text. Past `limit` characters, or where marks are too many or too deep to
    mean anything, it is `Invalid` or shown as typed.
    """
    text = _checked(source, limit)
    tokens = _parse(text)
    seen = _Seen()
    if tokens is not None:
        _decide_links(tokens, Targets(mentions, tags_url, links), seen)
    if tokens is None or _too_much(tokens):
        seen, plain = _Seen(), text
        typed = text.replace("&", "&amp;").replace("<", "&lt;")
        html = f'<p class="{PLAIN_CLASS}">{typed}</p>'
    else:
        plain = _plain(tokens)
        html = parser().renderer.render(tokens, parser().options, {}).strip()
    return RenderedBody(
        html=clean_html(html),
        text=plain,
        excerpt=excerpt_of(plain),
        mentions=tuple(seen.mentions),
        tags=tuple(seen.tags),
        links=tuple(seen.links),
        characters=count_characters(plain),
        folds=phone_lines(plain) > FOLD_LINES,
    )


def find_mentions(source: str) -> tuple[str, ...]:
    """Names a body may be calling, to be looked up before rendering; longest reading first."""
    names: dict[str, None] = {}
    runs = 0
    for text in _running_text(source):
        for run in places.mention_runs(text):
            runs += 1
            if runs > places.MAX_MENTIONS:
                return tuple(names)
            names.update(dict.fromkeys(places.names_at(run)))
    return tuple(names)


def find_tags(source: str) -> tuple[str, ...]:
    """Tags a body carries, in order, each once."""
    targets = Targets({}, lambda tag: "", links=True)
    tags = (
        found.name
        for text in _running_text(source)
        for found in places.scan(text, targets)
        if found.kind == "tag"
    )
    return tuple(dict.fromkeys(tags))[: places.MAX_TAGS]


def _checked(source: str, limit: int = MAX_BODY_CHARACTERS) -> str:
    """The text that is kept and rendered: tidied, and refused when it is too long."""
    text = tidy_text(source[: limit * 4])  # beyond this it is too long however much is unseen
    if len(text) > limit or len(source) > limit * 4:
        message = lazy("That is too long. Shorten it or split it in two.")
        raise Invalid(message, errors={"body": [message]})
    return text


def _parse(text: str) -> list[Token] | None:
    """The token stream; None when it has too many lines or nests too deep."""
    if text.count("\n") > MAX_MARKS or not is_parsable(text):
        return None  # each line would be an element of its own
    return parser().parse(text)


def _too_much(tokens: list[Token]) -> bool:
    marks = deepest = level = 0
    for token in _flat(tokens):
        marks += token.nesting != -1 and token.tag != ""
        level += token.nesting
        deepest = max(deepest, level)
    return marks > MAX_MARKS or deepest > 2 * MAX_DEPTH + 4  # a list is two levels, its words some


def _flat(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        if token.type == "inline":
            yield from token.children or ()
        else:
            yield token


@lru_cache(maxsize=4)  # tags and names are looked for in the same words
def _running_text(source: str) -> tuple[str, ...]:
    """The parts of a body in which names and tags count: not code, not the words of a link."""
    tokens = _parse(tidy_text(source[:MAX_BODY_CHARACTERS])) or []
    running, inside = [], 0
    for token in _flat(tokens):
        inside += token.nesting if token.tag == "a" else 0
        if token.type == "text" and not inside:
            running.append(token.content)
    return tuple(running)


def _decide_links(tokens: list[Token], targets: Targets, seen: _Seen) -> None:
    for token in tokens:
        if token.type == "inline" and token.children:
            written = _written_links(token.children, targets, seen)
            token.children = _bare_links(written, targets, seen)


def _written_links(children: list[Token], targets: Targets, seen: _Seen) -> list[Token]:
    """Markdown links: kept where they are allowed and honest, else their words and address."""
    decided: list[Token] = []
    opened: tuple[int, str, str | None] | None = None
    for token in children:
        decided.append(token)
        if token.type == "link_open":
            href = str(token.attrs.get("href", ""))
            opened = len(decided) - 1, href, places.safe_href(href)
        elif token.type == "link_close" and opened is not None:
            start, written, safe = opened
            label = "".join(part.content for part in decided[start + 1 : -1])
            if safe and targets.links and _honest(label, safe):
                seen.links[safe] = None
                decided[start].attrs = {"href": safe}
            else:
                decided[start : start + 1] = []
                decided[-1] = _text("" if label.strip() == written else f" ({written})")
            opened = None
    return decided


def _honest(label: str, href: str) -> bool:
    """A label that is an address itself must lead to that host."""
    if not label.strip():
        return False
    addresses = places.scan(label, Targets({}, lambda tag: "", links=True))
    named = [found.href for found in addresses if found.kind == "url"]
    return all(places.host_of(shown) == places.host_of(href) for shown in named)


def _bare_links(children: list[Token], targets: Targets, seen: _Seen) -> list[Token]:
    decided: list[Token] = []
    inside = 0
    for token in children:
        inside += token.nesting if token.tag == "a" else 0
        if token.type == "text" and not inside:
            decided.extend(_split(token.content, targets, seen))
        else:
            decided.append(token)
    return decided


def _split(text: str, targets: Targets, seen: _Seen) -> Iterator[Token]:
    position = 0
    for found in places.scan(text, targets):
        if _counts(found, targets, seen):
            yield _text(text[position : found.start])
            yield from _link(found)
            position = found.end
    yield _text(text[position:])


def _counts(found: Found, targets: Targets, seen: _Seen) -> bool:
    """Note what was found; False when it stays plain text."""
    if found.kind == "url":
        if targets.links:
            seen.links[found.href] = None
        return targets.links
    named, most = (
        (seen.mentions, places.MAX_MENTIONS)
        if found.kind == "mention"
        else (seen.tags, places.MAX_TAGS)
    )
    if found.name not in named and len(named) >= most:
        return False
    named[found.name] = None
    return True


def _link(found: Found) -> tuple[Token, Token, Token]:
    opening = Token("link_open", "a", 1)
    opening.attrs = {"href": found.href}
    if found.kind != "url":
        opening.attrs["class"] = found.kind
    return opening, _text(found.label), Token("link_close", "a", -1)


def _text(content: str) -> Token:
    token = Token("text", "", 0)
    token.content = content
    return token


def _plain(tokens: list[Token]) -> str:
    """The words alone, with the line breaks and list marks a reader would see."""
    parts: list[str] = []
    lists: list[int | None] = []
    for token in _flat(tokens):
        match token.type:
            case "bullet_list_open":
                lists.append(None)
            case "ordered_list_open":
                lists.append(int(token.attrs.get("start", 1)))
            case "bullet_list_close" | "ordered_list_close":
                lists.pop()
            case "list_item_open":
                parts.append(_item_mark(lists))
            case "softbreak" | "hardbreak" | "paragraph_close":
                parts.append("\n")
            case _:
                parts.append(token.content)
    return "".join(parts).strip(" \t\n")


def _item_mark(lists: list[int | None]) -> str:
    number = lists[-1]
    if number is None:
        return "- "
    lists[-1] = number + 1
    return f"{number}. "
