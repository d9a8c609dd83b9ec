"""Lines of another system become posts and comments, once however often they are read."""

import json

import pytest
from sqlalchemy import func, select

from circle.accounts.models import Identity, User
from circle.circles import queries as circles
from circle.content import queries as content
from circle.content.models import Entry
from circle.core.actor import SYSTEM
from circle.core.db import session
from circle.core.errors import Conflict, Invalid, NotFound
from circle.core.jobs import Job
from circle.portability import actions
from circle.portability.actions import import_file
from circle.portability.lines import MAX_LINE_BYTES
from circle.portability.schemas import Wanted
from tests.races import at_once

QUESTION = {
    "id": 7, "source": "forum", "title": "壶底的白垢怎么去", "body": "烧了三年的壶，底下一层白。",
    "asker": "晒太阳的猫", "created_at": "2019-03-01T08:00:00+08:00",
    "tags": ["水", "器具"], "up": 4,
    "answers": [
        {"body": "白醋泡一夜，倒掉再烧一次清水。", "author": "老匠", "score": 3, "accepted": True},
        {"body": "换壶。", "author": "路过 的 人", "score": -2,
         "created_at": "2019-03-02T10:00:00Z"},
    ],
}  # fmt: skip
POST = {"id": "p1", "source": "forum", "body": "今天的水特别甜。", "author": "老匠"}


def written(tmp_path, *lines, name="lines.jsonl"):
    path = tmp_path / name
    raw = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    path.write_bytes(b"\n".join(raw) + b"\n")
    return path


def take(path, **wanted):
    return import_file(path, Wanted("tea", **wanted), lambda steps: None)


def imported(ident, source="forum"):
    return session().scalar(select(Entry).where(Entry.origin == source, Entry.origin_id == ident))


def count(table):
    return session().scalar(select(func.count()).select_from(table))


def test_a_question_becomes_a_post_and_its_answers_comments(inside, tmp_path):
    report = take(written(tmp_path, QUESTION))
    assert (report.added, report.comments, report.people) == (1, 2, 3)
    post = imported("7")
    assert post.source == "壶底的白垢怎么去\n\n烧了三年的壶，底下一层白。"
    assert (
        post.published_at.isoformat() == "2019-03-01T00:00:00+00:00" == post.created_at.isoformat()
    )
    assert (post.comments_count, post.helpful_count, post.tags) == (2, 4, ["水", "器具"])
    first, second = imported("7#a1"), imported("7#a2")
    assert (first.parent_id, first.helpful_count, second.helpful_count) == (post.id, 3, 0)
    assert first.published_at == post.published_at < second.published_at == post.last_active_at
    assert list(content.check_counters()) == []
    assert circles.check_members() == []


def test_authors_become_members_with_names_one_may_have(inside, tmp_path):
    before = circles.enter(SYSTEM, "tea")[0].members_count
    take(written(tmp_path, QUESTION))
    user = session().get(User, imported("7#a2").author_id)
    assert (user.name, user.display_name) == ("路过的人", "路过 的 人")
    circle, _ = circles.enter(SYSTEM, "tea")
    assert circle.members_count == before + 3
    assert circles.get_membership(circle.id, user.id).source == "import"


def test_a_second_run_adds_nothing(inside, tmp_path):
    path = written(tmp_path, QUESTION, POST)
    take(path)
    before = [count(table) for table in (Entry, User, Identity)]
    report = take(path)
    assert (report.added, report.people, report.known, report.bad) == (0, 0, 2, [])
    assert [count(table) for table in (Entry, User, Identity)] == before


def test_the_same_author_is_the_same_person_in_a_later_file(inside, tmp_path):
    take(written(tmp_path, QUESTION))
    report = take(written(tmp_path, POST, name="later.jsonl"))
    assert (report.added, report.people) == (1, 0)
    assert imported("p1").author_id == imported("7#a1").author_id


def test_a_changed_line_is_reported_and_left_as_it_is(inside, tmp_path):
    take(written(tmp_path, QUESTION, POST))
    report = take(written(tmp_path, QUESTION, {**POST, "body": "今天的水特别咸。"}))
    assert (report.added, report.known, [p.number for p in report.changed]) == (0, 1, [2])
    assert imported("p1").source == POST["body"]


def test_what_was_forgotten_meanwhile_is_known_and_stays_forgotten(inside, tmp_path):
    path = written(tmp_path, QUESTION, POST)
    take(path)
    imported("p1").forget()
    session().commit()
    report = take(path)
    assert (report.added, report.known, report.changed) == (0, 2, [])
    assert imported("p1").source == ""


def test_one_id_twice_in_a_file_is_one_entry(inside, tmp_path):
    report = take(written(tmp_path, POST, POST, {**POST, "body": "别的话。"}))
    assert (report.added, report.known, [p.number for p in report.changed]) == (1, 1, [3])


BAD = {
    "not UTF-8": b'{"id": 1, "body": "\xff"}',
    "not JSON": b'{"id": 1',
    "not a JSON object": b"[1]",
    "longer than": b'{"id": 1, "body": "' + b"x" * MAX_LINE_BYTES + b'"}',
    "id: ": {"body": "没有编号。", "author": "某人"},
    "author: ": {"id": 1, "body": "没有作者。"},
    "body: ": {"id": 1, "body": " ", "author": "某人"},
    "created_at: ": {"id": 1, "body": "明天说的。", "author": "某人", "created_at": "2999-01-01"},
    "kind: ": {"id": 1, "kind": "saga", "body": "长诗。", "author": "某人"},
    "answers: ": {"id": 1, "body": "问。", "author": "某人", "answers": [{"body": "答。"}]},
    "up: ": {"id": 1, "body": "赞。", "author": "某人", "up": "很多"},
    "1#a5 is there twice": {
        "id": 1, "body": "问。", "author": "某人",
        "answers": [{"id": 5, "body": "答。", "author": "甲"}] * 2,
    },
    "body: 最多": {"id": 1, "body": "长" * 20_001, "author": "某人"},
}


@pytest.mark.parametrize("reason", BAD)
def test_a_bad_line_is_reported_with_its_number_and_the_rest_goes_in(inside, tmp_path, reason):
    report = take(written(tmp_path, QUESTION, BAD[reason], b"", POST))
    assert report.added == 2
    [problem] = report.bad
    assert problem.number == 2
    assert reason in problem.reason


def test_deeply_nested_json_is_a_bad_line(inside, tmp_path):
    report = take(written(tmp_path, b"[" * 100_000, POST))
    assert (report.added, len(report.bad)) == (1, 1)


def test_a_dry_run_writes_nothing_and_reports_the_same(inside, tmp_path, monkeypatch):
    monkeypatch.setattr(actions, "LINES_AT_ONCE", 2)
    lines = [{**POST, "id": number, "body": f"第{number}天。"} for number in range(5)]
    path = written(tmp_path, *lines, QUESTION, b"?", lines[0])
    before = [count(table) for table in (Entry, User, Identity, Job)]
    rehearsed = take(path, dry_run=True)
    assert [count(table) for table in (Entry, User, Identity, Job)] == before
    assert rehearsed == take(path)
    assert rehearsed.added == 6


def test_nobody_is_told_and_nothing_is_earned(inside, tmp_path, monkeypatch):
    from circle.core import bus
    from circle.events import EntryPublished, MemberJoined

    heard = []
    monkeypatch.setattr(
        bus, "_reactions", {EntryPublished: [heard.append], MemberJoined: [heard.append]}
    )
    take(written(tmp_path, QUESTION))
    assert heard == []


def test_an_answer_longer_than_a_comment_may_be_is_kept_whole(inside, tmp_path):
    long = "慢慢说。" * 900
    take(written(tmp_path, {**POST, "answers": [{"author": "老匠", "body": long}]}))
    assert imported("p1#a1").source == long


def test_text_without_a_title_or_with_the_title_inside_is_not_doubled(inside, tmp_path):
    take(
        written(
            tmp_path,
            {**POST, "title": "今天"},
            {**POST, "id": "p2", "title": "只有标题", "body": ""},
        )
    )
    assert imported("p1").source == POST["body"]
    assert imported("p2").source == "只有标题"


HOSTILE = ["管理员", "a", "名" * 190, "<b>x</b>", "аdmin", "  ", "\u202eevil", "@all", "🙂🙂"]


def test_hostile_names_become_people_without_breaking_anything(inside, tmp_path):
    lines = [{**POST, "id": n, "author": name} for n, name in enumerate(HOSTILE)]
    report = take(written(tmp_path, *lines))
    assert report.added + len(report.bad) == len(HOSTILE)
    assert report.added >= len(HOSTILE) - 2
    names = session().scalars(select(User.name)).all()
    assert "管理员" not in names
    assert not [name for name in names if any(mark in name for mark in "<>@ \u202e")]


def test_one_killed_half_way_and_repeated_gives_the_same(inside, tmp_path, monkeypatch):
    monkeypatch.setattr(actions, "LINES_AT_ONCE", 2)
    lines = [{**POST, "id": number, "author": f"写的人{number % 3}"} for number in range(9)]
    path = written(tmp_path, *lines)

    def stop(steps, seen=[]):  # noqa: B006
        seen.append(steps)
        if len(seen) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_file(path, Wanted("tea"), stop)
    report = take(path)
    assert (report.added, report.known) == (5, 4)
    assert session().scalar(select(func.count()).where(Entry.origin == "forum")) == 9
    assert session().scalar(select(func.count()).where(Identity.provider == "import")) == 3
    assert list(content.check_counters()) == []


def test_where_it_cannot_go_it_does_not_go(inside, cast, tmp_path):
    from circle.circles import actions as circle_actions

    path = written(tmp_path, POST)
    with pytest.raises(NotFound):
        import_file(path, Wanted("nowhere"), lambda steps: None)
    with pytest.raises(Invalid):
        take(path, kind="saga")
    circle, _ = circles.enter(SYSTEM, "tea")
    circle_actions.archive_circle(cast.owner.actor, circle.id)
    with pytest.raises(Conflict):
        take(path)
    circle_actions.reopen_circle(cast.owner.actor, circle.id)
    assert take(path).added == 1


def test_the_source_is_what_is_asked_else_the_line_s_else_the_file_s(inside, tmp_path):
    bare = {key: value for key, value in POST.items() if key != "source"}
    take(written(tmp_path, POST, {**bare, "id": "p2"}, name="old.jsonl"))
    take(written(tmp_path, POST, name="again.jsonl"), source="elsewhere")
    assert imported("p1", "forum") and imported("p2", "old") and imported("p1", "elsewhere")


def test_the_command_reports_in_plain_words(app, tmp_path):
    from circle.portability.cli import import_group

    path = written(tmp_path, QUESTION, b"?")
    run = app.test_cli_runner().invoke(import_group, ["jsonl", str(path), "--circle", "tea"])
    assert run.exit_code == 0, run.output
    assert "1 posts and 2 comments by 3 new people added" in run.output
    assert "line 2: not JSON" in run.output
    lost = app.test_cli_runner().invoke(import_group, ["jsonl", str(path), "--circle", "nowhere"])
    assert lost.exit_code == 1
    assert "There is no circle nowhere" in lost.output


def test_one_file_brought_in_by_several_at_once_comes_in_once(app, cast, tmp_path):
    path = written(tmp_path, *({**POST, "id": f"p{number}"} for number in range(12)))

    def bring():
        report = take(path, source="forum", kind="post")
        return report.known, not report.bad

    told = at_once(app, [bring] * 4)
    assert sorted(told) == [(0, True), (12, True), (12, True), (12, True)]
    with app.app_context():
        assert count(Entry) == 12
