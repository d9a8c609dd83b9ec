"""The people of the tests: a circle and one person for every standing one can have in it."""

from dataclasses import dataclass

from flask import Flask
from flask.testing import FlaskClient

from circle.accounts import actions as accounts
from circle.accounts import queries as account_queries
from circle.accounts.schemas import Browser as Device
from circle.circles import actions as circles
from circle.circles import queries as circle_queries
from circle.core.actor import SYSTEM, Actor
from tests.client import Browser

STANDINGS = ("owner", "admin", "moderator", "guest", "member", "outsider", "removed", "banned")
PASSWORD = "quiet-tea-house-7"
DEVICE = Device(user_agent="", ip="127.0.0.1")


@dataclass
class Person:
    """One of the cast: who they are, and a browser in which they are signed in."""

    app: Flask
    name: str
    user_id: int
    token: str

    @property
    def client(self) -> Browser:
        """A fresh browser, signed in."""
        browser = self.app.test_client()
        sign_in(browser, self.token)
        return browser

    @property
    def actor(self) -> Actor:
        """Who they are, before a circle is entered; call inside an application context."""
        return account_queries.signed_in_by_session(self.token).actor

    def inside(self, slug: str = "tea") -> Actor:
        """Who they are in a circle; call inside an application context."""
        return circle_queries.enter(self.actor, slug)[1]


def sign_in(client: FlaskClient, token: str) -> None:
    """Put a session cookie into a browser."""
    with client.session_transaction() as session:
        session["_user_id"] = token
        session["_fresh"] = True


@dataclass
class Cast:
    """Everybody, and the public, open circle `tea` they stand in."""

    owner: Person
    admin: Person
    moderator: Person
    guest: Person
    member: Person
    outsider: Person
    removed: Person
    banned: Person
    slug: str = "tea"

    def __getitem__(self, standing: str) -> Person:
        return getattr(self, standing)


def make_cast(app: Flask) -> Cast:
    """Sign everybody up, found the circle, give out the roles."""
    people = {}
    for standing in STANDINGS:
        with app.app_context():
            people[standing] = make_person(app, f"{standing}_of_tea")
    with app.app_context():
        _found_circle(people)
    return Cast(**people)


def make_person(app: Flask, name: str) -> Person:
    """One more person, signed up and signed in; call inside an application context."""
    from tests.factories.accounts import sign_up_person

    user_id = sign_up_person(name, PASSWORD)
    return Person(app, name, user_id, accounts.open_session(user_id, "password", DEVICE))


def _found_circle(people: dict[str, Person]) -> None:
    from tests.factories.circles import found_circle, join

    found_circle(people["owner"].actor, "tea", name="一席茶")
    for standing in STANDINGS[1:]:
        if standing != "outsider":
            join(people[standing].actor, "tea")
    owner = people["owner"].inside()
    for role in ("admin", "moderator", "guest"):
        circles.change_role(owner, _membership(owner, people[role]), role)
    circles.remove_member(owner, _membership(owner, people["removed"]))
    circles.ban_member(owner, _membership(owner, people["banned"]))


def _membership(owner: Actor, person: Person) -> int:
    return circle_queries.get_membership(owner.circle_id, person.user_id).id


__all__ = ["PASSWORD", "STANDINGS", "SYSTEM", "Cast", "Person", "make_cast", "make_person"]
