"""What can happen to what members write."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class EntryPublished:
    """An entry can be seen by others for the first time, with the facts that may earn something."""

    circle_id: int
    entry_id: int
    kind: str
    category: str
    author_id: int
    anonymous: bool
    root_id: int | None
    root_author_id: int | None
    parent_id: int | None
    above_author_ids: tuple[int, ...]  # of everything between it and the root, nearest first
    characters: int
    sketch: tuple[int, ...]
    has_media: bool
    mentioned_ids: tuple[int, ...]
    thread_idle_days: int
    published_at: datetime


@dataclass(frozen=True, slots=True)
class EntryBrought:
    """What was imported can be seen: nobody is told, and nothing is earned."""

    circle_id: int
    entry_id: int


@dataclass(frozen=True, slots=True)
class EntryEdited:
    """A visible entry's text or pictures changed; `named_ids` are named in it for the first time.
    """

    circle_id: int
    entry_id: int
    editor_id: int
    named_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class EntryMoved:
    """An entry that was published belongs to another category; `shown` when it is on show now."""

    circle_id: int
    entry_id: int
    author_id: int
    before: str
    category: str
    shown: bool


@dataclass(frozen=True, slots=True)
class EntryWithheld:
    """An entry waits for review before others see it."""

    circle_id: int
    entry_id: int
    author_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class EntryRecalled:
    """What was on show waits until somebody has looked at it."""

    circle_id: int
    entry_id: int
    author_id: int


@dataclass(frozen=True, slots=True)
class EntryHidden:
    """Staff took an entry out of sight; reversible."""

    circle_id: int
    entry_id: int
    author_id: int
    act_id: int


@dataclass(frozen=True, slots=True)
class EntryRemoved:
    """Its author took an entry away."""

    circle_id: int
    entry_id: int
    author_id: int


@dataclass(frozen=True, slots=True)
class EntryForgotten:
    """Six months after an entry went its words did: only its place is left."""

    circle_id: int
    entry_id: int
    kind: str


@dataclass(frozen=True, slots=True)
class EntryRestored:
    """An entry that was hidden or removed is back, in the state it had before.

    `named_ids` are named in it for the first time, by an edit nobody saw before.
    """

    circle_id: int
    entry_id: int
    author_id: int
    status: str
    named_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class EntryLiked:
    """A member liked an entry for the first time, or again after taking it back."""

    circle_id: int
    entry_id: int
    giver_id: int
    author_id: int
    category: str
    anonymous: bool
    imported: bool


@dataclass(frozen=True, slots=True)
class EntryUnliked:
    """A member took a like back; `praised` when they still found it helpful."""

    circle_id: int
    entry_id: int
    giver_id: int
    author_id: int
    praised: bool


@dataclass(frozen=True, slots=True)
class EntryFeatured:
    """Staff (`by_id`) marked an entry as worth everybody's time (`on`), or took the mark away."""

    circle_id: int
    entry_id: int
    author_id: int
    by_id: int | None
    on: bool
    anonymous: bool
    imported: bool
    category: str = "none"


@dataclass(frozen=True, slots=True)
class EntryRejected:
    """Review said no to an entry nobody had seen."""

    circle_id: int
    entry_id: int
    author_id: int


@dataclass(frozen=True, slots=True)
class EntryFoundHelpful:
    """A member said an answer helped (`on`), or took that back; `praised` when they still like
    it."""

    circle_id: int
    entry_id: int
    giver_id: int
    author_id: int
    category: str
    anonymous: bool
    imported: bool
    on: bool
    praised: bool = False


@dataclass(frozen=True, slots=True)
class TagMerged:
    """Staff let a word stand for another tag."""

    circle_id: int
    tag_id: int
    into_id: int
    by_id: int | None


@dataclass(frozen=True, slots=True)
class TagReleased:
    """Staff let a word stand for itself again."""

    circle_id: int
    tag_id: int
    from_id: int
    by_id: int | None


@dataclass(frozen=True, slots=True)
class EntriesRetagged:
    """Some entries stand under other names of tags than before."""

    circle_id: int
    entry_ids: tuple[int, ...]
