"""The pages of questions: who sees and does what on them, and that nothing typed is lost."""

import re

import pytest

from circle.accounts import actions as accounts
from circle.accounts import queries as account_queries
from circle.circles import actions as circles
from circle.circles.schemas import SettingsChange
from tests.cast import PASSWORD
from tests.factories import points as made
from tests.factories.qa import answer, ask


@pytest.fixture(autouse=True)
def calm(app, cast):
    """Nobody's first words wait."""
    settings(app, cast, newcomer_review=0)


def settings(app, cast, **change):
    with app.app_context():
        owner = cast.owner.inside()
        circles.change_settings(owner, owner.circle_id, SettingsChange(**change))


def asked(app, cast, **more):
    """A question of the member, with an answer of the guest's: both numbers."""
    with app.app_context():
        entry = ask(cast.member.inside(), **more)
        return entry.id, answer(cast.guest.inside(), entry.id).id


def page(browser, path, status=200):
    found = browser.get(path)
    assert found.status_code == status, found.get_data(as_text=True)[:400]
    return found.get_data(as_text=True)


STANDINGS = ("owner", "admin", "moderator", "guest", "member", "outsider", "removed", "banned")


@pytest.mark.parametrize("who", [None, *STANDINGS])
def test_everybody_reads_a_public_circles_questions(app, cast, anyone, who):
    number, _given = asked(app, cast)
    browser = cast[who].client if who else anyone
    assert "白茶存放时要不要密封" in page(browser, "/c/tea/questions")
    assert "阴凉干燥" in page(browser, f"/c/tea/questions/{number}")


def test_members_of_a_private_circle_alone_read_its_questions(app, cast, anyone):
    number, _given = asked(app, cast)
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


def test_a_question_is_found_under_its_own_circle_alone(app, cast, anyone):
    from tests.factories.circles import found_circle

    number, given = asked(app, cast)
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
    from tests.factories.posts import publish

    with app.app_context():
        post = publish(cast.member, "不是问题。").id
    page(anyone, f"/c/tea/questions/{post}", 404)
    page(cast.member.client, f"/questions/{post}/answer", 404)


@pytest.mark.every_row
@pytest.mark.parametrize("order", ["newest", "unanswered", "bounty", "hot", "featured"])
def test_every_order_of_questions_is_a_page(app, cast, anyone, order):
    asked(app, cast)
    page(anyone, f"/c/tea/questions?order={order}")
    page(anyone, "/c/tea/questions?order=loudest", 400)


def test_the_queue_is_for_those_who_answer(app, cast, anyone):
    asked(app, cast)
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


def test_asking_leads_to_the_question_and_what_is_refused_keeps_every_word(app, cast):
    browser = cast.member.client
    refused = browser.submit("/c/tea/questions/new", {
        "title": "嗯?", "body": "这些话要留下", "tag_line": "存茶 白茶", "anonymous": "on",
    })  # fmt: skip
    seen = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert "这些话要留下" in seen and "存茶 白茶" in seen and "嗯?" in seen and "checked" in seen
    done = browser.submit("/c/tea/questions/new", {
        "title": "饼茶怎么拆才不碎?", "body": "用过刀。", "tag_line": "饼茶，工具",
    })  # fmt: skip
    assert done.status_code == 303
    seen = page(browser, done.location)
    assert "饼茶怎么拆才不碎" in seen and "#饼茶" in seen and "#工具" in seen


def test_a_bounty_one_does_not_have_is_an_error_of_the_form(app, cast):
    refused = cast.member.client.submit("/c/tea/questions/new", {
        "title": "饼茶怎么拆才不碎?", "body": "这些话要留下", "bounty": "50",
    })  # fmt: skip
    assert refused.status_code == 422 and "这些话要留下" in refused.get_data(as_text=True)
    assert "饼茶" not in page(cast.member.client, "/c/tea/questions")


@pytest.mark.parametrize(("typed", "points", "told"), [
    ("600", 100, "你有 100 积分"), ("150", 100, "你有 100 积分"),
    ("600", 900, "10 到 500 积分之间"), ("5", 100, "10 到 500 积分之间"),
])  # fmt: skip
def test_a_bounty_beyond_ones_points_is_answered_with_what_one_has(
    app, cast, typed, points, told
):
    with app.app_context():
        made.fill(cast.member, points)
    sheet = cast.member.client.submit("/c/tea/questions/new", {
        "title": "饼茶怎么拆才不碎?", "bounty": typed,
    })  # fmt: skip
    assert sheet.status_code == 422
    shown = sheet.get_data(as_text=True)
    assert told in shown.partition('id="bounty-error"')[2][:200]


def test_who_may_not_ask_gets_no_sheet(app, cast, anyone):
    path = "/c/tea/questions/new"
    assert cast.outsider.client.get(path).location == "/c/tea/join"
    assert anyone.get(path).status_code in (302, 303, 401)
    settings(app, cast, kinds=("post",))
    page(cast.member.client, path, 403)


def test_a_question_is_changed_by_who_asked_alone(app, cast):
    number, given = asked(app, cast)
    page(cast.owner.client, f"/questions/{number}/edit", 403)
    page(cast.owner.client, f"/answers/{given}/edit", 403)
    form = page(cast.member.client, f"/questions/{number}/edit")
    assert "白茶存放时要不要密封" in form
    words = {"title": "白茶要不要密封存放？", "body": "补充：北方。", "tag_line": "存茶"}
    done = cast.member.client.submit(f"/questions/{number}/edit", words)
    assert done.status_code == 303 and "补充：北方" in page(cast.member.client, done.location)
    refused = cast.member.client.submit(f"/questions/{number}/edit", {**words, "title": "嗯"})
    assert refused.status_code == 422 and "补充：北方" in refused.get_data(as_text=True)
    done = cast.guest.client.submit(f"/answers/{given}/edit", {"body": "改成：阴凉处即可。"})
    assert done.status_code == 303 and "改成：阴凉处即可" in page(cast.member.client, done.location)


def test_an_empty_answer_comes_back_and_a_real_one_is_shown(app, cast):
    number, _given = asked(app, cast)
    browser = cast.admin.client
    assert browser.submit(f"/questions/{number}/answer", {"body": ""}).status_code == 422
    done = browser.submit(f"/questions/{number}/answer", {"body": "双层纸箱最好。"})
    assert done.status_code == 303 and "双层纸箱最好" in page(browser, done.location)


def test_the_asker_accepts_takes_it_back_and_chooses_another(app, cast, anyone):
    number, given = asked(app, cast)
    with app.app_context():
        other = answer(cast.admin.inside(), number, "双层纸箱。").id
    path, browser = f"/c/tea/questions/{number}", cast.member.client
    assert f"/answers/{given}/accept" in page(browser, path)
    assert f"/answers/{given}/accept" not in page(cast.owner.client, path)
    assert cast.owner.client.submit(f"/answers/{given}/accept").status_code == 403
    assert "answer--accepted" not in page(anyone, path)
    assert browser.submit(f"/answers/{given}/accept").status_code == 303
    seen = page(browser, path)
    assert f"/answers/{given}/unaccept" in seen and "改采纳这条" in seen
    kept = page(anyone, path)
    assert "answer--accepted" in kept and kept.index("阴凉干燥") < kept.index("双层纸箱")
    assert browser.submit(f"/answers/{other}/accept").status_code == 409
    assert browser.submit(
        f"/answers/{other}/accept", {"instead_of": str(given)}
    ).status_code == 303
    kept = page(anyone, path)
    assert kept.index("双层纸箱") < kept.index("阴凉干燥")
    assert browser.submit(f"/answers/{other}/unaccept").status_code == 303
    assert "answer--accepted" not in page(anyone, path)


def test_who_accepts_is_told_what_became_of_the_points(app, cast):
    with app.app_context():
        made.fill(cast.member, 100)
    number, given = asked(app, cast, bounty=20)
    path, browser = f"/c/tea/questions/{number}", cast.member.client
    with app.app_context():
        proof = account_queries.prove(cast.guest.actor, PASSWORD)
        accounts.close_account(cast.guest.actor, proof)
    browser.submit(f"/answers/{given}/accept")
    told = page(browser, path)
    assert "20 积分退还给你了" in told and "积分已给回答者" not in told
    another, good = asked_of_admin(app, cast)
    browser.submit(f"/answers/{good}/accept")
    assert "退还给你了" not in page(browser, f"/c/tea/questions/{another}")


def asked_of_admin(app, cast):
    with app.app_context():
        entry = ask(cast.member.inside(), title="饼茶怎么拆才不碎？", bounty=20)
        return entry.id, answer(cast.admin.inside(), entry.id).id


def test_what_sounds_alike_is_for_everybody_whoever_read_first(app, cast, run_index):
    with app.app_context():
        one = ask(cast.member.inside(), "白茶存放时要不要密封？").id
        other = ask(cast.guest.inside(), "存放白茶的时候要密封吗？").id
    run_index()
    path, there = f"/c/tea/questions/{one}", f"/c/tea/questions/{other}"
    assert cast.owner.client.submit("/u/guest_of_tea/block").status_code == 303
    assert there not in page(cast.owner.client, path)
    assert there in page(cast.admin.client, path)


def test_guests_see_at_once_what_staff_and_readers_decide(app, cast, anyone):
    number, given = asked(app, cast)
    path = f"/c/tea/questions/{number}"
    page(anyone, path)
    assert cast.admin.client.submit(f"/answers/{given}/official").status_code == 303
    assert "官方回复" in page(anyone, path)
    assert cast.admin.client.submit(f"/questions/{number}/resolve").status_code == 303
    assert "已解决" in page(anyone, path)
    assert cast.member.client.submit(f"/answers/{given}/accept").status_code == 303
    for who in ("owner", "admin", "moderator"):
        sent = cast[who].client.submit(f"/answers/{given}/check", {"verdict": "no_longer"})
        assert sent.status_code == 303
    seen = page(anyone, path)
    assert "可能已过时" in seen and "再问一次" in seen and "我确认过" not in seen
    assert "我确认过" in page(cast.guest.client, path)
    assert "要再看看的回答" in page(cast.guest.client, "/c/tea/questions/queue")
    assert cast.guest.client.submit(f"/answers/{given}/confirm").status_code == 303
    assert "可能已过时" not in page(anyone, path)
    sent = cast.moderator.client.submit(f"/questions/{number}/close", {"reason": "合集里有"})
    assert sent.status_code == 303
    seen = page(anyone, path)
    assert "不再接受回答" in seen and "合集里有" in seen
    assert cast.moderator.client.submit(f"/questions/{number}/reopen").status_code == 303
    assert "不再接受回答" not in page(anyone, path)


def test_members_keep_no_order(app, cast):
    number, given = asked(app, cast)
    browser = cast.guest.client
    page(browser, f"/questions/{number}/manage", 404)
    for path in (f"/questions/{number}/close", f"/questions/{number}/assign",
                 f"/questions/{number}/resolve", f"/answers/{given}/official"):
        assert browser.submit(path).status_code == 403
    page(cast.moderator.client, f"/questions/{number}/manage")
    page(cast.member.client, f"/questions/{number}/manage")


def test_a_duplicate_leads_to_the_other_by_its_address(app, cast, anyone):
    number, _given = asked(app, cast)
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
    from circle.circles import queries as reads

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


def test_joining_instead_of_asking_leads_to_the_question(app, cast, run_index):
    number, _given = asked(app, cast)
    run_index()
    browser = cast.admin.client
    found = page(browser, "/c/tea/questions/similar?q=白茶存放要密封吗")
    assert f"/questions/{number}/join" in found
    assert "/join" not in page(browser, "/c/tea/questions/similar?q=相机镜头发霉")
    shown = re.search(r'name="instead" value="(\w+)"', found)[1]
    sent = browser.submit(f"/questions/{number}/join", {"instead": shown})
    assert sent.location == f"/c/tea/questions/{number}"
    assert "同问代替了 1 次重复提问" in page(cast.owner.client, "/c/tea/questions/queue")
    assert browser.submit(f"/questions/{number}/join").status_code == 303  # and takes it back
    assert "同问代替了" not in page(cast.owner.client, "/c/tea/questions/queue")
    assert 'data-react="me_too"' in page(browser, f"/c/tea/questions/{number}")
    assert 'data-react="me_too"' not in page(cast.member.client, f"/c/tea/questions/{number}")


def test_asking_again_begins_with_the_old_question(app, cast):
    number, _given = asked(app, cast)
    seen = page(cast.guest.client, f"/c/tea/questions/new?again={number}")
    assert "白茶存放时要不要密封" in seen and f"/c/tea/questions/{number}" in seen
    page(cast.guest.client, "/c/tea/questions/new?again=999999")


def test_an_answer_one_came_for_is_there_however_many_there_are(app, cast, anyone):
    number, _given = asked(app, cast)
    with app.app_context():
        for count in range(25):
            last = answer(cast.guest.inside(), number, f"第{count}种办法，各有各的好。").id
    path = f"/c/tea/questions/{number}"
    assert f'id="e{last}"' not in page(anyone, path)
    assert f'id="e{last}"' in page(anyone, f"{path}?answer={last}")
    page(anyone, f"{path}?answer=999999")
    page(anyone, f"{path}?answer=nothing")


def test_a_share_sheet_leads_to_the_question(app, cast, anyone):
    number, given = asked(app, cast)
    page(anyone, f"/entries/{number}/share")
    with app.app_context():
        from circle.circles.models import ShortLink
        from circle.core.db import session

        assert [link.path for link in session().query(ShortLink).all()] == [
            f"/c/tea/questions/{number}"
        ]
    page(anyone, f"/entries/{given}/share", 404)


def test_drafts_lead_back_to_the_sheet_they_were_typed_on(app, cast):
    number, given = asked(app, cast)
    sheets = {
        "question:tea": (cast.member, "/c/tea/questions/new"),
        f"question:edit:{number}": (cast.member, f"/questions/{number}/edit"),
        f"answer:{number}": (cast.admin, f"/questions/{number}/answer"),
        f"answer:edit:{given}": (cast.guest, f"/answers/{given}/edit"),
    }
    for key, (person, path) in sheets.items():
        browser, words = person.client, f"还没写完：{key}"
        draft = {"kind": key.split(":")[0], "circle": "tea", "content": {"body": words}}
        assert browser.call("PUT", f"/me/drafts/{key}", draft).status_code == 200
        assert f'href="{path}?draft={key}"' in page(browser, "/me/drafts")
        assert words in page(browser, f"{path}?draft={key}")
        page(cast.owner.client, f"{path}?draft={key}", 404 if "edit" not in key else 403)


def test_pictures_come_along_without_a_script(app, cast):
    import io

    from tests.factories.content import png

    browser = cast.member.client
    done = browser.submit("/c/tea/questions/new", {
        "title": "这是什么虫子?", "pictures": (io.BytesIO(png()), "a.png"),
    })  # fmt: skip
    assert done.status_code == 303
    assert "/media/" in page(browser, done.location)
    broken = browser.submit("/c/tea/questions/new", {
        "title": "这又是什么虫子?", "pictures": (io.BytesIO(b"no"), "b.png"),
    })  # fmt: skip
    assert broken.status_code == 422 and "这又是什么虫子" in broken.get_data(as_text=True)


def test_what_is_kept_for_guests_holds_nobodys_token_and_no_button_to_press(app, cast, anyone):
    number, _given = asked(app, cast)
    for path in ("/c/tea/questions", f"/c/tea/questions/{number}"):
        kept, own = page(anyone, path), page(cast.owner.client, path)
        assert "csrf" not in kept and "formaction" not in kept
        assert "csrf" in own
        assert anyone.get(path).headers["Cache-Control"].startswith("public")
        assert not cast.owner.client.get(path).headers.get("Cache-Control", "").startswith("public")
