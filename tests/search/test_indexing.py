"""The index follows what happens: noted with the change, written by the worker, and mended."""

import pytest
from sqlalchemy import select

from circle.circles import actions as circles
from circle.circles.schemas import SettingsChange
from circle.content import actions as content
from circle.content.actions import curation
from circle.content.models import Entry
from circle.content.schemas import EntryEdit, Ruling
from circle.core.db import abandon, session, transaction
from circle.search import jobs, queries
from circle.search.engines import engine
from circle.search.queries import documents_of
from tests.factories import points as made
from tests.factories import posts
from tests.factories.content import comment
from tests.factories.qa import answer, ask


@pytest.fixture(autouse=True)
def nobody_waits(inside, cast):
    """What newcomers write shows at once."""
    change(cast, newcomer_review=0)


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
    comment(cast.owner.inside(), entry.id)
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
