"""Who wrote without a name is muted through it, reads why, and it ends."""

import pytest

from circle.circles import actions as circles
from circle.circles import policy
from circle.circles import queries as circle_reads
from circle.circles.models import Membership
from circle.content import actions as content
from circle.content.schemas import Comment
from circle.core.db import session
from circle.qa import actions
from circle.qa.models import SealedMute
from circle.qa.schemas import Sealing
from circle.wiring import EXPORTERS
from tests.factories.circles import join
from tests.factories.qa import answer
from tests.qa.looking import page
from tests.qa.sealed import WHY, lift, put, writes
from tests.races import at_once

pytestmark = pytest.mark.usefixtures("calm")


def test_who_asked_without_a_name_cannot_write_until_it_ends_by_itself(cast, asked, clock):
    number = asked()
    assert writes(cast.member)
    done = put(cast.moderator, number)
    assert (done.status_code, done.json["muted"], done.json["reason"]) == (200, True, WHY)
    assert done.json["by"] == "moderator_of_tea"
    assert not writes(cast.member) and writes(cast.guest)
    assert cast.member.client.get(f"/api/v1/questions/{number}").status_code == 200
    clock.travel(days=6, hours=23)
    assert not writes(cast.member)
    clock.travel(hours=2)
    assert writes(cast.member)
    assert cast.moderator.client.get(f"/api/v1/entries/{number}/author-mute").json["muted"] is False


def test_a_mute_that_ends_while_one_writes_is_over(app, cast, asked, clock):
    put(cast.moderator, asked(), days=1)
    with app.app_context():
        here, circle = cast.member.inside(), circle_reads.enter(cast.owner.actor, "tea")[0]
        assert not policy.can_write(here, circle)
        clock.travel(days=1, minutes=1)
        assert policy.can_write(here, circle)


def test_the_muted_one_reads_that_it_is_through_what_has_no_name_and_why(cast, asked):
    number = asked()
    own = "/c/tea/own-mutes"
    browser = cast.member.client
    assert "你可以正常发言" in page(browser, own) and own not in page(browser, "/c/tea")
    put(cast.moderator, number)
    told = browser.call("POST", f"/questions/{number}/answers", {"body": "我自己来说。"})
    assert "因为你匿名提问的内容" in told.json["detail"]
    assert own in page(browser, "/c/tea") and own in page(browser, f"/c/tea/questions/{number}")
    shown = page(browser, own)
    assert WHY in shown and "紫砂壶第一次怎么开" in shown and "moderator" not in shown
    (mute,) = browser.get("/api/v1/circles/tea/own-mutes").json["items"]
    assert (mute["entry_id"], mute["reason"]) == (number, WHY) and "by" not in mute
    for other in ("guest", "moderator", "owner"):
        assert WHY not in page(cast[other].client, own)
        assert cast[other].client.get("/api/v1/circles/tea/own-mutes").json["items"] == []
        assert own not in page(cast[other].client, "/c/tea")


def test_staff_lift_it_through_the_same_entry(cast, asked):
    number = asked()
    put(cast.moderator, number)
    assert not writes(cast.member)
    done = lift(cast.admin, number)
    assert (done.status_code, done.json["muted"], done.json["until"]) == (200, False, None)
    assert writes(cast.member)


def test_what_is_written_under_ones_own_unnamed_question_is_muted_through_too(app, cast, asked):
    number = asked()
    with app.app_context():
        own = answer(cast.member.inside(), number, "后来我自己试出来了：先用开水煮。").id
        word = content.write_comment(cast.member.inside(), own, Comment("骂人的话。")).id
        named = answer(cast.guest.inside(), number, "署名的回答。").id
    for each in (own, word):
        assert put(cast.moderator, each).status_code == 200 and not writes(cast.member)
        assert lift(cast.moderator, each).status_code == 200 and writes(cast.member)
    refused = put(cast.moderator, named)
    assert (refused.status_code, refused.json["code"]) == (409, "signed")
    assert writes(cast.guest)


def test_another_mute_through_the_same_entry_replaces_the_one_before(cast, asked, clock):
    number = asked()
    put(cast.moderator, number, days=30)
    put(cast.admin, number, days=1, reason="一天就够了")
    now = cast.owner.client.get(f"/api/v1/entries/{number}/author-mute").json
    assert (now["by"], now["reason"]) == ("admin_of_tea", "一天就够了")
    clock.travel(days=1, minutes=1)
    assert writes(cast.member)


def test_each_entry_keeps_its_own_mute_and_says_nothing_of_the_other(cast, asked, clock):
    first, second = asked(), asked(title="白茶放久了会不会发霉？")
    put(cast.moderator, first, days=1)
    shown = cast.moderator.client.get(f"/api/v1/entries/{second}/author-mute").json
    assert shown["muted"] is False
    put(cast.moderator, second, days=7)
    lift(cast.moderator, first)
    assert not writes(cast.member)
    put(cast.moderator, first, days=1)
    clock.travel(days=2)
    assert not writes(cast.member)  # the longer one goes on
    lift(cast.moderator, second)
    assert writes(cast.member)


def test_many_at_once_leave_one_that_stands(app, cast, asked):
    number = asked()
    with app.app_context():
        staff = [cast[who].actor for who in ("owner", "admin", "moderator")] * 3
    works = [lambda one=one, days=days: actions.mute_unnamed(one, number, Sealing(days, WHY))
             for one, days in zip(staff, (1, 7, 30, 7, 1, 30, 1, 7, 1), strict=True)]  # fmt: skip
    assert at_once(app, works) == ["done"] * 9
    with app.app_context():
        standing = session().query(SealedMute).filter_by(effective=True).one()
        last = session().query(SealedMute).order_by(SealedMute.id.desc()).first()
        assert standing.id == last.id
        member = session().query(Membership).filter_by(user_id=cast.member.user_id).one()
        assert member.sealed_muted_until == last.until


def test_leaving_and_coming_back_sheds_it_no_more_than_a_named_one(app, cast, asked):
    number = asked()
    put(cast.moderator, number)
    assert cast.member.client.call("DELETE", "/circles/tea/membership").status_code == 204
    with app.app_context():
        join(cast.member.actor, "tea")
    assert not writes(cast.member)
    lift(cast.moderator, number)
    assert writes(cast.member)


def test_who_left_is_muted_all_the_same_and_the_answer_is_too(app, cast, asked):
    number = asked()
    cast.member.client.call("DELETE", "/circles/tea/membership")
    assert put(cast.moderator, number).json["muted"]
    with app.app_context():
        join(cast.member.actor, "tea")
    assert not writes(cast.member)


def test_whose_circle_it_is_now_is_muted_through_nothing(app, cast, asked):
    number, other = asked("admin"), asked("admin", "白茶放久了会不会发霉？")
    put(cast.owner, number)
    put(cast.owner, other)
    assert not writes(cast.admin)
    with app.app_context():
        owner = cast.owner.inside()
        taker = circle_reads.get_membership(owner.circle_id, cast.admin.user_id)
        circles.pass_ownership(owner, owner.circle_id, taker.id)
    assert writes(cast.admin)
    with app.app_context():
        circles.undo_handover(cast.owner.actor, "tea")
    lift(cast.owner, number)
    assert writes(cast.admin)  # what ended with it comes back with nothing


def test_ones_own_data_holds_ones_mutes_and_nobody_elses(app, cast, asked, clock):
    number = asked()
    put(cast.moderator, number)
    with app.app_context():
        tell = EXPORTERS["mutes_without_a_name"]
        (told,) = tell(cast.member.user_id)
        assert (told["entry"], told["reason"], told["in_force"]) == (number, WHY, True)
        assert "moderator" not in str(told) and str(cast.moderator.user_id) not in {
            str(value) for name, value in told.items() if name != "entry"
        }
        assert list(tell(cast.moderator.user_id)) == []
        clock.travel(days=8)
        assert [one["in_force"] for one in tell(cast.member.user_id)] == [False]


def test_a_closed_account_is_muted_like_any_other(app, cast, asked):
    number = asked()
    with app.app_context():
        circles.release_account(cast.member.user_id)
    assert put(cast.moderator, number).json["muted"]
    assert lift(cast.moderator, number).json["muted"] is False
