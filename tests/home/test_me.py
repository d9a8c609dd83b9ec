"""One's own page: points and orders of every circle, each in one tap."""

import re

from circle.points import actions
from tests.factories import points as made
from tests.factories.circles import found_circle, join
from tests.statements import statements

MAX_QUERIES = 10


def test_points_level_and_days_of_every_circle_lead_to_their_own_page(app, cast, clock):
    clock.travel(hours=24)
    with app.app_context():
        found_circle(cast.owner.actor, "coffee")
        join(cast.member.actor, "coffee")
        made.fill(cast.member, 30)
        actions.check_in(cast.member.actor, made.circle_id())
    page = cast.member.client.get("/me").text
    told = re.search(r'href="/c/tea/points".*?</a>', page, re.S)[0]
    assert "连续签到 1 天" in told and ">32<" in told and 'data-level="1"' in told
    assert 'href="/c/coffee/points"' in page
    clock.travel(days=2)
    assert "连续签到" not in cast.member.client.get("/me").text


def test_orders_are_a_tap_away_where_there_are_any(app, cast):
    assert "/orders" not in cast.member.client.get("/me").text
    with app.app_context():
        made.fill(cast.member, 30)
        made.order(cast.member, made.reward(cast.owner, "virtual"))
    page = cast.member.client.get("/me").text
    assert 'href="/c/tea/orders"' in page and "1 笔" in page
    assert "/orders" not in cast.owner.client.get("/me").text


def test_who_is_in_no_circle_sees_no_points(app, cast):
    page = cast.outsider.client.get("/me")
    assert page.status_code == 200 and "/points" not in page.text


def test_ones_own_page_costs_the_same_with_many_circles(app, cast):
    with app.app_context():
        for number in range(7):
            found_circle(cast.owner.actor, f"circle-{number}")
            join(cast.member.actor, f"circle-{number}")
    cast.member.client.get("/me")
    with statements(app) as sent:
        page = cast.member.client.get("/me").text
    assert page.count("/points\"") == 8 and "还有 3 个圈子" in page
    assert len(sent) <= MAX_QUERIES, sent


def test_a_guest_signs_in_first(anyone, cast):
    assert anyone.get("/me").location.startswith("/signin")
