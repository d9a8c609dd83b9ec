"""Words that went: kept for six months out of sight, then nothing but their place is left."""

import pytest
from sqlalchemy import func, select

from circle import wiring
from circle.content import actions, queries
from circle.content.actions import forgetting
from circle.content.models import (
    Entry,
    EntryTag,
    Media,
    Poll,
    PollChoice,
    PollOption,
    PollVote,
    Revision,
)
from circle.content.schemas import EntryEdit
from circle.core.db import db, session
from circle.core.errors import Conflict, NotFound
from circle.core.storage import files
from circle.qa import actions as questions
from circle.search.engines import engine
from circle.topics.models import Gathering, Topic
from tests.factories.content import asked_in, comment, ids_of, picture, polled, post
from tests.factories.qa import ask
from tests.factories.topics import inside as entered
from tests.factories.topics import open_topic

pytestmark = pytest.mark.usefixtures("calm")
BEFORE, AFTER = {"days": 183, "hours": 23}, {"hours": 2}


def forget():
    wiring.JOBS["content.forget_gone"]({})


def rows(table):
    return session().scalar(select(func.count()).select_from(table))


@pytest.fixture
def gone(app, cast):
    """Numbers of a post with all there can be, its author's comment under another, both removed."""
    with app.app_context():
        here = cast.guest.inside()
        entry = polled(here, source="第一版 #绿茶# @owner_of_tea", title="要忘的",
                       media=(picture(here, "壶").id,), city="杭州")  # fmt: skip
        actions.edit_entry(here, entry.id, EntryEdit(source="第二版 #绿茶#"))
        actions.vote(cast.member.inside(), asked_in(entry)[0].id, ids_of(asked_in(entry)[0])[:1])
        other = post(cast.owner.inside())
        first = comment(here, other.id, "收回的话")
        reply = comment(cast.member.inside(), first.id, "还在的回复")
        for number in (entry.id, first.id):
            actions.remove_entry(cast.guest.inside(), number)
        found = entry.id, first.id, reply.id, other.id
        db.session.remove()
    return found


def test_nothing_is_forgotten_before_six_months_and_all_of_it_then(app, clock, gone):
    with app.app_context():
        kept = list(files().keys())
    clock.travel(**BEFORE)
    with app.app_context():
        forget()
        entry = session().get_one(Entry, gone[0])
        assert (entry.title, entry.forgotten_at) == ("要忘的", None)
        assert rows(Revision) == rows(Poll) == rows(PollVote) == rows(EntryTag) == 1
        db.session.remove()
    clock.travel(**AFTER)
    with app.app_context():
        forget()
        wiring.JOBS["content.sweep_media"]({})
        for number in gone[:2]:
            entry = session().get_one(Entry, number)
            assert entry.forgotten_at is not None
            assert (entry.title, entry.source, entry.html, entry.excerpt) == ("", "", "", "")
            assert (entry.tags, entry.city, entry.ip_region) == ([], None, None)
            assert "壶" not in str(entry.card)
        for table in (Revision, EntryTag, Poll, PollOption, PollVote, PollChoice, Media):
            assert rows(table) == 0
        assert len(list(files().keys())) == len(kept) - 3
        assert not list(queries.check_counters())
        db.session.remove()


def test_what_stands_under_forgotten_words_stays_in_its_place(app, cast, clock, gone):
    clock.travel(days=190)
    with app.app_context():
        forget()
        db.session.remove()
    page = cast.owner.client.get(f"/c/tea/posts/{gone[3]}").get_data(as_text=True)
    assert "还在的回复" in page
    assert "收回的话" not in page
    with app.app_context():
        entry = session().get_one(Entry, gone[1])
        assert (entry.status, entry.parent_id, entry.author_id) == (
            "removed", gone[3], cast.guest.user_id,
        )  # fmt: skip
        assert entry.replies_count == 1


def test_what_is_on_show_or_came_back_is_never_forgotten(app, cast, clock):
    with app.app_context():
        here = cast.member.inside()
        stayed, back, let_go = (post(here, f"第 {number} 篇") for number in range(3))
        actions.remove_entry(here, back.id)
        actions.restore_entry(here, back.id)
        actions.hide_entry(cast.owner.inside(), let_go.id, "跑题")
        actions.unhide_entry(cast.owner.inside(), let_go.id)
        numbers = [stayed.id, back.id, let_go.id]
        db.session.remove()
    clock.travel(days=400)
    with app.app_context():
        forget()
        assert [session().get_one(Entry, number).source for number in numbers] == [
            "第 0 篇", "第 1 篇", "第 2 篇",
        ]  # fmt: skip


def test_staff_let_hidden_words_go_for_six_months_and_nobody_finds_them_after(app, cast, clock):
    with app.app_context():
        here, owner = entered(cast.member), entered(cast.owner)
        entry, other = post(here, "被隐藏的"), post(here, "也被隐藏的")
        numbers = entry.id, other.id
        for number in numbers:
            actions.hide_entry(owner, number, "广告")
        db.session.remove()
    clock.travel(**BEFORE)
    with app.app_context():
        assert actions.unhide_entry(entered(cast.owner), numbers[0]).status == "published"
        assert len(queries.waiting_page(entered(cast.owner), "tea", state="hidden")[2].items) == 1
        assert len(queries.my_entries_page(entered(cast.member)).items) == 2
        db.session.remove()
    clock.travel(**AFTER)
    with app.app_context():
        forget()
        for reader in (entered(cast.owner), entered(cast.member)):
            with pytest.raises(NotFound):
                queries.get_entry(reader, numbers[1])
        with pytest.raises(NotFound):
            actions.unhide_entry(entered(cast.owner), numbers[1])
        assert queries.waiting_page(entered(cast.owner), "tea", state="hidden")[2].items == []
        assert [e.id for e, _ in queries.my_entries_page(entered(cast.member)).items] == [
            numbers[0]
        ]
        left = session().get_one(Entry, numbers[1])
        assert (left.source, left.status, left.hidden_reason) == ("", "hidden", "广告")


def test_what_was_forgotten_minutes_after_its_author_removed_it_does_not_come_back(
    app, cast, clock
):
    with app.app_context():
        number = post(cast.member.inside(), "先藏后删").id
        actions.hide_entry(cast.owner.inside(), number, "广告")
        db.session.remove()
    clock.travel(days=183, hours=23, minutes=55)
    with app.app_context():
        actions.remove_entry(entered(cast.member), number)
        db.session.remove()
    clock.travel(minutes=6)
    with app.app_context():
        forget()
        with pytest.raises(Conflict):
            actions.restore_entry(entered(cast.member), number)


def test_what_is_kept_is_in_ones_own_file_and_what_is_forgotten_is_not(app, cast, clock, gone):
    with app.app_context():
        mine = {row["id"]: row for row in queries.own_entries(cast.guest.user_id)}
        assert mine[gone[0]]["body"] == "第二版 #绿茶#"
        assert mine[gone[0]]["kept_until"] == session().get_one(Entry, gone[0]).forget_at
        db.session.remove()
    clock.travel(days=190)
    with app.app_context():
        forget()
        assert not {row["id"] for row in queries.own_entries(cast.guest.user_id)} & set(gone[:2])


def test_it_goes_on_in_batches_where_it_was_stopped(app, cast, clock, monkeypatch):
    monkeypatch.setattr(forgetting, "BATCH", 2)
    with app.app_context():
        here = cast.member.inside()
        numbers = [post(here, f"第 {number} 篇").id for number in range(5)]
        for number in numbers:
            actions.remove_entry(here, number)
        db.session.remove()
    clock.travel(days=190)
    with app.app_context():
        later = post(entered(cast.member), "还有半年").id
        actions.remove_entry(entered(cast.member), later)
        assert actions.forget_gone() == 2
        db.session.remove()
    with app.app_context():  # the next run, after this one was killed
        assert [actions.forget_gone() for _ in range(3)] == [2, 1, 0]
        left = select(Entry.source).where(Entry.id.in_(numbers)).distinct()
        assert session().scalars(left).all() == [""]


def test_what_a_topic_and_a_question_said_elsewhere_goes_with_them(
    app, cast, clock, run_index
):
    with app.app_context():
        owner = cast.owner.inside()
        topic = open_topic(owner, "event", rules="自带杯子", place="断桥边").id
        question = ask(cast.member.inside(), "白茶怎么存放才好").id
        questions.close_question(owner, question, "问过了")
        db.session.remove()
    run_index()
    with app.app_context():
        assert question in dict(engine().held(0, 100))
        actions.remove_entry(cast.owner.inside(), topic)
        actions.hide_entry(cast.owner.inside(), question, "重复")
        db.session.remove()
    clock.travel(days=190)
    with app.app_context():
        forget()
        assert session().get_one(Topic, topic).rules == ""
        assert session().get_one(Gathering, topic).place == ""
        db.session.remove()
    run_index()
    with app.app_context():
        assert question not in dict(engine().held(0, 100))
