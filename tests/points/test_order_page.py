"""One order for who sends it: where it goes stands beside the fields that send it."""

import pytest
from sqlalchemy import select

from circle.core.db import session
from circle.points.models import Reward
from tests.factories import points as made


@pytest.fixture
def parcel(app, cast):
    """A thing somebody redeemed, waiting to be sent."""
    with app.app_context():
        made.fill(cast.member, 30)
        return made.order(cast.member, made.reward(cast.owner, "physical")).id


def test_address_and_fields_stand_on_one_page_and_the_address_is_copied_whole(cast, parcel):
    page = cast.owner.client.get(f"/c/tea/orders/{parcel}").text
    to = made.ADDRESS
    whole = " ".join((to.name, to.phone, to.region, to.line))
    for shown in (page, cast.owner.client.get("/c/tea/orders/desk").text):
        assert f'data-copy="{whole}"' in shown
        assert f'action="/c/tea/orders/{parcel}/send"' in shown
    sent = cast.owner.client.submit(
        f"/c/tea/orders/{parcel}/send", {"carrier": "顺丰", "number": "SF123"}
    )
    assert sent.status_code == 303
    assert "/send" not in cast.owner.client.get(f"/c/tea/orders/{parcel}").text


def test_its_member_sees_the_order_without_the_fields(cast, parcel):
    page = cast.member.client.get(f"/c/tea/orders/{parcel}").text
    assert made.ADDRESS.line in page and "/send" not in page


def test_staff_say_of_what_was_sent_whether_it_is_back(app, cast, parcel):
    at, owner = f"/c/tea/orders/{parcel}", cast.owner.client
    assert 'name="restock"' not in owner.get(at).text
    owner.submit(f"{at}/send", {})
    assert 'name="restock"' in owner.get(at).text
    assert owner.submit(f"{at}/refund", {"reason": "退回来了", "restock": "on"}).status_code == 303
    with app.app_context():
        assert session().scalars(select(Reward.stock)).one() == 3
