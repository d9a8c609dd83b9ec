"""The sheets of questions: asking, changing and joining one; nothing typed is lost."""

import io
import re

import pytest

from tests.factories import points as made
from tests.factories.content import png
from tests.qa.looking import page, settings

pytestmark = pytest.mark.usefixtures("calm")


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


def test_a_question_is_changed_by_who_asked_alone(cast, answered):
    number, given = answered
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


def test_joining_instead_of_asking_leads_to_the_question(cast, run_index, answered):
    number, _given = answered
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


def test_asking_again_begins_with_the_old_question(cast, answered):
    number, _given = answered
    seen = page(cast.guest.client, f"/c/tea/questions/new?again={number}")
    assert "白茶存放时要不要密封" in seen and f"/c/tea/questions/{number}" in seen
    page(cast.guest.client, "/c/tea/questions/new?again=999999")


def test_drafts_lead_back_to_the_sheet_they_were_typed_on(cast, answered):
    number, given = answered
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
