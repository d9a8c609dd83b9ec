"""Files no row names are dropped a day later; what is named, fresh or another's never is."""

import io

import pytest

from circle import wiring
from circle.accounts import actions as accounts
from circle.circles import actions as circles
from circle.circles import queries as circle_reads
from circle.content.actions import media
from circle.core import orphans
from circle.core.db import db, session
from circle.core.storage import files
from circle.points import actions as points
from tests.factories.content import drawn, picture, png, post
from tests.factories.points import reward

pytestmark = pytest.mark.usefixtures("inside")
STRAYS = {
    "media/zz/01hzzzzzzzzzzzzzzzzzzzzzzz/small.webp", "avatars/ab/abababababababababab-96.webp",
    "circles/01hzzzzzzzzzzzzzzzzzzzzzzz/logo-00.webp", "exports/9-01hzzzzzzzzzzzzzzzzzzzzzzz.zip",
}  # fmt: skip


def sweep():
    wiring.JOBS["core.sweep_files"]({})


def on_disk() -> set[str]:
    return set(files().keys())


@pytest.fixture
def belonging(app, cast, scene, run_jobs):
    """The keys of files that rows name: a picture, a face, a sign, a cover, a reward, an export."""

    def make():
        client = cast.member.client
        face = {"file": (io.BytesIO(png("teal", (64, 64))), "a.png")}
        assert client.submit("/me/avatar", face).status_code == 303
        here = cast.member.inside()
        post(here, "看图", media=(picture(here).id,))
        picture(here, name="loose")
        tea = circle_reads.enter(cast.owner.actor, "tea")[0]
        circles.set_logo(cast.owner.actor, tea.id, drawn())
        circles.set_cover(cast.owner.actor, tea.id, drawn())
        points.set_picture(cast.owner.actor, reward(cast.owner).id, drawn())
        accounts.request_export(cast.member.actor)
        run_jobs()
        found = on_disk()
        assert {key.partition("/")[0] for key in found} == set(wiring.FILES)
        return found

    return scene("files of every kind", make)


def put_strays():
    for key in STRAYS:
        files().put(key, b"x")


def test_what_nobody_names_goes_after_a_day_and_not_before(belonging, clock):
    put_strays()
    clock.travel(hours=23)
    sweep()
    assert on_disk() == belonging | STRAYS
    clock.travel(hours=2)
    sweep()
    assert on_disk() == belonging


def test_many_are_asked_in_parts(belonging, clock, monkeypatch):
    monkeypatch.setattr(orphans, "ASKED", 3)
    put_strays()
    clock.travel(hours=25)
    sweep()
    assert on_disk() == belonging


def test_a_row_that_comes_while_files_are_listed_is_seen(cast, clock, monkeypatch):
    named = wiring.FILES["media"]

    def name_first(keys):
        with db.engine.begin() as other:
            other.exec_driver_sql("UPDATE media SET storage_key = 'media/zz/" + uid.lower() + "'")
        return named(keys)

    uid = picture(cast.member.inside()).uid
    session().rollback()
    place = f"media/zz/{uid.lower()}"
    files().put(f"{place}/small.webp", b"x")
    monkeypatch.setitem(wiring.FILES, "media", name_first)
    clock.travel(hours=25)
    sweep()
    assert f"{place}/small.webp" in on_disk()


def test_a_folder_nobody_answers_for_is_left_alone(clock):
    files().put("backups/one.tar", b"x")
    files().put("media/zz/01hzzzzzzzzzzzzzzzzzzzzzzz/small.webp", b"x")
    clock.travel(days=9)
    sweep()
    assert on_disk() == {"backups/one.tar"}


def test_files_older_than_the_first_account_are_another_databases(clock, monkeypatch):
    put_strays()
    first = wiring.accounts.first_account_at()
    clock.travel(days=9)
    for none_or_later in (None, first.replace(year=first.year + 1)):
        monkeypatch.setattr(wiring.accounts, "first_account_at", lambda at=none_or_later: at)
        sweep()
        assert on_disk() == STRAYS
    monkeypatch.setattr(wiring.accounts, "first_account_at", lambda: first)
    sweep()
    assert on_disk() == set()


def test_what_was_never_written_to_its_end_goes_too(app, clock):
    files().put("media/zz/whole/small.webp", b"x")
    half = app.config["CIRCLE"].media_root / "media/zz/whole/.0011223344556677.part"
    half.write_bytes(b"ha")
    sweep()
    assert half.exists()
    clock.travel(hours=25)
    sweep()
    assert not half.exists()


def test_a_picture_let_go_is_the_other_sweeps(cast, clock):
    picture(cast.member.inside())
    clock.travel(hours=25)
    sweep()
    assert len(on_disk()) == 3
    clock.travel(hours=24)
    media.sweep_media()
    assert on_disk() == set()
