"""What one has: balances, the next level, today's ways, and a history that is one's own alone."""

import re

import pytest

from circle.circles import queries as places
from circle.content import actions as content
from circle.core import clock as time
from circle.core.actor import Actor
from circle.core.db import action, db, session
from circle.points import actions, queries, rules
from circle.points.models import RuleSet
from circle.points.schemas.rules import RulesChange
from tests.factories import points as made
from tests.factories.content import post
from tests.statements import statements

LONG = "今天用山泉水泡了一壶老白茶，汤色橙黄，枣香很足。"
MAX_QUERIES = 12


pytestmark = pytest.mark.usefixtures("calm")


def earn(app, cast, work):
    with app.app_context():
        found = work()
        db.session.remove()
        return found


def test_points_are_told_with_the_next_level_and_what_it_opens(app, cast):
    earn(app, cast, lambda: post(cast.member.inside(), LONG))
    told = cast.member.client.call("GET", "/circles/tea/points").json
    assert (told["balance"], told["growth"], told["level"]) == (3, 3, 1)
    assert told["next_level"] == {
        "level": 2, "growth": 50, "left": 47, "opens": ["links", "voice", "video"],
    }  # fmt: skip
    assert [line["title"] for line in told["ledger"]["items"]] == ["动态"]
    assert told["earned_today"] == 3


def test_what_is_owed_set_aside_and_waiting_is_told_apart(app, cast):
    def happen():
        made.fill(cast.member, 30)
        entry = post(cast.member.inside(), LONG)
        actions.hold(made.circle_id(), cast.member.user_id, 20, made.cause("bounty"))
        actions.spend(made.circle_id(), cast.member.user_id, 13, made.cause("redeem"))
        content.remove_entry(cast.member.inside(), entry.id)
        made.happen(
            cast.member, "liked", giver_id=cast.owner.user_id,
            facts={"giver_restricted": False, "mutual": True},
        )  # fmt: skip

    earn(app, cast, happen)
    told = cast.member.client.call("GET", "/circles/tea/points").json
    assert (told["balance"], told["owed"], told["held"], told["waiting"]) == (-3, 3, 20, 1)
    page = cast.member.client.get("/c/tea/points").text
    assert "还欠 3 积分" in page and "−3" in page


def test_the_history_is_ones_own_alone(app, cast):
    earn(app, cast, lambda: post(cast.owner.inside(), LONG))
    assert cast.owner.client.call("GET", "/circles/tea/points").json["ledger"]["items"]
    assert cast.member.client.call("GET", "/circles/tea/points").json["ledger"]["items"] == []


@pytest.mark.parametrize("standing", ["outsider", "banned"])
def test_who_is_no_member_has_no_points_here(cast, standing):
    person = cast[standing]
    assert person.client.get("/c/tea/points").status_code == 403
    assert person.client.call("GET", "/circles/tea/points").status_code == 403
    assert cast.member.client.get("/c/tea/points").status_code == 200


def test_a_guest_is_asked_to_sign_in(anyone, cast):
    assert anyone.get("/api/v1/circles/tea/points").status_code == 401


def test_the_history_links_what_can_still_be_seen(app, cast):
    kept = earn(app, cast, lambda: post(cast.member.inside(), LONG).id)
    gone = earn(app, cast, lambda: post(cast.member.inside(), "武夷山的肉桂今年香气偏甜很多。").id)
    client = cast.member.client
    assert f"/posts/{gone}" in client.get("/c/tea/points").text
    earn(app, cast, lambda: content.remove_entry(cast.member.actor, gone))
    page = client.get("/c/tea/points").text
    assert f"/posts/{kept}" in page and f"/posts/{gone}" not in page
    assert "收回：动态" in page


def test_the_history_goes_on_by_keyset_without_gap_or_repeat(app, cast):
    earn(app, cast, lambda: [made.fill(cast.member, number) for number in range(1, 8)])
    seen, cursor, client = [], "", cast.member.client
    while cursor is not None:
        told = client.call("GET", f"/circles/tea/points?limit=3&cursor={cursor}").json["ledger"]
        seen += [line["points"] for line in told["items"]]
        cursor = told["next"]
    assert seen == [7, 6, 5, 4, 3, 2, 1]


def test_what_earned_nothing_today_says_why(app, cast):
    client = cast.member.client
    assert "太像" not in client.get("/c/tea/points").text
    earn(app, cast, lambda: [post(cast.member.inside(), LONG) for _ in range(2)])
    assert "和你刚写过的太像" in client.get("/c/tea/points").text


def test_what_can_be_earned_follows_the_circles_own_rules(app, cast):
    page = cast.member.client.get("/c/tea/points").text
    assert "满 15 字" in page and "今天 0/3" in page
    earn(app, cast, lambda: post(cast.member.inside(), LONG))
    assert "今天 1/3" in cast.member.client.get("/c/tea/points").text


def test_every_way_on_from_the_page_leads_somewhere(cast):
    client = cast.member.client
    found = set(re.findall(r'href="(/c/tea/[^"]+)"', client.get("/c/tea/points").text))
    assert {"/c/tea/check-in", "/c/tea/shop", "/c/tea/badges", "/c/tea/posts/new"} <= found
    for path in found:
        assert client.get(path).status_code == 200, path


def test_every_way_to_earn_leads_where_it_is_earned(cast):
    client = cast.member.client
    ways = re.search(r'class="ways".*?</ul>', client.get("/c/tea/points").text, re.S)[0]
    led = re.findall(r'class="movement__text"><a href="([^"]+)"', ways)
    assert len(led) == ways.count('class="movement__text"') > 5
    assert {"/c/tea/questions/new", "/c/tea/questions", "/c/tea/topics"} <= set(led)
    assert {client.get(path).status_code for path in led} == {200}
    assert 'href="/c/tea/invites"' not in ways
    staff = cast.moderator.client
    assert 'href="/c/tea/invites"' in staff.get("/c/tea/points").text
    assert staff.get("/c/tea/invites").status_code == 200


def test_invitations_are_no_way_to_earn_inside_wechat(cast):
    client = cast.member.client
    assert "邀请的人留了下来" in client.get("/c/tea/points").text
    inside = {"User-Agent": "Mozilla/5.0 MicroMessenger/8.0"}
    assert "邀请的人留了下来" not in client.get("/c/tea/points", headers=inside).text


def test_no_page_of_the_rules_offers_anything_for_inviting_inside_wechat(app, cast):
    rule = rules.DEFAULTS["invited"]
    earn(app, cast, lambda: actions.change_rules(
        cast.owner.inside(), made.circle_id(),
        RulesChange(version=0, each={"invited": {"points": rule.points + 1}}),
    ))  # fmt: skip
    client = cast.member.client
    inside = {"User-Agent": "Mozilla/5.0 MicroMessenger/8.0"}
    for path in ("/c/tea/points", "/c/tea/points/rules", "/c/tea/points/rules/history"):
        assert "邀请" in client.get(path).text, path
        assert "邀请" not in client.get(path, headers=inside).text, path


def test_the_rules_page_names_only_what_can_be_done_here(cast):
    shown = cast.member.client.get("/c/tea/points/rules").text
    assert "被点赞" in shown
    assert "举报属实" in shown
    assert "消费</span>" not in shown  # the circle is of no brand


def test_points_that_lapse_soon_are_told_of(app, cast, clock):
    earn(app, cast, lambda: made.fill(cast.member, 40))
    earn(app, cast, lambda: lapse_after(months=2))

    def lapsing():
        circle, here = places.enter(Actor(user_id=cast.member.user_id), "tea")
        return queries.my_points(here, circle).lapsing

    assert earn(app, cast, lapsing) == 0
    clock.travel(days=45)
    assert earn(app, cast, lapsing) == 40
    earn(app, cast, lambda: actions.spend(
        made.circle_id(), cast.member.user_id, 15, made.cause("redeem")))  # fmt: skip
    assert earn(app, cast, lapsing) == 25


@action
def lapse_after(months):
    session().add(RuleSet(
        circle_id=made.circle_id(), version=1, from_at=time.now(), rules={"lapse_months": months}
    ))  # fmt: skip


def test_no_page_of_points_costs_more_than_twelve_queries(app, cast):
    def much():
        for number in range(1, 30):
            made.fill(cast.member, number)
        for _ in range(3):
            post(cast.member.inside(), LONG)

    earn(app, cast, much)
    client = cast.member.client
    for path in ("/c/tea/points", "/c/tea/check-in", "/c/tea"):
        client.get(path)
        with statements(app) as sent:
            assert client.get(path).status_code == 200
        assert 0 < len(sent) <= MAX_QUERIES, (path, len(sent), sent)
