"""What a guest tapped before signing in is one tap away afterwards, and is never done alone."""

import html
import re

import pytest

from tests.cast import PASSWORD, make_person
from tests.factories.posts import publish


@pytest.fixture
def post_id(app, cast):
    """Something to like."""
    with app.app_context():
        return publish(cast.owner, "水开了。").id


def tapped(anyone, number, kind="like"):
    """Where the guest's tap leads."""
    page = anyone.get("/c/tea").text
    return html.unescape(re.search(rf'href="(/signin\?[^"]*wish={kind}-{number})"', page)[1])


def sign_in_from(client, address, name):
    """Sign in on that page, by the form it shows."""
    page = client.get(address).text
    fields = dict(re.findall(r'name="(_next|_wish)" value="([^"]*)"', page))
    answer = client.submit("/signin", {"name": name, "password": PASSWORD, **fields})
    client.forget_csrf()
    return answer.location


def liked(client, number):
    return client.get(f"/api/v1/posts/{number}").json["viewer"]["liked"]


def test_a_like_tapped_as_a_guest_is_given_by_one_tap_after_signing_in(anyone, cast, post_id):
    back = sign_in_from(anyone, tapped(anyone, post_id), cast.member.name)
    assert back == f"/c/tea/posts/{post_id}"
    page = anyone.get(back).text
    assert "刚才你想为它点赞" in page and not liked(anyone, post_id)
    given = anyone.submit(f"/entries/{post_id}/like", {"_wish": f"like-{post_id}", "_next": back})
    assert given.location == back and liked(anyone, post_id)
    after = anyone.get(back).text
    assert "已赞" in after and "刚才你想" not in after


@pytest.mark.parametrize(
    ("kind", "said"), [("like", "那个赞替你留着"), ("bookmark", "想收藏的替你留着")]
)
def test_who_is_led_to_the_door_by_a_tap_reads_why(anyone, post_id, kind, said):
    address = tapped(anyone, post_id, kind)
    for door in (address, address.replace("/signin", "/signup")):
        assert said in anyone.get(door).text
    assert "替你留着" not in anyone.get("/signin?next=/c/tea").text


def test_a_bookmark_is_carried_too(anyone, cast, post_id):
    back = sign_in_from(anyone, tapped(anyone, post_id, "bookmark"), cast.member.name)
    assert "刚才你想收藏它" in anyone.get(back).text
    anyone.submit(f"/entries/{post_id}/bookmark", {"_wish": f"bookmark-{post_id}"})
    assert "刚才你想" not in anyone.get(back).text


def test_who_signs_up_joins_first_and_comes_back_to_the_same_bar(anyone, cast, post_id):
    address = tapped(anyone, post_id)
    there = html.unescape(re.search(r'href="(/signup\?[^"]*)"', anyone.get(address).text)[1])
    fields = dict(re.findall(r'name="(_next|_wish)" value="([^"]*)"', anyone.get(there).text))
    new = {"name": "山里人", "password": PASSWORD, "accept_terms": "on", **fields}
    back = anyone.submit("/signup", new).location
    anyone.forget_csrf()
    page = anyone.get(back).text
    assert "先加入圈子，就能为它点赞" in page
    door = html.unescape(re.search(r'href="(/c/tea/join\?next=[^"]*)"', page)[1])
    fields = dict(re.findall(r'name="(_next)" value="([^"]*)"', anyone.get(door).text))
    assert anyone.submit("/c/tea/join", {"accept_rules": "1", **fields}).location == back
    assert "刚才你想为它点赞" in anyone.get(back).text


def test_a_wish_takes_nothing_back_from_who_liked_it_before(anyone, cast, post_id):
    cast.member.client.call("PUT", f"/entries/{post_id}/like")
    back = sign_in_from(anyone, tapped(anyone, post_id), cast.member.name)
    assert "刚才你想" not in anyone.get(back).text
    anyone.submit(f"/entries/{post_id}/like", {"_wish": f"like-{post_id}", "_next": back})
    assert liked(anyone, post_id)
    anyone.submit(f"/entries/{post_id}/like", {"_next": back})
    assert not liked(anyone, post_id)


def test_the_wish_stands_on_its_own_page_alone_and_not_for_ever(anyone, cast, post_id, clock):
    back = sign_in_from(anyone, tapped(anyone, post_id), cast.member.name)
    assert "刚才你想" not in anyone.get("/c/tea").text
    assert "刚才你想" in anyone.get(back).text
    clock.travel(minutes=31)
    assert "刚才你想" not in anyone.get(back).text


@pytest.mark.parametrize(
    "asked", ["remove-1", "like-", "like-x", "like-1/../2", "like-1\" onclick=\"", "likes"]
)
def test_nothing_but_a_like_or_a_bookmark_is_carried(anyone, cast, post_id, asked):
    page = anyone.get("/signin", query_string={"next": f"/c/tea/posts/{post_id}", "wish": asked})
    assert "_wish" not in page.text
    known = anyone.get("/signin", query_string={"next": "/c/tea", "wish": f"like-{post_id}"})
    assert "_wish" in known.text


def test_an_entry_the_person_may_not_see_is_not_liked_by_a_wish(app, anyone, cast, post_id):
    with app.app_context():
        make_person(app, "stranger")
    sign_in_from(anyone, tapped(anyone, post_id), "stranger")
    refused = anyone.submit(f"/entries/{post_id}/like", {"_wish": f"like-{post_id}"})
    assert refused.status_code == 403
