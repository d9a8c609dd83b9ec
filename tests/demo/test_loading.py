"""The demonstration fills an empty database once, with everything the product can do."""

import pytest
from sqlalchemy import func, select

from circle.accounts.models import Block, User
from circle.circles import queries as circles
from circle.circles.models import Circle, Follow, Membership
from circle.content import queries as content
from circle.content.models import Draft, Entry, Revision
from circle.core import clock
from circle.core.db import db, session
from circle.core.pictures import Picture, PictureCopy
from circle.demo import loader
from circle.demo.story import read_story

COPY = PictureCopy(1, 1, b"webp")
PICTURE = Picture("jpeg", 1, 1, COPY, COPY, COPY, "data:,", "#888888", "0" * 64, False, False)


@pytest.fixture
def empty(inside, monkeypatch):
    """A database in which nobody ever was, and pictures that need no painting."""
    with db.engine.begin() as connection:
        for table in reversed(db.metadata.sorted_tables):
            connection.execute(table.delete())
    monkeypatch.setattr(
        loader,
        "_paint",
        lambda story, progress: (dict.fromkeys(loader.picture_names(story), PICTURE), {}),
    )


def how_many(table, *where):
    return session().scalar(select(func.count()).select_from(table).where(*where))


@pytest.mark.timeout(240)  # six weeks of four circles, verb by verb
def test_the_whole_story_is_told_once_and_true(empty):
    story, before = read_story(), clock.now()
    assert loader.sign_in_links() == ()
    assert loader.tell_story(story, lambda steps: None)
    entries = how_many(Entry)
    assert not loader.tell_story(story, lambda steps: None)
    assert how_many(Entry) == entries > 200
    assert how_many(User) == len(story.people)
    assert list(content.check_counters()) == []
    assert circles.check_members() == []
    everything_the_product_can_do_is_there()
    nothing_lies_ahead(before)
    owner_and_fan_get_a_fresh_way_in_each_time()


def everything_the_product_can_do_is_there():
    by_status = select(Entry.status, func.count()).where(Entry.kind == "post")
    assert dict(session().execute(by_status.group_by(Entry.status)).all()) == {
        "published": 40, "scheduled": 1, "pending": 1, "hidden": 1, "removed": 1,
    }  # fmt: skip
    assert how_many(Circle) == 4
    assert how_many(Draft) == 1
    assert how_many(Revision) >= 2
    assert how_many(Block) == 1
    assert how_many(Follow) > 10
    assert how_many(Membership, Membership.state == "pending") == 1
    assert how_many(Membership, Membership.listed) > 10
    for mark in (Entry.pinned_until, Entry.featured_at, Entry.edited_at, Entry.expires_at):
        assert how_many(Entry, mark.is_not(None)) >= 1, mark
    assert how_many(Entry, Entry.announcement) >= 1
    assert how_many(Entry, Entry.ai_statement == "declared") >= 1


def nothing_lies_ahead(before):
    assert clock.now() > before
    assert how_many(Entry, Entry.published_at > clock.now()) == 0
    assert how_many(Membership, Membership.joined_at > clock.now()) == 0


def owner_and_fan_get_a_fresh_way_in_each_time():
    first, second = loader.sign_in_links(), loader.sign_in_links()
    assert [name for name, _ in first] == ["林水", "嘟嘟不喝冰的"]
    assert {path for _, path in first}.isdisjoint(path for _, path in second)


def test_one_that_is_stopped_leaves_nothing(empty):
    seen = []

    def stop(steps):
        seen.append(steps)
        if len(seen) == 60:
            assert not loader.is_empty()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        loader.tell_story(read_story(), stop)
    assert loader.is_empty()
