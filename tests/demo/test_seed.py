"""A made-up community is the one its verbs would have left behind, at any size."""

import pytest
from sqlalchemy import func, select

from circle.circles import queries as circles
from circle.circles.actions import change_settings
from circle.circles.models import Circle, Membership
from circle.circles.schemas import SettingsChange
from circle.content import queries as content
from circle.content.models import Entry, Reaction, Tag
from circle.core import clock
from circle.core.actor import SYSTEM
from circle.core.db import session
from circle.demo.seed import Plan, making, seed_community
from circle.posts.queries.feed import FeedChoice, feed_page
from circle.qa.models import Question
from tests.factories.posts import publish

PLAN = Plan("suibian", members=30, posts=200, comments=120)


def grow(plan=PLAN):
    steps = []
    grown = seed_community(plan, steps.append)
    assert sum(steps) == plan.size
    return grown


def what_was_said(slug):
    circle, _ = circles.enter(SYSTEM, slug)
    rows = session().execute(
        select(Entry.kind, Entry.source, Entry.category, Entry.comments_count, Entry.likes_count)
        .where(Entry.circle_id == circle.id)
        .order_by(Entry.id)
    )
    return [tuple(row) for row in rows]


def test_it_is_as_large_as_asked_and_every_counter_is_true(inside):
    grown = grow()
    assert (grown.members, grown.posts, grown.comments) == (30, 200, 120)
    circle, _ = circles.enter(SYSTEM, "suibian")
    assert (circle.members_count, circle.entries_count) == (30, 200)
    assert list(content.check_counters()) == []
    assert circles.check_members() == []
    reactions = select(func.count()).select_from(Reaction).where(Reaction.circle_id == circle.id)
    assert session().scalar(reactions) == grown.reactions > 50


def test_its_ads_count_as_placed_when_they_were(inside, cast):
    tea = circles.enter(cast.owner.actor, "tea")[0].id
    change_settings(cast.owner.actor, tea, SettingsChange(categories=["ad"]))
    grow(Plan("tea", members=30, posts=200, comments=0))
    ads = select(Entry.category, Entry.published_at, Entry.advertised_at).distinct()
    rows = session().execute(ads.where(Entry.kind == "post")).all()
    placed = {at for category, at, placed in rows if category == "ad" and at == placed}
    assert len(placed) == sum(category == "ad" for category, _, _ in rows) > 0
    assert {placed for category, _, placed in rows if category != "ad"} == {None}


def test_a_counter_that_lies_is_noticed(inside):
    grow()
    session().scalar(select(Entry).where(Entry.comments_count > 0)).comments_count += 1
    session().scalar(select(Tag).where(Tag.entries_count > 0)).entries_count += 1
    session().scalar(select(Circle).where(Circle.slug == "suibian")).members_count += 1
    session().flush()
    assert len(list(content.check_counters())) == 2
    assert len(circles.check_members()) == 1


def test_the_same_seed_says_the_same_and_another_something_else(inside):
    for slug, number in (("one", 5), ("two", 5), ("three", 6)):
        grow(Plan(slug, members=10, posts=40, comments=20, rng_seed=number))
    assert what_was_said("one") == what_was_said("two")
    assert what_was_said("one") != what_was_said("three")


def test_growing_again_adds_to_what_is_there(inside):
    grow()
    grown = grow(Plan("suibian", members=5, posts=20, comments=0, rng_seed=2))
    assert grown.members == 5
    circle, _ = circles.enter(SYSTEM, "suibian")
    assert (circle.members_count, circle.entries_count) == (35, 220)
    assert list(content.check_counters()) == []


def test_the_feed_shows_it_newest_first_and_nothing_lies_ahead(inside):
    grow()
    circle, here = circles.enter(SYSTEM, "suibian")
    page = feed_page(here, circle, FeedChoice(limit=50))
    times = [row.published_at for row in page.items]
    assert len(times) == 50
    assert times == sorted(times, reverse=True)
    assert times[0] <= clock.now()
    assert all("<p>" in row.html and row.excerpt for row in page.items)


def test_nobody_speaks_before_they_joined(inside):
    grow()
    early = session().scalar(
        select(func.count())
        .select_from(Entry)
        .join(Membership, Membership.user_id == Entry.author_id)
        .where(Membership.circle_id == Entry.circle_id, Entry.published_at < Membership.joined_at)
    )
    assert early == 0


def test_posts_added_to_a_living_circle_are_by_its_members(inside, cast):
    grown = grow(Plan(cast.slug, members=0, posts=10, comments=5))
    assert grown.posts == 10
    circle, _ = circles.enter(SYSTEM, cast.slug)
    members = select(Membership.user_id).where(Membership.circle_id == circle.id)
    strangers = (
        select(func.count())
        .select_from(Entry)
        .where(Entry.circle_id == circle.id, Entry.author_id.not_in(members))
    )
    assert session().scalar(strangers) == 0
    assert list(content.check_counters()) == []


def test_one_that_is_stopped_half_way_left_only_true_counters(inside, monkeypatch):
    monkeypatch.setattr(making, "POSTS_AT_ONCE", 50)
    done = []

    def stop_after_two(steps):
        done.append(steps)
        if len(done) == 4:  # the owner, the members, two chunks
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        seed_community(PLAN, stop_after_two)
    circle, _ = circles.enter(SYSTEM, "suibian")
    assert circle.entries_count == 100
    assert list(content.check_counters()) == []


def test_a_second_process_makes_the_same_as_one_alone(inside, monkeypatch):
    grow(Plan("one", members=10, posts=40, comments=20))
    monkeypatch.setattr(making, "ALONE", 0)
    grow(Plan("two", members=10, posts=40, comments=20))
    assert what_was_said("one") == what_was_said("two")
    assert list(content.check_counters()) == []


def test_somebody_who_writes_meanwhile_takes_no_ids_away(inside, cast, monkeypatch):
    monkeypatch.setattr(making, "POSTS_AT_ONCE", 50)
    said = []

    def write_meanwhile(steps):
        said.append(publish(cast.member, f"meanwhile {len(said)}").id)

    grown = seed_community(PLAN, write_meanwhile)
    assert (grown.posts, grown.comments) == (200, 120)
    assert len(said) > 4
    assert session().scalar(select(func.count()).select_from(Entry)) == 320 + len(said)
    assert list(content.check_counters()) == []


def test_questions_come_with_answers_and_every_counter_is_true(inside):
    plan = Plan("curious", members=20, posts=0, comments=0, questions=60)
    grown = seed_community(plan, lambda steps: None)
    kinds = select(Entry.kind, func.count()).group_by(Entry.kind)
    found = dict(map(tuple, session().execute(kinds)))
    assert found == {"question": 60, "answer": grown.answers} and grown.answers > 20
    assert list(content.check_counters()) == []
    states = select(Question.state, Question.unanswered, func.count()).group_by(
        Question.state, Question.unanswered
    )
    assert {tuple(row[:2]) for row in session().execute(states)} == {
        ("open", True), ("open", False), ("answered", False),
    }  # fmt: skip


def test_the_command_tells_what_it_did_and_how_fast(app):
    from circle.demo.cli import seed

    answer = app.test_cli_runner().invoke(seed, ["--members", "3", "--posts", "10"])
    assert answer.exit_code == 0, answer.output
    assert "3 members, 10 posts, 5 comments" in answer.output
    assert "entries a second" in answer.output


def test_what_is_said_under_its_posts_is_opened_and_answered_like_any_comment(app, cast, anyone):
    with app.app_context():
        seed_community(Plan("tea", members=5, posts=5, comments=20), lambda steps: None)
        remarks = session().scalars(
            select(Entry).where(Entry.kind == "comment").order_by(Entry.id)
        ).all()
        assert {one.card["under"] for one in remarks} == {one.root_id for one in remarks}
        first = remarks[0].id
        remarks[0].card = {}  # one from before it was noted
        session().commit()
    assert anyone.get(f"/entries/{first}/comments").status_code == 200
    sent = cast.member.client.call("POST", f"/entries/{first}/comments", {"body": "我也这么想。"})
    assert sent.status_code == 201, sent.json
    answered = cast.member.client.call("POST", f"/entries/{sent.json['id']}/comments",
                                       {"body": "再说一句。"})  # fmt: skip
    assert answered.status_code == 201, answered.json
