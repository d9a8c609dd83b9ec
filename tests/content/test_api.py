"""Content over JSON: the contract's shapes, who may call what, the same request sent twice."""

import io
import threading

import pytest

from circle.content import queries
from circle.content.models import Entry
from circle.core.db import db, session
from tests.factories.content import comment, decoded, picture, png, post

AI_LABEL = "作者声明：含 AI 生成内容"
pytestmark = pytest.mark.usefixtures("calm")


@pytest.fixture
def entry_id(app, cast):
    """A post of the member's."""
    with app.app_context():
        number = post(cast.member.inside(), "今天泡了一壶茶", tags=("茶",)).id
        db.session.remove()
    return number


def test_an_entry_has_the_shape_outside_programs_rely_on(cast, anyone, entry_id):
    found = anyone.get(f"/api/v1/entries/{entry_id}").json
    assert found["author"]["name"] == "member_of_tea"
    assert {"id", "name", "display_name", "level", "role", "member_id"} <= set(found["author"])
    assert set(found["counts"]) == {
        "comments", "likes", "helpful", "bookmarks", "answers", "replies", "me_too"
    }
    assert (found["kind"], found["circle"], found["status"]) == ("post", "tea", "published")
    assert found["body"] == "今天泡了一壶茶"
    assert found["viewer"]["can"]["edit"] is False
    assert cast.member.client.get(f"/api/v1/entries/{entry_id}").json["viewer"]["can"]["edit"]
    assert "reason" not in found
    assert found["created_at"].endswith(("Z", "+00:00"))


@pytest.mark.parametrize(("kind", "count"), [("like", "likes"), ("bookmark", "bookmarks")])
def test_liking_and_keeping_count_once_and_can_be_taken_back(cast, entry_id, kind, count):
    client = cast.guest.client
    for _ in range(2):
        answer = client.call("PUT", f"/entries/{entry_id}/{kind}")
        assert (answer.status_code, answer.json["counts"][count]) == (200, 1)
    for _ in range(2):
        answer = client.call("DELETE", f"/entries/{entry_id}/{kind}")
        assert answer.json["counts"][count] == 0


def test_who_may_like_and_comment(cast, entry_id):
    found = {}
    for who in ("owner", "moderator", "guest", "member", "outsider", "removed", "banned"):
        client = cast[who].client
        like = client.call("PUT", f"/entries/{entry_id}/like")
        write = client.call("POST", f"/entries/{entry_id}/comments", {"body": "你好"})
        found[who] = (like.status_code, write.status_code)
    members = dict.fromkeys(("owner", "moderator", "guest", "member"), (200, 201))
    assert found == members | dict.fromkeys(("outsider", "removed", "banned"), (403, 403))


def test_a_visitor_is_asked_to_sign_in(anyone, entry_id):
    for method, path, body in (
        ("PUT", f"/entries/{entry_id}/like", None),
        ("POST", f"/entries/{entry_id}/comments", {"body": "你好"}),
        ("PUT", "/me/drafts/post:tea", {"kind": "post", "content": {"body": "x"}}),
        ("GET", "/me/bookmarks", None),
    ):
        answer = anyone.call(method, path, body)
        assert (answer.status_code, answer.json["code"]) == (401, "sign_in_needed")


def test_what_does_not_exist_is_not_found(cast):
    client = cast.owner.client
    for number in (0, 999999999999, 2**63 - 1):
        for method, path in (
            ("GET", f"/entries/{number}"), ("PUT", f"/entries/{number}/like"),
            ("GET", f"/entries/{number}/comments"), ("GET", f"/comments/{number}"),
            ("GET", f"/media/{number}"), ("GET", f"/collections/{number}"),
        ):
            assert client.call(method, path).status_code == 404, path


def test_comments_come_with_their_replies_and_their_place(cast, entry_id):
    client = cast.guest.client
    first = client.call("POST", f"/entries/{entry_id}/comments", {"body": "一楼"}).json
    reply = cast.owner.client.call(
        "POST", f"/entries/{entry_id}/comments", {"body": "回", "reply_to_id": first["id"]}
    ).json
    assert (reply["entry_id"], reply["reply_to_id"]) == (entry_id, first["id"])
    found = client.get(f"/api/v1/entries/{entry_id}/comments").json
    assert [one["body"] for one in found["items"]] == ["一楼"]
    assert [one["body"] for one in found["items"][0]["replies"]] == ["回"]
    changed = client.call("PATCH", f"/comments/{first['id']}", {"body": "一楼改"})
    assert changed.json["body"] == "一楼改"
    assert cast.owner.client.call(
        "PATCH", f"/comments/{first['id']}", {"body": "不是我的"}
    ).status_code == 403
    assert client.call("DELETE", f"/comments/{first['id']}").status_code == 204
    assert client.call("DELETE", f"/comments/{entry_id}").status_code == 404


def test_the_same_key_comments_once(cast, entry_id):
    client = cast.guest.client
    answers = [
        client.call("POST", f"/entries/{entry_id}/comments", {"body": "只一次"}, key="k1")
        for _ in range(3)
    ]
    assert len({answer.json["id"] for answer in answers}) == 1
    other = client.call("POST", f"/entries/{entry_id}/comments", {"body": "别的"}, key="k1")
    assert (other.status_code, other.json["code"]) == (409, "idempotency_mismatch")
    assert client.get(f"/api/v1/entries/{entry_id}").json["counts"]["comments"] == 1


@pytest.mark.every_row
def test_twenty_parallel_likes_over_http_count_one(app, cast, entry_id):
    browsers = [cast.guest.client for _ in range(20)]
    for browser in browsers:
        assert browser.csrf
    gate = threading.Barrier(20)
    statuses = []

    def like(browser):
        gate.wait()
        answer = browser.call("PUT", f"/entries/{entry_id}/like", key="same")
        statuses.append(answer.status_code)

    threads = [threading.Thread(target=like, args=(browser,)) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(40)
    assert set(statuses) <= {200, 409, 503}
    assert 200 in statuses
    with app.app_context():
        assert session().get_one(Entry, entry_id).likes_count == 1
        assert not list(queries.check_counters())


BAD_COMMENTS = [
    {}, {"body": ""}, {"body": 5}, {"body": "x" * 2001}, {"body": "a", "colour": "red"},
    {"body": "a", "media": "x"}, {"body": "a", "media": [1, 2]}, {"body": "a", "media": [2**63]},
    {"body": "a", "reply_to_id": 2**63}, {"body": "a", "reply_to_id": -1}, {"body": None},
]  # fmt: skip


def test_bad_comments_are_refused_field_by_field(cast, entry_id):
    client = cast.guest.client
    for body in BAD_COMMENTS:
        answer = client.call("POST", f"/entries/{entry_id}/comments", body)
        assert answer.status_code == 422 and answer.json["errors"], body


def test_staffs_tools_are_staffs_alone(cast, entry_id):
    tools = [
        ("PUT", "pin", {"days": 7}), ("DELETE", "pin", None), ("PUT", "feature", None),
        ("DELETE", "feature", None), ("PUT", "lock", None), ("DELETE", "lock", None),
        ("PUT", "hide", {"reason": "跑题"}), ("DELETE", "hide", None),
    ]
    for method, tool, body in tools:
        refused = cast.guest.client.call(method, f"/entries/{entry_id}/{tool}", body)
        assert refused.status_code in (403, 404)
        allowed = cast.moderator.client.call(method, f"/entries/{entry_id}/{tool}", body)
        assert allowed.status_code == 200, tool


def test_a_fourth_pin_is_refused_by_name(app, cast):
    with app.app_context():
        numbers = [post(cast.member.inside(), f"第 {n} 篇").id for n in range(4)]
    client = cast.owner.client
    for number in numbers[:3]:
        assert client.call("PUT", f"/entries/{number}/pin", {"days": 1}).json["pinned"]
    answer = client.call("PUT", f"/entries/{numbers[3]}/pin", {"days": 1})
    assert answer.status_code == 409
    assert "第 0 篇" in answer.json["detail"]
    assert client.call("PUT", f"/entries/{numbers[0]}/pin", {"days": 30}).status_code == 200
    assert client.call("PUT", f"/entries/{numbers[0]}/pin", {"days": 2}).status_code == 422


def test_drafts_are_kept_replaced_listed_and_forgotten(cast):
    client = cast.member.client
    for words in ("写了一半", "写了大半"):
        saved = client.call(
            "PUT", "/me/drafts/post:tea",
            {"kind": "post", "circle": "tea", "content": {"body": words}},
        )
        assert saved.status_code == 200
    found = client.get("/api/v1/me/drafts").json["items"]
    assert [(one["key"], one["content"]["body"]) for one in found] == [("post:tea", "写了大半")]
    assert cast.guest.client.get("/api/v1/me/drafts").json["items"] == []
    assert cast.guest.client.get("/api/v1/me/drafts/post:tea").status_code == 404
    assert client.call("DELETE", "/me/drafts/post:tea").status_code == 204
    assert client.get("/api/v1/me/drafts").json["items"] == []


def test_the_fifty_first_draft_is_refused_and_drops_none(cast):
    client = cast.member.client

    def keep(key, body="x"):
        return client.call("PUT", f"/me/drafts/{key}", {"kind": "post", "content": {"body": body}})

    for number in range(50):
        assert keep(f"n{number}").status_code == 200
    refused = keep("n50")
    assert (refused.status_code, refused.json["code"]) == (409, "drafts_full")
    assert keep("n0", "改过").status_code == 200
    kept = {one["key"]: one["content"]["body"]
            for one in client.get("/api/v1/me/drafts").json["items"]}  # fmt: skip
    assert set(kept) == {f"n{number}" for number in range(50)} and kept["n0"] == "改过"
    client.call("DELETE", "/me/drafts/n1")
    assert keep("n50").status_code == 200


def test_a_draft_too_large_is_refused(cast):
    body = {"kind": "post", "content": {"body": "字" * 50_000}}
    answer = cast.member.client.call("PUT", "/me/drafts/big", body)
    assert (answer.status_code, answer.json["code"]) == (413, "too_large")


def test_an_upload_becomes_a_picture_and_hangs_under_a_comment(cast, entry_id):
    client = cast.guest.client
    sent = upload(client, png())
    assert sent.status_code == 201
    assert set(sent.json["urls"]) == {"small", "medium", "large"}
    number = sent.json["id"]
    described = client.call("PATCH", f"/media/{number}", {"alt": "一块红色"})
    assert described.json["alt"] == "一块红色"
    assert cast.owner.client.get(f"/api/v1/media/{number}").status_code == 404
    written = client.call(
        "POST", f"/entries/{entry_id}/comments", {"body": "", "media": [number]}
    ).json
    assert written["media"][0]["alt"] == "一块红色"
    assert client.call("DELETE", f"/media/{number}").status_code == 409
    assert cast.owner.client.get(f"/api/v1/media/{number}").status_code == 200


def test_what_is_no_picture_is_refused(cast):
    client = cast.guest.client
    for data in (b"", b"<svg onload=alert(1)>", b"GIF89a", png()[:60]):
        answer = upload(client, data)
        assert answer.status_code == 422, data[:10]
        assert answer.json["errors"]["file"]
    assert client.call("POST", "/media").status_code in (415, 422)


def test_uploads_are_limited_to_sixty_an_hour(app, cast, clock):
    from circle.content import actions
    from circle.core.errors import TooMany

    with app.app_context():
        for _ in range(60):
            actions.count_upload("u7")
        with pytest.raises(TooMany):
            actions.count_upload("u7")
        actions.count_upload("u8")
        clock.travel(hours=1, minutes=1)
        actions.count_upload("u7")


def test_somebody_elses_picture_cannot_be_used(app, cast, entry_id):
    with app.app_context():
        number = picture(cast.owner.inside()).id
    answer = cast.guest.client.call(
        "POST", f"/entries/{entry_id}/comments", {"body": "借用", "media": [number]}
    )
    assert answer.status_code == 422
    assert cast.owner.client.call(
        "POST", f"/entries/{entry_id}/comments", {"body": "自己的", "media": [number]}
    ).status_code == 201


def test_the_ai_label_of_a_picture_sticks_to_the_entry(app, cast):
    from circle.content import actions
    from circle.content.schemas import EntryEdit

    with app.app_context():
        here = cast.member.inside()
        entry = post(here, "看图", media=(picture(here, ai=True).id,))
        assert entry.ai_statement == "labelled"
        actions.edit_entry(here, entry.id, EntryEdit(media=(), ai_statement="none", source="无图"))
        assert entry.ai_statement == "labelled"
        said = post(here, "我用了工具", ai_statement="declared")
        assert said.ai_statement == "declared"
        said.ai_statement = "suspected"  # the platform's word as well
        session().commit()
        actions.edit_entry(here, said.id, EntryEdit(source="没用过工具", ai_statement="none"))
        assert said.ai_statement == "suspected"


def test_who_comments_says_that_a_machine_helped_and_everybody_reads_it(app, cast, anyone):
    with app.app_context():
        shown = post(cast.owner.inside()).id
    member = cast.member.client
    for bar in (f"/c/tea/posts/{shown}", f"/entries/{shown}/comments"):
        assert 'type="checkbox" name="ai_statement" value="declared"' in member.get(bar).text
    form = {"body": "请模型润色过。", "ai_statement": "declared"}
    assert member.submit(f"/entries/{shown}/comments", form).status_code == 303
    page = anyone.get(f"/c/tea/posts/{shown}").text
    [said] = anyone.call("GET", f"/entries/{shown}/comments").json["items"]
    assert said["ai_statement"] == "declared"
    assert AI_LABEL in page
    kept = member.call("PATCH", f"/comments/{said['id']}", {"body": "又改了改。"})
    assert kept.json["ai_statement"] == "declared"  # it survives an edit
    assert AI_LABEL in anyone.get(f"/c/tea/posts/{shown}").text
    assert 'value="declared" selected' in member.get(f"/comments/{said['id']}/edit").text
    plain = {"body": "自己重写了。", "ai_statement": "none"}
    assert member.submit(f"/comments/{said['id']}/edit", plain).status_code == 303
    assert AI_LABEL not in anyone.get(f"/c/tea/posts/{shown}").text


def test_the_real_decoder_is_what_uploads_go_through():
    assert (decoded().width, decoded().height) == (40, 30)


def test_collections_are_made_ordered_filled_and_dissolved(app, cast, anyone):
    client = cast.moderator.client
    made = [
        client.call("POST", "/circles/tea/collections", {"title": title}).json["id"]
        for title in ("入门", "进阶")
    ]
    assert cast.guest.client.call(
        "POST", "/circles/tea/collections", {"title": "不行"}
    ).status_code == 403
    client.call("POST", f"/collections/{made[1]}/move", {"direction": "up"})
    listed = [one["title"] for one in anyone.get("/api/v1/circles/tea/collections").json["items"]]
    assert listed == ["进阶", "入门"]
    with app.app_context():
        numbers = [post(cast.member.inside(), f"第 {n} 篇").id for n in range(3)]
    for number in (*numbers, numbers[0]):
        found = client.call("PUT", f"/collections/{made[0]}/entries/{number}").json
    assert found["entries_count"] == 3
    place = f"/collections/{made[0]}/entries/{numbers[2]}/move"
    client.call("POST", place, {"direction": "up"})
    inside = anyone.get(f"/api/v1/collections/{made[0]}/entries").json["items"]
    assert [one["id"] for one in inside] == [numbers[0], numbers[2], numbers[1]]
    client.call("PUT", f"/entries/{numbers[0]}/hide", {})
    assert anyone.get(f"/api/v1/collections/{made[0]}").json["entries_count"] == 2
    with app.app_context():
        assert not list(queries.check_counters())
    client.call("DELETE", f"/collections/{made[0]}/entries/{numbers[1]}")
    assert anyone.get(f"/api/v1/collections/{made[0]}").json["entries_count"] == 1
    assert client.call("DELETE", f"/collections/{made[0]}").status_code == 204
    assert anyone.get(f"/api/v1/entries/{numbers[1]}").status_code == 200


def test_bookmarks_and_own_entries_come_page_by_page(app, cast):
    with app.app_context():
        numbers = [post(cast.member.inside(), f"第 {n} 篇").id for n in range(5)]
    client = cast.guest.client
    for number in numbers:
        client.call("PUT", f"/entries/{number}/bookmark")
    seen, cursor = [], ""
    while cursor is not None:
        page = client.get(f"/api/v1/me/bookmarks?limit=2&cursor={cursor}").json
        seen += [one["id"] for one in page["items"]]
        cursor = page["next"]
    assert seen == numbers[::-1]
    mine = cast.member.client.get("/api/v1/me/entries?limit=100").json["items"]
    assert [one["id"] for one in mine] == numbers[::-1]
    cast.owner.client.call("PUT", f"/entries/{numbers[0]}/hide", {"reason": "跑题"})
    kept = [one["id"] for one in client.get("/api/v1/me/bookmarks").json["items"]]
    assert numbers[0] not in kept
    hidden = cast.member.client.get(f"/api/v1/entries/{numbers[0]}").json
    assert (hidden["status"], hidden["reason"]) == ("hidden", "跑题")


def test_what_waits_is_listed_for_staff_and_decided_with_a_reason(app, cast):
    from tests.content.test_entries import settings

    with app.app_context():
        settings(cast.owner.inside(), pre_review=True)
        number = post(cast.member.inside()).id
    client = cast.moderator.client
    found = client.get("/api/v1/circles/tea/waiting").json["items"]
    assert [one["entry"]["id"] for one in found] == [number]
    assert found[0]["reason"]
    assert cast.guest.client.get("/api/v1/circles/tea/waiting").status_code == 403
    wanting = client.call("POST", f"/entries/{number}/decision", {"decision": "reject"})
    assert wanting.status_code == 422
    done = client.call(
        "POST", f"/entries/{number}/decision", {"decision": "reject", "reason": "请写具体些"}
    )
    assert done.json["status"] == "rejected"
    again = client.call("POST", f"/entries/{number}/decision", {"decision": "approve"})
    assert again.status_code in (200, 409)


def upload(client, data, name="a.png"):
    return client.post(
        "/api/v1/media", data={"file": (io.BytesIO(data), name), "alt": ""},
        headers={"X-CSRF-Token": client.csrf}, content_type="multipart/form-data",
    )


def test_comments_of_strangers_stay_text_whatever_they_contain(app, cast, anyone, entry_id):
    hostile = [
        "<script>alert(1)</script>", "[x](javascript:alert(1))", '<img src=x onerror="alert(1)">',
        "[a](data:text/html,<script>1</script>)", "**<svg/onload=alert(1)>**",
        "`</code><script>x</script>`", '"><iframe src=//evil>', "{{ 7*7 }}", "@<b>x</b> #<i>y</i>#",
    ]
    for words in hostile:
        sent = cast.guest.client.call("POST", f"/entries/{entry_id}/comments", {"body": words})
        html = sent.json["body_html"].lower()
        for live in ("<script", "<img", "<svg", "<iframe", 'href="javascript', 'href="data'):
            assert live not in html, words
    page = anyone.get(f"/entries/{entry_id}/comments")
    body = page.get_data(as_text=True)
    assert "&lt;script&gt;alert(1)" in body
    assert "<script>alert" not in body
    assert "onerror=\"alert" not in body
    with app.app_context():
        assert comment(cast.owner.inside(), entry_id).is_shown
