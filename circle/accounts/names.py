"""The rules of user names: what may be one, how it is looked up, which two look the same."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from confusable_homoglyphs.confusables import confusables_data

from circle.core.i18n import Text, lazy
from circle.core.lazy import to_simplified
from circle.screening.claims import pretends

MIN_LENGTH, MAX_LENGTH = 2, 20
JOINERS = "_-"  # beside letters and digits; what a mention ends at cannot stand in a name
# Alphabets that imitate each other: one name keeps to one of them.
ALPHABETS = frozenset(("LATIN", "CYRILLIC", "GREEK", "COPTIC", "CHEROKEE", "ARMENIAN", "LISU"))
# Marks that draw nothing, or draw over what stands before them, though they count as letters.
INVISIBLE = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
    + "".join(map(chr, (*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
)
# Look-alikes for whom the Unicode list is too careful: as people read them on a phone.
EXTRA = {"0": "o", "1": "l", "i": "l", "|": "l", "ı": "l", "-": "_", "〇": "o"}
RESERVED = (
    "admin", "administrator", "root", "system", "support", "official", "staff", "moderator",
    "owner", "api", "circle", "circles", "me", "signin", "signup", "signout", "settings", "help",
    "inbox", "static", "media", "discover", "null", "undefined", "anonymous", "guest", "everyone",
    "all", "圈主", "管理", "版主", "嘉宾", "系统", "圈子", "匿名", "匿名用户", "已注销用户",
    "所有人", "全体成员", "小助手", "平台",
)  # fmt: skip
OFFICIAL = ("管理员", "客服", "官方", "administrator", "official")  # not even inside a name
BADGES = frozenset("✓✔☑✅🗸🅥ⓥⓋ✪🛡")  # would read as a verification mark beside a name
RADICALS = re.compile("[\u2e80-\u2fdf]")  # parts of characters, drawn like whole ones
TONES = frozenset(map(chr, range(0x1F3FB, 0x1F400)))  # of skin: alone they are nothing
TAKEN = lazy("Somebody has this name, or one that looks like it. Choose another")


def name_key(name: str) -> str:
    """What a name is looked up by: compatibility forms and case folded away."""
    return _fold(name)


def name_skeleton(name: str) -> str:
    """What a name looks like; two names with one skeleton are not both given out."""
    plain = unicodedata.normalize("NFKC", name)
    seen = "".join(_prototypes(_fold("".join(_prototypes(plain)))))
    return _fold(seen)[:160]


def shown_skeleton(shown: str, joined_by: str = "") -> str:
    """What a shown name looks like; spaces and punctuation (but `joined_by`) tell nobody apart."""
    return name_skeleton("".join(
        ch for ch in shown if ch in joined_by or unicodedata.category(ch)[0] not in "ZPC"
    ))  # fmt: skip


def name_problem(name: str) -> Text | None:
    """Why this cannot be a user name, or None. What is reserved is a problem too."""
    plain = unicodedata.normalize("NFKC", name)
    if not MIN_LENGTH <= len(plain) <= MAX_LENGTH:
        return lazy("A name has %(min)s to %(max)s characters", min=MIN_LENGTH, max=MAX_LENGTH)
    if plain[0] in JOINERS or plain[-1] in JOINERS or BADGES.intersection(name):
        return lazy("A name begins and ends with a letter, a Chinese character or a digit")
    if not all(_may_stand(plain)):
        return lazy("A name is made of letters, Chinese characters and digits, with _ or - inside")
    if len(_alphabets(plain)) > 1:
        return lazy("A name keeps to one alphabet, besides Chinese")
    if is_reserved(name):
        return lazy("This name is kept for the site itself. Choose another")
    return pretends(name)


def display_problem(name: str) -> Text | None:
    """Why this cannot be shown as somebody's name, or None: blank, invisible or pretending."""
    problem = look_problem(name)
    bare = "".join(ch for ch in name if unicodedata.category(ch)[0] in "LN")
    if problem is None and is_reserved(bare):
        return lazy("This name is kept for the site itself. Choose another")
    return problem


def look_problem(name: str) -> Text | None:
    """Why no name of anything may look like this, or None: unseen, marked, or claiming to be an
    agency or a news medium."""
    if any(ch in INVISIBLE or _is_formatting(ch) for ch in _without_emoji_joins(name)):
        return lazy("There are invisible characters in it. Type it again by hand")
    if not any(unicodedata.category(ch)[0] in "LNS" and ch not in TONES for ch in name):
        return lazy("Use at least one letter, digit or emoji")
    if BADGES.intersection(name) or RADICALS.search(unicodedata.normalize("NFKC", name)):
        return lazy("Marks that look like something else are not for names")
    stacked = sum(unicodedata.category(ch) == "Mn" for ch in unicodedata.normalize("NFC", name))
    if stacked > MAX_LENGTH // 4:
        return lazy("There are too many accents on it")
    return pretends(name)


def is_reserved(name: str) -> bool:
    """Whether a name is, or looks like, one that speaks for the site; also in traditional
    characters."""
    return any(_is_reserved(form) for form in {name, to_simplified(name)})


def simplified_too(skeleton: str) -> set[str]:
    """A skeleton, and that of the same in simplified characters: what 系統 looks like is 系统."""
    return {skeleton, to_simplified(skeleton)}


def nearest_name(wanted: str) -> str:
    """The closest that `wanted` comes to a name somebody may have (imports)."""
    plain = unicodedata.normalize("NFKC", wanted)
    kept = "".join(ch for ch, good in zip(plain, _may_stand(plain), strict=True) if good)
    kept = kept[: MAX_LENGTH - 6].strip(JOINERS)
    while kept and len(_alphabets(kept)) > 1:
        kept = kept[:-1]
    if len(kept) < MIN_LENGTH:
        kept = f"{kept}成员"
    return next(name for name in (kept, f"{kept}0", "成员") if not name_problem(name))


def kept_form(key: str) -> str:
    """What stays of a closed account's key or skeleton: enough to recognise it, not to read it."""
    return "~" + hashlib.sha256(key.encode()).hexdigest()[:60]


def _is_reserved(name: str) -> bool:
    skeleton, key = name_skeleton(name), name_key(name)
    return skeleton in _reserved_skeletons() or any(
        word in key or name_skeleton(word) in skeleton for word in OFFICIAL
    )


def _fold(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return unicodedata.normalize("NFKC", folded)


def _may_stand(name: str) -> Iterator[bool]:
    before = ""
    for ch in name:
        category = unicodedata.category(ch)
        if ch in INVISIBLE:
            yield False
        elif category == "Mn":
            yield unicodedata.category(before or " ")[0] == "L"  # one mark, on a letter
        else:
            yield ch in JOINERS or category[0] == "L" or category in ("Nd", "Mc")
        before = ch


def _alphabets(name: str) -> set[str]:
    words = {unicodedata.name(ch, "").partition(" ")[0] for ch in name if ch.isalpha()}
    return words & ALPHABETS


def _is_formatting(ch: str) -> bool:
    return unicodedata.category(ch) in ("Cf", "Cc", "Co", "Cn", "Cs", "Zl", "Zp")


def _without_emoji_joins(text: str) -> str:
    """The text without what joins emoji: a variation selector or joiner directly after a symbol."""
    kept, before = "", ""
    for ch in text:
        joins = ch in ("\ufe0f", "\u200d") and (
            unicodedata.category(before or "a") in ("So", "Sk") or before == "\ufe0f"
        )
        if not joins:
            kept += ch
        before = ch
    return kept


def _prototypes(text: str) -> Iterator[str]:
    table = _look_alikes()
    for ch in text:
        yield table.get(ch, ch)


@cache
def _look_alikes() -> dict[str, str]:
    """Every character that looks like another, to the one that stands for all of them.

    The library lists a prototype with all its look-alikes and each look-alike with its prototype.
    """
    table: dict[str, str] = {}
    for ch, known in confusables_data.items():
        others = [other["c"].strip("\u200e\u200f") for other in known]
        prototype = others[0]
        if len(ch) == 1 and len(others) == 1 and not _stands_for(ch, prototype):
            table[ch] = prototype
    for ch, plain in EXTRA.items():
        table[ch] = plain
    return {ch: "".join(EXTRA.get(part, part) for part in plain) for ch, plain in table.items()}


def _stands_for(ch: str, other: str) -> bool:
    """Whether `ch` is the prototype of a pair: plain letters are, and of equals the first."""
    back = [entry["c"].strip("\u200e\u200f") for entry in confusables_data.get(other, ())]
    return back == [ch] and (ch.isascii(), -ord(ch)) > (other.isascii(), -ord(other[0]))


@cache
def _reserved_skeletons() -> frozenset[str]:
    return frozenset(name_skeleton(name) for name in RESERVED)
