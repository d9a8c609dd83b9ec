"""Views, ranks and the repair of counters."""

import threading

import pytest
from sqlalchemy import select, update

from circle.content import actions, queries
from circle.content.actions.ranks import HALF_A_DAY, hot_rank_of
from circle.content.models import Entry, EntryDay, Tag
from circle.content.tally import Tally
from circle.core import clock as core_clock
from circle.core.db import session, transaction
from tests.factories.content import comment, post

pytestmark = pytest.mark.usefixtures("calm", "inside")


def fresh():
    """See what others have committed meanwhile."""
    session().rollback()
    session().expire_all()


def views(entry_id):
    fresh()
    found = session().execute(select(EntryDay.day, EntryDay.views).where(
        EntryDay.entry_id == entry_id).order_by(EntryDay.day))
    return [tuple(row) for row in found]


def test_views_are_added_up_by_local_day(cast, clock):
    entry = post(cast.member.inside())
    today = core_clock.local_day()
    for count in (3, 4):
        actions.flush_views({(entry.id, today, entry.circle_id): count})
    assert views(entry.id) == [(today, 7)]


def test_no_view_is_lost_between_threads_and_flushes(app, cast):
    entry = post(cast.member.inside())
    tally = Tally(actions.flush_views)

    def look():
        for _ in range(500):
            tally.seen(entry.id, entry.circle_id)

    threads = [threading.Thread(target=look) for _ in range(8)]
    for thread in threads:
        thread.start()
    written = tally.flush()
    for thread in threads:
        thread.join()
    written += tally.flush()
    assert written == 4000
    assert sum(count for _day, count in views(entry.id)) == 4000


def test_a_failed_flush_keeps_what_was_counted():
    tries = []

    def write(taken):
        tries.append(dict(taken))
        if len(tries) == 1:
            raise OSError("the disk is full")

    tally = Tally(write)
    tally.seen(1, 2)
    assert tally.flush() == 0
    tally.seen(1, 2)
    assert tally.flush() == 2


def test_reading_a_post_counts_a_view_for_guests_served_from_memory_too(app, cast, anyone):
    entry = post(cast.member.inside())
    for _ in range(3):
        assert anyone.get(f"/c/tea/posts/{entry.id}").status_code == 200
    app.extensions["circle_tally"].flush()  # or the timer did, a moment before
    assert sum(count for _day, count in views(entry.id)) == 3


def test_more_people_lift_an_entry_and_age_lowers_it():
    assert hot_rank_of(1000, 0) == 1000
    assert hot_rank_of(1000, 9) == 1000 + HALF_A_DAY
    assert hot_rank_of(1000, 99) == 1000 + 2 * HALF_A_DAY
    assert hot_rank_of(1000 + HALF_A_DAY + 1, 0) > hot_rank_of(1000, 9)


def test_rank_counts_distinct_people_besides_the_author_once_a_minute(cast, clock, run_jobs):
    author, other = cast.member.inside(), cast.guest.inside()
    entry = post(author)
    start = entry.hot_rank
    for here in (author, other):
        actions.like_entry(here, entry.id)
        comment(here, entry.id)
    actions.bookmark_entry(other, entry.id)
    run_jobs()
    fresh()
    assert session().get_one(Entry, entry.id).hot_rank == start
    clock.travel(seconds=61)
    run_jobs()
    fresh()
    assert session().get_one(Entry, entry.id).hot_rank == hot_rank_of(start, 1)


def test_counters_that_drifted_are_found_and_put_right(cast):
    entry = post(cast.member.inside(), "对账", tags=("账",))
    first = comment(cast.guest.inside(), entry.id)
    comment(cast.owner.inside(), first.id)
    actions.like_entry(cast.guest.inside(), entry.id)
    assert not list(queries.check_counters())
    with transaction():
        session().execute(update(Entry).where(Entry.id == entry.id).values(
            likes_count=9, comments_count=0))
        session().execute(update(Tag).values(entries_count=5))
    wrong = {(drift.table, drift.counter): (drift.stored, drift.actual)
             for drift in queries.check_counters()}
    assert wrong[("entries", "likes_count")] == (9, 1)
    assert wrong[("entries", "comments_count")] == (0, 2)
    assert wrong[("tags", "entries_count")] == (5, 1)
    assert actions.rebuild_counters() == 3
    assert not list(queries.check_counters())
    assert session().get_one(Entry, entry.id).comments_count == 2


def test_helpful_marks_an_import_brought_without_voters_are_kept(cast):
    from circle.content.schemas import NewEntry
    from circle.core.actor import SYSTEM

    entry = actions.write_entry(SYSTEM, NewEntry(
        circle_id=cast.owner.inside().circle_id, kind="post", source="旧文", helpful=12,
        author_id=cast.owner.user_id, origin="jsonl", origin_id="1"))
    actions.like_entry(cast.guest.inside(), entry.id)
    assert not list(queries.check_counters())
    actions.rebuild_counters()
    found = session().get_one(Entry, entry.id)
    assert (found.helpful_count, found.likes_count) == (12, 1)


def test_views_of_what_was_purged_do_not_stop_the_others(cast):
    entry = post(cast.member.inside())
    today = core_clock.local_day()
    gone = (10**9, today, entry.circle_id)
    actions.flush_views({(entry.id, today, entry.circle_id): 2, gone: 5})
    assert views(entry.id) == [(today, 2)]
