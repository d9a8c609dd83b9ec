"""Every address of questions, walked by whom it is for, by the banned, and with wrong numbers.

Everybody else is asked for in tests/permissions: strangers, and members who are not its author.
"""

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
from tests.qa.looking import settings
from tests.routes import ask_for, json, page, there, walked

pytestmark = pytest.mark.usefixtures("calm")

# whom each address is for; further down each kind is also one of the cast
PUBLIC = "public"  # everybody reads it where the circle is public
MEMBERS = "members"  # who is in the circle may, or is told why not
ASKER = "asker"  # who asked
AUTHOR = "author"  # who answered
STAFF = "staff"
SITE = "site"  # site staff
OWN = "own"  # takes back one's own, and nothing where there is none

ROUTES = (
    page("GET", "/c/{slug}/questions", PUBLIC),
    page("GET", "/c/{slug}/questions/queue", STAFF),
    page("GET", "/c/{slug}/questions/similar?q=白茶", MEMBERS),
    page("GET", "/c/{slug}/questions/new", MEMBERS),
    page("POST", "/c/{slug}/questions/new", MEMBERS, title="走一遍每个地址的问题？"),
    page("GET", "/c/{slug}/questions/{question}", PUBLIC),
    page("GET", "/questions/{question}", PUBLIC),
    page("GET", "/answers/{answer}", PUBLIC),
    page("GET", "/answers/{answer}/history", PUBLIC),
    page("GET", "/entries/{question}/reveal", SITE),
    page("POST", "/entries/{question}/reveal", SITE, reason="投诉要核实"),
    page("GET", "/reveals", SITE),
    page("GET", "/reveals/{reveal}", SITE),
    page("GET", "/entries/{question}/mute-author", STAFF),
    page("POST", "/entries/{question}/mute-author", STAFF, days="7", reason="骂人"),
    page("POST", "/entries/{question}/unmute-author", STAFF),
    page("GET", "/c/{slug}/author-mutes", STAFF),
    page("GET", "/c/{slug}/own-mutes", MEMBERS),
    page("GET", "/questions/{question}/answer", MEMBERS),
    page("POST", "/questions/{question}/answer", MEMBERS, body="走一遍每个地址的回答。"),
    page("GET", "/questions/{question}/edit", ASKER),
    page("POST", "/questions/{question}/edit", ASKER, title="走一遍每个地址，改过了？"),
    page("GET", "/answers/{answer}/edit", AUTHOR),
    page("POST", "/answers/{answer}/edit", AUTHOR, body="走一遍每个地址，改过了。"),
    page("POST", "/questions/{question}/join", MEMBERS),
    page("POST", "/answers/{answer}/helpful", MEMBERS),
    page("POST", "/answers/{answer}/accept", ASKER),
    page("POST", "/answers/{answer}/check", MEMBERS, verdict="no_longer"),
    page("POST", "/answers/{answer}/confirm", STAFF),
    page("POST", "/answers/{answer}/unaccept", ASKER),
    page("GET", "/questions/{question}/manage", STAFF),
    page("POST", "/questions/{question}/duplicate", STAFF, original="{other}"),
    page("POST", "/questions/{question}/reopen", STAFF),
    page("POST", "/questions/{question}/assign", STAFF),
    page("POST", "/questions/{question}/resolve", STAFF),
    page("POST", "/answers/{answer}/official", STAFF),
    page("POST", "/questions/{question}/close", STAFF),
    json("GET", "/circles/{slug}/questions", PUBLIC),
    json("GET", "/circles/{slug}/questions/similar?q=白茶", MEMBERS),
    json("GET", "/circles/{slug}/answers/stale", STAFF),
    json("GET", "/circles/{slug}/questions/avoided", STAFF),
    json("POST", "/questions/{question}/reopen", STAFF),
    json("POST", "/circles/{slug}/questions", MEMBERS, title="走一遍每个接口的问题？"),
    json("GET", "/questions/{question}", PUBLIC),
    json("PATCH", "/questions/{question}", ASKER, title="走一遍每个接口，改过了？"),
    json("PUT", "/questions/{question}/me-too", MEMBERS),
    json("DELETE", "/questions/{question}/me-too", OWN),
    json("GET", "/questions/{question}/answers", PUBLIC),
    json("POST", "/questions/{question}/answers", MEMBERS, body="走一遍每个接口的回答。"),
    json("GET", "/answers/{answer}", PUBLIC),
    json("PATCH", "/answers/{answer}", AUTHOR, body="走一遍每个接口，改过了。"),
    json("PUT", "/entries/{answer}/helpful", MEMBERS),
    json("DELETE", "/entries/{answer}/helpful", OWN),
    json("PUT", "/answers/{answer}/accept", ASKER),
    json("PUT", "/answers/{answer}/check", MEMBERS, verdict="true"),
    json("POST", "/answers/{answer}/confirm", STAFF),
    json("GET", "/answers/{answer}/checks", PUBLIC),
    json("DELETE", "/answers/{answer}/accept", ASKER),
    json("PUT", "/questions/{question}/assignment", STAFF, member_id=None),
    json("PUT", "/questions/{question}/official", STAFF, answer_id="{answer}"),
    json("DELETE", "/questions/{question}/official", STAFF),
    json("PUT", "/questions/{question}/resolved", STAFF),
    json("DELETE", "/questions/{question}/resolved", STAFF),
    json("POST", "/questions/{question}/close", STAFF),
    json("GET", "/reveals", SITE),
    json("POST", "/entries/{question}/reveal", SITE, reason="投诉要核实"),
    json("GET", "/entries/{question}/author-mute", STAFF),
    json("PUT", "/entries/{question}/author-mute", STAFF, days=7, reason="骂人"),
    json("DELETE", "/entries/{question}/author-mute", STAFF),
    json("GET", "/circles/{slug}/author-mutes", STAFF),
    json("GET", "/circles/{slug}/own-mutes", MEMBERS),
    json("DELETE", "/answers/{answer}", AUTHOR),
    json("DELETE", "/questions/{question}", ASKER),
)  # fmt: skip


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
    ours = there(app, lambda rule: rule.endpoint.partition(".")[0] in ("qa", "qa_api"))
    assert ours == walked(app, ROUTES, known)


def test_every_address_answers_whom_it_is_for(app, cast, known):
    for route in ROUTES:
        sent = ask_for(whom(app, cast, route.whose), route, known)
        assert sent.status_code in (200, 201, 204, 303), (route, sent.get_data(as_text=True)[:300])


def refused(route, sent):
    """Told why not, told there is nothing, or shown the way in."""
    if route.path == "/c/{slug}/questions/new" and route.method == "GET":
        return sent.status_code == 403 or sent.location.endswith("/c/tea/join")
    return sent.status_code in (403, 404)


def test_who_is_banned_reads_what_is_public_and_changes_nothing(cast, known):
    browser = cast.banned.client
    before = cast.owner.client.get(f"/api/v1/questions/{known['question']}").json
    for route in ROUTES:
        sent = ask_for(browser, route, known)
        if route.whose in (PUBLIC, OWN):
            assert sent.status_code in (200, 303), route
        else:
            assert refused(route, sent), (route, sent.status_code)
    assert cast.owner.client.get(f"/api/v1/questions/{known['question']}").json == before


def test_of_a_closed_circle_who_is_banned_finds_no_address_at_all(app, cast, known):
    settings(app, cast, visibility="private")
    browser = cast.banned.client
    for route in ROUTES:
        sent = ask_for(browser, route, known)
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
