"""Ideas: wanting one, merging those that ask for the same, saying what becomes of them."""

from typing import Any

from sqlalchemy import case, delete, func, literal, select

from circle.circles import actions as circle_verbs
from circle.content import queries as content
from circle.content.actions import react, unreact
from circle.content.models import Entry
from circle.core import clock
from circle.core.actor import Actor
from circle.core.bus import emit
from circle.core.db import action, insert_into, session
from circle.core.errors import Conflict, Invalid, NotAllowed, NotFound
from circle.core.i18n import lazy
from circle.core.policy import require
from circle.events import IdeaStatusChanged
from circle.topics import policy, queries
from circle.topics.actions.kinds.taking import Taking
from circle.topics.models import Credit, Idea, Topic
from circle.topics.queries import Hosted
from circle.topics.queries.kinds.ideas import ME_TOO, PARTS

NAMED = 20  # people an event names; a job tells the others


@action
def want_idea(actor: Actor, reply_id: int) -> Entry:
    """Members want an idea too, once however often they tap."""
    hosted, entry, idea = queries.get_idea(actor, reply_id, lock=True)
    merged = idea.merged_into is not None
    require(hosted.here, policy.can_want(hosted.here, entry, merged, hosted.topic, hosted.circle))
    if content.is_blocked_by(hosted.here, entry.author_id):
        raise NotAllowed(lazy("You can't answer this person"), code="blocked")
    if react(hosted.here, entry, ME_TOO):
        _count_wanting(idea.entry_id)
    return entry


@action
def unwant_idea(actor: Actor, reply_id: int) -> Entry:
    """They don't want it any more; where they never did, nothing happens."""
    hosted, entry, idea = queries.get_idea(actor, reply_id, lock=True)
    if hosted.here.user_id is not None and unreact(hosted.here, entry, ME_TOO):
        _count_wanting(idea.entry_id)
        _count_wanting(idea.counts_for)
    return entry


@action
def set_idea_status(actor: Actor, reply_id: int, status: str, note: str = "") -> Entry:
    """Host and staff say what becomes of an idea; who contributed is named when it is adopted."""
    hosted, entry, idea = queries.get_idea(actor, reply_id, lock=True)
    require(hosted.here, policy.can_decide(hosted.here, entry, hosted.topic, hosted.circle))
    circle_verbs.check_words(hosted.circle.id, note=note)
    before = idea.status
    if not idea.stand_at(status, note):
        return entry
    _credit(idea)
    circle_verbs.mark_changed(hosted.circle.id)
    if before != status:
        people, count = queries.list_contributors(entry.id, NAMED)
        emit(IdeaStatusChanged(
            hosted.circle.id, hosted.entry.id, entry.id, status, tuple(people), count
        ))  # fmt: skip
    circle_verbs.tell_deed(
        hosted.here, "idea", ("entry", entry.id), before=before, after=status, reason=note
    )
    return entry


@action
def merge_idea(actor: Actor, reply_id: int, into_id: int) -> Entry:
    """Host and staff lead an idea to one that asks for the same; what led to it goes there too."""
    hosted, entry, idea = queries.get_idea(actor, reply_id, lock=True)
    require(hosted.here, policy.can_decide(hosted.here, entry, hosted.topic, hosted.circle))
    other = _beside(hosted, into_id)
    if idea.merged_into == other.entry_id:
        return entry
    if idea.merged_into is not None:
        raise Conflict(lazy("It was merged already; take that back first"), code="merged")
    idea.merge_into(other)
    for follower in queries.merged_into(entry.id):
        follower.merged_into = other.entry_id
    session().flush()
    _settle(idea, other)
    circle_verbs.mark_changed(hosted.circle.id)
    circle_verbs.tell_deed(hosted.here, "idea", ("entry", entry.id), how="merged", after=into_id)
    return entry


@action
def unmerge_idea(actor: Actor, reply_id: int) -> Entry:
    """Host and staff take a merge back: the idea stands for itself, with its own me-toos."""
    hosted, entry, idea = queries.get_idea(actor, reply_id, lock=True)
    require(hosted.here, policy.can_decide(hosted.here, entry, hosted.topic, hosted.circle))
    if idea.merged_into is None:
        raise Conflict(lazy("It was not merged"), code="not_merged")
    other = queries.find_idea(idea.merged_into, lock=True)
    idea.merged_into, idea.listed = None, entry.status == "published"
    session().flush()
    _settle(idea, *([other] if other else []))
    circle_verbs.mark_changed(hosted.circle.id)
    circle_verbs.tell_deed(hosted.here, "idea", ("entry", entry.id), how="unmerged")
    return entry


@action
def rebuild_ideas() -> int:
    """Count anew who wants the ideas that count wrongly, and whom each is owed to; how many."""
    wrong = sorted({entry_id for entry_id, *_said in queries.wrong_ideas()})
    for entry_id in wrong:
        idea, entry = queries.find_idea(entry_id, lock=True), content.find_entry(entry_id)
        if idea is not None and entry is not None:
            idea.listed = entry.status == "published" and idea.merged_into is None
            _settle(idea)
    return len(wrong)


def _keep(topic: Topic, floor: Entry) -> None:
    """A floor on show is an idea; one that is not stands in no list of them."""
    idea = queries.find_idea(floor.id, lock=True)
    shown = floor.status == "published"
    if idea is None and shown:
        idea = Idea(entry_id=floor.id, topic_id=topic.entry_id, circle_id=topic.circle_id)
        session().add(idea)
        session().flush()
    if idea is not None:
        idea.listed = shown and idea.merged_into is None
        if not shown:
            _stand_alone(idea)


def _stand_alone(gone: Idea) -> None:
    """What was merged into an idea that is not on show any more stands for itself again."""
    followers = queries.merged_into(gone.entry_id)
    for idea in followers:
        entry = content.find_entry(idea.entry_id)
        idea.merged_into = None
        idea.listed = entry is not None and entry.status == "published"
    if followers:
        session().flush()
        _settle(gone, *followers)


def _beside(hosted: Hosted, entry_id: int) -> Idea:
    """Another idea of the same topic, on show."""
    found = queries.find_idea(entry_id, lock=True)
    entry = content.find_entry(entry_id)
    if (
        found is None or entry is None or found.topic_id != hosted.entry.id
        or entry.status != "published"
    ):
        message = lazy("Choose an idea of this topic")
        raise Invalid(message, errors={"reply_id": [message]})
    return found


def _settle(*ideas: Idea) -> None:
    """Make true what is counted and who is named, whatever was there before."""
    for idea in ideas:
        _count_wanting(idea.entry_id)
        _credit(idea)


def _count_wanting(entry_id: int) -> None:
    """How many people want an idea, counted from their taps: right however often it is done."""
    entry, idea = content.find_entry(entry_id), queries.find_idea(entry_id)
    if entry is None or idea is None:
        raise NotFound
    session().flush()
    entry.me_too_count = idea.wanted = queries.count_wanting(entry)


def _credit(idea: Idea) -> None:
    """Name everybody an adopted idea is owed to; nobody while it is not."""
    session().execute(delete(Credit).where(Credit.entry_id == idea.entry_id))
    idea.credited = 0
    if not idea.names_people:
        return
    people = queries.contributors(idea.entry_id)
    part: Any = case(
        *((people.c.part == place, name) for place, name in enumerate(PARTS)), else_=PARTS[-1]
    )
    session().execute(
        insert_into(Credit).from_select(
            ["entry_id", "user_id", "circle_id", "part", "at"],
            select(
                literal(idea.entry_id), people.c.user_id, literal(idea.circle_id), part,
                literal(clock.now(), Credit.at.type),
            ),
        )
    )  # fmt: skip
    idea.credited = session().scalar(
        select(func.count()).where(Credit.entry_id == idea.entry_id)
    ) or 0  # fmt: skip


TAKING = Taking(keep=_keep)
