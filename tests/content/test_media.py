"""Pictures: reached only by who may read what carries them, and swept when nothing does."""

import pytest
from sqlalchemy import select

from circle.circles import actions as circles
from circle.circles.schemas import SettingsChange
from circle.content import actions, jobs
from circle.content.models import Media
from circle.content.schemas import DraftContent
from circle.core.db import db, session
from circle.core.storage import files
from tests.factories.content import comment, picture, post

pytestmark = pytest.mark.usefixtures("calm")
SIZES = ("small", "medium", "large")


@pytest.fixture
def hung(scene, cast):
    """The uid of a picture under the member's post, the post's id, and one nobody used yet."""

    def make():
        here = cast.member.inside()
        taken, loose = picture(here, "一壶茶"), picture(here)
        return taken.uid, post(here, "看图", media=(taken.id,)).id, loose.uid

    return scene("a picture under a post and a loose one", make)


def show(app, cast, visibility):
    with app.app_context():
        owner = cast.owner.inside()
        circles.change_settings(owner, owner.circle_id, SettingsChange(visibility=visibility))
        db.session.remove()


def status(client, uid, size="small"):
    return client.get(f"/media/{uid}/{size}").status_code


def test_a_public_circles_picture_is_served_to_everybody_and_may_be_kept(anyone, hung):
    for size in SIZES:
        answer = anyone.get(f"/media/{hung[0]}/{size}")
        assert (answer.status_code, answer.content_type) == (200, "image/webp")
        assert answer.headers["Cache-Control"].startswith("public")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Disposition"] == "inline"
        assert answer.data[:4] == b"RIFF"
    again = anyone.get(
        f"/media/{hung[0]}/small", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert again.status_code == 200
    first = anyone.get(f"/media/{hung[0]}/small")
    kept = anyone.get(f"/media/{hung[0]}/small", headers={"If-None-Match": first.headers["ETag"]})
    assert (kept.status_code, kept.data) == (304, b"")


@pytest.mark.parametrize("visibility", ["private", "preview"])
def test_other_circles_pictures_are_members_alone_and_never_kept(
    app, cast, anyone, hung, visibility
):
    show(app, cast, visibility)
    for name in ("member", "guest", "owner"):
        answer = cast[name].client.get(f"/media/{hung[0]}/large")
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "private, no-store"
    for client in (anyone, cast.outsider.client, cast.removed.client, cast.banned.client):
        for size in SIZES:
            assert status(client, hung[0], size) == 404


def test_a_picture_nobody_used_yet_is_its_owners_alone(cast, anyone, hung):
    assert status(cast.member.client, hung[2]) == 200
    for client in (anyone, cast.owner.client, cast.guest.client):
        assert status(client, hung[2]) == 404


def test_a_hidden_or_removed_posts_picture_is_gone_at_once(app, cast, anyone, hung):
    with app.app_context():
        actions.hide_entry(cast.owner.inside(), hung[1], act_id=1)
    assert status(anyone, hung[0]) == status(cast.guest.client, hung[0]) == 404
    assert status(cast.moderator.client, hung[0]) == status(cast.member.client, hung[0]) == 200
    with app.app_context():
        actions.unhide_entry(cast.owner.inside(), hung[1], act_id=1)
    assert status(anyone, hung[0]) == 200
    with app.app_context():
        actions.remove_entry(cast.member.inside(), hung[1])
    assert status(anyone, hung[0]) == status(cast.owner.client, hung[0]) == 404


def test_a_comments_picture_goes_with_the_post_above_it(app, cast, anyone, hung):
    with app.app_context():
        here = cast.guest.inside()
        kept = picture(here)
        comment(here, hung[1], "配图", media=[kept.id])
        uid = kept.uid
    assert status(anyone, uid) == 200
    with app.app_context():
        actions.remove_entry(cast.member.inside(), hung[1])
    assert status(anyone, uid) == 404


@pytest.mark.parametrize("path", ["x/small", "01HZZZZZZZZZZZZZZZZZZZZZZZ/small", "../small"])
def test_addresses_that_are_none_lead_nowhere(anyone, path):
    assert anyone.get(f"/media/{path}").status_code == 404


def test_sizes_that_are_none_lead_nowhere(anyone, hung):
    assert status(anyone, hung[0], "huge") == 404
    assert status(anyone, hung[0], "medium") == 200


def test_what_nothing_shows_is_swept_after_two_days_files_included(app, cast, clock, hung):
    with app.app_context():
        loose = session().scalar(select(Media).where(Media.uid == hung[2]))
        taken = session().scalar(select(Media).where(Media.uid == hung[0]))
        keys = [f"{loose.storage_key}/{size}.webp" for size in SIZES]
        kept = [f"{taken.storage_key}/{size}.webp" for size in SIZES]
        jobs.sweep_media({})
        assert all(map(files().exists, keys + kept))
        clock.travel(hours=49)
        jobs.sweep_media({})
        assert not any(map(files().exists, keys))
        assert all(map(files().exists, kept))
        assert session().scalar(select(Media.id).where(Media.uid == hung[2])) is None


@pytest.mark.parametrize("written_as", [int, str])
def test_a_picture_a_draft_of_its_owner_names_stays_as_long_as_the_draft(
    app, cast, clock, hung, written_as
):
    with app.app_context():
        ident = session().scalar(select(Media.id).where(Media.uid == hung[2]))
        draft = DraftContent("post", {"body": "写到一半", "media": [written_as(ident)]})
        actions.save_draft(cast.member.actor, "half", draft)
        for _again in range(2):
            clock.travel(hours=49)
            jobs.sweep_media({})
            assert session().scalar(select(Media.id).where(Media.id == ident))
        actions.discard_draft(cast.member.actor, "half")
        actions.save_draft(cast.admin.actor, "theirs", draft)  # nobody keeps another's picture
        clock.travel(hours=49)
        jobs.sweep_media({})
        assert session().scalar(select(Media.id).where(Media.id == ident)) is None


def test_a_picture_taken_out_by_an_edit_has_two_days_left(app, cast, clock, hung):
    from circle.content.schemas import EntryEdit

    with app.app_context():
        clock.travel(hours=100)
        actions.edit_entry(cast.member.inside(), hung[1], EntryEdit(media=()))
        jobs.sweep_media({})
        assert session().scalar(select(Media.entry_id).where(Media.uid == hung[0])) is None
        assert session().scalar(select(Media.id).where(Media.uid == hung[0]))
        clock.travel(hours=49)
        jobs.sweep_media({})
        assert session().scalar(select(Media.id).where(Media.uid == hung[0])) is None


def test_old_drafts_are_swept_after_ninety_days(app, cast, clock):
    from circle.content import queries

    with app.app_context():
        here = cast.member.actor
        actions.save_draft(here, "old", DraftContent("post", {"body": "旧"}))
        clock.travel(days=60)
        actions.save_draft(here, "new", DraftContent("post", {"body": "新"}))
        clock.travel(days=31)
        jobs.sweep_drafts({})
        assert [draft.key for draft, _circle in queries.drafts(here)] == ["new"]
