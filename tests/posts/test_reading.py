"""A post and its comments are read once for everybody; what is one reader's own stays theirs."""

import pytest

from circle.circles import actions as circles
from circle.circles.schemas import SettingsChange
from circle.content import actions
from tests.factories.content import comment, post

pytestmark = pytest.mark.usefixtures("calm")


def settings(app, cast, **change):
    with app.app_context():
        owner = cast.owner.inside()
        circles.change_settings(owner, owner.circle_id, SettingsChange(**change))


def talk(app, author, speaker, words):
    """A post by one with a comment by another: both numbers."""
    with app.app_context():
        entry = post(author.inside())
        return entry.id, comment(speaker.inside(), entry.id, words).id


def page(browser, entry_id):
    answer = browser.get(f"/c/tea/posts/{entry_id}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_a_hidden_comment_is_gone_at_once_for_members_and_guests(app, cast, anyone):
    entry, said = talk(app, cast.member, cast.guest, "这句要藏起来")
    for reader in (cast.admin.client, anyone):
        assert "这句要藏起来" in page(reader, entry)
    with app.app_context():
        actions.hide_entry(cast.moderator.inside(), said, "")
    for reader in (cast.admin.client, anyone):
        assert "这句要藏起来" not in page(reader, entry)


def test_what_waits_under_a_post_shows_to_its_author_alone(app, cast, anyone):
    entry, _said = talk(app, cast.admin, cast.guest, "大家都看得见")
    assert "大家都看得见" in page(cast.member.client, entry)
    settings(app, cast, pre_review=True)
    with app.app_context():
        comment(cast.member.inside(), entry, "还没放行")
    for _ in range(2):
        assert "还没放行" in page(cast.member.client, entry)
        for reader in (cast.admin.client, cast.outsider.client, anyone):
            assert "大家都看得见" in page(reader, entry)
            assert "还没放行" not in page(reader, entry)


def test_a_like_is_pressed_only_on_the_page_of_who_gave_it(app, cast):
    entry, said = talk(app, cast.member, cast.guest, "说得好")
    with app.app_context():
        actions.like_entry(cast.admin.inside(), said)
    pressed = f'data-react="like" data-entry="{said}" aria-pressed="true"'
    for _ in range(2):
        assert pressed in page(cast.admin.client, entry)
        assert pressed not in page(cast.member.client, entry)


def test_json_kept_for_guests_follows_what_is_hidden_and_closed(app, cast, anyone):
    entry, said = talk(app, cast.member, cast.guest, "先看得见")
    path = f"/api/v1/entries/{entry}/comments"
    for _ in range(2):
        assert [one["id"] for one in anyone.get(path).get_json()["items"]] == [said]
    with app.app_context():
        actions.hide_entry(cast.moderator.inside(), said, "")
    assert anyone.get(path).get_json()["items"] == []
    settings(app, cast, visibility="private")
    assert anyone.get(path).status_code == 404
