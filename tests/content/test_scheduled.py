"""Entries whose hour comes later: shown at it, moved, taken back; ads whose time is over."""

import pytest

from circle.accounts.models import User
from circle.circles import actions as circle_actions
from circle.content import actions, queries
from circle.content.models import Entry
from circle.core import clock as core_clock
from circle.core.db import session
from circle.core.errors import Invalid, NotFound
from tests.factories.content import picture, post

pytestmark = pytest.mark.usefixtures("calm", "inside")


def test_a_scheduled_post_is_its_authors_alone_until_its_time(cast, clock, run_jobs):
    here = cast.member.inside()
    entry = post(here, "明天见", scheduled_at=core_clock.now() + core_clock.timedelta(hours=2))
    assert entry.status == "scheduled"
    with pytest.raises(NotFound):
        queries.get_entry(cast.owner.inside(), entry.id)
    due(run_jobs)
    assert reread(entry.id).status == "scheduled"
    clock.travel(hours=3)
    due(run_jobs)
    shown = reread(entry.id)
    assert (shown.status, shown.lane) == ("published", "post")
    assert shown.published_at > core_clock.ago(minutes=1)


def test_a_scheduled_post_waits_when_its_author_was_muted_meanwhile(cast, clock, run_jobs):
    here = cast.member.inside()
    entry = post(here, "明天见", scheduled_at=core_clock.now() + core_clock.timedelta(hours=2))
    circle_actions.mute_member(cast.owner.inside(), here.membership_id,
                               core_clock.now() + core_clock.timedelta(days=3))
    clock.travel(hours=3)
    due(run_jobs)
    assert reread(entry.id).status == "pending"


@pytest.mark.parametrize(
    ("column", "status"),
    [("silenced_until", "pending"), ("banned_at", "pending"), ("closed_at", "pending"),
     ("email_confirmed_at", "published")],
)
def test_a_scheduled_post_waits_when_its_author_may_not_write_any_more(
    cast, clock, run_jobs, column, status
):
    entry = post(cast.member.inside(), "明天见",
                 scheduled_at=core_clock.now() + core_clock.timedelta(hours=2))
    author = session().get_one(User, cast.member.user_id)
    setattr(author, column, core_clock.now() + core_clock.timedelta(days=3))
    session().commit()
    clock.travel(hours=3)
    due(run_jobs)
    assert reread(entry.id).status == status


def test_a_scheduled_post_can_be_moved_sent_or_taken_back_to_the_drafts(cast):
    here = cast.member.inside()
    soon = core_clock.now() + core_clock.timedelta(hours=2)
    one = post(here, "一", scheduled_at=soon, tags=("早",), media=(picture(here).id,))
    two = post(here, "二", scheduled_at=soon)
    actions.reschedule_entry(here, two.id, soon + core_clock.timedelta(hours=1))
    with pytest.raises(Invalid):
        actions.reschedule_entry(here, two.id, core_clock.ago(hours=1))
    with pytest.raises(NotFound):
        actions.publish_scheduled(cast.owner.inside(), two.id)
    assert actions.publish_scheduled(here, two.id).status == "published"
    actions.cancel_schedule(here, one.id)
    draft = queries.get_draft(here, f"scheduled:{one.id}")
    assert (draft.content["body"], draft.content["tags"]) == ("一", ["早"])
    assert len(queries.loose_media(here, draft.content["media"])) == 1


def test_an_ad_leaves_its_lane_when_its_time_is_over(cast, clock, run_jobs):
    entry = post(cast.member.inside(), "卖茶具", category="ad",
                 expires_at=core_clock.now() + core_clock.timedelta(days=2))
    assert entry.lane == "ad"
    clock.travel(days=3)
    due(run_jobs)
    again = reread(entry.id)
    assert (again.lane, again.status) == (None, "published")


def due(run_jobs):
    from circle.content import jobs

    jobs.publish_scheduled({})
    jobs.expire_ads({})
    run_jobs()


def reread(entry_id):
    session().expire_all()
    return session().get_one(Entry, entry_id)
