"""Where people are: known from the address alone, shown on the profile and in the sessions."""

import pytest

from circle.accounts import queries
from circle.accounts.models import LoginSession
from circle.core.db import session
from circle.core.regions import read_regions
from tests.cast import PASSWORD
from tests.factories.regions import CHINESE, proxies_of, write_regions

FUJIAN, GUANGDONG, ABROAD, NOWHERE = "1.0.1.1", "1.0.2.1", "1.0.5.1", "10.1.0.9"


@pytest.fixture(autouse=True)
def sample(app, tmp_path):
    """Our own few addresses."""
    read_regions([write_regions(tmp_path / "four.xdb", CHINESE)])
    yield
    read_regions()


def sign_in(app, person, address, **headers):
    client = app.test_client()
    answer = client.submit("/signin", {"name": person.name, "password": PASSWORD},
                           environ_overrides={"REMOTE_ADDR": address}, headers=headers)
    assert answer.status_code == 303
    return client


def regions(app, person):
    """What the profile and the latest session say."""
    with app.app_context():
        mine = session().query(LoginSession).filter_by(user_id=person.user_id)
        latest = mine.order_by(LoginSession.id.desc()).first()
        return queries.get_user(person.user_id).ip_region, latest.ip_region


def test_signing_in_tells_the_region_and_the_profile_shows_it(app, cast):
    client = sign_in(app, cast.member, GUANGDONG)
    assert regions(app, cast.member) == ("CN-GD", "CN-GD")
    assert "IP 属地：广东" in app.test_client().get(f"/u/{cast.member.name}").text
    assert "广东" in client.get("/me/sessions").text
    assert client.get("/api/v1/me").json["ip_region"] == "广东"
    client.set_cookie("lang", "en")
    assert client.get("/api/v1/me").json["ip_region"] == "Guangdong"
    assert client.get("/api/v1/me/sessions").json["items"][0]["ip_region"] == "Guangdong"
    assert "IP region: Guangdong" in client.get(f"/u/{cast.member.name}").text


def test_nobody_chooses_their_region(app, cast):
    client = sign_in(app, cast.member, FUJIAN)
    client.forget_csrf()
    answer = client.call("PATCH", "/me", {"ip_region": "JP"})
    assert answer.status_code == 422
    assert regions(app, cast.member)[0] == "CN-FJ"


def test_an_address_that_is_nowhere_leaves_the_last_known_region(app, cast):
    sign_in(app, cast.member, FUJIAN)
    sign_in(app, cast.member, NOWHERE)
    assert regions(app, cast.member) == ("CN-FJ", None)


def test_a_made_up_forwarded_address_is_not_believed(app, cast, monkeypatch):
    sign_in(app, cast.member, FUJIAN, **{"X-Forwarded-For": GUANGDONG})
    assert regions(app, cast.member) == ("CN-FJ", "CN-FJ")
    monkeypatch.setattr(proxies_of(app), "x_for", 1)
    sign_in(app, cast.member, NOWHERE, **{"X-Forwarded-For": f"{ABROAD}, {GUANGDONG}"})
    assert regions(app, cast.member) == ("CN-GD", "CN-GD")


def test_a_visit_after_an_hour_moves_the_region(app, cast, clock):
    client = sign_in(app, cast.member, FUJIAN)
    there = {"environ_overrides": {"REMOTE_ADDR": ABROAD}}
    client.get("/me", **there)
    assert regions(app, cast.member) == ("CN-FJ", "CN-FJ")
    clock.travel(hours=2)
    client.get("/me", **there)
    assert regions(app, cast.member) == ("JP", "JP")
