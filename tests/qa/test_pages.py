"""The pages of questions: who sees and does what on them."""

import pytest

from circle.circles import queries as reads
from circle.circles.models import ShortLink
from circle.core.db import session
from tests.cast import STANDINGS
from tests.factories.circles import found_circle
from tests.factories.posts import publish
from tests.factories.qa import ask
from tests.qa.looking import asked, page, settings

pytestmark = pytest.mark.usefixtures("calm")


def test_everybody_reads_a_public_circles_questions(cast, anyone, answered):
    number, _given = answered
    for who in ("anyone", *STANDINGS):
        browser = anyone if who == "anyone" else cast[who].client
        assert "白茶存放时要不要密封" in page(browser, "/c/tea/questions"), who
        assert "阴凉干燥" in page(browser, f"/c/tea/questions/{number}"), who


def test_members_of_a_private_circle_alone_read_its_questions(app, cast, anyone, answered):
    number, _given = answered
    settings(app, cast, visibility="private")
    for browser in (anyone, cast.outsider.client, cast.removed.client, cast.banned.client):
        page(browser, "/c/tea/questions", 404)
        page(browser, f"/c/tea/questions/{number}", 404)
        page(browser, "/c/tea/questions/similar?q=白茶存放", 404)
    seen = page(cast.guest.client, f"/c/tea/questions/{number}")
    assert "阴凉干燥" in seen and "application/ld+json" not in seen and "noindex" in seen


def test_outsiders_of_a_preview_circle_read_title_and_beginning(app, cast, anyone):
    number, _given = asked(app, cast, body="第一句。" + "很长的正文。" * 60 + "结尾的秘密")
    settings(app, cast, visibility="preview")
    for browser in (anyone, cast.outsider.client):
        seen = page(browser, f"/c/tea/questions/{number}")
        assert "白茶存放时要不要密封" in seen and "第一句" in seen and "加入后继续读" in seen
        assert "阴凉干燥" not in seen and "结尾的秘密" not in seen
        assert "application/ld+json" not in seen
        assert "阴凉干燥" not in page(browser, "/c/tea/questions")
    assert "结尾的秘密" in page(cast.member.client, f"/c/tea/questions/{number}")


def test_a_question_is_found_under_its_own_circle_alone(app, cast, anyone, answered):
    number, given = answered
    with app.app_context():
        found_circle(cast.owner.actor, "coffee", name="咖啡")
    page(anyone, f"/c/coffee/questions/{number}", 404)
    page(anyone, f"/c/tea/questions/{given}", 404)
    page(anyone, "/c/tea/questions/999999", 404)
    page(anyone, "/questions/999999", 404)
    page(anyone, "/answers/999999", 404)
    assert anyone.get(f"/questions/{number}").location == f"/c/tea/questions/{number}"
    place = f"/c/tea/questions/{number}?answer={given}#e{given}"
    for path in (f"/answers/{given}", f"/entries/{given}"):
        assert anyone.get(path).location == place


def test_a_post_is_no_question(app, cast, anyone):
    with app.app_context():
        post = publish(cast.member, "不是问题。").id
    page(anyone, f"/c/tea/questions/{post}", 404)
    page(cast.member.client, f"/questions/{post}/answer", 404)


@pytest.mark.every_row
def test_every_order_of_questions_is_a_page(cast, anyone, answered):
    for order in ("newest", "unanswered", "bounty", "hot", "featured"):
        page(anyone, f"/c/tea/questions?order={order}")
    page(anyone, "/c/tea/questions?order=loudest", 400)


def test_the_queue_is_for_those_who_answer(cast, anyone, answered):
    for who in ("owner", "admin", "moderator", "guest"):
        page(cast[who].client, "/c/tea/questions/queue")
    page(cast.member.client, "/c/tea/questions/queue", 403)
    page(cast.outsider.client, "/c/tea/questions/queue", 404)
    assert anyone.get("/c/tea/questions/queue").status_code in (302, 303, 401)


def test_questions_have_a_tab_where_there_are_some_or_one_may_ask(app, cast, anyone):
    tab = 'href="/c/tea/questions"'
    assert tab in page(cast.member.client, "/c/tea")
    assert tab not in page(anyone, "/c/tea")
    asked(app, cast)
    assert tab in page(anyone, "/c/tea")
    settings(app, cast, kinds=("post",))
    assert tab in page(cast.member.client, "/c/tea")  # what was asked stays to be found


def test_an_empty_list_invites_who_may_ask(cast, anyone):
    assert "来提第一个问题" in page(cast.member.client, "/c/tea/questions")
    seen = page(anyone, "/c/tea/questions")
    assert "还没有人提问" in seen and "来提第一个问题" not in seen


def test_what_sounds_alike_is_for_everybody_whoever_read_first(app, cast, run_index):
    with app.app_context():
        one = ask(cast.member.inside(), "白茶存放时要不要密封？").id
        other = ask(cast.guest.inside(), "存放白茶的时候要密封吗？").id
    run_index()
    path, there = f"/entries/{one}/related", f"/c/tea/questions/{other}"
    assert cast.owner.client.submit("/u/guest_of_tea/block").status_code == 303
    assert there not in page(cast.owner.client, path)
    assert there in page(cast.admin.client, path)


def test_members_keep_no_order(cast, answered):
    number, given = answered
    browser = cast.guest.client
    page(browser, f"/questions/{number}/manage", 404)
    for path in (f"/questions/{number}/close", f"/questions/{number}/assign",
                 f"/questions/{number}/resolve", f"/answers/{given}/official"):
        assert browser.submit(path).status_code == 403
    page(cast.moderator.client, f"/questions/{number}/manage")
    page(cast.member.client, f"/questions/{number}/manage")


def test_a_duplicate_leads_to_the_other_by_its_address(app, cast, anyone, answered):
    number, _given = answered
    with app.app_context():
        again = ask(cast.guest.inside(), title="白茶要密封吗，还是透气？").id
    browser = cast.moderator.client
    for wrong in ("没有地址", f"/c/tea/questions/{again}", "/c/tea/questions/999999"):
        sent = browser.submit(f"/questions/{again}/duplicate", {"original": wrong})
        assert sent.status_code == 422 and wrong in sent.get_data(as_text=True)
    address = f"http://localhost/c/tea/questions/{number}?answer=3#e3"
    sent = browser.submit(f"/questions/{again}/duplicate", {"original": address})
    assert sent.status_code == 303
    assert f'href="/c/tea/questions/{number}"' in page(anyone, f"/c/tea/questions/{again}")
    assert f'href="/c/tea/questions/{again}"' in page(anyone, f"/c/tea/questions/{number}")


def test_a_colleagues_question_stands_first_in_their_queue_and_its_note_is_among_staff(
    app, cast, anyone
):
    with app.app_context():
        first = ask(cast.member.inside(), title="最早的问题在等谁？").id
        given = ask(cast.member.inside(), title="交给嘉宾的问题是哪个？").id
        owner = cast.owner.inside()
        guest = reads.get_membership(owner.circle_id, cast.guest.user_id).id
    sent = cast.moderator.client.submit(
        f"/questions/{given}/assign", {"member_id": str(guest), "note": "只有你懂"}
    )
    assert sent.status_code == 303
    seen = page(cast.guest.client, "/c/tea/questions/queue")
    assert seen.index("交给嘉宾的问题") < seen.index("最早的问题") and "只有你懂" in seen
    for browser in (anyone, cast.member.client):
        assert "只有你懂" not in page(browser, f"/c/tea/questions/{given}")
        assert "只有你懂" not in page(browser, f"/c/tea/questions/{first}")
    wrong = cast.moderator.client.submit(
        f"/questions/{given}/assign", {"member_id": str(guest), "due": "2001-01-01T10:00"}
    )
    assert wrong.status_code == 422


def test_who_asked_anonymously_is_named_nowhere(app, cast, anyone):
    number, given = asked(app, cast, anonymous=True)
    name = cast.member.name
    for browser in (anyone, cast.owner.client, cast.guest.client):
        for path in ("/c/tea/questions", f"/c/tea/questions/{number}", "/c/tea/questions/queue"):
            if path.endswith("queue") and browser is anyone:
                continue
            assert name not in browser.get(path).get_data(as_text=True), path
    assert f"/answers/{given}/accept" in page(cast.member.client, f"/c/tea/questions/{number}")


def test_a_share_sheet_leads_to_the_question(app, cast, anyone, answered):
    number, given = answered
    page(anyone, f"/entries/{number}/share")
    with app.app_context():
        assert [link.path for link in session().query(ShortLink).all()] == [
            f"/c/tea/questions/{number}"
        ]
    page(anyone, f"/entries/{given}/share", 404)


def test_what_is_kept_for_guests_holds_nobodys_token_and_no_button_to_press(
    cast, anyone, answered
):
    number, _given = answered
    for path in ("/c/tea/questions", f"/c/tea/questions/{number}"):
        kept, own = page(anyone, path), page(cast.owner.client, path)
        assert "csrf" not in kept and "formaction" not in kept
        assert "csrf" in own
        assert anyone.get(path).headers["Cache-Control"].startswith("public")
        assert not cast.owner.client.get(path).headers.get("Cache-Control", "").startswith("public")
