"""Badges: each names what it thanks for, is earned once and for good, and is shown."""

import pytest

from circle.circles import queries as circles
from circle.core import clock as time
from circle.core.db import session, transaction
from circle.points import actions, queries
from circle.points.badges import BADGES
from circle.points.models import RuleSet
from circle.screening.likeness import sketch
from tests.factories import points as made


def wall(person):
    circle, here = circles.enter(person.actor, "tea")
    return {one.badge.key: one for one in queries.list_badges(here, circle)}


def test_there_are_at_least_fifteen_each_with_a_behaviour_of_its_own():
    assert len(BADGES) >= 15
    assert len({str(badge.behaviour) for badge in BADGES.values()}) == len(BADGES)
    assert len({str(badge.name) for badge in BADGES.values()}) == len(BADGES)
    assert all(len(key) <= 20 for key in BADGES)


def test_every_badge_has_a_glyph_of_its_own(app):
    with app.app_context():
        glyphs = app.jinja_env.get_template("_components/medal.html").module.glyphs
    assert set(glyphs) == set(BADGES) and len(set(glyphs.values())) == len(BADGES)


def test_nothing_is_promised_for_inviting_inside_wechat(app, cast):
    client, wechat = cast.member.client, {"User-Agent": "Mozilla/5.0 MicroMessenger/8.0"}
    places = ("/c/tea/badges", "/api/v1/circles/tea/badges")

    def shown(**more):
        return ["invited_1" in client.get(place, **more).text for place in places]

    assert (shown(), shown(headers=wechat)) == ([True, True], [False, False])
    with app.app_context():
        give_badge(cast.member)
    assert shown(headers=wechat) == [True, True]  # it is theirs


def give_badge(person):
    """The badge for having brought somebody who stayed."""
    made.happen(person, "invited", facts={"active": True})


def test_doing_it_often_enough_earns_a_badge_and_it_stays(inside, cast):
    made.happen(cast.member, entry_id=7)
    assert wall(cast.member)["featured_1"].earned_at is not None
    assert wall(cast.member)["featured_3"].earned_at is None
    actions.take_back(made.circle_id(), cast.member.user_id, 7)
    assert wall(cast.member)["featured_1"].earned_at is not None
    assert wall(cast.guest)["featured_1"].earned_at is None


TEXTS = ("老白茶第三泡开始出枣香", "紫砂壶开壶要煮多久才合适", "武夷肉桂今年的价格高了不少",
         "龙井明前雨前差别有多大呢", "普洱生茶存十年是什么味道")  # fmt: skip


def write(person, words, entry_id=None):
    """A post of these words, as it would be told of."""
    facts = {"characters": 40, "sketch": list(sketch(words))}
    return made.happen(person, "post", entry_id=entry_id, facts=facts)


def done(person, badge="posts_10"):
    return wall(person)[badge].count


@pytest.mark.parametrize("rule", [{}, {"limit": 0}, {"on": False}])
def test_badges_count_what_was_done_also_past_what_is_paid(inside, cast, rule):
    with transaction():
        session().add(RuleSet(circle_id=made.circle_id(), version=1, from_at=time.now(),
                              rules={"each": {"post": rule}}))  # fmt: skip
    for number, words in enumerate(TEXTS, start=900):
        last = write(cast.member, words, number)
    assert last.state == "refused" and done(cast.member) == 5
    assert write(cast.member, TEXTS[-1]).state == "refused"
    assert done(cast.member) == 5  # the same words again are no more past a limit than before


def test_what_is_removed_or_an_ad_counts_no_more_until_it_is_back(inside, cast):
    for number, words in enumerate(TEXTS, start=900):
        write(cast.member, words, number)
    here = made.circle_id(), cast.member.user_id
    for number in (900, 904, 904):
        actions.take_back(*here, number)
    assert done(cast.member) == 3
    actions.pay_again(*here, 900)
    actions.take_back(*here, 904, "ad")
    actions.pay_again(*here, 904)
    assert done(cast.member) == 4  # the last one is an ad now
    for _ in range(2):
        actions.pay_again(*here, 904, "ad")
    assert done(cast.member) == 5


def test_who_is_liked_past_the_limit_by_the_same_one_is_not_liked_more(inside, cast):
    with transaction():
        session().add(RuleSet(circle_id=made.circle_id(), version=1, from_at=time.now(),
                              rules={"each": {"liked": {"limit": 1}}}))  # fmt: skip
    for _ in range(7):
        made.happen(cast.member, "liked", giver_id=cast.guest.user_id, facts={"giver_level": 2})
    assert done(cast.member, "liked_10") == 5
    made.happen(cast.member, "liked", giver_id=cast.member.user_id, facts={"giver_level": 2})
    assert done(cast.member, "liked_10") == 5


def test_the_wall_tells_how_far_one_is(inside, cast):
    for _ in range(2):
        made.happen(cast.member)
    assert wall(cast.member)["featured_3"].count == 2
    assert wall(cast.owner)["featured_3"].count == 0


def test_the_wall_tells_who_got_one_lately_unless_they_hide_or_are_blocked(inside, cast):
    for person in (cast.member, cast.guest):
        made.happen(person)
    assert {face.name for face in wall(cast.owner)["featured_1"].lately} == {
        "member_of_tea", "guest_of_tea",
    }  # fmt: skip
    actions.show_on_boards(cast.member.actor, made.circle_id(), False)
    assert [face.name for face in wall(cast.owner)["featured_1"].lately] == ["guest_of_tea"]


def test_the_wall_tells_of_nobody_whose_term_is_over(inside, cast):
    for person in (cast.member, cast.guest):
        made.happen(person)
    with transaction():
        made.standing(cast.member).expires_at = time.ago(days=1)
    assert [face.name for face in wall(cast.owner)["featured_1"].lately] == ["guest_of_tea"]


def test_who_asks_without_a_name_earns_no_badge_that_gives_them_away(inside, cast):
    for number in range(2):
        made.happen(cast.member, "answer", facts={"characters": 40, "anonymous": number == 0})
        assert ("first_answer" in made.standing(cast.member).badges) is (number == 1)


def test_badges_stand_with_the_member_and_on_the_profile(app, cast, anyone):
    with app.app_context():
        made.happen(cast.member)
        member_id = made.standing(cast.member).id
    assert anyone.get(f"/api/v1/members/{member_id}").json["badges"] == ["featured_1"]
    assert "medals__one" in anyone.get(f"/c/tea/members/{member_id}").text
    assert "medals__one" in anyone.get("/u/member_of_tea").text
    assert "medals__one" not in anyone.get("/u/guest_of_tea").text


@pytest.mark.parametrize("standing", ["owner", "member", "outsider"])
def test_the_page_and_the_json_list_every_badge(app, cast, standing):
    client = cast[standing].client
    page = client.get("/c/tea/badges").text
    assert page.count('class="badge-wall__one"') == len(BADGES)
    items = client.get("/api/v1/circles/tea/badges").json["items"]
    assert [one["key"] for one in items] == list(BADGES)
