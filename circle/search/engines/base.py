"""What every engine does; none of them decides who may see what it finds."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from circle.search.documents import Document, Found, Query

MOST_READ = 40_000  # postings read for one query; commoner terms only order what others found


class Engine(Protocol):
    """An index of documents: a copy that can be made again from the entries at any time."""

    def write(self, documents: Sequence[Document]) -> None:
        """Hold these documents as they are now, in place of what was held of them."""

    def drop(self, entry_ids: Iterable[int]) -> None:
        """Hold these entries no longer; what is not held is no mistake."""

    def find(self, query: Query, limit: int, before: Found | None = None) -> Found:
        """At most `limit` candidates, best first, in bounded time however common the words are.

        `before` is what it found for these words and more, a moment ago.
        """

    def held(self, after: int, limit: int) -> Sequence[tuple[int, int]]:
        """The entries held with an id beyond `after`, in order of id, each with its version."""

    def clear(self) -> None:
        """Hold nothing."""
