"""Made-up topics are what their verbs would have left behind, however long they are."""

import pytest
from sqlalchemy import func, select

from circle.accounts.queries import get_actor
from circle.circles import queries as circles
from circle.content import queries as content
from circle.content.models import Entry, Reaction
from circle.core import clock
from circle.core.actor import SYSTEM
from circle.core.db import session
from circle.demo.cli import seed
from circle.demo.seed import Plan, community, seed_community
from circle.doctor import doctor
from circle.search.jobs import index_waiting
from circle.topics import actions, queries
from circle.topics.models import Participation, Topic
from circle.topics.schemas import FloorChoice, NewReply

PLAN = Plan("hosted", members=25, posts=0, comments=0, topics=12, floors=300)


def grow(plan=PLAN):
    steps = []
    grown = seed_community(plan, steps.append)
    assert sum(steps) == plan.size
    return grown


def every_counter_is_true():
    return not [*content.check_counters(), *circles.check_members(), *queries.wrong_threads()]


def floors_of(topic_id):
    return session().scalars(
        select(Entry).where(Entry.parent_id == topic_id, Entry.kind == "reply").order_by(Entry.id)
    ).all()  # fmt: skip


def topics_here():
    return session().scalars(select(Topic).order_by(Topic.floors.desc(), Topic.entry_id)).all()


def test_it_is_as_large_as_asked_and_every_counter_is_true(inside):
    grown = grow()
    assert (grown.topics, grown.floors) == (12, 300) and grown.remarks > 5
    kinds = select(Entry.kind, func.count()).group_by(Entry.kind)
    assert dict(map(tuple, session().execute(kinds))) == {
        "topic": 12, "reply": 300, "comment": grown.remarks,
    }  # fmt: skip
    circle, _here = circles.enter(SYSTEM, "hosted")
    assert circle.entries_count == 312
    assert session().scalar(select(func.count()).select_from(Reaction)) == grown.reactions > 20
    assert every_counter_is_true()


def test_floors_are_numbered_without_gaps_in_the_order_of_time(inside):
    grow()
    for topic in topics_here():
        floors = floors_of(topic.entry_id)
        assert [floor.floor for floor in floors] == list(range(1, topic.floors + 1))
        times = [topic.opened_at, *(floor.published_at for floor in floors)]
        assert times == sorted(times) and times[-1] == topic.active_at <= clock.now()


def test_one_that_is_written_in_many_portions_is_the_same(inside, monkeypatch):
    grow()
    monkeypatch.setattr(community, "FLOORS_AT_ONCE", 7)
    monkeypatch.setattr(community, "TOPICS_AT_ONCE", 5)
    grow(Plan("portions", members=25, posts=0, comments=0, topics=12, floors=300))
    assert every_counter_is_true()
    for topic in topics_here():
        floors = floors_of(topic.entry_id)
        assert [floor.floor for floor in floors] == list(range(1, topic.floors + 1))


def test_the_same_seed_says_the_same_and_another_something_else(inside):
    said = []
    for slug, number in (("one", 5), ("two", 5), ("three", 6)):
        grow(Plan(slug, members=10, posts=0, comments=0, topics=3, floors=40, rng_seed=number))
        circle, _here = circles.enter(SYSTEM, slug)
        rows = session().execute(
            select(Entry.kind, Entry.title, Entry.source, Entry.floor, Entry.likes_count)
            .where(Entry.circle_id == circle.id).order_by(Entry.id)
        )  # fmt: skip
        said.append([tuple(row) for row in rows])
    assert said[0] == said[1] != said[2]


def test_one_topic_can_have_all_the_floors_and_be_read_at_any_depth(inside):
    grow(Plan("long", members=30, posts=0, comments=0, topics=1, floors=900))
    [topic] = topics_here()
    hosted = queries.get_topic(get_actor(topic.host_id), topic.entry_id)
    for choice, numbers in (
        (FloorChoice(limit=3), [1, 2, 3]), (FloorChoice(floor=450, limit=2), [450, 451]),
        (FloorChoice(before=899, limit=2), [897, 898]), (FloorChoice(floor=899), [899, 900]),
    ):  # fmt: skip
        assert [floor.floor for floor in queries.floors_page(hosted, choice).items] == numbers
    mine = queries.floors_page(hosted, FloorChoice(view="host")).items
    assert mine and {floor.author_id for floor in mine} == {topic.host_id}
    hottest = queries.floors_page(hosted, FloorChoice(view="hot")).items
    hot = [floor.likes_count for floor in hottest]
    assert hot[0] > 1 and hot == sorted(hot, reverse=True)


def test_members_go_on_where_it_ended(inside):
    grow()
    topic = topics_here()[0]
    floors, who = topic.floors, session().scalar(
        select(Participation.user_id).where(Participation.topic_id == topic.entry_id)
    )  # fmt: skip
    said = actions.write_reply(get_actor(who), topic.entry_id, NewReply("还没完呢。"))
    assert said.floor == floors + 1
    assert every_counter_is_true()


def test_who_writes_while_it_grows_takes_a_number_of_their_own(inside, monkeypatch):
    monkeypatch.setattr(community, "FLOORS_AT_ONCE", 50)
    said = []

    def write_meanwhile(steps):
        for topic in topics_here()[:1]:
            new = NewReply(f"插一句，第{len(said)}次。")
            said.append(actions.write_reply(get_actor(topic.host_id), topic.entry_id, new).floor)

    plan = Plan("busy", members=25, posts=0, comments=0, topics=1, floors=300)
    grown = seed_community(plan, write_meanwhile)
    [topic] = topics_here()
    assert (grown.floors, topic.floors) == (300, 300 + len(said)) and len(set(said)) > 5
    assert every_counter_is_true()


def test_one_that_is_stopped_half_way_left_only_true_counters(inside, monkeypatch):
    monkeypatch.setattr(community, "FLOORS_AT_ONCE", 100)
    done = []

    def stop(steps):
        done.append(steps)
        if len(done) == 4:  # the owner, the members, the topics, a hundred floors
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        seed_community(PLAN, stop)
    assert sum(topic.floors for topic in topics_here()) == 100
    assert every_counter_is_true()


def test_the_command_makes_topics_the_doctor_finds_nothing_wrong_with(app, run_jobs):
    run = app.test_cli_runner()
    asked = ["--members", "9", "--posts", "0", "--topics", "3", "--floors", "50"]
    answer = run.invoke(seed, asked)
    assert answer.exit_code == 0, answer.output
    assert "3 topics, 50 floors" in answer.output
    more = run.invoke(seed, ["--members", "0", "--posts", "0", "--topics", "2"])
    assert "2 topics, 60 floors" in more.output, more.output
    run_jobs()
    with app.app_context():
        while index_waiting():
            pass
    looked = run.invoke(doctor)
    assert (looked.exit_code, "counters: ok" in looked.output) == (0, True), looked.output


def test_floors_without_topics_are_refused(app):
    answer = app.test_cli_runner().invoke(seed, ["--posts", "1", "--floors", "3"])
    assert answer.exit_code != 0 and "give --topics as well" in answer.output
