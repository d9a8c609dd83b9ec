"""Adding floors, and keeping numbers and counts true as they come and go."""

from circle.content import queries as content
from circle.content.actions import edit_entry, write_under
from circle.content.models import Entry
from circle.content.schemas import EntryEdit, NewEntry
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import action, session
from circle.core.errors import NotAllowed, TooMany
from circle.core.i18n import lazy
from circle.core.policy import require
from circle.topics import policy, queries
from circle.topics.actions.kinds import taking_of
from circle.topics.models import Participation, Reading, Topic
from circle.topics.queries import Hosted
from circle.topics.schemas import NewReply


@action
def write_reply(actor: Actor, topic_id: int, new: NewReply) -> Entry:
    """Members add a floor to a topic that runs; its number comes when others can see it.

    TooMany while the topic is in slow mode and the member's last floor is too fresh.
    """
    hosted = queries.get_topic(actor, topic_id, lock=True)
    here, topic = hosted.here, hosted.topic
    require(here, policy.can_take_part(here, hosted.entry, topic, hosted.circle))
    if content.is_blocked_by(here, hosted.entry.author_id):
        raise NotAllowed(lazy("You can't answer this person"), code="blocked")
    _keep_pace(hosted)
    taking_of(topic.kind).admit(hosted, new)
    taking_of(topic.kind).suits(topic, new)
    if here.user_id is not None:
        _note_sent(topic, here.user_id)
    return write_under(
        here, hosted.circle, hosted.entry,
        NewEntry(
            circle_id=hosted.circle.id, kind="reply", source=new.body, parent_id=topic_id,
            media=new.media, ai_statement=new.ai_statement,
        ),
    )  # fmt: skip


@action
def edit_reply(actor: Actor, reply_id: int, edit: EntryEdit) -> Entry:
    """Authors change their floor's words; what the kind asks of it holds for them, too."""
    hosted, entry = queries.get_reply(actor, reply_id, lock=True)
    edit_entry(actor, reply_id, edit)
    words = content.words_in_hand(entry)
    taking_of(hosted.topic.kind).suits(
        hosted.topic, NewReply(words.source or "", words.media or ())
    )
    taking_of(hosted.topic.kind).keep(hosted.topic, entry)
    return entry


@action
def number_floor(topic_id: int, entry: Entry) -> None:
    """A floor can be seen for the first time: it gets the next number, under the topic's lock."""
    topic = queries.find_topic(topic_id, lock=True)
    if topic is None:
        return
    if entry.floor is None:
        entry.floor = topic.number_floor()
        topic.active_at = max(topic.active_at, entry.published_at or clock.now())
    _recount(topic, entry)
    _read_own(topic, entry)


@action
def recount(topic_id: int, entry: Entry) -> None:
    """A floor went or is back: the counts follow, its number stays."""
    topic = queries.find_topic(topic_id, lock=True)
    if topic is not None:
        if entry.floor is None and entry.status == "published":
            entry.floor = topic.number_floor()
        _recount(topic, entry)


def _recount(topic: Topic, entry: Entry) -> None:
    """Counts from what its author has on show: the same whoever asks, and how often."""
    session().flush()
    taking_part = _participation(topic, entry.author_id)
    shown = queries.count_shown(topic.entry_id, entry.author_id)
    by, before = shown - taking_part.floors, taking_part.floors
    taking_part.floors = shown
    root = session().get_one(Entry, topic.entry_id)
    root.replies_count += by
    topic.participants += bool(shown) - bool(before)
    taking_of(topic.kind).keep(topic, entry)


def _participation(topic: Topic, user_id: int) -> Participation:
    found = queries.get_participation(topic.entry_id, user_id)
    if found is None:
        found = Participation(
            topic_id=topic.entry_id, user_id=user_id, circle_id=topic.circle_id, floors=0,
            last_at=clock.now(),
        )  # fmt: skip
        session().add(found)
    return found


def _note_sent(topic: Topic, user_id: int) -> None:
    _participation(topic, user_id).last_at = clock.now()


def _keep_pace(hosted: Hosted) -> None:
    """Slow mode: everybody but host and staff waits between two floors."""
    seconds, user_id = hosted.topic.slow_seconds, hosted.here.user_id
    hosts = policy.can_host(hosted.here, hosted.topic, hosted.circle)
    if not seconds or user_id is None or hosts:
        return
    mine = queries.get_participation(hosted.entry.id, user_id)
    said = content.last_written_under(hosted.entry.id, user_id)
    times = [at for at in (mine.last_at if mine is not None else None, said) if at is not None]
    left = seconds - (clock.now() - max(times)).total_seconds() if times else 0
    if left > 0:
        raise TooMany(
            lazy("Slow mode: write again in %(num)s minutes", num=-int(-left // 60)),
            retry_after=int(left) + 1, code="slow_mode",
        )


def _read_own(topic: Topic, entry: Entry) -> None:
    """Who writes has read up to there: their own floor is no news to them."""
    if topic.floors != entry.floor:
        return
    before = session().get(Reading, (topic.entry_id, entry.author_id))
    if before is not None and before.floor == topic.floors - 1:
        before.floor, before.at = topic.floors, clock.now()


