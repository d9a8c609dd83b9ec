"""Where staff keep a circle from: every page their role opens, and no other."""

import re

import pytest

from circle.circles import actions as circles
from circle.circles.schemas import SettingsChange
from tests.factories import points as made
from tests.factories.content import post
from tests.factories.qa import ask

HREF = re.compile(r'<a class="row[^"]*" href="(/c/tea/[^"]+)"')
STAFF = ("owner", "admin", "moderator")


def rows(client):
    """Where the rows of the page lead."""
    answer = client.get("/c/tea/manage")
    assert answer.status_code == 200
    return HREF.findall(answer.text)


@pytest.mark.parametrize("standing", [*STAFF, "guest"])
def test_every_row_leads_to_a_page_this_role_may_open(app, cast, standing):
    client = cast[standing].client
    found = rows(client)
    answers = {path: client.get(path).status_code for path in found}
    assert set(answers.values()) == {200}, answers
    assert len(found) == len(set(found))


def test_staff_find_shop_orders_queue_and_every_setting(app, cast):
    found = {path.removeprefix("/c/tea/") for path in rows(cast.owner.client)}
    assert found >= {
        "waiting", "questions/queue", "requests", "orders/desk", "members", "invites", "powers",
        "collections", "waiting?state=hidden", "shop/edit", "settings/points", "settings/levels",
        "settings/identity", "settings/rules", "settings/welcome", "settings/joining",
        "settings/directory", "settings/kinds", "settings/categories", "settings/review",
        "settings/danger",
    }
    moderators = {path.removeprefix("/c/tea/") for path in rows(cast.moderator.client)}
    assert {"waiting", "requests", "collections"} <= moderators
    assert not {"orders/desk", "shop/edit", "settings/points"} & moderators
    assert "settings/danger" not in {p.removeprefix("/c/tea/") for p in rows(cast.admin.client)}


@pytest.mark.parametrize("standing", ["member", "outsider", "banned"])
def test_the_page_is_closed_to_who_keeps_nothing(cast, standing):
    assert cast[standing].client.get("/c/tea/manage").status_code == 403


def test_a_guest_of_the_site_signs_in_first(anyone, cast):
    assert anyone.get("/c/tea/manage").location.startswith("/signin")


def test_what_waits_is_counted(app, cast):
    with app.app_context():
        circles.change_settings(
            cast.owner.inside(), made.circle_id(), SettingsChange(newcomer_review=1)
        )
        post(cast.member.inside(), "我是新来的，先看看。")
        ask(cast.guest.inside())
        made.fill(cast.member, 30)
        made.order(cast.member, made.reward(cast.owner, "virtual"))
    page = cast.owner.client.get("/c/tea/manage").text
    counts = dict(re.findall(
        r'href="/c/tea/(waiting|questions/queue|orders/desk)".*?row__value">([^<]*)<', page, re.S
    ))  # fmt: skip
    assert counts == {"waiting": "1", "questions/queue": "1", "orders/desk": "1"}


def test_where_nothing_can_wait_for_somebody_nothing_is_said_to(app, cast):
    assert "等着处理" in cast.guest.client.get("/c/tea/manage").text
    with app.app_context():
        circles.change_settings(
            cast.owner.inside(), made.circle_id(), SettingsChange(kinds=("post",))
        )
    assert "等着处理" not in cast.guest.client.get("/c/tea/manage").text
    assert "等着处理" in cast.moderator.client.get("/c/tea/manage").text


def test_the_circle_leads_staff_there_and_settings_come_back_to_it(app, cast):
    for standing in STAFF:
        assert 'href="/c/tea/manage"' in cast[standing].client.get("/c/tea").text
    assert "/c/tea/manage" not in cast.member.client.get("/c/tea").text
    assert cast.owner.client.get("/c/tea/settings").location == "/c/tea/manage"
    assert 'href="/c/tea/manage"' in cast.owner.client.get("/c/tea/settings/welcome").text
