"""Questions of another system become questions here: answered, settled, found helpful, once."""

import json

import pytest
from sqlalchemy import func, select

from circle.circles import queries as circles
from circle.content import queries as content
from circle.content.models import Entry, Reaction
from circle.core.actor import SYSTEM
from circle.core.db import session
from circle.points.models import LedgerLine
from circle.portability.actions import import_file
from circle.portability.cli import import_group
from circle.portability.schemas import MAX_MARKS, Wanted
from circle.qa import actions, queries
from circle.qa.models import Answer
from circle.qa.schemas import QuestionChoice
from circle.search import queries as search
from tests.factories.qa import ask, expire_bounties, settle_accepted

LINE = {
    "id": "k7", "title": "壶底的白垢怎么去", "body": "烧了三年的壶，底下一层白。",
    "asker": "晒太阳的猫", "created_at": "2019-03-01T08:00:00+08:00", "tags": ["水", "器具"],
    "answers": [
        {"body": "换壶。", "author": "路过的人", "score": -2, "created_at": "2019-03-02T10:00:00Z"},
        {"body": "白醋泡一夜，倒掉再烧一次清水。", "author": "老匠", "score": 3, "accepted": True,
         "created_at": "2019-03-03T10:00:00Z"},
    ],
    "comments": [{"body": "我也想知道。", "author": "小满"}],
}  # fmt: skip


def written(tmp_path, *lines):
    path = tmp_path / "forum.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines))
    return path


def take(path, **wanted):
    return import_file(path, Wanted("tea", "question", **wanted), lambda steps: None)


def brought(ident):
    return session().scalar(select(Entry).where(Entry.origin_id == ident))


def test_a_line_becomes_a_question_with_its_answers_and_comments(inside, cast, tmp_path):
    report = take(written(tmp_path, LINE))
    assert (report.questions, report.answers, report.comments, report.people) == (1, 2, 1, 4)
    entry, first, second = brought("k7"), brought("k7#a1"), brought("k7#a2")
    question = queries.find_question(entry.id)
    assert (entry.kind, entry.title, entry.source) == ("question", LINE["title"], LINE["body"])
    assert (entry.answers_count, entry.comments_count, entry.lane) == (2, 1, "question")
    assert (first.kind, first.helpful_count, second.helpful_count) == ("answer", 0, 3)
    assert (question.state, question.accepted_id) == ("answered", second.id)
    assert question.asked_at == entry.published_at and question.first_answer_at < (
        question.accepted_at
    )  # fmt: skip
    assert not question.unanswered and session().get(Answer, second.id).review_at
    assert list(content.check_counters()) == [] and circles.check_members() == []


def test_a_second_run_adds_nothing_and_a_post_of_the_same_id_is_told(inside, cast, tmp_path):
    path = written(tmp_path, LINE, {**LINE, "id": "k8", "answers": [], "comments": []})
    take(path)
    before = session().scalar(select(func.count(Entry.id)))
    again = take(path)
    assert (again.added, again.known) == (0, 2)
    other = import_file(path, Wanted("tea", "post"), lambda steps: None)
    assert (other.added, len(other.changed)) == (0, 2)
    assert session().scalar(select(func.count(Entry.id))) == before


def test_nobody_earns_votes_or_is_told(inside, cast, tmp_path, clock):
    take(written(tmp_path, LINE))
    clock.travel(days=2)
    assert (settle_accepted(), expire_bounties()) == (0, 0)
    assert session().scalar(select(func.count(LedgerLine.id))) == 0
    assert session().scalar(select(func.count()).select_from(Reaction)) == 0


def test_the_choice_of_long_ago_stands(inside, cast, tmp_path):
    take(written(tmp_path, LINE))
    question = queries.find_question(brought("k7").id)
    assert not question.may_change and question.settles_at is None


@pytest.mark.parametrize(("title", "body", "found"), [
    ("", "没有标题的长问题，" * 10, ("没有标题的长问题，" * 10)[:40]),
    ("标题" * 70, "正文", "标题" * 59 + "标…"), ("只有标题", "", "只有标题"),
])  # fmt: skip
def test_every_question_has_a_title(inside, cast, tmp_path, title, body, found):
    take(written(tmp_path, {**LINE, "title": title, "body": body}))
    entry = brought("k7")
    assert entry.title == found
    assert title in entry.title or title in entry.source


def test_lines_name_their_own_kind_before_the_command_does(inside, cast, tmp_path):
    report = take(written(tmp_path, LINE, {**LINE, "id": "p1", "kind": "post"}))
    assert (report.added, report.questions) == (2, 1)
    assert brought("p1").kind == "post" and brought("p1#a1").kind == "comment"


def test_votes_of_members_add_to_those_that_came_along(inside, cast, tmp_path):
    take(written(tmp_path, LINE))
    actions.find_helpful(cast.member.inside(), brought("k7#a2").id)
    assert brought("k7#a2").helpful_count == 4 and list(content.check_counters()) == []


def test_the_command_says_what_it_added(app, cast, tmp_path):
    path = str(written(tmp_path, LINE))
    asked = ["jsonl", path, "--circle", "tea", "--kind", "question", "--source", "forum"]
    run = app.test_cli_runner().invoke(import_group, asked)
    assert "1 questions, 2 answers and 1 comments by 4 new people added" in run.output
    with app.app_context():
        circle, _here = circles.enter(SYSTEM, "tea")
        assert circle.entries_count == 3


def test_what_was_asked_elsewhere_fills_no_queue_here(inside, cast, tmp_path):
    take(written(tmp_path, {**LINE, "answers": []}))
    fresh = ask(cast.owner.inside())
    circle, here = circles.enter(cast.owner.actor, "tea")
    queue = queries.waiting_queue(here, circle)
    assert [item.id for item in queue.others] == [fresh.id] and queue.count == 1
    choice = QuestionChoice(order="unanswered")
    listed = [row.id for row in queries.questions_page(here, circle, choice).items]
    assert set(listed) == {fresh.id, brought("k7").id}


def test_an_answer_that_was_deleted_where_it_was_given_stays_away(inside, cast, tmp_path):
    gone = {"body": "我收回这句话。", "author": "后悔的人", "deleted": True, "accepted": True}
    line = {**LINE, "answers": [gone, *LINE["answers"]]}
    report = take(written(tmp_path, line))
    assert (report.answers, report.deleted, report.people) == (2, 1, 4)
    assert brought("k7#a1") is None and brought("k7#a3").helpful_count == 3
    assert queries.find_question(brought("k7").id).accepted_id == brought("k7#a3").id
    assert take(written(tmp_path, line)).known == 1


@pytest.mark.parametrize("field", ["up", "score"])
def test_marks_past_all_reason_are_reported_and_the_most_there_may_be_opens(
    cast, inside, tmp_path, field
):
    lines = [{**LINE, "id": f"m{marks}", "answers": [{**LINE["answers"][1], field: marks}]}
             for marks in (MAX_MARKS + 1, 2**62, 2**80, MAX_MARKS)]  # fmt: skip
    report = take(written(tmp_path, *lines))
    assert [problem.number for problem in report.bad] == [1, 2, 3] and report.questions == 1
    assert all(field in problem.reason for problem in report.bad)
    kept = brought(f"m{MAX_MARKS}").id
    assert brought(f"m{MAX_MARKS}#a1").helpful_count == MAX_MARKS
    assert cast.member.client.get(f"/c/tea/questions/{kept}").status_code == 200


def test_the_command_tells_what_was_left_out(app, cast, tmp_path):
    gone = {"body": "我收回这句话。", "author": "后悔的人", "deleted": True}
    path = written(tmp_path, {**LINE, "answers": [gone]})
    told = app.test_cli_runner().invoke(
        import_group, ["jsonl", str(path), "--circle", "tea", "--kind", "question"]
    )
    assert "1 more was deleted where it came from" in told.output, told.output


def test_what_was_brought_is_found_while_somebody_asks_the_same(
    inside, cast, tmp_path, run_index
):
    take(written(tmp_path, LINE), dry_run=True)
    run_index()
    member = cast.member.inside()
    circle, here = circles.enter(member, "tea")
    assert not search.similar_questions(here, circle, "壶底的白垢怎么弄掉")
    take(written(tmp_path, LINE))
    run_index()
    session().rollback()  # what the worker did meanwhile is seen
    [found] = search.similar_questions(here, circle, "壶底的白垢怎么弄掉")
    assert found.id == brought("k7").id
