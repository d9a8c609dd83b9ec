"""Bookmarks, drafts and collections as pages: in order, without scripts, and nothing that went."""

import pytest

from circle.accounts import actions as accounts
from circle.circles import actions as circles
from circle.content import actions, queries
from circle.content.schemas import DraftContent
from circle.core import clock as core_clock
from circle.core.db import db
from tests.factories.content import picture, post
from tests.factories.pages import change, text

pytestmark = pytest.mark.usefixtures("calm")


def test_a_bookmark_of_a_circle_one_left_is_not_shown(app, cast, made):
    client = cast.guest.client
    client.call("PUT", f"/entries/{made['post']}/bookmark")
    assert "第一泡" in text(client, "/me/bookmarks")
    change(app, cast, visibility="private")
    assert "第一泡" in text(client, "/me/bookmarks")
    with app.app_context():
        owner = cast.owner.inside()
        circles.remove_member(owner, cast.guest.inside().membership_id)
    assert "第一泡" not in text(client, "/me/bookmarks")


def test_drafts_and_what_is_scheduled_stand_on_one_page(app, cast):
    with app.app_context():
        here = cast.member.inside()
        actions.save_draft(here, "post:tea", DraftContent("post", {"body": "写了一半"}, "tea"))
        soon = core_clock.now() + core_clock.timedelta(hours=5)
        number = post(here, "过几个小时见", scheduled_at=soon).id
        db.session.remove()
    client = cast.member.client
    page = text(client, "/me/drafts")
    assert "写了一半" in page
    assert "过几个小时见" in page
    past = client.submit(f"/entries/{number}/schedule", {"scheduled_at": "2020-01-01T08:00"})
    assert past.status_code == 422
    assert client.submit(f"/entries/{number}/unschedule").status_code == 303
    assert f"scheduled:{number}" in text(client, "/me/drafts")
    assert client.submit("/me/drafts/post:tea/discard").status_code == 303
    assert "写了一半" not in text(client, "/me/drafts")
    assert "过几个小时见" not in text(cast.owner.client, "/me/drafts")


def test_collections_are_kept_in_order_without_scripts(app, cast, anyone, made):
    client = cast.owner.client
    assert client.submit("/c/tea/collections", {"title": "老茶"}).status_code == 303
    assert client.submit("/c/tea/collections", {"title": ""}).status_code == 422
    assert cast.guest.client.submit("/c/tea/collections", {"title": "x"}).status_code == 403
    client.submit(f"/c/tea/collections/{made['shelf']}/move", {"direction": "down"})
    page = text(anyone, "/c/tea/collections")
    assert page.index("老茶") < page.index("从这里开始")
    assert client.submit(
        f"/c/tea/collections/{made['shelf']}", {"title": "新名字", "intro": ""}
    ).status_code == 303
    page = text(anyone, f"/c/tea/collections/{made['shelf']}")
    assert "新名字" in page
    assert f'data-share data-url="/c/tea/collections/{made["shelf"]}"' in page
    assert client.submit(f"/c/tea/collections/{made['shelf']}/drop").status_code == 303
    assert anyone.get(f"/c/tea/collections/{made['shelf']}").status_code == 404
    assert anyone.get(f"/entries/{made['post']}").status_code == 303


def test_a_guests_kept_page_of_a_collection_changes_with_it(cast, anyone, made):
    place = f"/c/tea/collections/{made['shelf']}"
    assert "第一泡" in text(anyone, place)
    cast.moderator.client.submit(f"/entries/{made['post']}/hide", {"reason": ""})
    assert "第一泡" not in text(anyone, place)
    cast.moderator.client.submit(f"/entries/{made['post']}/unhide")
    assert "第一泡" in text(anyone, place)


def test_outsiders_of_a_preview_circle_get_no_pictures_of_a_collection(app, cast, anyone, made):
    with app.app_context():
        here = cast.member.inside()
        entry = post(here, "有图", media=(picture(here).id,))
        actions.collect_entry(cast.owner.inside(), made["shelf"], entry.id)
        actions.bookmark_entry(cast.guest.inside(), entry.id)
        db.session.remove()
    change(app, cast, visibility="preview")
    place = f"/c/tea/collections/{made['shelf']}"
    assert "/media/" in text(cast.guest.client, place)
    assert "/media/" in text(cast.guest.client, "/me/bookmarks")
    for client in (anyone, cast.outsider.client):
        page = text(client, place)
        assert "有图" in page
        assert "/media/" not in page


def test_who_is_blocked_is_left_out_of_bookmarks_and_collections(app, cast, made):
    client = cast.guest.client
    client.call("PUT", f"/entries/{made['post']}/bookmark")
    shelf = f"/c/tea/collections/{made['shelf']}"
    listed = f"/api/v1/collections/{made['shelf']}/entries"
    assert "第一泡" in text(client, "/me/bookmarks")
    assert "第一泡" in text(client, shelf)
    assert len(client.get(listed).json["items"]) == 1
    with app.app_context():
        accounts.block_user(cast.guest.actor, cast.member.user_id)
        db.session.remove()
    assert "第一泡" not in text(client, "/me/bookmarks")
    assert "第一泡" not in text(client, shelf)
    assert client.get(listed).json["items"] == []
    assert "第一泡" in text(cast.admin.client, shelf)


def test_a_refused_collection_keeps_its_title_in_the_form(cast, made):
    client = cast.owner.client
    place = f"/entries/{made['post']}/collect"
    answer = client.submit(place, {"title": "太长" * 40})
    assert answer.status_code == 422
    assert "太长" * 40 in answer.get_data(as_text=True)
    assert client.submit(place, {"title": "刚好"}).status_code == 303
    assert "刚好" in text(client, "/c/tea/collections")


def test_comments_under_what_went_are_not_listed_as_links_to_nothing(app, cast, made):
    place = "/me/entries?kind=comments"
    assert "我也要喝" in text(cast.guest.client, place)
    with app.app_context():
        actions.remove_entry(cast.member.inside(), made["post"])
        db.session.remove()
    assert "我也要喝" not in text(cast.guest.client, place)


def test_what_its_author_removed_can_be_taken_out_of_a_collection(app, cast, made):
    with app.app_context():
        other = post(cast.guest.inside(), "留下的")
        actions.collect_entry(cast.owner.inside(), made["shelf"], other.id)
        actions.remove_entry(cast.member.inside(), made["post"])
        db.session.remove()
    place = f"/collections/{made['shelf']}/entries/{made['post']}"
    assert cast.guest.client.submit(f"{place}/remove").status_code == 403
    assert cast.owner.client.submit(f"{place}/remove").status_code == 303
    with app.app_context():
        actions.restore_entry(cast.member.inside(), made["post"])
        shelf = queries.get_collection(cast.owner.inside(), made["shelf"])[0]
        page = queries.collection_page(cast.owner.inside(), shelf)
        assert ([one.title for one in page.items], shelf.entries_count) == ([""], 1)
        db.session.remove()
