"""Pages of those who look after questions: the queue, what was avoided, and looks at authors."""

import pytest
from sqlalchemy.exc import DatabaseError

from circle.accounts.models import User
from circle.core.db import db, session
from circle.qa import actions, queries
from circle.qa.models import Reveal
from tests.factories.qa import answer, ask, join_instead
from tests.qa.looking import page

pytestmark = pytest.mark.usefixtures("calm")

REASON = "法院来函 (2026) 12 号"


@pytest.fixture
def unnamed(scene, calm, cast):
    """The number of something the member asked without a name."""
    return scene("asked without a name", lambda: ask(cast.member.inside(), anonymous=True).id)


@pytest.fixture
def site_staff(app, cast):
    """The outsider, who looks after the whole site."""
    with app.app_context():
        session().get(User, cast.outsider.user_id).is_staff = True
        session().commit()
    return cast.outsider.client


def test_site_staff_learn_who_asked_with_a_reason_that_stands_in_the_log(
    app, cast, unnamed, site_staff
):
    at = f"/entries/{unnamed}/reveal"
    assert "member_of_tea" not in page(site_staff, at)
    assert site_staff.submit(at, {"reason": "嗯"}).status_code == 422
    assert "没有人查过" in page(site_staff, "/reveals")
    done = site_staff.submit(at, {"reason": REASON})
    assert done.status_code == 303
    assert "member_of_tea" in page(site_staff, done.location)
    told = page(site_staff, "/reveals")
    assert REASON in told and "outsider_of_tea" in told and "member_of_tea" not in told
    assert REASON in page(site_staff, at)
    found = site_staff.get("/api/v1/reveals").get_json()["items"]
    assert [(one["entry_id"], one["reason"]) for one in found] == [(unnamed, REASON)]
    assert f"/entries/{unnamed}/reveal" in page(site_staff, f"/entries/{unnamed}/menu")
    assert "/reveals" in page(site_staff, "/me")


def test_for_everybody_else_these_pages_are_not_there(app, cast, unnamed):
    for who in ("owner", "admin", "moderator", "guest", "member", "outsider"):
        browser = cast[who].client
        for path in (f"/entries/{unnamed}/reveal", "/reveals", "/reveals/1"):
            page(browser, path, 404)
        assert browser.get("/api/v1/reveals").status_code == 404, who
        for reason, status in ((REASON, 403), ("", 404)):  # the verb says no; there is no sheet
            sent = browser.submit(f"/entries/{unnamed}/reveal", {"reason": reason})
            assert sent.status_code == status, who
        assert "/reveal" not in page(browser, f"/entries/{unnamed}/menu"), who
    with app.app_context():
        assert session().query(Reveal).count() == 0


def test_whom_one_found_is_shown_to_nobody_else_and_not_for_long(
    app, cast, clock, unnamed, site_staff
):
    done = site_staff.submit(f"/entries/{unnamed}/reveal", {"reason": REASON})
    with app.app_context():
        session().get(User, cast.admin.user_id).is_staff = True
        session().commit()
    page(cast.admin.client, done.location, 404)
    assert REASON in page(cast.admin.client, "/reveals")
    page(site_staff, done.location)
    clock.travel(hours=2)
    page(site_staff, done.location, 404)


def test_what_is_signed_has_nothing_to_look_up(app, cast, site_staff):
    with app.app_context():
        signed = ask(cast.member.inside()).id
    page(site_staff, f"/entries/{signed}/reveal", 404)
    assert "/reveal" not in page(site_staff, f"/entries/{signed}/menu")


@pytest.mark.every_row
@pytest.mark.parametrize("change", ["UPDATE reveals SET reason = 'x'", "DELETE FROM reveals"])
def test_the_log_only_grows(app, unnamed, site_staff, change):
    site_staff.submit(f"/entries/{unnamed}/reveal", {"reason": REASON})
    with (
        app.app_context(), pytest.raises(DatabaseError, match="only grows"),
        db.engine.begin() as connection,
    ):
        connection.exec_driver_sql(change)
    assert REASON in page(site_staff, "/reveals")


def test_staff_see_how_many_repeats_joining_avoided(app, cast):
    with app.app_context():
        number = ask(cast.member.inside()).id
        join_instead(cast.guest, number)
        actions.join_question(cast.admin.inside(), number)
    said = "同问代替了 1 次重复提问"
    for who in ("owner", "admin", "moderator"):
        assert said in page(cast[who].client, "/c/tea/questions/queue")
        assert said in page(cast[who].client, "/c/tea/questions")
        assert said in page(cast[who].client, "/c/tea/manage")
    for who in ("guest", "member"):
        assert said not in page(cast[who].client, "/c/tea/questions")


def test_the_queue_goes_on_behind_its_first_page(app, cast, monkeypatch):
    monkeypatch.setattr(queries.queue, "PAGE", 2)
    with app.app_context():
        numbers = [ask(cast.member.inside(), f"第 {n} 个问题是什么？").id for n in range(5)]
        mine = numbers[0]
        session().get(queries.queue.Question, mine).asked_of = cast.owner.user_id
        session().commit()
        seen, cursor = [], None
        for _page in range(2):
            found = queries.waiting_queue(cast.owner.inside(), here(cast), cursor)
            assert found.count == 5
            assert [item.id for item in found.mine] == ([] if cursor else [mine])
            seen += [item.id for item in found.others]
            cursor = found.next
        assert seen == numbers[1:] and cursor is None
    assert "cursor=" in page(cast.owner.client, "/c/tea/questions/queue")


def here(cast):
    return queries.get_question(cast.owner.inside(), 1).circle


def test_who_gives_a_question_away_comes_back_to_its_row_of_the_queue(app, cast):
    with app.app_context():
        number = ask(cast.member.inside()).id
    browser, queue = cast.moderator.client, "/c/tea/questions/queue"
    there = f"next={queue.replace('/', '%2F')}%23e{number}"
    assert f"/questions/{number}/manage?next=" in page(browser, queue)
    sheet = page(browser, f"/questions/{number}/manage?{there}")
    assert f'value="{queue}#e{number}"' in sheet
    foreign = page(browser, f"/questions/{number}/manage?next=//example.org")
    assert "example.org" not in foreign
    sent = browser.submit(f"/questions/{number}/assign", {"_next": f"{queue}#e{number}"})
    assert sent.location == f"{queue}#e{number}"


def test_the_asker_reads_who_can_open_again_what_staff_closed(app, cast):
    with app.app_context():
        number = ask(cast.member.inside()).id
    at, told = f"/questions/{number}/manage", "这是管理员关闭的"
    browser = cast.member.client
    cast.moderator.client.submit(f"/questions/{number}/close", {"reason": "合集里有"})
    sheet = page(browser, at)
    assert told in sheet and f"/questions/{number}/reopen" not in sheet
    assert browser.submit(f"/questions/{number}/reopen").status_code == 403
    cast.moderator.client.submit(f"/questions/{number}/reopen")
    browser.submit(f"/questions/{number}/close", {"reason": "好了"})
    sheet = page(browser, at)
    assert told not in sheet and f"/questions/{number}/reopen" in sheet


def test_an_answers_history_tells_what_became_of_it(app, cast, anyone, clock):
    with app.app_context():
        number = ask(cast.member.inside(), anonymous=True).id
        given = answer(cast.guest.inside(), number).id
    assert "还没有变化" in page(anyone, f"/answers/{given}/history")
    with app.app_context():
        asker = cast.member.inside()
        actions.accept_answer(asker, given)
        for who in ("owner", "admin", "moderator"):
            actions.check_answer(cast[who].inside(), given, "no_longer")
        actions.confirm_answer(cast.guest.inside(), given)
        actions.confirm_answer(asker, given)
        again = ask(cast.owner.inside(), "又过了一年，白茶还要密封吗？",
                    body=f"上次：/c/tea/questions/{number}?answer={given}").id  # fmt: skip
    told = page(anyone, f"/answers/{given}/history")
    for words in ("被提问者采纳", "读者有疑问", "核对过，仍然有效", "guest_of_tea", "后来又问了"):
        assert words in told
    assert told.count("已过时") == 3 and f"/c/tea/questions/{again}" in told
    for name in ("member_of_tea", "admin_of_tea", "moderator_of_tea"):
        assert name not in told
    clock.travel(days=181)
    with app.app_context():
        assert actions.let_go_stale() == 1
    assert "过了半年" in page(anyone, f"/answers/{given}/history")


def test_readers_are_asked_whether_it_holds_when_they_can_know(app, cast, clock):
    with app.app_context():
        number = ask(cast.member.inside()).id
        given = answer(cast.guest.inside(), number).id
        actions.accept_answer(cast.member.inside(), given)
    path, check = f"/c/tea/questions/{number}", f"/answers/{given}/check"
    browser = cast.admin.client
    assert check not in page(browser, path) and f"/answers/{given}/history" in page(browser, path)
    clock.travel(days=20)
    assert check not in page(browser, path)
    clock.travel(days=11)
    assert check in page(browser, path)
