"""Calls for entries: so many from each, a shortlist, a choice, and the post that tells of it."""

from collections.abc import Sequence

from circle.circles import actions as circle_verbs
from circle.circles import queries as circles
from circle.content import policy as content_policy
from circle.content import queries as content
from circle.content.actions import write_entry
from circle.content.models import Entry
from circle.content.schemas import NewEntry
from circle.core.actor import Actor
from circle.core.bus import emit
from circle.core.db import action, session
from circle.core.errors import Conflict, NotAllowed, NotFound
from circle.core.i18n import _, lazy
from circle.core.policy import require
from circle.events import CallDecided
from circle.topics import policy, queries
from circle.topics.actions.kinds.taking import Taking
from circle.topics.models import Pick, Topic
from circle.topics.queries import Hosted
from circle.topics.schemas import Announcement, NewReply

MAX_CHOSEN = 50  # a result that names more is a list, not a post


@action
def shortlist_reply(actor: Actor, reply_id: int) -> Pick:
    """Host and staff put a floor on the shortlist, for everybody to see."""
    return _pick(*_floor(actor, reply_id))


@action
def unshortlist_reply(actor: Actor, reply_id: int) -> Hosted:
    """Take it off again; what was chosen is chosen no more."""
    hosted, _entry = _floor(actor, reply_id)
    pick = queries.get_pick(reply_id)
    if pick is not None:
        session().delete(pick)
        session().flush()
    circle_verbs.mark_changed(hosted.circle.id)
    return hosted


@action
def choose_reply(actor: Actor, reply_id: int) -> Pick:
    """Host and staff choose a floor: it is on the shortlist, too. Conflict past MAX_CHOSEN."""
    hosted, floor = _floor(actor, reply_id)
    pick = _pick(hosted, floor)
    if pick.chosen_at is None and queries.count_picks(hosted.entry.id).chosen >= MAX_CHOSEN:
        raise Conflict(lazy("At most %(num)s can be chosen", num=MAX_CHOSEN), code="too_many")
    pick.choose()
    return pick


@action
def unchoose_reply(actor: Actor, reply_id: int) -> Hosted:
    """Chosen no more; it stays on the shortlist."""
    hosted, _entry = _floor(actor, reply_id)
    pick = queries.get_pick(reply_id)
    if pick is not None:
        pick.chosen_at = None
    circle_verbs.mark_changed(hosted.circle.id)
    return hosted


@action
def announce_result(actor: Actor, topic_id: int, given: Announcement) -> Entry:
    """The host tells the circle who was chosen, in a post of their own that names and links each.

    Once: from then on the choice stands, unless that post is taken back or refused. Conflict while
    nobody was chosen.
    """
    hosted = queries.get_topic(actor, topic_id, lock=True)
    if hosted.topic.kind != "call":
        raise NotFound
    require(hosted.here, policy.can_host(hosted.here, hosted.topic, hosted.circle))
    _require_open(hosted)
    floors = queries.chosen_floors(topic_id)
    if not floors:
        raise Conflict(lazy("Choose somebody first"), code="nobody_chosen")
    post = write_entry(
        hosted.here,
        NewEntry(
            circle_id=hosted.circle.id, kind="post", category="none",
            source=f"{given.words}\n\n{_named(hosted, floors, given.site)}",
        ),
    )  # fmt: skip
    hosted.topic.result_id = post.id
    circle_verbs.mark_changed(hosted.circle.id)
    if post.status == "published":
        _tell(hosted.topic, floors)
    return post


@action
def tell_result(post_id: int) -> None:
    """A result that had to wait is out: it is told who was chosen, once."""
    topic = queries.decided_by(post_id, lock=True)
    if topic is not None:
        _tell(topic, queries.chosen_floors(topic.entry_id))


def _tell(topic: Topic, floors: Sequence[Entry]) -> None:
    chosen = tuple(dict.fromkeys(floor.author_id for floor in floors))
    if topic.result_id is not None:
        emit(CallDecided(topic.circle_id, topic.entry_id, topic.result_id, chosen))


def _pick(hosted: Hosted, floor: Entry) -> Pick:
    """The row of a floor on the shortlist."""
    pick = queries.get_pick(floor.id)
    if pick is None:
        pick = Pick(entry_id=floor.id, topic_id=hosted.entry.id, circle_id=hosted.circle.id)
        session().add(pick)
        session().flush()
    circle_verbs.mark_changed(hosted.circle.id)
    return pick


def _floor(actor: Actor, reply_id: int) -> tuple[Hosted, Entry]:
    """A floor of a call to decide on, its topic locked."""
    hosted, floor = queries.get_reply(actor, reply_id, lock=True)
    if hosted.topic.kind != "call":
        raise NotFound
    require(hosted.here, policy.can_judge(hosted.here, hosted.topic, floor, hosted.circle))
    if floor.status != "published":
        raise Conflict(content_policy.NOT_SHOWN, code="not_shown")
    _require_open(hosted)
    return hosted, floor


def _require_open(hosted: Hosted) -> None:
    if queries.is_decided(hosted.topic):
        raise Conflict(lazy("The result is out"), code="decided")


def _named(hosted: Hosted, floors: Sequence[Entry], site: str) -> str:
    """A line for each that was chosen: whom it is by, and the way to it."""
    faces = circles.faces(hosted.circle.id, {floor.author_id for floor in floors})
    lines = [_("Chosen in “%(title)s”:", title=hosted.entry.title), ""]
    for floor in floors:
        face = faces.get(floor.author_id)
        name = f"@{face.name} " if face is not None and face.name else ""
        place = f"{site}{content.entry_path(hosted.circle.slug, floor)}"
        number = _("Floor %(num)s", num=floor.floor)
        lines.append(f"- {name}[{number}]({place})")
    return "\n".join(lines)


def _admit(hosted: Hosted, new: NewReply) -> None:
    """So many from each member as the host takes; the host's own words are no entries."""
    each = hosted.topic.settings.get("floors_each")
    if each is None or hosted.here.user_id is None or policy.is_host(hosted.here, hosted.topic):
        return
    if queries.count_sent(hosted.entry.id, hosted.here.user_id) >= each:
        raise NotAllowed(
            lazy("You sent %(num)s of %(num)s. Remove one to send another", num=each),
            code="entries_used",
        )


TAKING = Taking(admit=_admit)
