"""Texts in the reader's language: catalogues, the current locale, and texts kept as keys."""

import gettext as stdlib_gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

LOCALES = ("zh_Hans_CN", "en")
CATALOGUES = Path(__file__).parent.parent / "translations"

_locale: ContextVar[str] = ContextVar("locale", default="zh_Hans_CN")


class Text:
    """A product text as key and parameters, rendered when it is read."""

    __slots__ = ("key", "params")

    def __init__(self, key: str, **params: object) -> None:
        self.key = key
        self.params = params

    def __str__(self) -> str:
        return _(self.key, **self.params)

    def __repr__(self) -> str:
        return f"Text({self.key!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and (self.key, self.params) == (other.key, other.params)

    def __hash__(self) -> int:
        return hash(self.key)


def lazy(key: str, **params: object) -> Text:
    """Keep a text as its English key; it becomes the reader's language when printed."""
    return Text(key, **params)


def _(key: str, **params: object) -> str:
    """Render an English source text in the current locale."""
    text = _catalogue(_locale.get()).gettext(key)
    return text % params if params else text


def ngettext(singular: str, plural: str, num: int, **params: object) -> str:
    """Render a counted text in the current locale; `%(num)s` is the count."""
    text = _catalogue(_locale.get()).ngettext(singular, plural, num)
    return text % {"num": num, **params}


def current_locale() -> str:
    """The locale the current reader is served in."""
    return _locale.get()


def set_locale(locale: str) -> None:
    """Serve the current context in `locale`; an unknown one falls back to the default."""
    _locale.set(locale if locale in LOCALES else LOCALES[0])


@contextmanager
def speaking(locale: str) -> Iterator[None]:
    """Render texts in `locale` inside the block (mail, jobs)."""
    token = _locale.set(locale if locale in LOCALES else LOCALES[0])
    try:
        yield
    finally:
        _locale.reset(token)


def in_english(text: object) -> str:
    """A text as the command line says it, whatever language the site speaks."""
    with speaking("en"):
        return str(text)


@cache
def _catalogue(locale: str) -> stdlib_gettext.NullTranslations:
    if locale == "en":
        return stdlib_gettext.NullTranslations()
    return stdlib_gettext.translation("messages", CATALOGUES, languages=[locale])
