"""Merges a language's .po files, one per package, into the one .mo the program reads."""

import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

HERE = Path(__file__).parent


def merge(locale: str) -> Catalog:
    """All packages' texts of a language in one catalogue; a text's first translation counts."""
    merged = Catalog(locale=locale)
    for path in sorted((HERE / locale).glob("*.po")):
        with path.open("rb") as source:
            for message in read_po(source, locale=locale, abort_invalid=True):
                if message.id and message.id not in merged and message.string:
                    merged[message.id] = message
    return merged


def main() -> None:
    """Compile every language found here."""
    for folder in sorted(path for path in HERE.iterdir() if path.is_dir() and "_" in path.name):
        if folder.name.startswith("__"):
            continue
        target = folder / "LC_MESSAGES" / "messages.mo"
        target.parent.mkdir(exist_ok=True)
        packed = io.BytesIO()
        write_mo(packed, merge(folder.name))
        made = target.with_suffix(".tmp")
        made.write_bytes(packed.getvalue())
        made.replace(target)


if __name__ == "__main__":
    main()
