"""The shop: what stands in it, who may have it, and the codes that are given once each."""

import io
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import select

from circle.core import clock as time
from circle.core.db import session, transaction
from circle.core.errors import Conflict, Invalid, NotAllowed, NotFound
from circle.core.pictures import read_picture
from circle.points import actions, queries
from circle.points.models import Reward, RewardCode
from circle.points.schemas.orders import Redeeming
from circle.points.schemas.shop import NewReward, RewardChange
from tests.factories import points as made
from tests.factories.circles import found_circle, join


def refused(work, error=Conflict):
    """The code a piece of work is refused with."""
    with pytest.raises(error) as met:
        work()
    return met.value.code


def change(keeper, reward, **given):
    """Staff change a reward."""
    more = {k: given.pop(k) for k in ("version", "stock_shown") if k in given}
    return actions.change_reward(keeper.actor, reward.id, RewardChange(given=given, **more))


@pytest.mark.parametrize("standing", ["moderator", "guest", "member", "outsider", "removed"])
def test_only_owner_and_admins_keep_the_shop(inside, cast, standing):
    kept = made.reward(cast.admin)
    person = cast[standing]
    for work in (
        lambda: made.reward(person),
        lambda: change(person, kept, price=1),
        lambda: actions.close_reward(person.actor, kept.id),
        lambda: actions.reopen_reward(person.actor, kept.id),
        lambda: actions.add_codes(person.actor, kept.id, ["A"]),
        lambda: actions.set_picture(person.actor, kept.id, None),
    ):
        with pytest.raises(NotAllowed):
            work()
    assert change(cast.owner, kept, price=11).price == 11


def test_the_staff_of_another_circle_keep_nothing_here(inside, cast):
    kept = made.reward(cast.owner)
    found_circle(cast.outsider.actor, "elsewhere", name="别处")
    for work in (
        lambda: change(cast.outsider, kept, price=1),
        lambda: actions.add_codes(cast.outsider.actor, kept.id, ["A"]),
        lambda: made.reward(cast.outsider),
    ):
        with pytest.raises(NotAllowed):
            work()


def test_a_private_circles_reward_is_nothing_at_all_outside(inside, cast):
    found_circle(cast.owner.actor, "quiet", name="静室", visibility="private")
    quiet = made.circles.enter(cast.owner.actor, "quiet")[0]
    hidden = actions.create_reward(
        cast.owner.actor, quiet.id, NewReward(kind="virtual", name="茶", price=1, stock=1)
    )
    for work in (
        lambda: actions.redeem(cast.member.actor, hidden.id, Redeeming()),
        lambda: queries.get_offer(cast.member.actor, hidden.id),
        lambda: change(cast.member, hidden, price=1),
    ):
        with pytest.raises(NotFound):
            work()
    assert queries.get_offer(cast.owner.actor, hidden.id)[0].reward.id == hidden.id


def test_in_an_archived_circle_nothing_is_sold_or_changed(inside, cast):
    from circle.circles import actions as circles

    made.fill(cast.member, 100)
    kept = made.reward(cast.owner)
    circles.archive_circle(cast.owner.actor, made.circle_id())
    assert refused(lambda: made.order(cast.member, kept), NotAllowed) == "archived"
    assert refused(lambda: change(cast.owner, kept, price=1), NotAllowed) == "archived"
    circles.reopen_circle(cast.owner.actor, made.circle_id())
    assert made.order(cast.member, kept).price == 10


def test_each_change_is_another_version_and_an_older_one_shown_is_refused(inside, cast):
    kept = made.reward(cast.owner)
    change(cast.owner, kept, price=20, version=1)
    assert (kept.version, kept.price) == (2, 20)
    assert refused(lambda: change(cast.admin, kept, price=5, version=1)) == "reward_changed"
    assert change(cast.admin, kept, price=5, version=2).price == 5


def test_the_price_that_was_shown_is_what_is_charged(inside, cast):
    made.fill(cast.member, 100)
    kept = made.reward(cast.owner)
    change(cast.owner, kept, price=30)
    with pytest.raises(Conflict) as met:
        made.order(cast.member, kept, price=10)
    assert met.value.code == "price_changed" and "30" in str(met.value.message)
    assert made.standing(cast.member).points == 100
    assert made.order(cast.member, kept, price=30).price == 30
    assert made.standing(cast.member).points == 70
    change(cast.owner, kept, price=90)
    assert [order.row.price for order in own(cast.member)] == [30]


def own(person):
    here = person.inside()
    return queries.own_orders_page(here, made.circles.enter(here, "tea")[0]).items


def test_a_stock_typed_from_an_older_page_brings_nothing_back(inside, cast):
    made.fill(cast.member, 100)
    kept = made.reward(cast.owner, stock=5, per_member=0)
    for _ in range(2):
        made.order(cast.member, kept)
    change(cast.owner, kept, stock=6, stock_shown=5)
    assert kept.stock == 4
    with pytest.raises(Invalid):
        change(cast.owner, kept, stock=0, stock_shown=5)
    assert change(cast.owner, kept, stock=7).stock == 7


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"stock": 0}, "sold_out"),
        ({"from_at": timedelta(hours=1)}, "early"),
        ({"from_at": timedelta(hours=-2), "until_at": timedelta(hours=-1)}, "late"),
        ({"min_level": 2}, "level"),
        ({"price": 101}, "not_enough_points"),
    ],
)
def test_what_is_in_the_way_is_said_and_the_page_says_the_same(inside, cast, given, code):
    moved = {
        name: time.now() + value if isinstance(value, timedelta) else value
        for name, value in given.items()
    }
    made.fill(cast.member, 100)
    kept = made.reward(cast.owner, **moved)
    assert queries.get_offer(cast.member.actor, kept.id)[0].missing.code == code
    error = NotAllowed if code == "level" else Conflict
    assert refused(lambda: made.order(cast.member, kept), error) == code
    assert made.standing(cast.member).points == 100
    fine = made.reward(cast.owner)
    assert queries.get_offer(cast.member.actor, fine.id)[0].missing is None
    assert made.order(cast.member, fine).state == "placed"


def test_the_level_asked_for_restricts_members_alone(inside, cast):
    kept = made.reward(cast.owner, min_level=6)
    for person in (cast.guest, cast.moderator, cast.owner):
        made.fill(person, 10)
        assert made.order(person, kept).price == 10
    made.fill(cast.member, 10)
    assert refused(lambda: made.order(cast.member, kept), NotAllowed) == "level"
    made.standing(cast.member).level = 6
    session().commit()
    change(cast.owner, kept, stock=1)
    assert made.order(cast.member, kept).price == 10


def test_who_owes_points_redeems_nothing_until_they_are_paid(inside, cast):
    made.happen(cast.member, entry_id=7)
    actions.spend(made.circle_id(), cast.member.user_id, 15, made.cause())
    actions.take_back(made.circle_id(), cast.member.user_id, 7)
    kept = made.reward(cast.owner)
    assert refused(lambda: made.order(cast.member, kept)) == "points_owed"
    assert queries.get_offer(cast.member.actor, kept.id)[0].missing.code == "points_owed"
    made.fill(cast.member, 40)
    assert made.order(cast.member, kept).price == 10


def test_a_closed_reward_is_not_given_and_comes_back_when_reopened(inside, cast):
    made.fill(cast.member, 100)
    kept = made.reward(cast.owner)
    actions.close_reward(cast.owner.actor, kept.id)
    assert refused(lambda: made.order(cast.member, kept)) == "closed"
    assert [o.reward.id for o in shop(cast.member)] == []
    actions.reopen_reward(cast.owner.actor, kept.id)
    assert [o.reward.id for o in shop(cast.member)] == [kept.id]
    assert made.order(cast.member, kept).state == "placed"


def shop(person):
    here = person.inside()
    return queries.list_offers(here, made.circles.enter(here, "tea")[0])


def test_a_limit_counts_orders_that_stand_and_forgets_those_given_back(inside, cast):
    made.fill(cast.member, 100)
    kept = made.reward(cast.owner, per_member=1)
    first = made.order(cast.member, kept)
    assert refused(lambda: made.order(cast.member, kept)) == "limit"
    actions.cancel_order(cast.member.actor, first.id)
    second = made.order(cast.member, kept)
    actions.refund_order(cast.owner.actor, second.id, "断货了")
    assert made.order(cast.member, kept).state == "placed"
    assert refused(lambda: made.order(cast.member, kept)) == "limit"


@pytest.mark.parametrize("standing", ["outsider", "removed", "banned"])
def test_only_members_see_the_shop_and_redeem(inside, cast, standing):
    kept = made.reward(cast.owner)
    for work in (lambda: made.order(cast[standing], kept), lambda: shop(cast[standing])):
        with pytest.raises(NotAllowed):
            work()
    if standing == "outsider":
        join(cast.outsider.actor, "tea")
        made.fill(cast.outsider, 10)
        assert len(shop(cast.outsider)) == 1 and made.order(cast.outsider, kept).price == 10


def test_what_one_can_have_stands_first_then_the_nearest(inside, cast):
    made.fill(cast.member, 50)
    for name, more in {
        "太贵": {"price": 90}, "差一点": {"price": 60}, "没货": {"price": 5, "stock": 0},
        "够得着": {"price": 50}, "要等级": {"price": 5, "min_level": 3},
    }.items():  # fmt: skip
        made.reward(cast.owner, name=name, **more)
    assert [o.reward.name for o in shop(cast.member)][:3] == ["够得着", "差一点", "太贵"]


def test_codes_go_in_once_each_and_every_line_that_does_not_is_told(inside, cast):
    kept = made.reward(cast.owner, "code", codes=["OLD-1"])
    lines = ["A-1", "", " A-2 ", "A-1", "OLD-1", "x" * 121, "A\x00B"]
    told = actions.add_codes(cast.owner.actor, kept.id, lines)
    assert (told.added, told.stock, kept.stock) == (2, 3, 3)
    assert [one.line for one in told.refused] == [4, 5, 6, 7]
    stored = session().scalars(select(RewardCode.code).order_by(RewardCode.id)).all()
    assert stored == ["OLD-1", "A-1", "A-2"]


def test_a_code_stands_once_in_a_circle_under_whichever_reward(inside, cast):
    made.reward(cast.owner, "code", codes=["A"])
    other = made.reward(cast.owner, "code")
    told = actions.add_codes(cast.owner.actor, other.id, ["A", "B"])
    assert (told.added, [one.line for one in told.refused], other.stock) == (1, [1], 1)


def test_a_code_somebody_else_was_given_first_goes_back_to_nobody(inside, cast):
    made.fill(cast.member, 30)
    kept = made.reward(cast.owner, "code", codes=["A"])
    order = made.order(cast.member, kept)
    with transaction():
        session().scalars(select(RewardCode)).one().repeated = True
    actions.cancel_order(cast.member.actor, order.id)
    assert (kept.stock, session().scalars(select(RewardCode)).all()) == (0, [])


def test_at_most_five_thousand_codes_at_once(inside, cast):
    kept = made.reward(cast.owner, "code")
    with pytest.raises(Invalid):
        actions.add_codes(cast.owner.actor, kept.id, [f"C{n}" for n in range(5001)])
    told = actions.add_codes(cast.owner.actor, kept.id, [f"C{n}" for n in range(5000)])
    assert told.added == 5000 and kept.stock == 5000


def test_a_reward_of_codes_has_as_many_as_it_has_codes(inside, cast):
    kept = made.reward(cast.owner, "code", stock=50)
    assert kept.stock == 0
    with pytest.raises(Invalid):
        change(cast.owner, kept, stock=9)
    other = made.reward(cast.owner)
    assert refused(lambda: actions.add_codes(cast.owner.actor, other.id, ["A"])) == "not_codes"
    assert actions.add_codes(cast.owner.actor, kept.id, ["A"]).stock == 1


def test_a_shop_has_room_for_so_many_and_a_closed_one_makes_room(inside, cast, monkeypatch):
    monkeypatch.setattr(queries, "MAX_OPEN", 2)
    first = made.reward(cast.owner)
    made.reward(cast.owner)
    assert refused(lambda: made.reward(cast.owner)) == "too_many"
    actions.close_reward(cast.owner.actor, first.id)
    made.reward(cast.owner)
    assert refused(lambda: actions.reopen_reward(cast.owner.actor, first.id)) == "too_many"


def test_a_picture_is_for_members_and_the_old_file_goes(app, cast, run_jobs):
    with app.app_context():
        reward_id = made.reward(cast.owner).id
    sent = io.BytesIO()
    Image.new("RGB", (400, 300), "teal").save(sent, "PNG")
    with app.app_context():
        picture = read_picture(sent.getvalue())
        actions.set_picture(cast.owner.actor, reward_id, picture)
        url = queries.get_offer(cast.member.actor, reward_id)[0].picture_url
    shown = cast.member.client.get(url)
    assert shown.status_code == 200 and shown.mimetype == "image/webp"
    assert shown.headers["Cache-Control"].startswith("private")
    for standing in ("outsider", "removed"):
        assert cast[standing].client.get(url).status_code == 404
    with app.app_context():
        actions.set_picture(cast.owner.actor, reward_id, None)
        assert session().get(Reward, reward_id).picture is None
    run_jobs()
    assert cast.member.client.get(url).status_code == 404
