"""No name of who wrote something stands without the ring of their level, on pages and in JSON."""

import re

import pytest

from circle.circles import actions as circles
from circle.circles.schemas import SettingsChange
from circle.content import actions as content
from circle.content.schemas import Comment
from tests.factories import points as made
from tests.factories import qa, topics
from tests.factories.posts import publish

NAMED = re.compile(r'<a href="/u/(\w+)">[^<]+</a>(.{0,160})', re.S)


@pytest.fixture
def written(scene, cast):
    """One of everything somebody signs."""

    def write():
        circles.change_settings(
            cast.owner.inside(), made.circle_id(), SettingsChange(newcomer_review=0)
        )
        made.happen(cast.member)
        asked = qa.ask(cast.member.inside())
        qa.answer(cast.guest.inside(), asked.id)
        topic = topics.open_topic(cast.owner.inside())
        topics.reply(cast.member.inside(), topic.id)
        post = publish(cast.member, "今天泡了一壶白毫银针，汤色很亮。")
        content.write_comment(cast.member.inside(), post.id, Comment("说得真好，我也这样泡。"))
        return {"question": asked.id, "topic": topic.id, "post": post.id}

    return scene("one of everything that is signed", write)


@pytest.mark.every_row
def test_every_author_wears_their_level(anyone, written):
    for page in (
        "/c/tea", "/c/tea/questions", "/c/tea/topics", "/c/tea/questions/{question}",
        "/c/tea/topics/{topic}", "/c/tea/posts/{post}", "/u/member_of_tea",
    ):  # fmt: skip
        named = NAMED.findall(anyone.get(page.format(**written)).text)
        assert named, page
        assert [name for name, after in named if 'class="level"' not in after] == [], page


def test_rows_of_members_wear_it_too(cast, written):
    browser = cast.member.client
    for page in ("members", "about", "leaders", "members?role=owner"):
        rows = re.findall(r'<a class="mate".*?</a>', browser.get(f"/c/tea/{page}").text, re.S)
        assert rows and all('class="level"' in row for row in rows), page


def test_leaders_beside_the_list_and_shared_circles_show_it(cast, written):
    rail = re.findall(r'class="leaders__name">.{0,120}', cast.guest.client.get("/c/tea").text, re.S)
    chips = re.findall(r'<a class="chip" href="/c/tea/members/\d+">.*?</a>',
                       cast.guest.client.get("/u/member_of_tea").text, re.S)  # fmt: skip
    assert rail and chips and all('class="level"' in one for one in (*rail, *chips))


def test_staff_wear_role_and_level(cast, written):
    page = cast.member.client.get(f"/c/tea/topics/{written['topic']}").text
    after = next(after for name, after in NAMED.findall(page) if name == "owner_of_tea")
    assert "badge--accent" in after and 'class="level"' in after


def test_programs_are_told_the_level_of_every_author(anyone, written):
    for path in ("circles/tea/feed", "circles/tea/questions", "circles/tea/topics"):
        for one in anyone.get(f"/api/v1/{path}").json["items"]:
            assert one["author"]["level"] >= 1, path
