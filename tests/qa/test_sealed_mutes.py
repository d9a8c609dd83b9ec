"""Who wrote without a name is muted through it, and nobody of the circle learns who."""

import re
from datetime import timedelta

import pytest

from circle.accounts import actions as tokens
from circle.accounts.models import User
from circle.accounts.schemas import NewToken
from circle.circles import actions as circles
from circle.circles import policy
from circle.circles import queries as circle_reads
from circle.circles.models import Membership
from circle.content import actions as content
from circle.content import jobs as content_jobs
from circle.content.actions import drafts
from circle.content.models import Entry
from circle.content.schemas import Comment
from circle.core import clock as time
from circle.core.db import session
from circle.qa import actions
from circle.qa.models import SealedMute
from circle.qa.schemas import Sealing
from circle.screening.rules import Rule, RuleSet
from circle.wiring import EXPORTERS
from tests.factories.circles import join
from tests.factories.content import asked_in, tea_poll
from tests.factories.posts import publish
from tests.factories.qa import answer, ask
from tests.qa import test_anonymous as unnamed
from tests.qa.test_anonymous import addresses, mentions, read
from tests.qa.test_pages import page
from tests.races import at_once

pytestmark = pytest.mark.usefixtures("calm")
asker, lived = unnamed.asker, unnamed.lived  # somebody named like nobody, and what they asked

WHY = "在评论里骂人"
ONCE = re.compile(
    r'(name="csrf" content|name="(csrf_token|_key)" value|"csrf_token")[=:] ?"[^"]*"'
    r"|\d{4}-?\d\d-?\d\dT[\d:.]+(Z|[+]00:00)?"
)
GUARD = re.compile(r'name="(csrf_token|_key)" value="[^"]*"')


@pytest.fixture
def asked(app, cast):
    """`asked(who)`: the number of a question somebody of the cast asked without a name."""

    def by(who="member", title="紫砂壶第一次怎么开？"):
        with app.app_context():
            return ask(cast[who].inside(), title, anonymous=True).id

    return by


def put(person, entry_id, days=7, reason=WHY, **more):
    return person.client.call(
        "PUT", f"/entries/{entry_id}/author-mute", {"days": days, "reason": reason}, **more
    )


def lift(person, entry_id):
    return person.client.call("DELETE", f"/entries/{entry_id}/author-mute")


def writes(person):
    """Whether somebody can write in the circle, tried out; the refusal when not."""
    sent = person.client.call("POST", "/circles/tea/questions", {"title": "我还能在这里提问吗？"})
    if sent.status_code == 201:
        return True
    assert (sent.status_code, sent.json["code"]) == (403, "muted")
    return False


# --- who wrote it cannot write, reads why, and it ends ------------------------------------------


def test_who_asked_without_a_name_cannot_write_until_it_ends_by_itself(cast, asked, clock):
    number = asked()
    assert writes(cast.member)
    done = put(cast.moderator, number)
    assert (done.status_code, done.json["muted"], done.json["reason"]) == (200, True, WHY)
    assert done.json["by"] == "moderator_of_tea"
    assert not writes(cast.member) and writes(cast.guest)
    assert cast.member.client.get(f"/api/v1/questions/{number}").status_code == 200
    clock.travel(days=6, hours=23)
    assert not writes(cast.member)
    clock.travel(hours=2)
    assert writes(cast.member)
    assert cast.moderator.client.get(f"/api/v1/entries/{number}/author-mute").json["muted"] is False


def test_a_mute_that_ends_while_one_writes_is_over(app, cast, asked, clock):
    put(cast.moderator, asked(), days=1)
    with app.app_context():
        here, circle = cast.member.inside(), circle_reads.enter(cast.owner.actor, "tea")[0]
        assert not policy.can_write(here, circle)
        clock.travel(days=1, minutes=1)
        assert policy.can_write(here, circle)


def test_the_muted_one_reads_that_it_is_through_what_has_no_name_and_why(cast, asked):
    number = asked()
    own = "/c/tea/own-mutes"
    browser = cast.member.client
    assert "你可以正常发言" in page(browser, own) and own not in page(browser, "/c/tea")
    put(cast.moderator, number)
    told = browser.call("POST", f"/questions/{number}/answers", {"body": "我自己来说。"})
    assert "因为你匿名提问的内容" in told.json["detail"]
    assert own in page(browser, "/c/tea") and own in page(browser, f"/c/tea/questions/{number}")
    shown = page(browser, own)
    assert WHY in shown and "紫砂壶第一次怎么开" in shown and "moderator" not in shown
    (mute,) = browser.get("/api/v1/circles/tea/own-mutes").json["items"]
    assert (mute["entry_id"], mute["reason"]) == (number, WHY) and "by" not in mute
    for other in ("guest", "moderator", "owner"):
        assert WHY not in page(cast[other].client, own)
        assert cast[other].client.get("/api/v1/circles/tea/own-mutes").json["items"] == []
        assert own not in page(cast[other].client, "/c/tea")


def test_staff_lift_it_through_the_same_entry(cast, asked):
    number = asked()
    put(cast.moderator, number)
    assert not writes(cast.member)
    done = lift(cast.admin, number)
    assert (done.status_code, done.json["muted"], done.json["until"]) == (200, False, None)
    assert writes(cast.member)


def test_what_is_written_under_ones_own_unnamed_question_is_muted_through_too(app, cast, asked):
    number = asked()
    with app.app_context():
        own = answer(cast.member.inside(), number, "后来我自己试出来了：先用开水煮。").id
        word = content.write_comment(cast.member.inside(), own, Comment("骂人的话。")).id
        named = answer(cast.guest.inside(), number, "署名的回答。").id
    for each in (own, word):
        assert put(cast.moderator, each).status_code == 200 and not writes(cast.member)
        assert lift(cast.moderator, each).status_code == 200 and writes(cast.member)
    refused = put(cast.moderator, named)
    assert (refused.status_code, refused.json["code"]) == (409, "signed")
    assert writes(cast.guest)


def test_another_mute_through_the_same_entry_replaces_the_one_before(cast, asked, clock):
    number = asked()
    put(cast.moderator, number, days=30)
    put(cast.admin, number, days=1, reason="一天就够了")
    now = cast.owner.client.get(f"/api/v1/entries/{number}/author-mute").json
    assert (now["by"], now["reason"]) == ("admin_of_tea", "一天就够了")
    clock.travel(days=1, minutes=1)
    assert writes(cast.member)


def test_each_entry_keeps_its_own_mute_and_says_nothing_of_the_other(cast, asked, clock):
    first, second = asked(), asked(title="白茶放久了会不会发霉？")
    put(cast.moderator, first, days=1)
    shown = cast.moderator.client.get(f"/api/v1/entries/{second}/author-mute").json
    assert shown["muted"] is False
    put(cast.moderator, second, days=7)
    lift(cast.moderator, first)
    assert not writes(cast.member)
    put(cast.moderator, first, days=1)
    clock.travel(days=2)
    assert not writes(cast.member)  # the longer one goes on
    lift(cast.moderator, second)
    assert writes(cast.member)


def test_what_was_scheduled_goes_to_the_drafts_and_comes_out_by_itself_at_no_time(
    app, cast, asked, clock
):
    number = asked()
    with app.app_context():
        hours = [time.now() + timedelta(hours=hour) for hour in (1, 48)]
        due, later = (publish(cast.member, f"定时{at:%H%d}", scheduled_at=at).id for at in hours)
    put(cast.moderator, number, days=1)
    clock.travel(hours=2)
    assert scheduled_now(app, due) == "removed"
    for path in ("/api/v1/circles/tea/waiting", "/c/tea/waiting"):
        assert "member_of_tea" not in cast.moderator.client.get(path).text
    waiting = "/api/v1/me/drafts"
    (kept,) = cast.member.client.get(waiting).json["items"]
    assert kept["key"] == f"scheduled:{due}" and "定时" in kept["content"]["body"]
    assert cast.moderator.client.get(waiting).json["items"] == []
    assert "草稿" in page(cast.member.client, "/c/tea/own-mutes")
    lift(cast.moderator, number)
    assert scheduled_now(app, due) == "removed"
    clock.travel(days=2)
    assert scheduled_now(app, later) == "published"


def scheduled_now(app, entry_id):
    """What became of something scheduled once the job ran."""
    with app.app_context():
        content_jobs.publish_scheduled({})
        return session().get_one(Entry, entry_id).status


def test_a_mute_by_name_later_puts_nothing_before_the_staff_that_was_due_before(
    app, cast, asked, clock
):
    number = asked()
    with app.app_context():
        at = time.now() + timedelta(hours=1)
        post = publish(cast.member, "定时发的一篇动态。", scheduled_at=at).id
    put(cast.moderator, number)
    clock.travel(hours=2)
    scheduled_now(app, post)
    with app.app_context():
        mute_by_name(cast)
    assert scheduled_now(app, post) == "removed"


def test_full_drafts_take_what_was_due_and_keep_nothing_of_others_from_appearing(
    app, cast, asked, clock, monkeypatch
):
    monkeypatch.setattr(content_jobs, "BATCH", 1)
    monkeypatch.setattr(drafts, "MAX_DRAFTS", 0)
    number = asked()
    with app.app_context():
        first, second = (time.now() + timedelta(hours=hours) for hours in (1, 2))
        mine = publish(cast.member, "定时发的一篇动态。", scheduled_at=first).id
        other = publish(cast.guest, "嘉宾定时发的一篇动态。", scheduled_at=second).id
    put(cast.moderator, number)
    clock.travel(hours=3)
    assert scheduled_now(app, mine) == "removed"
    assert scheduled_now(app, other) == "published"


def test_who_is_muted_by_name_too_has_what_was_scheduled_looked_at_as_ever(app, cast, asked, clock):
    number = asked()
    with app.app_context():
        later = time.now() + timedelta(hours=1)
        post = publish(cast.member, "定时发的一篇动态。", scheduled_at=later).id
        mute_by_name(cast)
    put(cast.moderator, number)
    clock.travel(hours=2)
    with app.app_context():
        content_jobs.publish_scheduled({})
        assert session().get_one(Entry, post).status == "pending"


def mute_by_name(cast, person=None, days=3):
    owner, whom = cast.owner.inside(), person or cast.member
    member = circle_reads.get_membership(owner.circle_id, whom.user_id)
    until = time.now() + timedelta(days=days) if days else None
    circles.mute_member(owner, member.id, until)


# --- whom it does not reach, and that nobody learns it ------------------------------------------


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


# --- nothing anybody reads changes ---------------------------------------------------------------


# What tells of the mute itself, to who mutes and to the muted one, and holds no name of either's.
MEMBERS = "/api/v1/circles/tea/members"
TELLS_OF_IT = ("/c/tea/author-mutes", "/api/v1/circles/tea/author-mutes")


@pytest.mark.parametrize("standing", ["member", "owner"])
def test_muting_who_has_no_name_changes_nothing_anybody_reads(
    app, cast, lived, asker, standing
):
    question, given = lived()
    paths = [path for path in addresses(app, cast, question, given) if path != "/metrics"]
    assert set(TELLS_OF_IT) <= set(paths)
    before = told_to(cast[standing], paths)
    put(cast.moderator, question)
    muted = told_to(cast[standing], paths)
    if standing != "member":
        assert all(WHY in muted[path] and not mentions(muted[path]) for path in TELLS_OF_IT)
    changed = {path for path in paths if before[path] != muted[path]}
    told = {*TELLS_OF_IT, f"/entries/{question}/mute-author"}
    assert changed == (set() if standing == "member" else told)
    with app.app_context():
        mute_by_name(cast, asker)
    assert (told_to(cast[standing], [MEMBERS]) != {MEMBERS: muted[MEMBERS]}) is (
        standing == "owner"
    )


def told_to(person, paths):
    """Every page as one person reads it, without what is made anew for each look."""
    return {path: ONCE.sub("", text) for path, text in read(person, paths).items()}


def test_a_named_mute_and_a_sealed_one_know_nothing_of_each_other(app, cast, asked, clock):
    number = asked()

    def reading():
        lists = ("/api/v1/circles/tea/members?state=muted&limit=100",
                 "/api/v1/circles/tea/members?limit=100")  # fmt: skip
        return [cast.owner.client.get(path).json["items"] for path in lists]

    with app.app_context():
        mute_by_name(cast, days=1)
    before = reading()
    assert len(before[0]) == 1
    put(cast.moderator, number, days=7)
    assert reading() == before
    lift(cast.moderator, number)
    assert reading() == before and not writes(cast.member)
    put(cast.moderator, number, days=7)
    with app.app_context():
        mute_by_name(cast, days=0)
    assert reading()[0] == [] and not writes(cast.member)


def test_the_log_of_the_staff_says_who_did_what_and_never_to_whom(app, cast, asked):
    number = asked()
    assert "还没有这样禁言过" in page(cast.moderator.client, "/c/tea/author-mutes")
    put(cast.moderator, number)
    lift(cast.admin, number)
    lift(cast.admin, number)  # nothing stands any more
    told = cast.owner.client.get("/api/v1/circles/tea/author-mutes").json["items"]
    assert [(one["act"], one["by"], one["reason"], one["entry_id"]) for one in told] == [
        ("unmuted", "admin_of_tea", "", number), ("muted", "moderator_of_tea", WHY, number),
    ]  # fmt: skip
    shown = page(cast.moderator.client, "/c/tea/author-mutes")
    assert "禁言了“紫砂壶第一次怎么开？”的作者" in shown and "member_of_tea" not in shown
    assert "/c/tea/author-mutes" in page(cast.moderator.client, "/c/tea/manage")
    with app.app_context():
        content.remove_entry(cast.member.inside(), number)
    shown = page(cast.moderator.client, "/c/tea/author-mutes")
    assert "紫砂壶" not in shown and "已删除的内容" in shown


def test_what_its_author_took_away_is_there_to_lift_the_mute_and_no_other(app, cast, asked):
    number, other = asked(), asked(title="白茶放久了会不会发霉？")
    put(cast.moderator, number)
    with app.app_context():
        for one in (number, other):
            content.remove_entry(cast.member.inside(), one)
    assert "紫砂壶" not in page(cast.admin.client, f"/entries/{number}/mute-author")
    assert put(cast.admin, other).status_code == 404
    browser = cast.admin.client
    assert browser.submit(f"/entries/{number}/unmute-author").location == "/c/tea/author-mutes"
    assert writes(cast.member)


def test_site_staff_who_keep_no_circle_learn_who_by_looking_up_alone(app, cast, asked):
    number = asked()
    put(cast.moderator, number)
    with app.app_context():
        session().get_one(User, cast.outsider.user_id).is_staff = True
        session().commit()
    browser = cast.outsider.client
    assert browser.get("/api/v1/circles/tea/author-mutes").status_code == 403
    told = browser.call("POST", f"/entries/{number}/reveal", {"reason": "投诉要核实"})
    assert told.json["author"]["id"] == cast.member.user_id


# --- the sheet ------------------------------------------------------------------------------------


def test_the_sheet_mutes_replaces_and_lifts_without_scripts(cast, asked):
    number = asked()
    at, browser = f"/entries/{number}/mute-author", cast.moderator.client
    assert at in page(browser, f"/entries/{number}/menu")
    wrong = browser.submit(at, {"days": "2", "reason": "嗯"})
    assert wrong.status_code == 422 and writes(cast.member)
    done = browser.submit(at, {"days": "1", "reason": WHY})
    assert done.location == f"/c/tea/questions/{number}" and not writes(cast.member)
    shown = page(browser, at)
    assert "moderator_of_tea" in shown and WHY in shown and "member_of_tea" not in shown
    assert browser.submit(f"/entries/{number}/unmute-author").status_code == 303
    assert writes(cast.member)


def test_the_menu_offers_it_on_what_has_no_name_to_who_mutes(app, cast, asked):
    number = asked()
    with app.app_context():
        signed = ask(cast.member.inside(), "署名的问题，用来对照。").id
    for who, offered in (("owner", True), ("moderator", True), ("guest", False), ("member", False)):
        there = f"/entries/{number}/mute-author" in page(
            cast[who].client, f"/entries/{number}/menu"
        )
        assert there is offered, who
    assert "mute-author" not in page(cast.owner.client, f"/entries/{signed}/menu")
    page(cast.owner.client, f"/entries/{signed}/mute-author", 404)


def test_why_is_screened_since_who_is_muted_reads_it(cast, asked, monkeypatch):
    found = RuleSet((Rule("加群", "加群", "review"),))
    monkeypatch.setattr("circle.circles.actions.words.rules_of", lambda circle_id: found)
    number = asked()
    refused = put(cast.moderator, number, reason="快来加群")
    assert (refused.status_code, refused.json["code"]) == (422, "screened")
    assert list(refused.json["errors"]) == ["reason"] and writes(cast.member)
    assert put(cast.moderator, number).status_code == 200 and not writes(cast.member)


def test_a_mute_that_replaced_another_is_not_offered_to_be_undone(cast, asked):
    number = asked()
    at, browser = f"/entries/{number}/mute-author", cast.moderator.client
    for undo in (f"/entries/{number}/unmute-author", None):
        assert browser.submit(at, {"days": "1", "reason": WHY}).status_code == 303
        with browser.session_transaction() as kept:
            assert kept["toasts"][-1]["undo"] == undo


def test_what_its_author_took_away_leads_nowhere_from_why_they_cannot_write(app, cast, asked):
    number = asked()
    put(cast.moderator, number)
    led = f'href="/entries/{number}"'
    assert led in page(cast.member.client, "/c/tea/own-mutes")
    with app.app_context():
        content.remove_entry(cast.member.inside(), number)
    shown = page(cast.member.client, "/c/tea/own-mutes")
    assert led not in shown and WHY in shown


@pytest.mark.parametrize(
    ("sent", "field"),
    [({"days": 2, "reason": WHY}, "days"), ({"days": 7}, "reason"),
     ({"days": 7, "reason": "嗯"}, "reason"), ({"days": 7, "reason": "长" * 201}, "reason"),
     ({"days": "7", "reason": WHY}, "days"),
     ({"days": 7, "reason": WHY, "user_id": 1}, "user_id")],
)  # fmt: skip
def test_a_length_or_reason_out_of_bounds_mutes_nobody(cast, asked, sent, field):
    number = asked()
    refused = cast.moderator.client.call("PUT", f"/entries/{number}/author-mute", sent)
    assert refused.status_code == 422 and list(refused.json["errors"]) == [field]
    assert writes(cast.member)


# --- attackers ------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["guest", "member", "outsider", "removed", "banned"])
def test_who_mutes_nobody_by_name_mutes_nobody_without_one(cast, asked, who):
    number = asked("admin")
    for sent in (put(cast[who], number), lift(cast[who], number)):
        assert sent.status_code == 403 and sent.json["code"] != "signed"
    assert cast[who].client.get(f"/api/v1/entries/{number}/author-mute").status_code == 403
    assert cast[who].client.get("/api/v1/circles/tea/author-mutes").status_code == 403
    assert writes(cast.admin)


def test_who_is_not_signed_in_and_wrong_numbers_find_nothing(cast, asked, anyone):
    number = asked()
    sent = anyone.call("PUT", f"/entries/{number}/author-mute", {"days": 7, "reason": WHY})
    assert sent.status_code in (401, 403)
    assert put(cast.moderator, 999_999).status_code == 404
    assert put(cast.moderator, number).status_code == 200


def test_a_program_mutes_with_the_scope_of_staff_calls_alone(app, cast, asked):
    number = asked()
    at = f"/api/v1/entries/{number}/author-mute"
    for scope, expected in (("manage", 403), ("moderate", 200)):
        with app.app_context():
            new = NewToken(name="a program", scopes=["read", "write", scope])
            _row, secret = tokens.create_api_token(cast.owner.actor, new)
        client, headers = app.test_client(), {"Authorization": f"Bearer {secret}"}
        body = {"days": 7, "reason": WHY}
        assert client.put(at, json=body, headers=headers).status_code == expected
        for path in (at, "/api/v1/circles/tea/author-mutes"):
            assert client.get(path, headers=headers).status_code == expected
    assert client.delete(at, headers=headers).json["muted"] is False


def test_the_same_request_twice_is_one_act(cast, asked):
    number = asked()
    key = {"Idempotency-Key": "禁一次".encode().hex()}
    first, second = (put(cast.moderator, number, headers=key) for _time in range(2))
    assert first.json == second.json
    log = cast.owner.client.get("/api/v1/circles/tea/author-mutes").json["items"]
    assert len(log) == 1


def test_many_at_once_leave_one_that_stands(app, cast, asked):
    number = asked()
    with app.app_context():
        staff = [cast[who].actor for who in ("owner", "admin", "moderator")] * 3
    works = [lambda one=one, days=days: actions.mute_unnamed(one, number, Sealing(days, WHY))
             for one, days in zip(staff, (1, 7, 30, 7, 1, 30, 1, 7, 1), strict=True)]  # fmt: skip
    assert at_once(app, works) == ["done"] * 9
    with app.app_context():
        standing = session().query(SealedMute).filter_by(effective=True).one()
        last = session().query(SealedMute).order_by(SealedMute.id.desc()).first()
        assert standing.id == last.id
        member = session().query(Membership).filter_by(user_id=cast.member.user_id).one()
        assert member.sealed_muted_until == last.until


# --- leaving, handing over, carrying away ---------------------------------------------------------


def test_leaving_and_coming_back_sheds_it_no_more_than_a_named_one(app, cast, asked):
    number = asked()
    put(cast.moderator, number)
    assert cast.member.client.call("DELETE", "/circles/tea/membership").status_code == 204
    with app.app_context():
        join(cast.member.actor, "tea")
    assert not writes(cast.member)
    lift(cast.moderator, number)
    assert writes(cast.member)


def test_who_left_is_muted_all_the_same_and_the_answer_is_too(app, cast, asked):
    number = asked()
    cast.member.client.call("DELETE", "/circles/tea/membership")
    assert put(cast.moderator, number).json["muted"]
    with app.app_context():
        join(cast.member.actor, "tea")
    assert not writes(cast.member)


def test_whose_circle_it_is_now_is_muted_through_nothing(app, cast, asked):
    number, other = asked("admin"), asked("admin", "白茶放久了会不会发霉？")
    put(cast.owner, number)
    put(cast.owner, other)
    assert not writes(cast.admin)
    with app.app_context():
        owner = cast.owner.inside()
        taker = circle_reads.get_membership(owner.circle_id, cast.admin.user_id)
        circles.pass_ownership(owner, owner.circle_id, taker.id)
    assert writes(cast.admin)
    with app.app_context():
        circles.undo_handover(cast.owner.actor, "tea")
    lift(cast.owner, number)
    assert writes(cast.admin)  # what ended with it comes back with nothing


def test_ones_own_data_holds_ones_mutes_and_nobody_elses(app, cast, asked, clock):
    number = asked()
    put(cast.moderator, number)
    with app.app_context():
        tell = EXPORTERS["mutes_without_a_name"]
        (told,) = tell(cast.member.user_id)
        assert (told["entry"], told["reason"], told["in_force"]) == (number, WHY, True)
        assert "moderator" not in str(told) and str(cast.moderator.user_id) not in {
            str(value) for name, value in told.items() if name != "entry"
        }
        assert list(tell(cast.moderator.user_id)) == []
        clock.travel(days=8)
        assert [one["in_force"] for one in tell(cast.member.user_id)] == [False]


def test_a_closed_account_is_muted_like_any_other(app, cast, asked):
    number = asked()
    with app.app_context():
        circles.release_account(cast.member.user_id)
    assert put(cast.moderator, number).json["muted"]
    assert lift(cast.moderator, number).json["muted"] is False
