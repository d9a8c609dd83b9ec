"""An indexer that is killed leaves nothing out: what it had not finished is done again."""

import os
import signal
import warnings
from dataclasses import replace

import pytest

from circle.core.db import db, session
from circle.search import actions, jobs, queries
from circle.search.actions import indexing
from circle.search.engines import engine, fts5, postgres, whoosh
from circle.search.queries import documents_of
from tests.factories import posts


@pytest.fixture(params=["its own", "sqlite"])
def chosen(request, app, monkeypatch):
    """Each engine this database can have."""
    if request.param != "its own":
        settings = replace(app.config["CIRCLE"], search=request.param)
        monkeypatch.setitem(app.config, "CIRCLE", settings)


def die(*_given, **_named):
    os.kill(os.getpid(), signal.SIGKILL)


def killed(app, where, name):
    """Index in a process of its own that dies when it comes to this function."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of threads: the child starts none
        child = os.fork()
    if not child:
        db.engine.dispose(close=False)
        setattr(where, name, die)
        with app.app_context():
            jobs.index_waiting()
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def truth(ids):
    session().rollback()
    return {one.entry_id: one.version for one in documents_of(ids)}


def held():
    return dict(engine().held(0, 100))


@pytest.mark.usefixtures("chosen")
def test_killed_between_index_and_database_it_is_done_again(app, inside, cast):
    ids = [posts.publish(cast.owner, f"第{number}泡的味道最好。").id for number in range(3)]
    session().rollback()
    killed(app, indexing, "forget_waiting")
    assert [row.entry_id for row in queries.next_waiting(9)] == ids
    while jobs.index_waiting():
        pass
    assert held() == truth(ids) and queries.count_waiting()[0] == 0


@pytest.mark.usefixtures("chosen")
def test_killed_while_the_index_is_written_nothing_of_it_stands(app, inside, cast):
    first = posts.publish(cast.owner).id
    jobs.index_waiting()
    before = held()
    ids = [posts.publish(cast.owner, f"第{number}泡的味道最好。").id for number in range(3)]
    session().rollback()
    where = {"WhooshEngine": (whoosh.WhooshEngine, "_commit"), "Fts5Engine": (fts5, "_add"),
             "PostgresEngine": (postgres, "_row")}[type(engine()).__name__]  # fmt: skip
    killed(app, *where)
    assert held() == before and list(before) == [first]
    [stretch] = actions.mend()
    assert stretch.missing == ids
    assert held() == truth([first, *ids])
