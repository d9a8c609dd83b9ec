"""Two accounts of one person are seen to be one's, by browser and home, and others are not."""

import pytest
from sqlalchemy import select

from circle.accounts import queries as accounts
from circle.accounts.actions import open_session
from circle.accounts.models import LoginSession
from circle.accounts.schemas import Browser
from circle.core import clock as time
from circle.core.db import session, transaction
from tests.cast import PASSWORD
from tests.factories.accounts import sign_up_person
from tests.factories.regions import proxies_of

HOME, CAFE = "1.0.1.1", "1.0.2.1"
SIX, SAME_SIX, OTHER_SIX = "2400:1::5", "2400:1::ffff:9", "2400:1:0:1::5"


def sign_in(client, person, address="127.0.0.1", **headers):
    """Somebody signs in through this browser."""
    client.forget_csrf()
    answer = client.submit(
        "/signin", {"name": person.name, "password": PASSWORD},
        environ_overrides={"REMOTE_ADDR": address}, headers=headers,
    )  # fmt: skip
    assert answer.status_code == 303
    return client


def latest(person):
    return session().scalars(
        select(LoginSession)
        .where(LoginSession.user_id == person.user_id)
        .order_by(LoginSession.id.desc())
    ).first()  # fmt: skip


def alike(app, one, other):
    with app.app_context():
        return accounts.share_device(one.user_id, other.user_id)


def test_two_accounts_in_one_browser_are_one_persons_and_in_two_browsers_not(app, cast):
    browser = sign_in(app.test_client(), cast.member)
    sign_in(app.test_client(), cast.owner)
    assert not alike(app, cast.member, cast.guest)
    browser.submit("/signout")
    sign_in(browser, cast.guest)
    assert alike(app, cast.member, cast.guest) and alike(app, cast.guest, cast.member)
    assert not alike(app, cast.member, cast.owner)


def test_two_accounts_in_one_home_are_one_persons_and_in_two_not(app, cast):
    for person, address in ((cast.member, HOME), (cast.guest, HOME), (cast.owner, CAFE)):
        sign_in(app.test_client(), person, address)
    assert alike(app, cast.member, cast.guest)
    assert not alike(app, cast.member, cast.owner)


def test_a_home_has_many_addresses_of_the_long_kind(app, cast):
    for person, address in ((cast.member, SIX), (cast.guest, SAME_SIX), (cast.owner, OTHER_SIX)):
        sign_in(app.test_client(), person, address)
    assert alike(app, cast.member, cast.guest)
    assert not alike(app, cast.member, cast.owner)


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.0.9", "192.168.1.5", "::1", "fd00::7"])
def test_addresses_of_a_machine_or_network_of_its_own_say_nothing(app, cast, address):
    for person in (cast.member, cast.guest):
        sign_in(app.test_client(), person, address)
    with app.app_context():
        assert latest(cast.member).network is None
    assert not alike(app, cast.member, cast.guest)


def test_behind_one_proxy_the_forwarded_address_counts(app, cast, monkeypatch):
    monkeypatch.setattr(proxies_of(app), "x_for", 1)
    for person, address in ((cast.member, HOME), (cast.guest, HOME), (cast.owner, CAFE)):
        sign_in(app.test_client(), person, **{"X-Forwarded-For": address})
    assert alike(app, cast.member, cast.guest)
    assert not alike(app, cast.member, cast.owner)


def test_an_address_of_a_crowd_is_nobodys_home_but_its_browsers_still_tell(app, cast):
    browser = sign_in(app.test_client(), cast.member, HOME)
    sign_in(app.test_client(), cast.guest, HOME)
    with app.app_context():
        network = latest(cast.member).network
        for number in range(9):
            ident = sign_up_person(f"colleague{number}")
            open_session(ident, "password", Browser(network=network))
    assert not alike(app, cast.member, cast.guest)
    browser.submit("/signout")
    sign_in(browser, cast.guest, HOME)
    assert alike(app, cast.member, cast.guest)


def test_what_was_shared_more_than_a_month_ago_is_past(app, cast):
    for person in (cast.member, cast.guest):
        sign_in(app.test_client(), person, HOME)
    with app.app_context(), transaction():
        latest(cast.guest).seen_at = time.ago(days=31)
    assert not alike(app, cast.member, cast.guest)


def test_who_merely_reads_is_given_no_name_and_who_signs_in_one_that_scripts_cannot_see(app, cast):
    guest = app.test_client()
    for path in ("/", "/c/tea", "/signin"):
        assert not any("device=" in said for said in guest.get(path).headers.getlist("Set-Cookie"))
    client = app.test_client()
    answer = client.submit("/signin", {"name": cast.member.name, "password": PASSWORD})
    said = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith("device="))
    assert "HttpOnly" in said and "SameSite=Lax" in said and "Max-Age=34560000" in said
    with app.app_context():
        kept = latest(cast.member)
        assert said[7:29] not in (kept.device or "") and len(kept.device) == 64


def test_a_made_up_name_is_not_taken_on(app, cast):
    client = app.test_client()
    client.set_cookie("device", "x" * 500)
    sign_in(client, cast.member)
    assert client.get_cookie("device").value != "x" * 500


def test_the_digests_are_in_ones_own_data_and_no_address_is(app, cast):
    sign_in(app.test_client(), cast.member, HOME)
    with app.app_context():
        told = list(accounts.own_sessions(cast.member.user_id))[-1]
        assert told["device_digest"] and told["network_digest"]
        assert HOME not in str(told)
