"""Whom a mute through an entry without a name does not reach reads as muted there all the same."""

import re

import pytest

from circle.content import actions as content
from circle.content.schemas import Comment
from tests.factories.content import asked_in, tea_poll
from tests.factories.qa import answer, ask
from tests.qa.looking import page
from tests.qa.sealed import WHY, lift, put, writes

pytestmark = pytest.mark.usefixtures("calm")
GUARD = re.compile(r'name="(csrf_token|_key)" value="[^"]*"')


@pytest.mark.parametrize("author", ["moderator", "admin", "owner"])
def test_ones_own_rank_and_above_are_not_reached_and_every_answer_is_the_same(
    cast, asked, author
):
    theirs, usual = asked(author), asked("member", "白茶放久了会不会发霉？")
    said = [facts(put(cast.moderator, one)) for one in (theirs, usual)]
    assert said[0] == said[1] and said[0][1]["muted"]
    assert writes(cast[author]) and not writes(cast.member)
    sheets = [sheet(cast.admin, one) for one in (theirs, usual)]
    assert sheets[0] == sheets[1] and WHY in sheets[0]
    said = [facts(lift(cast.moderator, one)) for one in (theirs, usual)]
    assert said[0] == said[1] and not said[0][1]["muted"]
    assert cast[author].client.get("/api/v1/circles/tea/own-mutes").json["items"] == []


@pytest.mark.parametrize(
    ("author", "through"),
    [("owner", "question"), ("owner", "comment"), ("moderator", "question"), ("member", "comment")],
)
def test_who_is_read_as_muted_does_nothing_under_it_whatever_their_rank(
    app, cast, asked, author, through
):
    number, browser = asked(author), cast[author].client
    with app.app_context():
        given = answer(cast.guest.inside(), number, "先用开水煮一遍。").id
        word = content.write_comment(cast[author].inside(), number, Comment("补充一句。")).id
        gone = content.write_comment(cast[author].inside(), given, Comment("多说一句。")).id
        content.remove_entry(cast[author].inside(), gone)
    acts = (
        ("POST", f"/entries/{given}/comments", {"body": "谢谢，可是不对。"}),
        ("POST", f"/entries/{number}/comments", {"body": "还有人吗？"}),
        ("POST", f"/questions/{number}/answers", {"body": "我自己来说。"}),
        ("PATCH", f"/questions/{number}", {"title": "紫砂壶第一次到底怎么开？"}),
        ("PATCH", f"/comments/{word}", {"body": "改一句。"}),
        ("POST", f"/entries/{gone}/restore", None),
        ("PUT", f"/answers/{given}/accept", {}),
        ("POST", f"/answers/{given}/confirm", None),
        ("POST", f"/questions/{number}/close", {"reason": "知道了"}),
    )
    put(cast.moderator, number if through == "question" else word)
    for method, path, body in acts:
        sent = browser.call(method, path, body)
        assert (sent.status_code, sent.json.get("code")) == (403, "muted"), path
        assert "匿名提问" in sent.json["detail"]
    offered = ("edit", "comment")
    can = browser.get(f"/api/v1/questions/{number}").json["viewer"]["can"]
    assert not any(can[act] for act in offered)
    reader = cast.guest.client  # whom it does not concern
    assert reader.get(f"/api/v1/questions/{number}").json["viewer"]["can"]["comment"]
    sent = reader.call("POST", f"/entries/{number}/comments", {"body": "我是回答的人。"})
    assert sent.status_code == 201
    if author == "owner":
        assert writes(cast.owner)
    lift(cast.moderator, number if through == "question" else word)
    can = browser.get(f"/api/v1/questions/{number}").json["viewer"]["can"]
    assert all(can[act] for act in offered)
    for method, path, body in acts:
        sent = browser.call(method, path, body)
        assert sent.status_code < 300, (path, sent.json)


@pytest.mark.parametrize("author", ["owner", "guest"])
def test_who_is_read_as_muted_ends_no_poll_under_it(app, cast, author):
    with app.app_context():
        entry = ask(cast[author].inside(), anonymous=True, polls=(tea_poll(),))
        number, poll = entry.id, asked_in(entry)[0].id
    put(cast.moderator, number)
    sent = cast[author].client.call("POST", f"/polls/{poll}/close")
    assert (sent.status_code, sent.json["code"]) == (403, "muted")
    lift(cast.moderator, number)
    assert cast[author].client.call("POST", f"/polls/{poll}/close").status_code == 200


def test_what_is_read_as_muted_ends_by_itself_and_is_of_that_thread_alone(
    app, cast, asked, clock
):
    first, second = asked("owner"), asked("owner", "白茶放久了会不会发霉？")
    put(cast.moderator, first, days=1)
    say = {"body": "再补充一句。"}

    def told(number):
        return cast.owner.client.call("POST", f"/entries/{number}/comments", say).status_code

    assert (told(first), told(second)) == (403, 201)
    clock.travel(days=1, minutes=1)
    assert told(first) == 201


def facts(sent):
    told = {name: value for name, value in sent.json.items() if name not in ("entry_id", "at")}
    return sent.status_code, {**told, "until": bool(told["until"])}


def sheet(person, entry_id):
    """The sheet of an entry without what names the entry and the form."""
    text = page(person.client, f"/entries/{entry_id}/mute-author")
    at = text.index('<p class="quiet">')
    return GUARD.sub("", text[at : text.index("</main>")].replace(f"/{entry_id}", "/#"))


def test_staff_a_member_is_not_below_lift_nothing_of_what_a_higher_one_gave(cast, asked, clock):
    number = asked("moderator")
    put(cast.owner, number, days=30)
    assert not writes(cast.moderator)
    with_power = cast.moderator  # the author: of nobody's rank below themselves
    assert lift(with_power, number).json["muted"] is False
    for reader in ("owner", "admin", "moderator"):
        shown = cast[reader].client.get(f"/api/v1/entries/{number}/author-mute").json
        assert shown["muted"] is False
    assert not writes(cast.moderator)
    (own,) = cast.moderator.client.get("/api/v1/circles/tea/own-mutes").json["items"]
    assert own["reason"] == WHY
    put(with_power, number, days=1)
    clock.travel(days=2)
    assert not writes(cast.moderator)
    assert lift(cast.admin, number).status_code == 200
    assert writes(cast.moderator)
