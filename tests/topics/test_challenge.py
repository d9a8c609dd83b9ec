"""Challenges: what a log has, one day however many logs, days made up, and who is ahead."""

from datetime import timedelta

import pytest

from circle.accounts import actions as accounts
from circle.accounts.queries import get_actor
from circle.circles import actions as circles
from circle.circles.schemas import SettingsChange
from circle.content import actions as content
from circle.content.schemas import EntryEdit, Ruling
from circle.core import clock as now
from circle.core.db import db
from circle.core.errors import Conflict, Invalid, NotAllowed, NotFound
from circle.points import actions as points
from circle.points.actions import NotEnough
from circle.points.models import LedgerTransfer
from circle.topics import actions, queries
from circle.topics.schemas import FloorChoice, TopicEdit
from tests.factories.circles import join
from tests.factories.content import picture
from tests.factories.points import fill
from tests.factories.topics import inside, open_topic, reply
from tests.races import at_once

pytestmark = pytest.mark.usefixtures("calm", "inside")
DAY = timedelta(days=1)


@pytest.fixture
def noon(clock):
    """Noon of a day in the middle of a month, so that days come and go in that month."""
    later = now.local_day().replace(day=8) + timedelta(days=31)
    clock.be(now.day_start(later) + timedelta(hours=12))
    return clock


def standing(topic, person):
    """days, streak, longest of somebody."""
    found = queries.get_standing(topic, person.user_id)
    return (found.days, found.streak, found.longest) if found else (0, 0, 0)


def days_ago(count):
    """A local day."""
    return now.local_day() - count * DAY


def missed_two_days(cast, noon, person):
    """A challenge in its fourth day, in which somebody kept the first alone."""
    topic = open_topic(inside(cast.guest), "challenge").id
    reply(inside(person), topic)
    noon.travel(days=3)
    return topic


def test_a_local_day_counts_once_however_many_logs(cast, noon):
    topic = open_topic(inside(cast.guest), "challenge").id
    for _ in range(3):
        reply(inside(cast.member), topic)
    assert standing(topic, cast.member) == (1, 1, 1)
    noon.travel(days=1)
    reply(inside(cast.member), topic)
    noon.travel(days=2)
    reply(inside(cast.member), topic)
    assert standing(topic, cast.member) == (3, 1, 2)


def test_days_are_those_of_shanghai(cast, noon):
    topic = open_topic(inside(cast.guest), "challenge").id
    noon.travel(hours=11, minutes=55)  # five to midnight there
    reply(inside(cast.member), topic)
    noon.travel(minutes=10)
    reply(inside(cast.member), topic)
    assert standing(topic, cast.member) == (2, 2, 2)


def test_a_log_that_goes_takes_its_day_along_unless_another_of_that_day_stays(cast, noon):
    topic = open_topic(inside(cast.guest), "challenge").id
    first, second = (reply(inside(cast.member), topic) for _ in range(2))
    content.remove_entry(inside(cast.member), first.id)
    assert standing(topic, cast.member) == (1, 1, 1)
    content.hide_entry(inside(cast.moderator), second.id)
    assert standing(topic, cast.member) == (0, 0, 0)
    content.restore_entry(inside(cast.member), first.id)
    assert standing(topic, cast.member) == (1, 1, 1)


def test_a_log_that_waited_counts_for_the_day_it_was_sent(cast, noon):
    topic, owner = open_topic(inside(cast.guest), "challenge").id, inside(cast.owner)
    circles.change_settings(owner, owner.circle_id, SettingsChange(pre_review=True))
    held = reply(inside(cast.member), topic)
    assert standing(topic, cast.member) == (0, 0, 0)
    noon.travel(days=1)
    content.apply_verdict(inside(cast.moderator), held.id, Ruling("approve"))
    assert standing(topic, cast.member) == (1, 1, 1)
    assert queries.challenge_day(topic, cast.member.user_id, days_ago(1)).entry_id == held.id


def test_what_the_host_asks_of_a_log_holds_for_changes_too(cast):
    topic = open_topic(inside(cast.guest), "challenge", min_characters=8, needs_picture=True).id
    member = inside(cast.member)
    shot = picture(member).id
    with pytest.raises(Invalid) as short:
        reply(member, topic, "太短了", media=(shot,))
    assert list(short.value.errors) == ["body"]
    with pytest.raises(Invalid) as bare:
        reply(member, topic, "今天读了三十页，记了两条笔记。")
    assert list(bare.value.errors) == ["media"]
    log = reply(member, topic, "今天读了三十页，记了两条笔记。", media=(shot,))
    for edit in (EntryEdit(source="改短"), EntryEdit(media=())):
        with pytest.raises(Invalid):
            actions.edit_reply(inside(cast.member), log.id, edit)
    longer = EntryEdit(source="改长一点，一样记一笔。")
    changed = actions.edit_reply(inside(cast.member), log.id, longer)
    assert changed.source.startswith("改长")


def test_a_missed_day_is_made_up_for_points_and_counts(cast, noon):
    topic = missed_two_days(cast, noon, cast.member)
    fill(cast.member, 100)
    before = inside(cast.member).points
    actions.make_up_day(inside(cast.member), topic, days_ago(2))
    assert standing(topic, cast.member) == (2, 2, 2)
    actions.make_up_day(inside(cast.member), topic, days_ago(1))
    reply(inside(cast.member), topic)
    assert standing(topic, cast.member) == (4, 4, 4)
    assert inside(cast.member).points == before - 40 + 2  # and what today's log earned
    floor = queries.floors_page(queries.get_topic(inside(cast.member), topic), FloorChoice()).items
    marks = [one["details"]["number"] for one in _views(cast.member, topic, floor)]
    assert marks == [1, 4]


def _views(person, topic, floors):
    return queries.reply_views(queries.get_topic(inside(person), topic), floors)


def test_nothing_is_missed_before_somebody_began(cast, noon):
    topic = open_topic(inside(cast.guest), "challenge").id
    noon.travel(days=2)
    reply(inside(cast.member), topic)
    noon.travel(days=2)

    def states(person):
        hosted = queries.get_topic(inside(person), topic)
        shown = {one.day: one for one in queries.challenge_calendar(hosted).days}
        days = queries.topic_view(hosted)["details"]["mine"]["calendar"]
        assert [one["state"] for one in days] == [one.state for one in shown.values()]
        return [shown[days_ago(number)].state for number in (4, 3, 2, 1, 0)]

    assert states(cast.member) == ["before", "before", "done", "missed", "open"]
    assert states(cast.moderator) == ["before"] * 4 + ["open"]


def test_only_a_missed_past_day_of_the_challenge_after_joining_is_made_up(cast, noon):
    topic = missed_two_days(cast, noon, cast.member)
    fill(cast.member, 100)
    for wrong in (0, -1, 4):
        with pytest.raises(Invalid):
            actions.make_up_day(inside(cast.member), topic, days_ago(wrong))
    with pytest.raises(Conflict) as kept:
        actions.make_up_day(inside(cast.member), topic, days_ago(3))
    assert kept.value.code == "day_kept"
    with pytest.raises(NotAllowed):
        actions.make_up_day(inside(cast.outsider), topic, days_ago(1))
    join(get_actor(cast.outsider.user_id), "tea")
    fill(cast.outsider, 100)
    for day in (days_ago(1), now.local_day()):
        with pytest.raises(Invalid):
            actions.make_up_day(inside(cast.outsider), topic, day)
    plain = open_topic(inside(cast.guest)).id
    with pytest.raises(NotFound):
        actions.make_up_day(inside(cast.member), plain, days_ago(1))
    actions.make_up_day(inside(cast.member), topic, days_ago(1))


def test_two_days_a_month_are_made_up_and_more_in_the_next(cast, noon):
    topic = open_topic(inside(cast.guest), "challenge", ends_at=now.now() + 60 * DAY).id
    fill(cast.member, 200)
    noon.travel(days=5)
    for count in (3, 2):
        actions.make_up_day(inside(cast.member), topic, days_ago(count))
    with pytest.raises(Conflict) as refused:
        actions.make_up_day(inside(cast.member), topic, days_ago(1))
    assert refused.value.code == "make_ups_used"
    noon.travel(days=25)  # into the next month
    actions.make_up_day(inside(cast.member), topic, days_ago(1))


def test_nobody_makes_up_a_day_without_the_points(cast, noon):
    topic = missed_two_days(cast, noon, cast.member)
    with pytest.raises(NotEnough):
        actions.make_up_day(inside(cast.member), topic, days_ago(1))
    db.session.rollback()
    assert standing(topic, cast.member) == (1, 1, 1)


def test_parallel_make_ups_of_a_day_spend_once(app, cast, noon):
    topic = missed_two_days(cast, noon, cast.member)
    fill(cast.member, 100)
    before, day = inside(cast.member).points, days_ago(1)
    db.session.remove()

    def make_up():
        actions.make_up_day(inside(cast.member), topic, day)

    given = at_once(app, [make_up] * 8)
    assert (given.count("done"), given.count("Conflict")) == (1, 7)
    assert inside(cast.member).points == before - 20
    spent = db.session.query(LedgerTransfer).filter_by(rule="make_up").count()
    assert spent == 1


def test_a_day_made_up_stays_when_its_log_comes_and_goes(cast, noon):
    topic = open_topic(inside(cast.guest), "challenge").id
    log = reply(inside(cast.member), topic)
    content.hide_entry(inside(cast.moderator), log.id)
    noon.travel(days=1)
    fill(cast.member, 100)
    yesterday = days_ago(1)
    actions.make_up_day(inside(cast.member), topic, yesterday)
    for verb, state in ((content.unhide_entry, "done"), (content.hide_entry, "made_up")):
        verb(inside(cast.moderator), log.id)
        row = queries.challenge_day(topic, cast.member.user_id, yesterday)
        assert (row.state, standing(topic, cast.member)) == (state, (1, 1, 1))


def test_a_start_moves_no_later_than_the_first_day_kept_and_early_words_are_none(cast, noon):
    soon = now.now() + 2 * DAY
    topic = open_topic(inside(cast.guest), "challenge", starts_at=soon, ends_at=soon + 20 * DAY).id
    reply(inside(cast.guest), topic)  # before it begins
    assert standing(topic, cast.guest) == (0, 0, 0)
    noon.travel(days=3)
    log = reply(inside(cast.member), topic)
    with pytest.raises(Invalid, match="已经有人打过卡"):
        actions.edit_topic(inside(cast.guest), topic, TopicEdit(starts_at=soon + 5 * DAY))
    for begins in (soon + DAY, None):  # the day itself; and no beginning at all
        actions.edit_topic(inside(cast.guest), topic, TopicEdit(starts_at=begins))
        assert queries.find_topic(topic).starts_at == begins
    actions.edit_reply(inside(cast.member), log.id, EntryEdit(source="换一种说法，还是那一天。"))
    assert standing(topic, cast.member) == (1, 1, 1)


def test_the_ranking_goes_by_days_then_by_who_had_them_earlier(cast, noon):
    topic = open_topic(inside(cast.owner), "challenge").id
    for person in (cast.guest, cast.member, cast.moderator):
        reply(inside(person), topic)
        noon.travel(minutes=1)
    noon.travel(days=1)
    reply(inside(cast.moderator), topic)
    fill(cast.member, 500)
    hosted = queries.get_topic(inside(cast.member), topic)
    page = queries.ranking_page(hosted, limit=2)
    assert [(one.place, one.face.id, one.days) for one in page.items] == [
        (1, cast.moderator.user_id, 2), (2, cast.guest.user_id, 1),
    ]  # fmt: skip
    rest = queries.ranking_page(hosted, cursor=page.next, limit=2)
    assert [(one.place, one.face.id) for one in rest.items] == [(3, cast.member.user_id)]
    mine = queries.my_place(hosted)
    assert (mine.place, mine.days, mine.shown) == (3, 1, True)


def test_who_keeps_off_boards_or_was_blocked_stands_in_no_ranking(cast, noon):
    topic = open_topic(inside(cast.owner), "challenge").id
    for person in (cast.guest, cast.member, cast.moderator):
        reply(inside(person), topic)
    circle_id = inside(cast.member).circle_id

    def seen(person):
        page = queries.ranking_page(queries.get_topic(inside(person), topic))
        return [(one.place, one.face.id) for one in page.items]

    assert len(seen(cast.member)) == 3
    points.show_on_boards(inside(cast.guest), circle_id, False)
    assert seen(cast.member) == [(1, cast.member.user_id), (2, cast.moderator.user_id)]
    mine = queries.my_place(queries.get_topic(inside(cast.guest), topic))
    assert (mine.place, mine.shown) == (1, False)
    accounts.block_user(inside(cast.moderator), cast.member.user_id)
    assert seen(cast.moderator) == [(2, cast.moderator.user_id)]


def test_the_ranking_of_what_only_members_read_is_for_members(cast):
    topic, owner = open_topic(inside(cast.owner), "challenge").id, inside(cast.owner)
    reply(inside(cast.member), topic)
    hosted = queries.get_topic(inside(cast.outsider), topic)
    assert len(queries.ranking_page(hosted).items) == 1
    circles.change_settings(owner, owner.circle_id, SettingsChange(visibility="preview"))
    hosted = queries.get_topic(inside(cast.outsider), topic)
    for read in (queries.ranking_page, queries.my_place):
        with pytest.raises(NotAllowed):
            read(hosted)
    assert len(queries.ranking_page(queries.get_topic(inside(cast.guest), topic)).items) == 1


def test_standings_that_do_not_say_what_the_days_say_are_found_and_mended(cast, noon):
    topic = missed_two_days(cast, noon, cast.member)
    assert list(queries.wrong_standings()) == []
    queries.get_standing(topic, cast.member.user_id).days = 7
    db.session.commit()
    assert [meant.days for _stored, meant in queries.wrong_standings()] == [1]
    assert actions.rebuild_standings() == 1
    assert standing(topic, cast.member) == (1, 1, 1)
    assert list(queries.wrong_standings()) == []


def test_many_log_at_once_and_each_day_counts_once(app, cast, noon):
    topic = open_topic(inside(cast.owner), "challenge").id
    db.session.remove()

    def log():
        return reply(inside(cast.member), topic).floor

    assert sorted(at_once(app, [log] * 6)) == list(range(1, 7))
    assert standing(topic, cast.member) == (1, 1, 1)


def test_after_todays_log_the_page_says_so_and_what_a_log_needs_stands_where_it_is_written(
    cast, noon
):
    topic = open_topic(inside(cast.guest), "challenge", min_characters=8).id
    client, path = cast.member.client, f"/c/tea/topics/{topic}"
    assert "每次至少写 8 个字" in client.get(f"/topics/{topic}/reply").text
    assert "今天已打卡" not in client.get(path).text
    reply(inside(cast.member), topic, "今天喝了一杯很好的岩茶。")
    assert "今天已打卡" in client.get(path).text
    noon.travel(days=1)
    assert "今天已打卡" not in client.get(path).text
