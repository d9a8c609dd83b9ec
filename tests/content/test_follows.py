"""Following entries and tags: members do, of what they may see, once; the lists show it."""

import pytest
from sqlalchemy import select

from circle.circles.models import Follow
from circle.content import actions
from circle.core.db import db, session
from tests.factories.content import comment, post

pytestmark = pytest.mark.usefixtures("calm")


@pytest.fixture
def entry_id(app, cast):
    """A post of the member's under two tags."""
    with app.app_context():
        number = post(cast.member.inside(), "今天泡了一壶白茶", tags=("白茶", "C/D 杯")).id
        db.session.remove()
    return number


def followed(app, kind):
    with app.app_context():
        rows = session().execute(
            select(Follow.user_id, Follow.target_id).where(Follow.kind == kind)
        )
        return [tuple(row) for row in rows]


def test_an_entry_is_followed_once_and_let_go(app, cast, entry_id):
    client = cast.guest.client
    for _ in range(2):
        assert client.call("PUT", f"/entries/{entry_id}/follow").status_code == 204
    assert followed(app, "entry") == [(cast.guest.user_id, entry_id)]
    for _ in range(2):
        assert client.call("DELETE", f"/entries/{entry_id}/follow").status_code == 204
    assert followed(app, "entry") == []


def test_a_tag_is_followed_however_it_is_typed(app, cast, entry_id):
    client = cast.guest.client
    for name in ("白茶", "C%2FD 杯", "c/d 杯"):
        assert client.call("PUT", f"/circles/tea/tags/{name}/follow").status_code == 204
    assert len(followed(app, "tag")) == 2
    listed = client.get("/api/v1/circles/tea/feed?order=following").json["items"]
    assert [item["id"] for item in listed] == [entry_id]
    assert client.call("DELETE", "/circles/tea/tags/白茶/follow").status_code == 204
    assert client.call("DELETE", "/circles/tea/tags/C%2FD 杯/follow").status_code == 204
    assert client.get("/api/v1/circles/tea/feed?order=following").json["items"] == []


def test_members_alone_follow(cast, entry_id):
    for who, status in (("owner", 204), ("guest", 204), ("outsider", 403), ("removed", 403),
                        ("banned", 403)):  # fmt: skip
        client = cast[who].client
        assert client.call("PUT", f"/entries/{entry_id}/follow").status_code == status, who
        assert client.call("PUT", "/circles/tea/tags/白茶/follow").status_code == status, who


def test_guests_are_asked_to_sign_in(anyone, entry_id):
    assert anyone.call("PUT", f"/entries/{entry_id}/follow").status_code == 401
    assert anyone.call("PUT", "/circles/tea/tags/白茶/follow").status_code == 401


def test_what_one_cannot_see_is_not_there_to_follow(app, cast, entry_id):
    with app.app_context():
        actions.hide_entry(cast.owner.actor, entry_id, "广告")
    client = cast.guest.client
    assert client.call("PUT", f"/entries/{entry_id}/follow").status_code == 404
    assert client.call("PUT", "/circles/tea/tags/白茶/follow").status_code == 404
    assert client.call("PUT", "/circles/tea/tags/没有的/follow").status_code == 404
    assert client.call("PUT", "/circles/elsewhere/tags/白茶/follow").status_code == 404
    assert followed(app, "entry") == followed(app, "tag") == []


def test_a_tag_nothing_stands_under_any_more_can_be_let_go(app, cast, entry_id):
    client = cast.guest.client
    client.call("PUT", "/circles/tea/tags/白茶/follow")
    with app.app_context():
        actions.remove_entry(cast.member.actor, entry_id)
    assert client.call("DELETE", "/circles/tea/tags/白茶/follow").status_code == 204
    assert followed(app, "tag") == []


def test_the_pages_offer_it_to_members(app, cast, anyone, entry_id):
    client = cast.guest.client
    assert f'action="/entries/{entry_id}/follow"' in client.get(f"/entries/{entry_id}/menu").text
    assert client.submit(f"/entries/{entry_id}/follow").status_code == 303
    assert f'action="/entries/{entry_id}/unfollow"' in client.get(f"/entries/{entry_id}/menu").text
    own = cast.member.client.get(f"/entries/{entry_id}/menu").text
    assert "/follow" not in own
    page = "/c/tea?tag=白茶"
    assert 'action="/c/tea/tags/%E7%99%BD%E8%8C%B6/follow"' in client.get(page).text
    answer = client.submit("/c/tea/tags/白茶/follow", {"_next": "/c/tea?tag=%E7%99%BD%E8%8C%B6"})
    assert answer.headers["Location"] == "/c/tea?tag=%E7%99%BD%E8%8C%B6"
    assert 'action="/c/tea/tags/%E7%99%BD%E8%8C%B6/unfollow"' in client.get(page).text
    assert 'action="/c/tea/tags/' not in anyone.get(page).text
    assert 'action="/c/tea/tags/' not in cast.outsider.client.get(page).text
    assert 'action="/c/tea/tags/' not in client.get("/c/tea?tag=没有的").text


def test_a_comment_is_no_thread_to_follow_in_the_menu(app, cast, entry_id):
    with app.app_context():
        number = comment(cast.owner.inside(), entry_id).id
    assert f"/entries/{number}/follow" not in cast.guest.client.get(f"/entries/{number}/menu").text
