"""Values worked out a moment ago, kept per process under everything they depend on."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar
from weakref import WeakSet

T = TypeVar("T")

_all: "WeakSet[Recent[Any]]" = WeakSet()


def forget_everything() -> None:
    """Drop every kept value of this process: another database is being looked at (tests)."""
    for kept in list(_all):
        kept.clear()


class Recent(Generic[T]):
    """The most recently used values, at most `limit` of them; safe between threads.

    The key names a version: what changed is asked for under another key, so nothing is thrown away.
    """

    def __init__(self, limit: int) -> None:
        self._kept: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = threading.Lock()
        self._limit = limit
        _all.add(self)

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value under a key, worked out now if it is not here."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = make()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > self._limit:
                self._kept.popitem(last=False)
        return made

    def __contains__(self, key: Hashable) -> bool:
        """Whether a value is kept under a key."""
        with self._lock:
            return key in self._kept

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()
