"""Who asks anonymously is given away by nothing to nobody; site staff look it up with a reason."""

import json
import re

import pytest

from circle.accounts import actions as accounts
from circle.accounts.models import User
from circle.accounts.queries import get_actor
from circle.accounts.schemas import Browser
from circle.circles import queries as circles
from circle.content import queries as content
from circle.content.actions import write_comment
from circle.content.models import Entry
from circle.content.schemas import Comment
from circle.core.db import session
from circle.points import queries as ledger
from circle.qa import actions, queries
from circle.qa.models import Reveal
from circle.wiring import EXPORTERS
from tests.cast import Person
from tests.factories import points as made
from tests.factories.accounts import sign_up_person
from tests.factories.circles import join
from tests.factories.qa import answer, ask, settle_accepted
from tests.qa.sealed import WHY, mute_by_name, put
from tests.walk import known_things, pages

pytestmark = pytest.mark.usefixtures("calm")

NAME, SHOWN = "yinshan_heron", "隐山白鹭"
STANDINGS = ("member", "moderator", "owner")
MUTES = "moderator"
ONCE = re.compile(  # what is made anew for each look
    r'(name="csrf" content|name="(csrf_token|_key)" value|"csrf_token")[=:] ?"[^"]*"'
    r"|\d{4}-?\d\d-?\d\dT[\d:.]+(Z|[+]00:00)?"
)
MEMBERS = "/api/v1/circles/tea/members"
# Where members are named, whatever they did; the owner also chooses whom to hand the circle to.
NAMED = dict.fromkeys(STANDINGS, ("/c/tea/members", MEMBERS, f"/u/{NAME}"))
NAMED["owner"] += ("/c/tea/settings/danger",)
# What tells of the mute itself, to who mutes and to the muted one, and holds no name of either's.
TELLS_OF_IT = ("/c/tea/author-mutes", "/api/v1/circles/tea/author-mutes")
LOGGED = ("/c/tea/audit", "/api/v1/circles/tea/audit")  # what staff do, to whoever reads it


@pytest.fixture
def asker(app, scene, calm):
    """A member with a name and a number nothing else has."""

    def make():
        user_id = sign_up_person(NAME)
        session().get_one(User, user_id).display_name = SHOWN
        session().commit()
        join(get_actor(user_id), "tea")
        device = Browser(user_agent="", ip="127.0.0.1")
        token = accounts.open_session(user_id, "password", device)
        made.fill(Person(app, NAME, user_id, token), 100)
        return user_id, token

    return Person(app, NAME, *scene("who asks without a name", make))


@pytest.fixture
def lived(app, scene, cast, asker):
    """`lived()`: the question and the answer of `life`, with nothing else before them."""

    def stand(*, anonymous=True):
        name = f"the life of a question, anonymous: {anonymous}"
        return scene(name, lambda: life(app, cast, asker, anonymous=anonymous))

    return stand


def life(app, cast, asker, *, anonymous=True):
    """A question with a picture's worth of everything that can happen to one."""
    with app.app_context():
        asked = ask(
            asker.inside(), "我家水质很硬，泡茶怎么办？", anonymous=anonymous, bounty=30,
            tags=("水",),
        )
        given = answer(cast.guest.inside(), asked.id)
        actions.find_helpful(cast.owner.inside(), given.id)
        actions.join_question(cast.guest.inside(), asked.id)
        actions.accept_answer(asker.inside(), given.id)
        actions.confirm_answer(asker.inside(), given.id)
        session().get_one(Entry, asked.id).ip_region = "琼州"
        session().commit()
        return asked.id, given.id


def addresses(app, cast, question, given):
    """Every page and every JSON list or object that can be read, the question's own among them."""
    known = {**known_things(app, cast), "entry_id": question, "answer_id": given}
    walked = [place.path for place in pages(app, known)]
    rules = {str(rule) for rule in app.url_map.iter_rules() if "GET" in rule.methods}
    for rule in sorted(rules):
        if rule.startswith("/api/v1/circles/<slug>"):
            walked.append(rule.replace("<slug>", "tea"))
    own = (f"/api/v1/entries/{question}", f"/api/v1/questions/{question}",
           f"/api/v1/questions/{question}/answers", f"/api/v1/answers/{given}",
           f"/api/v1/answers/{given}/checks", f"/api/v1/entries/{question}/revisions",
           f"/api/v1/entries/{question}/comments", "/api/v1/circles/tea/questions?order=hot",
           "/api/v1/me", "/c/tea?author=" + NAME, f"/api/v1/circles/tea/feed?author={NAME}",
           "/api/v1/circles/tea/feed", f"/u/{NAME}", f"/entries/{question}/menu",
           f"/entries/{question}/history", "/c/tea/waiting", "/api/v1/circles/tea/waiting",
           f"/c/tea/questions/{question}", "/c/tea/questions", "/c/tea", "/c/tea/feed.atom",
           "/c/tea/members", "/api/v1/circles/tea/members",
           f"/c/tea/questions/{given}")  # fmt: skip
    plain = [path for path in (*walked, *own) if "<" not in path]
    return [path for path in dict.fromkeys(plain) if not path.startswith(("/signout", "/static"))]


def mentions(text):
    """How often the asker stands in a text."""
    return text.count(NAME) + text.count(SHOWN) + text.count("琼州")


def read(person, paths):
    browser = person.client
    return {path: browser.get(path).get_data(as_text=True) for path in paths}


@pytest.mark.walk
@pytest.mark.parametrize("standing", STANDINGS)
def test_asking_anonymously_and_a_mute_for_it_change_nothing_anybody_reads_about_the_asker(
    app, cast, asker, lived, standing
):
    before = read(cast[standing], NAMED[standing])
    question, given = lived()
    paths = addresses(app, cast, question, given)
    after = read(cast[standing], paths)
    told = {path: mentions(text) for path, text in after.items() if mentions(text)}
    assert told == {path: mentions(text) for path, text in before.items()}
    assert counted(asker, after[MEMBERS]) == counted(asker, before[MEMBERS])
    assert any("我家水质很硬" in text for text in after.values())
    if standing != MUTES:
        check_mute(app, cast, asker, (standing, question), after)


def check_mute(app, cast, asker, whose, before):
    """Muted through the question, its asker stands everywhere as before; muted by name, not so."""
    (standing, question), paths = whose, [path for path in before if path != "/metrics"]
    assert {*TELLS_OF_IT, *LOGGED} <= set(paths)
    put(cast[MUTES], question)
    muted = read(cast[standing], paths)
    if standing != "member":
        assert all(WHY in muted[path] and not mentions(muted[path]) for path in TELLS_OF_IT)
    changed = {path for path in paths if ONCE.sub("", before[path]) != ONCE.sub("", muted[path])}
    assert [mentions(muted[path]) for path in LOGGED] == [mentions(before[path]) for path in LOGGED]
    told = {*TELLS_OF_IT, *LOGGED, f"/entries/{question}/mute-author"}
    assert changed == (set() if standing == "member" else told)
    with app.app_context():
        mute_by_name(cast, asker)
    named = read(cast[standing], [MEMBERS])[MEMBERS]
    assert (ONCE.sub("", named) != ONCE.sub("", muted[MEMBERS])) is (standing == "owner")


def test_who_signs_is_named_where_who_does_not_is_not(app, cast, lived):
    question, given = lived(anonymous=False)
    paths = (f"/api/v1/questions/{question}", "/api/v1/circles/tea/questions?order=hot",
             f"/api/v1/answers/{given}/checks")  # fmt: skip
    assert set(paths) <= set(addresses(app, cast, question, given))  # of those walked above
    for standing in STANDINGS:
        for path, text in read(cast[standing], paths).items():
            assert NAME in text, (standing, path)


def test_a_question_counts_for_who_signed_it_alone(app, cast, asker, lived):
    lived()

    def entries_told():
        told = [counted(asker, read(cast[one], [MEMBERS])[MEMBERS]) for one in STANDINGS]
        return [one["entries_count"] for (one,) in told]

    before = entries_told()
    with app.app_context():
        assert not list(content.check_counters())
        ask(asker.inside(), "这次我署名来问，总可以数一数吧？")
    assert entries_told() == [count + 1 for count in before]


def counted(asker, text):
    """Everything a JSON text says about the asker, numbers and all."""
    return said_of(asker.user_id, json.loads(text))


def said_of(user_id, value):
    """Everything JSON says about one person, in order."""
    if isinstance(value, list):
        return [one for inner in value for one in said_of(user_id, inner)]
    if not isinstance(value, dict):
        return []
    if "display_name" in value and user_id in (value.get("user_id"), value.get("id")):
        return [value]
    return [one for inner in value.values() for one in said_of(user_id, inner)]


def test_no_number_of_the_asker_stands_in_the_questions_json(app, cast, asker, lived):
    question, given = lived()
    with app.app_context():
        member = circles.get_membership(made.circle_id(), asker.user_id).id
    paths = (f"questions/{question}", f"entries/{question}", f"answers/{given}/checks",
             f"questions/{question}/answers")  # fmt: skip
    for standing in STANDINGS:
        browser = cast[standing].client
        for path in paths:
            people = found_people(browser.get(f"/api/v1/{path}").json)
            assert not people & {("user", asker.user_id), ("member", member)}, (standing, path)
        assert ("user", cast.guest.user_id) in people, standing


def found_people(value, key=""):
    """Every user and membership named in JSON."""
    found = set()
    if isinstance(value, dict):
        if "display_name" in value:
            found |= {("user", value["id"]), ("member", value.get("member_id"))}
        for name, inner in value.items():
            if name in ("author_id", "user_id", "editor_id", "asker_id", "owner_id"):
                found.add(("user", inner))
            found |= found_people(inner, name)
    elif isinstance(value, list):
        for inner in value:
            found |= found_people(inner, key)
    return found


def test_the_asker_sees_what_belongs_to_them(asker, lived):
    question, _given = lived()
    shown = asker.client.get(f"/api/v1/questions/{question}").json
    assert shown["author"] is None and shown["viewer"]["can"]["edit"]
    mine = asker.client.get("/api/v1/me/entries").json["items"]
    assert question in [item["id"] for item in mine]


def test_blocking_unmasks_nobody_either_way(app, cast, asker, lived):
    question, _given = lived()
    with app.app_context():
        signed = ask(asker.inside(), "署名的问题，用来对照。").id
        accounts.block_user(cast.member.actor, asker.user_id)
        accounts.block_user(asker.actor, cast.admin.user_id)
    listed = cast.member.client.get("/api/v1/circles/tea/questions").json["items"]
    assert question in [item["id"] for item in listed]
    assert signed not in [item["id"] for item in listed]
    browser = cast.admin.client
    for method, path, body in (("PUT", "like", None), ("POST", "comments", {"body": "我来说说"})):
        assert browser.call(method, f"/entries/{question}/{path}", body).status_code < 300
        assert browser.call(method, f"/entries/{signed}/{path}", body).status_code == 403


def test_no_card_leaves_out_the_askers_own_answer_for_who_blocked_them(app, cast, asker):
    with app.app_context():
        unnamed = ask(asker.inside(), "谁的问题不说，自己答了。", anonymous=True).id
        signed = ask(cast.guest.inside(), "署名的人答的，用来对照。").id
        own = answer(asker.inside(), unnamed, "后来自己想明白了：先烫壶。").id
        actions.accept_answer(asker.inside(), own)
        named = answer(asker.inside(), signed, "署名的回答：用纯净水。").id
        actions.accept_answer(cast.guest.inside(), named)
    before = cards(cast.member)
    assert "先烫壶" in before and "用纯净水" in before
    with app.app_context():
        accounts.block_user(cast.member.actor, asker.user_id)
    after = cards(cast.member)
    assert "先烫壶" in after and "用纯净水" not in after


def cards(person):
    """Every list of questions as one person reads it."""
    paths = ("/c/tea/questions", "/c/tea/questions?order=hot", "/c/tea/questions?answered=yes")
    return "".join(read(person, paths).values())


def test_staff_act_on_the_entry_without_learning_who(cast, lived):
    question, _given = lived()
    answer_ = cast.moderator.client.call("PUT", f"/entries/{question}/hide", {"reason": "看看"})
    assert answer_.json["status"] == "hidden" and answer_.json["author"] is None
    assert mentions(answer_.text) == 0
    for path in ("/c/tea/waiting?state=hidden", "/api/v1/circles/tea/waiting?state=hidden"):
        assert mentions(cast.moderator.client.get(path).text) == 0
    assert cast.moderator.client.call("DELETE", f"/entries/{question}/hide").status_code == 200


def test_an_answerer_paid_by_an_anonymous_asker_reads_no_name_in_their_own_books(
    app, cast, asker, lived
):
    question, _given = lived()
    with app.app_context():
        told = json.dumps(
            {name: list(tell(cast.guest.user_id)) for name, tell in EXPORTERS.items()
             if name.startswith(("points", "answers", "reactions"))}, default=str,
        )  # fmt: skip
        assert mentions(told) == 0 and str(question) in told
        mine = list(queries.own_questions(asker.user_id))
    assert [row["entry"] for row in mine] == [question]


@pytest.mark.parametrize("anonymous", [True, False])
def test_no_level_rises_at_the_moment_somebody_asks_without_a_name(
    app, cast, asker, anonymous
):
    with app.app_context():
        for rule in ("featured", "featured", "post", "answer", "check_in"):
            made.happen(asker, rule, facts={"characters": 40})
        before = made.standing(asker)
        assert (before.level, before.growth) == (1, 48)
        ask(asker.inside(), "这把壶能用来煮老白茶吗？", anonymous=anonymous)
        after = made.standing(asker)
        assert (after.level, after.growth) == (1 if anonymous else 2, 50)
        made.happen(asker, "featured")
        assert made.standing(asker).level == 2  # the next thing with a name raises it


@pytest.mark.parametrize("anonymous", [True, False])
def test_why_an_acceptance_earned_nothing_tells_nobody_who_accepted(
    app, cast, asker, clock, anonymous
):
    with app.app_context():
        for number in range(4):
            unnamed = anonymous and number == 3
            asked = ask(asker.inside(), f"第 {number} 个关于水的问题是什么？", anonymous=unnamed)
            given = answer(cast.guest.inside(), asked.id, f"第 {number} 个回答，用山泉水就好。")
            actions.accept_answer(asker.inside(), given.id)
        clock.travel(days=1, minutes=1)
        settle_accepted()
        here = cast.guest.inside()
        shown = [row.refused for row in ledger.refused_today(here) if row.rule == "accepted"]
        told = [row for row in EXPORTERS["points_occurrences"](cast.guest.user_id)
                if row["rule"] == "accepted"]  # fmt: skip
    assert [row["points"] for row in told] == [15, 15, 15, 0]
    assert shown == ([] if anonymous else ["pair"])
    assert told[-1]["refused"] == (None if anonymous else "pair")


@pytest.mark.parametrize("anonymous", [True, False])
def test_who_asked_without_a_name_has_none_further_down(app, cast, asker, lived, anonymous):
    question, given = lived(anonymous=anonymous)
    with app.app_context():
        own = answer(asker.inside(), question, "我自己也试出来一个办法：用滤水壶。").id
        for place in (question, given, own):
            write_comment(asker.inside(), place, Comment("谢谢，我家住在海边。"))
    paths = [f"/c/tea/questions/{question}", f"/api/v1/questions/{question}/answers",
             f"/api/v1/answers/{own}",
             *(f"{before}/entries/{place}/comments" for before in ("", "/api/v1")
               for place in (question, given, own))]  # fmt: skip
    for standing in STANDINGS:
        for path, text in read(cast[standing], paths).items():
            assert bool(mentions(text)) is not anonymous, (standing, path)
    own_page = asker.client.get(f"/api/v1/entries/{own}").json
    assert own_page["viewer"]["can"]["edit"]


def test_site_staff_learn_who_asked_with_a_reason_that_is_kept(app, cast, asker, lived):
    question, _given = lived()
    with app.app_context():
        session().get_one(User, cast.outsider.user_id).is_staff = True
        session().commit()
    browser, path = cast.outsider.client, f"/entries/{question}/reveal"
    assert browser.call("POST", path, {"reason": "x"}).status_code == 422
    told = browser.call("POST", path, {"reason": "法院来函 2026-11"})
    assert (told.status_code, told.json["author"]["id"]) == (200, asker.user_id)
    with app.app_context():
        (kept,) = session().query(Reveal).all()
        assert (kept.entry_id, kept.user_id, kept.reason) == (
            question, cast.outsider.user_id, "法院来函 2026-11",
        )  # fmt: skip


def test_nobody_else_learns_who_asked(app, cast, lived):
    question, _given = lived()
    body = {"reason": "我就是想知道是谁"}
    for standing in ("owner", "admin", "moderator", "guest", "member"):
        refused = cast[standing].client.call("POST", f"/entries/{question}/reveal", body)
        assert refused.status_code == 403 and mentions(refused.text) == 0, standing
    with app.app_context():
        assert session().query(Reveal).count() == 0
