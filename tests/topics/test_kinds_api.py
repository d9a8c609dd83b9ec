"""Challenges, assignments and calls as JSON and as pages."""

from datetime import timedelta

import pytest

from circle.core import clock as now
from circle.core.db import db
from circle.topics import actions
from circle.topics.schemas import Announcement, Review
from circle.wiring import EXPORTERS
from tests.factories.points import fill
from tests.factories.topics import inside, open_topic, reply
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("calm")
DAY = timedelta(days=1)


@pytest.fixture
def opened(app, cast, clock):
    """A topic of the guest's of a kind with a floor of the member's: both numbers."""

    def make(kind, **more):
        with app.app_context():
            topic = open_topic(inside(cast.guest), kind, **more).id
            return topic, reply(inside(cast.member), topic).id

    return make


def page(person, path, status=200):
    answer = person.client.get(path)
    assert answer.status_code == status, answer.get_data(as_text=True)[:300]
    return answer.get_data(as_text=True)


def test_a_challenge_tells_its_days_and_ones_own(cast, opened):
    topic, floor = opened("challenge", min_characters=3)
    details = cast.member.client.get(f"/api/v1/topics/{topic}").json["details"]
    assert (details["days"], details["day"], details["min_characters"]) == (21, 1, 3)
    assert (details["mine"]["days"], details["mine"]["done_today"]) == (1, True)
    assert "done" in {one["state"] for one in details["mine"]["calendar"]}
    assert cast.outsider.client.get(f"/api/v1/topics/{topic}").json["details"]["mine"] is None
    mark = cast.outsider.client.get(f"/api/v1/replies/{floor}").json["details"]
    assert mark == {"day": str(now.local_day()), "number": 1}


def test_a_missed_day_is_made_up_by_json_and_by_the_page(app, cast, clock, opened):
    topic, _floor = opened("challenge")
    clock.travel(days=4)
    with app.app_context():
        fill(cast.member, 60)
    days = cast.member.client.get(f"/api/v1/topics/{topic}/days").json
    assert (days["total"], days["make_ups"]) == (1, {"offered": True, "left": 2, "cost": 20})
    first, second, third = (str(now.local_day() - back * DAY) for back in (3, 2, 1))
    path = f"/topics/{topic}/days/make-up"
    made = cast.member.client.call("POST", path, {"day": first})
    assert (made.status_code, made.json["days"], made.json["balance"]) == (201, 2, 42)
    assert "补签" in page(cast.member, f"/topics/{topic}/days?make_up={second}")
    assert cast.member.client.submit(path, {"day": second}).status_code == 303
    assert cast.member.client.submit(path, {"day": "yesterday"}).status_code == 422
    refused = cast.member.client.call("POST", path, {"day": third})
    assert (refused.status_code, refused.json["code"]) == (409, "make_ups_used")
    assert cast.member.client.submit(path, {"day": third}).status_code == 409
    assert cast.outsider.client.call("POST", path, {"day": third}).status_code == 403
    assert cast.outsider.client.get(f"/api/v1/topics/{topic}/days").status_code == 404


def test_points_that_are_not_there_make_up_no_day(cast, clock, opened):
    topic, _floor = opened("challenge")
    clock.travel(days=3)
    day = str(now.local_day() - DAY)
    refused = cast.member.client.call("POST", f"/topics/{topic}/days/make-up", {"day": day})
    assert (refused.status_code, refused.json["code"]) == (409, "not_enough_points")


def test_the_ranking_is_read_page_by_page_by_whoever_reads_the_circle(cast, opened, anyone):
    topic, _floor = opened("challenge")
    cast.moderator.client.call("POST", f"/topics/{topic}/replies", {"body": "我也来打卡。"})
    first = anyone.get(f"/api/v1/topics/{topic}/ranking?limit=1").json
    rest = anyone.get(f"/api/v1/topics/{topic}/ranking?limit=1&cursor={first['next']}").json
    assert [one["place"] for one in (*first["items"], *rest["items"])] == [1, 2]
    assert (first["mine"], rest["next"]) == (None, None)
    mine = cast.moderator.client.get(f"/api/v1/topics/{topic}/ranking").json["mine"]
    assert (mine["place"], mine["days"], mine["shown"]) == (2, 1, True)
    assert "我的名次" in page(cast.member, f"/topics/{topic}/ranking")


def test_a_submission_is_looked_at_one_after_the_other(cast, opened):
    topic, floor = opened("assignment")
    cast.moderator.client.call("POST", f"/topics/{topic}/replies", {"body": "我的作业。"})
    waiting = cast.guest.client.get(f"/api/v1/topics/{topic}/to-review").json["items"]
    assert [one["floor"] for one in waiting] == [1, 2]
    seen = page(cast.guest, f"/topics/{topic}/to-review")
    assert f"/replies/{floor}/review" in seen
    sent = cast.guest.client.submit(
        f"/replies/{floor}/review", {"grade": "excellent", "note": "很好", "show": "on"}
    )
    assert sent.status_code == 303, sent.get_data(as_text=True)
    assert sent.headers["Location"].endswith(f"/topics/{topic}/to-review")
    other = f"/replies/{waiting[1]['id']}/review"
    assert other in page(cast.guest, f"/topics/{topic}/to-review")
    assert cast.guest.client.submit(other, {"grade": "wonderful"}).status_code == 422
    assert cast.guest.client.submit(other, {"grade": "passed"}).status_code == 303
    assert "missing" not in page(cast.guest, f"/topics/{topic}/to-review")
    good = cast.outsider.client.get(f"/api/v1/topics/{topic}/replies?view=good").json["items"]
    assert [one["details"]["grade"] for one in good] == ["excellent"]
    assert cast.guest.client.submit(f"/replies/{floor}/unshow").status_code == 303
    assert cast.guest.client.submit(f"/replies/{floor}/show").status_code == 303
    assert cast.guest.client.submit(f"/replies/{floor}/unreview").status_code == 303
    for path in (f"/topics/{topic}/to-review", f"/replies/{floor}/review"):
        page(cast.member, path, 403)


def test_grades_by_json_are_given_and_taken_back(cast, opened):
    topic, floor = opened("assignment")
    body = {"grade": "again", "note": "再写一稿。"}
    assert cast.member.client.call("PUT", f"/replies/{floor}/review", body).status_code == 403
    given = cast.guest.client.call("PUT", f"/replies/{floor}/review", body)
    assert given.json["details"]["grade"] == "again"
    mine = cast.member.client.get(f"/api/v1/topics/{topic}").json["details"]["mine"]
    assert (mine["grade"], mine["note"]) == ("again", "再写一稿。")
    assert cast.guest.client.call("PUT", f"/replies/{floor}/shown").json["details"]["shown"]
    assert not cast.guest.client.call("DELETE", f"/replies/{floor}/shown").json["details"]["shown"]
    back = cast.guest.client.call("DELETE", f"/replies/{floor}/review")
    assert back.json["details"]["grade"] is None


def test_a_second_submission_answers_with_the_first(cast, opened):
    topic, floor = opened("assignment")
    refused = cast.member.client.call("POST", f"/topics/{topic}/replies", {"body": "再交一份"})
    assert (refused.status_code, refused.json["code"]) == (409, "handed_in")
    assert refused.json["errors"]["reply_id"] == [str(floor)]
    seen = page(cast.member, f"/c/tea/topics/{topic}")
    assert f"/replies/{floor}/edit" in seen


def test_who_is_missing_is_read_by_host_and_staff_alone(cast, opened):
    topic, floor = opened("assignment")
    assert cast.guest.client.get(f"/api/v1/topics/{topic}/missing").json["count"] == 0
    cast.member.client.call("DELETE", f"/replies/{floor}")
    missing = cast.guest.client.get(f"/api/v1/topics/{topic}/missing").json
    assert [one["id"] for one in missing["items"]] == [cast.member.user_id]
    assert "member_of_tea" in page(cast.moderator, f"/topics/{topic}/missing")
    assert cast.member.client.get(f"/api/v1/topics/{topic}/missing").status_code == 403
    page(cast.member, f"/topics/{topic}/missing", 403)


def test_a_call_is_decided_by_json(cast, opened):
    topic, floor = opened("call", floors_each=1)
    entries = f"/topics/{topic}/replies"
    refused = cast.member.client.call("POST", entries, {"body": "再来一张"})
    assert (refused.status_code, refused.json["code"]) == (403, "entries_used")
    assert cast.guest.client.call("PUT", f"/replies/{floor}/shortlist").json["details"] == {
        "shortlisted": True, "chosen": False, "can_pick": True,
    }  # fmt: skip
    assert cast.guest.client.call("PUT", f"/replies/{floor}/chosen").json["details"]["chosen"]
    chosen = cast.outsider.client.get(f"/api/v1/topics/{topic}/replies?view=chosen").json["items"]
    assert [one["id"] for one in chosen] == [floor]
    assert cast.member.client.call("PUT", f"/replies/{floor}/chosen").status_code == 403
    told = cast.guest.client.call("POST", f"/topics/{topic}/result", {"words": "结果如下："})
    assert told.status_code == 201
    assert told.json["details"]["result"]["id"] == told.json["result_id"]
    again = cast.guest.client.call("POST", f"/topics/{topic}/result", {"words": "再说一次"})
    assert (again.status_code, again.json["code"]) == (409, "decided")
    assert cast.guest.client.call("DELETE", f"/replies/{floor}/chosen").status_code == 409


def test_a_call_is_decided_on_its_pages(cast, opened):
    topic, floor = opened("call")
    guest = cast.guest.client
    for verb in ("shortlist", "choose", "unchoose", "unshortlist", "choose"):
        assert guest.submit(f"/replies/{floor}/{verb}").status_code == 303
    assert f"/topics/{topic}/result" in page(cast.guest, f"/c/tea/topics/{topic}")
    assert "member_of_tea" in page(cast.guest, f"/topics/{topic}/result")
    page(cast.member, f"/topics/{topic}/result", 403)
    assert guest.submit(f"/topics/{topic}/result", {"words": ""}).status_code == 422
    sent = guest.submit(f"/topics/{topic}/result", {"words": "谢谢大家"})
    post = page(cast.outsider, sent.headers["Location"])
    assert f"reply={floor}" in post
    assert sent.headers["Location"] in page(cast.outsider, f"/c/tea/topics/{topic}")


@pytest.mark.parametrize("kind", ["challenge", "assignment", "call"])
def test_everybody_reads_the_page_of_each_kind(cast, opened, anyone, kind):
    topic, _floor = opened(kind)
    for person in (cast.owner, cast.guest, cast.member, cast.outsider):
        assert "kind-title" in page(person, f"/c/tea/topics/{topic}") or kind == "call"
    assert anyone.get(f"/c/tea/topics/{topic}").status_code == 200
    assert topic in [one["id"] for one in anyone.get("/api/v1/circles/tea/topics").json["items"]]


def test_ones_own_days_submissions_and_picks_are_in_ones_export(app, cast, clock, opened):
    challenge, log = opened("challenge")
    assignment, work = opened("assignment")
    call, entry = opened("call")
    with app.app_context():
        actions.review_submission(inside(cast.guest), work, Review("good", "不错"))
        actions.choose_reply(inside(cast.guest), entry)
        actions.announce_result(inside(cast.guest), call, Announcement("结果："))
        mine = cast.member.user_id
        days = list(EXPORTERS["challenge_days"](mine))
        assert [(one["topic"], one.get("entry")) for one in days] == [
            (challenge, log), (challenge, None),
        ]  # fmt: skip
        (submission,) = EXPORTERS["submissions"](mine)
        assert (submission["topic"], submission["note"]) == (assignment, "不错")
        (pick,) = EXPORTERS["call_picks"](mine)
        assert (pick["entry"], pick["chosen_at"] is not None) == (entry, True)
        assert list(EXPORTERS["submissions"](cast.admin.user_id)) == []
        db.session.remove()


@pytest.mark.parametrize("kind", ["challenge", "assignment", "call"])
def test_the_pages_of_a_kind_ask_the_database_no_more_than_twelve_times(app, cast, opened, kind):
    topic, floor = opened(kind)
    with app.app_context():
        for person in (cast.moderator, cast.admin):
            reply(inside(person), topic)
        if kind == "call":
            actions.choose_reply(inside(cast.guest), floor)
    paths = {
        "challenge": ["ranking", "days"], "assignment": ["to-review", "missing"],
        "call": ["result"],
    }[kind]  # fmt: skip
    asker = cast.member if kind == "challenge" else cast.guest  # who has days of their own
    browser = asker.client
    for path in (f"/topics/{topic}/{one}" for one in paths):
        browser.get(path)
        with statements(app) as asked:
            assert browser.get(path).status_code == 200
        assert 0 < len(asked) <= 12, (path, asked)
