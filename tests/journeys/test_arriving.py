"""From the first look to the second visit, as the forms of the pages send it."""

import io
import re

import pytest

from tests.browser.seed import settle_in
from tests.factories.content import png
from tests.factories.posts import publish

PASSWORD = "一壶好茶要慢慢喝"
NAME = "新来的茶客"


@pytest.fixture
def first(app, cast):
    """A post by the owner, in a circle that has rules."""
    settle_in(app, cast)
    with app.app_context():
        return publish(cast.owner, "今天的水是八十五度。").id


def text_of(answer) -> str:
    assert answer.status_code == 200, answer.status
    return answer.get_data(as_text=True)


def hidden(html: str, name: str) -> str:
    """What a form of this page sends along unseen."""
    return re.search(rf'name="{name}" value="([^"]*)"', html).group(1)


def sent(answer, path: str):
    """The write was done and leads there."""
    assert answer.status_code == 303, answer.get_data(as_text=True)[:2000]
    assert answer.headers["Location"].split("#")[0].split("?")[0] == path


def sign_up(person) -> None:
    door = text_of(person.get("/c/tea"))
    assert "/signin?next=/c/tea/join" in door.replace("%2F", "/")
    page = text_of(person.get("/signup?next=/c/tea/join"))
    assert hidden(page, "_next") == "/c/tea/join"
    typed = {"name": NAME, "password": PASSWORD, "_next": "/c/tea/join"}
    refused = person.submit("/signup", typed)
    assert refused.status_code == 422 and NAME in refused.get_data(as_text=True)
    sent(person.submit("/signup", {**typed, "accept_terms": "on"}), "/c/tea/join")
    person.forget_csrf()


def join(person) -> None:
    page = text_of(person.get("/c/tea/join"))
    assert "说自己泡过的茶" in page
    version = hidden(page, "accept_rules")
    sent(person.submit("/c/tea/join", {"accept_rules": version}), "/c/tea")
    assert "坐下喝一杯。" in text_of(person.get("/c/tea"))
    sent(person.submit("/c/tea/card", {"introduction": "从福州来,只喝白茶。"}), "/c/tea/card")


def write(person) -> None:
    empty = person.submit("/c/tea/posts/new", {"body": "", "tag_line": "白茶"})
    assert empty.status_code == 422 and "白茶" in empty.get_data(as_text=True)
    form = {"body": "三款白茶,一起试。", "tag_line": "白茶", "_key": "one-and-the-same"}
    for _tap in range(2):
        pictures = [(io.BytesIO(png(one)), f"{one}.png") for one in ("tomato", "teal", "olive")]
        sent(person.submit("/c/tea/posts/new", {**form, "pictures": pictures}), "/c/tea")
    page = text_of(person.get("/c/tea"))
    assert page.count("三款白茶,一起试。") == 1
    assert len(re.findall(r'class="pictures__picture"', page)) == 3


def take_part(person, first: int) -> None:
    for act in ("like", "bookmark"):
        assert person.submit(f"/entries/{first}/{act}").status_code == 303
    said = person.submit(f"/entries/{first}/comments", {"body": "水温记下了。"})
    assert said.status_code == 303
    page = text_of(person.get(f"/c/tea/posts/{first}"))
    comment = re.search(r"\?reply=(\d+)#write", page).group(1)
    person.submit(
        f"/entries/{first}/comments", {"body": "明天再试八十度。", "reply_to_id": comment}
    )
    page = text_of(person.get(f"/c/tea/posts/{first}"))
    assert "水温记下了。" in page and "明天再试八十度。" in page
    assert page.count('aria-pressed="true"') >= 2


def test_somebody_arrives_joins_writes_and_finds_it_again(app, anyone, first, clock):
    sign_up(anyone)
    join(anyone)
    write(anyone)
    take_part(anyone, first)
    anyone.submit("/signout")
    anyone.forget_csrf()
    clock.travel(days=3)
    back = app.test_client()
    sent(back.submit("/signin", {"name": NAME, "password": PASSWORD, "_next": "/c/tea"}), "/c/tea")
    assert "三款白茶,一起试。" in text_of(back.get("/c/tea"))
    assert "今天的水是八十五度。" in text_of(back.get("/me/bookmarks"))
    assert "三款白茶,一起试。" in text_of(back.get(f"/u/{NAME}"))


def test_what_one_took_away_can_be_put_back(app, cast, first):
    owner = cast.owner.client
    sent(owner.submit(f"/entries/{first}/remove", {"_next": "/c/tea"}), "/c/tea")
    page = text_of(owner.get("/c/tea"))
    assert "八十五度" not in page and f'formaction="/entries/{first}/restore"' in page
    assert owner.submit(f"/entries/{first}/restore").status_code == 303
    assert "八十五度" in text_of(owner.get("/c/tea"))


def test_who_is_not_in_yet_is_led_to_the_door(app, cast, first):
    asked = cast.outsider.client.get("/c/tea/posts/new")
    assert (asked.status_code, asked.headers["Location"]) == (303, "/c/tea/join")
    assert cast.member.client.get("/c/tea/posts/new").status_code == 200
