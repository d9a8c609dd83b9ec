"""The topics and polls of the demonstration story: every kind, with life in it, by who may."""

import pytest

from circle.topics.models.assignments import GRADES
from circle.topics.models.threads import KINDS
from tests.demo.telling import (
    CIRCLES,
    HOSTED,
    HOURS,
    POLLS,
    POSTS,
    REACTIONS,
    TOPICS,
    clock,
    moment,
    span,
    told_of,
)


def roles_in(slug):
    return {member["name"]: member["role"] for member in CIRCLES[slug]["members"]}


def the(kind):
    return next(topic for topic in HOSTED if topic["kind"] == kind)


def under(topic):
    """What was said under its floors, with when."""
    for floor in topic["floors"]:
        for said in floor.get("comments", []):
            yield said, floor["at"], span(said["after"])


def test_topics_are_hosted_and_continued_by_members_and_nobody_likes_his_own_floor():
    for slug, topics in TOPICS.items():
        for topic in topics:
            members = roles_in(slug).keys()
            assert set(topic.get("tags", [])) <= set(CIRCLES[slug]["tags"]), topic["id"]
            assert {name for name, _, _ in told_of(topic)} <= members, topic["id"]
            for said in [*topic["floors"], *(said for said, _, _ in under(topic))]:
                reacted = [name for kind in REACTIONS for name in said.get(kind, [])]
                assert {said["by"], *reacted} <= members, said
                assert said["by"] not in reacted, said


@pytest.mark.parametrize("hour", HOURS)
def test_nothing_of_a_topic_happens_in_the_future_or_before_it_was_opened(hour):
    now = clock(*hour)
    for slug, topics in TOPICS.items():
        joined = {m["name"]: moment(m["at"], now) for m in CIRCLES[slug]["members"]}
        for topic in topics:
            opened = moment(topic["at"], now)
            for name, at, _ in told_of(topic):
                assert max(joined[name], opened) <= moment(at, now) <= now, (topic["id"], name, at)
            for said, at, after in under(topic):
                when = moment(at, now) + after
                assert joined[said["by"]] <= when <= now, (topic["id"], said["text"])


@pytest.mark.parametrize("topic", HOSTED, ids=lambda topic: topic["id"])
def test_what_stands_on_a_floor_comes_after_it(topic):
    now = clock(12, 0)
    floors = {floor["id"]: moment(floor["at"], now) for floor in topic["floors"] if "id" in floor}
    for kind in ("statuses", "merges", "shortlist", "chosen"):
        for done in topic.get(kind, []):
            assert floors[done["floor"]] < moment(done["at"], now), done
            assert floors[done.get("into", done["floor"])] < moment(done["at"], now), done


def test_every_kind_is_hosted_by_owners_and_guests():
    assert {topic["kind"] for topic in HOSTED} == set(KINDS)
    hosts = {roles_in(slug)[topic["by"]] for slug, topics in TOPICS.items() for topic in topics}
    assert hosts == {"owner", "guest"}


def test_a_discussion_of_many_voices_is_closed_with_a_word_and_a_draw():
    talk = next(topic for topic in HOSTED if "closed" in topic)
    assert talk["kind"] == "discussion" and "lottery" in talk
    assert len(talk["floors"]) >= 12
    assert len({floor["by"] for floor in talk["floors"]}) >= 6


def test_six_people_keep_a_challenge_and_one_made_a_missed_day_up():
    challenge, now = the("challenge"), clock(12, 0)
    days = {(floor["by"], floor["at"].split()[0]) for floor in challenge["floors"]}
    assert len(days) == len(challenge["floors"]) >= 20
    assert len({by for by, _ in days}) == 6
    [made_up] = challenge["make_ups"]
    assert (made_up["by"], made_up["day"]) not in days
    begins, ends = moment(challenge["since"], now), span(challenge["until_in"].split()[0])
    assert (now - begins).days + ends.days + 1 == 21


def test_an_event_ahead_is_full_and_somebody_gave_a_place_up():
    event = the("event")
    going = len(event["sign_ups"]) - len(event["cancelled"])
    assert (event["capacity"], going, len(event["cancelled"])) == (8, 11, 1)
    assert span(event["since_in"].split()[0]).days == 14


def test_ideas_come_to_every_end_there_is():
    ideas = the("ideas")
    statuses = {each["status"] for each in ideas["statuses"]}
    assert statuses == {"assessing", "adopted", "shipped", "declined"}
    assert ideas["merges"] and len(ideas["floors"]) > len(ideas["statuses"])
    assert all(each["note"] for each in ideas["statuses"])


def test_a_call_has_its_shortlist_and_result_and_work_was_graded_and_missed():
    call, work = the("call"), the("assignment")
    assert len(call["floors"]) > len(call["shortlist"]) > len(call["chosen"]) > 0
    assert call["result"]["text"]
    assert all("pictures" in floor for floor in call["floors"])
    graded = [floor for floor in work["floors"] if "grade" in floor]
    assert {floor["grade"]["grade"] for floor in graded} == set(GRADES)
    assert 0 < len([floor for floor in graded if "shown" in floor]) < len(graded)
    assert {"汽水儿", "linshui"}.isdisjoint(floor["by"] for floor in work["floors"])


def test_one_lottery_is_drawn_one_open_and_a_trial_is_applied_for():
    drawn = {"draws" in topic["lottery"] for topic in HOSTED if "lottery" in topic}
    assert drawn == {True, False}
    [trial] = [topic["trial"] for topic in HOSTED if "trial" in topic]
    decided = ["decided" in asked for asked in trial["applications"]]
    assert sorted(decided) == [False, False, True]


def test_polls_are_asked_by_staff_and_voted_in_by_members():
    for slug, posts in POSTS.items():
        for post in posts:
            for poll in post.get("polls", []):
                assert roles_in(slug)[post["by"]] != "member", post["id"]
                assert poll["votes"].keys() <= roles_in(slug).keys() - {post["by"]}
                for chosen in poll["votes"].values():
                    assert set(chosen) <= set(range(1, len(poll["options"]) + 1))
                    assert len(chosen) == 1 or poll.get("multiple")


def test_there_are_polls_of_every_sort_and_the_fan_has_some_left():
    assert {poll.get("results", "voted") for _, poll in POLLS} == {"always", "voted", "closed"}
    assert {poll.get("multiple", False) for _, poll in POLLS} == {True, False}
    assert sorted({len(post["polls"]) for post, _ in POLLS}) == [1, 3]
    assert {ends(post, poll) > clock(12, 0) for post, poll in POLLS} == {True, False}
    left = [p for post, p in POLLS if ends(post, p) > clock(12, 0) and "dudu" not in p["votes"]]
    assert len(left) == 4


def ends(post, poll):
    return moment(post["at"], clock(12, 0)) + span(poll["lasts"])
