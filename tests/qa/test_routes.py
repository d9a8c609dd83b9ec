"""Every address of questions, walked by those who may not and with numbers of other things."""

from dataclasses import dataclass
from typing import Any

import pytest

from circle.accounts.models import User
from circle.circles import queries as reads
from circle.circles.actions import ban_member, change_settings, remove_member
from circle.circles.schemas import SettingsChange
from circle.core.db import session
from circle.qa.models import Reveal
from tests.factories import points as made
from tests.factories.circles import found_circle
from tests.factories.posts import publish
from tests.factories.qa import answer, ask
from tests.qa.test_pages import settings

pytestmark = pytest.mark.usefixtures("calm")

# whom each address is for; further down each kind is also one of the cast
PUBLIC = "public"  # everybody reads it where the circle is public
MEMBERS = "members"  # who is in the circle may, or is told why not
ASKER = "asker"  # who asked
AUTHOR = "author"  # who answered
STAFF = "staff"
SITE = "site"  # site staff
OWN = "own"  # takes back one's own, and nothing where there is none


@dataclass(frozen=True)
class Route:
    """One method of one address: whom it is for, and what is sent along."""

    method: str
    path: str
    whose: str
    body: dict[str, Any] | None = None

    def __str__(self):
        return f"{self.method} {self.path}"


def _page(method, path, whose, **body):
    return Route(method, path, whose, body)


def _json(method, path, whose, **body):
    return Route(method, f"/api/v1{path}", whose, body)


ROUTES = (
    _page("GET", "/c/{slug}/questions", PUBLIC),
    _page("GET", "/c/{slug}/questions/queue", STAFF),
    _page("GET", "/c/{slug}/questions/similar?q=白茶", MEMBERS),
    _page("GET", "/c/{slug}/questions/new", MEMBERS),
    _page("POST", "/c/{slug}/questions/new", MEMBERS, title="走一遍每个地址的问题？"),
    _page("GET", "/c/{slug}/questions/{question}", PUBLIC),
    _page("GET", "/questions/{question}", PUBLIC),
    _page("GET", "/answers/{answer}", PUBLIC),
    _page("GET", "/answers/{answer}/history", PUBLIC),
    _page("GET", "/entries/{question}/reveal", SITE),
    _page("POST", "/entries/{question}/reveal", SITE, reason="投诉要核实"),
    _page("GET", "/reveals", SITE),
    _page("GET", "/reveals/{reveal}", SITE),
    _page("GET", "/entries/{question}/mute-author", STAFF),
    _page("POST", "/entries/{question}/mute-author", STAFF, days="7", reason="骂人"),
    _page("POST", "/entries/{question}/unmute-author", STAFF),
    _page("GET", "/c/{slug}/author-mutes", STAFF),
    _page("GET", "/c/{slug}/own-mutes", MEMBERS),
    _page("GET", "/questions/{question}/answer", MEMBERS),
    _page("POST", "/questions/{question}/answer", MEMBERS, body="走一遍每个地址的回答。"),
    _page("GET", "/questions/{question}/edit", ASKER),
    _page("POST", "/questions/{question}/edit", ASKER, title="走一遍每个地址，改过了？"),
    _page("GET", "/answers/{answer}/edit", AUTHOR),
    _page("POST", "/answers/{answer}/edit", AUTHOR, body="走一遍每个地址，改过了。"),
    _page("POST", "/questions/{question}/join", MEMBERS),
    _page("POST", "/answers/{answer}/helpful", MEMBERS),
    _page("POST", "/answers/{answer}/accept", ASKER),
    _page("POST", "/answers/{answer}/check", MEMBERS, verdict="no_longer"),
    _page("POST", "/answers/{answer}/confirm", STAFF),
    _page("POST", "/answers/{answer}/unaccept", ASKER),
    _page("GET", "/questions/{question}/manage", STAFF),
    _page("POST", "/questions/{question}/duplicate", STAFF, original="{other}"),
    _page("POST", "/questions/{question}/reopen", STAFF),
    _page("POST", "/questions/{question}/assign", STAFF),
    _page("POST", "/questions/{question}/resolve", STAFF),
    _page("POST", "/answers/{answer}/official", STAFF),
    _page("POST", "/questions/{question}/close", STAFF),
    _json("GET", "/circles/{slug}/questions", PUBLIC),
    _json("GET", "/circles/{slug}/questions/similar?q=白茶", MEMBERS),
    _json("GET", "/circles/{slug}/answers/stale", STAFF),
    _json("GET", "/circles/{slug}/questions/avoided", STAFF),
    _json("POST", "/questions/{question}/reopen", STAFF),
    _json("POST", "/circles/{slug}/questions", MEMBERS, title="走一遍每个接口的问题？"),
    _json("GET", "/questions/{question}", PUBLIC),
    _json("PATCH", "/questions/{question}", ASKER, title="走一遍每个接口，改过了？"),
    _json("PUT", "/questions/{question}/me-too", MEMBERS),
    _json("DELETE", "/questions/{question}/me-too", OWN),
    _json("GET", "/questions/{question}/answers", PUBLIC),
    _json("POST", "/questions/{question}/answers", MEMBERS, body="走一遍每个接口的回答。"),
    _json("GET", "/answers/{answer}", PUBLIC),
    _json("PATCH", "/answers/{answer}", AUTHOR, body="走一遍每个接口，改过了。"),
    _json("PUT", "/entries/{answer}/helpful", MEMBERS),
    _json("DELETE", "/entries/{answer}/helpful", OWN),
    _json("PUT", "/answers/{answer}/accept", ASKER),
    _json("PUT", "/answers/{answer}/check", MEMBERS, verdict="true"),
    _json("POST", "/answers/{answer}/confirm", STAFF),
    _json("GET", "/answers/{answer}/checks", PUBLIC),
    _json("DELETE", "/answers/{answer}/accept", ASKER),
    _json("PUT", "/questions/{question}/assignment", STAFF, member_id=None),
    _json("PUT", "/questions/{question}/official", STAFF, answer_id="{answer}"),
    _json("DELETE", "/questions/{question}/official", STAFF),
    _json("PUT", "/questions/{question}/resolved", STAFF),
    _json("DELETE", "/questions/{question}/resolved", STAFF),
    _json("POST", "/questions/{question}/close", STAFF),
    _json("GET", "/reveals", SITE),
    _json("POST", "/entries/{question}/reveal", SITE, reason="投诉要核实"),
    _json("GET", "/entries/{question}/author-mute", STAFF),
    _json("PUT", "/entries/{question}/author-mute", STAFF, days=7, reason="骂人"),
    _json("DELETE", "/entries/{question}/author-mute", STAFF),
    _json("GET", "/circles/{slug}/author-mutes", STAFF),
    _json("GET", "/circles/{slug}/own-mutes", MEMBERS),
    _json("DELETE", "/answers/{answer}", AUTHOR),
    _json("DELETE", "/questions/{question}", ASKER),
)  # fmt: skip


def ask_for(browser, route, known):
    """The answer to one route with these numbers in its places."""
    def filled(value):
        return value.format(**known) if isinstance(value, str) else value

    path = route.path.format(**known)
    body = {name: filled(value) for name, value in (route.body or {}).items()}
    if route.method == "GET":
        return browser.get(path)
    if not path.startswith("/api/v1"):
        return browser.submit(path, body)
    if "answer_id" in body:
        body["answer_id"] = int(body["answer_id"])
    takes = route.method != "DELETE" and not path.endswith(("/confirm", "/reopen", "/resolved"))
    return browser.call(route.method, path.removeprefix("/api/v1"), body if takes else None)


@pytest.fixture
def known(app, cast, scene, calm):
    """Two questions and an answer of `tea`, a post there, and the outsider's own circle."""
    return scene("what is walked of questions", lambda: make_known(app, cast))


def make_known(app, cast):
    with app.app_context():
        question = ask(cast.member.inside(), anonymous=True).id
        given = answer(cast.guest.inside(), question).id
        other = ask(cast.member.inside(), "另一个问题，问的是别的？").id
        post = publish(cast.member, "一篇动态，不是问题。").id
        found_circle(cast.outsider.actor, "coffee", name="咖啡")
        abroad = ask(cast.outsider.inside("coffee"), "咖啡圈里的问题在那里？").id
        strange = answer(cast.outsider.inside("coffee"), abroad, "咖啡圈里的回答。").id
        looked = Reveal(entry_id=question, circle_id=made.circle_id(), reason="投诉要核实",
                        user_id=cast.moderator.user_id)  # fmt: skip
        session().add(looked)
        session().commit()
        reveal = looked.id
    return {"slug": "tea", "question": question, "answer": given, "other": other, "post": post,
            "abroad": abroad, "strange": strange, "reveal": reveal}  # fmt: skip


def whom(app, cast, kind):
    """Who of the cast an address is for."""
    names = {ASKER: "member", AUTHOR: "guest", STAFF: "owner", MEMBERS: "admin", OWN: "admin"}
    if kind == SITE:
        with app.app_context():
            session().get_one(User, cast.moderator.user_id).is_staff = True
            session().commit()
        return cast.moderator.client
    return cast[names.get(kind, "member")].client


def test_the_table_names_every_address_of_questions(app, known):
    adapter, walked = app.url_map.bind("localhost"), set()
    for route in ROUTES:
        path = route.path.partition("?")[0].format(**known)
        rule, _values = adapter.match(path, method=route.method, return_rule=True)
        walked.add((rule.rule, route.method))
    there = {
        (rule.rule, method)
        for rule in app.url_map.iter_rules() if rule.endpoint.partition(".")[0] in ("qa", "qa_api")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }  # fmt: skip
    assert there == walked


def test_every_address_answers_whom_it_is_for(app, cast, known):
    for route in ROUTES:
        sent = ask_for(whom(app, cast, route.whose), route, known)
        assert sent.status_code in (200, 201, 204, 303), (route, sent.get_data(as_text=True)[:300])


def refused(route, sent):
    """Told why not, told there is nothing, or shown the way in."""
    if route.path == "/c/{slug}/questions/new" and route.method == "GET":
        return sent.status_code == 403 or sent.location.endswith("/c/tea/join")
    return sent.status_code in (403, 404)


@pytest.mark.parametrize("who", ["outsider", "removed", "banned"])
def test_strangers_even_who_keep_a_circle_elsewhere_read_and_change_nothing(cast, known, who):
    browser = cast[who].client
    before = cast.owner.client.get(f"/api/v1/questions/{known['question']}").json
    for route in ROUTES:
        sent = ask_for(browser, route, known)
        if route.whose in (PUBLIC, OWN):
            assert sent.status_code in (200, 303), route
        else:
            assert refused(route, sent), (route, sent.status_code)
    assert cast.owner.client.get(f"/api/v1/questions/{known['question']}").json == before


@pytest.mark.parametrize("who", ["outsider", "removed", "banned"])
def test_of_a_closed_circle_strangers_find_no_address_at_all(app, cast, known, who):
    settings(app, cast, visibility="private")
    for route in ROUTES:
        sent = ask_for(cast[who].client, route, known)
        assert sent.status_code == 404, (route, sent.status_code)
        assert "白茶存放" not in sent.get_data(as_text=True), route


def test_who_is_not_signed_in_is_sent_to_sign_in(cast, known, anyone):
    for place, route in enumerate(ROUTES):
        anyone.environ_base["REMOTE_ADDR"] = f"127.0.1.{place}"  # each comes from elsewhere
        sent = ask_for(anyone, route, known)
        if route.whose == PUBLIC:
            assert sent.status_code in (200, 303) and "/signin" not in (sent.location or ""), route
        elif route.whose == OWN:
            assert sent.status_code == 200, route
        elif route.path.startswith("/api/v1"):
            assert sent.status_code in (401, 403), (route, sent.status_code)
        elif route.method == "GET":
            assert sent.status_code == 303 and "/signin" in sent.location, route
        else:
            assert sent.status_code == 401 and 'href="/signin' in sent.text, route


@pytest.mark.parametrize("who", ["guest", "moderator", "admin", "owner"])
def test_nobody_acts_as_who_asked_or_who_answered(cast, known, who):
    for route in ROUTES:
        others = route.whose == ASKER or (route.whose == AUTHOR and who != "guest")
        if others or route.whose == SITE:
            sent = ask_for(cast[who].client, route, known)
            assert sent.status_code in (403, 404), (route, sent.status_code)


@pytest.mark.parametrize("who", ["member", "guest"])
def test_members_and_guests_keep_no_order_of_others(cast, known, who):
    own = {"/manage", "/close", "/reopen", "/confirm"}  # of who asked, or who answered
    for route in ROUTES:
        if route.whose == STAFF and not route.path.endswith(tuple(own)):
            sent = ask_for(cast[who].client, route, known)
            may = who == "guest" and route.path.endswith(("/queue", "/stale"))
            assert (sent.status_code == 200) if may else refused(route, sent), route


@pytest.mark.parametrize("wrong", [999_999, "post", "answer", "question", "abroad", "strange"])
def test_a_number_of_something_else_is_found_under_no_address(app, cast, known, wrong):
    number = known.get(wrong, wrong)
    settings_of_coffee(app, cast)
    for route in ROUTES:
        for name in ("question", "answer"):
            if f"{{{name}}}" not in route.path or name == wrong:
                continue
            sent = ask_for(whom(app, cast, route.whose), route, {**known, name: number})
            beside = route.path.startswith("/api/v1/entries/") and wrong != 999_999
            expected = (200, 404, 409) if beside else (404,)
            assert sent.status_code in expected, (route, wrong, sent.status_code)


def settings_of_coffee(app, cast):
    """The other circle is closed: nothing of it is there for anybody of `tea`."""
    with app.app_context():
        there = cast.outsider.inside("coffee")
        change_settings(there, there.circle_id, SettingsChange(visibility="private"))


# --- who asked and is in no more ----------------------------------------------------------------


@pytest.mark.parametrize("how", [remove_member, ban_member])
def test_who_was_sent_away_leaves_a_question_others_can_still_answer(app, cast, known, how):
    number, given = known["question"], known["answer"]
    with app.app_context():
        owner = cast.owner.inside()
        how(owner, reads.get_membership(owner.circle_id, cast.member.user_id).id)
    taken = next(route for route in ROUTES if str(route) == "DELETE /api/v1/questions/{question}")
    for route in ROUTES:
        if route.whose not in (PUBLIC, OWN) and route is not taken:
            assert refused(route, ask_for(cast.member.client, route, known)), route
    shown = cast.guest.client.get(f"/api/v1/questions/{number}").json
    assert shown["state"] == "open" and shown["viewer"]["can"]["answer"]
    browser = cast.admin.client
    sent = browser.submit(f"/questions/{number}/answer", {"body": "还可以回答。"})
    assert sent.status_code == 303
    assert browser.submit(f"/answers/{given}/helpful").status_code == 303
    assert browser.submit(f"/questions/{number}/close", {"reason": "人走了"}).status_code == 303
    assert ask_for(cast.member.client, taken, known).status_code == 204  # the words are theirs
    assert browser.get(f"/questions/{number}").status_code == 404
