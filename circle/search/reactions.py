"""What must be indexed anew when something happens: a job each, since cutting words takes time."""

from circle.content import queries as content
from circle.core.jobs import enqueue
from circle.events import (
    EntryEdited,
    EntryForgotten,
    EntryPublished,
    EntryRemoved,
    EntryRestored,
)


def index_soon(
    event: EntryPublished | EntryEdited | EntryRemoved | EntryRestored | EntryForgotten,
) -> None:
    """A question's title is new, another one, gone or back: the worker writes its terms."""
    entry = content.find_entry(event.entry_id)
    if entry is not None and entry.kind == "question":
        enqueue(
            "search.index_question", {"entry_id": entry.id},
            key=f"search.index_question:{entry.id}",
        )  # fmt: skip
