"""Writing on a bad line: nothing written is lost, and nothing is published twice."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_journey_arriving import files

WORDS = "雨天,焙火重的岩茶最好。"
WROTE = "**/c/tea/posts/new"
NO_NET = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED")


@pytest.fixture
def writer(cast, window, settled_in):
    """A member on a phone, before an empty sheet."""
    view = window(cast.member)
    view.open("/c/tea/posts/new")
    view.page.wait_for_selector("form[data-composed]")
    return view


def count_posts(cast) -> int:
    return len(cast.member.client.get("/api/v1/circles/tea/feed").json["items"])


def drafts_of(cast) -> list:
    return cast.member.client.get("/api/v1/me/drafts").json["items"]


def write(view, words=WORDS):
    view.page.get_by_label("你想说什么？").fill(words)
    return view.page.get_by_role("button", name="发布")


def test_a_post_written_without_network_is_kept_and_goes_out_later(writer, cast):
    writer.forgive(*NO_NET)
    send = write(writer)
    writer.context.set_offline(True)
    send.tap()
    writer.see("网络")
    expect(writer.page.get_by_label("你想说什么？")).to_have_value(WORDS)
    assert count_posts(cast) == 0
    writer.context.set_offline(False)
    writer.expect_path("/c/tea")
    expect(writer.page.locator("article", has_text=WORDS)).to_have_count(1)
    assert count_posts(cast) == 1
    assert drafts_of(cast) == []


def test_an_answer_that_never_came_back_does_not_publish_twice(writer, cast):
    writer.forgive("ERR_FAILED", "ERR_CONNECTION")
    lost = []

    def lose_the_answer(route):
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch())
            return route.abort()
        return route.continue_()

    writer.page.route(WROTE, lose_the_answer)
    write(writer).tap()
    writer.page.get_by_role("button", name="重试").tap()
    writer.expect_path("/c/tea")
    assert len(lost) == 1
    assert count_posts(cast) == 1


def test_a_double_tap_publishes_once(writer, cast):
    send = write(writer)
    send.evaluate("(button) => { button.click(); button.click(); }")
    writer.expect_path("/c/tea")
    expect(writer.page.locator("article", has_text=WORDS)).to_have_count(1)
    assert count_posts(cast) == 1


def test_what_is_refused_is_said_in_place_and_was_sent_once(writer, cast):
    """The answer to the first sending is what is shown; what was typed stays, and goes out then."""
    writer.forgive("422")
    sent = []
    writer.page.on("request", lambda one: one.method == "POST" and "/posts/new" in one.url
                   and sent.append(one.is_navigation_request()))  # fmt: skip
    send = write(writer)
    writer.page.locator("[data-pictures]").set_input_files(files("teal"))
    expect(writer.page.locator("[data-tray] input[name=media]")).to_have_count(1)
    key = writer.page.locator("form[data-composer] [name=_key]").input_value()
    writer.page.locator(".composer__more:not([data-asking]) > summary").tap()
    writer.page.get_by_label("定时发布").fill("2020-01-01T08:00")
    send.tap()
    expect(writer.page.locator("#scheduled_at-error")).to_be_visible()
    assert sent == [False]
    expect(writer.page.get_by_label("你想说什么？")).to_have_value(WORDS)
    expect(writer.page.locator("[data-tray] input[name=media]")).to_have_count(1)
    expect(writer.page.get_by_label("定时发布")).to_be_focused()
    assert writer.page.locator("form[data-composer] [name=_key]").input_value() != key
    writer.page.wait_for_selector("form[data-composed]")
    writer.page.get_by_label("定时发布").fill("")
    writer.page.get_by_role("button", name="发布", exact=True).tap()
    writer.expect_path("/c/tea")
    expect(writer.page.locator("article", has_text=WORDS)).to_have_count(1)
    assert count_posts(cast) == 1 and drafts_of(cast) == []


def test_a_killed_page_finds_its_words_again_on_the_same_phone(writer, cast, window):
    write(writer)
    writer.page.locator("[data-pictures]").set_input_files(files("teal"))
    expect(writer.page.locator("[data-tray] input[name=media]")).to_have_count(1)
    state = writer.context.storage_state()
    writer.context.close()
    again = window(cast.member, storage_state=state)
    again.open("/c/tea/posts/new")
    expect(again.page.get_by_label("你想说什么？")).to_have_value(WORDS)
    expect(again.page.locator("[data-tray] input[name=media]")).to_have_count(1)
    again.see("草稿已恢复")


def test_a_draft_is_found_on_another_phone_and_can_be_thrown_away(writer, cast, window):
    with writer.page.expect_response(re.compile("/me/drafts/")):
        write(writer)
    writer.see("已保存草稿")
    other = window(cast.member)
    other.open("/c/tea/posts/new")
    expect(other.page.get_by_label("你想说什么？")).to_have_value(WORDS)
    with other.page.expect_response(re.compile("/me/drafts/")):
        other.page.get_by_role("button", name="放弃").tap()
    expect(other.page.get_by_label("你想说什么？")).to_have_value("")
    assert drafts_of(cast) == []


def test_a_picture_that_did_not_go_up_can_be_tried_again(writer):
    writer.forgive("ERR_INTERNET_DISCONNECTED")
    writer.context.set_offline(True)
    writer.page.locator("[data-pictures]").set_input_files(files("teal"))
    writer.page.get_by_label("重新上传第 1 张图").wait_for()
    expect(writer.page.get_by_role("button", name="发布")).to_be_disabled()
    writer.context.set_offline(False)
    expect(writer.page.locator("[data-tray] input[name=media]")).to_have_count(1)
    expect(writer.page.get_by_role("button", name="发布")).to_be_enabled()


def test_a_comment_written_without_network_is_kept(cast, window, posts):
    [post] = posts(1)
    view = window(cast.guest)
    view.forgive(*NO_NET)
    page = view.open(f"/c/tea/posts/{post}")
    field = page.locator("form[data-comment] textarea")
    field.fill("水温再低一点试试。")
    view.context.set_offline(True)
    page.get_by_role("button", name="发送").tap()
    view.see("网络")
    expect(field).to_have_value("水温再低一点试试。")
    view.context.set_offline(False)
    page.get_by_role("button", name="发送").tap()
    expect(page.locator(".comment", has_text="水温再低一点试试。")).to_have_count(1)
    expect(field).to_have_value("")
