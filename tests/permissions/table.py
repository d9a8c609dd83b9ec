"""The written tables: which class each address belongs to, and whom a class answers."""

import re
from dataclasses import dataclass
from pathlib import Path

from tests.permissions.walking import OUTSIDE, WHO

HEADING = re.compile(r"\[(.+)\] (\S{5}) (\S{6})(?: preview (\S{5}))?")
HIDDEN = "-"
PLACES = ("published", "pending", "hidden", "removed", "archived", "private")
HANGS = re.compile(r"<slug>|<int:(?!brand|export|session|token|user)\w+_id>")  # on a circle


@dataclass(frozen=True)
class Class:
    """Addresses that answer the same people."""

    name: str
    public: dict[str, str]
    preview: dict[str, str]


def read_table(name: str) -> dict[str, Class]:
    """The class of each method of each address."""
    found: dict[str, Class] = {}
    now = None
    for line in (Path(__file__).parent / name).read_text().splitlines():
        heading = HEADING.fullmatch(line)
        if heading:
            title, outside, inside, preview = heading.groups()
            public = dict(zip(WHO, outside + inside, strict=True))
            now = Class(title, public, public | dict(zip(OUTSIDE, preview or outside, strict=True)))
        elif line and not line.startswith("#"):
            assert line not in found, f"{line} stands twice in {name}"
            found[line] = now
    return found


def read_states(name: str) -> dict[str, dict[str, dict[str, str]]]:
    """Of each address, in each place, what everybody's letter is."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    row: dict[str, dict[str, str]] = {}
    for line in (Path(__file__).parent / name).read_text().splitlines():
        if line.startswith("["):
            cells = line.strip("[]").split(" | ")
            row = {
                place: dict(zip(WHO, cell.replace(" ", ""), strict=place != "private"))
                for place, cell in zip(PLACES, cells, strict=True)
            }
        elif line and not line.startswith("#"):
            assert line not in found, f"{line} stands twice in {name}"
            found[line] = row
    return found


def may_answer(cell: str, who: str, asked, visibility: str) -> str:
    """The letters that are right, of a thing published: in a private circle nothing is there."""
    if visibility == "private" and who in OUTSIDE and HANGS.search(asked.rule):
        return f"{HIDDEN}s" if who == "anonymous" and cell == "s" else HIDDEN
    return cell
