"""Feeds, sitemap, share sheet, short link and what pages tell programs."""

import json
import re
from xml.etree import ElementTree

import pytest

from circle.circles.queries import enter
from circle.core import clock as times
from circle.core.actor import GUEST
from circle.posts.cards import card_of, reader_of
from circle.posts.queries import FeedChoice, feed_page
from circle.posts.syndication import Channel, FeedItem, title_of, write_atom, write_rss
from tests.factories.circles import found_circle
from tests.factories.content import picture
from tests.factories.posts import publish
from tests.factories.qa import answer, ask

ATOM = "{http://www.w3.org/2005/Atom}"
NASTY = "<script>alert(1)</script> & \"引号\" ]]> 龙"


@pytest.fixture
def circles(scene, cast):
    """A post in a public, a preview and a private circle; answers their ids by slug."""

    def make():
        found = {"tea": publish(cast.owner, NASTY + " #岩茶#").id}
        for slug in ("preview", "private"):
            found_circle(cast.owner.actor, f"{slug}-tea", visibility=slug)
            body = "开头的话。" + "中间的话，" * 80 + "只有成员看得到的结尾。"
            found[f"{slug}-tea"] = publish(cast.owner, body, slug=f"{slug}-tea").id
        return found

    return scene("posts in three circles", make)


def test_feeds_of_a_public_circle_are_well_formed_and_escaped(anyone, circles):
    atom = ElementTree.fromstring(anyone.get("/c/tea/feed.atom").data)
    entry = atom.find(f"{ATOM}entry")
    assert "<script" not in entry.find(f"{ATOM}content").text
    assert "alert(1)" in entry.find(f"{ATOM}content").text
    assert entry.find(f"{ATOM}category").get("term") == "岩茶"
    assert atom.find(f"{ATOM}updated").text.endswith("Z")
    rss = ElementTree.fromstring(anyone.get("/c/tea/feed.rss").data)
    assert rss.find("channel/item/link").text.endswith(f"/c/tea/posts/{circles['tea']}")
    assert anyone.get("/c/tea/feed.atom").mimetype == "application/atom+xml"


def test_a_preview_circles_feed_has_the_beginning_alone(anyone, circles):
    text = anyone.get("/c/preview-tea/feed.atom").text
    assert "开头的话" in text and "只有成员看得到的结尾" not in text


@pytest.mark.parametrize("kind", ["atom", "rss"])
def test_a_private_circle_has_no_feed(anyone, cast, circles, kind):
    assert anyone.get(f"/c/private-tea/feed.{kind}").status_code == 404
    assert cast.owner.client.get(f"/c/private-tea/feed.{kind}").status_code == 404


def test_characters_xml_cannot_hold_are_left_out():
    from circle.core import clock

    item = FeedItem("https://x.example/1", "a\x00\ufffeb", '<a href="/c/tea">x</a>', "名", ["t"],
                    clock.now(), clock.now())  # fmt: skip
    channel = Channel("https://x.example/c/tea", "https://x.example/f", "圈", "", "zh",
                      clock.now(), [item])  # fmt: skip
    for written in (write_atom(channel), write_rss(channel)):
        root = ElementTree.fromstring(written)
        assert "ab" in "".join(root.itertext())
        assert 'href="https://x.example/c/tea"' in "".join(root.itertext())


def test_a_long_first_line_is_cut_for_a_title():
    assert title_of("短。\n第二行") == "短。"
    assert len(title_of("长" * 90)) == 40 and title_of("长" * 90).endswith("…")


def test_the_sitemap_names_what_is_public_and_nothing_else(anyone, circles):
    index = ElementTree.fromstring(anyone.get("/sitemap.xml").data)
    pages = ""
    for place in index.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc"):
        pages += anyone.get(place.text).text
    assert f"/c/tea/posts/{circles['tea']}<" in pages and "/c/tea<" in pages
    assert "preview-tea" not in pages and "private-tea" not in pages
    assert "Sitemap: " in anyone.get("/robots.txt").text


def test_the_sitemap_names_public_questions_and_when_they_were_answered(
    app, cast, anyone, clock
):
    with app.app_context():
        owner = cast.owner.inside()
        asked = ask(owner).id
        found_circle(cast.owner.actor, "private-tea", visibility="private")
        kept = ask(cast.owner.inside("private-tea")).id
        clock.travel(days=3)
        answer(cast.guest.inside(), asked)
        answered = times.now()
    part = anyone.get("/sitemap/posts-0.xml").text
    line = part[part.index(f"/c/tea/questions/{asked}<"):].partition("</url>")[0]
    assert f"{answered:%Y-%m-%d}" in line
    assert f"/questions/{kept}<" not in part


def test_a_post_tells_programs_what_it_is(anyone, circles):
    page = anyone.get(f"/c/tea/posts/{circles['tea']}").text
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    data = json.loads(found[1])
    assert data["@type"] == "DiscussionForumPosting" and "引号" in data["text"]
    assert "<" not in found[1]
    assert 'property="og:title"' in page and 'rel="canonical"' in page
    assert 'name="twitter:card"' in page


def test_outsiders_of_a_preview_circle_are_told_the_beginning_only(anyone, cast, circles):
    for path in (f"/c/preview-tea/posts/{circles['preview-tea']}", "/c/preview-tea"):
        page = anyone.get(path).text
        assert "开头的话" in page and "结尾" not in page and "加入后看全文" in page
        assert "结尾" in cast.owner.client.get(path).text


def test_a_card_for_outsiders_holds_neither_text_nor_pictures(inside, cast):
    found_circle(cast.owner.actor, "preview-tea", visibility="preview")
    shown = picture(cast.owner.inside("preview-tea")).id
    publish(cast.owner, "开头的话。", slug="preview-tea", media=[shown])

    def card_for(actor):
        circle, here = enter(actor, "preview-tea")
        (row,) = feed_page(here, circle, FeedChoice()).items
        return card_of(row, None, circle, reader_of(here, circle))

    outside, within = card_for(GUEST), card_for(cast.owner.actor)
    assert (outside.html, outside.pictures, outside.excerpt) == ("", (), "开头的话。")
    assert "开头的话" in within.html and len(within.pictures) == 1


def test_the_share_sheet_leads_to_the_post_by_a_short_link(anyone, cast, circles):
    browser = cast.member.client
    sheet = browser.get(f"/entries/{circles['tea']}/share").text
    link = re.search(r'data-copy="http://[^/]+(/s/[A-Za-z0-9]+)"', sheet)[1]
    assert anyone.get(link).location.endswith(f"/c/tea/posts/{circles['tea']}")
    again = re.search(r'data-copy="http://[^/]+(/s/[A-Za-z0-9]+)"',
                      anyone.get(f"/entries/{circles['tea']}/share").text)  # fmt: skip
    assert again[1] == link
    code = anyone.get(f"/entries/{circles['tea']}/qr.svg")
    assert code.mimetype == "image/svg+xml" and ElementTree.fromstring(code.data) is not None


def test_nothing_of_a_private_post_is_shared_with_outsiders(anyone, cast, circles):
    post = circles["private-tea"]
    for person in (anyone, cast.outsider.client):
        for path in (f"/entries/{post}/share", f"/entries/{post}/qr.svg", f"/posts/{post}",
                     f"/c/private-tea/posts/{post}", "/c/private-tea",
                     f"/c/tea/posts/{post}", "/c/private-tea/new-count?since=0"):  # fmt: skip
            assert person.get(path).status_code == 404, path
    assert cast.owner.client.get(f"/entries/{post}/share").status_code == 200
