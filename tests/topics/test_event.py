"""Events: places, the list of who waits, giving a place back, more and fewer places."""

from datetime import timedelta
from functools import partial

import pytest

from circle.accounts import actions as accounts
from circle.circles import actions as circles
from circle.circles.queries import enter
from circle.core import bus, clock
from circle.core.db import db, transaction
from circle.core.errors import Invalid, NotAllowed, NotFound
from circle.events import SignUpMovedUp
from circle.topics import actions, queries
from circle.topics.models.gatherings import UNDO, Gathering, SignUp
from circle.topics.queries import truths
from tests.cast import make_person
from tests.factories.circles import join, more_members
from tests.factories.topics import open_topic, reply
from tests.races import at_once

pytestmark = pytest.mark.usefixtures("calm", "inside")


def days(**more):
    """In three days for two hours, unless `more` says otherwise."""
    begins = clock.now() + timedelta(days=3)
    return {"starts_at": begins, "ends_at": begins + timedelta(hours=2), **more}


@pytest.fixture
def event(cast, scene, calm):
    """`event(capacity)`: the number of an event hosted by a guest, in three days for two hours."""

    def stand(capacity=None):
        def make():
            more = {"capacity": capacity, "place": "东山茶室", **days()}
            return open_topic(cast.guest.inside(), "event", **more).id

        return scene(f"an event for {capacity}", make)

    return stand


def people(cast, topic_id, state="going"):
    """Who stands in a list of an event, by name, in order."""
    hosted = queries.get_topic(cast.owner.inside(), topic_id)
    page = queries.people_page(hosted, state, limit=100)
    return [row.face.name.removesuffix("_of_tea") for row in page.items]


def counts(topic_id):
    """(going, waiting) as the event says it."""
    gathering = queries.find_gathering(topic_id)
    db.session.refresh(gathering)
    return gathering.going, gathering.waiting


@pytest.fixture
def moved(monkeypatch):
    """What is told of people who moved up."""
    told = []
    known = dict(bus._reactions)
    known[SignUpMovedUp] = [told.append]
    monkeypatch.setattr(bus, "_reactions", known)
    return told


def test_places_are_given_in_order_and_then_people_wait(cast, event):
    topic = event(2)
    for name in ("member", "admin", "moderator", "owner"):
        actions.sign_up(cast[name].inside(), topic)
    assert people(cast, topic) == ["member", "admin"]
    assert people(cast, topic, "waiting") == ["moderator", "owner"]
    assert counts(topic) == (2, 2)
    assert not list(truths.wrong_gatherings())


def test_without_a_capacity_everybody_comes(cast, event):
    topic = event()
    for name in ("member", "admin", "moderator"):
        assert actions.sign_up(cast[name].inside(), topic).state == "going"
    assert counts(topic) == (3, 0)


def test_signing_up_twice_is_one_place(cast, event):
    topic = event(1)
    first = actions.sign_up(cast.member.inside(), topic)
    again = actions.sign_up(cast.member.inside(), topic)
    assert (again.number, again.state, counts(topic)) == (first.number, "going", (1, 0))


@pytest.fixture
def pass_on(clock, run_jobs):
    """The moment in which a place is held goes by, and the worker does what is due."""

    def let_go():
        clock.travel(seconds=UNDO.total_seconds())
        db.session.remove()
        run_jobs()

    return let_go


def test_a_place_given_back_goes_to_who_waits_longest(cast, event, moved, pass_on):
    topic = event(1)
    for name in ("member", "admin", "moderator"):
        actions.sign_up(cast[name].inside(), topic)
    actions.cancel_sign_up(cast.member.inside(), topic)
    pass_on()
    assert (people(cast, topic), people(cast, topic, "waiting")) == (["admin"], ["moderator"])
    (told,) = moved
    assert (told.user_ids, told.people) == ((cast.admin.user_id,), 1)
    assert queries.find_sign_up(topic, cast.admin.user_id).moved_up_at == told.at
    actions.cancel_sign_up(cast.member.inside(), topic)
    pass_on()
    assert len(moved) == 1


def test_a_place_given_back_by_mistake_is_there_again_for_a_moment(cast, event, moved, pass_on):
    topic = event(1)
    for name in ("member", "admin"):
        actions.sign_up(cast[name].inside(), topic)
    actions.cancel_sign_up(cast.member.inside(), topic)
    assert (people(cast, topic), people(cast, topic, "waiting")) == ([], ["admin"])
    assert counts(topic) == (1, 1)
    assert actions.sign_up(cast.moderator.inside(), topic).state == "waiting"
    again = actions.sign_up(cast.member.inside(), topic)
    assert (again.state, again.number) == ("going", 1)
    pass_on()
    assert (people(cast, topic), moved) == (["member"], [])


def test_after_that_moment_it_is_gone_even_before_a_worker_comes(cast, event, clock, moved):
    topic = event(1)
    for name in ("member", "admin"):
        actions.sign_up(cast[name].inside(), topic)
    actions.cancel_sign_up(cast.member.inside(), topic)
    clock.travel(seconds=UNDO.total_seconds())
    again = actions.sign_up(cast.member.inside(), topic)
    assert (again.state, again.number) == ("waiting", 3)
    assert (people(cast, topic), [told.people for told in moved]) == (["admin"], [1])
    assert not list(truths.wrong_gatherings())


def test_who_stopped_waiting_by_mistake_waits_where_they_did(cast, event, pass_on):
    topic = event(1)
    for name in ("member", "admin", "moderator"):
        actions.sign_up(cast[name].inside(), topic)
    actions.cancel_sign_up(cast.admin.inside(), topic)
    assert counts(topic) == (1, 1)
    again = actions.sign_up(cast.admin.inside(), topic)
    assert (again.state, again.number, counts(topic)) == ("waiting", 2, (1, 2))
    assert people(cast, topic, "waiting") == ["admin", "moderator"]
    actions.cancel_sign_up(cast.admin.inside(), topic)
    pass_on()
    assert actions.sign_up(cast.admin.inside(), topic).number == 4


def test_who_comes_back_to_wait_has_a_place_that_came_free_meanwhile(cast, event, clock, run_jobs):
    topic = event(1)
    for name in ("member", "admin"):
        actions.sign_up(cast[name].inside(), topic)
    actions.cancel_sign_up(cast.member.inside(), topic)
    clock.travel(seconds=UNDO.total_seconds() - 1)
    actions.cancel_sign_up(cast.admin.inside(), topic)
    clock.travel(seconds=2)
    run_jobs()
    assert counts(topic) == (0, 0)
    assert actions.sign_up(cast.admin.inside(), topic).state == "going"


def test_a_place_taken_again_passed_on_and_asked_for_at_once_is_one_place(app, cast, event, clock):
    topic = event(1)
    for name in ("member", "admin", "moderator"):
        actions.sign_up(cast[name].inside(), topic)
    for seconds in (UNDO.total_seconds(), 0):
        holder = people(cast, topic)[0]
        again = cast[holder]
        actions.cancel_sign_up(cast[holder].inside(), topic)
        clock.travel(seconds=seconds)
        db.session.remove()
        at_once(app, [
            partial(lambda one: actions.sign_up(one.inside(), topic).state, again),
            lambda: actions.pass_on_places(topic),
            lambda: actions.sign_up(cast.owner.inside(), topic).state,
            lambda: actions.pass_on_places(topic),
        ])  # fmt: skip
        assert counts(topic)[0] == len(people(cast, topic)) == 1
        assert (people(cast, topic) == [holder]) is (seconds == 0)
        assert not list(truths.wrong_gatherings())


def test_who_stops_waiting_moves_nobody(cast, event, moved):
    topic = event(1)
    for name in ("member", "admin", "moderator"):
        actions.sign_up(cast[name].inside(), topic)
    actions.cancel_sign_up(cast.admin.inside(), topic)
    assert (counts(topic), moved) == ((1, 1), [])
    assert people(cast, topic, "waiting") == ["moderator"]


def test_signing_up_again_begins_at_the_end(cast, event, pass_on):
    topic = event(1)
    for name in ("member", "admin", "moderator"):
        actions.sign_up(cast[name].inside(), topic)
    actions.cancel_sign_up(cast.member.inside(), topic)
    pass_on()
    again = actions.sign_up(cast.member.inside(), topic)
    assert (again.number, again.state) == (4, "waiting")
    assert people(cast, topic, "waiting") == ["moderator", "member"]


def test_more_places_let_as_many_move_up(cast, event, moved):
    topic = event(1)
    for name in ("member", "admin", "moderator", "owner"):
        actions.sign_up(cast[name].inside(), topic)
    actions.change_capacity(cast.guest.inside(), topic, 3)
    assert people(cast, topic) == ["member", "admin", "moderator"]
    assert people(cast, topic, "waiting") == ["owner"]
    assert [told.people for told in moved] == [2]
    actions.change_capacity(cast.owner.inside(), topic, None)
    assert counts(topic) == (4, 0)


def test_places_are_never_fewer_than_who_comes(cast, event):
    topic = event(3)
    for name in ("member", "admin"):
        actions.sign_up(cast[name].inside(), topic)
    with pytest.raises(Invalid) as refused:
        actions.change_capacity(cast.guest.inside(), topic, 1)
    assert "capacity" in refused.value.errors
    actions.change_capacity(cast.guest.inside(), topic, 2)
    assert actions.sign_up(cast.moderator.inside(), topic).state == "waiting"


def test_only_host_and_staff_change_places_and_the_place(cast, event):
    topic = event(3)
    for change in (
        lambda person: actions.change_capacity(person.inside(), topic, 9),
        lambda person: actions.change_place(person.inside(), topic, "西湖边"),
    ):
        with pytest.raises(NotAllowed):
            change(cast.member)
        change(cast.guest)
        change(cast.moderator)
    assert queries.find_gathering(topic).place == "西湖边"


def test_who_is_not_in_the_circle_signs_up_for_nothing(cast, event):
    topic = event(3)
    for who in ("outsider", "removed", "banned"):
        with pytest.raises(NotAllowed):
            actions.sign_up(cast[who].inside(), topic)
    assert actions.sign_up(cast.member.inside(), topic).state == "going"


def test_who_the_host_blocked_does_not_sign_up(cast, event):
    topic = event(3)
    accounts.block_user(cast.guest.actor, cast.member.user_id)
    with pytest.raises(NotAllowed):
        actions.sign_up(cast.member.inside(), topic)
    assert actions.sign_up(cast.admin.inside(), topic).state == "going"


def test_nobody_signs_up_or_cancels_once_it_has_begun(cast, event, clock):
    topic = event(1)
    actions.sign_up(cast.member.inside(), topic)
    clock.travel(days=3, minutes=1)
    for verb in (actions.sign_up, actions.cancel_sign_up):
        person = cast.admin if verb is actions.sign_up else cast.member
        with pytest.raises(NotAllowed):
            verb(person.inside(), topic)
    assert counts(topic) == (1, 0)


def test_without_a_beginning_people_sign_up_until_the_end(cast, clock):
    topic = open_topic(cast.guest.inside(), "event", capacity=9, **days(starts_at=None)).id
    clock.travel(days=3)
    assert actions.sign_up(cast.member.inside(), topic).state == "going"
    clock.travel(hours=3)
    with pytest.raises(NotAllowed):
        actions.sign_up(cast.admin.inside(), topic)


def test_other_kinds_of_topic_take_no_sign_ups(cast, event):
    topic = event()
    other = open_topic(cast.guest.inside()).id
    with pytest.raises(NotFound):
        actions.sign_up(cast.member.inside(), other)
    assert actions.sign_up(cast.member.inside(), topic).state == "going"


@pytest.mark.parametrize("how", ["leaves", "removed", "banned", "closes the account"])
def test_who_goes_gives_up_the_place(app, cast, event, how, run_jobs):
    topic = event(1)
    person = make_person(app, "一位客人")
    join(person.actor, "tea")
    member = person.inside()
    actions.sign_up(member, topic)
    actions.sign_up(cast.member.inside(), topic)
    owner = cast.owner.inside()
    if how == "leaves":
        circles.leave_circle(member, member.circle_id)
    elif how == "removed":
        circles.remove_member(owner, member.membership_id)
    elif how == "banned":
        circles.ban_member(owner, member.membership_id)
    else:
        with transaction():
            circles.release_account(person.user_id)
    run_jobs()
    db.session.remove()
    assert people(cast, topic) == ["member"]
    assert counts(topic) == (1, 0)


def test_what_is_over_keeps_who_was_there(app, cast, event, clock, run_jobs):
    topic = event(1)
    person = make_person(app, "一位客人")
    join(person.actor, "tea")
    actions.sign_up(person.inside(), topic)
    clock.travel(days=4)
    circles.leave_circle(person.inside(), person.inside().circle_id)
    run_jobs()
    db.session.remove()
    assert people(cast, topic) == ["一位客人"]


def test_many_at_once_for_three_places(app, cast, event):
    topic = event(3)
    crowd = more_members(64)
    db.session.remove()
    works = [partial(lambda one: actions.sign_up(enter(one, "tea")[1], topic).number, one)
             for one in crowd]  # fmt: skip
    assert sorted(at_once(app, works)) == list(range(1, 65))
    hosted = queries.get_topic(cast.owner.inside(), topic)
    going = queries.people_page(hosted, "going", limit=100).items
    waiting = queries.people_page(hosted, "waiting", limit=100).items
    assert [row.number for row in going] == [1, 2, 3]
    assert [row.number for row in waiting] == list(range(4, 65))
    assert counts(topic) == (3, 61)


def test_one_member_many_times_at_once_is_one_place(app, cast, event):
    topic = event(3)
    db.session.remove()
    works = [lambda: actions.sign_up(cast.member.inside(), topic).number] * 20
    assert at_once(app, works) == [1] * 20
    assert counts(topic) == (1, 0)


def test_places_given_back_at_once_go_to_as_many(app, cast, event, pass_on):
    topic = event(2)
    for name in ("member", "admin", "moderator", "owner"):
        actions.sign_up(cast[name].inside(), topic)
    db.session.remove()
    at_once(app, [
        lambda: actions.cancel_sign_up(cast.member.inside(), topic).state,
        lambda: actions.cancel_sign_up(cast.admin.inside(), topic).state,
    ])  # fmt: skip
    pass_on()
    assert people(cast, topic) == ["moderator", "owner"]
    assert counts(topic) == (2, 0)
    assert not list(truths.wrong_gatherings())


def test_the_list_is_read_a_page_at_a_time(cast, event):
    topic = event()
    for name in ("member", "admin", "moderator"):
        actions.sign_up(cast[name].inside(), topic)
    hosted = queries.get_topic(cast.member.inside(), topic)
    first = queries.people_page(hosted, "going", limit=2)
    rest = queries.people_page(hosted, "going", cursor=first.next, limit=2)
    assert [row.number for row in (*first.items, *rest.items)] == [1, 2, 3]
    assert rest.next is None


def test_what_drifted_is_counted_anew(cast, event):
    topic = event(5)
    actions.sign_up(cast.member.inside(), topic)
    assert actions.rebuild_gatherings() == 0
    with transaction():
        queries.find_gathering(topic).going = 3
    assert list(truths.wrong_gatherings()) == [(topic, "going", 3, 1)]
    assert actions.rebuild_gatherings() == 1
    assert (counts(topic), list(truths.wrong_gatherings())) == ((1, 0), [])


def test_people_write_before_an_event_and_after_it_until_it_is_closed(cast, event, clock):
    topic = event()
    assert reply(cast.member.inside(), topic, "门口能停车吗").floor == 1
    clock.travel(days=4)
    assert reply(cast.member.inside(), topic, "谢谢，照片在这里").floor == 2
    actions.close_topic(cast.guest.inside(), topic, "下次见")
    with pytest.raises(NotAllowed):
        reply(cast.member.inside(), topic)


def test_who_comes_back_as_their_time_runs_out_is_counted_once(inside, clock):
    gathering = Gathering(capacity=1, going=0, waiting=0, numbers=0)
    signed = SignUp()
    gathering.take_in(signed)
    gathering.hold(signed)
    clock.travel(minutes=1)
    assert not gathering.give_again(signed)
    gathering.take_in(signed)
    assert (signed.state, gathering.going, gathering.waiting) == ("going", 1, 0)
