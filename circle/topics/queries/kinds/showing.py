"""The shape of what a kind shows: two reads, each answering plain values for JSON and page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Select

from circle.content.models import Entry
from circle.topics.models import Topic
from circle.topics.queries.threads import Hosted


def _nothing_of(hosted: Hosted) -> Mapping[str, Any]:
    return {}


def _nothing_listed(topics: Sequence[Topic]) -> Mapping[int, Mapping[str, Any]]:
    return {}


def _nothing_on(hosted: Hosted, floors: Sequence[Entry]) -> Mapping[int, Mapping[str, Any]]:
    return {}


class Ranked(NamedTuple):
    """By what a view is ordered: a number that is never null, and what tells equal ones apart."""

    value: Any
    ident: Any


@dataclass(frozen=True, slots=True)
class Showing:
    """What a kind shows of its topics; each read is at most two queries, whatever the number.

    `progress` is what the page of one topic says above the floors, for its reader; `listed` is what
    cards say, by topic; `marks` is what stands at floors, by entry. `views` narrow the floors to a
    part that has a tab of its own (`tabs` of `progress` names it); one that is `ranked` has an
    order of its own, the highest first.
    """

    progress: Callable[[Hosted], Mapping[str, Any]] = _nothing_of
    listed: Callable[[Sequence[Topic]], Mapping[int, Mapping[str, Any]]] = _nothing_listed
    marks: Callable[[Hosted, Sequence[Entry]], Mapping[int, Mapping[str, Any]]] = _nothing_on
    views: Mapping[str, Callable[[Hosted, Select[Any]], Select[Any]]] = field(default_factory=dict)
    ranked: Mapping[str, Ranked] = field(default_factory=dict)


NOTHING = Showing()
