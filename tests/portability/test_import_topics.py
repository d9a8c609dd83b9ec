"""Threads of another system become topics: floors in order, comments under them, once."""

import json

import pytest
from sqlalchemy import func, select

from circle.circles import queries as circles
from circle.content import queries as content
from circle.content.models import Entry
from circle.core import bus
from circle.core.db import session
from circle.core.jobs import Job
from circle.events import EntryPublished, MemberJoined
from circle.points.models import LedgerLine
from circle.portability.actions import import_file
from circle.portability.cli import import_group
from circle.portability.schemas import MAX_IDENT, Wanted
from circle.topics import actions, queries
from circle.topics.models import Participation, Standing, Topic
from circle.topics.schemas import FloorChoice, NewReply

LINE = {
    "id": "t9", "kind": "topic", "title": "谁家的水壶用得最久", "author": "老匠",
    "body": "晒一晒，说说怎么保养的。", "created_at": "2019-03-01T08:00:00+08:00", "tags": ["器具"],
    "replies": [
        {"body": "二十年，只换过一次壶盖。", "author": "晒太阳的猫", "up": 6,
         "created_at": "2019-03-03T08:00:00Z",
         "comments": [
             {"body": "壶盖哪里配的？", "author": "小满", "created_at": "2019-03-03T09:00:00Z"},
             {"body": "老街口那家。", "author": "晒太阳的猫"},
         ]},
        {"body": "三年，天天烧。", "author": "小满", "created_at": "2019-03-02T08:00:00Z"},
        {"body": "再说一句：别用钢丝球。", "author": "晒太阳的猫",
         "created_at": "2019-03-04T08:00:00Z"},
    ],
    "comments": [{"body": "收藏了。", "author": "路过的人"}],
}  # fmt: skip


def written(tmp_path, *lines):
    path = tmp_path / "forum.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines))
    return path


def take(path, **wanted):
    return import_file(path, Wanted("tea", **wanted), lambda steps: None)


def brought(ident):
    return session().scalar(select(Entry).where(Entry.origin_id == ident))


def count(table):
    return session().scalar(select(func.count()).select_from(table))


def every_counter_is_true():
    return not [*content.check_counters(), *circles.check_members(), *queries.wrong_threads()]


def test_a_line_becomes_a_topic_with_floors_in_order_of_time(inside, cast, tmp_path):
    report = take(written(tmp_path, LINE))
    assert (report.added, report.topics, report.replies, report.comments) == (1, 1, 3, 3)
    assert report.people == 4
    entry, topic = brought("t9"), session().get(Topic, brought("t9").id)
    assert (entry.kind, entry.title, entry.source) == ("topic", LINE["title"], LINE["body"])
    assert (entry.replies_count, entry.comments_count, entry.lane) == (3, 1, "topic")
    assert [brought(f"t9#r{number}").floor for number in (2, 1, 3)] == [1, 2, 3]
    assert brought("t9#r1").helpful_count == 6
    assert (topic.kind, topic.floors, topic.participants) == ("discussion", 3, 2)
    assert topic.opened_at == entry.published_at
    assert topic.active_at == brought("t9#r3").published_at == entry.last_active_at
    assert every_counter_is_true()


def test_comments_of_a_reply_stand_under_its_floor(inside, cast, tmp_path):
    take(written(tmp_path, LINE))
    floor, first, second = brought("t9#r1"), brought("t9#r1#c1"), brought("t9#r1#c2")
    assert [one.parent_id for one in (first, second)] == [floor.id] * 2
    assert {one.root_id for one in (floor, first, second)} == {brought("t9").id}
    assert second.published_at == floor.published_at < first.published_at
    assert (floor.comments_count, floor.source) == (2, LINE["replies"][0]["body"])


def test_replies_without_times_stay_in_the_order_of_the_line(inside, cast, tmp_path):
    replies = [dict(reply) for reply in LINE["replies"]]
    del replies[2]["created_at"]
    take(written(tmp_path, {**LINE, "replies": replies}))
    assert [brought(f"t9#r{number}").floor for number in (1, 2, 3)] == [1, 2, 3]


def test_members_go_on_where_it_ended(inside, cast, tmp_path):
    take(written(tmp_path, LINE))
    here, topic = cast.member.inside(), brought("t9").id
    assert actions.write_reply(here, topic, NewReply("我家的十一年。")).floor == 4
    page = queries.floors_page(queries.get_topic(here, topic), FloorChoice(limit=10))
    assert [floor.floor for floor in page.items] == [1, 2, 3, 4]
    assert every_counter_is_true()


def test_a_second_run_adds_nothing(inside, cast, tmp_path):
    path = written(tmp_path, LINE, {**LINE, "id": "t10"})
    take(path)
    before = [count(table) for table in (Entry, Topic, Participation)]
    again = take(path)
    assert (again.added, again.known, again.bad, again.changed) == (0, 2, [], [])
    assert [count(table) for table in (Entry, Topic, Participation)] == before


def test_a_reply_that_came_later_is_reported_and_left_out(inside, cast, tmp_path):
    take(written(tmp_path, LINE))
    later = {**LINE, "replies": [*LINE["replies"], {"body": "我也来。", "author": "新人"}]}
    again = take(written(tmp_path, later))
    assert (again.added, [problem.number for problem in again.changed]) == (0, [1])
    assert brought("t9#r4") is None


def test_a_dry_run_writes_nothing_and_reports_the_same(inside, cast, tmp_path):
    path = written(tmp_path, LINE)
    before = [count(table) for table in (Entry, Topic, Participation, Job)]
    rehearsed = take(path, dry_run=True)
    assert [count(table) for table in (Entry, Topic, Participation, Job)] == before
    assert rehearsed == take(path) and rehearsed.replies == 3


def test_nobody_is_told_and_nothing_is_earned(inside, cast, tmp_path, monkeypatch):
    heard = []
    monkeypatch.setattr(
        bus, "_reactions", {EntryPublished: [heard.append], MemberJoined: [heard.append]}
    )
    take(written(tmp_path, LINE))
    assert heard == []
    topic = brought("t9").id
    actions.write_reply(cast.member.inside(), topic, NewReply("我家的十一年。"))
    assert [event.kind for event in heard] == ["reply"]
    assert count(LedgerLine) == 0


@pytest.mark.parametrize(("title", "body", "found"), [
    ("", "没有标题的长话题，" * 10, ("没有标题的长话题，" * 10)[:40]),
    (None, "短的", "短的"),
    ("标题" * 70, "正文", "标题" * 59 + "标…"), ("只有标题", "", "只有标题"),
])  # fmt: skip
def test_every_topic_has_a_title(inside, cast, tmp_path, title, body, found):
    take(written(tmp_path, {**LINE, "title": title, "body": body}))
    assert brought("t9").title == found


def test_lines_without_a_kind_become_what_the_command_says(inside, cast, tmp_path):
    bare = {key: value for key, value in LINE.items() if key != "kind"}
    report = take(written(tmp_path, bare, {**bare, "id": "p1", "kind": "post"}), kind="topic")
    assert (report.added, report.topics, report.replies) == (2, 1, 3)
    assert [brought(ident).kind for ident in ("t9#r1", "p1", "p1#r1")] == [
        "reply", "post", "comment",
    ]  # fmt: skip
    assert (brought("p1#r1").replies_count, brought("p1").comments_count) == (2, 6)
    assert every_counter_is_true()


def test_what_was_deleted_stays_away_with_what_was_under_it(inside, cast, tmp_path):
    gone = {**LINE["replies"][0], "deleted": True}
    report = take(written(tmp_path, {**LINE, "replies": [gone, *LINE["replies"][1:]]}))
    assert (report.replies, report.comments, report.deleted) == (2, 1, 3)
    assert brought("t9#r1") is None
    assert [brought(f"t9#r{number}").floor for number in (2, 3)] == [1, 2]


def test_long_ids_of_comments_are_kept_apart_and_known_again(inside, cast, tmp_path):
    remarks = [{"id": f"{'c' * 29}{number}", "body": "好。", "author": "小满"} for number in (1, 2)]
    reply = {**LINE["replies"][0], "id": "r" * 30, "comments": remarks}
    path = written(tmp_path, {**LINE, "id": "t" * 80, "replies": [reply]})
    assert (take(path).comments, take(path).known) == (3, 1)
    kept = session().scalars(select(Entry.origin_id).where(Entry.kind == "comment")).all()
    assert len(set(kept)) == 3 and max(map(len, kept)) == MAX_IDENT


def test_more_than_a_thousand_texts_under_one_line_are_refused(inside, cast, tmp_path):
    reply = {"body": "好。", "author": "小满", "comments": [{"body": "是。", "author": "甲"}] * 10}
    few, many = ({**LINE, "id": str(n), "replies": [reply] * n} for n in (3, 91))
    report = take(written(tmp_path, few, many))
    assert (report.added, [problem.number for problem in report.bad]) == (1, [2])


def test_the_command_says_what_it_added(app, cast, tmp_path):
    path = str(written(tmp_path, LINE))
    run = app.test_cli_runner().invoke(import_group, ["jsonl", path, "--circle", "tea"])
    assert run.exit_code == 0, run.output
    assert "1 topics, 3 replies and 3 comments by 4 new people added" in run.output


def test_a_line_says_what_kind_of_topic_it_was_and_its_days(inside, cast, tmp_path):
    line = {**LINE, "topic_kind": "challenge", "rules": "每天一句。",
            "starts_at": "2024-03-01T00:00:00Z", "ends_at": "2024-03-21T00:00:00Z",
            "created_at": "2024-02-28T00:00:00Z"}  # fmt: skip
    line["replies"] = [
        {"body": f"第{day}天。", "author": "阿青", "created_at": f"2024-03-0{day}T04:00:00Z"}
        for day in (1, 2, 4)
    ]
    path = written(tmp_path, line)
    assert (take(path).topics, take(path).known) == (1, 1)
    topic = session().get(Topic, brought("t9").id)
    assert (topic.kind, topic.rules, topic.state, topic.floors) == (
        "challenge", "每天一句。", "over", 3
    )
    standing = session().query(Standing).one()
    assert (standing.days, standing.streak, standing.longest) == (3, 1, 2)
    assert not list(queries.wrong_standings()) and not list(queries.wrong_threads())


@pytest.mark.parametrize("kind", ["assignment", "call", "ideas", "event"])
def test_a_topic_of_any_kind_that_was_brought_goes_on_as_one_of_its_kind(
    inside, cast, tmp_path, kind
):
    path = written(tmp_path, {**LINE, "topic_kind": kind, "ends_at": "2099-03-21T00:00:00Z"})
    assert (take(path).replies, take(path).known) == (3, 1)
    topic = brought("t9").id
    assert queries.topic_view(queries.get_topic(cast.owner.inside(), topic))["details"]
    assert actions.write_reply(cast.member.inside(), topic, NewReply("我家的十一年。")).floor == 4
    for wrong in (queries.wrong_threads, queries.wrong_ideas, queries.wrong_gatherings):
        assert not list(wrong())


@pytest.mark.parametrize("wrong", [
    {"topic_kind": "party"}, {"topic_kind": "challenge"}, {"rules": "长" * 2001},
    {"topic_kind": "event", "ends_at": "2001-01-01T00:00:00Z"}, {"starts_at": "昨天"},
])  # fmt: skip
def test_a_line_whose_kind_or_days_make_no_topic_is_left_out(inside, cast, tmp_path, wrong):
    report = take(written(tmp_path, {**LINE, **wrong}, {**LINE, "id": "t10"}))
    assert (report.added, [problem.number for problem in report.bad]) == (1, [1])
