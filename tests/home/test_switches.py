"""The whole site can only be read while its switch is on: at once, everywhere, and told."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from circle.accounts.queries import get_user
from circle.content import jobs
from circle.core import clock as core_clock
from circle.core import switches
from circle.core.db import db, transaction
from circle.core.recent import forget_everything
from circle.home.cli import switch
from tests.cast import PASSWORD
from tests.factories.content import post

ON, OFF = "/site/switches/read-only/on", "/site/switches/read-only/off"
WHY = "正在核实一条消息"


@pytest.fixture
def keeper(app, cast):
    """Somebody who looks after the whole site, and belongs to no circle."""
    with app.app_context(), transaction():
        get_user(cast.outsider.user_id).is_staff = True
    return cast.outsider.client


def test_nobody_writes_while_the_site_can_only_be_read(cast, keeper, anyone):
    member = cast.member.client
    words = {"body": "今天的茶很好，想跟大家说说。"}
    assert keeper.submit(ON, {"reason": WHY}).status_code == 303
    refused = member.submit("/c/tea/posts/new", words)
    assert refused.status_code == 503
    assert WHY in refused.text and words["body"] in refused.text  # given back, to be copied
    told = member.call("POST", "/circles/tea/posts", words)
    assert (told.status_code, told.json["code"]) == (503, "read_only")
    assert WHY in told.json["detail"] and int(told.headers["Retry-After"]) > 0
    assert member.call("DELETE", "/circles/tea/membership").status_code == 503
    assert anyone.submit("/signup", {"name": "newcomer", "password": PASSWORD}).status_code == 503
    assert keeper.submit(OFF).status_code == 303
    assert member.submit("/c/tea/posts/new", words).status_code == 303


def test_a_brands_signed_call_waits_too(app, keeper, anyone):
    keeper.submit(ON)
    told = anyone.post("/api/v1/brands/1/purchases", json={})
    assert (told.status_code, told.json["code"]) == (503, "read_only")


def test_reading_coming_in_and_going_stay_possible(cast, keeper, anyone):
    keeper.submit(ON)
    assert anyone.get("/c/tea").status_code == 200
    who = {"name": cast.member.name, "password": PASSWORD}
    assert anyone.submit("/signin", who).status_code == 303
    anyone.forget_csrf()
    assert anyone.submit("/appearance", {"theme": "dark"}).status_code == 303
    assert anyone.submit("/signout").status_code == 303
    anyone.forget_csrf()
    assert anyone.submit("/signin/link", {"account": cast.member.name}).status_code == 200
    assert anyone.call("DELETE", "/session").status_code == 204


def test_reports_come_in_all_the_same_signed_in_or_not(app, cast, keeper, anyone):
    with app.app_context():
        shown = post(cast.owner.inside()).id
    keeper.submit(ON)
    said = {"reason": "illegal"}
    assert cast.member.client.call("POST", f"/entries/{shown}/reports", said).status_code == 201
    assert anyone.submit(f"/entries/{shown}/report", said).status_code == 303


def test_everybody_reads_why_guests_too_and_at_once(cast, keeper, anyone):
    pages = [(anyone, "/c/tea"), (anyone, "/"), (cast.member.client, "/c/tea")]
    assert not any(WHY in browser.get(path).text for browser, path in pages)
    keeper.submit(ON, {"reason": WHY})
    assert all(WHY in browser.get(path).text for browser, path in pages)
    keeper.submit(OFF)
    assert not any(WHY in browser.get(path).text for browser, path in pages)


def test_another_process_knows_within_two_seconds(app, monkeypatch):
    with app.app_context():
        with transaction():
            switches.turn(switches.READ_ONLY, switches.OFF)
        now = [100.0]
        monkeypatch.setattr(switches.time, "monotonic", lambda: now[0])
        assert not switches.is_on(switches.READ_ONLY)
        with db.engine.begin() as elsewhere:
            elsewhere.execute(update(switches.Switch).values(is_on=True))
        assert not switches.is_on(switches.READ_ONLY)  # not asked on every page
        now[0] += 1
        db.session.rollback()  # another request
        assert switches.is_on(switches.READ_ONLY)
    forget_everything()


def test_what_is_scheduled_waits_as_well(app, cast, keeper, clock):
    with app.app_context():
        soon = core_clock.now() + timedelta(hours=1)
        later = post(cast.member.inside(), "明天的茶。", scheduled_at=soon).id
    clock.travel(hours=2)
    keeper.submit(ON)
    with app.app_context():
        jobs.publish_scheduled({})
    path = f"/c/tea/posts/{later}"
    assert cast.admin.client.get(path).status_code == 404
    keeper.submit(OFF)
    with app.app_context():
        jobs.publish_scheduled({})
    assert cast.admin.client.get(path).status_code == 200


def test_a_turn_is_taken_back_with_one_tap_and_keeps_its_reason(keeper, anyone):
    keeper.submit(ON, {"reason": WHY})
    keeper.submit(OFF)
    undo = keeper.get("/site/switches").text
    assert f'formaction="{ON}"' in undo
    keeper.submit(ON)
    assert WHY in anyone.get("/c/tea").text


@pytest.mark.parametrize("who", ["owner", "member"])
def test_the_switches_are_not_there_for_anybody_else(cast, anyone, who):
    assert cast[who].client.get("/site/switches").status_code == 404
    assert cast[who].client.submit(ON).status_code == 404
    assert anyone.get("/site/switches").status_code == 404
    assert anyone.submit(ON).status_code == 404


def test_the_command_turns_them_too(app, cast):
    said = app.test_cli_runner()
    assert "off" in said.invoke(switch, ["read-only"]).output
    told = said.invoke(switch, ["read-only", "on", "--reason", WHY]).output
    assert told == f"read-only is on: {WHY}\n"
    assert cast.member.client.submit("/c/tea/join").status_code == 503
    said.invoke(switch, ["read-only", "off"])
    assert cast.member.client.submit("/c/tea/join").status_code != 503
