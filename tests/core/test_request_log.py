"""Who sent what from where is kept six months, sealed, for the operator alone."""

from sqlalchemy import select

from circle.core import clock as core_clock
from circle.core import requestlog
from circle.core.db import session
from circle.core.requestlog import Request
from circle.home.cli import log

PLACE = {"environ_overrides": {"REMOTE_ADDR": "203.0.113.7"}}
POSTS = "/circles/tea/posts"


def test_a_write_is_kept_with_its_time_and_address_and_without_its_words(app, cast):
    cast.member.client.call("POST", POSTS, {"body": "一句不会记下的话"}, **PLACE)
    with app.app_context():
        row = session().scalars(select(Request).where(Request.path.like("%posts"))).one()
        assert row.who == f"u{cast.member.user_id}" and row.method == "POST"
        assert "203.0.113.7" not in row.address and "不会记下" not in str(vars(row))
        [read] = [one for one in read_all() if one.path.endswith("posts")]
        assert read.address == "203.0.113.7"


def test_reading_and_what_is_one_too_many_is_not_kept(app, anyone, clock):
    clock.be(core_clock.now().replace(second=1))
    for _ in range(22):
        anyone.submit("/appearance", {"theme": "dark"}, **PLACE)
    anyone.get("/c/tea")
    with app.app_context():
        assert len(list(read_all())) == 20


def test_the_operator_reads_what_one_account_sent_in_a_span(app, cast):
    cast.member.client.call("POST", POSTS, {"body": "一"}, **PLACE)
    cast.owner.client.call("POST", POSTS, {"body": "二"}, **PLACE)
    run = app.test_cli_runner()
    said = run.invoke(log, ["--user", cast.member.name]).output.splitlines()
    assert len(said) == 1
    assert f" u{cast.member.user_id} 203.0.113.7 POST /api/v1{POSTS} " in said[0]
    assert len(run.invoke(log, []).output.splitlines()) == 2
    assert run.invoke(log, ["--until", "2001-01-01"]).output == ""
    assert run.invoke(log, ["--user", "nobody_at_all"]).exit_code != 0


def test_it_goes_after_six_months_and_not_before(app, cast, clock):
    cast.member.client.call("POST", POSTS, {"body": "一"}, **PLACE)
    for days, left in ((183, 1), (2, 0)):
        clock.travel(days=days)
        with app.app_context():
            requestlog.forget_requests()
            assert len(session().scalars(select(Request.id)).all()) == left


def read_all():
    now = core_clock.now()
    return requestlog.read_log(now - core_clock.timedelta(days=1), now + core_clock.timedelta(1))
