"""What challenges, assignments and calls keep: followed, counted, and gone with their circle."""

import pytest
from sqlalchemy import func, select

from circle.circles import actions as circles
from circle.circles.jobs import purge_circles
from circle.circles.models import Circle
from circle.circles.schemas import SettingsChange
from circle.content import actions as content
from circle.content import queries as contents
from circle.content.schemas import EntryEdit, Ruling
from circle.core.db import session, transaction
from circle.doctor import doctor
from circle.topics import actions, queries
from circle.topics.kinds import KINDS
from circle.topics.models import ChallengeDay, Pick, Standing, Submission, Topic
from circle.topics.schemas import Announcement, Review, TopicChoice
from circle.wiring import RELEASES
from tests.factories.topics import inside, open_topic, reply

pytestmark = pytest.mark.usefixtures("calm")
KEPT = (ChallengeDay, Standing, Submission, Pick, Topic)


def one_of_each(cast):
    """A challenge, an assignment and a decided call, each with something of the member's."""
    for kind in ("challenge", "assignment", "call"):
        topic = open_topic(inside(cast.guest), kind).id
        floor = reply(inside(cast.member), topic).id
        if kind == "assignment":
            actions.review_submission(inside(cast.guest), floor, Review("good", "不错", show=True))
    actions.choose_reply(inside(cast.guest), floor)
    actions.announce_result(inside(cast.guest), topic, Announcement("结果："))


@pytest.mark.usefixtures("inside")
def test_a_circle_that_is_deleted_takes_all_of_it_along(cast, clock):
    one_of_each(cast)
    assert all(session().scalar(select(func.count()).select_from(one)) for one in KEPT)
    circle_id = inside(cast.owner).circle_id
    circles.delete_circle(cast.owner.actor, circle_id, session().get(Circle, circle_id).name)
    clock.travel(days=31)
    purge_circles({}, RELEASES)
    assert not any(session().scalar(select(func.count()).select_from(one)) for one in KEPT)


def test_a_standing_that_is_wrong_is_named_and_repaired_by_the_doctor(app, cast):
    with app.app_context():
        one_of_each(cast)
    run = app.test_cli_runner().invoke
    assert run(doctor, ()).exit_code == 0
    with app.app_context(), transaction():
        session().scalar(select(Standing)).days = 9
    told = run(doctor, ())
    assert told.exit_code == 1
    assert "stands at 9 days, the rows say 1" in told.output
    assert run(doctor, ("--repair",)).exit_code == 0
    assert run(doctor, ()).exit_code == 0


@pytest.mark.usefixtures("inside")
def test_a_second_try_that_had_to_wait_is_looked_at_once_staff_let_it_through(cast, clock):
    topic, owner = open_topic(inside(cast.guest), "assignment").id, inside(cast.owner)
    floor = reply(inside(cast.member), topic)
    actions.review_submission(inside(cast.guest), floor.id, Review("again", "再写一稿。"))
    hosted = queries.get_topic(inside(cast.guest), topic)
    clock.travel(hours=1)
    circles.change_settings(owner, owner.circle_id, SettingsChange(pre_review=True))
    actions.edit_reply(inside(cast.member), floor.id, EntryEdit(source="第二稿，重写了开头。"))
    assert contents.pending_revision(floor.id) is not None
    assert queries.count_to_review(hosted) == 0
    content.decide_edit(inside(cast.moderator), floor.id, Ruling("approve"))
    assert queries.count_to_review(hosted) == 1


@pytest.mark.usefixtures("inside")
@pytest.mark.parametrize("kind", KINDS)
def test_a_preview_circle_tells_outsiders_nothing_of_a_topic_in_json_but_its_beginning(cast, kind):
    owner = inside(cast.owner)
    topic = open_topic(inside(cast.guest), kind, rules="暗号是白茶").id
    floor = reply(inside(cast.member), topic).id
    if kind == "call":
        actions.choose_reply(inside(cast.guest), floor)
        actions.announce_result(inside(cast.guest), topic, Announcement("只给成员看的结果"))
    actions.close_topic(inside(cast.guest), topic, "只给成员看的结语")
    circles.change_settings(owner, owner.circle_id, SettingsChange(visibility="preview"))
    (here, there) = (queries.get_topic(inside(cast[one]), topic) for one in ("member", "outsider"))
    for told in (queries.topic_view(there), *listed(there)):
        assert (told["rules"], told["closing"], told["details"]) == ("", "", {})
        assert told["title"]
    for told in (queries.topic_view(here), *listed(here)):
        assert (told["rules"], told["closing"]) == ("暗号是白茶", "只给成员看的结语")
    assert bool(queries.topic_view(here)["details"]) == (kind != "discussion")
    entry = contents.find_entry(floor)
    assert queries.reply_view(there, entry)["details"] == {}


def listed(hosted):
    """The topics of a circle as its list answers them."""
    found = queries.topics_page(hosted.here, hosted.circle, TopicChoice()).items
    return [
        told for told in queries.topic_views(hosted.here, hosted.circle, found)
        if told["id"] == hosted.entry.id
    ]  # fmt: skip
