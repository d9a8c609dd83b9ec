"""Plain text of a body: made harmless, counted, measured in phone lines, cut to an excerpt."""

import re
import unicodedata
from functools import lru_cache

EXCERPT_CHARACTERS = 140  # two lines of a share card, three of a list
FOLD_LINES = 6  # longer text folds behind "more"
PHONE_LINE_WIDTH = 44  # half-width columns: 22 Chinese characters at 16 px on a 390 px phone
MAX_STACKED_MARKS = 8  # real scripts stack five at most; more is drawn over the neighbours

_NEWLINES = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Characters nobody sees: they hide words from readers and screens, turn text around or break XML.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff0-\ufffc"
    "\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e001f\U000e0080-\U000e00ff\U000e01f0-\U000e0fff]"
    "|[\ufffe\uffff]"
)
_PLANE_ENDS = re.compile(
    "["
    + "".join(chr(plane * 0x10000 + end) for plane in range(1, 17) for end in (0xFFFE, 0xFFFF))
    + "]"
)
_FLAG_TAGS = re.compile(
    "(\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{2,6}\U000e007f)"
    "|[\U000e0020-\U000e007f]"
)
# Joiners stay where they join: between emoji, and inside scripts that are written joined.
_JOINER = re.compile(
    "(?<![\u0600-\u109f\u1780-\u1aff\u2190-\u2bff\ufe0f\U0001f000-\U0001faff])[\u200c\u200d]"
    "|[\u200c\u200d](?![\u0600-\u109f\u1780-\u1aff\u2190-\u2bff\U0001f000-\U0001faff])"
)
_VARIANTS = re.compile(
    "([\ufe00-\ufe0f\U000e0100-\U000e01ef])[\ufe00-\ufe0f\U000e0100-\U000e01ef]+"
)
_SPACES = re.compile(r"\s+")


@lru_cache(maxsize=8)  # a text on its way into the table is asked for again and again
def tidy_text(source: str) -> str:
    """Text as typed, without what cannot be seen: controls, zero-width, reordering marks.

    NFC, so that equal words are equal bytes; never NFKC, which would redraw what was written.
    """
    text = _NEWLINES.sub("\n", source)
    if not text.isascii():
        text = _FLAG_TAGS.sub(lambda found: found[1] or "", text)
        text = _PLANE_ENDS.sub("", text)
    text = _UNSEEN.sub("", text)
    if not text.isascii():
        text = _unstack(_VARIANTS.sub(r"\1", _JOINER.sub("", text)))
        text = unicodedata.normalize("NFC", text)
    return "\n".join(line.rstrip(" \t") for line in text.split("\n")).strip("\n")


def count_characters(text: str) -> int:
    """How much was said: characters without spaces, emoji, and marks that only ride on others."""
    return sum(1 for character in text if _says_something(character))


def phone_lines(text: str) -> int:
    """Lines this text takes on a phone, near enough to decide whether it folds."""
    return sum(-(-max(_width(line), 1) // PHONE_LINE_WIDTH) for line in text.split("\n"))


def excerpt_of(text: str, limit: int = EXCERPT_CHARACTERS) -> str:
    """The beginning of a text on one line, at most `limit` characters with the ellipsis."""
    line = _SPACES.sub(" ", text).strip()
    if len(line) <= limit:
        return line
    end = limit - 1
    while end > 0 and _rides(line, end):
        end -= 1
    return (line[:end] if end else line[: limit - 1]).rstrip() + "…"


def is_wide(character: str) -> bool:
    """Chinese, Japanese and Korean signs, with the quotes and dashes Chinese uses."""
    if character in "“”‘’…—·":
        return True
    wide = unicodedata.east_asian_width(character) in "WFH"
    return wide and not (character >= "\U0001f000" and unicodedata.category(character) == "So")


def _unstack(text: str) -> str:
    """Cap runs of combining marks; also what keeps normalising linear in the length."""
    if not any(unicodedata.category(character)[0] == "M" for character in set(text)):
        return text
    kept: list[str] = []
    stacked = 0
    for character in text:
        stacked = stacked + 1 if unicodedata.category(character)[0] == "M" else 0
        if stacked <= MAX_STACKED_MARKS:
            kept.append(character)
    return "".join(kept)


def _says_something(character: str) -> bool:
    category = unicodedata.category(character)
    if category in ("So", "Cf", "Cc", "Co", "Cn") or category[0] in "MZ":
        return False
    return not "\U0001f3fb" <= character <= "\U0001f3ff"


def _width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def _rides(text: str, index: int) -> bool:
    """Whether a cut before this place would split what a reader sees as one character."""
    here, before = text[index], text[index - 1]
    if unicodedata.category(here)[0] == "M" or here == "\u200d" or before == "\u200d":
        return True
    if "\U0001f3fb" <= here <= "\U0001f3ff" or "\U000e0020" <= here <= "\U000e007f":
        return True
    flags = "\U0001f1e6", "\U0001f1ff"
    return flags[0] <= here <= flags[1] and flags[0] <= before <= flags[1]
