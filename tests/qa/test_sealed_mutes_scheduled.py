"""What was scheduled by who is muted through an entry without a name goes to their drafts."""

from datetime import timedelta

import pytest

from circle.content import jobs as content_jobs
from circle.content.actions import drafts
from circle.content.models import Entry
from circle.core import clock as time
from circle.core.db import session
from tests.factories.posts import publish
from tests.qa.looking import page
from tests.qa.sealed import lift, mute_by_name, put

pytestmark = pytest.mark.usefixtures("calm")


def test_what_was_scheduled_goes_to_the_drafts_and_comes_out_by_itself_at_no_time(
    app, cast, asked, clock
):
    number = asked()
    with app.app_context():
        hours = [time.now() + timedelta(hours=hour) for hour in (1, 48)]
        due, later = (publish(cast.member, f"定时{at:%H%d}", scheduled_at=at).id for at in hours)
    put(cast.moderator, number, days=1)
    clock.travel(hours=2)
    assert scheduled_now(app, due) == "removed"
    for path in ("/api/v1/circles/tea/waiting", "/c/tea/waiting"):
        assert "member_of_tea" not in cast.moderator.client.get(path).text
    waiting = "/api/v1/me/drafts"
    (kept,) = cast.member.client.get(waiting).json["items"]
    assert kept["key"] == f"scheduled:{due}" and "定时" in kept["content"]["body"]
    assert cast.moderator.client.get(waiting).json["items"] == []
    assert "草稿" in page(cast.member.client, "/c/tea/own-mutes")
    lift(cast.moderator, number)
    assert scheduled_now(app, due) == "removed"
    clock.travel(days=2)
    assert scheduled_now(app, later) == "published"


def scheduled_now(app, entry_id):
    """What became of something scheduled once the job ran."""
    with app.app_context():
        content_jobs.publish_scheduled({})
        return session().get_one(Entry, entry_id).status


def test_a_mute_by_name_later_puts_nothing_before_the_staff_that_was_due_before(
    app, cast, asked, clock
):
    number = asked()
    with app.app_context():
        at = time.now() + timedelta(hours=1)
        post = publish(cast.member, "定时发的一篇动态。", scheduled_at=at).id
    put(cast.moderator, number)
    clock.travel(hours=2)
    scheduled_now(app, post)
    with app.app_context():
        mute_by_name(cast)
    assert scheduled_now(app, post) == "removed"


def test_full_drafts_take_what_was_due_and_keep_nothing_of_others_from_appearing(
    app, cast, asked, clock, monkeypatch
):
    monkeypatch.setattr(content_jobs, "BATCH", 1)
    monkeypatch.setattr(drafts, "MAX_DRAFTS", 0)
    number = asked()
    with app.app_context():
        first, second = (time.now() + timedelta(hours=hours) for hours in (1, 2))
        mine = publish(cast.member, "定时发的一篇动态。", scheduled_at=first).id
        other = publish(cast.guest, "嘉宾定时发的一篇动态。", scheduled_at=second).id
    put(cast.moderator, number)
    clock.travel(hours=3)
    assert scheduled_now(app, mine) == "removed"
    assert scheduled_now(app, other) == "published"


def test_who_is_muted_by_name_too_has_what_was_scheduled_looked_at_as_ever(app, cast, asked, clock):
    number = asked()
    with app.app_context():
        later = time.now() + timedelta(hours=1)
        post = publish(cast.member, "定时发的一篇动态。", scheduled_at=later).id
        mute_by_name(cast)
    put(cast.moderator, number)
    clock.travel(hours=2)
    with app.app_context():
        content_jobs.publish_scheduled({})
        assert session().get_one(Entry, post).status == "pending"
