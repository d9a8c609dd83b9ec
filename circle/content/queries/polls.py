"""Polls of entries as pages and programs show them, never saying who chose what."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Executable, Select, bindparam, select

from circle.circles.models import Circle
from circle.content import policy
from circle.content.models import Entry, Poll, PollChoice, PollOption, PollVote
from circle.content.models.polls import is_open
from circle.content.queries.entries import get_readable
from circle.core.actor import Actor
from circle.core.db import session
from circle.core.errors import NotFound


class OptionFacts(NamedTuple):
    """Something to choose, and how often it was."""

    id: int
    label: str
    votes: int


@dataclass(frozen=True, slots=True)
class PollFacts:
    """A poll as it stands, the same whoever asks; not for showing as it is."""

    id: int
    entry_id: int
    question: str
    multiple: bool
    closes_at: datetime | None
    results: str
    voters: int
    options: tuple[OptionFacts, ...]
    days: int | None = None


class OptionItem(NamedTuple):
    """Something to choose; `votes` and `percent` are None until they may be seen."""

    id: int
    label: str
    votes: int | None
    percent: int | None
    chosen: bool


@dataclass(frozen=True, slots=True)
class PollItem:
    """A poll as one reader sees it now."""

    id: int
    entry_id: int
    question: str
    multiple: bool
    closes_at: datetime | None
    results: str
    voters: int
    options: tuple[OptionItem, ...]
    open: bool
    shows: bool  # results
    voted: bool
    can_vote: bool
    can_close: bool
    can_take: bool  # the table of results
    stranger: bool  # signed in, but not a member: joins first


class May(NamedTuple):
    """What the reader may do with a poll as far as its entry and their role go."""

    vote: bool = False
    close: bool = False
    take: bool = False
    stranger: bool = False


class Asked(NamedTuple):
    """A poll with the entry it hangs on, its circle, and the actor placed there."""

    poll: Poll
    entry: Entry
    circle: Circle
    here: Actor


NO_POLLS: tuple[PollFacts, ...] = ()
NO_ITEMS: tuple[PollItem, ...] = ()


def get_poll(actor: Actor, poll_id: int, *, lock: bool = False) -> Asked:
    """A poll of an entry the actor may read; with `lock` its entry is kept, and read fresh."""
    entry_id = session().scalar(select(Poll.entry_id).where(Poll.id == poll_id))
    if entry_id is None:
        raise NotFound
    entry, circle, here = get_readable(actor, entry_id, lock=lock)
    return Asked(session().get_one(Poll, poll_id, populate_existing=lock), entry, circle, here)


def options_of(poll: Poll) -> Sequence[PollOption]:
    """A poll's options in their order, read fresh."""
    rows = session().scalars(
        select(PollOption)
        .where(PollOption.poll_id == poll.id)
        .order_by(PollOption.position)
        .execution_options(populate_existing=True)
    )
    return rows.all()


def facts_of(ids: Sequence[int]) -> Mapping[int, tuple[PollFacts, ...]]:
    """Entry id → its polls in order, for entries whose card says that there are some; one query."""
    return _facts(session().execute(_with_options(), {"ids": list(ids)})) if ids else {}


def _facts(rows: Iterable[Any]) -> Mapping[int, tuple[PollFacts, ...]]:
    found: dict[int, PollFacts] = {}
    options: dict[int, list[OptionFacts]] = {}
    for row in rows:
        options.setdefault(row.id, []).append(OptionFacts(row.option_id, row.label, row.votes))
        found[row.id] = PollFacts(
            row.id, row.entry_id, row.question, row.multiple, row.closes_at, row.results,
            row.voters, tuple(options[row.id]), row.days,
        )  # fmt: skip
    by_entry: dict[int, tuple[PollFacts, ...]] = {}
    for poll in found.values():
        by_entry[poll.entry_id] = (*by_entry.get(poll.entry_id, NO_POLLS), poll)
    return by_entry


def choices_of(user_id: int | None, poll_ids: Sequence[int]) -> Mapping[int, frozenset[int]]:
    """Poll id → the options this person chose, where they voted; one query, of one's own only."""
    if user_id is None or not poll_ids:
        return {}
    chosen: dict[int, frozenset[int]] = {}
    values = {"ids": list(poll_ids), "user": user_id}
    for poll_id, option_id in session().execute(_chosen(), values):
        chosen[poll_id] = chosen.get(poll_id, frozenset()) | {option_id}
    return chosen


def polls_of(
    here: Actor, circle: Circle, entries: Sequence[Any],
    facts: Mapping[int, tuple[PollFacts, ...]],
) -> Mapping[int, tuple[PollItem, ...]]:
    """Entry id → its polls as the actor placed in the circle sees them; one query for a person.

    `entries` may be whole entries or rows of a list; `facts` were looked up before.
    """
    asked = [poll.id for polls in facts.values() for poll in polls]
    return _items(here, circle, entries, (facts, choices_of(here.user_id, asked)))


def polls_now(
    here: Actor, circle: Circle, entries: Sequence[Any]
) -> Mapping[int, tuple[PollItem, ...]]:
    """The same for entries whose card says that there are some, looked up in one query."""
    ids = [entry.id for entry in entries]
    if not ids:
        return {}
    if here.user_id is None:
        return _items(here, circle, entries, (facts_of(ids), {}))
    rows = session().execute(_with_own(), {"ids": ids, "user": here.user_id}).all()
    mine: dict[int, frozenset[int]] = {}
    for row in rows:
        if row.chosen:
            mine[row.id] = mine.get(row.id, frozenset()) | {row.option_id}
    return _items(here, circle, entries, (_facts(rows), mine))


def _items(
    here: Actor, circle: Circle, entries: Sequence[Any],
    known: tuple[Mapping[int, tuple[PollFacts, ...]], Mapping[int, frozenset[int]]],
) -> Mapping[int, tuple[PollItem, ...]]:
    facts, mine = known
    writes = here.user_id is not None and bool(policy.can_write(here, circle))
    items: dict[int, tuple[PollItem, ...]] = {}
    for entry in entries:
        if entry.id not in facts:
            continue
        own = policy.is_own(here, entry)
        may = May(
            vote=writes and entry.status == "published", close=writes and own,
            take=bool(policy.can_take_answers(here, entry)),
            stranger=here.user_id is not None and not here.is_member,
        )  # fmt: skip
        items[entry.id] = tuple(
            _item(poll, mine.get(poll.id, frozenset()), may)
            for poll in facts[entry.id]
        )
    return items


def teasers_of(facts: Mapping[int, tuple[PollFacts, ...]]) -> Mapping[int, tuple[PollItem, ...]]:
    """Entry id → its polls as lists outside their circle name them: nobody votes there."""
    nothing: frozenset[int] = frozenset()
    return {
        entry_id: tuple(_item(poll, nothing, May()) for poll in polls)
        for entry_id, polls in facts.items()
    }


def entry_polls(here: Actor, circle: Circle, entry: Entry) -> tuple[PollItem, ...]:
    """The polls of one entry as the actor placed in its circle sees them."""
    asking = [entry] if entry.card.get("poll") else []
    return polls_now(here, circle, asking).get(entry.id, NO_ITEMS)


def poll_view(item: PollItem) -> dict[str, Any]:
    """A poll in the API's shape."""
    return {
        "id": item.id, "entry_id": item.entry_id, "question": item.question,
        "options": [
            {"id": one.id, "label": one.label, "votes": one.votes} for one in item.options
        ],
        "multiple": item.multiple, "closes_at": item.closes_at, "results": item.results,
        "open": item.open, "voters": item.voters,
        "viewer": {
            "voted": item.voted, "options": [one.id for one in item.options if one.chosen],
            "can_vote": item.can_vote, "can_close": item.can_close,
        },
    }  # fmt: skip


def polls_as_typed(entry_id: int) -> dict[str, str]:
    """An entry's polls as the fields of a form, for a draft."""
    typed: dict[str, str] = {}
    for number, poll in enumerate(facts_of([entry_id]).get(entry_id, NO_POLLS), 1):
        typed |= {
            f"poll{number}_question": poll.question,
            f"poll{number}_options": "\n".join(option.label for option in poll.options),
            "poll_results": poll.results,
        }
        if poll.multiple:
            typed[f"poll{number}_multiple"] = "on"
        if poll.days:
            typed["poll_days"] = str(poll.days)
    return typed


def own_votes(user_id: int) -> Iterator[dict[str, Any]]:
    """What a person chose in polls, for their own export."""
    rows = session().execute(
        select(Poll.entry_id, Poll.id, Poll.question, PollOption.label, PollVote.at)
        .join(PollChoice, PollChoice.poll_id == Poll.id)
        .join(PollOption, PollOption.id == PollChoice.option_id)
        .join(PollVote, (PollVote.poll_id == Poll.id) & (PollVote.user_id == user_id))
        .where(PollChoice.user_id == user_id)
        .order_by(PollVote.at, Poll.id, PollOption.position)
    )
    for entry_id, poll_id, question, label, at in rows:
        yield {"entry": entry_id, "poll": poll_id, "question": question, "chosen": label, "at": at}


def own_polls(user_id: int) -> Iterator[dict[str, Any]]:
    """The polls a person put, with what was chosen once everybody may see it."""
    asked = select(Entry.id).join(Poll, Poll.entry_id == Entry.id)
    mine = asked.where(Entry.author_id == user_id, Entry.author_state != "removed").distinct()
    ids = session().scalars(mine.order_by(Entry.id)).all()
    for start in range(0, len(ids), 200):
        for polls in facts_of(ids[start : start + 200]).values():
            for poll in polls:
                shows = policy.can_see_results(poll.results, poll.closes_at, voted=False)
                yield {
                    "entry": poll.entry_id, "question": poll.question, "multiple": poll.multiple,
                    "closes_at": poll.closes_at, "results": poll.results, "voters": poll.voters,
                    "options": [
                        {"label": one.label, "votes": one.votes if shows else None}
                        for one in poll.options
                    ],
                }  # fmt: skip


def _item(poll: PollFacts, chosen: frozenset[int], may: May) -> PollItem:
    running = is_open(poll.closes_at)
    shows = policy.can_see_results(poll.results, poll.closes_at, voted=bool(chosen))
    return PollItem(
        id=poll.id, entry_id=poll.entry_id, question=poll.question, multiple=poll.multiple,
        closes_at=poll.closes_at, results=poll.results, voters=poll.voters,
        options=tuple(
            OptionItem(
                one.id, one.label, one.votes if shows else None,
                round(100 * one.votes / max(1, poll.voters)) if shows else None, one.id in chosen,
            )
            for one in poll.options
        ),
        open=running, shows=shows, voted=bool(chosen), can_vote=may.vote and running,
        can_close=may.close and running, can_take=may.take and shows,
        stranger=may.stranger and running,
    )  # fmt: skip


@lru_cache(maxsize=1)
def _with_options() -> Select[Any]:
    columns: tuple[Any, ...] = (
        Poll.id, Poll.entry_id, Poll.question, Poll.multiple, Poll.closes_at, Poll.results,
        Poll.voters, Poll.days, PollOption.id.label("option_id"), PollOption.label,
        PollOption.votes,
    )  # fmt: skip
    return (
        select(*columns)
        .join(PollOption, PollOption.poll_id == Poll.id)
        .where(Poll.entry_id.in_(bindparam("ids", expanding=True)))
        .order_by(Poll.entry_id, Poll.position, PollOption.position)
    )


@lru_cache(maxsize=1)
def _with_own() -> Select[Any]:
    mine = (PollChoice.option_id == PollOption.id) & (PollChoice.user_id == bindparam("user"))
    chosen = PollChoice.user_id.is_not(None).label("chosen")
    return _with_options().outerjoin(PollChoice, mine).add_columns(chosen)


@lru_cache(maxsize=1)
def _chosen() -> Executable:
    return select(PollChoice.poll_id, PollChoice.option_id).where(
        PollChoice.poll_id.in_(bindparam("ids", expanding=True)),
        PollChoice.user_id == bindparam("user"),
    )
