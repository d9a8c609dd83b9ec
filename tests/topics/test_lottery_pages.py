"""Lotteries as JSON and as pages: what each reader sees, and what nobody sees too early."""

import re
from datetime import timedelta

import pytest

from circle.circles import actions as circles
from circle.circles.schemas import SettingsChange
from circle.core import clock as core_clock
from circle.core.db import db
from circle.topics import actions
from circle.wiring import JOBS
from tests.factories.topics import hold_lottery, offer_trial, open_topic
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("calm")
PAGE_BUDGET = 12


def body(**more):
    """A lottery as programs send it."""
    now = core_clock.now()
    return {
        "sponsor": "一席茶", "rules": "写过东西的成员都可以参加。",
        "prizes": [{"name": "茶壶", "count": 1, "worth": 300, "note": "把地址发给圈主"}],
        "freezes_at": (now + timedelta(days=1)).isoformat(),
        "draws_at": (now + timedelta(days=2)).isoformat(),
        "min_account_days": 0, "min_entries": 0, **more,
    }  # fmt: skip


@pytest.fixture
def topic(cast, scene, calm):
    """A topic of the owner's."""
    return scene("a topic of the owner's", lambda: open_topic(cast.owner.inside()).id)


@pytest.fixture
def lottery(cast, scene, topic):
    """A draw on it, with the member and the guest on the list."""

    def make():
        ident = hold_lottery(cast.owner.inside(), topic).id
        for who in ("member", "guest"):
            actions.enter_lottery(cast[who].inside(), ident)
        return ident

    return scene("a draw that two entered", make)


def draw(app, clock):
    """Let its time come."""
    clock.travel(days=3)
    with app.app_context():
        JOBS["topics.run_lotteries"]({})
        db.session.remove()


def test_a_lottery_is_held_entered_left_and_called_off(cast, topic):
    owner, member = cast.owner.client, cast.member.client
    assert member.call("POST", f"/topics/{topic}/lottery", body()).status_code == 403
    made = owner.call("POST", f"/topics/{topic}/lottery", body())
    assert made.status_code == 201
    assert (made.json["chances"], len(made.json["commitment"])) == (1, 64)
    assert "seed" in made.json
    at = f"/lotteries/{made.json['id']}"
    assert owner.call("POST", f"/topics/{topic}/lottery", body()).json["code"] == "has_lottery"
    entered = member.call("PUT", f"{at}/entry")
    assert entered.json["viewer"]["entered"] is True
    assert entered.json["entrants"] == 1
    assert owner.call("PUT", f"{at}/entry").json["code"] == "insider"
    assert member.call("DELETE", f"{at}/entry").json["entrants"] == 0
    assert member.call("PUT", f"{at}/cancellation", {"reason": "不办了"}).status_code == 403
    off = owner.call("PUT", f"{at}/cancellation", {"reason": "奖品没有到货"})
    assert (off.json["state"], off.json["cancelled_reason"]) == ("cancelled", "奖品没有到货")
    assert member.call("GET", f"/topics/{topic}/lottery").json["id"] == made.json["id"]


WRONG = (
    {"prizes": []},
    {"prizes": [{"name": "车", "count": 1, "worth": 50_001}]},
    {"prizes": [{"name": "茶", "count": 0, "worth": 1}]},
    {"prizes": [{"name": "茶", "count": 1, "worth": 1}, {"name": "茶", "count": 2, "worth": 1}]},
    {"sponsor": ""}, {"rules": ""}, {"min_entries": -1}, {"chances_for_points": 3},
)  # fmt: skip


def test_what_breaks_the_rules_of_lotteries_is_refused(cast, topic):
    for change in WRONG:
        refused = cast.owner.client.call("POST", f"/topics/{topic}/lottery", body(**change))
        assert refused.status_code == 422, change
    highest = {"prizes": [{"name": "车", "count": 1, "worth": 50_000}]}
    made = cast.owner.client.call("POST", f"/topics/{topic}/lottery", body(**highest))
    assert made.status_code == 201


def test_nothing_of_it_can_be_changed(cast, lottery):
    for method in ("PATCH", "PUT", "POST", "DELETE"):
        answer = cast.owner.client.call(method, f"/lotteries/{lottery}", body())
        assert answer.status_code == 405


def test_names_are_for_members_and_numbers_for_everybody(anyone, cast, lottery):
    def listed(client):
        return client.get(f"/api/v1/lotteries/{lottery}/entrants").json["items"]

    assert [one["member"] for one in listed(anyone)] == [None, None]
    seen = listed(cast.moderator.client)
    assert {one["member"]["id"] for one in seen} == {cast.member.user_id, cast.guest.user_id}
    assert [one["uid"] for one in seen] == sorted(one["uid"] for one in listed(anyone))
    page = anyone.get(f"/lotteries/{lottery}").text
    assert seen[0]["uid"] in page
    assert "member_of_tea" not in page
    assert "member_of_tea" in cast.moderator.client.get(f"/lotteries/{lottery}").text


def test_the_list_pages_in_its_order(anyone, lottery):
    first = anyone.get(f"/api/v1/lotteries/{lottery}/entrants?limit=1").json
    rest = anyone.get(
        f"/api/v1/lotteries/{lottery}/entrants?limit=1&cursor={first['next']}"
    ).json
    assert first["items"][0]["uid"] < rest["items"][0]["uid"]
    assert rest["next"] is None
    wrong = anyone.get(f"/api/v1/lotteries/{lottery}/entrants?cursor=WzAsIDFd")
    assert wrong.status_code == 400


def test_a_cursor_of_the_list_names_nobody(anyone, lottery):
    first = anyone.get(f"/api/v1/lotteries/{lottery}/entrants?limit=1").json
    assert first["next"] == first["items"][0]["uid"]


def test_a_topic_that_went_is_not_named_by_its_lottery(app, anyone, cast, clock, topic, lottery):
    title = "周末一起去山上采春茶"
    assert cast.owner.client.call("DELETE", f"/topics/{topic}").status_code == 409
    draw(app, clock)
    assert title in anyone.get(f"/lotteries/{lottery}").text
    assert cast.owner.client.call("DELETE", f"/topics/{topic}").status_code == 204
    page = anyone.get(f"/lotteries/{lottery}")
    assert page.status_code == 200
    assert title not in page.text
    assert f"/topics/{topic}" not in page.text


def test_the_seed_is_nowhere_before_the_draw(app, anyone, cast, clock, lottery):
    proof = cast.owner.client.get(f"/api/v1/lotteries/{lottery}/proof").json
    assert (proof["seed"], proof["digest"], proof["uids"]) == (None, None, [])
    draw(app, clock)
    proof = anyone.get(f"/api/v1/lotteries/{lottery}/proof").json
    assert (len(proof["seed"]), len(proof["uids"]), len(proof["winners"])) == (64, 2, 2)
    page = anyone.get(f"/lotteries/{lottery}").text
    assert proof["seed"] in page
    assert "data-verify-go" in page


def test_what_winners_do_is_told_to_them_and_the_host_alone(app, anyone, cast, clock, lottery):
    draw(app, clock)
    proof = anyone.get(f"/api/v1/lotteries/{lottery}/proof").json
    of_member = cast.member.client.get(f"/api/v1/lotteries/{lottery}").json["viewer"]["prize"]
    first = next(one["uid"] for one in proof["winners"] if one["prize"] == 0)
    assert first
    winner, other = ("member", "guest") if of_member == 0 else ("guest", "member")
    for who, reads in ((winner, True), ("owner", True), (other, False), ("outsider", False)):
        page = cast[who].client.get(f"/lotteries/{lottery}").text
        assert ("把地址发给圈主" in page) is reads, who


def test_winners_as_a_table_are_for_who_hands_the_prizes_out(app, cast, clock, lottery):
    draw(app, clock)
    path = f"/lotteries/{lottery}/winners.csv"
    assert cast.member.client.get(path).status_code == 403
    rows = cast.owner.client.get(path).text.splitlines()
    assert len(rows) == 3
    assert "茶壶" in rows[1]


def test_a_page_announces_one_and_says_what_is_wrong(cast, topic):
    browser, at = cast.owner.client, f"/topics/{topic}/lottery/new"
    assert browser.get(at).status_code == 200
    assert cast.member.client.get(at).status_code == 403
    soon = f"{core_clock.local(core_clock.now() + timedelta(days=1)):%Y-%m-%dT%H:%M}"
    form = {"sponsor": "一席茶", "rules": "都可以", "name_0": "茶壶", "count_0": "x",
            "worth_0": "300", "note_0": "", "freezes_at": soon, "draws_at": soon,
            "min_account_days": "0", "min_entries": "0"}  # fmt: skip
    wrong = browser.submit(at, form)
    assert wrong.status_code == 422
    assert "field__error" in wrong.text
    made = browser.submit(at, {**form, "count_0": "1"})
    assert made.status_code == 303
    page = browser.get(made.location).text
    assert "茶壶" in page
    assert browser.get(at).location == made.location
    member = cast.member.client
    assert member.submit(f"{made.location}/enter").status_code == 303
    assert member.submit(f"{made.location}/leave").status_code == 303
    assert browser.submit(f"{made.location}/cancel", {"reason": ""}).status_code == 422
    assert browser.submit(f"{made.location}/cancel", {"reason": "不办了"}).status_code == 303


def test_a_private_circles_lottery_is_nowhere(app, anyone, cast, lottery):
    assert anyone.get(f"/lotteries/{lottery}").status_code == 200
    with app.app_context():
        owner = cast.owner.inside()
        circles.change_settings(owner, owner.circle_id, SettingsChange(visibility="private"))
        db.session.remove()
    for path in ("", "/proof", "/entrants"):
        assert anyone.get(f"/api/v1/lotteries/{lottery}{path}").status_code == 404
        assert cast.outsider.client.get(f"/api/v1/lotteries/{lottery}{path}").status_code == 404
        assert cast.member.client.get(f"/api/v1/lotteries/{lottery}{path}").status_code == 200


def test_a_guest_reading_the_topic_sees_the_list_grow(anyone, cast, topic):
    path = f"/c/tea/topics/{topic}"
    assert "lottery-title" not in anyone.get(path).text
    cast.owner.client.call("POST", f"/topics/{topic}/lottery", body())
    assert "lottery-title" in anyone.get(path).text


def test_the_pages_stay_within_their_budget_of_queries(app, cast, clock, topic):
    made = cast.owner.client.call("POST", f"/topics/{topic}/lottery", body(min_entries=1)).json
    cast.guest.client.call("PUT", f"/lotteries/{made['id']}/entry")
    paths = (f"/lotteries/{made['id']}", f"/c/tea/topics/{topic}")

    def read_all():
        browser = cast.member.client
        browser.get("/")
        for path in paths:
            with statements(app) as said:
                assert browser.get(path).status_code == 200
            assert len(said) <= PAGE_BUDGET, "\n".join(said)

    read_all()
    draw(app, clock)
    read_all()


def test_lists_say_what_is_drawn_and_what_is_to_be_tried(app, cast, topic):
    with app.app_context():
        host = cast.owner.inside()
        call = open_topic(host, "call", "另一个话题").id
        offer_trial(host, call)
        db.session.remove()
    browser, named = cast.member.client, r'<span class="thread__kind">(.+?)</span>'
    assert re.findall(named, browser.get("/c/tea/topics").text) == ["征集", "试用", "讨论"]
    made = cast.owner.client.call("POST", f"/topics/{topic}/lottery", body()).json["id"]
    for path, names in (("", ["征集", "试用", "抽奖"]), (f"/{topic}", ["抽奖"])):
        assert re.findall(named, browser.get(f"/c/tea/topics{path}").text) == names
    off = cast.owner.client.call("PUT", f"/lotteries/{made}/cancellation", {"reason": "没有货"})
    assert off.status_code == 200
    assert re.findall(named, browser.get(f"/c/tea/topics/{topic}").text) == ["讨论"]
    assert re.findall(named, browser.get("/c/tea/topics").text)[-1] == "讨论"
