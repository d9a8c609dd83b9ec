"""One order for who sends it: where it goes stands beside the fields that send it."""

import pytest

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
