"""Files of pictures: on the disk before a row names them, gone when nothing does."""

import io

import pytest

from circle import wiring
from circle.circles import actions as circles
from circle.circles import queries as circle_reads
from circle.circles.models import Circle
from circle.content import actions
from circle.content.actions import media
from circle.content.models import Media
from circle.core.actor import GUEST
from circle.core.db import db, in_transaction, session
from circle.core.errors import NotAllowed, SignInNeeded
from circle.core.storage import Storage, files
from tests.factories.content import comment, drawn, picture, png, post

pytestmark = pytest.mark.usefixtures("calm")


@pytest.fixture
def disk(app):
    """Which files there are now; each test begins with none."""

    def keys() -> list[str]:
        with app.app_context():
            return list(files().keys())

    with app.app_context():
        for key in list(files().keys()):
            files().delete(key)
    return keys


@pytest.fixture
def outside(monkeypatch):
    """Notes for each file written whether a transaction was open."""
    seen = []
    put = Storage.put

    def noted(self, key, data):
        seen.append(in_transaction())
        put(self, key, data)

    monkeypatch.setattr(Storage, "put", noted)
    return seen


def upload(client, **headers):
    data = {"file": (io.BytesIO(png()), "a.png")}
    headers = {"X-CSRF-Token": client.csrf, **headers}
    return client.post("/api/v1/media", data=data, headers=headers)


def test_files_are_written_before_the_transaction(cast, app, disk, outside):
    assert upload(cast.member.client, **{"Idempotency-Key": "one"}).status_code == 201
    with app.app_context():
        number = post(cast.member.inside()).id
        db.session.remove()
    form = {"body": "看图", "picture": (io.BytesIO(png()), "b.png")}
    answer = cast.member.client.submit(f"/entries/{number}/comments", form)
    assert answer.status_code == 303
    assert outside == [False] * 6
    assert len(disk()) == 6


def test_the_same_upload_sent_twice_leaves_one_set_of_files(cast, disk):
    client = cast.member.client
    first = upload(client, **{"Idempotency-Key": "one"})
    again = upload(client, **{"Idempotency-Key": "one"})
    assert (first.json["id"], len(disk())) == (again.json["id"], 3)


def test_a_refused_comment_leaves_no_files(cast, app, disk):
    with app.app_context():
        number = post(cast.member.inside()).id
        db.session.remove()
    form = {"body": "长" * 3000, "picture": (io.BytesIO(png()), "b.png")}
    answer = cast.member.client.submit(f"/entries/{number}/comments", form)
    assert answer.status_code == 422
    assert disk() == []


def test_a_picture_that_cannot_be_kept_leaves_no_files(cast, inside, disk):
    with pytest.raises(SignInNeeded):
        actions.keep_picture(GUEST, drawn())
    assert disk() == []
    actions.keep_picture(cast.member.actor, drawn())
    assert len(disk()) == 3


def test_a_logo_that_may_not_be_set_leaves_no_file(cast, inside, disk):
    tea = circle_reads.enter(cast.owner.actor, "tea")[0]
    for verb in (circles.set_logo, circles.set_cover):
        with pytest.raises(NotAllowed):
            verb(cast.member.actor, tea.id, drawn())
    assert disk() == []
    circles.set_logo(cast.owner.actor, tea.id, drawn())
    assert [key.rpartition("/")[2][:5] for key in disk()] == ["logo-"]


def test_a_logos_file_is_written_before_the_transaction(cast, inside, disk, outside):
    tea = circle_reads.enter(cast.owner.actor, "tea")[0]
    circles.set_cover(cast.owner.actor, tea.id, drawn())
    assert outside == [False]


def test_nothing_is_left_on_the_disk_of_a_circle_cleared_away(
    cast, app, disk, clock, run_jobs, monkeypatch
):
    monkeypatch.setattr(media, "RELEASED", 2)
    with app.app_context():
        here = cast.member.inside()
        pictures = [picture(here, name=str(number)).id for number in range(5)]
        entry = post(here, "看图", media=tuple(pictures[:4]))
        comment(here, entry.id, "再看一张", media=pictures[4:])
        tea = circle_reads.enter(cast.owner.actor, "tea")[0]
        circles.set_logo(cast.owner.actor, tea.id, drawn())
        circles.set_cover(cast.owner.actor, tea.id, drawn())
        assert len(disk()) == 17
        circles.delete_circle(cast.owner.actor, tea.id, "一席茶")
        number = tea.id
        db.session.remove()
    with app.app_context():
        wiring.JOBS["circles.purge_circles"]({})
        assert len(disk()) == 17
        db.session.remove()
    clock.travel(days=31)
    with app.app_context():
        wiring.JOBS["circles.purge_circles"]({})
        wiring.JOBS["content.sweep_media"]({})
        assert session().get(Circle, number) is None
        assert session().query(Media).count() == 0
        db.session.remove()
    run_jobs()
    assert disk() == []
