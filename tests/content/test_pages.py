"""Content's pages: reachable by whom they are for, working without scripts, typed words kept."""

import io

import pytest

from circle.content import actions, queries
from circle.content.models import Entry
from circle.content.schemas import Pinning
from circle.core import clock as core_clock
from circle.core.db import db, session
from tests.factories.content import comment, picture, png
from tests.factories.pages import change, text
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("calm")


OPEN = ("/entries/{post}/comments", "/entries/{comment}/comments", "/entries/{post}/menu",
        "/c/tea/collections", "/c/tea/collections/{shelf}")
MEMBERS = ("/me/bookmarks", "/me/drafts", "/me/entries", "/me/entries?kind=comments")
STAFF = ("/c/tea/waiting", "/c/tea/waiting?state=hidden", "/entries/{post}/hide",
         "/entries/{post}/collect", "/entries/{post}/history")


def test_every_page_answers_those_it_is_for(cast, anyone, made):
    for path in OPEN:
        for client in (anyone, cast.outsider.client, cast.member.client, cast.owner.client):
            assert "<main" in text(client, path.format(**made))
    for path in MEMBERS:
        assert "<main" in text(cast.outsider.client, path)
        assert anyone.get(path).status_code == 303
    for path in STAFF:
        assert "<main" in text(cast.moderator.client, path.format(**made))
        for client in (cast.guest.client, cast.outsider.client):
            assert client.get(path.format(**made)).status_code in (403, 404)


def test_nothing_of_a_private_circle_leaves_it(app, cast, anyone, made):
    change(app, cast, visibility="private")
    paths = [path.format(**made) for path in (*OPEN, *STAFF)]
    paths += [f"/entries/{made['post']}", f"/api/v1/entries/{made['post']}",
              f"/api/v1/entries/{made['post']}/comments", f"/api/v1/comments/{made['comment']}",
              "/api/v1/circles/tea/collections", f"/api/v1/collections/{made['shelf']}",
              f"/api/v1/collections/{made['shelf']}/entries"]
    for client in (anyone, cast.outsider.client, cast.removed.client, cast.banned.client):
        for path in paths:
            answer = client.get(path)
            assert answer.status_code in (404, 303), path
            if answer.status_code == 303:
                assert "/signin" in answer.headers["Location"]
            for words in ("今天的茶", "我也要喝", "从这里开始"):
                assert words not in answer.get_data(as_text=True)
    assert "我也要喝" in text(cast.guest.client, f"/entries/{made['post']}/comments")


def test_a_comment_is_sent_by_a_plain_form_and_shown_on_the_posts_page(cast, made):
    client = cast.guest.client
    place = f"/entries/{made['post']}/comments"
    sent = client.submit(place, {"body": "第二泡更好", "reply_to_id": ""})
    assert sent.status_code == 303
    assert f"/c/tea/posts/{made['post']}#e" in sent.headers["Location"]
    assert "第二泡更好" in text(client, place)


def test_a_comment_with_a_picture_needs_no_script(cast, made):
    client = cast.guest.client
    place = f"/entries/{made['post']}/comments"
    data = {"body": "", "reply_to_id": "", "picture": (io.BytesIO(png()), "a.png")}
    assert client.submit(place, data).status_code == 303
    assert "/media/" in text(client, place)


def test_a_refused_comment_comes_back_with_every_word(cast, made):
    client = cast.guest.client
    place = f"/entries/{made['post']}/comments"
    answer = client.submit(place, {"body": "长" * 2500, "reply_to_id": str(made["comment"])})
    body = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "长" * 2500 in body
    assert f'value="{made["comment"]}"' in body
    assert client.submit(place, {"body": "", "reply_to_id": ""}).status_code == 422


def test_the_same_form_sent_twice_comments_once(app, cast, made):
    client = cast.guest.client
    form = {"body": "只一次", "_key": "the-same"}
    for _ in range(3):
        sent = client.submit(f"/entries/{made['post']}/comments", form)
        assert sent.status_code == 303
    with app.app_context():
        assert session().get_one(Entry, made["post"]).comments_count == 3


def test_a_form_without_its_token_changes_nothing(app, cast, made):
    answer = cast.guest.client.post(f"/entries/{made['post']}/like")
    assert answer.status_code == 400
    with app.app_context():
        assert session().get_one(Entry, made["post"]).likes_count == 0
    cast.guest.client.submit(f"/entries/{made['post']}/like")
    with app.app_context():
        assert session().get_one(Entry, made["post"]).likes_count == 1


def test_the_button_without_scripts_likes_and_takes_back(app, cast, made):
    client = cast.guest.client
    for expected in (1, 0, 1):
        client.submit(f"/entries/{made['post']}/like", {"_next": "/c/tea"})
        with app.app_context():
            assert session().get_one(Entry, made["post"]).likes_count == expected
            db.session.remove()


@pytest.mark.parametrize(("do", "undo", "field"), [
    ("pin", "unpin", "pinned_until"), ("feature", "unfeature", "featured_at"),
    ("lock", "unlock", "locked_at"),
])
def test_what_staff_do_is_undone_by_its_toast(app, cast, made, do, undo, field):
    def value():
        with app.app_context():
            found = getattr(session().get_one(Entry, made["post"]), field)
            db.session.remove()
        return found

    at = f"/entries/{made['post']}"
    for name in ("member", "guest", "outsider"):
        assert cast[name].client.submit(f"{at}/{do}").status_code in (403, 404)
    assert value() is None
    client = cast.moderator.client
    form = {"_next": "/c/tea", **({"days": "7"} if do == "pin" else {})}
    assert client.submit(f"{at}/{do}", form).status_code == 303
    assert value() is not None
    assert f'formaction="{at}/{undo}"' in text(client, "/c/tea")
    assert client.submit(f"{at}/{undo}").status_code == 303
    assert value() is None


def test_an_author_removes_and_brings_back(cast, anyone, made):
    client = cast.member.client
    at = f"/entries/{made['post']}"
    gone = client.submit(f"{at}/remove", {"_next": f"/c/tea/posts/{made['post']}"})
    assert (gone.status_code, gone.headers["Location"]) == (303, "/c/tea")
    assert anyone.get(at).status_code == 404
    assert cast.owner.client.submit(f"{at}/restore").status_code == 404
    assert client.submit(f"{at}/restore").status_code == 303
    assert anyone.get(at).status_code == 303


def test_the_menu_offers_each_person_what_they_may_do(cast, anyone, made):
    at = f"/entries/{made['post']}/menu"
    mine, staffs, guests = text(cast.member.client, at), text(cast.moderator.client, at), text(
        anyone, at)
    assert "/remove" in mine
    assert "/hide" not in mine
    assert "/hide" in staffs
    assert "/remove" not in staffs
    assert "/pin" in staffs
    for action in ("/remove", "/hide", "/pin", "/bookmark", "<form"):
        assert action not in guests


def test_a_comment_is_changed_by_its_author_alone(cast, made):
    place = f"/comments/{made['comment']}/edit"
    assert "我也要喝" in text(cast.guest.client, place)
    assert cast.owner.client.get(place).status_code == 404
    assert cast.guest.client.submit(place, {"body": "我要两杯"}).status_code == 303
    assert "我要两杯" in text(cast.guest.client, f"/entries/{made['post']}/comments")
    assert "我也要喝" in text(cast.moderator.client, f"/entries/{made['comment']}/history")


def test_hidden_and_removed_words_vanish_from_every_page(app, cast, anyone, made):
    places = [f"/entries/{made['post']}/comments", f"/c/tea/posts/{made['post']}",
              f"/api/v1/entries/{made['post']}/comments"]
    for place in places:
        assert "我也要喝" in text(anyone, place)
    with app.app_context():
        actions.hide_entry(cast.moderator.inside(), made["comment"], act_id=1)
    for client in (anyone, cast.member.client, cast.outsider.client):
        for place in places:
            assert "我也要喝" not in text(client, place)
            assert "来吧" not in text(client, place)
    with app.app_context():
        actions.pin_entry(cast.owner.inside(), made["post"], Pinning(7, True))
        actions.remove_entry(cast.member.inside(), made["post"])
    for client in (anyone, cast.guest.client, cast.owner.client):
        for place in ("/c/tea", f"/c/tea/collections/{made['shelf']}", "/c/tea/collections"):
            assert "第一泡" not in text(client, place)
    with app.app_context():
        assert not list(queries.check_counters())


def test_no_page_costs_more_than_twelve_queries(app, cast, made):

    with app.app_context():
        for number in range(6):
            here = cast.guest.inside()
            comment(here, made["post"], f"第 {number} 句", media=[picture(here).id])
        db.session.remove()
    client = cast.owner.client
    client.call("PUT", f"/entries/{made['post']}/bookmark")
    with statements(app) as asked:
        for path in [path.format(**made) for path in (*OPEN, *MEMBERS, *STAFF)]:
            asked.clear()
            assert client.get(path).status_code == 200
            assert len(asked) <= 12, (path, asked)


def test_a_picture_that_cannot_be_read_leaves_the_comments_words_in_the_form(cast, made):
    client = cast.guest.client
    place = f"/entries/{made['post']}/comments"
    broken = {"body": "配一张图", "reply_to_id": "", "picture": (io.BytesIO(b"no"), "a.png")}
    answer = client.submit(place, broken)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "配一张图" in page
    assert "field__error" in page
    whole = {"body": "配一张图", "reply_to_id": "", "picture": (io.BytesIO(png()), "a.png")}
    assert client.submit(place, whole).status_code == 303


def test_undoing_brings_back_the_days_on_top_and_the_reason(app, cast, clock, made):
    client, number = cast.owner.client, made["post"]
    client.submit(f"/entries/{number}/pin", {"days": "30", "announcement": "true"})
    clock.travel(days=10, hours=1)
    client.submit(f"/entries/{number}/unpin")
    client.submit(undo_of(client))
    with app.app_context():
        entry = session().get_one(Entry, number)
        assert (entry.pinned_until - core_clock.now()).days in (19, 20)
        assert entry.announcement
        db.session.remove()
    client.submit(f"/entries/{number}/hide", {"reason": "跑题 & 广告"})
    client.submit(f"/entries/{number}/unhide")
    client.submit(undo_of(client))
    with app.app_context():
        entry = session().get_one(Entry, number)
        assert (entry.status, entry.hidden_reason) == ("hidden", "跑题 & 广告")
        db.session.remove()


def undo_of(client):
    """The address the last toast takes back with."""
    with client.session_transaction() as kept:
        return [said["undo"] for said in kept["toasts"]][-1]
