"""What is like an entry: under it, of the same circle, of what the reader sees."""

import pytest

from circle.accounts import actions as accounts
from circle.content import actions as content
from tests.factories import posts
from tests.factories.qa import answer, ask
from tests.search.test_searching import change, follow


@pytest.fixture
def like(app, scene, cast):
    """A question, one like it, one like it by the guest, and a post about something else."""

    def write():
        change(cast, newcomer_review=0)
        one = ask(cast.member.inside(), "紫砂壶开壶要煮多久？", body="第一次开壶，段泥的。").id
        two = ask(cast.owner.inside(), "开壶之后紫砂壶怎么养？", body="每天用茶汤浇。").id
        three = ask(cast.guest.inside(), "开壶煮裂了怎么办？", body="紫砂壶冷水下锅也裂。").id
        answer(cast.guest.inside(), one, "开壶煮半小时就够，紫砂壶别用猛火。")
        posts.publish(cast.owner, "周末去爬山，看见了满坡的杜鹃。")
        return one, two, three

    numbers = scene("what is alike", write)
    follow(app)
    return numbers


def related(person, number):
    sent = person.get(f"/api/v1/entries/{number}/related")
    assert sent.status_code == 200, sent.json
    return {one["id"] for one in sent.json["items"]}


def test_what_is_most_like_it_is_shown_and_never_itself(cast, anyone, like):
    one, two, three = like
    assert related(anyone, one) == {two, three}
    page = anyone.get(f"/entries/{one}/related").get_data(as_text=True)
    assert "开壶之后紫砂壶怎么养？" in page and "杜鹃" not in page
    part = anyone.get(f"/entries/{one}/related", headers={"X-Fragment": "related"})
    assert "<html" not in part.get_data(as_text=True)
    assert f"/entries/{one}/related" in anyone.get(f"/c/tea/questions/{one}").get_data(as_text=True)


def test_what_the_reader_may_not_see_is_like_nothing(app, cast, anyone, like):
    one, two, three = like
    with app.app_context():
        accounts.block_user(cast.moderator.actor, cast.owner.user_id)
        assert related(cast.moderator.client, one) == {three}
        content.hide_entry(cast.owner.inside(), three)
    assert related(anyone, one) == {two}
    assert related(cast.owner.client, one) == {two}
    with app.app_context():
        change(cast, visibility="private")
    for who in (anyone, cast.outsider.client, cast.removed.client):
        assert who.get(f"/api/v1/entries/{one}/related").status_code == 404
        assert who.get(f"/entries/{one}/related").status_code == 404
    assert related(cast.member.client, one) == {two}


def test_there_is_nothing_like_what_is_not_there(anyone, cast, like):
    for path in ("/api/v1/entries/99999/related", "/entries/99999/related"):
        assert cast.owner.client.get(path).status_code == 404
