"""Writing to members: drafts, sending in portions under everybody's limits, stopping."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update

from circle.accounts import queries as accounts
from circle.accounts.models import User
from circle.circles import actions as circle_verbs
from circle.circles import queries as circles
from circle.circles.models import Circle
from circle.content import queries as content
from circle.content.models import Entry
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import action, insert_into, session
from circle.core.errors import Invalid, NotFound
from circle.core.i18n import lazy
from circle.core.jobs import enqueue, is_under_way
from circle.core.policy import require
from circle.notifications import policy, queries
from circle.notifications.actions.telling import PORTION, tell
from circle.notifications.models import Broadcast, Notice, Reach
from circle.notifications.models.reach import AD_WEIGHT, BLAME
from circle.notifications.queries.reach import Chance, telling_of
from circle.notifications.schemas.reach import NewBroadcast

CARRY = "notifications.carry_broadcast"
WORDS = ("point", "title", "body", "title_b", "body_b")


@action
def write_broadcast(actor: Actor, slug: str, new: NewBroadcast) -> Broadcast:
    """Write a message to members down; nobody has it yet."""
    circle, here = circles.enter(actor, slug)
    require(here, policy.can_reach(here, circle))
    broadcast = Broadcast(circle_id=circle.id, by_id=here.user_id or 0, audience={})
    _say(broadcast, circle, here, new)
    session().add(broadcast)
    session().flush()
    return broadcast


@action
def change_broadcast(actor: Actor, broadcast_id: int, new: NewBroadcast) -> Broadcast:
    """Say it otherwise, or to others; Conflict once it went out."""
    broadcast, circle, here = queries.get_broadcast(actor, broadcast_id, lock=True)
    require(here, policy.can_reach(here, circle))
    broadcast.keep_back()
    _say(broadcast, circle, here, new)
    return broadcast


@action
def drop_broadcast(actor: Actor, broadcast_id: int) -> Circle:
    """Throw a message away that nobody has; Conflict once it went out."""
    broadcast, circle, here = queries.get_broadcast(actor, broadcast_id, lock=True)
    require(here, policy.can_reach(here, circle))
    broadcast.keep_back()
    session().delete(broadcast)
    return circle


@action
def send_broadcast(actor: Actor, broadcast_id: int, at: datetime | None = None) -> Broadcast:
    """Send a message now, or at a time to come; each member gets it once, within their limits."""
    broadcast, circle, here = queries.get_broadcast(actor, broadcast_id, lock=True)
    require(here, policy.can_reach(here, circle))
    if at is not None and at <= clock.now():
        raise Invalid(errors={"at": [lazy("Choose a time to come")]})
    broadcast.schedule(at or clock.now())
    if at is None:
        _begin(broadcast)
    circle_verbs.tell_deed(
        here, "reached", ("circle", circle.id), name=broadcast.title, reason=broadcast.point
    )
    return broadcast


@action
def unsend_broadcast(actor: Actor, broadcast_id: int) -> Broadcast:
    """Make a scheduled message a draft again; Conflict once it went out."""
    broadcast, circle, here = queries.get_broadcast(actor, broadcast_id, lock=True)
    require(here, policy.can_reach(here, circle))
    broadcast.keep_back()
    return broadcast


@action
def stop_broadcast(actor: Actor, broadcast_id: int) -> Broadcast:
    """Reach nobody more, and take it out of the inboxes it came to; the ledger stays."""
    broadcast, circle, here = queries.get_broadcast(actor, broadcast_id, lock=True)
    require(here, policy.can_reach(here, circle))
    broadcast.stop()
    _hold_waiting(broadcast)
    session().execute(delete(Notice).where(Notice.cause == telling_of(broadcast).cause))
    circle_verbs.tell_deed(here, "reach_stopped", ("circle", circle.id), name=broadcast.title)
    return broadcast


@action
def begin_due() -> bool:
    """Start the messages whose hour has come; whether there were any.

    One of a circle that was archived meanwhile is a draft again; so is one whose writer may not
    send any more, or whose words are refused by now.
    """
    ids = queries.due_broadcasts(PORTION)
    for broadcast_id in ids:
        broadcast = queries.find_broadcast(broadcast_id, lock=True)
        if broadcast is None or broadcast.state != "scheduled":
            continue
        if _is_open(broadcast) and _may_go(broadcast):
            _begin(broadcast)
        else:
            broadcast.keep_back()
    return bool(ids)


@action
def resume_broadcast(actor: Actor, broadcast_id: int) -> Broadcast:
    """Go on with a message that stood still half-way; Conflict when it did not."""
    broadcast, circle, here = queries.get_broadcast(actor, broadcast_id, lock=True)
    require(here, policy.can_reach(here, circle))
    broadcast.resume()
    enqueue(CARRY, {"broadcast": broadcast.id})
    return broadcast


@action
def halt_stalled() -> None:
    """Say of the messages nothing carries any more that they stand still: their jobs died."""
    for broadcast_id in queries.broadcasts_sending(PORTION):
        broadcast = queries.find_broadcast(broadcast_id, lock=True)
        if broadcast is None or broadcast.state != "sending":
            continue
        if not is_under_way(CARRY, "broadcast", broadcast_id):
            broadcast.halt()


@action
def count_next() -> bool:
    """Count what came of a message of late, the one counted longest ago; False when all are."""
    broadcast = queries.uncounted_broadcast()
    if broadcast is None:
        return False
    outcomes = queries.outcomes_of(broadcast.id)
    shown = [one for one in outcomes if one.opened is not None]
    broadcast.counted_at = clock.now()
    broadcast.delivered = sum(one.delivered for one in outcomes)
    broadcast.opened = sum(one.opened or 0 for one in shown) if shown else None
    broadcast.muted = sum(one.muted or 0 for one in shown) if shown else None
    broadcast.left = sum(one.left or 0 for one in shown) if shown else None
    return True


@action
def carry_broadcast(broadcast_id: int) -> bool:
    """Bring a message to the next of its members and see to the rest; True while there are more."""
    broadcast = queries.find_broadcast(broadcast_id, lock=True)
    if broadcast is None or broadcast.state != "sending":
        return False
    if not _is_open(broadcast):
        broadcast.end()
        return False
    members = queries.members_meant(broadcast, PORTION)
    if members:
        _lock_people([row.user_id for row in members])
        _settle(broadcast, queries.chances(broadcast, [one.user_id for one in members]))
        broadcast.at = members[-1].id
    if len(members) < PORTION:
        broadcast.end()
        return False
    enqueue(CARRY, {"broadcast": broadcast.id})
    return True


@action
def deliver_due() -> bool:
    """Bring what waited for the morning, to those whose limits still allow it; True for more."""
    waiting = queries.due_reaches(PORTION)
    if not waiting:
        return False
    _lock_people([one.user_id for one in waiting])
    for broadcast_id in dict.fromkeys(one.broadcast_id for one in waiting):
        of_it = [one for one in waiting if one.broadcast_id == broadcast_id]
        broadcast = session().get_one(Broadcast, broadcast_id)
        if _is_open(broadcast):
            _deliver_waiting(broadcast, of_it)
        else:
            _hold_waiting(broadcast)
    return len(waiting) == PORTION


@action
def note_muted(user_id: int, circle_id: int | None) -> None:
    """Somebody wants to hear less of a circle, or of all (None): maybe its last message is why."""
    last = _last_reach(user_id, circle_id)
    if last is not None:
        last.muted_at = last.muted_at or clock.now()


@action
def note_left(user_id: int, circle_id: int) -> None:
    """The same of somebody who left."""
    last = _last_reach(user_id, circle_id)
    if last is not None:
        last.left_at = last.left_at or clock.now()


@action
def note_opened(user_id: int, broadcast_ids: Sequence[int]) -> None:
    """Messages somebody has seen."""
    mine = update(Reach).where(Reach.user_id == user_id, Reach.broadcast_id.in_(broadcast_ids))
    session().execute(
        mine.where(Reach.state == "delivered", Reach.opened_at.is_(None))
        .values(opened_at=clock.now())
    )  # fmt: skip


def _say(broadcast: Broadcast, circle: Circle, here: Actor, new: NewBroadcast) -> None:
    circle_verbs.check_words(
        circle.id, point=new.point, title=new.title, body=new.body, title_b=new.title_b,
        body_b=new.body_b,
    )  # fmt: skip
    broadcast.point, broadcast.title, broadcast.body = new.point, new.title, new.body
    broadcast.title_b, broadcast.body_b = new.title_b or None, new.body_b or None
    broadcast.entry_id, broadcast.weight = _link(circle, here, new.entry_id)
    known = {label.id for label in circles.list_labels(here, circle)}
    if not known.issuperset(new.labels):
        raise Invalid(errors={"labels": [lazy("There is no such label here")]})
    broadcast.audience = dict(new.audience)


def _link(circle: Circle, here: Actor, entry_id: int | None) -> tuple[int | None, int]:
    """What a message leads to, and how much it counts: an advertisement counts twice."""
    if entry_id is None:
        return None, 1
    wrong = Invalid(errors={"entry_id": [lazy("It has to be on show in this circle")]})
    try:
        entry, _circle, _here = content.get_entry(here, entry_id)
    except NotFound as error:
        raise wrong from error
    if entry.circle_id != circle.id or entry.status != "published" or entry.parent_id is not None:
        raise wrong
    return entry.id, _weight(entry)


def _lock_people(user_ids: Sequence[int]) -> None:
    """Two messages at once count one after the other what reached somebody lately.

    FOR NO KEY UPDATE: rows that merely name these people are written meanwhile.
    """
    people = select(User.id).where(User.id.in_(user_ids)).order_by(User.id)
    session().execute(people.with_for_update(key_share=True)).all()


def _is_open(broadcast: Broadcast) -> bool:
    return session().get_one(Circle, broadcast.circle_id, populate_existing=True).is_open


def _may_go(broadcast: Broadcast) -> bool:
    words = {name: getattr(broadcast, name) or "" for name in WORDS}
    try:
        writer = accounts.get_actor(broadcast.by_id)
        circle, here = circles.enter_by_id(writer, broadcast.circle_id)
        circle_verbs.check_words(circle.id, **words)
    except (NotFound, Invalid):
        return False
    return bool(policy.can_reach(here, circle))


def _begin(broadcast: Broadcast) -> None:
    """What it leads to may have become an advertisement since it was written."""
    if broadcast.entry_id is not None:
        broadcast.weight = _weight(content.find_entry(broadcast.entry_id))
    broadcast.begin()
    enqueue(CARRY, {"broadcast": broadcast.id})


def _weight(entry: Entry | None) -> int:
    return AD_WEIGHT if entry is not None and entry.category == "ad" else 1


def _hold_waiting(broadcast: Broadcast) -> None:
    waiting = update(Reach).where(Reach.broadcast_id == broadcast.id, Reach.state == "queued")
    session().execute(waiting.values(state="held", why="stopped", at=clock.now()))


def _state_of(chance: Chance) -> str:
    if chance.why:
        return "held"
    return "queued" if chance.due_at else "delivered"


def _settle(broadcast: Broadcast, chances: Sequence[Chance]) -> None:
    now = clock.now()
    rows = [
        {
            "broadcast_id": broadcast.id, "user_id": one.user_id, "circle_id": broadcast.circle_id,
            "variant": broadcast.variant_of(one.user_id), "weight": broadcast.weight,
            "state": _state_of(one), "why": one.why, "due_at": one.due_at,
            "at": one.due_at or now,
        }
        for one in chances
    ]  # fmt: skip
    if not rows:
        return
    added = session().execute(
        insert_into(Reach).values(rows).on_conflict_do_nothing()
        .returning(Reach.user_id, Reach.variant, Reach.state)
    ).all()  # fmt: skip
    _tell(broadcast, [(row.user_id, row.variant) for row in added if row.state == "delivered"])


def _deliver_waiting(broadcast: Broadcast, waiting: Sequence[Reach]) -> None:
    for one in waiting:  # its own row must not count against it
        one.state, one.why = "held", "day"
    session().flush()
    found = {it.user_id: it for it in queries.chances(broadcast, [one.user_id for one in waiting])}
    for one in waiting:
        chance = found[one.user_id]
        one.state, one.why, one.due_at = _state_of(chance), chance.why, chance.due_at
        one.at = chance.due_at or clock.now()
    session().flush()
    _tell(broadcast, [(one.user_id, one.variant) for one in waiting if one.state == "delivered"])


def _tell(broadcast: Broadcast, people: Sequence[tuple[int, str]]) -> None:
    for variant in ("a", "b"):
        tell([user for user, which in people if which == variant], telling_of(broadcast, variant))


def _last_reach(user_id: int, circle_id: int | None) -> Reach | None:
    last = select(Reach).where(Reach.user_id == user_id, Reach.state == "delivered")
    if circle_id is not None:
        last = last.where(Reach.circle_id == circle_id)
    lately = last.where(Reach.at > clock.now() - BLAME).order_by(Reach.at.desc())
    return session().scalars(lately.limit(1)).one_or_none()
