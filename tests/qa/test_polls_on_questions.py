"""Polls on questions: put when asking, shown where the question is, telling nobody who asked."""

import re

import pytest

from circle.circles import actions as circles
from circle.circles.models import Membership
from circle.circles.schemas import SettingsChange
from circle.content import actions as content
from circle.content.models import Entry
from circle.content.schemas import Comment
from circle.core.db import db, session
from tests.factories.content import asked_in, ids_of, tea_poll
from tests.factories.qa import answer, ask
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("calm")

ASKED = {"question": "你用什么存？", "options": ["纸箱", "陶罐"]}
TITLE = "白茶存放时要不要密封？"
LIST, NEW = "/c/tea/questions", "/c/tea/questions/new"
PAGE_BUDGET = 12


def put(app, person, *polls, **more):
    """A question with polls: its number, and for each poll its number and those of its options."""
    with app.app_context():
        entry = ask(person.inside(), polls=polls or (tea_poll(),), **more)
        found = entry.id, [(poll.id, ids_of(poll)) for poll in asked_in(entry)]
        db.session.remove()
    return found


def at_level(app, person, level):
    with app.app_context():
        session().query(Membership).filter_by(user_id=person.user_id).one().level = level
        session().commit()


def seen(client, path, status=200):
    found = client.get(path)
    assert found.status_code == status, found.text[:400]
    return found.text


def shares(html):
    return re.findall(r'<progress class="poll__bar" max="100" value="(\d+)"', html)


def the_only(app):
    """The one question there is: its number and what its polls ask."""
    with app.app_context():
        entry = session().query(Entry).filter_by(kind="question").one()
        return entry.id, [
            (poll.question, poll.multiple, poll.results, bool(poll.closes_at))
            for poll in asked_in(entry)
        ]


# JSON

def test_a_question_is_asked_with_a_poll_and_reads_back_with_it(cast):
    body = {"title": TITLE, "poll": {**ASKED, "results": "always"}}
    made = cast.owner.client.call("POST", "/circles/tea/questions", body)
    assert made.status_code == 201
    poll = made.json["poll"]
    assert [(one["label"], one["votes"]) for one in poll["options"]] == [("纸箱", 0), ("陶罐", 0)]
    assert poll["viewer"] == {"voted": False, "options": [], "can_vote": True, "can_close": True}
    assert "polls" not in made.json
    number = made.json["id"]
    vote = cast.member.client.call(
        "PUT", f"/polls/{poll['id']}/vote", {"options": [poll["options"][1]["id"]]}
    )
    assert vote.status_code == 200
    told = [
        cast.member.client.get(f"/api/v1/questions/{number}").json,
        cast.member.client.get("/api/v1/circles/tea/questions").json["items"][0],
        cast.member.client.get(f"/api/v1/entries/{number}").json,
    ]
    for shape in told:
        assert [one["votes"] for one in shape["poll"]["options"]] == [0, 1]
        assert shape["poll"]["viewer"]["voted"] is True


def test_a_question_carries_a_survey_or_none(cast):
    client = cast.owner.client
    survey = {"title": TITLE, "polls": [ASKED, {**ASKED, "question": "存多久了？"}]}
    made = client.call("POST", "/circles/tea/questions", survey).json
    assert [poll["question"] for poll in made["polls"]] == ["你用什么存？", "存多久了？"]
    assert made["poll"] == made["polls"][0]
    plain = client.call("POST", "/circles/tea/questions", {"title": "另一个问题是什么？"})
    assert (plain.status_code, plain.json["poll"]) == (201, None)


@pytest.mark.parametrize(("wrong", "field"), [
    ({"poll": ASKED, "polls": [ASKED]}, "polls"),
    ({"polls": [ASKED] * 11}, "polls"),
    ({"poll": {**ASKED, "options": ["纸箱"]}}, "poll.options"),
    ({"poll": {**ASKED, "closes_at": "2020-01-01T00:00:00Z"}}, "poll.closes_at"),
])
def test_a_poll_that_is_wrong_stops_the_question(app, cast, wrong, field):
    client = cast.owner.client
    refused = client.call("POST", "/circles/tea/questions", {"title": TITLE, **wrong})
    assert (refused.status_code, list(refused.json["errors"])) == (422, [field])
    fine = client.call("POST", "/circles/tea/questions", {"title": TITLE, "poll": ASKED})
    assert fine.status_code == 201
    assert the_only(app)[0] == fine.json["id"]


def test_a_poll_stands_while_the_words_of_a_question_change(app, cast):
    number, [(poll, _options)] = put(app, cast.owner)
    client = cast.owner.client
    for wrong in ({"poll": ASKED}, {"polls": [ASKED]}, {"poll": None}):
        assert client.call("PATCH", f"/questions/{number}", wrong).status_code == 422
    changed = client.call("PATCH", f"/questions/{number}", {"title": "白茶到底要不要密封？"})
    assert (changed.status_code, changed.json["poll"]["id"]) == (200, poll)
    sent = {"title": "白茶究竟要不要密封？", "body": "补充一句", "poll1_question": "新的问题？"}
    assert client.submit(f"/questions/{number}/edit", sent).status_code == 422
    del sent["poll1_question"]
    assert client.submit(f"/questions/{number}/edit", sent).status_code == 303
    assert the_only(app)[1] == [("早上喝什么？", False, "voted", False)]


def test_polls_open_at_a_level_with_questions_too(app, cast):
    client, body = cast.member.client, {"title": TITLE, "poll": ASKED}
    refused = client.call("POST", "/circles/tea/questions", body)
    assert (refused.status_code, refused.json["code"]) == (403, "level")
    assert "poll1_question" not in seen(client, NEW)
    at_level(app, cast.member, 3)
    assert client.call("POST", "/circles/tea/questions", body).status_code == 201
    assert 'name="poll1_question"' in seen(client, NEW)


def test_answers_and_comments_say_that_they_have_no_poll(app, cast):
    number, _polls = put(app, cast.owner)
    with app.app_context():
        answer(cast.guest.inside(), number)
        db.session.remove()
    client = cast.member.client
    client.call("POST", f"/entries/{number}/comments", {"body": "我也想知道。"})
    for path in (f"/questions/{number}/answers", f"/entries/{number}/comments"):
        (one,) = client.get(f"/api/v1{path}").json["items"]
        assert one["poll"] is None
    assert client.get(f"/api/v1/questions/{number}").json["poll"] is not None


# Pages

def test_asking_with_a_poll_needs_no_script(app, cast):
    client = cast.owner.client
    assert 'name="poll1_question"' in seen(client, NEW)
    sent = {
        "title": TITLE, "body": "家里潮。", "tag_line": "白茶", "poll1_question": "你用什么存？",
        "poll1_options": "纸箱\n陶罐",
        "poll2_question": "存多久了？", "poll2_options": "一年\n三年",
        "poll2_multiple": "on", "poll_days": "7", "poll_results": "always",
    }
    made = client.submit(NEW, sent)
    assert made.status_code == 303
    number, polls = the_only(app)
    assert polls == [("你用什么存？", False, "always", True), ("存多久了？", True, "always", True)]
    page = seen(cast.member.client, f"{LIST}/{number}")
    assert page.count('<fieldset class="poll"') == 2
    assert "poll1_question" not in seen(client, f"/questions/{number}/edit")


def test_what_was_typed_into_a_poll_is_there_again_when_it_is_refused(cast):
    sent = {"title": TITLE, "poll1_question": "你用什么存？", "poll1_options": "纸箱\n纸箱"}
    refused = cast.owner.client.submit(NEW, sent)
    assert refused.status_code == 422
    for kept in (TITLE, "你用什么存？", "纸箱\n纸箱", "有两个选项是一样的"):
        assert kept in refused.text
    assert cast.owner.client.submit(NEW, {**sent, "poll1_options": "纸箱\n陶罐"}).status_code == 303


def test_a_draft_of_a_question_fills_its_poll_in(cast):
    client = cast.owner.client
    content_of = {"title": TITLE, "poll1_question": "你用什么存？", "poll1_options": "纸箱\n陶罐"}
    kept = client.call(
        "PUT", "/me/drafts/question:tea",
        {"kind": "question", "circle": "tea", "content": content_of},
    )
    assert kept.status_code == 200, kept.text
    page = seen(client, f"{NEW}?draft=question:tea")
    assert "你用什么存？" in page and "纸箱\n陶罐" in page


def test_voting_on_the_page_of_a_question_needs_no_script(app, cast, anyone):
    number, [(poll, options)] = put(app, cast.owner)
    path = f"{LIST}/{number}"
    page = seen(cast.member.client, path)
    assert f'name="_poll{poll}" value="{options[0]}"' in page and shares(page) == []
    assert "登录后投票" in seen(anyone, path) and "加入后投票" in seen(cast.outsider.client, path)
    sent = {f"_poll{poll}": options[1], "_next": path}
    answered = cast.member.client.submit(f"/entries/{number}/vote", sent)
    assert (answered.status_code, answered.location) == (303, path)
    assert shares(seen(cast.member.client, path)) == ["0", "100", "0"]
    assert shares(seen(anyone, path)) == [] and "已有 1 人参与" in seen(anyone, path)


def test_a_list_says_which_questions_carry_a_poll(app, cast, anyone):
    with app.app_context():
        ask(cast.owner.inside(), "没有投票的问题是哪一个？")
        db.session.remove()
    for client in (anyone, cast.member.client):
        assert ">投票</span>" not in seen(client, LIST)
    put(app, cast.owner)
    for client in (anyone, cast.member.client):
        assert seen(client, LIST).count(">投票</span>") == 1


def test_who_may_not_read_on_hears_nothing_of_a_questions_poll(app, cast, anyone):
    number, _polls = put(app, cast.owner, tea_poll(results="always"))
    path = f"{LIST}/{number}"
    assert "早上喝什么" in seen(anyone, path)
    for visibility, status in (("preview", 200), ("private", 404)):
        with app.app_context():
            owner = cast.owner.inside()
            circles.change_settings(owner, owner.circle_id, SettingsChange(visibility=visibility))
            db.session.remove()
        for client in (anyone, cast.outsider.client):
            told = seen(client, path, status) + client.get(LIST).text
            told += client.get(f"/api/v1/questions/{number}").text
            assert "早上喝什么" not in told and ">投票</span>" not in told
        assert "早上喝什么" in seen(cast.member.client, path)


def test_the_poll_of_who_asks_without_a_name_gives_no_name_away(app, cast, anyone):
    at_level(app, cast.member, 3)
    number, [(poll, options)] = put(app, cast.member, anonymous=True)
    offer = f'formaction="/polls/{poll}/close"'
    path = f"{LIST}/{number}"
    with app.app_context():
        content.vote(cast.member.actor, poll, options[:1])
        db.session.remove()
    assert offer in seen(cast.member.client, path)
    assert cast.member.client.get(f"/api/v1/polls/{poll}").json["viewer"]["can_close"] is True
    for person in (cast.owner, cast.moderator, cast.guest, cast.outsider):
        assert offer not in seen(person.client, path)
        told = person.client.get(f"/api/v1/polls/{poll}")
        assert told.json["viewer"]["can_close"] is False
        assert cast.member.name not in told.text
        assert f"/u/{cast.member.name}" not in seen(person.client, path)
    assert f"/u/{cast.member.name}" not in seen(anyone, path)
    cast.member.client.call("POST", f"/polls/{poll}/close")
    table = cast.owner.client.get(f"/api/v1/polls/{poll}.csv")
    assert table.status_code == 200
    assert cast.member.name not in table.text + str(table.headers)


def test_a_question_with_a_poll_stays_within_its_budget_of_queries(app, cast):
    asked = put(app, cast.owner, tea_poll(), tea_poll("晚上呢？"), tags=("白茶",))
    number, [(poll, options), _second] = asked
    with app.app_context():
        given = answer(cast.guest.inside(), number)
        content.write_comment(cast.member.inside(), number, Comment("同样想知道。"))
        content.write_comment(cast.member.inside(), given.id, Comment("同样想知道。"))
        db.session.remove()
    for person in (cast.member, cast.owner):
        browser = person.client
        browser.get("/")
        paths = (f"{LIST}/{number}", f"/api/v1/questions/{number}", LIST,
                 "/api/v1/circles/tea/questions")
        for turn, path in enumerate(paths):
            with app.app_context():  # after a vote nothing kept of the circle serves any more
                content.vote(cast.guest.actor, poll, options[turn % 2 :][:1])
                db.session.remove()
            with statements(app) as said:
                assert browser.get(path).status_code == 200
            assert 2 < len(said) <= PAGE_BUDGET, (path, "\n".join(said))
