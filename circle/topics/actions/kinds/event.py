"""Events: signing up for a place, giving it back, and who moves up then."""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, update

from circle.circles import actions as circle_verbs
from circle.circles import queries as circles
from circle.circles.policy import MEMBERS_ONLY
from circle.content import queries as content
from circle.core import clock
from circle.core.actor import Actor
from circle.core.bus import emit
from circle.core.db import action, session
from circle.core.errors import Conflict, NotAllowed, NotFound
from circle.core.i18n import lazy
from circle.core.jobs import enqueue
from circle.core.policy import require
from circle.events import SignUpMovedUp, SignUpTakenOff
from circle.topics import policy, queries
from circle.topics.actions.kinds.taking import Taking
from circle.topics.models import Gathering, SignUp, Topic
from circle.topics.models.gatherings import UNDO
from circle.topics.queries import Hosted
from circle.topics.schemas import Details

CODE_BYTES = 16  # of the code at the door: nobody comes across it by trying
NAMED = 20  # people an event names; a job tells the others


@action
def sign_up(actor: Actor, topic_id: int) -> SignUp:
    """Members take a place while there is one, else they wait; again changes nothing.

    Who gave theirs up a moment ago has it again, with its number; who left since begins anew.
    """
    hosted, gathering = queries.get_gathering(actor, topic_id, lock=True)
    here = hosted.here
    signed = queries.find_sign_up(topic_id, here.user_id or 0, lock=True)
    _let_go_of_past(gathering, signed)
    if signed is not None and signed.stands and here.is_member:
        return signed
    require(here, policy.can_sign_up(here, hosted.entry, hosted.topic, hosted.circle))
    require(here, policy.can_be_on_list(signed))
    _require_still_here(here)
    if content.is_blocked_by(here, hosted.topic.host_id):
        raise NotAllowed(lazy("You can't answer this person"), code="blocked")
    if signed is None:
        signed = SignUp(topic_id=topic_id, user_id=here.user_id, circle_id=hosted.circle.id)
    _pass_on(hosted.topic, gathering)
    if not gathering.give_again(signed):
        gathering.take_in(signed)
    session().add(signed)
    _move_up(hosted.topic, gathering)
    circle_verbs.mark_changed(hosted.circle.id)
    return signed


@action
def cancel_sign_up(actor: Actor, topic_id: int) -> SignUp | None:
    """A member gives their place back; unless they take it again at once, another has it then."""
    hosted, gathering = queries.get_gathering(actor, topic_id, lock=True)
    signed = queries.find_sign_up(topic_id, hosted.here.user_id or 0, lock=True)
    if signed is None or not signed.stands:
        return signed
    require(hosted.here, policy.can_cancel_sign_up(hosted.topic))
    if signed.checked_in_at is not None:
        raise Conflict(lazy("You are there already"), code="checked_in")
    gathering.hold(signed)
    _pass_on(hosted.topic, gathering)
    circle_verbs.mark_changed(hosted.circle.id)
    enqueue("topics.pass_on_places", {"topic_id": topic_id}, delay=UNDO)
    return signed


@action
def take_off(actor: Actor, topic_id: int, member_id: int, reason: str = "") -> SignUp:
    """Host and staff take a sign-up off the list; unless they put it back, another has the place.

    Who was taken off reads why and does not sign up again. Again changes nothing. NotFound for who
    is not on the list; Conflict for who is there already.
    """
    hosted, gathering, signed = _of_member(actor, topic_id, member_id)
    if signed.off_at is not None:
        return signed
    if not signed.stands:
        raise NotFound
    circle_verbs.check_words(hosted.circle.id, reason=reason)
    signed.take_off(hosted.here.user_id, reason)
    gathering.hold(signed)
    _pass_on(hosted.topic, gathering)
    circle_verbs.mark_changed(hosted.circle.id)
    enqueue("topics.pass_on_places", {"topic_id": topic_id}, delay=UNDO)
    emit(SignUpTakenOff(hosted.circle.id, topic_id, signed.user_id, hosted.here.user_id, reason))
    circle_verbs.tell_deed(
        hosted.here, "taken_off", ("member", member_id), entry=topic_id, reason=reason
    )
    return signed


@action
def put_back(actor: Actor, topic_id: int, member_id: int) -> SignUp:
    """Host and staff put back whom they took off: in their place for a moment, then at the end.

    Who stands on the list stays where they are. Conflict for who is no member any more.
    """
    hosted, gathering, signed = _of_member(actor, topic_id, member_id)
    if signed.off_at is None:
        if signed.stands:
            return signed
        raise NotFound
    member = circles.get_membership(hosted.circle.id, signed.user_id, lock=True)
    if member is None or not member.is_member:
        raise Conflict(lazy("They are not a member at the moment"), code="not_a_member")
    _let_go_of_past(gathering, signed)
    _pass_on(hosted.topic, gathering)
    if not gathering.give_again(signed):
        gathering.take_in(signed)
    _move_up(hosted.topic, gathering)
    circle_verbs.mark_changed(hosted.circle.id)
    circle_verbs.tell_deed(
        hosted.here, "put_back", ("member", member_id), entry=topic_id
    )
    return signed


@action
def pass_on_places(topic_id: int) -> None:
    """Places nobody took again in time go to who waited longest."""
    topic = queries.find_topic(topic_id, lock=True)
    gathering = queries.find_gathering(topic_id, lock=True)
    if topic is not None and gathering is not None:
        _pass_on(topic, gathering)
        circle_verbs.mark_changed(gathering.circle_id)


@action
def give_up_places(circle_id: int, user_id: int, left_at: datetime) -> None:
    """Who left the circle then comes to none of its events ahead; others move up.

    What they signed up for after that, back in the circle, stands.
    """
    for topic_id in queries.coming_to(user_id, circle_id):
        topic = queries.find_topic(topic_id, lock=True)
        gathering = queries.find_gathering(topic_id, lock=True)
        signed = queries.find_sign_up(topic_id, user_id, lock=True)
        if topic is None or gathering is None or signed is None or signed.state == "cancelled":
            continue
        if signed.signed_up_at <= left_at:
            gathering.let_go(signed)
            _move_up(topic, gathering)
            circle_verbs.mark_changed(circle_id)


@action
def change_capacity(actor: Actor, topic_id: int, capacity: int | None) -> Gathering:
    """The host makes room for more or fewer; None for everybody. Who waits moves up.

    Invalid below the number of those who come already.
    """
    hosted, gathering = queries.get_gathering(actor, topic_id, lock=True)
    require(hosted.here, policy.can_host(hosted.here, hosted.topic, hosted.circle))
    _pass_on(hosted.topic, gathering)
    gathering.make_room(capacity)
    _move_up(hosted.topic, gathering)
    circle_verbs.mark_changed(hosted.circle.id)
    return gathering


@action
def change_place(actor: Actor, topic_id: int, place: str) -> Gathering:
    """The host says where it is."""
    hosted, gathering = queries.get_gathering(actor, topic_id, lock=True)
    require(hosted.here, policy.can_host(hosted.here, hosted.topic, hosted.circle))
    circle_verbs.check_words(hosted.circle.id, place=place)
    if place != gathering.place:
        gathering.place, gathering.moved_at = place, clock.now()
    circle_verbs.mark_changed(hosted.circle.id)
    return gathering


@action
def arrange_event(actor: Actor, topic_id: int, place: str, capacity: int | None) -> Gathering:
    """The host changes where it is and for how many, both or neither."""
    change_place(actor, topic_id, place)
    return change_capacity(actor, topic_id, capacity)


@action
def rebuild_gatherings() -> int:
    """Count anew who comes and who waits where that is wrong; how many events were."""
    wrong = sorted({entry_id for entry_id, *_said in queries.wrong_gatherings()})
    for entry_id in wrong:
        gathering = queries.find_gathering(entry_id, lock=True)
        if gathering is not None:
            gathering.going, gathering.waiting = queries.count_people(entry_id)
    return len(wrong)


def _of_member(actor: Actor, topic_id: int, member_id: int) -> tuple[Hosted, Gathering, SignUp]:
    """Somebody's sign-up for the host to decide on, everything it counts in locked."""
    hosted, gathering = queries.get_gathering(actor, topic_id, lock=True)
    require(hosted.here, policy.can_keep_list(hosted.here, hosted.topic, hosted.circle))
    member = circles.find_membership(member_id)
    if member is None or member.circle_id != hosted.circle.id:
        raise NotFound
    signed = queries.find_sign_up(topic_id, member.user_id, lock=True)
    if signed is None:
        raise NotFound
    return hosted, gathering, signed


def _require_still_here(here: Actor) -> None:
    """Who leaves at this moment takes no place with them: their membership is read again, held."""
    member = circles.get_membership(here.circle_id or 0, here.user_id or 0, lock=True)
    if member is None or not member.is_member:
        raise NotAllowed(MEMBERS_ONLY, code="members_only")


def _let_go_of_past(gathering: Gathering, signed: SignUp | None) -> None:
    """What somebody had before they left the circle is not theirs when they are back."""
    if signed is None:
        return
    member = circles.get_membership(signed.circle_id, signed.user_id)
    if member is not None and member.has_left_since(signed.signed_up_at):
        gathering.let_go(signed)


def _begin(topic: Topic, details: Details) -> None:
    """Its place and places, and a code for its door."""
    session().add(Gathering(
        entry_id=topic.entry_id, circle_id=topic.circle_id, place=details.place,
        capacity=details.capacity, going=0, waiting=0, numbers=0,
        door_code=secrets.token_urlsafe(CODE_BYTES),
    ))  # fmt: skip


def _pass_on(topic: Topic, gathering: Gathering) -> None:
    """What was held long enough is free, and goes to who waits."""
    session().flush()
    for signed in queries.places_held(topic.entry_id):
        gathering.let_go(signed)
    _move_up(topic, gathering)


def _move_up(topic: Topic, gathering: Gathering) -> None:
    """Free places go to who waits, by number, while places are given out at all."""
    session().flush()
    free = gathering.waiting if gathering.free is None else gathering.free
    people = min(free, gathering.waiting)
    if people <= 0 or not policy.takes_sign_ups(topic):
        return
    first = (
        select(SignUp.user_id)
        .where(SignUp.topic_id == topic.entry_id, SignUp.state == "waiting")
        .order_by(SignUp.number)
    )
    named = tuple(session().scalars(first.limit(min(people, NAMED))))
    at = clock.now()
    _give_places(topic.entry_id, first.limit(people), at)
    gathering.move_up(people)
    emit(SignUpMovedUp(gathering.circle_id, topic.entry_id, named, people, at))


def _give_places(topic_id: int, people: Select[Any], at: datetime) -> None:
    session().execute(
        update(SignUp)
        .where(SignUp.topic_id == topic_id, SignUp.user_id.in_(people))
        .values(state="going", moved_up_at=at)
        .execution_options(synchronize_session="fetch")
    )


def _move(topic: Topic, begins: datetime | None, ends: datetime | None) -> None:
    """Another hour is news to who signed up; a later end alone is none."""
    if (begins or ends) == policy.sign_up_closes_at(topic):
        return
    gathering = queries.find_gathering(topic.entry_id, lock=True)
    if gathering is not None:
        gathering.moved_at = clock.now()


TAKING = Taking(begin=_begin, move=_move)
