"""Purchases from a brand's shop: signed, once for each order, taken back by a refund."""

import base64
import hashlib
import hmac
import json
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select, update

from circle import wiring
from circle.accounts import actions as accounts
from circle.accounts import queries as account_queries
from circle.accounts.models import Identity
from circle.brands import actions as brands
from circle.circles import actions as circle_actions
from circle.circles import queries as circles
from circle.circles.models import Circle
from circle.core import clock as time
from circle.core.actor import SYSTEM
from circle.core.db import session, transaction
from circle.points import actions, queries
from circle.points.models import LedgerTransfer, Purchase
from tests.cast import PASSWORD
from tests.factories import points as made
from tests.factories.brands import set_up_brand
from tests.factories.circles import found_circle


class Shop:
    """A brand's shop: signs as docs/brands.md shows, with hmac alone."""

    def __init__(self, app, signer):
        self.app, self.signer = app, signer

    def tell(self, *, key=None, age=0, ident="msg_1", path=None, body=None, **order):
        order = {"order": "A-1", "circle": "tea", "member": "member_of_tea", "amount": 2599,
                 **order}  # fmt: skip
        body = body if body is not None else json.dumps(order).encode()
        timestamp = str(int(time.now().timestamp()) - age)
        secret = (key or self.signer).secret
        content = b".".join((ident.encode(), timestamp.encode(), body))
        mac = hmac.new(secret.encode(), content, hashlib.sha256).digest()
        return self.app.test_client().post(
            path or f"/api/v1/brands/{self.signer.brand_id}/purchases", data=body,
            headers={
                "Content-Type": "application/json", "webhook-id": ident,
                "webhook-timestamp": timestamp,
                "webhook-signature": "v1," + base64.b64encode(mac).decode(),
            },
        )  # fmt: skip


@pytest.fixture
def shop(app, cast, scene):
    def make():
        signer = set_up_brand("山房茶事")
        own("tea", signer.brand_id)
        return signer

    return Shop(app, scene("a brand's shop", make))


def own(slug, brand_id):
    """Give a circle to a brand."""
    with transaction():
        session().execute(update(Circle).where(Circle.slug == slug).values(brand_id=brand_id))


def standing(app, person):
    with app.app_context():
        member = made.standing(person)
        return member.points, member.growth


def test_a_purchase_brings_points_for_whole_units_and_no_growth(app, cast, shop):
    answer = shop.tell(amount=2599)
    assert answer.status_code == 200
    assert answer.json | {"member_id": 0} == {
        "order": "A-1", "circle": "tea", "member_id": 0, "amount": 2599, "points": 25,
        "refunded": False,
    }  # fmt: skip
    assert standing(app, cast.member) == (25, 0)


def test_an_order_of_the_circles_shop_and_one_of_the_brands_are_told_apart(app, cast, shop):
    """Both are counted from one: the doctor takes neither for the other."""
    assert shop.tell(amount=5000).status_code == 200
    with app.app_context():
        order = made.order(cast.member, made.reward(cast.owner, price=10))
        assert order.id == session().scalar(select(Purchase.id))
        assert list(queries.wrong_rewards()) == []


def test_the_same_order_pays_once_however_often_it_is_told(app, cast, shop, clock):
    for number in range(3):
        assert shop.tell(ident=f"msg_{number}").json["points"] == 25
    clock.travel(days=500)
    assert shop.tell().status_code == 200
    assert standing(app, cast.member) == (25, 0)
    shop.tell(order="A-2")
    assert standing(app, cast.member) == (50, 0)


def test_a_refund_takes_back_and_is_for_good(app, cast, shop):
    shop.tell()
    assert shop.tell(refunded=True).json == shop.tell(refunded=True).json
    assert standing(app, cast.member) == (0, 0)
    again = shop.tell()
    assert again.json["refunded"] and again.json["points"] == 0
    assert standing(app, cast.member) == (0, 0)


def test_what_was_bought_long_ago_is_given_back_and_its_points_with_it(app, cast, shop, clock):
    shop.tell()
    clock.travel(days=401)
    with app.app_context():
        assert actions.forget_occurrences() == 1
    for _ in range(2):
        assert shop.tell(refunded=True).json["points"] == 0
    shop.tell()
    assert standing(app, cast.member) == (0, 0)
    with app.app_context():
        assert list(queries.wrong_books()) == []


@pytest.mark.parametrize("said", [{"amount": None}, {"amount": 2599}, {"amount": 0}])
def test_a_refund_that_arrives_first_is_kept_until_its_order_does(app, cast, shop, said):
    for _ in range(2):
        early = shop.tell(refunded=True, **said)
        assert (early.status_code, early.json["refunded"]) == (200, True)
        assert early.json["amount"] == (said["amount"] or 0)
    for refunded in (False, False, True):
        late = shop.tell(refunded=refunded)
        assert (late.status_code, late.json["amount"], late.json["points"]) == (200, 2599, 0)
        assert late.json["refunded"]
    assert shop.tell(amount=9900).json["code"] == "order_mismatch"
    assert shop.tell(order="A-2").json["points"] == 25
    assert standing(app, cast.member) == (25, 0)
    with app.app_context():  # nothing was brought and taken back either
        assert session().scalar(select(func.count()).select_from(LedgerTransfer)) == 1


def test_a_refund_that_arrived_first_is_of_that_member_and_amount_alone(app, cast, shop):
    shop.tell(refunded=True, amount=2599)
    for other in ({"amount": 9900}, {"member": "guest_of_tea"}):
        assert shop.tell(**other).json["code"] == "order_mismatch"
    assert shop.tell().status_code == 200


@pytest.mark.parametrize("way", ["left", "closed"])
def test_who_left_keeps_no_points_of_what_was_given_back(app, cast, shop, way):
    shop.tell()
    with app.app_context():
        actor = cast.member.actor
        if way == "left":
            circle_actions.leave_circle(actor, made.circle_id())
        else:
            accounts.close_account(actor, account_queries.prove(actor, PASSWORD))
    assert shop.tell(order="A-2").json["code"] == "unknown_member"
    assert shop.tell().json["points"] == 25
    answer = shop.tell(refunded=True)
    assert (answer.status_code, answer.json["refunded"]) == (200, True)
    assert standing(app, cast.member) == (0, 0)  # what was left behind lapsed: no debt of it


def test_an_order_of_somebody_else_is_not_told_again_under_a_name_nobody_has(app, cast, shop):
    shop.tell()
    assert shop.tell(member="nobody_at_all", refunded=True).json["code"] == "unknown_member"
    assert shop.tell(member="guest_of_tea", refunded=True).json["code"] == "order_mismatch"
    assert standing(app, cast.member) == (25, 0)


def test_a_persons_own_data_tell_what_a_brands_shop_told_of_them(app, cast, shop):
    shop.tell()
    shop.tell(order="A-2", amount=500)
    shop.tell(order="A-2", refunded=True)
    with app.app_context():
        mine = list(wiring.EXPORTERS["purchases"](cast.member.user_id))
        assert list(wiring.EXPORTERS["purchases"](cast.guest.user_id)) == []
    assert [(row["circle"], row["order"], row["amount"], row["points"]) for row in mine] == [
        ("tea", "A-1", 2599, 25), ("tea", "A-2", 500, 0),
    ]  # fmt: skip
    assert [row["refunded_at"] is None for row in mine] == [True, False]


def test_the_same_order_told_differently_is_refused(app, cast, shop):
    shop.tell()
    for other in ({"amount": 9900}, {"member": "guest_of_tea"}):
        answer = shop.tell(**other)
        assert (answer.status_code, answer.json["code"]) == (409, "order_mismatch")
    assert standing(app, cast.member) == (25, 0)


def test_a_purchase_never_shows_on_a_board(app, cast, shop):
    shop.tell()
    with app.app_context():
        circle, here = circles.enter(cast.owner.actor, "tea")
        assert queries.get_board(here, circle, "all").places == []
        made.happen(cast.member)
        assert len(queries.get_board(here, circle, "all").places) == 1


@pytest.mark.parametrize("wrong", ["other brand's key", "revoked", "body", "old", "early", "none"])
def test_only_a_fresh_message_signed_by_a_key_in_use_counts(app, cast, shop, wrong):
    with app.app_context():
        other = set_up_brand("别家")
    if wrong == "other brand's key":
        answer = shop.tell(key=other)
    elif wrong == "revoked":
        with app.app_context():
            brands.revoke_key(SYSTEM, shop.signer.kid)
        answer = shop.tell()
    elif wrong == "body":
        good = shop.tell(order="B-1", amount=100).request
        headers = {name: good.headers[name] for name in
                   ("Content-Type", "webhook-id", "webhook-timestamp", "webhook-signature")}
        forged = json.dumps({"order": "B-1", "circle": "tea", "member": "member_of_tea",
                             "amount": 999900}).encode()  # fmt: skip
        answer = app.test_client().post(good.path, data=forged, headers=headers)
    elif wrong == "none":
        answer = app.test_client().post(
            f"/api/v1/brands/{shop.signer.brand_id}/purchases", json={"order": "A-1"}
        )
    else:
        answer = shop.tell(age=301 if wrong == "old" else -301)
    assert answer.status_code == 401
    assert standing(app, cast.member) == ((1, 0) if wrong == "body" else (0, 0))


def test_a_second_key_counts_beside_the_first_and_five_minutes_are_allowed(app, cast, shop):
    with app.app_context():
        second = brands.make_key(SYSTEM, "山房茶事")
        secret = second.secret
    key = type("Key", (), {"secret": secret})
    assert shop.tell(key=key, age=290).status_code == 200
    assert shop.tell(order="A-2", age=-290).status_code == 200


def test_a_brand_reaches_its_own_circles_alone(app, cast, shop):
    with app.app_context():
        found_circle(cast.owner.actor, "coffee")
        other = set_up_brand("咖啡铺")
        own("coffee", other.brand_id)
    for circle in ("coffee", "nowhere"):
        assert shop.tell(circle=circle, member="owner_of_tea").status_code == 404
    assert shop.tell(path="/api/v1/brands/9999/purchases").status_code == 401
    assert shop.tell(member="owner_of_tea").status_code == 200


@pytest.mark.parametrize("who", ["nobody_at_all", "outsider_of_tea", "removed_of_tea"])
def test_who_is_no_member_is_not_known(app, cast, shop, who):
    answer = shop.tell(member=who)
    assert (answer.status_code, answer.json["code"]) == (404, "unknown_member")
    assert shop.tell().status_code == 200


def test_the_brands_own_name_for_somebody_stands_before_a_username(app, cast, shop):
    with app.app_context(), transaction():
        session().add(Identity(user_id=cast.guest.user_id, brand_id=shop.signer.brand_id,
                               provider="brand", subject="member_of_tea"))  # fmt: skip
    shop.tell()
    assert (standing(app, cast.guest), standing(app, cast.member)) == ((25, 0), (0, 0))
    shop.tell(order="A-2", by="username")
    assert standing(app, cast.member) == (25, 0)
    assert shop.tell(order="A-3", by="subject", member="guest_of_tea").status_code == 404


NO_ORDERS = (
    ({"amount": -1}, 422), ({"amount": 12.5}, 422), ({"amount": "12"}, 422),
    ({"amount": None}, 422), ({"order": ""}, 422), ({"order": "x" * 65}, 422),
    ({"surprise": 1}, 422), ({"body": b"{"}, 400), ({"body": b"[]"}, 422),
    ({"body": b" " * 16385}, 413),
)  # fmt: skip


def test_what_is_no_order_is_refused(app, cast, shop):
    for wrong, status in NO_ORDERS:
        assert shop.tell(**wrong).status_code == status, wrong
    assert shop.tell().status_code == 200


def test_orders_told_at_once_pay_once(app, cast, shop):
    start, codes = Barrier(6), []

    def tell():
        start.wait()
        codes.append(shop.tell().status_code)

    threads = [Thread(target=tell) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes.count(200) >= 1 and set(codes) <= {200, 503}
    assert standing(app, cast.member) == (25, 0)



def test_in_a_circle_of_fans_no_purchase_brings_points(app, cast, shop):
    with app.app_context(), transaction():
        session().execute(update(Circle).where(Circle.slug == "tea").values(preset="fans"))
    told = shop.tell()
    assert (told.status_code, told.json["code"]) == (409, "forbidden_here")
    assert standing(app, cast.member) == (0, 0)
