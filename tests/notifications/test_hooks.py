"""What servers of brands hear: signed, once under one id, tried again, of their own circles alone.
"""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from circle.circles import queries as circles
from circle.content import actions as content
from circle.core import calls
from circle.core.actor import SYSTEM
from circle.core.db import session, transaction
from circle.moderation import actions as moderation
from circle.moderation.schemas import Reporting
from circle.notifications import actions, queries
from circle.notifications.couriers import carry
from circle.notifications.jobs import send_hooks
from circle.notifications.models import (
    HookAttempt,
    HookDelivery,
    HookEndpoint,
    HookMessage,
    Notice,
)
from circle.notifications.models.hooks import KEPT
from circle.notifications.schemas.hooks import EndpointChange, NewEndpoint, Span
from circle.qa import actions as questions
from tests.factories.brands import own, set_up_brand
from tests.factories.circles import found_circle, join
from tests.factories.content import comment, post
from tests.factories.qa import answer, ask
from tests.notifications.ear import Ear, listen, send
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("calm", "inside")


@pytest.fixture
def ear(app, monkeypatch):
    monkeypatch.setitem(app.config, "CALLS_LOOPBACK", True)
    ear = Ear()
    yield ear
    ear.close()


@pytest.fixture
def brand(cast, calm):
    """A brand whose circle is `tea`."""
    signer = set_up_brand("山房茶事")
    own("tea", signer.brand_id)
    return signer.brand_id


def test_a_server_hears_what_it_asked_for_signed_and_as_ids_alone(cast, brand, ear):
    _hook, secret = listen(cast.owner, brand, ear, "entry.published", "comment.written")
    entry = post(cast.member.inside(), "今天的水有点硬。")
    ask(cast.member.inside(), "水太硬怎么办？")
    comment(cast.guest.inside(), entry.id, "换一种试试。")
    send()
    assert ear.kinds == ["entry.published", "comment.written"]
    assert ear.is_signed(secret) and not ear.is_signed("whsec_" + "A" * 43 + "=")
    told = ear.told[0]
    circle = circles.enter(cast.owner.actor, "tea")[0]
    member = circles.get_membership(circle.id, cast.member.user_id).id
    assert told["data"] == {
        "brand_id": brand, "circle": {"id": circle.id, "slug": "tea"},
        "entry": {
            "id": entry.id, "kind": "post", "root_id": None, "parent_id": None, "anonymous": False,
            "author": {"id": member, "subject": None}, "path": f"/c/tea/posts/{entry.id}",
        },
    }  # fmt: skip
    assert "水" not in json.dumps(ear.told, ensure_ascii=False)


def test_of_what_has_no_name_nobody_is_told_whose_it_is(cast, brand, ear):
    listen(cast.owner, brand, ear, "question.asked", "answer.accepted", "entry.hidden",
           "report.made")  # fmt: skip
    asked = ask(cast.member.inside(), "想退群会不会很失礼？", anonymous=True)
    given = answer(cast.guest.inside(), asked.id, "不会，说一声就好。")
    questions.accept_answer(cast.member.inside(), given.id)
    moderation.report(cast.admin.actor, "entry", asked.id, Reporting("ad"))
    moderation.hide_entry(cast.moderator.inside(), asked.id, "跑题")
    send()
    assert ear.kinds == ["question.asked", "answer.accepted", "report.made", "entry.hidden"]
    for told in ear.told:
        one = told["data"].get("question") or told["data"]["entry"]
        assert (one["id"], one["anonymous"], one["author"]) == (asked.id, True, None)
    assert ear.told[1]["data"]["entry"]["author"] is not None  # who answered has a name


def test_a_server_hears_of_its_own_brands_circles_alone(cast, brand, ear):
    found_circle(cast.owner.actor, "elsewhere")
    found_circle(cast.owner.actor, "second")
    own("second", brand)
    new = NewEndpoint(ear.url, ["member.joined"])
    actions.add_endpoint(SYSTEM, brand, None, new)
    for slug in ("elsewhere", "second"):
        join(cast.member.actor, slug)
    send()
    assert [told["data"]["circle"]["slug"] for told in ear.told] == ["second"]
    own("second", set_up_brand("别家").brand_id)
    queries.forget_wanted()
    join(cast.guest.actor, "second")
    send()
    assert len(ear.told) == 1


def test_what_nobody_asked_for_is_not_written_down_and_what_somebody_did_is_one_row(
    cast, brand, ear
):
    def rows_of(verb):
        with statements() as sent:
            verb()
        return [one for one in sent if one.startswith(("INSERT INTO hook_", "UPDATE hook_"))]

    assert rows_of(lambda: post(cast.member.inside(), "没有人在听。")) == []
    listen(cast.owner, brand, ear, "entry.published", "member.left")
    assert len(rows_of(lambda: post(cast.member.inside(), "有人在听了。"))) == 1


def test_a_killed_sender_sends_again_under_the_same_id_and_each_message_arrives(
    cast, brand, ear, clock
):
    listen(cast.owner, brand, ear)
    for number in range(3):
        post(cast.member.inside(), f"第{number}泡的味道最好，我又试了一次。")
    actions.sort_messages()
    shipment = actions.claim_shipment()
    carry(shipment, lambda letter: calls.post(letter, loopback=True))  # and then it is killed
    assert actions.claim_shipment() is None  # nobody else sends there yet
    first = ear.ids[:]
    clock.travel(seconds=121)
    send()
    assert ear.ids == first + first and len(set(first)) == 3
    assert session().scalars(select(HookDelivery.state)).all() == ["delivered"] * 3
    send()
    assert len(ear.ids) == 6


def test_sorting_a_message_twice_sends_it_once(cast, brand, ear):
    listen(cast.owner, brand, ear)
    post(cast.member.inside(), "只说一次。")
    assert actions.sort_messages() == 1
    with transaction():
        session().scalars(select(HookMessage)).one().body = None
    assert actions.sort_messages() == 1
    send()
    assert len(ear.ids) == 1


def test_what_fails_is_tried_again_after_five_seconds_and_five_minutes_and_is_logged(
    cast, brand, ear, clock
):
    hook, _secret = listen(cast.owner, brand, ear)
    ear.answers = [500, "hang up"]
    post(cast.member.inside(), "第三次才听见。")
    for pause, heard, next_pause in ((0, 1, 5), (6, 2, 300), (0, 2, 300), (301, 3, None)):
        clock.travel(seconds=pause)
        send()
        assert len(ear.ids) == heard
        if next_pause:
            due = session().scalars(select(HookDelivery.due_at)).one()
            tried = session().scalars(select(HookAttempt.at).order_by(HookAttempt.id.desc()))
            assert due - tried.first() == timedelta(seconds=next_pause)
    assert len(set(ear.ids)) == 1
    endpoint = queries.get_endpoint(cast.owner.actor, hook)[0]
    line = queries.deliveries_page(endpoint).items[0]
    assert line.state == "delivered"
    assert [(one.status, one.trouble) for one in line.attempts] == [
        (204, None), (None, "broken"), (500, "status"),
    ]  # fmt: skip
    assert (endpoint.fails, endpoint.failing_since) == (0, None)


def test_a_slow_server_keeps_no_other_waiting(cast, brand, ear, app):
    other = Ear()
    try:
        listen(cast.owner, brand, ear)
        listen(cast.owner, brand, other)
        ear.answers = ["wait"]
        post(cast.member.inside(), "一个慢，一个快。")
        while not (other.heard and ear.heard):
            assert send_hooks()
        assert not ear.let_go.is_set()  # the slow one still waits
        ear.let_go.set()
        send()
        assert session().scalars(select(HookDelivery.state)).all() == ["delivered"] * 2
    finally:
        other.close()


def test_gone_switches_a_server_off_and_its_owner_hears_of_it(cast, brand, ear, clock):
    hook, _secret = listen(cast.owner, brand, ear)
    ear.answers = [410]
    post(cast.member.inside(), "没有人了。")
    send()
    endpoint = queries.get_endpoint(cast.owner.actor, hook)[0]
    assert (endpoint.is_on, endpoint.off_why) == (False, "gone")
    told = session().execute(select(Notice.user_id, Notice.code)).all()
    assert told == [(cast.owner.user_id, "hook_gone")]
    clock.travel(days=1)
    send()
    assert len(ear.ids) == 1


def test_five_days_of_failing_switch_a_server_off_and_what_it_missed_is_sent_again(
    cast, brand, ear, clock
):
    hook, _secret = listen(cast.owner, brand, ear)
    ear.answers = [503] * 100
    post(cast.member.inside(), "听不见。")
    for _day in range(11):
        clock.travel(hours=12)
        send()
    endpoint = queries.get_endpoint(cast.owner.actor, hook)[0]
    assert endpoint.off_why == "failing"
    assert session().scalars(select(Notice.code)).all() == ["hook_failing"]
    post(cast.member.inside(), "它不在的时候。")
    ear.answers.clear()
    actions.change_endpoint(cast.owner.actor, hook, EndpointChange(enabled=True))
    before = len(ear.ids)
    since = endpoint.created_at
    queries.forget_wanted()
    send()
    count = actions.send_span_again(
        cast.owner.actor, hook, Span(since, since.replace(year=since.year + 1))
    )
    send()
    assert count == 1 and len(ear.ids) == before + 2 and len(set(ear.ids)) == 2


def test_a_brand_is_never_sent_what_happened_while_a_circle_was_anothers(cast, brand, ear):
    post(cast.member.inside(), "还是山房的时候。")
    listen(cast.owner, brand, ear)
    post(cast.member.inside(), "有人听的时候。")
    send()
    assert len(ear.ids) == 1
    other = set_up_brand("海边茶社").brand_id
    own("tea", other)
    hook, _secret = listen(cast.owner, other, ear)
    endpoint = queries.get_endpoint(cast.owner.actor, hook)[0]
    since = endpoint.created_at
    whole = Span(since.replace(year=since.year - 1), since.replace(year=since.year + 1))
    assert actions.send_span_again(cast.owner.actor, hook, whole) == 0
    send()
    assert len(ear.ids) == 1


def test_a_message_is_sent_again_by_hand_under_its_id(cast, brand, ear):
    hook, _secret = listen(cast.owner, brand, ear)
    post(cast.member.inside(), "再说一遍。")
    send()
    actions.send_again(cast.owner.actor, hook, session().scalars(select(HookDelivery.id)).one())
    send()
    assert len(ear.ids) == 2 and len(set(ear.ids)) == 1


def test_a_test_message_goes_to_that_server_alone(cast, brand, ear):
    hook, secret = listen(cast.owner, brand, ear)
    listen(cast.owner, brand, ear)
    actions.send_test(cast.owner.actor, hook)
    send()
    assert ear.kinds == ["test"] and ear.is_signed(secret)


def test_after_rotating_both_secrets_sign_for_a_day(cast, brand, ear, clock):
    hook, old = listen(cast.owner, brand, ear)
    _endpoint, new = actions.rotate_secret(cast.owner.actor, hook)
    actions.send_test(cast.owner.actor, hook)
    send()
    assert ear.is_signed(old) and ear.is_signed(new)
    clock.travel(hours=24, seconds=1)
    actions.send_test(cast.owner.actor, hook)
    send()
    assert ear.is_signed(new) and not ear.is_signed(old)


def test_a_redirect_is_a_failure_and_is_not_followed(cast, brand, ear):
    listen(cast.owner, brand, ear)
    ear.answers, ear.headers = [302], {"Location": ear.url}
    post(cast.member.inside(), "往那边去。")
    send()
    assert len(ear.ids) == 1
    assert session().execute(select(HookAttempt.status, HookAttempt.trouble)).all() == [
        (302, "status")
    ]


def test_an_address_inside_is_never_called(cast, brand, ear, app, monkeypatch):
    hook, _secret = listen(cast.owner, brand, ear)
    monkeypatch.setitem(app.config, "CALLS_LOOPBACK", False)
    with transaction():
        session().get(HookEndpoint, hook).url = f"https://127.0.0.1:{ear.port}/"
    post(cast.member.inside(), "里面的地址。")
    send()
    assert ear.heard == []
    assert session().scalars(select(HookAttempt.trouble)).all() == ["private"]


def test_a_secret_is_sealed_where_it_is_kept(cast, brand, ear):
    hook, secret = listen(cast.owner, brand, ear)
    actions.rotate_secret(cast.owner.actor, hook)
    row = session().get(HookEndpoint, hook)
    assert secret not in (row.secret, row.old_secret)
    assert row.secret.startswith("1.") and row.old_secret.startswith("1.")


def test_what_was_sent_is_forgotten_after_thirty_days(cast, brand, ear, clock):
    listen(cast.owner, brand, ear)
    post(cast.member.inside(), "三十天以后没有了。")
    send()
    with transaction():
        session().scalars(select(HookMessage)).one().at -= KEPT
    post(cast.member.inside(), "这一条还在。")
    send()
    clock.travel(seconds=1)
    assert not actions.sweep_hooks()
    left = session().scalars(select(HookMessage.uid)).all()
    assert [f"msg_{uid}" for uid in left] == ear.ids[1:]
    assert len(session().scalars(select(HookAttempt.id)).all()) == 1


def test_a_removed_server_hears_nothing_and_can_be_brought_back(cast, brand, ear):
    hook, _secret = listen(cast.owner, brand, ear)
    actions.remove_endpoint(cast.owner.actor, hook)
    post(cast.member.inside(), "没听见。")
    send()
    assert ear.heard == []
    actions.restore_endpoint(cast.owner.actor, hook)
    content.remove_entry(cast.member.inside(), post(cast.member.inside(), "听见了。").id)
    send()
    assert ear.kinds == ["entry.published"]
