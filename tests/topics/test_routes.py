"""Every address of topics and polls, walked by those it is for, and with numbers of others.

Whom each lets in is asked by tests/permissions: whatever is read, and with whole bodies whatever is
done to an entry. Of those who may not, only the writes that are left are walked here.
"""

from datetime import timedelta

import pytest

from circle.circles.actions import change_settings
from circle.circles.schemas import SettingsChange
from circle.content.models import Poll
from circle.content.queries import options_of
from circle.content.schemas import NewPoll
from circle.core import clock
from circle.core.db import session
from circle.topics import actions
from tests.factories.circles import found_circle
from tests.factories.posts import publish
from tests.factories.topics import hold_lottery, offer_trial, open_topic, reply
from tests.permissions.table import read_states
from tests.routes import ask_for, rule_of, there, walked
from tests.topics.routes import HOST, MEMBERS, OWN, PUBLIC, ROUTES, STAFF

pytestmark = pytest.mark.usefixtures("calm")
WELL = (200, 201, 204, 303, 409)  # found and allowed, whether or not there is something to do
OURS = ("topics", "topics_api")
NUMBERS = ("topic", "floor", "event", "challenge", "assignment", "work", "call", "sent", "ideas",
           "idea", "other", "lottery", "poll", "member")  # fmt: skip

HUNG = ("lottery", "poll", "member")  # numbers of their own, not of entries


@pytest.fixture
def known(app, cast, scene, calm):
    """A topic of each kind in `tea`, hosted by the guest, with floors of the member's."""
    return scene("what is walked of topics", lambda: make_known(app, cast))


def make_known(app, cast):
    with app.app_context():
        host, member = cast.guest.inside(), cast.member.inside()
        poll = NewPoll("哪天去？", ("周六", "周日"), results="always")
        topic = open_topic(host, polls=(poll,)).id
        kinds = {kind: open_topic(host, kind).id
                 for kind in ("event", "challenge", "assignment", "call", "ideas")}  # fmt: skip
        floors = {name: reply(member, place).id for name, place in (
            ("floor", topic), ("log", kinds["challenge"]), ("work", kinds["assignment"]),
            ("sent", kinds["call"]), ("idea", kinds["ideas"]),
        )}  # fmt: skip
        floors["other"] = reply(cast.moderator.inside(), kinds["ideas"]).id
        lottery = hold_lottery(cast.owner.inside(), topic).id
        offer_trial(cast.owner.inside(), topic)
        for person in (member, cast.admin.inside()):
            actions.sign_up(person, kinds["event"])
        (put,) = session().query(Poll)
        found_circle(cast.outsider.actor, "coffee", name="咖啡")
        there = cast.outsider.inside("coffee")
        abroad = open_topic(there).id
        held = hold_lottery(there, abroad).id
        change_settings(there, there.circle_id, SettingsChange(visibility="private"))
        soon = clock.now() + timedelta(days=2)
        return {
            "slug": "tea", "topic": topic, **kinds, **floors, "lottery": lottery, "poll": put.id,
            "option": options_of(put)[0].id, "member": member.membership_id,
            "guest": host.membership_id, "soon": soon.isoformat(),
            "later": (soon + timedelta(days=9)).isoformat(), "post": publish(cast.member).id,
            "abroad": abroad, "strange": reply(there, abroad).id, "held": held,
        }  # fmt: skip


@pytest.fixture
def routes(clock):
    """Every address in turn, slowly enough for one person to write."""

    def walk():
        for place, route in enumerate(ROUTES):
            if place % 25 == 24:
                clock.travel(minutes=2)
            yield route

    return walk


@pytest.fixture
def apart(app, known):
    """The writes about no entry: draws, polls, and the first words of a topic."""
    table = read_states("states.txt")
    return [route for route in ROUTES if route.method != "GET"
            and f"{route.method} {rule_of(app, route, known)}" not in table]  # fmt: skip


@pytest.fixture
def whom(cast):
    """The browser of who of the cast an address is for."""
    names = {HOST: "guest", STAFF: "owner", MEMBERS: "admin", OWN: "admin"}
    browsers = {name: cast[name].client for name in ("member", *set(names.values()))}
    return lambda route: browsers[names.get(route.whose, "member")]


def test_the_table_names_every_address_of_topics_and_polls(app, known):
    ours = there(
        app, lambda rule: rule.endpoint.partition(".")[0] in OURS or "/polls/" in rule.rule
    )
    assert ours == walked(app, ROUTES, known)


def test_every_address_answers_whom_it_is_for(whom, routes, known):
    for route in routes():
        sent = ask_for(whom(route), route, known)
        said = (str(route), sent.status_code, sent.get_data(as_text=True)[:300])
        assert sent.status_code in (*WELL, *route.also), said


def test_strangers_even_who_keep_a_circle_elsewhere_change_nothing(cast, routes, known):
    at = f"/api/v1/topics/{known['topic']}"
    before = cast.owner.client.get(at).json
    strangers = (cast.outsider.client, cast.removed.client)
    for place, route in enumerate(route for route in routes() if route.method != "GET"):
        sent = ask_for(strangers[place % 2], route, known)
        if route.whose in (PUBLIC, OWN):
            assert sent.status_code in (*WELL, 403), (str(route), sent.status_code)
        else:
            joins = route.path.endswith("/new") and (sent.location or "").endswith("/c/tea/join")
            assert joins or sent.status_code in (403, 404), (str(route), sent.status_code)
    assert cast.owner.client.get(at).json == before


@pytest.mark.parametrize("who", ["outsider", "removed"])
def test_of_a_closed_circle_strangers_find_no_address_at_all(app, cast, known, apart, who):
    with app.app_context():
        owner = cast.owner.inside()
        change_settings(owner, owner.circle_id, SettingsChange(visibility="private"))
    for route in apart:
        sent = ask_for(cast[who].client, route, known)
        assert sent.status_code == 404, (str(route), sent.status_code)
        assert "采春茶" not in sent.get_data(as_text=True), str(route)


def test_who_is_not_signed_in_changes_nothing(known, apart, anyone):
    for route in apart:
        sent = ask_for(anyone, route, known)
        if route.path.startswith("/api/v1"):
            nothing = (200, 204) if route.whose == OWN else ()
            assert sent.status_code in (401, 403, 404, *nothing), (str(route), sent.status_code)
        else:
            assert sent.status_code == 401, (str(route), sent.status_code)


def test_members_look_after_no_topic_of_others(cast, known, apart):
    for route in apart:
        if route.whose in (HOST, STAFF):
            sent = ask_for(cast.member.client, route, known)
            assert sent.status_code in (403, 404), (str(route), sent.status_code)


@pytest.mark.parametrize("wrong", [10**30, "post", "abroad", "held"])
def test_a_number_of_something_else_is_found_under_no_address(whom, routes, known, wrong):
    number = known.get(wrong, wrong)
    for route in routes():
        named = [name for name in NUMBERS if f"{{{name}}}" in route.path]
        hung = ["lottery"] if wrong == "held" else [one for one in NUMBERS if one not in HUNG]
        if not named or (isinstance(wrong, str) and named[0] not in hung):
            continue
        sent = ask_for(whom(route), route, {**known, named[0]: number})
        assert sent.status_code == 404, (str(route), wrong, sent.status_code)
