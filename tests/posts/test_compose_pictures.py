"""Pictures chosen in the composer's form: room for nine, counted, compared, refused in time."""

import io
import os
import uuid

import pytest
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from circle.app import MAX_REQUEST_BYTES, ROOM_FOR_PICTURES
from circle.content.actions import count_upload
from circle.content.models import Entry, Media
from circle.core.db import session
from tests.factories.content import png
from tests.factories.posts import publish

MIB = 1024 * 1024


def send(browser, path="/c/tea/posts/new", *, files, **form):
    """The composer's form with these files, as a browser without scripts sends it."""
    parts = [("body", "看图。"), ("csrf_token", browser.csrf), ("_key", uuid.uuid4().hex)]
    typed = {**dict(parts), **form}
    pictures = [FileStorage(io.BytesIO(data), f"{n}.png") for n, data in enumerate(files)]
    boundary, body = encode_multipart(MultiDict({**typed, "pictures": pictures}))
    return browser.post(
        path, input_stream=io.BytesIO(body), content_length=len(body),
        content_type=f"multipart/form-data; boundary={boundary}",
    )  # fmt: skip


def heavy(megabytes):
    """A real picture of about this weight: what follows the end of a PNG is not looked at."""
    return png() + os.urandom(int(megabytes * MIB))


def count(app, model):
    with app.app_context():
        return session().query(model).count()


def test_nine_large_pictures_go_with_one_form(app, cast):
    files = [heavy(1.6) for _ in range(9)]
    assert sum(map(len, files)) > MAX_REQUEST_BYTES
    answer = send(cast.owner.client, files=files)
    assert answer.status_code == 303, answer.text
    assert count(app, Media) == 9


def test_only_the_composer_of_who_is_signed_in_has_that_room(anyone, cast):
    files = [heavy(1.6) for _ in range(9)]
    assert send(cast.owner.client, "/me/profile", files=files).status_code == 413
    assert send(anyone, files=files).status_code == 413
    assert ROOM_FOR_PICTURES > 9 * 10 * MIB


def test_what_is_too_much_for_the_composer_is_answered_with_a_page(app, cast, monkeypatch):
    monkeypatch.setitem(app.config, "ROOM", {"posts.create_post": 4 * MIB})
    body = io.BytesIO(b"x" * (13 * MIB))
    answer = cast.owner.client.post(
        "/c/tea/posts/new", input_stream=body, content_length=13 * MIB,
        content_type="multipart/form-data; boundary=b",
    )  # fmt: skip
    assert answer.status_code == 413 and "<html" in answer.text
    assert body.read() == b""  # read to its end: the connection is not broken off
    assert send(cast.owner.client, files=[png()]).status_code == 303


def test_a_text_too_long_to_be_read_is_answered_with_a_page(cast):
    long, body = "x" * MIB, io.BytesIO()
    body.write(b"--b\r\nContent-Disposition: form-data; name=\"body\"\r\n\r\n")
    body.write(long.encode() + b"\r\n--b--\r\n")
    length = body.tell()
    body.seek(0)
    answer = cast.owner.client.post(
        "/c/tea/posts/new", input_stream=body, content_length=length,
        content_type="multipart/form-data; boundary=b",
    )  # fmt: skip
    assert answer.status_code == 413 and "<html" in answer.text
    assert body.read() == b""


def test_pictures_of_the_composer_count_as_uploads(app, cast):
    with app.app_context():
        for _ in range(59):
            count_upload(f"u{cast.owner.user_id}")
    assert send(cast.owner.client, files=[png()]).status_code == 303
    refused = send(cast.owner.client, files=[png("teal")], body="一字不能丢。")
    assert refused.status_code == 422 and "一字不能丢。" in refused.text
    assert count(app, Media) == 1
    assert send(cast.admin.client, files=[png("teal")]).status_code == 303


def test_the_same_key_with_other_pictures_is_another_request(app, cast):
    browser = cast.owner.client
    first = send(browser, files=[png("tomato")], _key="one")
    again = send(browser, files=[png("tomato")], _key="one")
    other = send(browser, files=[png("teal")], _key="one")
    assert (first.status_code, again.status_code, other.status_code) == (303, 303, 409)
    assert again.headers["Idempotent-Replayed"] == "true"
    with app.app_context():
        assert session().query(Entry).filter_by(kind="post").count() == 1


@pytest.mark.parametrize("who", ["moderator", "owner"])
def test_who_may_not_change_a_post_uploads_nothing_by_trying(app, cast, who):
    with app.app_context():
        post = publish(cast.admin, "我写的。").id
    path = f"/posts/{post}/edit"
    assert send(getattr(cast, who).client, path, files=[png()]).status_code == 403
    assert count(app, Media) == 0
    assert send(cast.admin.client, path, files=[png()]).status_code == 303
    assert count(app, Media) == 1
