"""What is kept of events and ideas: counted by the doctor, exported, cleared away, read cheaply."""

import json
from datetime import timedelta

import pytest

from circle.circles import actions as circles
from circle.circles.actions import purge_circle
from circle.core import clock as core_clock
from circle.core.db import db, session, transaction
from circle.doctor import doctor
from circle.topics import actions
from circle.topics.models import Credit, Gathering, Idea, SignUp
from circle.wiring import EXPORTERS, RELEASES
from tests.factories.topics import open_topic, reply
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("calm")
BUDGET = 12  # queries of one page


@pytest.fixture
def things(app, cast):
    """(event, topic of ideas, idea): member goes, admin waits; the idea is adopted."""
    with app.app_context():
        host = cast.guest.inside()
        event = open_topic(
            host, "event", capacity=1, ends_at=core_clock.now() + timedelta(days=3)
        ).id
        for person in (cast.member, cast.admin):
            actions.sign_up(person.inside(), event)
        topic = open_topic(host, "ideas").id
        idea, alike = (reply(cast.member.inside(), topic).id for _ in range(2))
        actions.want_idea(cast.admin.inside(), idea)
        actions.merge_idea(host, alike, idea)
        actions.set_idea_status(host, idea, "adopted", "春天就做")
        db.session.remove()
    return event, topic, idea


def test_the_doctor_names_what_is_counted_wrongly_and_counts_anew(app, things):
    event, _topic, idea = things
    run = app.test_cli_runner()
    assert "counters: ok" in run.invoke(doctor, ()).output
    with app.app_context(), transaction():
        session().get(Gathering, event).waiting = 5
        session().get(Idea, idea).wanted = 9
    said = run.invoke(doctor, ()).output
    assert f"entry {event}: waiting says 5, the rows 1" in said
    assert f"entry {idea}: wanted says 9, the rows 1" in said
    assert "repaired: 2 counters" in run.invoke(doctor, ("--repair",)).output
    assert "counters: ok" in run.invoke(doctor, ()).output


def test_a_person_takes_their_sign_ups_and_ideas_along(inside, cast, things):
    event, _topic, idea = things
    told = json.loads(json.dumps(
        [*EXPORTERS["sign_ups"](cast.member.user_id), *EXPORTERS["ideas"](cast.member.user_id)],
        default=str,
    ))  # fmt: skip
    assert (told[0]["topic"], told[0]["state"], told[0]["number"]) == (event, "going", 1)
    assert (told[1]["entry"], told[1]["status"], told[1]["note"]) == (idea, "adopted", "春天就做")
    assert (told[-1]["thanked_for"], told[-1]["part"]) == (idea, "author")
    assert not list(EXPORTERS["sign_ups"](cast.outsider.user_id))


def test_a_purged_circle_takes_everything_along(inside, cast, things, clock):
    owner = cast.owner.inside()
    circles.delete_circle(owner, owner.circle_id, "一席茶")
    clock.travel(days=31)
    assert session().query(SignUp).count() == 2
    for release in RELEASES:
        release(owner.circle_id)
    while purge_circle(owner.circle_id):
        pass
    for table in (Gathering, SignUp, Idea, Credit):
        assert session().query(table).count() == 0, table


def test_pages_beside_a_topic_stay_within_their_budget_whoever_reads(app, cast, things):
    event, _topic, idea = things
    paths = (
        f"/topics/{event}/people", f"/replies/{idea}/credits", f"/topics/{event}/places",
        f"/topics/{event}/event.ics",
    )  # fmt: skip
    for reader in (cast.member.client, cast.admin.client, cast.guest.client):
        for path in paths:
            reader.get(path)
            with statements(app) as asked:
                reader.get(path)
            assert len(asked) <= BUDGET, (path, len(asked), asked)
