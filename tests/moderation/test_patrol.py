"""Spot checks: a few a day, of members alone, each once, and looked at last."""

import pytest
from sqlalchemy import func, select

from circle.content.models import Entry
from circle.core.db import db, session
from circle.moderation import actions, jobs
from circle.moderation.actions.sampling import MOST
from circle.moderation.models import Case
from tests.factories.content import post

pytestmark = pytest.mark.usefixtures("calm")


def drawn(app):
    """How many spot checks there are."""
    with app.app_context():
        found = session().scalar(select(func.count()).where(Case.source == "patrol"))
        db.session.remove()
    return found


def test_a_day_brings_a_few_of_the_members_words_and_each_once(app, cast):
    with app.app_context():
        circle_id = post(cast.owner.inside(), "公告").circle_id
        ids = {post(cast.member.inside(), f"今天的第{n}杯").id for n in range(3)}
        db.session.remove()
    for expected in (1, 2, 3, 3):
        with app.app_context():
            jobs.patrol({})
            db.session.remove()
        assert drawn(app) == expected
    with app.app_context():
        seen = set(session().scalars(select(Case.entry_id).where(Case.source == "patrol")))
        assert seen == ids
        assert {case.urgency for case in session().scalars(select(Case))} == {2}
        assert set(session().scalars(select(Entry.status).where(Entry.id.in_(ids)))) == {
            "published"
        }
        assert actions.patrol(circle_id) == []


def test_of_many_no_more_come_than_somebody_looks_through(app, cast, monkeypatch):
    monkeypatch.setattr("circle.moderation.actions.sampling.SHARE", 1)
    with app.app_context():
        for number in range(MOST + 2):
            post(cast.member.inside(), f"今天的第{number}杯")
        jobs.patrol({})
        db.session.remove()
    assert drawn(app) == MOST


def test_what_is_older_than_a_day_or_hidden_is_not_drawn(app, cast, clock):
    with app.app_context():
        kept = post(cast.member.inside(), "昨天的茶").id
        actions.hide_entry(cast.moderator.actor, post(cast.member.inside(), "藏起来的").id)
        db.session.remove()
    clock.travel(hours=25)
    with app.app_context():
        jobs.patrol({})
        db.session.remove()
    assert drawn(app) == 0
    assert kept
