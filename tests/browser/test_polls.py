"""Putting a poll and voting on a phone: in place, at once, to be taken back, nothing jumping."""

import re

import pytest
from playwright.sync_api import expect

from circle.core.db import db
from tests.factories.content import polled, tea_poll

SIZES = "part => [part, ...part.querySelectorAll('li, p, div')].map(one => one.offsetHeight)"


@pytest.fixture
def put(app, cast, settled_in):
    """A post of the owner's with a poll; its number."""
    with app.app_context():
        number = polled(cast.owner.inside(), tea_poll()).id
        db.session.remove()
    return number


def go_on(view):
    """Put away what is celebrated, if anything is."""
    for person_told in view.page.get_by_role("button", name="继续").all():
        person_told.click()


def undo(view):
    """The button of the word said last; the one before may still be on its way out."""
    return view.page.locator(".toast:not(.toast--leaving)").get_by_role("button", name="撤销")


def test_a_vote_is_answered_in_place_and_taken_back(cast, window, put):
    view = window(cast.member)
    for path in ("/c/tea", f"/c/tea/posts/{put}"):
        view.open(path)
        go_on(view)
        polls = view.page.locator("[data-polls]")
        before = polls.evaluate(SIZES)
        polls.get_by_text("绿茶").tap()
        polls.get_by_role("button", name="投票", exact=True).tap()
        expect(polls.locator("progress")).to_have_count(3)
        assert polls.evaluate(SIZES) == before, "nothing jumps"
        expect(polls.locator(".poll__option--chosen")).to_have_text(re.compile("绿茶.*100%", re.S))
        expect(polls).to_contain_text("已有 1 人参与")
        assert view.path == path
        expect(polls.get_by_role("radio", name=re.compile("绿茶"))).to_be_focused()
        polls.get_by_text("红茶").tap()
        polls.get_by_role("button", name="改投").tap()
        expect(polls.locator(".poll__option--chosen")).to_contain_text("红茶")
        undo(view).tap()
        expect(polls.locator(".poll__option--chosen")).to_contain_text("绿茶")
        polls.get_by_role("button", name="撤回投票").tap()
        expect(polls.locator("progress")).to_have_count(0)
        undo(view).tap()
        expect(polls.locator(".poll__option--chosen")).to_contain_text("绿茶")
        polls.get_by_role("button", name="撤回投票").tap()
        expect(polls).to_contain_text("还没有人投票")


def test_a_poll_is_put_from_the_toolbar_and_found_again_in_the_draft(cast, window, put):
    view = window(cast.owner)
    view.open("/c/tea/posts/new")
    view.page.wait_for_selector("form[data-composed]")
    view.page.get_by_role("button", name="投票", exact=True).tap()
    expect(view.page.locator("#poll1_question")).to_be_focused()
    view.page.locator("#body").fill("投一票吧")
    view.page.locator("#poll1_question").fill("明天喝什么？")
    view.page.locator("#poll1_options").fill("岩茶\n普洱")
    with view.page.expect_response(lambda answer: "/me/drafts/" in answer.url):
        view.page.get_by_label("谁能看结果").select_option("always")
    view.open("/c/tea/posts/new")
    expect(view.page.locator("#poll1_options")).to_have_value("岩茶\n普洱")
    expect(view.page.locator("#poll1_question")).to_be_visible()
    expect(view.page.get_by_label("谁能看结果")).to_have_value("always")
    view.page.get_by_role("button", name="发布").tap()
    view.page.wait_for_url(re.compile(r"/c/tea$"))
    go_on(view)
    first = view.page.locator("[data-polls]").first
    expect(first).to_contain_text("明天喝什么？")
    expect(first.locator("progress")).to_have_count(2)
