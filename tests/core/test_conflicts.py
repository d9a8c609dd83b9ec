"""Somebody was faster: the page says so above its form, and nothing that was typed is lost."""

from datetime import timedelta

from circle.core import clock as time
from tests.cast import PASSWORD
from tests.factories import points as made
from tests.factories.moderation import case_of
from tests.factories.posts import publish
from tests.factories.qa import ask

DAY = timedelta(days=1)


def told(client, path, typed, word):
    """The page of a form that met a conflict says so."""
    answer = client.submit(path, typed)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409 and 'role="alert"' in page and word in page
    return page


def test_an_order_refunded_twice_tells_the_second(app, cast):
    with app.app_context():
        made.fill(cast.member, 30)
        number = made.order(cast.member, made.reward(cast.owner)).id
    path, owner = f"/c/tea/orders/{number}/refund", cast.owner.client
    assert owner.submit(path, {"reason": "缺货了"}).status_code == 303
    told(owner, path, {"reason": "缺货了，抱歉"}, "这笔兑换已经结束")


def test_a_day_made_up_twice_tells_the_second(app, cast, clock):
    with app.app_context():
        made.fill(cast.member, 100)
    clock.travel(days=3)
    member, day = cast.member.client, {"day": str(time.local_day() - DAY)}
    assert member.submit("/c/tea/check-in/make-up", day).status_code == 303
    told(member, "/c/tea/check-in/make-up", day, "那天已经签过了")


def test_what_was_released_already_tells_the_second_of_the_staff(app, cast):
    with app.app_context():
        case = case_of(publish(cast.member, waits=True).id)
        ruling = {"decision": "approve", "case_ids": str(case.id)}
    assert cast.moderator.client.submit("/c/tea/waiting", ruling).status_code == 303
    told(cast.admin.client, "/c/tea/waiting", ruling, "已经有人处理过了")


def test_a_question_closed_already_tells_the_second_of_the_staff(app, cast):
    with app.app_context():
        number = ask(cast.member.inside()).id
    path, why = f"/questions/{number}/close", {"reason": "说完了"}
    assert cast.moderator.client.submit(path, why).status_code == 303
    told(cast.admin.client, path, why, "这个问题已经关闭了")


def test_an_owner_is_told_to_hand_over_before_closing_the_account(cast):
    told(cast.owner.client, "/me/close", {"current": PASSWORD}, "一席茶")


def test_an_owner_cannot_delete_a_circle_just_handed_over(app, cast):
    with app.app_context():
        target = str(cast.admin.inside().membership_id)
    owner = cast.owner.client
    assert owner.submit("/c/tea/settings/handover", {"member_id": target}).status_code == 303
    page = told(cast.admin.client, "/c/tea/settings/delete", {"name": "一席茶"}, "24 小时")
    assert 'value="一席茶"' in page
