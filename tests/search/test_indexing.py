"""The index follows what happens: noted with the change, written by the worker, and mended."""

import fcntl
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from circle.circles import actions as circles
from circle.circles import queries as circle_queries
from circle.circles.schemas import SettingsChange
from circle.content import actions as content
from circle.content import jobs as content_jobs
from circle.content.actions import curation, synonyms
from circle.content.models import Entry, Tag, TagSynonym
from circle.content.schemas import EntryEdit, NewEntry, Ruling
from circle.core import clock as core_clock
from circle.core.actor import SYSTEM
from circle.core.db import abandon, db, session, transaction
from circle.core.jobs import has_job
from circle.search import actions, jobs, queries
from circle.search.actions import indexing
from circle.search.documents import Filters, query_of
from circle.search.engines import WRITING, engine
from circle.search.models import SearchName
from circle.search.queries import documents_of
from circle.search.queries import waiting as waiting_reads
from tests.factories import points as made
from tests.factories import posts
from tests.factories.content import comment
from tests.factories.qa import answer, ask
from tests.races import at_once


@pytest.fixture(autouse=True)
def nobody_waits(inside, cast, scene):
    """What newcomers write shows at once."""
    scene("tea without newcomer review", lambda: change(cast, newcomer_review=0))


def change(cast, **settings):
    circles.change_settings(cast.owner.inside(), made.circle_id(), SettingsChange(**settings))


def index():
    """What the worker does beside its jobs; answers how many batches it took."""
    batches = 0
    while jobs.index_waiting():
        batches += 1
    return batches


def held():
    return dict(engine().held(0, 100))


def is_true():
    """The index says what the database says, and nothing waits."""
    every = session().scalars(select(Entry.id)).all()
    return held() == {one.entry_id: one.version for one in documents_of(every)}


def waiting():
    session().rollback()
    return [row.entry_id for row in queries.next_waiting(100)]


def test_what_is_published_is_indexed_by_the_worker(inside, cast):
    entry = posts.publish(cast.member)
    assert held() == {} and waiting() == [entry.id]
    assert index() == 1
    assert list(held()) == [entry.id] and waiting() == [] and is_true()


def test_every_change_of_what_is_searched_reaches_the_index(inside, cast):
    question = ask(cast.member.inside(), tags=("白茶",))
    entry_id = question.id
    given = []

    def told(change):
        change()
        assert entry_id in waiting()
        index()
        assert is_true()

    told(lambda: content.edit_entry(cast.member.actor, entry_id, EntryEdit(title="另一个题目？")))
    told(lambda: curation.feature_entry(cast.owner.actor, entry_id))
    told(lambda: given.append(answer(cast.owner.inside(), entry_id)))
    told(lambda: content.remove_entry(cast.owner.actor, given[0].id))
    told(lambda: content.hide_entry(cast.owner.actor, entry_id))
    assert held() == {}
    told(lambda: content.unhide_entry(cast.owner.actor, entry_id))
    told(lambda: content.remove_entry(cast.member.actor, entry_id))
    told(lambda: content.restore_entry(cast.member.actor, entry_id))
    assert list(held()) == [entry_id]


def test_what_stands_under_a_thread_goes_and_comes_with_it(inside, cast):
    question = ask(cast.member.inside())
    below = [
        answer(cast.owner.inside(), question.id).id,
        answer(cast.admin.inside(), question.id, "放在陶罐里也很好。").id,
    ]
    index()
    assert sorted(held()) == [question.id, *below]
    content.hide_entry(cast.owner.actor, question.id)
    index()
    assert held() == {}
    content.unhide_entry(cast.owner.actor, question.id)
    index()
    assert sorted(held()) == [question.id, *below] and is_true()


def test_review_decides_what_is_indexed(inside, cast):
    change(cast, pre_review=True)
    yes, no = (
        posts.publish(cast.member, text, waits=True) for text in ("一篇好的文章。", "不好的一篇。")
    )
    index()
    assert held() == {}
    content.apply_verdict(cast.owner.actor, yes.id, Ruling("approve"))
    content.apply_verdict(cast.owner.actor, no.id, Ruling("reject", "广告"))
    index()
    assert list(held()) == [yes.id]


def test_a_remark_wakes_no_indexer(inside, cast):
    entry = posts.publish(cast.member)
    index()
    remark = comment(cast.member.inside(), entry.id)
    content.hide_entry(cast.moderator.actor, remark.id)
    content.unhide_entry(cast.moderator.actor, remark.id)
    assert waiting() == []


def test_what_was_not_committed_is_not_noted(inside, cast):
    with transaction():
        posts.publish(cast.member)
        abandon()
    assert waiting() == []


def test_many_changes_of_one_entry_are_one_look_at_it(inside, cast):
    entry = posts.publish(cast.member)
    for _ in range(3):
        curation.feature_entry(cast.owner.actor, entry.id)
        curation.unfeature_entry(cast.owner.actor, entry.id)
    assert waiting() == [entry.id]


def test_what_changes_while_it_is_written_is_looked_at_again(inside, cast, monkeypatch):
    entry = posts.publish(cast.member)
    index_is = engine()
    write = index_is.write

    def write_while_it_changes(documents):
        write(documents)
        curation.feature_entry(cast.owner.actor, entry.id)

    monkeypatch.setattr(index_is, "write", write_while_it_changes)
    jobs.index_waiting()
    monkeypatch.undo()
    assert waiting() == [entry.id] and not is_true()
    index()
    assert is_true()


def test_an_entry_that_cannot_be_indexed_holds_up_no_other(inside, cast, monkeypatch, clock):
    good, bad = posts.publish(cast.owner), posts.publish(cast.owner, "这一篇写不进去的。")
    fails_on(monkeypatch, bad.id)
    assert index() == 1 and held() == {} and waiting() == []
    clock.travel(seconds=16)
    assert index() == 2
    assert list(held()) == [good.id]
    count, _, error = queries.count_waiting()
    assert (count, error) == (1, "ValueError: no room")
    monkeypatch.undo()
    clock.travel(seconds=60)
    index()
    assert sorted(held()) == [good.id, bad.id] and queries.count_waiting()[0] == 0


def fails_on(monkeypatch, entry_id):
    kept = engine()
    write = kept.write

    def refuse(documents):
        if any(one.entry_id == entry_id for one in documents):
            raise ValueError("no room")
        write(documents)

    monkeypatch.setattr(kept, "write", refuse)


def test_opening_closing_and_deleting_a_circle_reaches_all_its_entries(inside, cast, run_jobs):
    ids = [posts.publish(cast.owner, f"第{number}泡的味道最好。").id for number in range(3)]
    index()
    for visibility in ("private", "public"):
        change(cast, visibility=visibility)
        assert not is_true()
        run_jobs()
        assert is_true() and sorted(held()) == ids
    circle = circles.delete_circle(cast.owner.actor, made.circle_id(), "一席茶")
    run_jobs()
    assert held() == {}
    circles.undelete_circle(cast.owner.actor, circle.id)
    run_jobs()
    assert sorted(held()) == ids and is_true()


def test_a_circle_is_indexed_step_by_step(inside, cast, run_jobs, monkeypatch):
    monkeypatch.setattr(indexing, "BATCH", 2)
    ids = [posts.publish(cast.owner, f"第{number}泡的味道最好。").id for number in range(5)]
    with transaction():
        actions.index_circle_soon(made.circle_id())
    assert run_jobs() == 3
    assert sorted(held()) == ids


def test_what_was_lost_or_is_too_much_is_mended_in_the_night(inside, cast, run_jobs):
    ids = [posts.publish(cast.owner, f"第{number}泡的味道最好。").id for number in range(3)]
    index()
    spoil(ids)
    jobs.keep_true({})
    assert is_true() and sorted(held()) == ids
    [stretch] = actions.mend()
    assert (stretch.wrong, stretch.upto, len(stretch.ids)) == ([], None, 3)


def test_an_index_that_holds_nothing_is_filled_by_itself(inside, cast, run_jobs):
    ids = [posts.publish(cast.owner, f"第{number}泡的味道最好。").id for number in range(3)]
    jobs.keep_filled({})
    assert run_jobs() == 0  # what waits is on its way
    index()
    with transaction():
        engine().drop(ids[1:])
    jobs.keep_filled({})
    assert run_jobs() == 0  # it is not empty
    with transaction():
        engine().clear()
    jobs.keep_filled({})
    assert run_jobs() == 1
    assert sorted(held()) == ids and is_true()


def test_an_engine_that_was_out_of_use_is_brought_up_to_date(
    app, inside, cast, run_jobs, monkeypatch
):
    ids = [posts.publish(cast.owner, f"第{number}泡的味道最好。").id for number in range(2)]
    index()
    jobs.keep_filled({})
    its_own = app.config["CIRCLE"]
    for chosen in (replace(its_own, search="sqlite"), its_own):
        monkeypatch.setitem(app.config, "CIRCLE", chosen)
        jobs.keep_filled({})
        assert run_jobs() == 1 and sorted(held()) == ids and is_true()
        jobs.keep_filled({})
        assert run_jobs() == 0
        ids.append(posts.publish(cast.owner, f"在{chosen.search}用着的时候写的。").id)
        index()
        run_jobs()
    assert sorted(held()) == ids


def spoil(ids):
    """One is missing, one as it was, one too many."""
    [was] = documents_of([ids[1]])
    with transaction():
        engine().drop([ids[0]])
        engine().write([replace(was, title="anders"), replace(was, entry_id=999)])


def test_a_long_index_is_held_against_the_database_in_parts(inside, cast, monkeypatch, run_jobs):
    ids = [posts.publish(cast.owner, f"第{number}泡的味道最好。").id for number in range(5)]
    monkeypatch.setattr(waiting_reads, "AT_ONCE", 2)
    monkeypatch.setattr(waiting_reads, "HELD_AT_ONCE", 2)
    monkeypatch.setattr(jobs, "STRETCHES", 1)
    index()
    spoil(ids)
    assert [[*one.missing, *one.other, *one.extra] for one in queries.stretches(0)] == [
        [ids[0], ids[1]], [], [999]
    ]
    jobs.keep_true({})
    assert not is_true()
    assert run_jobs() == 2
    assert is_true()


def merged(cast):
    """Three entries of which two come to stand under another tag: their numbers."""
    ids = [
        posts.publish(cast.owner, f"第{number}泡的味道最好。", tags=tags).id
        for number, tags in enumerate((["白毫"], ["白茶"], ["白毫", "春天"]))
    ]
    index()
    content.merge_tag(cast.owner.actor, made.circle_id(), "白毫", "白茶")
    return ids


def under(name):
    """What the index holds under a tag."""
    query = query_of("味道", Filters(tag=name, circles=(made.circle_id(),)))
    return sorted(hit.entry_id for hit in engine().find(query, 9).hits)


def test_tags_that_become_one_reach_what_stands_under_them(inside, cast, run_jobs):
    ids = merged(cast)
    run_jobs()
    assert sorted(waiting()) == [ids[0], ids[2]] and not is_true()
    new = posts.publish(cast.owner).id
    assert waiting()[0] == new  # what somebody just wrote goes before
    index()
    assert is_true() and under("白茶") == ids and under("白毫") == []
    named = select(SearchName.key).join(Tag, Tag.id == SearchName.target_id)
    assert "baihao" in session().scalars(named.where(Tag.name == "白茶")).all()
    content.release_tag(cast.owner.actor, made.circle_id(), "白毫")
    run_jobs()
    index()
    assert is_true() and under("白茶") == [ids[1]] and under("白毫") == [ids[0], ids[2]]


def test_a_tag_with_very_much_under_it_holds_up_no_other_work(inside, cast, run_jobs, monkeypatch):
    monkeypatch.setattr(synonyms, "SETTLED_AT_ONCE", 1)
    monkeypatch.setattr(content_jobs, "SETTLED", 1)
    ids = merged(cast)
    [word] = session().scalars(select(TagSynonym.tag_id)).all()
    content_jobs.settle_tag({"tag_id": word})
    assert waiting() == ids[:1]
    assert has_job("content.settle_tag", {"tag_id": word, "after": ids[0]})
    content_jobs.settle_tag({"tag_id": word, "after": ids[0]})
    assert sorted(waiting()) == [ids[0], ids[2]]
    run_jobs()
    assert sorted(waiting()) == [ids[0], ids[2]]
    assert not has_job("content.settle_tag", {"tag_id": word, "after": ids[0]})


def test_tags_becoming_one_goes_on_when_the_worker_was_killed_half_way(
    inside, cast, run_jobs, monkeypatch
):
    monkeypatch.setattr(synonyms, "SETTLED_AT_ONCE", 1)
    ids = merged(cast)
    [word] = session().scalars(select(TagSynonym.tag_id)).all()

    def killed(tag_id, after):
        if after:
            raise SystemExit
        return synonyms.settle_tag(tag_id, after)

    with monkeypatch.context() as dying, pytest.raises(SystemExit):
        dying.setattr(content_jobs.actions, "settle_tag", killed)
        content_jobs.settle_tag({"tag_id": word})
    index()
    assert is_true() and under("白茶") == ids[:2] and under("白毫") == [ids[2]]
    run_jobs()
    assert waiting() == [ids[2]]  # the first was done before, and is not done twice
    index()
    assert is_true() and under("白茶") == ids and under("白毫") == []


def test_what_was_imported_is_indexed_though_nobody_is_told(inside, cast):
    brought = [import_it(cast, number).id for number in range(2)]
    assert waiting() == brought
    index()
    assert sorted(held()) == brought and is_true()


def import_it(cast, number):
    """An entry as an import writes it."""
    return content.write_entry(
        circle_queries.enter(SYSTEM, "tea")[1],
        NewEntry(
            circle_id=made.circle_id(), kind="post", source="从别处搬来的一篇，讲的是山里的茶。",
            author_id=cast.owner.user_id, origin="elsewhere", origin_id=str(number),
            published_at=core_clock.now() - timedelta(days=9),
        ),
    )  # fmt: skip


def test_what_came_in_bulk_lets_go_before_it_what_was_just_written(inside, cast):
    brought = [posts.publish(cast.owner, f"第{number}泡的味道最好。").id for number in range(2)]
    index()
    with transaction():
        actions.index_brought_soon(brought)
    fresh = posts.publish(cast.owner).id
    assert waiting() == [fresh, *brought]
    content.edit_entry(cast.owner.actor, brought[1], EntryEdit(source="不是这样，是那样的。"))
    assert waiting() == [fresh, brought[1], brought[0]]
    with transaction():
        actions.index_brought_soon([fresh])
    assert waiting() == [brought[1], fresh, brought[0]]


def test_indexers_and_writers_at_once_leave_the_index_true(app, inside, cast):
    ids = [posts.publish(cast.owner, f"第{number}泡的味道最好。").id for number in range(4)]
    session().rollback()

    def feature(entry_id):
        curation.feature_entry(cast.owner.actor, entry_id)
        curation.unfeature_entry(cast.owner.actor, entry_id)
        content.edit_entry(cast.owner.actor, entry_id, EntryEdit(source="后来想了想，还是这样好。"))

    works = [lambda entry_id=entry_id: feature(entry_id) for entry_id in ids]
    done = at_once(app, [*works, *[index] * 3])
    assert all(isinstance(one, int) or one == "done" for one in done)
    index()
    assert is_true() and sorted(held()) == ids and queries.count_waiting()[0] == 0


def test_whoever_writes_the_index_is_alone_from_reading_the_database_on(
    app, inside, cast, monkeypatch
):
    posts.publish(cast.owner)
    may_others = []
    assert may_write(app)

    def look(work):
        return lambda *given: (may_others.append(may_write(app)), work(*given))[1]

    monkeypatch.setattr(indexing, "documents_of", look(documents_of))
    monkeypatch.setattr(engine(), "write", look(engine().write))
    index()
    assert may_others == [False, False] and may_write(app) and is_true()


def may_write(app):
    """Whether somebody else could write the index at this moment."""
    if db.engine.dialect.name == "postgresql":
        ask_for = text("SELECT pg_try_advisory_xact_lock(:key)")
        with db.engine.connect() as connection:
            return connection.scalar(ask_for, {"key": WRITING})
    folder = app.config["CIRCLE"].index_root
    folder.mkdir(exist_ok=True)
    with (folder / "writer.lock").open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def test_killed_before_it_is_brought_up_to_date_it_is_noticed_again(
    app, inside, cast, run_jobs, monkeypatch
):
    jobs.keep_filled({})
    monkeypatch.setitem(app.config, "CIRCLE", replace(app.config["CIRCLE"], search="sqlite"))

    def killed(after):
        raise SystemExit

    with monkeypatch.context() as dying, pytest.raises(SystemExit):
        dying.setattr(jobs.actions, "keep_true_on", killed)
        jobs.keep_filled({})
    assert run_jobs() == 0
    jobs.keep_filled({})
    assert run_jobs() == 1
