"""A check outside: what would show waits for its answer, and its silence never passes anything."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import select

from circle.content import actions as content
from circle.content.models import Entry, Revision
from circle.content.schemas import EntryEdit
from circle.core import signing
from circle.core.db import db, session
from circle.core.jobs import Job
from circle.moderation import jobs
from circle.moderation.actions.checks import PAUSES
from circle.moderation.models import Act, Case
from circle.screening import actions as screening
from circle.screening.schemas import NewRule
from tests.factories.content import comment, picture, post
from tests.factories.qa import ask
from tests.factories.topics import open_topic
from tests.moderation.provider import listening

KEY = "a key that both of us keep"
pytestmark = pytest.mark.usefixtures("calm")


@pytest.fixture
def check(app, monkeypatch):
    """A check that is set and listening."""
    with listening() as outside:
        settings = replace(app.config["CIRCLE"], check_url=outside.url, check_key=KEY)
        monkeypatch.setitem(app.config, "CIRCLE", settings)
        yield outside


def stands(app, entry_id):
    """An entry's status and reason, and the source of its open case, if any."""
    with app.app_context():
        entry = session().get(Entry, entry_id)
        case = session().scalar(
            select(Case).where(Case.entry_id == entry_id, Case.closed_at.is_(None))
        )
        return entry.status, entry.reason, case and case.source


def written(app, cast, text="今天喝了白茶", **more):
    with app.app_context():
        return post(cast.member.inside(), text, **more).id


def edited(app, cast, entry_id, text):
    with app.app_context():
        content.edit_entry(cast.member.inside(), entry_id, EntryEdit(source=text))


def test_what_would_show_waits_for_the_check_and_then_shows(app, cast, check, run_jobs, anyone):
    entry_id = written(app, cast)
    status, reason, case = stands(app, entry_id)
    assert (status, case) == ("pending", None) and "检查" in reason
    assert cast.member.client.get(f"/c/tea/posts/{entry_id}").status_code == 200
    assert anyone.get(f"/c/tea/posts/{entry_id}").status_code == 404
    run_jobs()
    assert stands(app, entry_id) == ("published", "", None)
    ((headers, body),) = check.asked
    right = signing.sign(KEY, headers["webhook-id"], headers["webhook-timestamp"], body)
    assert signing.is_signed(headers["webhook-signature"], [right])


def test_without_a_check_nothing_waits_for_one(app, cast, anyone):
    assert stands(app, written(app, cast))[0] == "published"
    assert "内容检查服务" not in anyone.get("/privacy").text


def test_the_privacy_statement_says_that_words_go_to_a_check(anyone, check):
    assert "内容检查服务" in anyone.get("/privacy").text


def test_every_word_of_it_is_asked_about_and_nothing_tells_who_wrote_it(
    app, cast, check, run_jobs
):
    with app.app_context():
        owner = cast.owner.inside()
        shown = picture(owner, alt="一把壶")
        answer = cast.owner.client.call("POST", "/circles/tea/posts", {
            "body": "正文在这里", "tags": ["新茶"], "media": [shown.id],
            "poll": {"question": "喝哪种", "options": ["红茶", "绿茶"]},
        })  # fmt: skip
        assert answer.status_code == 201, answer.text
        topic = open_topic(owner, rules="先看版规")
        comment(cast.member.inside(), written_before(app, cast, check, run_jobs), "一句评论")
    run_jobs()
    said = "\n".join(check.texts)
    for word in ("正文在这里", "新茶", "一把壶", "喝哪种", "红茶", "绿茶", "先看版规", "一句评论"):
        assert word in said
    assert topic and b"owner_of_tea" not in b"".join(body for _headers, body in check.asked)


def test_who_wrote_without_a_name_is_not_found_by_what_they_wrote_with_it(
    app, cast, check, run_jobs
):
    with app.app_context():
        member = cast.member.inside()
        first, second = post(member, "第一篇"), post(member, "第二篇")
        unnamed = ask(member, anonymous=True)
        numbers = [f"entry-{one.id}-" for one in (first, second, unnamed)]
    run_jobs()
    told = [json.loads(body) for _headers, body in check.asked]
    signs = [one["author"] for number in numbers for one in told if one["id"].startswith(number)]
    assert signs[0] == signs[1] and len(signs[0]) == 24
    assert signs[2] is None


def written_before(app, cast, check, run_jobs):
    """Something on show that can be commented on."""
    entry_id = written(app, cast, "已经在这里")
    run_jobs()
    return entry_id


@pytest.mark.parametrize(("labels", "urgent", "desk"), [
    ((), False, "circle"), (("广告",), False, "circle"), (("Illegal",), True, "both"),
    (("minors", "porn"), True, "both"),
])  # fmt: skip
def test_doubt_brings_it_before_staff_and_what_is_illegal_at_once(
    app, cast, check, run_jobs, labels, urgent, desk
):
    check.will("review", *labels)
    entry_id = written(app, cast)
    run_jobs()
    status, reason, source = stands(app, entry_id)
    assert (status, source) == ("pending", "provider")
    assert all(label in reason for label in labels)
    with app.app_context():
        case = session().scalar(select(Case).where(Case.entry_id == entry_id))
        assert (case.urgency == 0, case.desk) == (urgent, desk)


def test_what_it_refuses_is_turned_down_with_its_reason_and_may_be_appealed(
    app, cast, check, run_jobs
):
    check.will("block", "赌博")
    entry_id = written(app, cast)
    run_jobs()
    status, reason, case = stands(app, entry_id)
    assert (status, case) == ("rejected", None) and "赌博" in reason
    page = cast.member.client.get("/me/decisions")
    assert "赌博" in page.text
    asked = {"entry_id": entry_id, "text": "请再看一眼"}
    assert cast.member.client.call("POST", "/appeals", asked).status_code == 201
    edited(app, cast, entry_id, "换一种说法")
    assert stands(app, entry_id)[0] == "pending", "what was turned down is looked at by people"
    run_jobs()
    assert stands(app, entry_id)[0] == "pending"


@pytest.mark.parametrize(("status", "said"), [(503, "pass"), (200, "maybe")])
def test_silence_is_asked_again_and_ends_before_staff(
    app, cast, check, run_jobs, clock, status, said
):
    check.will(said, status=status)
    entry_id = written(app, cast)
    for asked, pause in enumerate(PAUSES, 1):
        run_jobs()
        assert (len(check.asked), stands(app, entry_id)[0]) == (asked, "pending")
        assert stands(app, entry_id)[2] is None
        clock.travel(seconds=pause.total_seconds() + 1)
    run_jobs()
    assert stands(app, entry_id)[::2] == ("pending", "provider")
    assert len({headers["webhook-id"] for headers, _body in check.asked}) == 1
    clock.travel(hours=1)
    run_jobs()
    assert len(check.asked) == len(PAUSES) + 1


def test_after_a_failure_the_next_answer_counts(app, cast, check, run_jobs, clock):
    check.will("pass", status=500)
    entry_id = written(app, cast)
    run_jobs()
    check.will("pass")
    clock.travel(minutes=1)
    run_jobs()
    assert stands(app, entry_id)[0] == "published"


def test_switched_off_meanwhile_people_look(app, cast, check, run_jobs, monkeypatch):
    entry_id = written(app, cast)
    off = replace(app.config["CIRCLE"], check_url=None, check_key=None)
    monkeypatch.setitem(app.config, "CIRCLE", off)
    run_jobs()
    assert stands(app, entry_id)[::2] == ("pending", "provider")


def test_the_answer_is_for_the_words_that_were_asked_about(app, cast, check, run_jobs):
    entry_id = written(app, cast, "第一种说法")
    held = []

    def change_and_be_doubted():
        with app.app_context():
            held.append(db.engine.pool.checkedout())
        edited(app, cast, entry_id, "第二种说法")
        check.will("review")

    check.will("pass", meanwhile=change_and_be_doubted)
    run_jobs()
    assert ["第一种" in text for text in check.texts] == [True, False]
    assert stands(app, entry_id)[::2] == ("pending", "provider")
    assert held == [0], "no connection is held while the network is waited for"


def test_what_is_taken_away_meanwhile_stays_away_and_is_asked_about_when_it_comes_back(
    app, cast, check, run_jobs
):
    entry_id = written(app, cast)

    def take_away():
        with app.app_context():
            content.remove_entry(cast.member.inside(), entry_id)

    check.will("pass", meanwhile=take_away)
    run_jobs()
    assert stands(app, entry_id)[::2] == ("removed", None)
    check.will("pass")
    with app.app_context():
        content.restore_entry(cast.member.inside(), entry_id)
    assert stands(app, entry_id)[::2] == ("pending", None)
    run_jobs()
    assert stands(app, entry_id)[0] == "published"


def test_a_job_that_runs_twice_changes_nothing_the_second_time(app, cast, check, run_jobs):
    check.will("block", "赌博")
    entry_id = written(app, cast)
    for _twice in range(2):
        with app.app_context():
            jobs.ask_outside({"entry_id": entry_id, "tries": 0})
    run_jobs()
    with app.app_context():
        acts = session().scalars(select(Act).where(Act.entry_id == entry_id)).all()
        left = session().scalars(select(Job).where(Job.kind == "moderation.ask_outside")).all()
    assert (len(acts), len(check.asked), left) == (1, 1, [])


def test_a_rule_made_meanwhile_holds(app, cast, check, run_jobs):
    entry_id = written(app, cast, "这里有雾林暗号")

    def make_rule():
        with app.app_context():
            screening.add_rule(None, NewRule("雾林暗号", "block"), None)

    check.will("pass", meanwhile=make_rule)
    run_jobs()
    assert stands(app, entry_id)[::2] == ("pending", "rule")


@pytest.mark.parametrize(("advice", "shows", "state", "source"), [
    ("pass", "第二种", None, None), ("review", "第一种", "pending", "provider"),
    ("block", "第一种", "rejected", None),
])  # fmt: skip
def test_an_edit_waits_while_the_words_before_stay_on_show(
    app, cast, check, run_jobs, advice, shows, state, source
):
    entry_id = written(app, cast, "第一种说法")
    run_jobs()
    check.will(advice)
    edited(app, cast, entry_id, "第二种说法")
    with app.app_context():
        assert session().get(Entry, entry_id).source == "第一种说法"
    run_jobs()
    assert stands(app, entry_id)[::2] == ("published", source)
    with app.app_context():
        waits = session().scalar(
            select(Revision).where(Revision.entry_id == entry_id, Revision.state != "past")
        )
        assert session().get(Entry, entry_id).source.startswith(shows)
        assert (waits and waits.state) == state


def test_what_waits_for_people_is_not_left_to_the_check_by_changing_it(app, cast, check, run_jobs):
    with app.app_context():
        screening.add_rule(None, NewRule("雾林暗号", "review"), None)
    entry_id = written(app, cast, "这里有雾林暗号")
    edited(app, cast, entry_id, "这里什么也没有")
    run_jobs()
    assert stands(app, entry_id)[::2] == ("pending", "rule")
    assert check.asked == []
