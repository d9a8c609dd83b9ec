"""One account each: what two requests at once could double, the database holds apart."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, BrokenBarrierError

import pytest
from sqlalchemy.exc import IntegrityError

from circle.accounts import actions, queries
from circle.accounts.models import Identity
from circle.circles import actions as circles
from circle.circles.schemas import NewCircle
from circle.core.db import transaction
from circle.core.errors import Conflict
from tests.factories.accounts import sign_up_person

MAIL = "two@example.org"


def confirm(user_id):
    """Answer the letter that confirms somebody's address."""
    with transaction():
        token = actions.make_link(queries.get_user(user_id), "email")
    actions.confirm_email(token)


def test_an_address_two_confirm_at_once_serves_one(inside, monkeypatch):
    first, second = (sign_up_person(name, email=MAIL) for name in ("海边人", "山里人"))
    owner_of = queries.find_by_email
    monkeypatch.setattr(queries, "find_by_email", lambda email: None)  # neither sees the other
    confirm(first)
    with pytest.raises(Conflict):
        confirm(second)
    assert owner_of(MAIL).id == first
    confirm(sign_up_person("河边人", email="river@example.org"))


def test_who_a_provider_names_is_one_person(cast, inside):
    def remember(**more):
        with transaction() as current:
            current.add(Identity(user_id=cast.member.user_id, **more))

    remember(provider="forum", subject="7")
    remember(provider="forum", subject="8")
    remember(provider="school", subject="7")
    with pytest.raises(IntegrityError):
        remember(provider="forum", subject="7")


def test_circles_opened_at_once_are_counted_one_after_the_other(app, cast, monkeypatch):
    monkeypatch.setattr("circle.circles.actions.circles.MAX_OWNED", 1)
    both_counted = Barrier(2)

    def wait_for_the_other(*_words, **_more):
        try:
            both_counted.wait(0.3)
        except BrokenBarrierError:
            return  # the other waits until this one is through

    monkeypatch.setattr("circle.circles.actions.circles.check_words", wait_for_the_other)

    def open_one(slug):
        with app.app_context():
            try:
                return circles.create_circle(cast.outsider.actor, NewCircle(slug, "读书会")).slug
            except Conflict as refusal:
                return refusal.code

    with ThreadPoolExecutor(2) as pool:
        opened = sorted(pool.map(open_one, ("first", "second")), key="too_many".__eq__)
    assert opened[0] in ("first", "second") and opened[1] == "too_many"
