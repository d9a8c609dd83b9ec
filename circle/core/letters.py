"""What letters say: templates/emails, rendered in the language that is spoken."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from circle.core.i18n import _, current_locale, ngettext

TEMPLATES = Path(__file__).parents[2] / "templates" / "emails"

_pages = Environment(
    loader=FileSystemLoader(TEMPLATES), autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
)  # fmt: skip
_pages.globals.update(_=_, ngettext=ngettext)


def both_forms(which: str, /, **known: Any) -> tuple[str, str]:
    """A letter as plain text and as HTML."""
    known["locale"] = current_locale()
    text = _pages.get_template(f"{which}.txt").render(known)
    return text, _pages.get_template(f"{which}.html").render(known)
