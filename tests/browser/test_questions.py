"""Asking, answering and settling on a phone; what was asked already shows while one types."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import windows
from tests.factories.qa import answer, ask


@pytest.fixture
def asked(app, cast, settled_in, run_jobs, run_index):
    """A question of the member with two answers: its number and theirs."""
    with app.app_context():
        number = ask(cast.member.inside(), body="去年的饼有点潮。", tags=("存茶",)).id
        first = answer(cast.guest.inside(), number).id
        second = answer(cast.admin.inside(), number, "双层纸箱,里面放牛皮纸袋。").id
    run_jobs()
    run_index()
    return number, first, second


def go_on(view):
    """Put away a level that is celebrated, if one is; new badges say themselves and go."""
    view.wait_awake()
    celebrated = view.page.locator("dialog[data-celebration]")
    if celebrated.count():
        celebrated.get_by_role("button", name="继续").click()
        expect(celebrated).to_have_count(0)


def test_a_question_is_asked_answered_and_settled_on_a_phone(cast, window, settled_in):
    asker, guest = window(cast.member), window(cast.guest)
    asker.open("/c/tea/questions")
    asker.page.get_by_role("link", name="来提第一个问题").tap()
    asker.page.wait_for_selector("form[data-composed]")
    send = asker.page.get_by_role("button", name="提问")
    expect(send).to_be_disabled()
    asker.page.get_by_label("一句话说清你的问题").fill("饼茶怎么拆才不碎?")
    expect(send).to_be_enabled()
    send.tap()
    asker.page.wait_for_url(re.compile(r"/c/tea/questions/\d+$"))
    go_on(asker)
    path = asker.path
    guest.open(path)
    go_on(guest)
    guest.page.get_by_role("link", name="写回答").tap()
    guest.page.wait_for_selector("form[data-composed]")
    guest.page.get_by_label("你的回答").fill("从饼心往外撬,别急。")
    guest.page.get_by_role("button", name="回答", exact=True).tap()
    guest.see("从饼心往外撬")
    asker.open(path)
    go_on(asker)
    asker.page.get_by_role("button", name="采纳", exact=True).tap()
    expect(asker.page.locator(".answer--accepted")).to_have_count(1)
    asker.page.get_by_role("button", name="撤销").tap()
    expect(asker.page.locator(".answer--accepted")).to_have_count(0)


def test_helpful_and_me_too_answer_the_thumb(app, cast, window, asked):
    number, first, _second = asked
    view = window(cast.owner)
    view.open(f"/c/tea/questions/{number}")
    go_on(view)
    for button in (view.page.locator(f"#e{first} .vote").first,
                   view.page.locator(".question__join")):  # fmt: skip
        with view.page.expect_response(lambda answer: "/api/v1/" in answer.url) as came:
            button.tap()
        assert came.value.ok
        expect(button).to_have_attribute("aria-pressed", "true")
        expect(button.locator("[data-count]")).to_have_text("1")


def test_what_was_asked_already_shows_while_typing_and_is_joined_instead(cast, window, asked):
    number, _first, _second = asked
    view = window(cast.owner)
    view.open("/c/tea/questions/new")
    go_on(view)
    view.page.wait_for_selector("form[data-composed]")
    view.page.get_by_label("一句话说清你的问题").fill("白茶存放要密封吗")
    join = view.page.locator(".alike").get_by_role("button", name="同问")
    expect(join).to_have_count(1)
    join.tap()
    view.expect_path(f"/c/tea/questions/{number}")
    expect(view.page.locator(".question__join [data-count]")).to_have_text("1")


def test_a_title_alone_is_kept_as_a_draft(cast, window, settled_in):
    view = window(cast.member)
    view.open("/c/tea/questions/new")
    view.page.wait_for_selector("form[data-composed]")
    view.page.get_by_label("一句话说清你的问题").fill("还没想好怎么问的问题")
    expect(view.page.locator("[data-saved]")).to_have_text("已保存草稿")
    view.open("/c/tea/questions/new")
    expect(view.page.get_by_label("一句话说清你的问题")).to_have_value("还没想好怎么问的问题")


def test_the_pages_of_questions_stand_and_axe_finds_nothing(cast, window, asked):
    """In the light all of axe; in the dark what has to do with colours."""
    number, first, _second = asked
    member = window(cast.member)
    member.context.add_init_script(path=windows.AXE)
    guest = window(cast.guest)
    guest.context.add_init_script(path=windows.AXE)
    cast.member.client.submit(f"/answers/{first}/accept")
    base = "/c/tea/questions"
    walks = [(member, base), (member, f"{base}/{number}"), (member, f"{base}/new"),
             (guest, f"/questions/{number}/answer"), (guest, f"{base}/queue")]  # fmt: skip
    for view, path in walks:
        view.open(path)
        go_on(view)
        assert windows.sideways(view.page) <= 0, path
        assert windows.axe(view.page) == [], path
        windows.look(view.page, "dark", windows.PHONE)
        assert windows.axe(view.page, "color-contrast") == [], path
        assert view.seen()["policy"] == [], path
        windows.look(view.page, "light", windows.PHONE, unseen=True)
