"""Passing a post on: only what is on show, and without waiting for whoever is writing."""

from contextlib import contextmanager

from sqlalchemy import text

from circle.circles.models import ShortLink
from circle.core.db import db, session, transaction
from tests.factories.posts import publish
from tests.statements import patience


def links(app):
    with app.app_context():
        return [link.path for link in session().query(ShortLink).all()]


@contextmanager
def writer_on_circles(app):
    """A writer who holds every circle, while short links may be read."""
    with app.app_context(), db.engine.connect() as plain:
        other = plain.execution_options(circle_write=True)
        with other.begin():
            if db.engine.dialect.name == "postgresql":
                other.execute(text("SELECT id FROM circles FOR UPDATE"))
            yield


def test_nothing_is_passed_on_before_it_is_on_show(app, cast):
    with app.app_context():
        waiting = publish(cast.member, "还在等人看。", waits=True).id
        shown = publish(cast.owner, "看得见的。").id
    author, owner = cast.member.client, cast.owner.client
    assert author.get(f"/c/tea/posts/{waiting}").status_code == 200
    for browser in (author, owner):
        assert browser.get(f"/entries/{waiting}/share").status_code == 404
        assert browser.get(f"/entries/{waiting}/qr.svg").status_code == 404
    assert links(app) == []
    assert author.get(f"/entries/{shown}/share").status_code == 200
    assert author.get(f"/entries/{shown}/qr.svg").status_code == 200
    assert links(app) == [f"/c/tea/posts/{shown}"]


def test_sharing_does_not_wait_for_whoever_is_writing(app, cast):
    with app.app_context():
        post = publish(cast.owner, "看得见的。").id
    browser = cast.member.client
    paths = (f"/entries/{post}/share", f"/entries/{post}/qr.svg")
    with writer_on_circles(app), patience(app) as waits:
        answers = [browser.get(path) for path in paths]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert waits.is_short
    assert f"/c/tea/posts/{post}</span>" in answers[0].text and links(app) == []
    page = browser.get(paths[0]).text
    assert "/s/" in page and links(app) == [f"/c/tea/posts/{post}"]
    with writer_on_circles(app):
        assert browser.get(paths[0]).text.count("/s/") == page.count("/s/")


def test_the_hurry_ends_with_the_transaction_it_was_asked_for(app):
    with app.app_context():
        with transaction(wait_ms=150):
            session().execute(text("SELECT 1"))
        with transaction():
            ask = "PRAGMA busy_timeout" if db.engine.dialect.name == "sqlite" \
                else "SHOW lock_timeout"
            waits = session().execute(text(ask)).scalar_one()
        assert str(waits) in ("5000", "0", "5s")
