"""Opening a topic, changing it, closing it, and reading it."""

from datetime import datetime, timedelta

from circle.circles import actions as circle_verbs
from circle.circles import queries as circles
from circle.content.actions import SLOW, edit_entry, write_entry
from circle.content.models import Entry
from circle.content.schemas import EntryEdit, NewEntry, polls_named
from circle.core import clock
from circle.core.actor import Actor
from circle.core.bus import emit
from circle.core.db import action, insert_into, session
from circle.core.errors import Invalid
from circle.core.i18n import Text, lazy
from circle.core.policy import require
from circle.events import TopicClosed, TopicReopened
from circle.screening.claims import calls_to_war
from circle.topics import policy, queries
from circle.topics.actions.kinds import taking_of
from circle.topics.kinds import KINDS, Kind
from circle.topics.models import Reading, Topic
from circle.topics.queries import Hosted
from circle.topics.schemas import KEPT, MAX_DAYS, Details, NewTopic, TopicEdit

MINUTE = 60


@action
def open_topic(actor: Actor, circle_id: int, new: NewTopic) -> Entry:
    """Host a thread of one of the six kinds; Invalid for dates or details that do not fit it."""
    circle, here = circles.enter_by_id(actor, circle_id)
    require(here, policy.can_open(here, circle))
    kind = KINDS[new.topic_kind]
    _check_dates(kind, new.starts_at, new.ends_at)
    _check_details(kind, new.details)
    _check_title(new.title)
    circle_verbs.check_words(circle.id, rules=new.rules, place=new.details.place)
    entry = write_entry(
        here,
        NewEntry(
            circle_id=circle.id, kind="topic", source=new.body, title=new.title, tags=new.tags,
            media=new.media, ai_statement=new.ai_statement,
            polls=polls_named(new.poll, new.polls),
        ),
    )  # fmt: skip
    topic = Topic(
        entry_id=entry.id, circle_id=circle.id, kind=kind.key, host_id=entry.author_id,
        rules=new.rules, starts_at=new.starts_at, ends_at=new.ends_at, floors=0, participants=0,
        opened_at=entry.published_at or entry.created_at, active_at=entry.created_at,
        slow_seconds=0, settings=_settings(kind, new.details), closing="",
    )  # fmt: skip
    session().add(topic)
    session().flush()
    taking_of(kind.key).begin(topic, new.details)
    return entry


@action
def edit_topic(actor: Actor, entry_id: int, edit: TopicEdit) -> Hosted:
    """Its author changes the words, its host rules and dates; kind and what it asks for stand."""
    hosted = queries.get_topic(actor, entry_id, lock=True)
    topic = hosted.topic
    _check_title(edit.title)
    if _moves(topic, edit):
        require(hosted.here, policy.can_host(hosted.here, topic, hosted.circle))
    words = EntryEdit(
        source=edit.body, title=edit.title, tags=edit.tags, media=edit.media,
        ai_statement=edit.ai_statement,
    )  # fmt: skip
    if words != EntryEdit() or not _moves(topic, edit):
        edit_entry(actor, entry_id, words)
    _set_course(hosted, edit)
    return hosted


@action
def arrange_topic(actor: Actor, entry_id: int, edit: TopicEdit) -> Hosted:
    """Its host and the staff set rules and dates, whoever wrote it; its words stay its author's."""
    hosted = queries.get_topic(actor, entry_id, lock=True)
    require(hosted.here, policy.can_host(hosted.here, hosted.topic, hosted.circle))
    _set_course(hosted, edit)
    _tell_deed(hosted, "arranged")
    return hosted


@action
def close_topic(actor: Actor, entry_id: int, closing: str = "") -> Hosted:
    """The host says the last word, which stands on top; no more floors are taken."""
    hosted = queries.get_topic(actor, entry_id, lock=True)
    require(hosted.here, policy.can_host(hosted.here, hosted.topic, hosted.circle))
    circle_verbs.check_words(hosted.circle.id, closing=closing)
    hosted.topic.close(closing)
    circle_verbs.mark_changed(hosted.circle.id)
    emit(TopicClosed(hosted.circle.id, entry_id, hosted.here.user_id))
    _tell_deed(hosted, "closed")
    return hosted


@action
def reopen_topic(actor: Actor, entry_id: int) -> Hosted:
    """It goes on; what was said last stays until something else is."""
    hosted = queries.get_topic(actor, entry_id, lock=True)
    require(hosted.here, policy.can_host(hosted.here, hosted.topic, hosted.circle))
    hosted.topic.reopen()
    circle_verbs.mark_changed(hosted.circle.id)
    emit(TopicReopened(hosted.circle.id, entry_id))
    _tell_deed(hosted, "reopened")
    return hosted


@action
def pass_on_topic(actor: Actor, entry_id: int, member_id: int) -> Hosted:
    """Staff give a topic to another host, who is a member of the circle."""
    hosted = queries.get_topic(actor, entry_id, lock=True)
    require(hosted.here, policy.can_pass_on(hosted.here, hosted.circle))
    member = circles.find_membership(member_id)
    there = member is not None and member.circle_id == hosted.circle.id and member.is_member
    decision = policy.can_be_host(member.role if member is not None and there else None)
    if not decision or member is None:
        raise Invalid(decision.reason, errors={"member_id": [decision.reason or ""]})
    hosted.topic.host_id = member.user_id
    circle_verbs.mark_changed(hosted.circle.id)
    _tell_deed(hosted, "passed_on")
    return hosted


@action
def slow_down(actor: Actor, entry_id: int, minutes: int) -> Hosted:
    """The host lets every member wait between two floors or remarks; 0 ends that."""
    hosted = queries.get_topic(actor, entry_id, lock=True)
    require(hosted.here, policy.can_host(hosted.here, hosted.topic, hosted.circle))
    hosted.topic.slow_seconds = minutes * MINUTE
    hosted.entry.card = {**(hosted.entry.card or {}), SLOW: hosted.topic.slow_seconds}
    circle_verbs.mark_changed(hosted.circle.id)
    _tell_deed(hosted, "slow")
    return hosted


@action
def mark_read(actor: Actor, entry_id: int, floor: int) -> int:
    """Remember how far a member read; never backwards, never past the last floor."""
    hosted = queries.get_topic(actor, entry_id)
    if not hosted.here.is_member or hosted.here.user_id is None:
        return 0
    reached = min(floor, hosted.topic.floors)
    insert = insert_into(Reading).values(
        topic_id=entry_id, user_id=hosted.here.user_id, circle_id=hosted.circle.id,
        floor=reached, at=clock.now(),
    )  # fmt: skip
    session().execute(
        insert.on_conflict_do_update(
            index_elements=["topic_id", "user_id"],
            set_={"floor": insert.excluded.floor, "at": insert.excluded.at},
            where=Reading.floor < insert.excluded.floor,
        )
    )
    return reached


def _set_course(hosted: Hosted, edit: TopicEdit) -> None:
    """Rules, beginning and end as named; what is not named stays."""
    topic = hosted.topic
    if edit.rules is not None:
        circle_verbs.check_words(hosted.circle.id, rules=edit.rules)
        topic.rules = edit.rules
    begins, ends = _dates(topic, edit)
    if (begins, ends) != (topic.starts_at, topic.ends_at):
        _check_dates(KINDS[topic.kind], begins, ends, before=topic.ends_at)
        taking_of(topic.kind).move(topic, begins, ends)
        topic.starts_at, topic.ends_at = begins, ends
    circle_verbs.mark_changed(hosted.circle.id)


def _moves(topic: Topic, edit: TopicEdit) -> bool:
    """Whether an edit changes what is the host's to say: rules, beginning, end."""
    dates = topic.starts_at, topic.ends_at
    return edit.rules not in (None, topic.rules) or _dates(topic, edit) != dates


def _dates(topic: Topic, edit: TopicEdit) -> tuple[datetime | None, datetime | None]:
    """Beginning and end as an edit leaves them."""
    return (
        topic.starts_at if edit.starts_at is KEPT else edit.starts_at,
        topic.ends_at if edit.ends_at is KEPT else edit.ends_at,
    )


def _check_dates(
    kind: Kind, begins: datetime | None, ends: datetime | None, before: datetime | None = None
) -> None:
    """An end that is needed, after the beginning, ahead of now unless it stood before."""
    if ends is None:
        if kind.needs_end:
            raise _wrong("ends_at", lazy("Say until when"))
        return
    if ends != before and ends <= clock.now():
        raise _wrong("ends_at", lazy("Choose a time ahead of now"))
    if begins is not None and ends <= begins:
        raise _wrong("ends_at", lazy("The end comes after the beginning"))
    if ends - (begins or clock.now()) > timedelta(days=MAX_DAYS):
        raise _wrong("ends_at", lazy("At most %(num)s days", num=MAX_DAYS))


def _check_details(kind: Kind, details: Details) -> None:
    """Refuse what another kind asks for."""
    plain = Details()
    for name in Details.__slots__:
        if name not in kind.asks and getattr(details, name) != getattr(plain, name):
            raise _wrong(f"details.{name}", lazy("This does not belong to this kind of topic"))


def _check_title(title: str | None) -> None:
    """No topic is called for raising money, voting for charts or steering comments (R33)."""
    problem = calls_to_war(title or "")
    if problem:
        raise Invalid(problem, errors={"title": [problem]}, code="name_refused")


def _settings(kind: Kind, details: Details) -> dict[str, object]:
    return {name: getattr(details, name) for name in kind.asks}


def _wrong(field: str, message: Text) -> Invalid:
    return Invalid(message, errors={field: [message]})


def _tell_deed(hosted: Hosted, how: str) -> None:
    """What staff do with a topic that is somebody else's to lead."""
    if hosted.topic.host_id != hosted.here.user_id:
        circle_verbs.tell_deed(hosted.here, "topic", ("entry", hosted.entry.id), how=how)
