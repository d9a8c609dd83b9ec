"""Assignments: one submission each, looked at with a grade and a note, good ones held up."""

from datetime import timedelta

import pytest

from circle.circles import actions as circles
from circle.circles.queries import get_membership
from circle.circles.schemas import SettingsChange
from circle.content import actions as content
from circle.content import queries as contents
from circle.content.schemas import EntryEdit
from circle.core import clock as now
from circle.core.db import db
from circle.core.errors import Conflict, Invalid, NotAllowed, NotFound
from circle.screening.rules import Rule, RuleSet
from circle.topics import actions, queries
from circle.topics.schemas import FloorChoice, Review, TopicEdit
from tests.factories.circles import bring_in
from tests.factories.topics import inside, open_topic, reply
from tests.races import at_once

pytestmark = pytest.mark.usefixtures("calm", "inside")
GOOD = Review("good", "开头很抓人，结尾再收一收。")


def mark(person, floor):
    """What somebody sees beside a submission."""
    hosted, entry = queries.get_reply(inside(person), floor.id)
    return queries.reply_view(hosted, entry)["details"]


def details(person, topic):
    """What somebody sees above the floors."""
    return queries.topic_view(queries.get_topic(inside(person), topic))["details"]


def test_a_second_submission_is_refused_and_leads_to_the_first(cast, hosted):
    topic = hosted("assignment")
    first = reply(inside(cast.member), topic)
    with pytest.raises(Conflict) as refused:
        reply(inside(cast.member), topic)
    assert refused.value.code == "handed_in"
    assert refused.value.errors["reply_id"] == [str(first.id)]
    actions.edit_reply(inside(cast.member), first.id, EntryEdit(source="改过一遍的作业。"))
    for _ in range(2):
        reply(inside(cast.guest), topic)  # its host may write more than once
    reply(inside(cast.moderator), topic)


def test_who_took_theirs_back_hands_in_again(cast, hosted):
    topic = hosted("assignment")
    first = reply(inside(cast.member), topic)
    content.remove_entry(inside(cast.member), first.id)
    second = reply(inside(cast.member), topic)
    assert queries.submission_of(topic, cast.member.user_id).entry_id == second.id
    content.restore_entry(inside(cast.member), first.id)
    assert queries.submission_of(topic, cast.member.user_id).entry_id == second.id


def test_a_waiting_submission_is_one_too(cast):
    topic, owner = open_topic(inside(cast.guest), "assignment").id, inside(cast.owner)
    circles.change_settings(owner, owner.circle_id, SettingsChange(pre_review=True))
    assert reply(inside(cast.member), topic).status == "pending"
    with pytest.raises(Conflict):
        reply(inside(cast.member), topic)
    assert queries.submission_of(topic, cast.member.user_id) is None
    assert details(cast.member, topic)["mine"]["status"] == "pending"


def test_twenty_parallel_submissions_of_one_member_keep_one(app, cast, hosted):
    topic = hosted("assignment")
    db.session.remove()

    def hand_in():
        return reply(inside(cast.member), topic).floor

    given = at_once(app, [hand_in] * 20)
    assert (given.count(1), given.count("HandedIn")) == (1, 19)
    assert queries.get_topic(inside(cast.guest), topic).topic.floors == 1


def test_late_ones_are_taken_until_it_is_closed_and_follow_the_due_date(cast, hosted, clock):
    topic = hosted("assignment")
    early = reply(inside(cast.moderator), topic)
    clock.travel(days=8)
    late = reply(inside(cast.member), topic)
    assert [mark(cast.guest, one)["late"] for one in (early, late)] == [False, True]
    again = now.now() + timedelta(days=1)
    actions.edit_topic(inside(cast.guest), topic, TopicEdit(ends_at=again))
    assert mark(cast.guest, late)["late"] is False
    actions.close_topic(inside(cast.guest), topic)
    with pytest.raises(NotAllowed):
        reply(inside(cast.admin), topic)


def test_a_grade_and_its_note_are_for_who_handed_in_and_for_who_looks_at_it(cast, hosted):
    topic = hosted("assignment")
    floor = reply(inside(cast.member), topic)
    assert mark(cast.member, floor)["reviewed"] is False
    actions.review_submission(inside(cast.guest), floor.id, GOOD)
    for person in (cast.member, cast.guest, cast.moderator):
        assert (mark(person, floor)["grade"], mark(person, floor)["note"]) == ("good", GOOD.note)
    assert mark(cast.outsider, floor)["grade"] is None
    actions.show_submission(inside(cast.guest), floor.id)
    seen = mark(cast.outsider, floor)
    assert (seen["grade"], seen["note"], seen["shown"]) == ("good", None, True)
    actions.unreview_submission(inside(cast.moderator), floor.id)
    assert mark(cast.member, floor)["grade"] is None
    with pytest.raises(Conflict):
        actions.unreview_submission(inside(cast.moderator), floor.id)


@pytest.mark.parametrize("who", ["member", "outsider", "admin"])
def test_only_host_and_staff_grade_and_nobody_their_own(cast, hosted, who):
    topic = hosted("assignment")
    floor = reply(inside(cast.admin), topic)
    verbs = (
        lambda actor: actions.review_submission(actor, floor.id, GOOD),
        lambda actor: actions.show_submission(actor, floor.id),
        lambda actor: actions.unreview_submission(actor, floor.id),
        lambda actor: actions.unshow_submission(actor, floor.id),
    )
    for verb in verbs:
        with pytest.raises(NotAllowed):
            verb(inside(cast[who]))
    for verb in verbs:
        verb(inside(cast.guest))


def test_a_note_is_screened_and_what_is_no_submission_is_not_graded(cast, monkeypatch):
    found = RuleSet((Rule("加群", "加群", "review"),))
    monkeypatch.setattr("circle.circles.actions.words.rules_of", lambda circle_id: found)
    topic = open_topic(inside(cast.guest), "assignment").id
    floor, words = reply(inside(cast.member), topic), reply(inside(cast.guest), topic)
    with pytest.raises(Invalid):
        actions.review_submission(inside(cast.guest), floor.id, Review("good", "写得好，快来加群"))
    for ident in (words.id, reply(inside(cast.member), open_topic(inside(cast.guest)).id).id):
        with pytest.raises(NotFound):
            actions.review_submission(inside(cast.owner), ident, GOOD)
    content.hide_entry(inside(cast.moderator), floor.id)
    with pytest.raises(Conflict):
        actions.review_submission(inside(cast.moderator), floor.id, GOOD)


def test_what_waits_to_be_looked_at_comes_earliest_first_and_once_more_when_done_again(
    cast, hosted, clock
):
    topic = hosted("assignment")
    floors = [reply(inside(person), topic) for person in (cast.member, cast.admin, cast.moderator)]

    def waiting(person, **more):
        hosted = queries.get_topic(inside(person), topic)
        return [one.id for one in queries.to_review_page(hosted, **more).items]

    assert waiting(cast.guest) == [one.id for one in floors]
    assert waiting(cast.moderator) == [one.id for one in floors[:2]]
    hosted = queries.get_topic(inside(cast.guest), topic)
    page = queries.to_review_page(hosted, limit=2)
    assert waiting(cast.guest, cursor=page.next) == [floors[2].id]
    actions.review_submission(inside(cast.guest), floors[0].id, Review("again", "再写一稿。"))
    assert waiting(cast.guest) == [one.id for one in floors[1:]]
    clock.travel(hours=1)
    actions.edit_reply(inside(cast.member), floors[0].id, EntryEdit(source="第二稿，重写了开头。"))
    assert waiting(cast.guest) == [one.id for one in floors]
    assert details(cast.guest, topic)["to_review"] == 3
    with pytest.raises(NotAllowed):
        waiting(cast.member)


def test_who_is_missing_is_for_host_and_staff_and_counts_members_alone(cast, hosted):
    topic = hosted("assignment")
    bring_in(inside(cast.owner), cast.outsider.actor, "tea")

    def missing(person):
        hosted = queries.get_topic(inside(person), topic)
        found = [one.id for one in queries.missing_page(hosted).items]
        assert queries.count_missing(hosted) == len(found)
        return found

    everybody = [cast.member.user_id, cast.outsider.user_id]
    assert (missing(cast.guest), missing(cast.moderator)) == (everybody, everybody)
    floor = reply(inside(cast.member), topic)
    assert missing(cast.guest) == [cast.outsider.user_id]
    content.hide_entry(inside(cast.moderator), floor.id)
    assert missing(cast.guest) == everybody
    for verb in (queries.missing_page, queries.count_missing):
        with pytest.raises(NotAllowed):
            verb(queries.get_topic(inside(cast.member), topic))
    assert details(cast.guest, topic)["missing"] == 2
    assert details(cast.member, topic)["missing"] is None


def test_good_ones_have_a_view_of_their_own(cast, hosted):
    topic = hosted("assignment")
    floors = [reply(inside(person), topic) for person in (cast.member, cast.admin)]
    assert details(cast.outsider, topic)["tabs"] == []
    actions.show_submission(inside(cast.guest), floors[1].id)
    page = queries.floors_page(queries.get_topic(inside(cast.outsider), topic), FloorChoice("good"))
    assert [one.id for one in page.items] == [floors[1].id]
    assert [tab["key"] for tab in details(cast.outsider, topic)["tabs"]] == ["good"]
    actions.unshow_submission(inside(cast.guest), floors[1].id)
    page = queries.floors_page(queries.get_topic(inside(cast.outsider), topic), FloorChoice("good"))
    assert list(page.items) == []


def test_what_is_to_be_done_again_waits_once_more_however_soon_it_was_changed(cast, hosted):
    topic = hosted("assignment")
    floor = reply(inside(cast.member), topic).id
    actions.review_submission(inside(cast.guest), floor, Review("again", "再写一稿。"))
    hosted = queries.get_topic(inside(cast.guest), topic)
    assert queries.count_to_review(hosted) == 0
    actions.edit_reply(inside(cast.member), floor, EntryEdit(source="第二稿，重写了开头。"))
    assert contents.find_entry(floor).edited_at is None
    assert queries.count_to_review(hosted) == 1


def test_who_was_given_a_topic_changes_its_dates_and_rules_and_its_author_the_words(cast, hosted):
    topic = hosted("assignment")
    later = now.now() + timedelta(days=9)
    member = get_membership(inside(cast.owner).circle_id, cast.member.user_id)
    with pytest.raises(NotAllowed):
        actions.edit_topic(inside(cast.member), topic, TopicEdit(ends_at=later))
    actions.pass_on_topic(inside(cast.owner), topic, member.id)
    actions.edit_topic(inside(cast.member), topic, TopicEdit(ends_at=later, rules="写满三百字。"))
    held = queries.find_topic(topic)
    assert (held.ends_at, held.rules) == (later, "写满三百字。")
    actions.edit_topic(inside(cast.owner), topic, TopicEdit(rules="写满两百字。"))
    with pytest.raises(NotAllowed):
        actions.edit_topic(inside(cast.member), topic, TopicEdit(title="换一个题目"))
    for wrong in (TopicEdit(ends_at=later + timedelta(days=1)), TopicEdit(rules="随便写")):
        with pytest.raises(NotAllowed):
            actions.edit_topic(inside(cast.guest), topic, wrong)
    same = TopicEdit(title="换一个题目", rules="写满两百字。", ends_at=later)
    actions.edit_topic(inside(cast.guest), topic, same)
    assert contents.find_entry(topic).title == "换一个题目"
