"""A draft kept on the server is opened again by its link, without a script, and goes when sent."""

import re

from circle.content.actions import save_draft
from circle.content.models import Draft, Entry
from circle.content.schemas import DraftContent
from circle.core.db import session
from tests.factories.circles import found_circle
from tests.factories.content import picture
from tests.factories.posts import publish


def keep(app, person, key, *, circle="tea", kind="post", **content):
    with app.app_context():
        kept = DraftContent(kind=kind, content=content, circle=circle)
        save_draft(person.actor, key, kept)


def links_in(page):
    return [link.replace("&amp;", "&") for link in re.findall(r'href="([^"]*draft=[^"]*)"', page)]


def drafts(app):
    with app.app_context():
        return [draft.key for draft in session().query(Draft).all()]


def test_a_draft_of_a_post_is_opened_sent_and_gone(app, cast):
    with app.app_context():
        shown = picture(cast.owner.actor)
    keep(app, cast.owner, "post:tea", body="写到一半。", tag_line="岩茶 水", city="杭州",
         media=[shown.id], pictures=[{"uid": shown.uid}])
    browser = cast.owner.client
    (link,) = links_in(browser.get("/me/drafts").text)
    page = browser.get(link).text
    assert ">写到一半。</textarea>" in page and 'value="岩茶 水"' in page
    assert f"/media/{shown.uid}/small" in page and 'name="_draft" value="post:tea"' in page
    sent = {"body": "写完了。", "media": [str(shown.id)], "_draft": "post:tea"}
    assert browser.submit("/c/tea/posts/new", {**sent, "body": " ", "media": []}).status_code == 422
    assert drafts(app) == ["post:tea"]
    assert browser.submit("/c/tea/posts/new", sent).status_code == 303
    assert drafts(app) == []


def test_without_a_draft_the_sheet_is_empty(app, cast):
    keep(app, cast.owner, "post:tea", body="写到一半。")
    assert "写到一半。" not in cast.owner.client.get("/c/tea/posts/new").text
    assert cast.owner.client.get("/c/tea/posts/new?draft=post:film").status_code == 404


def test_nobody_opens_somebody_elses_draft(app, cast):
    keep(app, cast.owner, "post:tea", body="写到一半。")
    assert cast.admin.client.get("/c/tea/posts/new?draft=post:tea").status_code == 404
    assert "写到一半。" in cast.owner.client.get("/c/tea/posts/new?draft=post:tea").text


def test_a_draft_of_no_circle_asks_where_it_goes(app, cast):
    keep(app, cast.owner, "later & more", circle=None, body="随手记的。", tags=["岩茶"])
    browser = cast.owner.client
    (link,) = links_in(browser.get("/me/drafts").text)
    there = browser.get(link)
    assert there.status_code == 303 and "随手记的。" in browser.get(there.location).text
    with app.app_context():
        found_circle(cast.owner.actor, "film", name="剩三张")
    links = links_in(browser.get(link).text)
    assert len(links) == 2
    page = browser.get(next(one for one in links if "/film/" in one)).text
    assert "随手记的。" in page and 'value="岩茶"' in page


def test_a_draft_of_a_change_leads_to_the_post_it_changes(app, cast):
    with app.app_context():
        post = publish(cast.owner, "原来的话。").id
    keep(app, cast.owner, f"post:edit:{post}", body="改到一半。")
    browser = cast.owner.client
    (link,) = links_in(browser.get("/me/drafts").text)
    page = browser.get(link, follow_redirects=True).text
    assert ">改到一半。</textarea>" in page and f'action="/posts/{post}/edit"' in page
    assert ">原来的话。</textarea>" in browser.get(f"/posts/{post}/edit").text
    sent = {"body": "改好了。", "_draft": f"post:edit:{post}"}
    assert browser.submit(f"/posts/{post}/edit", sent).status_code == 303
    assert drafts(app) == []
    with app.app_context():
        assert session().get_one(Entry, post).source == "改好了。"


def test_a_draft_of_a_comment_is_in_the_form_and_goes_when_sent(app, cast):
    with app.app_context():
        post = publish(cast.owner, "喝茶。").id
    keep(app, cast.owner, f"comment:{post}", kind="comment", body="说到一半。")
    browser = cast.owner.client
    (link,) = links_in(browser.get("/me/drafts").text)
    assert ">说到一半。</textarea>" in browser.get(link).text
    assert "说到一半。" not in browser.get(f"/entries/{post}/comments").text
    assert browser.submit(f"/entries/{post}/comments", {"body": "说完了。"}).status_code == 303
    assert drafts(app) == []
