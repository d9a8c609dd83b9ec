"""What circles, topics and people may be called; and what circles of fans never have."""

from dataclasses import replace

import pytest

from circle.accounts.names import display_problem, name_problem
from circle.accounts.queries import get_user
from circle.circles import actions
from circle.circles.schemas import NewCircle
from circle.core.db import session, transaction
from circle.core.errors import Conflict, Invalid, NotAllowed
from circle.points import actions as points
from circle.points import queries as point_reads
from circle.points.schemas.rules import RulesChange
from circle.screening.claims import calls_to_war, pretends, pretends_by_address
from tests.factories.circles import found_circle

AGENCIES = (
    "人民日报", "新华社记者站", "杭州公安局", "北京发布", "平安深圳", "上海交警", "国务院办公厅",
    "浙江日报", "人 民 日 报", "人民\u200b日报", "人民日報", "广东卫视", "深圳市政府",
)  # fmt: skip
HARMLESS = (
    "咖啡日报", "法院路茶社", "消防栓乐队", "发布会现场", "平安喜乐", "北京茶友",
    "政府工作报告读书会", "日报写作小组", "警察故事影迷", "上海话", "新华书店爱好者",
)  # fmt: skip
WARS = ("应援集资组", "哥哥打榜群", "控评小分队", "打 榜", "反黑站", "轮博女工", "数据组招新")
PEACE = ("上榜好书", "打卡群", "应援色收藏", "榜样的力量", "数据分析组", "评论区见", "集邮")


@pytest.mark.one_database
def test_agencies_and_media_are_nobodys_name_however_they_are_written():
    assert [name for name in AGENCIES if not pretends(name)] == []
    assert [name for name in HARMLESS if pretends(name)] == []
    assert name_problem("新华社") and display_problem("新华社") and not name_problem("新华书店")


@pytest.mark.one_database
def test_nothing_is_called_for_a_fan_war():
    assert [name for name in WARS if not calls_to_war(name)] == []
    assert [name for name in PEACE if calls_to_war(name)] == []


@pytest.mark.one_database
def test_addresses_pretend_nothing_either():
    assert pretends_by_address("cctv-news") and pretends_by_address("gov")
    assert not pretends_by_address("governor-tea") and not pretends_by_address("tea")


@pytest.mark.parametrize("name", ["人民日报茶圈", "应援集资", "茶\u200b圈", "官方✓"])
def test_a_circle_is_not_opened_or_renamed_so(cast, name):
    told = cast.outsider.client.call("POST", "/circles", {"slug": "fresh", "name": name})
    assert (told.status_code, list(told.json["errors"])) == (422, ["name"])
    told = cast.owner.client.call("PATCH", "/circles/tea", {"name": name})
    assert (told.status_code, list(told.json["errors"])) == (422, ["name"])
    fine = cast.owner.client.call("PATCH", "/circles/tea", {"name": "一席茶官方圈"})
    assert fine.status_code == 200  # a brand's own circle may say so


def test_a_name_from_before_stays_and_site_staff_may_give_one(app, cast):
    with app.app_context(), transaction():
        get_user(cast.outsider.user_id).is_staff = True
    body = {"slug": "paper", "name": "浙江日报读者"}
    assert cast.outsider.client.call("POST", "/circles", body).status_code == 201
    with app.app_context(), transaction():
        get_user(cast.outsider.user_id).is_staff = False
    same = {"name": body["name"], "intro": "读报的人"}
    assert cast.outsider.client.call("PATCH", "/circles/paper", same).status_code == 200


def test_a_topic_is_not_called_for_a_fan_war(cast):
    owner = cast.owner.client
    body = {"title": "一起打榜", "body": "来", "topic_kind": "discussion"}
    told = owner.call("POST", "/circles/tea/topics", body)
    assert (told.status_code, list(told.json["errors"])) == (422, ["title"])
    made = owner.call("POST", "/circles/tea/topics", {**body, "title": "一起喝茶"})
    assert made.status_code == 201
    told = owner.call("PATCH", f"/topics/{made.json['id']}", {"title": "控评集合"})
    assert told.status_code == 422


@pytest.fixture
def fans(inside, cast):
    """A circle of fans, owned by the outsider."""
    return found_circle(cast.outsider.actor, "fans", preset="fans", name="听歌的人")


def test_a_circle_of_fans_never_turns_on_what_is_forbidden(cast, inside, fans):
    keeper = cast.outsider.actor
    for key in ("purchase", "make_up"):
        with pytest.raises(Conflict) as refused:
            points.change_rules(keeper, fans.id, RulesChange(0, {key: {"points": 7}}))
        assert refused.value.code == "forbidden_here" and "粉丝" in str(refused.value.message)
        session().rollback()
    points.change_rules(keeper, fans.id, RulesChange(0, {"post": {"points": 4}}))


def test_a_circle_of_fans_has_no_board_and_no_days_to_buy(cast, inside, fans):
    here = cast.outsider.inside("fans")
    with pytest.raises(NotAllowed) as refused:
        point_reads.get_board(here, fans, "all")
    assert refused.value.code == "forbidden_here"
    assert not point_reads.calendar(here, fans).make_ups.offered
    browser = cast.outsider.client
    assert browser.get("/c/fans/leaders").status_code == 403
    assert browser.call("GET", "/circles/fans/leaderboard").status_code == 403
    assert "leaders" not in browser.get("/c/fans/points").text
    assert cast.owner.client.get("/c/tea/leaders").status_code == 200


def test_who_is_in_the_mode_for_minors_opens_no_circle_of_fans(cast, inside):
    minor = replace(cast.outsider.actor, is_minor=True)
    with pytest.raises(NotAllowed):
        actions.create_circle(minor, NewCircle("young", "听歌", "fans"))
    assert actions.create_circle(minor, NewCircle("young", "听歌", "interest")).id
    with pytest.raises(Invalid):
        actions.create_circle(cast.outsider.actor, NewCircle("gov", "听歌"))
