"""Third-party packages that are optional or slow, each imported by one function when needed."""

import json
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple


class Alembic(NamedTuple):
    """What bringing a database up to date needs of Alembic."""

    command: Any
    Config: Any
    MigrationContext: Any
    ScriptDirectory: Any


def alembic() -> Alembic:
    """Alembic, which brings a template engine along: a process that only serves needs neither."""
    from alembic import command
    from alembic.config import Config
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    return Alembic(command, Config, MigrationContext, ScriptDirectory)


def heif_opener() -> Callable[[], None] | None:
    """What teaches Pillow to read HEIC, or None where the extra `heic` is not installed."""
    try:
        from pillow_heif import register_heif_opener
    except ImportError:
        return None
    return register_heif_opener


def words(text: str) -> list[str]:
    """A text cut into words for searching, long ones also into their parts.

    The dictionary is 32 MB and a tenth of a second: only who searches or indexes pays for it.
    """
    import rjieba

    found: list[str] = rjieba.cut_for_search(text)
    return found


def stem(word: str) -> str:
    """An English word without its ending: runs and running are run."""
    stemmed: str = _stemmer()(word)
    return stemmed


@cache
def _stemmer() -> Callable[[str], str]:
    from whoosh.lang.snowball.english import EnglishStemmer

    cut: Callable[[str], str] = EnglishStemmer().stem
    return cut


def syllables(text: str) -> list[str]:
    """A text as it is said, without tones: a syllable for each character, the rest in one piece.

    With the phrases that say which sound is meant 57 MB: only the worker pays for it.
    """
    from pypinyin import lazy_pinyin

    spoken: list[str] = lazy_pinyin(text)
    return spoken


def pieces(text: str) -> list[str]:
    """A text cut into words of the dictionary of `words`; what is in none is single characters."""
    import rjieba

    cut: list[str] = rjieba.cut(text, False)
    return cut


def toned_readings() -> dict[str, str]:
    """How each Chinese character is read, with tones, the usual reading first: "hé,hē,hú".

    Only this one file of pypinyin is read, its code and its phrases are not: 11 MB, not 57.
    """
    found = find_spec("pypinyin")
    folder = Path((found.submodule_search_locations or [""])[0]) if found else Path()
    read: dict[str, str] = json.loads((folder / "pinyin_dict.json").read_text("utf-8"))
    return {chr(int(point)): readings for point, readings in read.items()}


def matrix_codes(picture: Any) -> list[str]:
    """What the QR codes and their like in a picture of Pillow's say, in no order."""
    import zxingcpp

    wanted = zxingcpp.BarcodeFormats(zxingcpp.AllMatrix)
    return [code.text for code in zxingcpp.read_barcodes(picture, wanted)]


def to_simplified(text: str) -> str:
    """Traditional characters as simplified ones."""
    converted: str = _simplifier()(text)
    return converted


@cache
def _simplifier() -> Callable[[str], str]:
    import opencc

    convert: Callable[[str], str] = opencc.OpenCC("t2s").convert
    return convert
