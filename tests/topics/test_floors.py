"""Floors: their numbers, their order, their counts, and the pace they come at."""

from functools import partial

import pytest

from circle.circles import actions as circles
from circle.circles.schemas import SettingsChange
from circle.content import actions as content
from circle.content.schemas import Ruling
from circle.core.db import db
from circle.core.errors import NotAllowed, TooMany
from circle.topics import actions, queries
from circle.topics.schemas import FloorChoice
from tests.factories.content import comment
from tests.factories.topics import open_topic, reply
from tests.races import at_once

pytestmark = pytest.mark.usefixtures("calm", "inside")


def numbers(hosted, **choice):
    """The floors of a page, as numbers."""
    return [floor.floor for floor in queries.floors_page(hosted, FloorChoice(**choice)).items]


def test_floors_are_numbered_as_they_come(cast):
    topic = open_topic(cast.owner.inside())
    floors = [reply(cast.member.inside(), topic.id), reply(cast.guest.inside(), topic.id)]
    assert [floor.floor for floor in floors] == [1, 2]
    hosted = queries.get_topic(cast.member.inside(), topic.id)
    assert (hosted.topic.floors, hosted.topic.participants, topic.replies_count) == (2, 2, 2)


def test_parallel_replies_give_distinct_consecutive_floors(app, cast):
    topic = open_topic(cast.owner.inside()).id
    db.session.remove()
    people = [cast.member, cast.guest, cast.moderator, cast.admin]

    def write(person):
        return reply(person.inside(), topic).floor

    given = at_once(app, [partial(write, people[number % 4]) for number in range(16)])
    assert sorted(given) == list(range(1, 17))
    hosted = queries.get_topic(cast.owner.inside(), topic)
    assert (hosted.topic.floors, hosted.entry.replies_count) == (16, 16)
    assert hosted.topic.participants == 4


def test_a_floor_that_waits_is_numbered_when_it_first_shows(cast):
    topic = open_topic(cast.owner.inside())
    held = _held_back(cast, topic)
    assert (held.status, held.floor) == ("pending", None)
    assert reply(cast.moderator.inside(), topic.id).floor == 1
    content.apply_verdict(cast.moderator.inside(), held.id, Ruling("approve"))
    assert held.floor == 2
    content.hide_entry(cast.moderator.inside(), held.id)
    content.unhide_entry(cast.moderator.inside(), held.id)
    assert (held.floor, topic.replies_count) == (2, 2)


def _held_back(cast, topic):
    """A floor that waits for review."""
    owner = cast.owner.inside()
    circles.change_settings(owner, owner.circle_id, SettingsChange(pre_review=True))
    entry = reply(cast.member.inside(), topic.id, "这一层先等一等")
    circles.change_settings(owner, owner.circle_id, SettingsChange(pre_review=False))
    return entry


def test_a_removed_floor_keeps_its_number_and_counts_no_more(cast):
    topic = open_topic(cast.owner.inside())
    first, second = (reply(cast.member.inside(), topic.id) for _ in range(2))
    content.remove_entry(cast.member.inside(), first.id)
    hosted = queries.get_topic(cast.guest.inside(), topic.id)
    assert (hosted.topic.floors, hosted.entry.replies_count) == (2, 1)
    assert numbers(hosted) == [2]
    assert reply(cast.guest.inside(), topic.id).floor == 3
    content.restore_entry(cast.member.inside(), first.id)
    assert (first.floor, second.floor, topic.replies_count) == (1, 2, 3)
    content.remove_entry(cast.member.inside(), first.id)
    content.remove_entry(cast.member.inside(), second.id)
    assert hosted.topic.participants == 1


def test_a_removed_floor_somebody_commented_on_leaves_its_place(cast):
    topic = open_topic(cast.owner.inside())
    floor = reply(cast.member.inside(), topic.id)
    comment(cast.guest.inside(), floor.id)
    content.remove_entry(cast.member.inside(), floor.id)
    hosted = queries.get_topic(cast.outsider.inside(), topic.id)
    assert numbers(hosted) == [1]
    (shape,) = queries.reply_views(hosted, [floor])
    assert (shape["body"], shape["author"]) == ("", None)


def test_floors_are_reached_by_number_whole_by_the_host_alone_and_by_what_is_liked(cast):
    topic = open_topic(cast.owner.inside())
    for number in range(1, 8):
        reply(cast.owner.inside() if number % 3 == 0 else cast.member.inside(), topic.id)
    hosted = queries.get_topic(cast.guest.inside(), topic.id)
    assert numbers(hosted, limit=3) == [1, 2, 3]
    assert numbers(hosted, floor=5) == [5, 6, 7]
    assert numbers(hosted, before=5, limit=3) == [2, 3, 4]
    assert numbers(hosted, view="host") == [3, 6]
    page = queries.floors_page(hosted, FloorChoice(limit=3))
    assert numbers(hosted, limit=3, cursor=page.next) == [4, 5, 6]
    liked = queries.floors_page(hosted, FloorChoice(floor=4, limit=2)).items
    content.like_entry(cast.guest.inside(), liked[1].id)
    content.like_entry(cast.guest.inside(), liked[0].id)
    content.like_entry(cast.moderator.inside(), liked[1].id)
    assert numbers(hosted, view="hot") == [5, 4]
    first = queries.floors_page(hosted, FloorChoice(view="hot", limit=1))
    assert numbers(hosted, view="hot", cursor=first.next) == [4]


def test_ones_own_waiting_floors_stand_at_the_end_for_oneself_alone(cast):
    topic = open_topic(cast.owner.inside())
    held = _held_back(cast, topic)
    reply(cast.guest.inside(), topic.id)
    mine = queries.floors_page(queries.get_topic(cast.member.inside(), topic.id), FloorChoice())
    assert [entry.id for entry in mine.items][-1] == held.id
    theirs = queries.get_topic(cast.guest.inside(), topic.id)
    assert held.id not in [one.id for one in queries.floors_page(theirs, FloorChoice()).items]


def test_slow_mode_lets_members_wait_but_not_the_host(cast, clock):
    topic = open_topic(cast.guest.inside())
    actions.slow_down(cast.guest.inside(), topic.id, 10)
    reply(cast.member.inside(), topic.id)
    with pytest.raises(TooMany) as refused:
        reply(cast.member.inside(), topic.id)
    assert 0 < refused.value.retry_after <= 601
    for _ in range(2):
        reply(cast.guest.inside(), topic.id)
    clock.travel(minutes=11)
    assert reply(cast.member.inside(), topic.id).floor == 4


def test_slow_mode_counts_remarks_as_well_in_both_directions(cast, clock):
    topic = open_topic(cast.guest.inside())
    floor = reply(cast.guest.inside(), topic.id)
    actions.slow_down(cast.guest.inside(), topic.id, 10)
    member = cast.member.inside()
    comment(member, floor.id, "第一句")
    for write in (lambda: comment(member, topic.id, "第二句"), lambda: reply(member, topic.id)):
        with pytest.raises(TooMany) as refused:
            write()
        assert refused.value.code == "slow_mode" and 0 < refused.value.retry_after <= 601
    for person in (cast.guest, cast.moderator):  # who opened it, and staff
        for words in ("好", "很好"):
            comment(person.inside(), floor.id, words)
    clock.travel(minutes=11)
    reply(member, topic.id)
    with pytest.raises(TooMany):
        comment(member, floor.id, "又一句")
    actions.slow_down(cast.guest.inside(), topic.id, 0)
    comment(member, floor.id, "不用等了")


def test_what_is_closed_over_or_not_begun_takes_no_floors(cast, clock):
    member = cast.member.inside()
    topic = open_topic(cast.guest.inside(), "challenge")
    reply(member, topic.id)
    clock.travel(days=22)
    with pytest.raises(NotAllowed):
        reply(member, topic.id)
    reply(cast.guest.inside(), topic.id)  # its host still may
    other = open_topic(cast.guest.inside())
    actions.close_topic(cast.guest.inside(), other.id, "谢谢大家")
    for person in (member, cast.guest.inside()):
        with pytest.raises(NotAllowed):
            reply(person, other.id)
    actions.reopen_topic(cast.guest.inside(), other.id)
    reply(member, other.id)


def test_who_is_not_in_the_circle_takes_no_part(cast):
    topic = open_topic(cast.owner.inside())
    for who in ("outsider", "removed", "banned"):
        with pytest.raises(NotAllowed):
            reply(cast[who].inside(), topic.id)
    assert reply(cast.member.inside(), topic.id).floor == 1
