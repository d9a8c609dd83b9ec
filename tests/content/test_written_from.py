"""What is written carries where it was written, and nothing more of the address."""

import pytest

from circle.content.models import Entry
from circle.core.db import session
from circle.core.regions import read_regions
from tests.factories.regions import CHINESE, proxies_of, write_regions

FUJIAN, ABROAD, NOWHERE = "1.0.1.1", "1.0.5.1", "10.1.0.9"


@pytest.fixture(autouse=True)
def sample(app, tmp_path):
    """Our own few addresses."""
    read_regions([write_regions(tmp_path / "four.xdb", CHINESE)])
    yield
    read_regions()


def call(client, method, path, body, address, **headers):
    answer = client.call(method, path, body, headers=headers,
                         environ_overrides={"REMOTE_ADDR": address})
    assert answer.status_code in (200, 201), answer.text
    return answer.json


def test_a_post_and_a_comment_carry_where_each_was_written(cast):
    client = cast.owner.client
    post = call(client, "POST", "/circles/tea/posts", {"body": "山里下雨了。"}, FUJIAN)
    path = f"/entries/{post['id']}/comments"
    remark = call(client, "POST", path, {"body": "这边也是。"}, ABROAD)
    assert (post["ip_region"], remark["ip_region"]) == ("福建", "日本")
    page = cast.guest.client.get(f"/c/tea/posts/{post['id']}").text
    assert "福建" in page and "日本" in page and FUJIAN not in page
    changed = call(client, "PATCH", f"/posts/{post['id']}", {"body": "雨停了。"}, ABROAD)
    assert changed["ip_region"] == "福建"


def test_each_reader_reads_the_region_in_their_language(app, cast):
    post = call(cast.owner.client, "POST", "/circles/tea/posts", {"body": "早。"}, FUJIAN)
    reader = app.test_client()
    assert "福建" in reader.get(f"/c/tea/posts/{post['id']}").text
    reader.set_cookie("lang", "en")
    page = reader.get(f"/c/tea/posts/{post['id']}").text
    assert "Fujian" in page and "福建" not in page


def test_what_comes_from_nowhere_known_has_no_region(cast):
    client = cast.owner.client
    assert call(client, "POST", "/circles/tea/posts", {"body": "一"}, NOWHERE)["ip_region"] is None
    assert call(client, "POST", "/circles/tea/posts", {"body": "二"}, "::1")["ip_region"] is None


def test_a_made_up_forwarded_address_is_not_believed_when_writing(app, cast, monkeypatch):
    client, made_up = cast.owner.client, {"X-Forwarded-For": ABROAD}
    where = ("POST", "/circles/tea/posts")
    direct = call(client, *where, {"body": "从哪里来。"}, FUJIAN, **made_up)
    monkeypatch.setattr(proxies_of(app), "x_for", 1)
    proxied = call(client, *where, {"body": "从那里来。"}, FUJIAN, **made_up)
    assert (direct["ip_region"], proxied["ip_region"]) == ("福建", "日本")


def test_a_form_carries_it_too_and_an_anonymous_entry_tells_it_to_nobody(app, cast):
    form = {"body": "树洞里的话。"}
    there = {"environ_overrides": {"REMOTE_ADDR": FUJIAN}}
    assert cast.owner.client.submit("/c/tea/posts/new", form, **there).status_code == 303
    with app.app_context():
        entry = session().query(Entry).filter_by(kind="post").one()
        assert entry.ip_region == "CN-FJ"
        entry_id = entry.id
    signed = cast.guest.client.get(f"/api/v1/entries/{entry_id}").json
    with app.app_context():
        session().get_one(Entry, entry_id).anonymous = True
        session().commit()
    hidden = cast.guest.client.get(f"/api/v1/entries/{entry_id}").json
    assert (signed["ip_region"], hidden["ip_region"]) == ("福建", None)
    assert "福建" not in cast.guest.client.get(f"/c/tea/posts/{entry_id}").text
