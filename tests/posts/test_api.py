"""Posts as JSON: lists, publishing, changing, taking away."""

import pytest

from tests.factories.circles import found_circle
from tests.factories.posts import pin, publish


def test_publishing_answers_the_entry(cast):
    body = {"body": "你好。", "tags": ["水"]}
    answer = cast.owner.client.call("POST", "/circles/tea/posts", body)
    assert answer.status_code == 201, answer.text
    assert answer.json["body"] == "你好。" and answer.json["tags"] == ["水"]
    assert answer.json["status"] == "published" and answer.json["author"]["role"] == "owner"


def test_the_same_key_publishes_once_and_another_body_is_refused(cast):
    browser = cast.owner.client
    first = browser.call("POST", "/circles/tea/posts", {"body": "一次。"}, key="k1")
    again = browser.call("POST", "/circles/tea/posts", {"body": "一次。"}, key="k1")
    other = browser.call("POST", "/circles/tea/posts", {"body": "两次。"}, key="k1")
    assert first.json["id"] == again.json["id"]
    assert (other.status_code, other.json["code"]) == (409, "idempotency_mismatch")
    assert len(browser.get("/api/v1/circles/tea/feed").json["items"]) == 1


BAD_BODIES = [
    {}, {"body": 5}, {"body": "x" * 30_000}, {"body": "x", "tags": "水"},
    {"body": "x", "media": ["1"]}, {"body": "x", "media": [999]},
    {"body": "x", "category": "what"}, {"body": "x", "colour": 1},
    {"body": "x", "ai_statement": "labelled"}, {"body": "   "}, {"body": "x", "tags": ["长" * 50]},
]  # fmt: skip


def test_bad_bodies_are_refused_field_by_field(cast):
    browser = cast.owner.client
    for body in BAD_BODIES:
        answer = browser.call("POST", "/circles/tea/posts", body)
        assert answer.status_code == 422 and answer.json["errors"], (body, answer.text)
    assert browser.get("/api/v1/circles/tea/feed").json["items"] == []


def test_the_feed_has_pinned_first_and_everything_once(app, cast):
    with app.app_context():
        written = [publish(cast.owner, f"第 {n} 泡。") for n in range(9)]
        pin(cast.owner, written[2])
        ids = [entry.id for entry in written]
    browser, found, cursor = cast.member.client, [], ""
    while cursor is not None:
        page = browser.get(f"/api/v1/circles/tea/feed?limit=4&cursor={cursor}").json
        assert len(page["items"]) <= 4
        found += [item["id"] for item in page["items"]]
        cursor = page["next"]
    assert found == [ids[2], *(ident for ident in ids[::-1] if ident != ids[2])]


@pytest.mark.parametrize("query", ["order=best", "limit=0", "limit=101", "cursor=zz", "category=x"])
def test_bad_choices_are_refused(anyone, cast, query):
    assert anyone.get(f"/api/v1/circles/tea/feed?{query}").status_code in (400, 422)
    assert anyone.get("/api/v1/circles/tea/feed?order=hot&limit=100").status_code == 200


def test_authors_change_and_take_away_their_posts(cast):
    browser = cast.owner.client
    post = browser.call("POST", "/circles/tea/posts", {"body": "原话。", "tags": ["水"]}).json["id"]
    changed = browser.call("PATCH", f"/posts/{post}", {"body": "新话。"})
    assert changed.json["body"] == "新话。" and changed.json["tags"] == ["水"]
    assert cast.member.client.call("PATCH", f"/posts/{post}", {"body": "乱改。"}).status_code == 403
    assert cast.member.client.call("DELETE", f"/posts/{post}").status_code == 403
    assert browser.call("DELETE", f"/posts/{post}").status_code == 204
    assert browser.get(f"/api/v1/posts/{post}").status_code == 404


def test_guests_are_asked_to_sign_in_and_outsiders_refused(anyone, cast):
    assert anyone.call("POST", "/circles/tea/posts", {"body": "x"}).status_code == 401
    assert cast.outsider.client.call("POST", "/circles/tea/posts", {"body": "x"}).status_code == 403


def test_a_preview_circles_outsiders_get_excerpts_and_a_private_ones_nothing(app, anyone, cast):
    with app.app_context():
        for slug in ("preview", "private"):
            found_circle(cast.owner.actor, f"{slug}-tea", visibility=slug)
            text = "开头。" + "话，" * 200 + "结尾。"
            publish(cast.owner, text, slug=f"{slug}-tea", tags=["白茶"])
    (item,) = anyone.get("/api/v1/circles/preview-tea/feed").json["items"]
    assert item["body"] is None and item["restricted"] and item["excerpt"].startswith("开头。")
    (whole,) = cast.owner.client.get("/api/v1/circles/preview-tea/feed").json["items"]
    assert whole["body"].endswith("结尾。")
    assert anyone.get("/api/v1/circles/private-tea/feed").status_code == 404
    assert anyone.get("/api/v1/circles/private-tea/tags").status_code == 404
    page = anyone.get("/c/preview-tea/tags")  # whoever sees the cards sees the tags on them
    (tag,) = anyone.get("/api/v1/circles/preview-tea/tags").json["items"]
    assert page.status_code == 200 and "#白茶" in page.text and tag["name"] == "白茶"


def test_tags_are_offered_by_how_they_begin(app, cast):
    with app.app_context():
        publish(cast.owner, "一。", tags=["岩茶", "水"])
        publish(cast.owner, "二。", tags=["岩茶"])
    names = [t["name"] for t in cast.member.client.get("/api/v1/circles/tea/tags").json["items"]]
    assert names == ["岩茶", "水"]
    found = cast.member.client.get("/api/v1/circles/tea/tags?q=岩").json["items"]
    assert [(t["name"], t["entries_count"]) for t in found] == [("岩茶", 2)]
