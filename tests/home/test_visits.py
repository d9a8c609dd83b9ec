"""What reading writes down by the way: it is counted, and nobody waits for it."""

from contextlib import contextmanager

from sqlalchemy import select, update

from circle.accounts.models import LoginSession
from circle.circles import actions, queries
from circle.circles.models import Membership, ShortLink
from circle.core.db import db, session
from circle.core.tokens import token_digest
from tests.factories.posts import publish
from tests.statements import patience


@contextmanager
def writing(app, column):
    """Somebody else is in the middle of writing this."""
    with app.app_context():
        engine = db.engine
    other = engine.connect().execution_options(circle_write=True)
    try:
        other.execute(update(column.class_).values({column: column}))
        yield
    finally:
        other.rollback()
        other.close()


def visits_of(app, code):
    with app.app_context():
        return session().scalar(select(ShortLink.visits).where(ShortLink.code == code))


def came_at(app, person):
    with app.app_context():
        token = LoginSession.token_digest == token_digest(person.token)
        return session().scalar(select(LoginSession.seen_at).where(token))


def seen_at(app, person):
    with app.app_context():
        tea = queries.enter(person.actor, "tea")[0]
        return queries.get_membership(tea.id, person.user_id).seen_at


def test_a_short_link_leads_on_though_somebody_writes_and_counts_when_nobody_does(
    app, cast, anyone
):
    with app.app_context():
        tea = queries.enter(cast.owner.actor, "tea")[0]
        code = actions.shorten(cast.owner.actor, tea.id, "/c/tea/posts/1").code
    with writing(app, ShortLink.visits), patience(app) as waits:
        answer = anyone.get(f"/s/{code}")
    assert waits.is_short
    assert (answer.status_code, answer.headers["Location"]) == (303, "/c/tea/posts/1")
    assert visits_of(app, code) == 0
    assert anyone.get(f"/s/{code}").status_code == 303
    assert visits_of(app, code) == 1


def test_a_circle_is_read_though_somebody_writes_and_noted_when_nobody_does(
    app, cast, clock
):
    clock.travel(minutes=2)
    with app.app_context():
        publish(cast.owner, "新茶到了。")
    member = cast.member.client
    before = seen_at(app, cast.member)
    with writing(app, Membership.seen_at), patience(app) as waits:
        assert member.get("/c/tea").status_code == 200
    assert waits.is_short
    assert seen_at(app, cast.member) == before
    assert member.get("/c/tea").status_code == 200
    assert seen_at(app, cast.member) != before


def test_a_browser_is_noted_once_an_hour_and_never_waits_for_it(app, cast, clock):
    member = cast.member.client
    clock.travel(hours=2)
    before = came_at(app, cast.member)
    with writing(app, LoginSession.seen_at), patience(app) as waits:
        assert member.get("/me/bookmarks").status_code == 200
    assert waits.is_short
    assert came_at(app, cast.member) == before
    assert member.get("/me/bookmarks").status_code == 200
    assert came_at(app, cast.member) > before
