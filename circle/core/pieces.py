"""Pieces of pages that come out the same for the same arguments: a macro drawn once for each."""

from collections.abc import Hashable
from functools import partial
from typing import Any

from flask import current_app
from markupsafe import Markup

from circle.core.fragments import fragments
from circle.core.i18n import current_locale


def piece(template: str, macro: str, *shown: Hashable) -> Markup:
    """A macro of a template with these arguments, drawn once in each language and then remembered.

    What the macro shows must be in its arguments: no token, no address of the reader, no hour.
    """
    key = (template, macro, shown, current_locale())
    return fragments.get(key, partial(_draw, template, macro, shown))


def draw(template: str, macro: str, *shown: Any) -> str:
    """The same, drawn now: for what is remembered under another key."""
    return _draw(template, macro, shown)


def _draw(template: str, macro: str, shown: tuple[Any, ...]) -> str:
    module: Any = current_app.jinja_env.get_template(template).module
    return str(getattr(module, macro)(*shown))
