"""Webhooks as owner, admins and programs of a brand meet them: pages, JSON, who may, the log."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from circle.accounts import actions as accounts
from circle.accounts.schemas import NewToken
from circle.core import clock as time
from circle.core.db import session
from circle.core.errors import Conflict
from circle.moderation.models import AuditLine
from circle.notifications import actions
from circle.notifications.models import HookEndpoint
from circle.notifications.schemas.hooks import NewEndpoint
from tests.factories.brands import own, set_up_brand
from tests.factories.circles import found_circle

URL = "https://hooks.example.com/in/secret-path"
NEW = {"url": URL, "kinds": ["member.joined", "question.asked"], "note": "会员系统"}


@pytest.fixture
def things(scene, cast):
    """Two brands; `tea` is of the first and has an endpoint, `coffee` of the second."""

    def make():
        first, second = (set_up_brand(name).brand_id for name in ("山房茶事", "别家"))
        found_circle(cast.outsider.actor, "coffee")
        own("tea", first)
        own("coffee", second)
        circle_id = cast.owner.inside().circle_id
        hook, _secret = actions.add_endpoint(
            cast.owner.actor, first, circle_id, NewEndpoint(URL, ["member.joined"])
        )
        sent = actions.send_test(cast.owner.actor, hook.id).id
        return {"first": first, "second": second, "hook": hook.id, "sent": sent}

    return scene("two brands, one endpoint", make)


def test_an_owner_adds_a_server_sees_its_secret_once_and_keeps_it(app, cast, things):
    owner = cast.owner.client
    made = owner.submit("/c/tea/webhooks", NEW)
    assert made.status_code == 201
    secret = re.search(r'value="(whsec_[^"]+)"', made.text)[1]
    page = owner.get(made_at := f"/c/tea/webhooks/{things['hook'] + 1}")
    assert "hooks.example.com" in page.text and secret not in page.text
    assert "secret-path" not in owner.get("/c/tea/webhooks").text
    turned = owner.submit(f"{made_at}/secret")
    assert "whsec_" in turned.text and secret not in turned.text
    owner.submit(made_at, {**NEW, "kinds": ["answer.given"], "note": ""})
    for deed in ("test", "again/0", "off", "remove", "restore", "on"):
        answer = owner.submit(f"{made_at}/{deed}", {"hours": 24})
        assert answer.status_code == (404 if deed == "again/0" else 303), deed
    with app.app_context():
        row = session().get(HookEndpoint, things["hook"] + 1)
        assert (row.kinds, row.note, row.is_on) == (["answer.given"], "", True)
        codes = session().scalars(select(AuditLine.code).where(AuditLine.chain == row.circle_id))
        assert codes.all().count("hook") == 8  # two are of the scene


def test_what_was_sent_is_listed_and_sent_again_from_the_page(cast, things):
    owner, place = cast.owner.client, f"/c/tea/webhooks/{things['hook']}"
    assert "发送中" in owner.get(place).text
    assert owner.submit(f"{place}/again/{things['sent']}").status_code == 303
    assert owner.submit(f"{place}/again", {"hours": 24}).status_code == 303
    wrong = owner.submit(place, {"url": "https://127.0.0.1/", "kinds": ["member.joined"]})
    assert wrong.status_code == 422 and "这个地址不在公网上" in wrong.text


def test_a_program_needs_the_scope_of_the_brand_and_learns_a_secret_once(app, cast, things):
    with app.app_context():
        keys = {
            scopes: accounts.create_api_token(cast.owner.actor, NewToken("x", list(scopes)))[1]
            for scopes in (("read", "write", "manage"), ("brand",))
        }  # fmt: skip
    place = f"/api/v1/brands/{things['first']}/webhooks"
    answers = []
    for key in keys.values():
        anyone = app.test_client()
        headers = {"Authorization": f"Bearer {key}"}
        answers.append((
            anyone.get(place, headers=headers),
            anyone.post(place, headers=headers, json={**NEW, "circle": "tea"}),
        ))  # fmt: skip
    assert [one.status_code for one in (*answers[0], *answers[1])] == [403, 403, 200, 201]
    assert answers[1][1].json["secret"].startswith("whsec_")
    assert "secret" not in answers[1][0].json["items"][0]


def test_programs_change_try_and_send_again(cast, things, clock):
    owner, place = cast.owner.client, f"/brands/{things['first']}/webhooks/{things['hook']}"
    assert owner.call("PATCH", place, {"enabled": False}).json["off_why"] == "staff"
    assert owner.call("POST", f"{place}/test").status_code == 409
    assert owner.call("PATCH", place, {"enabled": True, "note": "新"}).json["enabled"]
    line = owner.get(f"/api/v1{place}/deliveries").json["items"][0]
    assert (line["type"], line["state"], line["attempts"]) == ("test", "waiting", [])
    now = time.now()
    span = {"since": (now - timedelta(days=1)).isoformat(), "until": now.isoformat()}
    assert owner.call("POST", f"{place}/replay", span).json == {"count": 0}
    assert owner.call("DELETE", place).status_code == 204
    assert owner.get(f"/api/v1{place}").status_code == 404
    assert owner.call("POST", f"{place}/restore").status_code == 200
    owner.call("DELETE", place)
    clock.travel(minutes=11)
    assert owner.call("POST", f"{place}/restore").json["code"] == "too_late"


def test_nobody_adds_a_server_to_what_is_not_theirs(cast, things):
    first, second = (f"/brands/{things[name]}/webhooks" for name in ("first", "second"))
    for person, place, circle, status in (
        (cast.owner, second, "tea", 404), (cast.owner, second, "coffee", 403),
        (cast.owner, first, "coffee", 404), (cast.moderator, first, "tea", 403),
        (cast.outsider, first, "tea", 403), (cast.owner, first, None, 403),
        (cast.admin, first, "tea", 201), (cast.outsider, second, "coffee", 201),
    ):  # fmt: skip
        answer = person.client.call("POST", place, {**NEW, "circle": circle})
        assert answer.status_code == status, (person.name, place, circle)
    assert cast.outsider.client.get(f"/api/v1{first}/{things['hook']}").status_code == 404
    assert cast.owner.client.get(f"/api/v1{second}/{things['hook']}").status_code == 404
    assert cast.owner.client.get("/c/coffee/webhooks").status_code == 403


def test_a_circle_of_no_brand_has_no_webhooks(app, cast, things):
    with app.app_context():
        own("tea", None)
    assert cast.owner.client.get("/c/tea/webhooks").status_code == 404
    assert cast.owner.client.get(f"/c/tea/webhooks/{things['hook']}").status_code == 404
    assert "/c/tea/webhooks" not in cast.owner.client.get("/c/tea/manage").text


def test_ten_servers_are_the_most_in_one_circle(cast, things, inside):
    actor = cast.owner.inside()
    new = NewEndpoint(URL, ["member.joined"])
    for _number in range(9):
        actions.add_endpoint(actor, things["first"], actor.circle_id, new)
    with pytest.raises(Conflict) as full:
        actions.add_endpoint(actor, things["first"], actor.circle_id, new)
    assert full.value.code == "too_many_endpoints"
