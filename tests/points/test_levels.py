"""Levels: what they open is read from the circle's table; told once; lowered by staff, with why."""

import pytest
from sqlalchemy import select

from circle.circles import actions as circles
from circle.circles import queries as places
from circle.core.actor import Actor
from circle.core.db import action, db, session
from circle.core.errors import Conflict, Invalid, NotAllowed
from circle.points import queries
from circle.points.models import LedgerTransfer, MemberBadge
from tests.factories import points as made
from tests.factories.content import comment, post
from tests.statements import statements

LINK = "新到的白茶在这里 https://example.org/tea 看一看。"
TAPPED = 'href="https://example.org/tea"'


pytestmark = pytest.mark.usefixtures("calm")


def grow(person, growth=60):
    """So much growth, twenty at a time."""
    for _ in range(growth // 20):
        made.happen(person)


@action
def own_table(*levels):
    """Give the circle its own levels: growth and privileges of each."""
    circle, _here = places.enter(Actor(is_system=True), "tea")
    circle.levels = [{"growth": growth, "privileges": list(opens)} for growth, opens in levels]


def lower(person, who, level=1, reason="刷屏"):
    return circles.lower_level(person.actor, made.standing(who).id, level, reason)


# What a level opens


def test_links_of_a_first_level_member_are_plain_text_and_of_the_second_can_be_tapped(inside, cast):
    assert TAPPED not in post(cast.member.inside(), LINK).html
    grow(cast.member)
    assert made.standing(cast.member).level == 2
    assert TAPPED in post(cast.member.inside(), LINK).html


def test_comments_follow_the_same_table(inside, cast):
    entry = post(cast.owner.inside(), "今天喝什么？")
    assert TAPPED not in comment(cast.member.inside(), entry.id, LINK).html
    grow(cast.member)
    assert TAPPED in comment(cast.member.inside(), entry.id, LINK).html


def test_a_circles_own_table_decides_what_a_level_opens(inside, cast):
    own_table((0, ("links",)), (10, ("links", "polls")))
    assert TAPPED in post(cast.member.inside(), LINK).html
    own_table((0, ()), (10, ()), (100, ("links",)))
    grow(cast.member)
    assert made.standing(cast.member).level == 2
    assert TAPPED not in post(cast.member.inside(), LINK).html


@pytest.mark.parametrize("standing", ["owner", "admin", "moderator", "guest"])
def test_guests_and_staff_hold_every_privilege_at_any_level(inside, cast, standing):
    own_table((0, ()), (10, ()))
    assert made.standing(cast[standing]).level == 1
    assert TAPPED in post(cast[standing].inside(), LINK).html
    assert not cast.member.inside().privileges


# Where a level shows


def test_the_ring_of_a_level_is_drawn_by_the_circle_it_belongs_to_wherever_circles_meet(app, cast):
    client, pages = cast.member.client, ("/u/member_of_tea", "/me")

    def rings():
        return [client.get(page).text.count('data-level="6"') > 0 for page in pages]

    with app.app_context():
        post(cast.member.inside(), LINK)
        put_at(cast.member, 3)
        db.session.remove()
    assert rings() == [False, False]
    with app.app_context():
        own_table((0, []), (10, ["links"]), (15, ["badge", "links"]))
        db.session.remove()
    assert rings() == [True, True]


def test_a_level_shows_wherever_a_name_does(app, cast):
    with app.app_context():
        grow(cast.member)
        entry = post(cast.member.inside(), LINK)
        comment(cast.member.inside(), entry.id, "再泡一壶看看吧。")
        member, number = made.standing(cast.member).id, entry.id
        db.session.remove()
    reader = cast.moderator.client
    badge = 'data-level="2"'
    for path in (f"/c/tea/posts/{number}", f"/c/tea/members/{member}", "/c/tea/members", "/c/tea"):
        assert badge in reader.get(path).text, path
    assert reader.get(f"/c/tea/posts/{number}").text.count(badge) >= 2
    assert reader.call("GET", f"/posts/{number}").json["author"]["level"] == 2
    assert reader.call("GET", f"/members/{member}").json["level"] == 2
    said = reader.call("GET", f"/entries/{number}/comments").json["items"][0]
    assert said["author"]["level"] == 2


# A level reached is told once


def test_a_level_reached_is_told_on_the_next_page_until_it_is_put_away(app, cast):
    client = cast.member.client
    assert "data-celebration" not in client.get("/c/tea").text
    with app.app_context():
        grow(cast.member)
        db.session.remove()
    page = client.get("/c/tea").text
    assert "你升到了 Lv2" in page and "可点开的链接" in page
    for composer in ("posts/new", "questions/new"):
        writing = client.get(f"/c/tea/{composer}")
        assert writing.status_code == 200 and "data-celebration" not in writing.text, composer
    assert "data-celebration" in client.get("/c/tea/about").text
    assert "data-celebration" not in cast.owner.client.get("/c/tea").text
    answer = client.submit("/c/tea/told", {"level": "2", "badges": ["featured_1", "featured_3"]})
    assert answer.status_code == 303
    assert "data-celebration" not in client.get("/c/tea").text


def test_what_a_level_opened_stays_to_be_read_with_ones_points(app, cast):
    client = cast.member.client
    assert "已为你开放" not in client.get("/c/tea/points").text
    with app.app_context():
        grow(cast.member)
        grow(cast.moderator)
        db.session.remove()
    client.submit("/c/tea/told", {"level": "2"})
    assert "Lv2 已为你开放：可点开的链接" in client.get("/c/tea/points").text
    assert "已为你开放" not in cast.moderator.client.get("/c/tea/points").text


def test_telling_costs_one_query_and_nothing_when_there_is_nothing(app, cast):
    client = cast.member.client
    client.get("/c/tea")
    with statements(app) as plain:
        client.get("/c/tea/about")
    with app.app_context():
        grow(cast.member)
        db.session.remove()
    with statements(app) as told:
        assert "data-celebration" in client.get("/c/tea/about").text
    assert len(told) == len(plain) + 1


def test_what_was_earned_since_the_sheet_was_shown_is_still_told(app, cast):
    with app.app_context():
        grow(cast.member, 20)
        db.session.remove()
    client = cast.member.client
    page = client.get("/c/tea").text
    assert "得到 1 枚新勋章" in page and "data-celebration" not in page
    with app.app_context():
        grow(cast.member)
        db.session.remove()
    client.submit("/c/tea/told", {"level": "1", "badges": "featured_1"})
    page = client.get("/c/tea").text
    assert "你升到了 Lv2" in page and "3 次被评为精华" in page and "值得留存" not in page
    with app.app_context():
        told = session().scalars(
            select(MemberBadge.badge).where(MemberBadge.told_at.is_not(None))
        ).all()
        assert told == ["featured_1"]
        db.session.remove()


def test_nobody_is_congratulated_for_what_they_did_not_reach(app, cast):
    client = cast.member.client
    client.submit("/c/tea/told", {"level": "6"})
    with app.app_context():
        assert made.standing(cast.member).level_told == 1
        db.session.remove()


def test_staff_are_told_of_badges_and_not_of_levels_that_open_nothing_to_them(app, cast):
    with app.app_context():
        grow(cast.moderator)
        db.session.remove()
    page = cast.moderator.client.get("/c/tea").text
    assert "得到 2 枚新勋章" in page and "你升到了" not in page


def test_points_stand_on_members_pages_alone(anyone, cast):
    assert 'data-points="0"' in cast.member.client.get("/c/tea").text
    assert "data-points" not in anyone.get("/c/tea").text
    assert "data-points" not in cast.outsider.client.get("/c/tea").text


# A level is lowered by staff alone


def test_staff_lower_a_level_growth_falls_to_where_it_begins_and_points_stay(inside, cast):
    grow(cast.member, 220)
    assert made.standing(cast.member).level == 3
    lower(cast.moderator, cast.member, 2)
    member = made.standing(cast.member)
    assert (member.level, member.growth, member.points) == (2, 50, 220)
    line = session().scalars(select(LedgerTransfer).order_by(LedgerTransfer.id.desc())).first()
    assert (line.rule, line.growth, line.facts["reason"]) == ("lowered", -170, "刷屏")
    assert not list(queries.wrong_lines()) and not list(queries.wrong_transfers())


def test_a_lowered_level_rises_again_by_growth(inside, cast):
    grow(cast.member)
    lower(cast.moderator, cast.member)
    made.happen(cast.member)
    assert made.standing(cast.member).level == 1
    grow(cast.member, 40)
    member = made.standing(cast.member)
    assert (member.level, member.level_told) == (2, 1)


def test_a_level_kept_above_its_growth_is_lowered_without_taking_any(inside, cast):
    own_table((0, ()), (40, ()), (1000, ()))
    grow(cast.member, 40)
    own_table((0, ()), (500, ()), (1000, ()))
    lower(cast.moderator, cast.member)
    member = made.standing(cast.member)
    assert (member.level, member.growth) == (1, 0)


def test_its_member_reads_why_in_the_history(app, cast):
    with app.app_context():
        grow(cast.member)
        lower(cast.moderator, cast.member, reason="连发广告")
        db.session.remove()
    page = cast.member.client.get("/c/tea/points").text
    assert "等级被管理员下调" in page and "连发广告" in page


def test_levels_are_only_lowered(inside, cast):
    grow(cast.member)
    for level in (2, 3, 0):
        with pytest.raises(Invalid):
            lower(cast.moderator, cast.member, level)
    assert lower(cast.moderator, cast.member, 1).level == 1


def test_only_who_may_mute_lowers_and_only_below_themselves(inside, cast):
    for person in (cast.member, cast.admin, cast.moderator):
        grow(person)
    for who, whom in ((cast.guest, cast.member), (cast.moderator, cast.admin),
                      (cast.moderator, cast.moderator)):  # fmt: skip
        with pytest.raises(NotAllowed):
            lower(who, whom)
    assert lower(cast.admin, cast.moderator).level == 1


def test_who_is_gone_has_no_level_to_lower(inside, cast):
    grow(cast.member)
    circles.remove_member(cast.owner.actor, made.standing(cast.member).id)
    with pytest.raises(Conflict):
        lower(cast.owner, cast.member)


def test_staff_lower_a_level_from_the_members_page(app, cast):
    with app.app_context():
        grow(cast.member)
        path = f"/c/tea/members/{made.standing(cast.member).id}"
        db.session.remove()
    staff = cast.moderator.client
    assert f"{path}/level" in staff.get(path).text
    assert f"{path}/level" not in cast.guest.client.get(path).text
    assert staff.submit(f"{path}/level", {"level": "1", "reason": ""}).status_code == 422
    assert staff.submit(f"{path}/level", {"level": "1", "reason": "刷屏"}).status_code == 303
    assert f"{path}/level" not in staff.get(path).text


def test_staff_lower_a_level_by_json_and_say_why(app, cast):
    with app.app_context():
        grow(cast.member)
        path = f"/members/{made.standing(cast.member).id}"
        db.session.remove()
    staff = cast.moderator.client
    assert staff.call("PATCH", path, {"level": 1}).json["errors"]["reason"]
    assert cast.member.client.call("PATCH", path, {"level": 1, "reason": "好"}).status_code == 422
    refused = cast.member.client.call("PATCH", path, {"level": 1, "reason": "自己来"})
    assert refused.status_code == 403
    answer = staff.call("PATCH", path, {"level": 1, "reason": "刷屏"})
    assert (answer.status_code, answer.json["level"]) == (200, 1)


@action
def put_at(person, level):
    made.standing(person).level = level


def test_the_mark_beside_a_name_comes_with_the_level_that_opens_it(app, cast):
    def marked(person):
        with app.app_context():
            return places.get_face(made.circle_id(), person.user_id).mark

    def put(person, level):
        with app.app_context():
            put_at(person, level)

    put(cast.member, 5)
    assert not marked(cast.member)
    put(cast.member, 6)
    assert marked(cast.member) and not marked(cast.owner)  # reached, never held by a role
    with app.app_context():
        own_table((0, []), (10, ["links"]), (15, ["badge", "links"]))
    put(cast.guest, 2)
    put(cast.member, 3)
    assert marked(cast.member) and not marked(cast.guest)
    assert cast.member.client.get("/c/tea/members").text.count('data-level="6"') == 1
