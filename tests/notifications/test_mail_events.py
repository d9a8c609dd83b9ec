"""What a mail provider tells of letters: signed, believed once, and never told apart."""

from dataclasses import replace
from itertools import count

import orjson
import pytest

from circle.accounts.queries import get_user
from circle.core import clock as core_clock
from circle.core import signing
from circle.core.db import transaction
from circle.notifications import actions, queries
from circle.notifications.actions.letters import TURNED_DAYS
from tests.notifications.post_box import address_of, confirm, let_arrive

KEY = "a key that both of us keep"
PATH = "/api/v1/mail/events"


@pytest.fixture
def provider(app, cast, anyone, clock, monkeypatch):
    """The provider tells of the member's address: `provider(type="bounced", …)`."""
    monkeypatch.setitem(app.config, "CIRCLE", replace(app.config["CIRCLE"], mail_hook_key=KEY))
    with app.app_context():
        for person in (cast.member, cast.owner):
            confirm(person)
    clock.travel(minutes=10)

    idents = (f"msg-{number}" for number in count())

    def tell(key=KEY, late=0, ident=None, **event):
        told = {"address": address_of(cast.member), **event}
        body = event.get("body") or orjson.dumps(told)
        when = str(int(core_clock.now().timestamp()) - late)
        ident = ident or next(idents)
        return anyone.post(PATH, data=body, headers={
            "webhook-id": ident, "webhook-timestamp": when,
            "webhook-signature": signing.sign(key, ident, when, body),
        })  # fmt: skip

    return tell


@pytest.fixture
def reached(app, cast):
    """Whom of the two letters reach."""

    def ask():
        with app.app_context():
            both = {cast.member.user_id: "member", cast.owner.user_id: "owner"}
            return sorted(both[one] for one in queries.reached_by_letter(both))

    return ask


@pytest.mark.one_database
def test_without_a_key_nobody_listens(anyone):
    assert anyone.post(PATH, json={"type": "bounced"}).status_code == 404


def test_an_address_that_is_gone_gets_no_more_and_its_owner_reads_why(provider, reached, cast):
    told = provider(type="bounced", status="5.1.1", why="no such box")
    assert told.status_code == 204
    assert reached() == ["owner"]
    assert "no such box" in cast.member.client.get("/me/notices").text


def test_what_was_called_unwanted_is_said_in_plain_words(provider, reached, cast):
    assert provider(type="complained").status_code == 204
    assert reached() == ["owner"]
    page = cast.member.client.get("/me/notices").text
    assert "不想要的邮件" in page and "complaint" not in page


def test_what_passes_stops_nothing_and_what_lasts_counts_by_days(
    app, provider, reached, cast, clock
):
    provider(type="bounced", status="4.2.2")
    provider(type="bounced", status="5.7.1")
    for day in range(TURNED_DAYS):
        assert reached() == ["member", "owner"], day
        with app.app_context():
            let_arrive(cast.owner)
            let_arrive(cast.member)  # taken by a server of ours, and returned later
        for _again in range(3):
            provider(type="bounced", status="5.2.2")
        clock.travel(days=1)
    assert reached() == ["owner"]


def test_nobody_learns_whether_an_address_is_known(provider, reached):
    here = provider(type="bounced")
    nowhere = provider(type="bounced", address="nobody@example.org")
    assert (here.status_code, here.data) == (nowhere.status_code, nowhere.data)


def test_what_is_told_again_after_the_address_was_confirmed_is_old(
    app, provider, reached, cast, clock
):
    provider(type="bounced")
    clock.travel(minutes=1)
    with app.app_context(), transaction():
        get_user(cast.member.user_id).email_confirmed_at = core_clock.now()
    assert provider(type="bounced", late=60).status_code == 204
    assert reached() == ["member", "owner"]


def test_the_same_message_told_later_once_more_stops_nothing(
    app, provider, reached, cast, clock
):
    assert provider(type="bounced", ident="one").status_code == 204
    with app.app_context():
        actions.trust_mail(address_of(cast.member))
    clock.travel(minutes=1)
    assert provider(type="bounced", ident="one").status_code == 204
    assert reached() == ["member", "owner"]
    assert provider(type="bounced", ident="two").status_code == 204
    assert reached() == ["owner"]


@pytest.mark.one_database
def test_what_is_not_signed_just_now_is_refused(provider, reached):
    assert provider(type="bounced", key="another key of somebody").status_code == 401
    assert provider(type="bounced", late=301).status_code == 401
    assert reached() == ["member", "owner"]


@pytest.mark.one_database
@pytest.mark.parametrize(("event", "status"), [
    ({"type": "opened"}, 422), ({}, 422), ({"type": "bounced", "address": 7}, 422),
    ({"type": "bounced", "address": "x" * 255}, 422), ({"type": "bounced", "more": 1}, 422),
    ({"body": b"["}, 400), ({"body": b"7"}, 422), ({"body": b"x" * 20_000}, 413),
])  # fmt: skip
def test_what_cannot_be_understood_is_said_clearly(provider, reached, event, status):
    assert provider(**event).status_code == status
    assert reached() == ["member", "owner"]
