"""A lottery on a phone: entered, drawn, and drawn once more in the browser from what is public."""

import json
from functools import partial

import pytest
from playwright.sync_api import expect

from circle.core.db import db
from circle.topics import actions
from tests.factories.topics import hold_lottery, open_topic

TURNED = (  # what was changed, the step that tells it, and how
    ("seed", 0, lambda proof: proof.update(seed="0" * 64)),
    ("list", 1, lambda proof: proof["uids"].append("01HV7Z0000000000000000000A")),
    ("order", 2, lambda proof: proof["winners"].reverse()),
    ("prize", 3, lambda proof: proof["winners"][0].update(prize=1)),
)


@pytest.fixture
def lottery(app, cast, settled_in):
    """One the owner holds, with the guest on its list."""
    with app.app_context():
        ident = hold_lottery(cast.owner.inside(), open_topic(cast.owner.inside()).id).id
        actions.enter_lottery(cast.guest.inside(), ident)
        db.session.remove()
    return ident


def draw(app, clock, lottery):
    """Let its time come."""
    clock.travel(days=3)
    with app.app_context():
        assert actions.freeze_lottery(lottery)
        assert actions.draw_lottery(lottery)
        db.session.remove()


def marks(view):
    """What stands at each of the four steps."""
    return [mark.inner_text() for mark in view.page.locator("[data-verify-mark]").all()]


def test_a_member_enters_and_checks_the_draw(app, cast, window, lottery, clock):
    view = window(cast.member)
    view.open(f"/lotteries/{lottery}")
    view.page.get_by_role("button", name="参加抽奖").click()
    expect(view.page.get_by_role("button", name="退出抽奖")).to_be_visible()
    expect(view.page.locator("[data-verify-go]")).to_have_count(0)
    draw(app, clock, lottery)
    view.open(f"/lotteries/{lottery}")
    view.page.get_by_role("button", name="在浏览器里验证").click()
    expect(view.page.locator("[data-verify-said=right]")).to_be_visible()
    assert marks(view) == ["✓"] * 4
    expect(view.page.locator("[data-verify-said=wrong]")).to_be_hidden()


def test_a_draw_that_was_turned_is_told_step_by_step(app, cast, window, lottery, clock):
    with app.app_context():
        actions.enter_lottery(cast.member.inside(), lottery)
        db.session.remove()
    draw(app, clock, lottery)
    view = window(cast.moderator)
    for what, step, change in TURNED:
        view.context.route("**/proof", partial(turn, change), times=1)
        view.open(f"/lotteries/{lottery}")
        view.page.get_by_role("button", name="在浏览器里验证").click()
        expect(view.page.locator("[data-verify-said=wrong]"), what).to_be_visible()
        assert marks(view)[step] == "✗", what
        expect(view.page.locator("[data-verify-said=right]"), what).to_be_hidden()


def turn(change, route):
    """Answer with a proof that was changed on its way."""
    proof = route.fetch().json()
    change(proof)
    route.fulfill(status=200, content_type="application/json", body=json.dumps(proof))
