"""A person comes by on a phone, stays, writes, and finds it all again the next day."""

import re

import pytest
from playwright.sync_api import expect

from tests.factories.content import png
from tests.factories.posts import publish

PASSWORD = "一壶好茶要慢慢喝"


def files(*colours: str) -> list[dict]:
    """Pictures as a phone's album would give them."""
    return [{"name": f"{colour}.png", "mimeType": "image/png", "buffer": png(colour, (320, 240))}
            for colour in colours]  # fmt: skip


@pytest.fixture
def first(app, cast, settled_in):
    """A post by the owner, in a circle that has rules."""
    with app.app_context():
        return publish(cast.owner, "今天的水是八十五度。").id


@pytest.mark.both_databases
def test_somebody_arrives_joins_writes_and_finds_it_again(phone, app, cast, first):
    page = phone.open("/c/tea")
    arrive(phone, page)
    join_and_introduce(phone, page)
    publish_three_pictures(phone, page)
    take_part(phone, page, first)
    come_back_later(phone, page)


def arrive(phone, page):
    page.get_by_role("link", name="加入", exact=True).tap()
    phone.expect_path("/signin")
    page.get_by_role("link", name="第一次来？注册一个").tap()
    phone.expect_path("/signup")
    page.get_by_label("名字").fill("新来的茶客")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="注册").tap()
    phone.expect_path("/c/tea/join")


def join_and_introduce(phone, page):
    phone.see("说自己泡过的茶")
    page.get_by_role("button", name="同意圈规并加入").tap()
    phone.expect_path("/c/tea")
    page.get_by_role("link", name="说说你是谁").tap()
    phone.expect_path("/c/tea/card")
    page.get_by_label("介绍一下自己").fill("从福州来,只喝白茶。")
    page.get_by_role("button", name="保存").tap()
    phone.see("已保存")


def publish_three_pictures(phone, page):
    page.goto(phone.address + "/c/tea")
    page.get_by_role("link", name="写点什么").last.tap()
    phone.expect_path("/c/tea/posts/new")
    send = page.get_by_role("button", name="发布")
    expect(send).to_be_disabled()
    page.get_by_label("你想说什么？").fill("三款白茶,一起试。")
    page.locator("[data-pictures]").set_input_files(files("tomato", "teal", "olive"))
    expect(page.locator(".composer__picture")).to_have_count(3)
    expect(page.locator("[data-tray] input[name=media]")).to_have_count(3)
    page.get_by_label("描述第 1 张图").tap()
    page.locator("#picture-alt").fill("红色的茶汤")
    page.locator("#picture-alt").blur()
    expect(page.locator("[data-described]")).to_have_count(1)
    send.tap()
    phone.expect_path("/c/tea")
    shown = page.locator("article", has_text="三款白茶").locator("img.pictures__picture")
    expect(shown).to_have_count(3)
    expect(page.get_by_alt_text("红色的茶汤")).to_be_visible()


def take_part(phone, page, first):
    theirs = page.locator(f"#e{first}")
    like = theirs.get_by_role("button", name="点赞")
    url = page.url
    with page.expect_response(re.compile("/like$")):
        like.tap()
    expect(like).to_have_attribute("aria-pressed", "true")
    expect(like.locator("[data-count]")).to_have_text("1")
    with page.expect_response(re.compile("/bookmark$")):
        theirs.get_by_role("button", name="收藏").tap()
    assert page.url == url
    theirs.get_by_role("link", name="评论").tap()
    phone.expect_path(f"/c/tea/posts/{first}")
    say(page, "水温记下了。")
    page.get_by_role("link", name="回复").tap()
    expect(page.get_by_placeholder("回复")).to_be_focused()
    say(page, "明天再试八十度。")
    expect(page.locator(".comment--nested")).to_have_count(1)


def say(page, words):
    field = page.locator("form[data-comment] textarea")
    field.fill(words)
    page.get_by_role("button", name="发送").tap()
    expect(page.locator(".comment", has_text=words).first).to_be_visible()
    expect(page.locator(".comment--sending")).to_have_count(0)
    expect(field).to_have_value("")


def come_back_later(phone, page):
    page.goto(phone.address + "/")
    phone.see("一席茶")
    page.goto(phone.address + "/c/tea")
    phone.see("三款白茶")
    page.goto(phone.address + "/me/bookmarks")
    phone.see("今天的水是八十五度")
    page.goto(phone.address + "/me")
    page.get_by_role("link", name="新来的茶客").tap()
    phone.see("三款白茶")
