"""The pages of topics: who sees and does what on them, and that nothing typed is lost."""

import re
from datetime import timedelta

import pytest

from circle.circles import actions as circles
from circle.circles.schemas import SettingsChange
from circle.core.db import db
from circle.topics import actions
from circle.topics.models import Topic
from tests.factories.topics import open_topic, reply

pytestmark = pytest.mark.usefixtures("calm")
LIST = "/c/tea/topics"
STANDINGS = ("owner", "admin", "moderator", "guest", "member", "outsider", "removed", "banned")


def settings(app, cast, **change):
    with app.app_context():
        owner = cast.owner.inside()
        circles.change_settings(owner, owner.circle_id, SettingsChange(**change))


def opened(app, cast, floors=0, **more):
    """A topic of the owner's with so many floors of the member's: its number and theirs."""
    with app.app_context():
        number = open_topic(cast.owner.inside(), **more).id
        member = cast.member.inside()
        return number, [reply(member, number, f"第{one}句话。").id for one in range(1, floors + 1)]


def page(browser, path, status=200):
    found = browser.get(path)
    assert found.status_code == status, found.get_data(as_text=True)[:400]
    return found.get_data(as_text=True)


def numbers(html):
    """The floors of a page, in order."""
    return [int(one) for one in re.findall(r'data-floor="(\d+)"', html)]


def test_everybody_reads_a_public_circles_topics(app, cast, anyone):
    number, _floors = opened(app, cast, 1)
    for who in (None, *STANDINGS):
        browser = cast[who].client if who else anyone
        assert "周末一起去山上采春茶" in page(browser, LIST), who
        seen = page(browser, f"{LIST}/{number}")
        assert "第1句话" in seen and "1 楼" in seen and "主持人" in seen, who


def test_members_of_a_private_circle_alone_read_its_topics(app, cast, anyone):
    number, floors = opened(app, cast, 1)
    settings(app, cast, visibility="private")
    for browser in (anyone, cast.outsider.client, cast.removed.client, cast.banned.client):
        for path in (LIST, f"{LIST}/{number}", f"/topics/{number}", f"/replies/{floors[0]}"):
            page(browser, path, 404)
    seen = page(cast.guest.client, f"{LIST}/{number}")
    assert "第1句话" in seen and "application/ld+json" not in seen and "noindex" in seen


def test_outsiders_of_a_preview_circle_read_title_and_beginning(app, cast, anyone):
    body = "第一句。" + "很长的开场。" * 60 + "结尾的秘密"
    number, _floors = opened(app, cast, 1, body=body, rules="秘密的规则")
    settings(app, cast, visibility="preview")
    for browser in (anyone, cast.outsider.client):
        seen = page(browser, f"{LIST}/{number}")
        assert "周末一起去山上采春茶" in seen and "第一句" in seen and "加入后看全文" in seen
        for kept in ("第1句话", "结尾的秘密", "秘密的规则", "application/ld+json"):
            assert kept not in seen
    seen = page(cast.member.client, f"{LIST}/{number}")
    assert "结尾的秘密" in seen and "第1句话" in seen and "秘密的规则" in seen


def test_a_topic_is_found_under_its_own_circle_alone(app, cast, anyone):
    from tests.factories.circles import found_circle

    number, floors = opened(app, cast, 1)
    with app.app_context():
        found_circle(cast.owner.actor, "coffee", name="咖啡")
    page(anyone, f"/c/coffee/topics/{number}", 404)
    page(anyone, f"{LIST}/{floors[0]}", 404)
    page(anyone, f"{LIST}/999999", 404)
    page(anyone, f"/topics/{floors[0]}", 404)
    page(anyone, f"/replies/{number}", 404)
    assert anyone.get(f"/topics/{number}").location == f"{LIST}/{number}"
    found = anyone.get(f"/replies/{floors[0]}").location
    assert found == f"{LIST}/{number}?reply={floors[0]}#e{floors[0]}"


@pytest.fixture
def long(app, cast, scene, calm):
    """A topic with 31 floors, which are two pages: its number and theirs."""
    return scene("a topic of 31 floors", lambda: opened(app, cast, 31))


def test_floors_are_paged_jumped_to_and_gone_back_from(cast, long):
    number, _floors = long
    browser, path = cast.guest.client, f"{LIST}/{number}"
    first = page(browser, path)
    assert numbers(first) == list(range(1, 21)) and "更早的楼层" not in first
    assert "要说" not in first and "去哪座山" in first and "再看一遍开场" not in first
    following = re.search(r'data-more rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")
    assert numbers(page(browser, following)) == list(range(21, 32))
    jumped = page(browser, f"{path}?floor=26")
    assert numbers(jumped) == list(range(26, 32)) and "再看一遍开场" in jumped
    assert f"{path}?before=26#floors" in jumped
    before = page(browser, f"{path}?before=26")
    assert numbers(before) == list(range(6, 26)) and f"{path}?before=6#floors" in before
    assert "?before=" not in page(browser, f"{path}?before=6")
    following = re.search(r'data-more rel="next" href="([^"]+)"', before)[1]
    assert numbers(page(browser, following.replace("&amp;", "&"))) == list(range(26, 32))
    assert numbers(page(browser, f"{path}?floor=32")) == []
    for wrong in ("floor=0", "floor=x", "floor=99999999999", "before=-1", "view=none", "cursor=%"):
        page(browser, f"{path}?{wrong}", 400)


def test_a_floor_named_by_its_entry_stands_on_the_page_it_leads_to(app, cast, anyone, long):
    number, floors = long
    path = f"{LIST}/{number}"
    for place in (0, 1, 14, 30):
        seen = page(anyone, f"{path}?reply={floors[place]}")
        assert f'id="e{floors[place]}"' in seen and place + 1 in numbers(seen)
    for wrong in ("reply=999999", "reply=x", f"reply={number}", "reply=1" + "0" * 30):
        assert numbers(page(anyone, f"{path}?{wrong}"))[0] == 1
    other, elsewhere = opened(app, cast, 3, title="另一个话题")
    assert numbers(page(anyone, f"{path}?reply={elsewhere[2]}")) == list(range(1, 21))
    assert numbers(page(anyone, f"{LIST}/{other}?reply={elsewhere[2]}")) == [1, 2, 3]


def test_the_hosts_floors_and_the_most_liked_have_views_of_their_own(app, cast, anyone):
    from circle.content.actions import like_entry

    number, floors = opened(app, cast, 3)
    with app.app_context():
        reply(cast.owner.inside(), number, "主持人说的话。")
        like_entry(cast.guest.actor, floors[1])
    assert numbers(page(anyone, f"{LIST}/{number}?view=host")) == [4]
    assert numbers(page(anyone, f"{LIST}/{number}?view=hot")) == [2]
    assert numbers(page(anyone, f"{LIST}/{number}")) == [1, 2, 3, 4]


def test_new_floors_are_marked_for_who_read_before(app, cast, anyone, long):
    number, _floors = long
    path = f"{LIST}/{number}"
    member = cast.guest.client
    assert "从这里开始是新的" not in page(member, path)
    with app.app_context():
        actions.mark_read(cast.guest.actor, number, 3)
    seen = page(member, path)
    assert seen.index('data-floor="3"') < seen.index("从这里开始是新的") < seen.index(
        'data-floor="4"'
    )
    assert "28 楼未读" in page(member, LIST) and "楼未读" not in page(anyone, LIST)
    with app.app_context():
        actions.mark_read(cast.guest.actor, number, 28)
    seen = page(member, path)
    assert f"{path}?floor=29#floors" in seen and "从这里开始是新的" not in seen
    seen = page(member, f"{path}?floor=29")
    assert numbers(seen) == [29, 30, 31] and "从这里开始是新的" in seen


def test_only_members_tell_how_far_they_read(app, cast, anyone):
    number, _floors = opened(app, cast, 1)
    path = f"{LIST}/{number}"
    assert f"/api/v1/topics/{number}/read" in page(cast.member.client, path)
    for browser in (anyone, cast.outsider.client):
        assert "data-reading" not in page(browser, path)
    assert "data-reading" not in page(cast.member.client, f"{path}?view=hot")


def test_who_may_take_part_is_offered_it_and_others_are_told_how(app, cast, anyone):
    number, _floors = opened(app, cast, 1)
    path = f"{LIST}/{number}"
    assert f'href="/topics/{number}/reply"' in page(cast.member.client, path)
    assert "登录后参与" in page(anyone, path) and "加入后参与" in page(cast.outsider.client, path)
    with app.app_context():
        actions.close_topic(cast.owner.actor, number, "谢谢大家。\n下次见。")
    seen = page(cast.member.client, path)
    assert f"/topics/{number}/reply" not in seen and "这个话题已经结束" in seen
    assert "谢谢大家。\n下次见。" in page(anyone, path) and "登录后参与" not in page(anyone, path)


def test_a_page_kept_for_guests_follows_the_clock(app, cast, anyone, clock):
    from circle.core import clock as time

    with app.app_context():
        opens = time.now() + timedelta(hours=2)
        number = open_topic(
            cast.owner.inside(), "event", starts_at=opens, ends_at=opens + timedelta(hours=3)
        ).id
    assert "即将开始" in page(anyone, f"{LIST}/{number}")
    clock.travel(hours=3)
    assert "进行中" in page(anyone, f"{LIST}/{number}") and "还有 2 小时" in page(anyone, LIST)
    clock.travel(hours=3)
    assert "已结束" in page(anyone, f"{LIST}/{number}") and "已结束" in page(anyone, LIST)


def test_host_and_staff_look_after_a_topic(app, cast):
    with app.app_context():
        number = open_topic(cast.guest.inside()).id
    path, at = f"{LIST}/{number}", f"/topics/{number}"
    host = cast.guest.client
    assert f"{at}/manage" in page(host, path) and "总结" in page(host, f"{at}/manage")
    assert f"{at}/host" not in page(host, f"{at}/manage")
    assert f"{at}/host" in page(cast.moderator.client, f"{at}/manage")
    assert host.submit(f"{at}/slow-mode", {"minutes": "5"}).location == path
    assert "慢速模式" in page(host, path)
    assert host.submit(f"{at}/slow-mode", {"minutes": "-1"}).status_code == 422
    closed = host.submit(f"{at}/close", {"closing": "就到这里。"})
    assert closed.location == path and "就到这里。" in page(host, path)
    again = host.submit(f"{at}/close", {"closing": "再说一次。"})
    assert again.status_code == 409 and "再说一次。" not in page(host, path)
    assert host.submit(f"{at}/reopen").location == path
    assert "关闭" not in page(cast.member.client, path).split("floors")[0]


def test_nobody_else_looks_after_a_topic(app, cast):
    number, _floors = opened(app, cast)
    at = f"/topics/{number}"
    for who in ("member", "outsider", "removed", "banned"):
        browser = cast[who].client
        assert f"{at}/manage" not in page(browser, f"{LIST}/{number}"), who
        page(browser, f"{at}/manage", 404)
        for place, data in (("close", {"closing": "偷偷关"}), ("slow-mode", {"minutes": "5"}),
                            ("host", {"member_id": "1"}), ("reopen", {})):  # fmt: skip
            assert browser.submit(f"{at}/{place}", data).status_code == 403, (who, place)
    with app.app_context():
        topic = db.session.get(Topic, number)
        assert topic.closed_at is None and topic.slow_seconds == 0
        assert topic.host_id == cast.owner.user_id


def test_staff_give_a_topic_to_another_host(app, cast):
    number, _floors = opened(app, cast)
    sheet = page(cast.admin.client, f"/topics/{number}/manage")
    options = re.findall(r'<option value="(\d+)"[^>]*>guest_of_tea<', sheet)
    assert len(options) == 1
    passed = cast.admin.client.submit(f"/topics/{number}/host", {"member_id": options[0]})
    assert passed.location == f"{LIST}/{number}"
    with app.app_context():
        assert db.session.get(Topic, number).host_id == cast.guest.user_id
    wrong = cast.admin.client.submit(f"/topics/{number}/host", {"member_id": "999999"})
    assert wrong.status_code == 422


def test_lists_are_chosen_by_kind_and_state_and_a_wrong_choice_is_told(app, cast, anyone):
    opened(app, cast, title="一个讨论在这里")
    opened(app, cast, kind="event", title="一个活动在这里")
    for path, there, gone in (
        (f"{LIST}?kind=event", "一个活动在这里", "一个讨论在这里"),
        (f"{LIST}?kind=discussion&order=newest", "一个讨论在这里", "一个活动在这里"),
        (f"{LIST}?state=running&order=hot", "一个活动在这里", "没有符合"),
    ):
        seen = page(anyone, path)
        assert there in seen and gone not in seen
    assert "一个讨论在这里" not in page(anyone, f"{LIST}?state=over")
    for wrong in ("order=best", "kind=party", "state=gone", "cursor=%"):
        page(anyone, f"{LIST}?{wrong}", 400)


def test_topics_have_a_tab_where_there_are_some_or_one_may_open_the_first(app, cast, anyone):
    assert LIST not in page(anyone, "/c/tea").split('class="feed"')[0]
    assert f'href="{LIST}"' in page(cast.owner.client, "/c/tea")
    opened(app, cast)
    for path in ("/c/tea", "/c/tea/questions", LIST):
        assert f'href="{LIST}"' in page(anyone, path)


def test_programs_are_told_of_a_topic_and_its_floors(app, cast, anyone):
    import json

    number, floors = opened(app, cast, 2, title="带</script>的标题")
    seen = page(anyone, f"{LIST}/{number}")
    told = json.loads(re.search(r'application/ld\+json">(.+?)</script>', seen)[1])
    assert told["@type"] == "DiscussionForumPosting" and told["headline"] == "带</script>的标题"
    assert [one["text"] for one in told["comment"]] == ["第1句话。", "第2句话。"]
    assert told["comment"][1]["url"].endswith(f"/topics/{number}?reply={floors[1]}#e{floors[1]}")
    counted = {one["interactionType"]: one["userInteractionCount"]
               for one in told["interactionStatistic"]}  # fmt: skip
    assert counted["https://schema.org/CommentAction"] == 2
