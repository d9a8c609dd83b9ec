"""The catalogue is complete: every text of the program and its pages has its Chinese."""

import ast
import re
import sys
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from circle.translations.compile import HERE, merge

ROOT = Path(__file__).parents[2]
KEYWORDS = {"_": None, "gettext": None, "lazy": None, "Text": None, "ngettext": (1, 2)}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]")


def main() -> int:
    """Print what is missing or broken; 1 when anything is."""
    asked = {*texts("circle", "**.py", "python"), *texts("templates", "**.html", "jinja2"),
             *texts("templates", "**.txt", "jinja2")}
    findings = unseen()
    for locale in (path.name for path in HERE.iterdir() if path.name == "zh_Hans_CN"):
        catalogue = merge(locale)
        for message in sorted(asked, key=str):
            known = catalogue.get(message if isinstance(message, str) else message[0])
            findings += problems(locale, message, known)
        findings += clashes(HERE / locale)
    print("\n".join(findings) or f"catalogue: {len(asked)} texts, all translated")
    return min(len(findings), 1)


def texts(folder: str, pattern: str, method: str) -> set:
    """Every text asked for in a folder; plural ones as pairs."""
    found = extract_from_dir(
        str(ROOT / folder), method_map=[(pattern, method)], options_map={
            pattern: {"trimmed": "true", "newstyle_gettext": "true"}}, keywords=KEYWORDS,
        directory_filter=lambda _folder: True,  # else _components is passed over
    )  # fmt: skip
    return {message for _path, _line, message, _comments, _context in found if message}


def unseen() -> list[str]:
    """Texts inside f-strings: who gathers texts does not look there, so nobody translates them."""
    return [
        f"{path.relative_to(ROOT)}:{part.lineno}: a text inside an f-string"
        for path in sorted((ROOT / "circle").rglob("*.py"))
        for whole in ast.walk(ast.parse(path.read_text())) if isinstance(whole, ast.JoinedStr)
        for part in ast.walk(whole) if isinstance(part, ast.Call)
        and isinstance(part.func, ast.Name) and part.func.id in KEYWORDS
        and any(isinstance(one, ast.Constant) for one in part.args)
    ]  # fmt: skip


def problems(locale: str, message, known) -> list[str]:
    """What is wrong with one text in one language."""
    first = message if isinstance(message, str) else message[0]
    if known is None or not known.string:
        return [f"{locale}: missing {first!r}"]
    strings = [known.string] if isinstance(known.string, str) else list(known.string)
    wanted = set(PLACEHOLDER.findall(first if isinstance(message, str) else message[1]))
    return [f"{locale}: placeholders differ in {first!r}" for text in strings
            if set(PLACEHOLDER.findall(text)) - wanted]  # fmt: skip


def clashes(folder: Path) -> list[str]:
    """Texts that two packages translate differently: only one of the two would ever be read."""
    said: dict = {}
    for path in sorted(folder.glob("*.po")):
        with path.open("rb") as source:
            for message in read_po(source, locale=folder.name):
                if message.id and message.string:
                    first = message.id if isinstance(message.id, str) else message.id[0]
                    said.setdefault(first, {})[path.name] = message.string
    return [
        f"{folder.name}: {text!r} is translated differently in {' and '.join(where)}"
        for text, where in sorted(said.items()) if len(set(map(str, where.values()))) > 1
    ]  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
