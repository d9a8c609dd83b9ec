"""What is found although it was not typed quite right, and never before what was."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from circle.search.documents import Document, query_like, query_of
from circle.search.echoes import MOST_LEADERS, SIGNS, echoes, syllables
from circle.search.engines.fts5 import Fts5Engine
from circle.search.engines.postgres import PostgresEngine
from circle.search.engines.whoosh import WhooshEngine
from tests.search.test_engines import found, on_postgres

NOW = datetime(2026, 5, 1, tzinfo=UTC)
OTHER = Document(9, 1, "public", "post", 7, "天气真好", "出去走走，晒晒太阳。", NOW)
LONG = "登录不上，密码也忘了。" + "后面写的字很多。" * 5 + "冰箱不冷了。"
ALL = (
    replace(OTHER, entry_id=1, title="白茶怎么存放"),
    replace(OTHER, entry_id=2, title="重庆火锅底料", tags=("Nikon", "摄影")),
    replace(OTHER, entry_id=3, title="计算机开不了机"),
    replace(OTHER, entry_id=4, title="", body=LONG),
    OTHER,
)  # fmt: skip


@pytest.fixture(scope="module", params=[WhooshEngine, Fts5Engine])
def engine(request, tmp_path_factory):
    """An engine that holds them all."""
    engine = request.param(tmp_path_factory.mktemp("echoes") / "search")
    engine.write(ALL)
    return engine


@pytest.fixture
def postgres(inside):
    """The engine of the database, with them all."""
    engine = PostgresEngine()
    engine.clear()
    engine.write(ALL)
    yield engine
    engine.clear()


FOUND = [
    ("白查", 1), ("百茶存放", 1),  # sounds alike
    ("白茶保存", 1),  # means the same
    ("计机", 3), ("登密码", 4),  # a character too few
    ("baicha", 1), ("chongqing", 2), ("huoguo", 2), ("sheying", 2),  # pinyin, also of tags
    ("bczm", 1), ("cqhg", 2), ("hgdl", 2),  # initials of what stands together
    ("nikn", 2), ("nikom", 2), ("inkon", 2), ("nikkon", 2),  # slips of the finger
    ("denglu", 4), ("bingxiang", 0),  # how it begins is what it is called; what comes later is not
    ("天汽真好", 9), ("qqqq", 0), ("zzxy", 0),
]  # fmt: skip


def finds_in_spite_of_how_it_was_typed(engine):
    for asked, wanted in FOUND:
        assert found(engine, asked, documents=ALL)[:1] == [wanted] * bool(wanted), asked


def test_it_is_found_in_spite_of_how_it_was_typed(engine):
    finds_in_spite_of_how_it_was_typed(engine)


@on_postgres
def test_in_postgres_it_is_found_in_spite_of_how_it_was_typed(postgres):
    finds_in_spite_of_how_it_was_typed(postgres)


def test_what_was_typed_right_brings_no_echoes(tmp_path):
    engine = WhooshEngine(tmp_path)
    alike = [replace(OTHER, entry_id=at, title="白茶") for at in (1, 2, 3)]
    other = replace(OTHER, entry_id=4, title="百查")
    engine.write([*alike, other])
    assert set(found(engine, "白茶", documents=[*alike, other])) == {1, 2, 3}
    assert set(found(engine, "百查", documents=[*alike, other])) == {1, 2, 3, 4}
    assert found(engine, "百查", documents=[*alike, other])[0] == 4  # itself before its echoes


def test_a_synonym_comes_after_the_word_itself(tmp_path):
    engine = WhooshEngine(tmp_path)
    every = [replace(OTHER, entry_id=1, title="怎么注销"), replace(OTHER, entry_id=2, title="销户")]
    engine.write(every)
    assert found(engine, "注销", documents=every) == [1, 2]
    assert found(engine, "销户", documents=every) == [2, 1]


def test_letters_are_syllables_only_when_all_of_them_are():
    assert syllables("baichacunfang") == ("bai", "cha", "cun", "fang")
    assert syllables("xian") == ("xian",) and syllables("nv") == ("nv",)
    assert syllables("nikon") == () and syllables("b") == ()


def test_echoes_are_no_words_and_bounded():
    assert {one[0] for one in echoes("去重庆nikon") if len(one) > 1} == SIGNS
    assert len(echoes("重" * 200_000)) < 100
    assert len(echoes("".join(chr(0x4E00 + at) for at in range(20_000)))) < 700
    assert syllables("a" * 40)
    assert not query_of("".join(chr(0x4E00 + at) for at in range(MOST_LEADERS + 2))).echoes
    assert len(query_of("xiexie" * 30).echoes) < 60


def test_titles_that_share_a_character_are_found_as_like_each_other(engine):
    assert [hit.entry_id for hit in engine.find(query_like("火炉"), 9).hits] == [2]
    assert engine.find(query_like("冰炉"), 9).hits == ()  # of bodies characters are no tokens
