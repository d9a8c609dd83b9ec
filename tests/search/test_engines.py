"""What every engine finds, leaves out and holds: one set of tests, the same sentences for all."""

import struct
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import DBAPIError

from circle.search.documents import Document, Filters, query_of
from circle.search.engines.fts5 import Fts5Engine
from circle.search.engines.postgres import PostgresEngine
from circle.search.engines.whoosh import WhooshEngine
from circle.search.ranking import CLOSELY, ranked

NOW = datetime(2026, 5, 1, tzinfo=UTC)
TEA = Document(1, 1, "public", "post", 7, "白茶怎么存放", "密封、避光，放在阴凉的地方。", NOW)
CAMERA = Document(
    2, 1, "members", "question", 8, "相机进水了去哪里维修", "镜头里面有雾，iso-400 也拍不清。",
    NOW + timedelta(days=1), tags=("摄影", "Nikon"), answered=True,
)  # fmt: skip
TAIWAN = Document(
    3, 2, "public", "topic", None, "週末去臺灣", "想喝茶，也想拍照。相机带不带？",
    NOW + timedelta(days=2), featured=True,
)  # fmt: skip
ENGLISH = Document(4, 2, "public", "post", 7, "Running v1.2.3", "My café runs on C++ 3.14", NOW)
on_postgres = pytest.mark.parametrize("database", ["postgres"], indirect=True, scope="session")
ALL = (TEA, CAMERA, TAIWAN, ENGLISH)
MANY_WORDS = " ".join(f"w{at}x" for at in range(10_000))
MANY_CHARACTERS = "".join(chr(0x4E00 + at % 20_000) for at in range(200_000))


@pytest.fixture(params=[WhooshEngine, Fts5Engine])
def opened(request, tmp_path):
    """Opens an engine that keeps a file of its own."""
    return lambda: request.param(tmp_path / "search")


@pytest.fixture
def engine(opened):
    """Such an engine, empty."""
    return opened()


@pytest.fixture
def postgres(inside):
    """The engine of the database, empty before and afterwards."""
    engine = PostgresEngine()
    engine.clear()
    yield engine
    engine.clear()


def found(engine, asked, filters=None, order="relevance", documents=ALL):
    query = query_of(asked, filters, order)
    answer = engine.find(query, CLOSELY)
    known = {one.entry_id: one for one in documents}
    candidates = [known[hit.entry_id] for hit in answer.hits]
    return [hit.entry_id for hit in ranked(query, answer.weights, candidates, NOW)]


def test_it_finds_what_was_meant(engine):
    finds_what_was_meant(engine)


@on_postgres
def test_postgres_finds_what_was_meant(postgres):
    finds_what_was_meant(postgres)


def finds_what_was_meant(engine):
    engine.write(ALL)
    assert found(engine, "白茶 存放") == [1]
    assert found(engine, "白 茶 怎 么 存 放") == [1]
    assert found(engine, "相机维修") == [2, 3]  # the title and both words, before one in the body
    assert found(engine, "台湾") == found(engine, "臺灣") == [3]
    assert found(engine, "茶") == [1, 3]  # one character, at an end or within
    assert found(engine, "ＮＩＫＯＮ") == [2]  # a tag, in full width
    assert found(engine, "摄影") == [2, 3]  # a tag, and then what means the same
    assert found(engine, "run") == found(engine, "RUNS") == [4]
    assert found(engine, "v1.2.3") == found(engine, "cafe") == found(engine, "3.14") == [4]
    assert found(engine, "ISO 400") == [2]
    assert found(engine, "火星") == found(engine, "！？。") == found(engine, "") == []


def test_a_phrase_stands_as_it_is(engine):
    a_phrase_stands_as_it_is(engine)


@on_postgres
def test_in_postgres_a_phrase_stands_as_it_is(postgres):
    a_phrase_stands_as_it_is(postgres)


def a_phrase_stands_as_it_is(engine):
    apart = replace(TEA, entry_id=5, title="么存放，茶怎么，白茶", body="")  # every pair of it
    every = [*ALL, apart]
    engine.write(every)
    assert found(engine, "白茶怎么存放", documents=every) == [1, 5]
    assert found(engine, "“白茶怎么存放”", documents=every) == [1]


def test_filters_leave_out_the_rest(engine):
    filters_leave_out_the_rest(engine)


@on_postgres
def test_in_postgres_filters_leave_out_the_rest(postgres):
    filters_leave_out_the_rest(postgres)


def filters_leave_out_the_rest(engine):
    engine.write(ALL)
    asked = "相机 茶"
    later = NOW + timedelta(hours=1)
    assert sorted(found(engine, asked)) == [1, 2, 3]
    for filters, wanted in (
        (Filters(circles=(2,)), [3]), (Filters(circles=(1, 2)), [1, 2, 3]),
        (Filters(scope="members"), [2]), (Filters(kinds=("post", "topic")), [1, 3]),
        (Filters(author_id=7), [1]), (Filters(tag="nikon"), [2]), (Filters(answered=True), [2]),
        (Filters(featured=True), [3]), (Filters(since=later), [2, 3]), (Filters(until=later), [1]),
        (Filters(circles=(1,), since=later, author_id=8), [2]), (Filters(tag="没有"), []),
    ):  # fmt: skip
        assert sorted(found(engine, asked, filters)) == wanted, filters


def test_the_newest_come_first_when_asked(engine):
    the_newest_come_first_when_asked(engine)


@on_postgres
def test_in_postgres_the_newest_come_first_when_asked(postgres):
    the_newest_come_first_when_asked(postgres)


def the_newest_come_first_when_asked(engine):
    engine.write(ALL)
    assert found(engine, "相机") == [2, 3]
    assert found(engine, "相机", order="newest") == [3, 2]
    assert found(engine, "相机 维修", order="newest") == [2]
    assert found(engine, "存放 维修", order="newest") == [2, 1]  # nothing has both: what has one


def test_what_was_written_again_or_dropped_is_so_at_once(engine):
    what_was_written_again_or_dropped_is_so_at_once(engine)


@on_postgres
def test_in_postgres_what_was_written_again_or_dropped_is_so_at_once(postgres):
    what_was_written_again_or_dropped_is_so_at_once(postgres)


def what_was_written_again_or_dropped_is_so_at_once(engine):
    engine.write(ALL)
    assert engine.held(0, 10) == [(one.entry_id, one.version) for one in ALL]
    assert engine.held(1, 2) == [(2, CAMERA.version), (3, TAIWAN.version)]
    again = replace(TEA, title="绿茶怎么泡")
    engine.write([again])
    now = (again, *ALL[1:])
    assert found(engine, "绿茶", documents=now) == [1]
    assert found(engine, "白茶", documents=now) == []
    assert engine.held(0, 1) == [(1, again.version)] != [(1, TEA.version)]
    engine.drop([1, 99])
    assert found(engine, "绿茶", documents=now) == []
    assert [entry for entry, _ in engine.held(0, 10)] == [2, 3, 4]
    assert found(engine, "相机", documents=now) == [2, 3]
    many = {at: replace(TEA, entry_id=at) for at in range(10, 50)}
    engine.write(list(many.values()))
    engine.drop([10])
    kept = sorted(found(engine, "白茶", documents=many.values()))
    assert kept == [entry for entry, _ in engine.held(9, 99)] == list(range(11, 50))
    engine.clear()
    assert engine.held(0, 10) == [] and found(engine, "相机") == []


def test_what_was_written_is_there_for_whoever_opens_it_later(opened):
    opened().write(ALL)
    assert found(opened(), "相机") == [2, 3]


@on_postgres
def test_in_postgres_what_was_written_is_there_for_whoever_opens_it_later(postgres):
    postgres.write(ALL)
    assert found(PostgresEngine(), "相机") == [2, 3]


def test_a_batch_that_fails_leaves_nothing_behind(engine):
    a_batch_that_fails_leaves_nothing_behind(engine)


@on_postgres
def test_in_postgres_a_batch_that_fails_leaves_nothing_behind(postgres):
    a_batch_that_fails_leaves_nothing_behind(postgres)


def a_batch_that_fails_leaves_nothing_behind(engine):
    engine.write([TEA])
    with pytest.raises((struct.error, OverflowError, DBAPIError)):
        engine.write([replace(TEA, title="绿茶"), replace(CAMERA, entry_id=1 << 70)])
    assert engine.held(0, 10) == [(1, TEA.version)]
    engine.write([CAMERA])  # and nobody holds the lock
    assert [entry for entry, _ in engine.held(0, 10)] == [1, 2]


def test_hostile_texts_are_held_and_found(engine):
    hostile_texts_are_held_and_found(engine)


@on_postgres
def test_postgres_holds_hostile_texts(postgres):
    hostile_texts_are_held_and_found(postgres)


def hostile_texts_are_held_and_found(engine):
    hostile = [
        replace(TEA, entry_id=5, title="\ud800" * 40, body="\x00 \x01 ' \" \\ 怪", tags=("\x00",)),
        replace(TEA, entry_id=6, title="♪bai-cha ∘ab", body=MANY_WORDS, tags=("a\nb", "'\"\\")),
        replace(TEA, entry_id=7, title="x" * 9000, body=MANY_CHARACTERS, tags=("怪",) * 50),
    ]
    engine.write([*ALL, *hostile])
    assert [entry for entry, _ in engine.held(4, 9)] == [5, 6, 7]
    every = [*ALL, *hostile]
    assert found(engine, "怪", documents=every) == [7, 5]
    assert found(engine, "w77x", documents=every)[0] == 6
    engine.drop([5, 6, 7])
    assert found(engine, "怪", documents=every) == []


def test_hostile_queries_are_answered(engine):
    hostile_queries_are_answered(engine)


@on_postgres
def test_postgres_answers_hostile_queries(postgres):
    hostile_queries_are_answered(postgres)


def hostile_queries_are_answered(engine):
    engine.write(ALL)
    for asked in ('"', "' OR 1=1 --", "中*", "NEAR(a b)", "title:x", "a'b\\c", "'" * 300, "((((",
                  "\x00", "🀄" * 500, "的" * 5000, "' & !x:*", "\ud7ff😀", "c#+'", "\ud800茶",
                  '"' * 5000, '"茶" ' * 5000, MANY_WORDS, MANY_CHARACTERS, "♪♩∘≈", "\x01\x1f\u200b",
                  "a" * 200_000, "a-" * 100_000, "ﷺ" * 5000, "xian" * 200):  # fmt: skip
        assert isinstance(found(engine, asked), list)
        assert isinstance(found(engine, asked, Filters(tag=asked), "newest"), list)
    assert found(engine, "相机") == [2, 3]


def test_an_index_of_another_form_is_made_anew(opened, monkeypatch):
    opened().write(ALL)
    assert opened().held(0, 9)
    for engine in ("fts5", "whoosh"):
        monkeypatch.setattr(f"circle.search.engines.{engine}.FORM", 0xFF)
    later = opened()
    assert later.held(0, 9) == []
    later.write(ALL)
    assert opened().held(0, 9)


def test_what_is_old_is_found_in_its_circle_however_common_the_word(opened, monkeypatch):
    for engine in ("fts5", "whoosh"):
        monkeypatch.setattr(f"circle.search.engines.{engine}.MOST_READ", 2)
    engine = opened()
    old = replace(TEA, entry_id=5, circle_id=9)
    newer = [replace(TEA, entry_id=at) for at in range(6, 30)]
    engine.write([old])
    engine.write(newer)
    assert found(engine, "白茶", Filters(circles=(9,)), documents=[old]) == [5]
    assert 5 not in found(engine, "白茶", documents=[old, *newer])[:2]


def test_a_large_circle_is_not_read_to_its_beginning_for_a_common_word(tmp_path, monkeypatch):
    monkeypatch.setattr("circle.search.engines.whoosh.MOST_READ", 6)
    engine = WhooshEngine(tmp_path / "search")
    for start in (1, 4, 7, 10):  # a segment each; the second in a circle of its own
        circle_id = 9 if start == 4 else 1
        engine.write(
            [replace(TEA, entry_id=start + at, circle_id=circle_id) for at in range(3)]
        )

    def entries(**filters):
        found = engine.find(query_of("白茶", Filters(**filters)), CLOSELY).hits
        return sorted(hit.entry_id for hit in found)

    assert entries(circles=(1,)) == entries() == [7, 8, 9, 10, 11, 12]
    assert entries(circles=(9,)) == [4, 5, 6]
    assert entries(circles=(9,), scope="public") == [7, 8, 9, 10, 11, 12]


@on_postgres
def test_in_postgres_an_index_of_another_form_is_made_anew(postgres, monkeypatch):
    postgres.write(ALL)
    assert PostgresEngine().held(0, 9)
    monkeypatch.setattr("circle.search.engines.postgres.FORM", 0xFF)
    assert PostgresEngine().held(0, 9) == []
