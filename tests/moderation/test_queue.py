"""The queue: what comes up, who decides, all or none, and taking it back."""

import threading

import pytest

from circle.circles import actions as circles
from circle.content import actions as content
from circle.content import queries as content_reads
from circle.content.models import Entry
from circle.content.schemas import EntryEdit
from circle.core.db import db, session
from circle.moderation import actions
from circle.moderation.schemas import CaseRuling
from tests.factories.content import comment, post
from tests.factories.moderation import case_of, last_act, reviewed, waiting
from tests.factories.pages import text
from tests.factories.qa import ask
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("calm")
PLACE = "/c/tea/waiting"


@pytest.fixture
def waits(scene, cast):
    """Two posts of the member's that wait, and their cases."""

    def make():
        ids = waiting(cast, "放行我", "不行的话")
        return {"entries": ids, "cases": [case_of(each).id for each in ids]}

    return scene("two posts that wait", make)


@pytest.fixture
def read(app):
    """Ask the database something, in a context of its own."""

    def ask(question):
        with app.app_context():
            found = question()
            db.session.remove()
        return found

    return ask


def status_of(read, entry_id):
    """How an entry stands."""
    return read(lambda: session().get_one(Entry, entry_id).status)


def test_what_waits_comes_up_once_with_what_brought_it(read, waits):
    case = read(lambda: case_of(waits["entries"][0]))
    assert (case.subject, case.source, case.sources, case.urgency) == (
        "entry", "pre_review", ["pre_review"], 1
    )
    assert (case.due_at - case.opened_at).total_seconds() == 24 * 3600


def test_staff_release_and_turn_down_with_one_thumb(cast, read, waits):
    one, two = waits["cases"]
    client = cast.moderator.client
    assert "<p>放行我</p>" in text(client, PLACE)
    wrong = client.submit(PLACE, {"case_ids": two, "decision": "reject", "reason": ""})
    assert wrong.status_code == 422
    released = client.submit(PLACE, {"case_ids": one, "decision": "approve"})
    assert released.status_code == 303
    turned = client.submit(
        PLACE, {"case_ids": two, "decision": "reject", "reason": "太短了", "rule": "other"}
    )
    assert turned.status_code == 303
    assert "放行我" not in text(client, PLACE).split("toasts")[0]
    assert "太短了" in text(cast.member.client, "/me/entries")
    refused = text(cast.member.client, f"/c/tea/posts/{waits['entries'][1]}")
    shown = text(cast.member.client, f"/c/tea/posts/{waits['entries'][0]}")
    assert "没有通过审核" in refused
    assert "等圈主看过" not in refused
    for act in ('data-react="like"', 'id="comments"'):
        assert act not in refused
        assert act in shown
    assert (read(last_act).kind, read(last_act).rule) == ("reject", "other")


def test_who_is_no_staff_sees_and_decides_nothing(cast, read, waits):
    case = waits["cases"][0]
    ruling = {"decision": "approve", "reason": "x"}
    for who in ("guest", "member", "outsider", "removed", "banned"):
        client = cast[who].client
        assert client.get(PLACE).status_code in (403, 404), who
        said = client.submit(PLACE, {"case_ids": case, "decision": "approve"})
        assert said.status_code in (403, 404), who
        assert client.get(f"/api/v1/review/{case}").status_code == 404, who
        answer = client.call("POST", f"/review/{case}/decision", ruling)
        assert answer.status_code == 404, who
        assert status_of(read, waits["entries"][0]) == "pending", who


def test_nobody_decides_on_their_own_words(app, cast, read, waits):
    own, case = waits["entries"][0], waits["cases"][0]
    with app.app_context():
        circles.change_role(cast.owner.inside(), cast.member.inside().membership_id, "moderator")
        db.session.remove()
    assert "由别人来" in text(cast.member.client, PLACE)
    answer = cast.member.client.call(
        "POST", f"/review/{case}/decision", {"decision": "approve", "reason": "我自己的"}
    )
    assert (answer.status_code, answer.json["code"]) == (403, "own")
    answer = cast.admin.client.call(
        "POST", f"/review/{case}/decision", {"decision": "approve", "reason": "可以"}
    )
    assert answer.status_code == 200
    assert status_of(read, own) == "published"


def test_many_are_decided_as_one_and_undone_as_one(cast, read, waits):
    done = cast.moderator.client.call(
        "POST", "/review/decisions",
        {"case_ids": waits["cases"], "decision": "approve", "reason": ""},
    )  # fmt: skip
    assert (done.status_code, done.json["touched"]) == (200, 2)
    assert {status_of(read, each) for each in waits["entries"]} == {"published"}
    undone = cast.moderator.client.call("POST", f"/acts/{done.json['id']}/undo")
    assert undone.status_code == 200
    assert {status_of(read, each) for each in waits["entries"]} == {"pending"}
    assert all(read(lambda: [case_of(each).is_open for each in waits["entries"]]))


@pytest.mark.parametrize(("going", "there"), [
    ("/c/tea", "/c/tea"), ("https://evil.example/", PLACE), ("//evil.example", PLACE),
])  # fmt: skip
def test_after_a_decision_one_stays_on_this_site(cast, waits, going, there):
    given = {"case_ids": waits["cases"][0], "decision": "approve", "_next": going}
    assert cast.moderator.client.submit(PLACE, given).location == there


def test_undo_is_offered_for_what_can_be_undone(app, cast, read, waits):
    client, entry = cast.moderator.client, waits["entries"][0]
    given = {"case_ids": waits["cases"][0], "decision": "approve", "_next": PLACE}
    client.submit(PLACE, given)
    assert f'formaction="/acts/{read(last_act).id}/undo"' in text(client, PLACE)
    with app.app_context():
        reviewed(cast)
        content.edit_entry(cast.member.inside(), entry, EntryEdit(source="换一种说法"))
        db.session.remove()
    client.submit(PLACE, given | {"case_ids": read(lambda: case_of(entry).id)})
    assert "换一种说法" in client.get(f"/api/v1/entries/{entry}").text
    assert "/undo" not in text(client, PLACE)


def test_deciding_many_looks_at_them_together(app, cast):
    client, costs = cast.moderator.client, []
    for many in (2, 8):
        with app.app_context():
            ids = waiting(cast, *(f"{many}条里的第{number}条" for number in range(many)))
            cases = [case_of(each).id for each in ids]
            db.session.remove()
        given = {"case_ids": cases, "decision": "reject", "reason": "跑题了"}
        with statements(app) as ran:
            assert client.call("POST", "/review/decisions", given).status_code == 200
        costs.append(len(ran))
    assert costs[1] - costs[0] <= 6 * 8  # for each, what turning it down alone costs


def test_an_appeal_is_not_answered_with_others(app, cast, read, waits):
    with app.app_context():
        hidden = post(cast.member.inside(), "藏起来的话").id
        db.session.remove()
    cast.moderator.client.call("PUT", f"/entries/{hidden}/hide", {"reason": "跑题了"})
    cast.member.client.call("POST", "/appeals", {"entry_id": hidden, "text": "请再看看"})
    queue = cast.moderator.client.get("/api/v1/circles/tea/review?source=appeal").json
    given = {"case_ids": [waits["cases"][0], queue["items"][0]["id"]], "decision": "reject",
             "reason": "不行"}  # fmt: skip
    answer = cast.moderator.client.call("POST", "/review/decisions", given)
    assert answer.status_code in (403, 422)
    answer = cast.admin.client.call("POST", "/review/decisions", given)
    assert (answer.status_code, list(answer.json["errors"])) == (422, ["case_ids"])
    assert status_of(read, waits["entries"][0]) == "pending"


def test_threads_are_locked_roots_first_in_one_order(app, cast):
    with app.app_context():
        one, two = (post(cast.member.inside(), words).id for words in ("第一条", "第二条"))
        under_two = comment(cast.guest.inside(), two, "二的评论").id
        under_one = comment(cast.guest.inside(), one, "一的评论").id
        locked = [entry.id for entry in content_reads.lock_threads([under_one, under_two])]
        db.session.remove()
    assert locked == [one, two, under_two, under_one]


def test_one_that_was_decided_already_refuses_all(cast, read, waits):
    one, two = waits["cases"]
    client = cast.moderator.client
    client.call("POST", f"/review/{one}/decision", {"decision": "approve", "reason": ""})
    both = client.call(
        "POST", "/review/decisions", {"case_ids": [one, two], "decision": "approve", "reason": ""}
    )
    assert (both.status_code, both.json["code"]) == (409, "decided")
    assert status_of(read, waits["entries"][1]) == "pending"


def test_what_does_not_fit_how_it_stands_is_refused(cast, read, waits):
    one = waits["cases"][0]
    answer = cast.moderator.client.call(
        "POST", f"/review/{one}/decision", {"decision": "restore", "reason": ""}
    )
    assert (answer.status_code, answer.json["code"]) == (409, "changed")
    assert status_of(read, waits["entries"][0]) == "pending"


@pytest.mark.parametrize("decision", ["reject", "approve"])
def test_a_decision_is_taken_back_while_it_stands(cast, read, waits, decision):
    case, entry = waits["cases"][0], waits["entries"][0]
    client = cast.moderator.client
    done = client.call(
        "POST", f"/review/{case}/decision", {"decision": decision, "reason": "手滑"}
    )
    assert status_of(read, entry) == {"reject": "rejected", "approve": "published"}[decision]
    path = f"/acts/{done.json['id']}/undo"
    assert cast.member.client.call("POST", path).status_code == 404
    assert client.call("POST", path).status_code == 200
    assert status_of(read, entry) == "pending"
    again = client.call("POST", path)
    assert (again.status_code, again.json["code"]) == (409, "undone")


def test_undo_refuses_when_the_world_has_moved_on(app, cast, read, waits):
    case, entry = waits["cases"][0], waits["entries"][0]
    done = cast.moderator.client.call(
        "POST", f"/review/{case}/decision", {"decision": "approve", "reason": ""}
    )
    with app.app_context():
        content.remove_entry(cast.member.inside(), entry)
        db.session.remove()
    late = cast.moderator.client.call("POST", f"/acts/{done.json['id']}/undo")
    assert late.status_code in (404, 409)
    assert status_of(read, entry) == "removed"


def test_after_a_day_it_is_too_late_to_undo(clock, cast, read, waits):
    done = cast.moderator.client.call(
        "POST", f"/review/{waits['cases'][0]}/decision", {"decision": "approve", "reason": ""}
    )
    clock.travel(hours=25)
    late = cast.moderator.client.call("POST", f"/acts/{done.json['id']}/undo")
    assert (late.status_code, late.json["code"]) == (409, "too_late")


def test_what_its_author_takes_away_needs_no_look_any_more(app, cast, read, waits):
    with app.app_context():
        content.remove_entry(cast.member.inside(), waits["entries"][0])
        db.session.remove()
    case = read(lambda: case_of(waits["entries"][0]))
    assert (case.decision, case.closed_by) == ("gone", None)
    with app.app_context():
        content.restore_entry(cast.member.inside(), waits["entries"][0])
        db.session.remove()
    assert read(lambda: case_of(waits["entries"][0]).is_open)


def test_who_takes_a_case_on_keeps_others_from_it(clock, cast, waits):
    case = waits["cases"][0]
    path, ruling = f"/review/{case}", {"decision": "approve", "reason": ""}
    assert cast.moderator.client.call("PUT", f"{path}/claim").status_code == 200
    other = cast.admin.client.call("PUT", f"{path}/claim")
    assert (other.status_code, other.json["code"]) == (409, "claimed")
    assert cast.admin.client.call("POST", f"{path}/decision", ruling).status_code == 409
    clock.travel(minutes=16)
    assert cast.admin.client.call("POST", f"{path}/decision", ruling).status_code == 200


def test_two_at_once_decide_once(app, cast, read, waits):
    case, told = waits["cases"][0], []

    def decide(who):
        with app.app_context():
            try:
                actions.decide_cases(who.inside(), CaseRuling("approve", case_ids=(case,)))
                told.append("done")
            except Exception as error:  # what it was is looked at below
                told.append(getattr(error, "code", type(error).__name__))
            db.session.remove()

    threads = [threading.Thread(target=decide, args=(cast[n],)) for n in ("moderator", "admin")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["decided", "done"]


def test_what_is_hidden_from_the_menu_is_an_act_and_comes_back(app, cast, read):
    with app.app_context():
        entry = post(cast.member.inside(), "藏一会儿").id
        db.session.remove()
    at = f"/entries/{entry}"
    for name in ("member", "guest", "outsider"):
        assert cast[name].client.submit(f"{at}/hide").status_code in (403, 404)
    client = cast.moderator.client
    assert client.submit(f"{at}/hide", {"_next": "/c/tea", "reason": "跑题了"}).status_code == 303
    act = read(last_act)
    assert (act.kind, act.entry_id, act.reason) == ("hide", entry, "跑题了")
    assert read(lambda: session().get_one(Entry, entry).hidden_by_act) == act.id
    assert f'formaction="/acts/{act.id}/undo"' in text(client, "/c/tea")
    assert "跑题了" in text(client, f"{PLACE}?state=hidden")
    assert client.submit(f"/acts/{act.id}/undo").status_code == 303
    assert status_of(read, entry) == "published"


def test_a_full_queue_costs_what_an_empty_one_does(app, cast, read):
    client = cast.moderator.client
    with app.app_context():
        waiting(cast, *(f"第{number}条等着的话" for number in range(12)))
        db.session.remove()
    client.get(PLACE)
    with statements(app) as ran:
        assert "第3条等着的话" in text(client, PLACE)
    assert len(ran) <= 12
    with statements(app) as ran:
        page = client.get("/api/v1/circles/tea/review").json
    assert len(ran) <= 12
    assert [one["entry"]["status"] for one in page["items"]] == ["pending"] * 12
    assert page["items"][0]["decisions"] == ["approve", "reject"]


def test_no_case_tells_who_wrote_without_a_name(app, cast, anyone, read):
    with app.app_context():
        reviewed(cast)
        question = ask(cast.member.inside(), anonymous=True).id
        db.session.remove()
    case = read(lambda: case_of(question).id)
    page = text(cast.moderator.client, PLACE)
    assert f'id="case{case}"' in page
    shown = cast.moderator.client.get("/api/v1/circles/tea/review").get_data(as_text=True)
    name = cast.member.name
    assert name not in shown
    assert name not in page
    assert name in text(cast.moderator.client, "/c/tea/members")
