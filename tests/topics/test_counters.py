"""What topics count is what is there; where it is not, the doctor says so and puts it right."""

import pytest
from sqlalchemy import delete, select, update

from circle.content import actions as content
from circle.content.models import Entry
from circle.core.actor import SYSTEM
from circle.core.db import session, transaction
from circle.doctor import doctor
from circle.topics import actions, queries
from circle.topics.models import Gathering, Idea, Participation, Topic
from tests.factories.topics import inside, open_topic, reply

pytestmark = pytest.mark.usefixtures("calm")


@pytest.fixture
def examine(app):
    """Run the doctor; answers exit status and words."""

    def run(*options):
        answer = app.test_cli_runner().invoke(doctor, options)
        return answer.exit_code, answer.output

    return run


@pytest.fixture
def talk(scene, calm, cast):
    """A topic with five floors by three people: the second went, the last is out of sight."""
    def make():
        topic = open_topic(inside(cast.owner)).id
        floors = [reply(inside(cast[who]), topic).id
                  for who in ("member", "member", "guest", "owner", "moderator")]  # fmt: skip
        content.remove_entry(inside(cast.member), floors[1])
        content.hide_entry(SYSTEM, floors[4], "too loud")
        return topic

    return scene("a talk of five floors", make)


def counts(topic):
    entry, kept = session().get(Entry, topic), session().get(Topic, topic)
    people = session().execute(
        select(Participation.user_id, Participation.floors).where(Participation.topic_id == topic)
    )
    return entry.replies_count, kept.floors, kept.participants, dict(map(tuple, people))


def test_floors_that_went_are_counted_as_gone_and_keep_their_numbers(app, cast, talk, examine):
    assert examine()[0] == 0
    with app.app_context():
        assert counts(talk) == (3, 5, 3, {
            cast.member.user_id: 1, cast.guest.user_id: 1, cast.owner.user_id: 1,
            cast.moderator.user_id: 0,
        })  # fmt: skip
        assert not list(queries.wrong_threads()) and actions.rebuild_threads() == 0


def spoil(model, **values):
    session().execute(update(model).values(**values))


def say_replies(count):
    session().execute(update(Entry).where(Entry.kind == "topic").values(replies_count=count))


TOO_FEW = (
    (lambda: spoil(Topic, floors=4), "floors says 4, the rows 5"),
    (lambda: spoil(Topic, participants=2), "participants says 2, the rows 3"),
    (lambda: say_replies(1), "replies_count says 1, the rows 3"),
    (lambda: session().execute(delete(Participation)), "says 0, the rows 1"),
)
TOO_MANY = (
    (lambda: spoil(Topic, floors=9), "floors says 9, the rows 5"),
    (lambda: spoil(Topic, participants=7), "participants says 7, the rows 3"),
    (lambda: say_replies(5), "replies_count says 5, the rows 3"),
    (lambda: spoil(Participation, floors=2), "says 2, the rows 1"),
)


@pytest.mark.every_row
@pytest.mark.parametrize("lies", [TOO_FEW, TOO_MANY])
def test_counts_that_lie_are_each_named_and_put_right(app, cast, talk, examine, lies):
    with app.app_context():
        before = counts(talk)
    with app.app_context(), transaction():
        for lie, _told in lies:
            lie()
    status, said = examine()
    assert (status, "counters: WRONG" in said) == (1, True)
    assert f"entry {talk}: " in said and not [told for _lie, told in lies if told not in said], said
    status, said = examine("--repair")
    assert (status, "repaired: 1 counters" in said) == (0, True), said
    with app.app_context():
        assert counts(talk)[:3] == before[:3]
        shown = {user: floors for user, floors in before[3].items() if floors}
        assert {user: floors for user, floors in counts(talk)[3].items() if floors} == shown


def test_after_repair_the_next_floor_has_the_next_number(app, cast, talk, examine):
    with app.app_context(), transaction():
        spoil(Topic, floors=2)
    assert examine("--repair")[0] == 0
    with app.app_context():
        assert session().get(Entry, reply(inside(cast.member), talk).id).floor == 6
        assert not list(queries.wrong_threads())


def test_events_and_ideas_are_looked_over_too(app, cast, examine):
    with app.app_context():
        event = open_topic(inside(cast.owner), "event", place="茶山脚下", capacity=5).id
        actions.sign_up(inside(cast.member), event)
        idea = reply(inside(cast.member), open_topic(inside(cast.owner), "ideas").id).id
        actions.want_idea(inside(cast.guest), idea)
    assert examine()[0] == 0
    with app.app_context(), transaction():
        spoil(Gathering, waiting=3)
        spoil(Idea, wanted=8)
    status, said = examine()
    assert status == 1
    assert f"entry {event}: waiting says 3, the rows 0" in said
    assert f"entry {idea}: wanted says 8, the rows 1" in said
    status, said = examine("--repair")
    assert (status, "repaired: 2 counters" in said) == (0, True), said
