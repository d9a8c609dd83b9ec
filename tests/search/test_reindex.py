"""`circle reindex` and what the doctor says of the index."""

import pytest

from circle.core.db import db, session, transaction
from circle.doctor import doctor
from circle.search import actions, jobs
from circle.search.cli import reindex
from circle.search.engines import begin_anew, engine
from circle.search.queries import documents_of
from tests.factories import posts
from tests.factories.qa import ask


@pytest.fixture
def three(app, cast):
    """Three entries that are indexed."""
    with app.app_context():
        ids = [posts.publish(cast.owner, f"第{number}泡的味道最好。").id for number in range(3)]
        while jobs.index_waiting():
            pass
    return ids


@pytest.fixture
def told(app):
    """Run a command; answers exit status and words."""

    def run(command, *options):
        answer = app.test_cli_runner().invoke(command, options)
        return answer.exit_code, answer.output

    return run


def is_true(app, ids):
    with app.app_context():
        wanted = {one.entry_id: one.version for one in documents_of(ids)}
        return dict(engine().held(0, 100)) == wanted


def test_the_index_is_made_anew_from_nothing(app, three, told):
    with app.app_context(), transaction():
        engine().clear()
    status, said = told(doctor)
    assert (status, "search: WRONG" in said) == (1, True)
    assert f"otherwise of 3 entries, the first is {three[0]}. Run `circle reindex --verify`" in said
    status, said = told(reindex)
    assert status == 0 and "3 entries written: 3 were missing, 0 were otherwise, 0" in said
    assert is_true(app, three) and "search: ok" in told(doctor)[1]


def test_verifying_writes_only_what_differs(app, three, told, monkeypatch):
    with app.app_context(), transaction():
        engine().drop(three[:1])
    wrote = []
    with app.app_context():
        kept = engine()
        write = kept.write
        monkeypatch.setattr(
            kept, "write", lambda them: (wrote.extend(one.entry_id for one in them), write(them))
        )
    status, said = told(reindex, "--verify")
    assert status == 0 and "3 entries looked at: 1 were missing, 0 were otherwise, 0" in said
    assert wrote == three[:1] and is_true(app, three)
    assert "3 entries looked at: 0 were missing" in told(reindex, "--verify")[1]
    told(reindex)
    assert sorted(wrote[1:]) == three


def test_what_was_just_written_is_no_fault_until_it_waits_long(app, cast, told, clock):
    with app.app_context():
        posts.publish(cast.owner)
    assert "search: ok" in told(doctor)[1]
    clock.travel(minutes=6)
    status, said = told(doctor)
    assert status == 1 and "1 entries wait for the index since" in said and "circle worker" in said


def test_what_came_in_bulk_may_take_longer(app, three, told, clock):
    with app.app_context(), transaction():
        actions.index_brought_soon(three)
    clock.travel(minutes=6)
    assert "search: ok" in told(doctor)[1]
    clock.travel(hours=2)
    assert "3 entries wait for the index since" in told(doctor)[1]


@pytest.fixture
def damage(app):
    """Makes the index unreadable; afterwards there is an empty one."""

    def spoil():
        with app.app_context():
            if db.engine.dialect.name == "postgresql":
                session().connection().exec_driver_sql("DROP TABLE search_documents")
                session().commit()
        for path in app.config["CIRCLE"].index_root.glob("*/*.seg"):
            path.write_bytes(b"damaged")

    yield spoil
    with app.app_context():
        begin_anew()


def test_a_damaged_index_is_told_and_made_anew(app, three, told, anyone, damage):
    damage()
    status, said = told(doctor)
    assert status == 1 and "The index cannot be read" in said and "Run `circle reindex`" in said
    status, said = told(reindex)
    assert status == 0 and is_true(app, three)
    assert anyone.get("/c/tea/search?q=味道").status_code == 200


def test_while_the_index_is_damaged_all_but_searching_goes_on(app, cast, three, anyone, damage):
    asked = "/c/tea/search?q=味道"
    assert anyone.get(asked).status_code == 200
    damage()
    answer = anyone.get(asked)
    assert answer.status_code == 503 and "现在暂时搜不了" in answer.text
    assert anyone.get("/api/v1/circles/tea/search?q=味道").json["status"] == 503
    assert anyone.get(f"/c/tea/posts/{three[0]}").status_code == 200
    with app.app_context():
        question = ask(cast.owner.inside(), "第几泡的味道最好？").id
    assert anyone.get(f"/c/tea/questions/{question}").status_code == 200
    similar = "/api/v1/circles/tea/questions/similar?q=味道"
    assert cast.member.client.get(similar).json["status"] == 503


def test_whoosh_beyond_what_it_is_good_for_is_told(app, three, told, monkeypatch):
    monkeypatch.setattr("circle.doctor.searches.ENOUGH_FOR_WHOOSH", 2)
    status, said = told(doctor)
    assert status == 0 and "search: ok" in said
    whoosh = app.config["CIRCLE"].search == "whoosh"
    assert ("CIRCLE_SEARCH=sqlite" in said) is whoosh
    monkeypatch.setattr("circle.doctor.searches.ENOUGH_FOR_WHOOSH", 3)
    assert "CIRCLE_SEARCH" not in told(doctor)[1]
