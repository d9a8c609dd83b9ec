"""What of an entry is searched: as it is in the database at this moment, and only what is shown."""

from dataclasses import replace

import pytest

from circle.circles import actions as circles
from circle.circles.schemas import SettingsChange
from circle.content import actions as content
from circle.content.actions import curation
from circle.content.body.words import words_of
from circle.content.schemas import Ruling
from circle.core.db import db
from circle.search.engines import engine
from circle.search.engines.fts5 import Fts5Engine
from circle.search.engines.postgres import PostgresEngine
from circle.search.engines.whoosh import WhooshEngine
from circle.search.queries import documents_of
from tests.factories import points as made
from tests.factories import posts
from tests.factories.content import comment
from tests.factories.qa import answer, ask
from tests.statements import statements


@pytest.fixture(autouse=True)
def nobody_waits(inside, cast, scene):
    """What newcomers write shows at once."""
    scene("tea without newcomer review", lambda: change(cast, newcomer_review=0))


def change(cast, **settings):
    circles.change_settings(cast.owner.inside(), made.circle_id(), SettingsChange(**settings))


def only(entry):
    [found] = documents_of([entry.id])
    return found


def test_a_document_is_what_a_reader_sees(inside, cast):
    entry = ask(
        cast.owner.inside(), "白茶怎么存放？", tags=("白茶",),
        body="**密封**、避光 & [阴凉](https://a.example/no)：\n\n- 一\n- 二",
    )  # fmt: skip
    found = only(entry)
    assert found.title == "白茶怎么存放？"
    assert found.body == "密封、避光 & 阴凉：\n一\n二"
    assert (found.entry_id, found.circle_id) == (entry.id, made.circle_id())
    assert (found.kind, found.scope, found.tags) == ("question", "public", ("白茶",))
    assert (found.author_id, found.published_at) == (cast.owner.user_id, entry.published_at)
    assert (found.helpful, found.answered, found.featured) == (0, False, False)


def test_words_between_marks_are_all_there_and_no_address():
    assert words_of('<p>a &lt;b&gt; <a href="/x">c</a></p><pre><code>d\ne</code></pre>') == (
        "a <b> c\nd\ne"
    )
    assert words_of("<p>一<br>二</p><blockquote><p>三</p></blockquote>") == "一\n二\n三"
    assert words_of("") == ""


def test_who_asked_without_a_name_has_none_here_nor_in_their_answers(inside, cast):
    question = ask(cast.member.inside(), anonymous=True)
    own = answer(cast.member.inside(), question.id)
    named = answer(cast.owner.inside(), question.id, "放冰箱里会串味，不要这样做。")
    ids = [question.id, own.id, named.id]
    assert [one.author_id for one in documents_of(ids)] == [None, None, cast.owner.user_id]
    assert [one.answered for one in documents_of(ids)] == [True, False, False]
    assert [one.kind for one in documents_of(ids)] == ["question", "answer", "answer"]


def test_what_is_not_on_show_is_no_document(inside, cast):
    question = ask(cast.member.inside())
    below = answer(cast.owner.inside(), question.id)
    ids = [question.id, below.id]
    assert [one.entry_id for one in documents_of(ids)] == ids
    content.hide_entry(cast.moderator.actor, question.id)
    assert documents_of(ids) == []
    content.unhide_entry(cast.moderator.actor, question.id)
    assert [one.entry_id for one in documents_of(ids)] == ids
    content.remove_entry(cast.owner.actor, below.id)
    assert [one.entry_id for one in documents_of(ids)] == ids[:1]


def test_what_waits_for_review_is_no_document_nor_is_a_remark(inside, cast):
    change(cast, pre_review=True)
    waiting = posts.publish(cast.member, "等一等再看这一篇。", waits=True)
    assert waiting.status == "pending" and documents_of([waiting.id]) == []
    content.apply_verdict(cast.owner.actor, waiting.id, Ruling("approve"))
    assert [one.entry_id for one in documents_of([waiting.id])] == [waiting.id]
    remark = comment(cast.owner.inside(), waiting.id)
    assert remark.status == "published" and documents_of([remark.id]) == []


def test_facts_follow_the_circle_and_the_staff(inside, cast):
    entry = posts.publish(cast.member)
    before = only(entry)
    curation.feature_entry(cast.owner.actor, entry.id)
    assert only(entry).featured and only(entry).version != before.version
    for visibility, scope in (("preview", "members"), ("private", "members"), ("public", "public")):
        change(cast, visibility=visibility)
        assert only(entry).scope == scope
    gone = circles.archive_circle(cast.owner.actor, made.circle_id())
    assert only(entry).scope == "public"
    circles.delete_circle(cast.owner.actor, gone.id, gone.name)
    assert documents_of([entry.id]) == []


def test_many_documents_are_one_question_to_the_database(inside, cast):
    ids = [posts.publish(cast.owner, f"第{number}泡的味道最好。").id for number in range(5)]
    with statements() as sent:
        assert len(documents_of(ids)) == 5
    assert len(sent) == 1
    assert documents_of([]) == []


def test_the_index_is_opened_once_and_is_the_databases_own(app, inside):
    kind = PostgresEngine if db.engine.dialect.name == "postgresql" else WhooshEngine
    assert isinstance(engine(), kind)
    assert engine() is engine()


def test_another_index_is_one_setting(app, inside, monkeypatch, tmp_path):
    chosen = replace(app.config["CIRCLE"], search="sqlite", data=tmp_path)
    monkeypatch.setitem(app.config, "CIRCLE", chosen)
    assert isinstance(engine(), Fts5Engine)
    assert (tmp_path / "search" / "fts5.db").exists()
