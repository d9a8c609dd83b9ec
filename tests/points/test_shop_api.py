"""The shop over HTTP: JSON as promised, pages that say what is missing, files that run nothing."""

import csv
import io
import re

import pytest

from circle.accounts import actions as accounts
from circle.accounts.schemas import NewToken
from circle.circles import actions as circles
from circle.core.db import db
from circle.points import actions
from circle.points.schemas.orders import ADDRESS
from tests.factories import points as made
from tests.factories.circles import found_circle, join
from tests.statements import statements

HERE = ("张小满", "138 0000 1234", "浙江省 杭州市", "西湖区龙井路 1 号")
TO = dict(zip(ADDRESS, HERE, strict=True))


@pytest.fixture
def rich(scene, cast):
    """The member has 100 points."""
    scene("the member has 100 points", lambda: made.fill(cast.member, 100) and None)


def rewarded(cast, **more):
    """A reward made over JSON; answers its id."""
    body = {"name": "一席茶券", "price": 30, "stock": 3, "kind": "virtual", **more}
    answer = cast.owner.client.call("POST", "/circles/tea/rewards", body)
    assert answer.status_code == 201, answer.json
    return answer.json["id"]


def redeemed(cast, reward_id, **body):
    """The member redeems over JSON; answers the order."""
    answer = cast.member.client.call("POST", f"/rewards/{reward_id}/redemptions", body)
    assert answer.status_code == 201, answer.json
    return answer.json


def test_a_reward_is_made_listed_changed_and_closed(cast, rich):
    owner, member = cast.owner.client, cast.member.client
    number = rewarded(cast, until="2099-01-01T00:00:00Z", intro="春茶")
    listed = member.get("/api/v1/circles/tea/rewards").json["items"]
    assert [(one["id"], one["price"], one["stock"]) for one in listed] == [(number, 30, 3)]
    assert listed[0]["viewer"] == {"points": 100, "had": 0, "can_redeem": True, "missing": None}
    changed = owner.call("PATCH", f"/rewards/{number}", {"price": 120, "until": None})
    assert (changed.json["price"], changed.json["until"], changed.json["version"]) == (120, None, 2)
    assert member.get(f"/api/v1/rewards/{number}").json["viewer"]["missing"] == (
        "not_enough_points"
    )
    assert owner.call("PATCH", f"/rewards/{number}", {"closed": True}).json["closed"]
    assert member.get("/api/v1/circles/tea/rewards").json["items"] == []
    assert member.get("/api/v1/circles/tea/rewards?closed=true").status_code == 403
    closed = owner.get("/api/v1/circles/tea/rewards?closed=true").json["items"]
    assert [one["id"] for one in closed] == [number]


NO_REWARDS = (
    {"price": 0}, {"price": "x"}, {"stock": -1}, {"kind": "gold"}, {"name": ""},
    {"name": "x" * 41}, {"min_level": 9}, {"per_member": -1}, {"stock": None}, {"bonus": 1},
    {"from": "2031-01-01T00:00:00Z", "until": "2030-01-01T00:00:00Z"},
)  # fmt: skip


def test_a_reward_that_makes_no_sense_is_refused_by_field(cast):
    body = {"name": "一席茶券", "price": 30, "stock": 3, "kind": "virtual"}
    browser = cast.owner.client
    for wrong in NO_REWARDS:
        answer = browser.call("POST", "/circles/tea/rewards", {**body, **wrong})
        assert answer.status_code == 422, wrong
        assert set(answer.json["errors"]) <= {*wrong, "until"}, wrong
    assert browser.call("POST", "/circles/tea/rewards", body).status_code == 201


def test_rewards_come_page_by_page(cast):
    for number in range(3):
        rewarded(cast, name=f"第 {number} 件")
    member = cast.member.client
    first = member.get("/api/v1/circles/tea/rewards?limit=2").json
    second = member.get(f"/api/v1/circles/tea/rewards?limit=2&cursor={first['next']}").json
    names = [one["name"] for one in (*first["items"], *second["items"])]
    assert names == ["第 0 件", "第 1 件", "第 2 件"] and second["next"] is None


def test_codes_are_added_and_each_refused_line_is_told(cast):
    number = rewarded(cast, kind="code", stock=2)
    answer = cast.owner.client.call("POST", f"/rewards/{number}/codes", {"codes": ["A", "B", "A"]})
    assert (answer.status_code, answer.json["added"], answer.json["stock"]) == (201, 2, 2)
    assert [(one["line"], one["code"]) for one in answer.json["refused"]] == [(3, "A")]
    many = {"codes": ["x"] * 5001}
    assert cast.owner.client.call("POST", f"/rewards/{number}/codes", many).status_code == 422
    told = cast.moderator.client.call("POST", f"/rewards/{number}/codes", {"codes": ["C"]})
    assert told.status_code == 403


def test_a_code_is_shown_to_its_member_once_they_look_and_to_nobody_else(cast, rich):
    number = rewarded(cast, kind="code", stock=0)
    cast.owner.client.call("POST", f"/rewards/{number}/codes", {"codes": ["SPRING-77"]})
    order = redeemed(cast, number, price=30)
    assert order["state"] == "done" and order["code"] is None and order["viewer"]["can_reveal"]
    member = cast.member.client
    assert "SPRING-77" not in member.get(f"/c/tea/orders/{order['id']}").get_data(as_text=True)
    shown = member.call("POST", f"/redemptions/{order['id']}/reveal")
    assert shown.json["code"] == "SPRING-77" and not shown.json["viewer"]["can_cancel"]
    assert "SPRING-77" in member.get(f"/c/tea/orders/{order['id']}").get_data(as_text=True)
    told = member.call("PATCH", f"/redemptions/{order['id']}", {"state": "cancelled"})
    assert (told.status_code, told.json["code"]) == (409, "too_late")
    for path in (f"/api/v1/redemptions/{order['id']}", "/api/v1/circles/tea/redemptions?all=1",
                 f"/c/tea/orders/{order['id']}", "/c/tea/orders/desk?state=done",
                 f"/c/tea/shop/{number}/codes", f"/c/tea/shop/{number}"):  # fmt: skip
        found = cast.owner.client.get(path)
        assert found.status_code == 200 and "SPRING-77" not in found.get_data(as_text=True)
    for other in ("moderator", "guest", "outsider", "removed"):
        for path in (f"/api/v1/redemptions/{order['id']}", f"/c/tea/orders/{order['id']}"):
            assert cast[other].client.get(path).status_code == 404


def test_an_order_goes_its_way_and_each_may_do_their_part(cast, rich):
    number = rewarded(cast, kind="physical", price=10)
    member, owner = cast.member.client, cast.owner.client
    assert member.call("POST", f"/rewards/{number}/redemptions", {}).json["errors"].keys() == {
        "address"
    }
    order = redeemed(cast, number, price=10, address=TO)
    path = f"/redemptions/{order['id']}"
    masked = {"name": "张**", "phone": "138****1234", "region": "浙江省 杭州市", "line": ""}
    assert order["address"] == masked
    whole = {**TO, "phone": "13800001234"}
    for client in (member, owner):
        assert client.get(f"/api/v1{path}").json["address"] == whole
    listed = owner.get("/api/v1/circles/tea/redemptions?all=1&state=placed").json["items"]
    assert [(one["id"], one["address"], one["member"]["display_name"]) for one in listed] == [
        (order["id"], masked, "member_of_tea")
    ]
    assert member.get("/api/v1/circles/tea/redemptions?all=1").status_code == 403
    assert member.get("/api/v1/circles/tea/redemptions").json["items"][0]["address"] == masked
    assert owner.get("/api/v1/circles/tea/redemptions").json["items"] == []
    assert member.call("PATCH", path, {"state": "sent"}).status_code == 403
    sent = owner.call("PATCH", path, {"state": "sent", "note": "顺丰 SF1"})
    assert (sent.json["state"], sent.json["note"]) == ("sent", "顺丰 SF1")
    assert owner.call("PATCH", path, {"state": "placed"}).json["state"] == "placed"
    owner.call("PATCH", path, {"state": "sent"})
    assert member.call("PATCH", path, {"state": "done"}).json["state"] == "done"
    assert owner.call("PATCH", path, {"state": "refunded"}).status_code == 422
    back = owner.call("PATCH", path, {"state": "refunded", "reason": "寄丢了"})
    assert (back.json["state"], back.json["reason"]) == ("refunded", "寄丢了")
    left = member.get(f"/api/v1/rewards/{number}").json
    assert left["viewer"]["points"] == 100
    again = redeemed(cast, number, price=10, address=TO)
    path = f"/redemptions/{again['id']}"
    owner.call("PATCH", path, {"state": "sent"})
    owner.call("PATCH", path, {"state": "refunded", "reason": "退回来了", "restock": True})
    assert member.get(f"/api/v1/rewards/{number}").json["stock"] == left["stock"]


def test_a_place_said_in_one_line_is_taken_as_it_is(cast, rich):
    number = rewarded(cast, kind="physical", price=10)
    order = redeemed(cast, number, address="浙江省杭州市西湖区龙井路 1 号 张小满 13800001234")
    assert order["address"]["line"] == "" and order["state"] == "placed"
    for wrong in ("x", 7, {"name": "张"}, {**TO, "phone": "call me"}, {**TO, "planet": "火星"}):
        body = {"address": wrong}
        answer = cast.member.client.call("POST", f"/rewards/{number}/redemptions", body)
        assert answer.status_code == 422, wrong


def test_a_price_that_changed_is_told_with_the_new_one(cast, rich):
    number = rewarded(cast)
    cast.owner.client.call("PATCH", f"/rewards/{number}", {"price": 40})
    member = cast.member.client
    told = member.call("POST", f"/rewards/{number}/redemptions", {"price": 30})
    assert (told.status_code, told.json["code"]) == (409, "price_changed")
    assert "40" in told.json["errors"]["price"][0]
    assert redeemed(cast, number, price=40)["price"] == 40


def test_the_same_key_is_one_order_and_the_same_answer(cast, rich):
    number = rewarded(cast, per_member=0)
    member = cast.member.client
    path = f"/rewards/{number}/redemptions"
    first, second = (member.call("POST", path, {"price": 30}, key="tap") for _ in range(2))
    assert first.json == second.json and second.headers["Idempotent-Replayed"] == "true"
    assert member.get(f"/api/v1/rewards/{number}").json["stock"] == 2


def test_an_answer_that_is_kept_holds_no_whole_address(app, cast, rich):
    from sqlalchemy import text

    number = rewarded(cast, kind="physical", price=10)
    body = {"price": 10, "address": TO}
    path = f"/rewards/{number}/redemptions"
    assert cast.member.client.call("POST", path, body, key="tap").status_code == 201
    with app.app_context():
        tables = db.metadata.sorted_tables
        kept = [str(tuple(row)) for table in tables
                for row in db.session.execute(text(f'SELECT * FROM "{table.name}"'))]  # fmt: skip
    assert not [row for row in kept if "13800001234" in row or "龙井路" in row]


def test_a_token_sends_only_with_the_scope_to_manage(app, cast, rich):
    number = rewarded(cast)
    order = redeemed(cast, number)
    for scopes, status in ((["read", "write"], 403), (["read", "write", "manage"], 200)):
        browser = app.test_client()
        with app.app_context():
            made_for = NewToken(name="script", scopes=scopes)
            token = accounts.create_api_token(cast.owner.actor, made_for)[1]
        head = {"Authorization": f"Bearer {token}"}
        answer = browser.patch(
            f"/api/v1/redemptions/{order['id']}", json={"state": "sent"}, headers=head
        )
        assert answer.status_code == status, answer.json


@pytest.mark.parametrize("standing", ["outsider", "removed"])
def test_the_shop_is_for_members(cast, standing):
    number = rewarded(cast)
    client = cast[standing].client
    for path in ("/api/v1/circles/tea/rewards", f"/api/v1/rewards/{number}"):
        assert client.get(path).status_code == 403
    assert client.call("POST", f"/rewards/{number}/redemptions", {}).status_code == 403


def test_a_guest_is_asked_to_sign_in(anyone, cast):
    number = rewarded(cast)
    assert anyone.get("/api/v1/circles/tea/rewards").status_code == 401
    assert anyone.get(f"/c/tea/shop/{number}").status_code in (302, 303, 401)


def page(client, path, status=200):
    """The text of a page."""
    found = client.get(path)
    assert found.status_code == status, path
    return found.get_data(as_text=True)


def test_a_reward_and_an_order_stand_under_their_own_circle_alone(app, cast, rich):
    number = rewarded(cast)
    order = redeemed(cast, number)
    with app.app_context():
        found_circle(cast.owner.actor, "elsewhere", name="别处")
        join(cast.member.actor, "elsewhere")
    member, owner = cast.member.client, cast.owner.client
    for path in (f"shop/{number}", f"shop/{number}/address", f"orders/{order['id']}"):
        assert member.get(f"/c/tea/{path}").status_code == 200
        assert member.get(f"/c/elsewhere/{path}").status_code == 404
    for path in (f"shop/{number}/close", f"orders/{order['id']}/send"):
        assert owner.submit(f"/c/elsewhere/{path}").status_code == 404
        assert owner.submit(f"/c/tea/{path}").status_code == 303


def test_a_program_without_the_scope_to_manage_reads_nobody_elses_address(app, cast, rich):
    number = rewarded(cast, kind="physical", price=10)
    order = redeemed(cast, number, address=TO)
    for scopes, status in ((["read"], 403), (["read", "manage"], 200)):
        with app.app_context():
            made_for = NewToken(name="script", scopes=scopes)
            token = accounts.create_api_token(cast.owner.actor, made_for)[1]
        head = {"Authorization": f"Bearer {token}"}
        for path in (f"/redemptions/{order['id']}", "/circles/tea/redemptions?all=1"):
            answer = app.test_client().get(f"/api/v1{path}", headers=head)
            assert answer.status_code == status, path


def test_the_page_of_a_reward_says_what_is_missing(cast, rich):
    affordable, dear = rewarded(cast), rewarded(cast, price=130)
    high = rewarded(cast, min_level=3)
    member = cast.member.client
    assert "用 30 积分兑换" in page(member, f"/c/tea/shop/{affordable}")
    assert "还差 30 积分" in page(member, f"/c/tea/shop/{dear}")
    assert "Lv3 起" in page(member, f"/c/tea/shop/{high}")
    shop = page(member, "/c/tea/shop")
    assert shop.index(f"/shop/{affordable}") < shop.index(f"/shop/{dear}")


def test_an_empty_shop_invites_the_owner_and_consoles_the_member(cast):
    assert "/c/tea/shop/new" in page(cast.owner.client, "/c/tea/shop")
    assert "/c/tea/shop/new" not in page(cast.member.client, "/c/tea/shop")


def test_redeeming_on_the_page_charges_what_it_showed_and_can_be_undone(cast, rich):
    number = rewarded(cast)
    member = cast.member.client
    done = member.submit(f"/c/tea/shop/{number}", {"price": "30"})
    assert done.status_code == 303
    order = page(member, done.headers["Location"])
    undo = re.search(r'formaction="(/c/tea/orders/\d+/cancel)"', order)
    assert undo, order
    assert member.submit(undo[1]).status_code == 303
    assert member.get(f"/api/v1/rewards/{number}").json["viewer"]["points"] == 100


def test_a_page_that_showed_another_price_shows_the_new_one_and_takes_nothing(cast, rich):
    number = rewarded(cast)
    cast.owner.client.call("PATCH", f"/rewards/{number}", {"price": 40})
    answer = cast.member.client.submit(f"/c/tea/shop/{number}", {"price": "30"})
    told = answer.get_data(as_text=True)
    assert answer.status_code == 409 and "用 40 积分兑换" in told and "现在要 40 积分" in told
    assert cast.member.client.get(f"/api/v1/rewards/{number}").json["viewer"]["points"] == 100


def test_an_address_is_asked_for_and_what_was_typed_stays(cast, rich):
    number = rewarded(cast, kind="physical", price=10)
    member = cast.member.client
    typed = {"price": "10", **TO, "phone": "没有电话"}
    refused = member.submit(f"/c/tea/shop/{number}/address", typed)
    told = refused.get_data(as_text=True)
    assert refused.status_code == 422 and "龙井路" in told and "没有电话" in told
    done = member.submit(f"/c/tea/shop/{number}/address", {**typed, "phone": TO["phone"]})
    assert done.status_code == 303
    assert "龙井路" in page(member, done.headers["Location"])
    assert "龙井路" not in page(member, "/c/tea/orders")
    assert "138****1234" in page(cast.owner.client, "/c/tea/orders/desk")
    assert "龙井路" in page(member, f"/c/tea/shop/{number}/address"), "the last one is offered"


def test_the_desk_sends_with_one_tap_takes_it_back_and_counts_down(cast, rich):
    number = rewarded(cast, kind="physical", price=10, per_member=0)
    orders = [redeemed(cast, number, address=TO)["id"] for _ in range(2)]
    owner = cast.owner.client
    sent = owner.submit(
        f"/c/tea/orders/{orders[0]}/send", {"carrier": "顺丰", "number": "SF123"}
    )
    assert sent.headers["Location"] == "/c/tea/orders/desk"
    desk = page(owner, "/c/tea/orders/desk")
    undo = f"/c/tea/orders/{orders[0]}/unsend"
    assert undo in desk and f'id="order-{orders[1]}"' in desk
    assert f'id="order-{orders[0]}"' not in desk
    assert "顺丰 SF123" in page(cast.member.client, f"/c/tea/orders/{orders[0]}")
    owner.submit(undo)
    assert f'id="order-{orders[0]}"' in page(owner, "/c/tea/orders/desk")
    refund = owner.submit(f"/c/tea/orders/{orders[0]}/refund", {"reason": "断货了"})
    assert refund.status_code == 303
    assert "断货了" in page(cast.member.client, f"/c/tea/orders/{orders[0]}")


def test_the_desk_and_the_shops_back_room_are_for_who_may_send(cast):
    number = rewarded(cast)
    for path in ("/c/tea/orders/desk", "/c/tea/orders/desk.csv", "/c/tea/shop/edit",
                 "/c/tea/shop/new", f"/c/tea/shop/{number}/edit"):  # fmt: skip
        for standing in ("moderator", "guest", "member", "outsider"):
            assert cast[standing].client.get(path).status_code == 403, (standing, path)
        assert cast.admin.client.get(path).status_code == 200, path


def test_the_file_of_open_orders_runs_nothing_in_a_spreadsheet(cast, rich):
    number = rewarded(cast, kind="physical", price=10, name="=HYPERLINK(1)")
    redeemed(cast, number, address={**TO, "name": "@SUM(1)", "line": "+1 号 \"院\", 二楼"})
    answer = cast.owner.client.get("/c/tea/orders/desk.csv")
    assert answer.mimetype == "text/csv" and "no-store" in answer.headers["Cache-Control"]
    assert "attachment" in answer.headers["Content-Disposition"]
    head, row = csv.reader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff")))
    assert len(head) == len(row)
    assert {"'=HYPERLINK(1)", "'@SUM(1)", "'+1 号 \"院\", 二楼", "13800001234"} <= set(row)


def test_a_reward_is_made_and_changed_on_its_pages(cast):
    owner = cast.owner.client
    typed = {"kind": "virtual", "name": "一席茶券", "price": "30", "stock": "3", "intro": "",
             "per_member": "1", "min_level": "1", "from": "", "until": ""}  # fmt: skip
    refused = owner.submit("/c/tea/shop/new", {**typed, "price": "0"})
    assert refused.status_code == 422 and "一席茶券" in refused.get_data(as_text=True)
    made_at = owner.submit("/c/tea/shop/new", typed).headers["Location"]
    number = int(re.search(r"/shop/(\d+)/", made_at)[1])
    assert "一席茶券" in page(owner, made_at)
    del typed["kind"]
    shown = {**typed, "version": "1", "stock_shown": "3"}
    changed = owner.submit(made_at, {**shown, "price": "35", "until": "2099-01-01T00:00"})
    assert changed.status_code == 303
    now = owner.get(f"/api/v1/rewards/{number}").json
    assert (now["price"], now["until"]) == (35, "2098-12-31T16:00:00+00:00")
    assert owner.submit(made_at, shown).status_code == 409
    owner.submit(f"/c/tea/shop/{number}/close")
    assert owner.get(f"/api/v1/rewards/{number}").json["closed"]
    owner.submit(f"/c/tea/shop/{number}/reopen")
    assert not owner.get(f"/api/v1/rewards/{number}").json["closed"]


def test_codes_are_pasted_and_what_was_refused_comes_back_to_be_mended(cast):
    number = rewarded(cast, kind="code", stock=0)
    path = f"/c/tea/shop/{number}/codes"
    told = cast.owner.client.submit(path, {"codes": "SPRING-1\nSPRING-2\nSPRING-1\n"})
    text = told.get_data(as_text=True)
    assert told.status_code == 200 and "SPRING-2" not in text and "第 3 行" in text
    assert cast.owner.client.get(f"/api/v1/rewards/{number}").json["stock"] == 2


def test_pages_of_the_shop_ask_the_database_a_few_things_only(app, cast, rich):

    for number in range(8):
        reward = rewarded(cast, kind="physical", price=5, name=f"茶 {number}")
        order = redeemed(cast, reward, address=TO)
    paths = {"/c/tea/shop": cast.member, f"/c/tea/shop/{reward}": cast.member,
             "/c/tea/orders": cast.member, f"/c/tea/orders/{order['id']}": cast.member,
             "/c/tea/orders/desk": cast.owner, "/c/tea/shop/edit": cast.owner}  # fmt: skip
    for path, person in paths.items():
        with statements(app) as asked:
            page(person.client, path)
        assert len(asked) <= 12, (path, len(asked), asked)


def test_who_left_still_reads_their_code_on_its_page(app, cast, rich):
    number = rewarded(cast, kind="code", stock=0)
    cast.owner.client.call("POST", f"/rewards/{number}/codes", {"codes": ["SPRING-77"]})
    order = redeemed(cast, number)
    with app.app_context():
        circles.remove_member(cast.owner.actor, made.standing(cast.member).id)
        actions.reveal_code(cast.member.actor, order["id"])
    assert "SPRING-77" in page(cast.member.client, f"/c/tea/orders/{order['id']}")
