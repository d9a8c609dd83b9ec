"""The shape of what a kind shows: two reads, each answering plain values for JSON and page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import Select

from circle.circles.queries import Face
from circle.content.models import Entry
from circle.topics.models import Topic
from circle.topics.queries.threads import Hosted


class Shown(NamedTuple):
    """What a kind says above the floors and at each of them, and whom it names there by user."""

    topic: Mapping[str, Any] = MappingProxyType({})
    floors: Mapping[int, Mapping[str, Any]] = MappingProxyType({})
    people: frozenset[int] = frozenset()

    def marks(self, faces: Mapping[int, Face]) -> Mapping[int, Mapping[str, Any]]:
        """What stands at floors, with the names of those it names."""
        if not self.people:
            return self.floors
        return {
            ident: {**mark, "named": [faces[one].display_name for one in mark["named"]
                                      if one in faces]}
            for ident, mark in self.floors.items()
        }  # fmt: skip


def _nothing_of(hosted: Hosted, floors: Sequence[Entry]) -> Shown:
    return Shown()


def _nothing_listed(topics: Sequence[Topic]) -> Mapping[int, Mapping[str, Any]]:
    return {}


class Ranked(NamedTuple):
    """By what a view is ordered: a number that is never null, and what tells equal ones apart."""

    value: Any
    ident: Any


@dataclass(frozen=True, slots=True)
class Showing:
    """What a kind shows of its topics; each read is one query, whatever the number.

    `read` is what the page of one topic says above the floors and at these of them, for its
    reader; `listed` is what cards say, by topic. `views` narrow the floors to a part that has a tab
    of its own (`tabs` of what `read` says names it); one that is `ranked` has an order of its own,
    the highest first.
    """

    read: Callable[[Hosted, Sequence[Entry]], Shown] = _nothing_of
    listed: Callable[[Sequence[Topic]], Mapping[int, Mapping[str, Any]]] = _nothing_listed
    views: Mapping[str, Callable[[Hosted, Select[Any]], Select[Any]]] = field(default_factory=dict)
    ranked: Mapping[str, Ranked] = field(default_factory=dict)


NOTHING = Showing()
