"""How characters sound, without tones and without what many people do not tell apart."""

import re
import unicodedata
from functools import cache
from itertools import islice, product

from circle.core.lazy import toned_readings

NO_SOUND = "."  # what is neither a Chinese character nor a Latin letter
FIRST, LAST = "\u4e00", "\u9fff"  # others are in nobody's input method, and double the table
MOST_READINGS = 3  # of one character; the rest is in dictionaries only
WAYS = 8  # of reading one rule
LEET = str.maketrans("013457", "oieast")  # digits for letters, inside a word
TONED = re.compile(r"(?:[^aeiouv\d]{0,2}[aeiouv]{1,3}(?:ng?|r)?[1-5]){2,}")  # ma3hua1
TONES = re.compile("[1-5]")
NOT_TOLD_APART = ((re.compile("([zcs])h"), r"\1"), (re.compile("ng(?![aeiouv])"), "n"))


def spelled(letters: str) -> str:
    """Latin letters as they may be meant for a sound: zh is z, ang is an, a digit a letter."""
    if not letters.isdigit() and not letters.isalpha():
        toned = TONED.fullmatch(letters)
        letters = TONES.sub("", letters) if toned else letters.translate(LEET)
    for sound, plain in NOT_TOLD_APART:
        letters = sound.sub(plain, letters)
    return letters


def ways_of_reading(parts: list[str]) -> list[tuple[str, ...]]:
    """The ways words may be said, the usual one first; a part is a character or Latin letters."""
    each = [
        (spelled(part),) if part.isascii() else _readings().get(part, (NO_SOUND,))
        for part in parts
    ]
    return list(islice(product(*each), WAYS))


class _Usual(dict[str, str]):
    """The usual sound of each character, looked up when it is first met."""

    def __missing__(self, character: str) -> str:
        sound = self[character] = _readings().get(character, (NO_SOUND,))[0]
        return sound


READINGS = _Usual()


@cache
def _readings() -> dict[str, tuple[str, ...]]:
    """The sounds of each character; each set of them is one object, however many share it."""
    same: dict[tuple[str, ...], tuple[str, ...]] = {}
    plain: dict[str, str] = {}
    table = {}
    for character, toned in toned_readings().items():
        if not FIRST <= character <= LAST:
            continue
        found = []
        for one in toned.split(",")[:MOST_READINGS]:
            if one not in plain:
                plain[one] = _toneless(one)
            if plain[one] not in found:
                found.append(plain[one])
        table[character] = same.setdefault(tuple(found), tuple(found))
    return table


def _toneless(toned: str) -> str:
    """lǜ is lv, zhàng zan: no tone, and none of the sounds that are not told apart."""
    bare = unicodedata.normalize("NFD", toned.replace("ü", "v")).replace("u\u0308", "v")
    letters = "".join(part for part in bare if part.isascii() and part.isalpha())
    shortened = NOT_TOLD_APART[0][0].sub(NOT_TOLD_APART[0][1], letters)
    return shortened.removesuffix("g") if shortened.endswith("ng") else shortened
