"""The Markdown a member may use, bent to how Chinese is written on a phone."""

import functools
import re
import unicodedata

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, blockquote
from markdown_it.rules_block.fence import make_fence_rule
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter

from circle.content.body.text import is_wide

MAX_DEPTH = 8  # quotes and lists inside each other; nobody writes more, hostile text writes 10,000
MAX_OPEN_BRACKETS = 32  # each one left open is looked at again from every later one
LONGEST_MARK = 3  # a longer run of stars hides a number (138****1234) and stays as typed

_ESCAPABLE = "*`[]#@"  # what the subset would take as a mark; every other backslash is a face's arm
_FACE = re.compile(r">[^\s>]{0,3}<")  # >_< at the start of a line is no quote
_LEADING = re.compile(r"(?:[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])(?=[ \t])))*[ \t]*")
_BRACKET = re.compile(r"[\[\]]")
_LEADER = re.compile(r">|[-+*]|\d{1,9}[.)]")


@functools.cache
def parser() -> MarkdownIt:
    """The one parser: no raw HTML, headings, pictures, tables, rules or indented code."""
    markdown = MarkdownIt("zero", {"breaks": True, "maxNesting": 3 * MAX_DEPTH})
    markdown.enable(
        [
            "blockquote",
            "fence",
            "list",
            "newline",
            "escape",
            "backticks",
            "emphasis",
            "link",
        ]
    )
    markdown.block.ruler.at("paragraph", _paragraph)
    markdown.block.ruler.at("blockquote", _quote, {"alt": ["paragraph", "reference", "list"]})
    markdown.block.ruler.at(
        "fence",
        make_fence_rule(markers=("`",)),
        {"alt": ["paragraph", "reference", "blockquote", "list"]},
    )  # a line of ~~~ is a sigh, not code
    markdown.inline.ruler.at("escape", _escape)
    markdown.inline.ruler.at("emphasis", _emphasis)
    return markdown


def is_parsable(source: str) -> bool:
    """Whether quotes, lists and brackets nest no deeper than people write; counted, not parsed."""
    deepest = max(map(_line_depth, source.split("\n")))
    return deepest <= MAX_DEPTH and _open_brackets(source) <= MAX_OPEN_BRACKETS


def _open_brackets(source: str) -> int:
    most = still_open = 0
    for bracket in _BRACKET.findall(source):
        still_open = max(still_open + (1 if bracket == "[" else -1), 0)
        most = max(most, still_open)
    return most


def _line_depth(line: str) -> int:
    lead = _LEADING.match(line)
    written = lead[0] if lead else ""
    return len(_LEADER.findall(written)) + len(written.expandtabs(4)) // 4


def _paragraph(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Lines up to an empty one or another block; a line outside a quote or list item ends it.

    CommonMark would draw the reply under a quote into the quote, and the sentence after a list
    into its last item.
    """
    line = start + 1
    previous, state.parentType = state.parentType, "paragraph"
    enders = state.md.block.ruler.getRules("paragraph")
    while (
        line < state.lineMax and not state.isEmpty(line) and state.sCount[line] >= state.blkIndent
    ):
        if any(ends(state, line, state.lineMax, True) for ends in enders):
            break
        line += 1
    state.line = line
    state.push("paragraph_open", "p", 1).map = [start, line]
    inline = state.push("inline", "", 0)
    inline.content = state.getLines(start, line, state.blkIndent, False).strip(" \t\n")
    inline.map = [start, line]
    inline.children = []
    state.push("paragraph_close", "p", -1)
    state.parentType = previous
    return True


def _quote(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    position = state.bMarks[start] + state.tShift[start]
    if _FACE.match(state.src, position, state.eMarks[start]):
        return False
    return blockquote(state, start, end, silent)


def _escape(state: StateInline, silent: bool) -> bool:
    after = state.src[state.pos + 1 : state.pos + 2]
    if state.src[state.pos] != "\\" or not after or after not in _ESCAPABLE:
        return False
    if not silent:
        token = state.push("text_special", "", 0)
        token.content, token.markup, token.info = after, "\\" + after, "escape"
    state.pos += 2
    return True


def _emphasis(state: StateInline, silent: bool) -> bool:
    """Stars that embrace words; underscores are letters of names and faces."""
    if silent or state.src[state.pos] != "*":
        return False
    start = end = state.pos
    while end < state.posMax and state.src[end] == "*":
        end += 1
    before = state.src[start - 1] if start else " "
    after = state.src[end] if end < state.posMax else " "
    length = end - start
    state.pos = end
    if length > LONGEST_MARK or (_latin(before) and _latin(after)):
        state.append_pending("*" * length)  # 3*4*5, a masked number
        return True
    opens, closes = _opens(before, after, length), _closes(before, after, length)
    for _ in range(length):
        state.push("text", "", 0).content = "*"
        state.delimiters.append(
            Delimiter(ord("*"), length, len(state.tokens) - 1, -1, opens, closes)
        )
    return True


def _opens(before: str, after: str, length: int) -> bool:
    """Whether stars between these two characters may begin emphasis.

    CommonMark asks for a space or punctuation outside when punctuation stands inside; a Chinese
    character outside serves as well, as in the CJK-friendly amendment to CommonMark. Punctuation
    that ends a phrase cannot begin one: 张**、李** masks two names.
    """
    if after.isspace() or (is_wide(after) and unicodedata.category(after) in ("Po", "Pe", "Pf")):
        return False
    if length == 1:  # (*^_^*) is a face: a single star opens only before a word or a quotation
        return not _latin(before) and (after.isalnum() or is_wide(after))
    return not _sharp(after) or before.isspace() or _sharp(before) or is_wide(before)


def _closes(before: str, after: str, length: int) -> bool:
    """Whether stars between these two characters may end emphasis; the mirror of opening."""
    if before.isspace() or (is_wide(before) and unicodedata.category(before) in ("Ps", "Pi")):
        return False
    if length == 1:
        return not _latin(after) and (before.isalnum() or is_wide(before) or before in ".,!?;:)")
    return not _sharp(before) or after.isspace() or _sharp(after) or is_wide(after)


def _sharp(character: str) -> bool:
    """Punctuation or a symbol that is not Chinese."""
    return unicodedata.category(character)[0] in "PS" and not is_wide(character)


def _latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
