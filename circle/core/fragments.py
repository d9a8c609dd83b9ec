"""Pieces of pages that were rendered once, kept per process under the content they show."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable

from markupsafe import Markup

MAX_BYTES = 32 * 1024 * 1024  # per process: about 10,000 cards


class Fragments:
    """Least recently used pieces under a budget of bytes; safe between threads.

    The key is everything a piece shows, so a piece is never out of date and nothing is ever thrown
    away because something changed: it is simply not asked for again.
    """

    def __init__(self, budget: int = MAX_BYTES) -> None:
        self._kept: OrderedDict[Hashable, Markup] = OrderedDict()
        self._lock = threading.Lock()
        self._budget = budget
        self._used = 0

    def get(self, key: Hashable, make: Callable[[], str]) -> Markup:
        """The piece under a key, made now if it is not here."""
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
                return kept
        made = Markup(make())  # noqa: S704 - a rendered, escaped template
        with self._lock:
            if key not in self._kept:
                self._kept[key] = made
                self._used += _size(made)
            while self._used > self._budget:
                _old, dropped = self._kept.popitem(last=False)
                self._used -= _size(dropped)
        return made

    def __len__(self) -> int:
        return len(self._kept)

    def clear(self) -> None:
        """Forget everything (tests)."""
        with self._lock:
            self._kept.clear()
            self._used = 0


def _size(piece: str) -> int:
    return 2 * len(piece) + 1024  # Chinese takes two bytes a character; the key about a kilobyte


fragments = Fragments()
