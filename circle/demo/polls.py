"""The polls of the story: hung on what is written, and voted in by whoever came upon them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

from circle.content import actions as content
from circle.content import queries
from circle.content.schemas import NewPoll
from circle.demo.stage import Stage
from circle.demo.story import Table, noticed, span


def polls_of(post: Table) -> tuple[NewPoll, ...]:
    """What a post of the story asks."""
    return tuple(
        NewPoll(
            poll["question"], tuple(poll["options"]), poll.get("multiple", False),
            results=poll.get("results", "voted"), days=span(poll["lasts"]).days,
        )
        for poll in post.get("polls", ())
    )  # fmt: skip


def plan_votes(stage: Stage, rank: int, post: Table, at: datetime) -> None:
    """Everybody votes once in all the polls they answer, while they are open."""
    ballots: dict[str, dict[int, Sequence[int]]] = defaultdict(dict)
    for number, poll in enumerate(post.get("polls", ())):
        for name, chosen in poll["votes"].items():
            ballots[name][number] = chosen
    for name, ballot in ballots.items():
        until = min(at + span(poll["lasts"]) for poll in post["polls"])
        when = noticed(f"{post['id']} votes {name}", at, min(until, stage.now))
        stage.plan(when, rank, partial(_vote, stage, post["id"], name, ballot))


def _vote(stage: Stage, key: str, name: str, ballot: Mapping[int, Sequence[int]]) -> None:
    """Options are told by their place in the list, the first is 1."""
    entry_id = stage.entries[key]
    asked = queries.facts_of([entry_id])[entry_id]
    chosen = {
        asked[number].id: [asked[number].options[place - 1].id for place in places]
        for number, places in ballot.items()
    }
    content.vote_in(stage.actor(name), entry_id, chosen)
