"""The world the matrix is walked in: one thing of each kind in each state, each with a secret."""

from sqlalchemy import select

from circle.accounts.models import User
from circle.circles import actions as circles
from circle.circles import queries as circle_reads
from circle.circles.schemas import SettingsChange
from circle.content import actions as content
from circle.content.models import Poll
from circle.content.schemas import CollectionDetails, Ruling
from circle.core import clock as clocks
from circle.core.actor import SYSTEM
from circle.core.db import db, session
from circle.moderation import actions as moderation
from circle.moderation.models import Act, Case
from circle.moderation.schemas import Reporting
from circle.notifications import actions as telling
from circle.notifications.models import Notice
from circle.notifications.schemas.hooks import NewEndpoint
from circle.notifications.schemas.reach import NewBroadcast
from circle.screening.schemas import NewRule
from circle.topics import actions as topics
from tests.cast import make_person
from tests.factories import points as made
from tests.factories import qa
from tests.factories.brands import own, set_up_brand
from tests.factories.circles import found_circle, invite, join, label_members
from tests.factories.content import comment, post, tea_poll
from tests.factories.topics import hold_lottery, offer_trial, open_topic, reply

SCENE = "what everybody asks for"
WORD = "密语茶"  # what stands in all of them, and is searched for
KINDS = ("post", "question", "answer", "topic", "reply", "comment")
STATES = ("published", "pending", "hidden", "rejected", "removed")
KEPT_BACK = STATES[1:]


def secret(kind: str, state: str) -> str:
    """The words of one thing, which stand in no answer to those who may not see it."""
    return f"zq{state}{kind}qz"


def month() -> str:
    """This month as the archive names it."""
    return clocks.now().strftime("%Y-%m")


def make_world(app, cast, clock) -> dict[str, object]:
    """Numbers and names of everything; call outside of a context."""
    with app.app_context():
        people = {who: make_person(app, f"{who}_of_tea") for who in ("author", "elsewhere", "site")}
        found_circle(cast.outsider.actor, "coffee", name="咖啡")
        for person, slug in ((people["author"], "tea"), (people["elsewhere"], "coffee")):
            join(person.actor, slug)
        there = cast.outsider.inside("coffee")
        member = circle_reads.get_membership(there.circle_id, people["elsewhere"].user_id)
        circles.change_role(there, member.id, "moderator")
        session().get_one(User, people["site"].user_id).is_staff = True
        session().commit()
        owner = cast.owner.inside()
        circles.change_settings(owner, owner.circle_id, SettingsChange(newcomer_review=0))
        made.fill(people["author"], 90)
        trusted = made.standing(people["author"])
        trusted.growth, trusted.level = 600, 4
        session().commit()
        numbers = _around(cast, people["author"]) | _in_every_state(cast, people["author"], clock)
        told = select(Notice.id).where(Notice.user_id == people["author"].user_id)
        numbers["notice_id"] = session().scalars(told.order_by(Notice.id)).first()
        db.session.remove()
    return {**numbers, "people": {name: (one.user_id, one.token) for name, one in people.items()}}


def _say(actor, kind: str, roots: dict[str, int], words: str) -> int:
    """Something of this kind with these words."""
    if kind == "question":
        return qa.ask(actor, f"{WORD}怎么存 {words}").id
    if kind == "topic":
        return open_topic(actor, title=f"{WORD}聚会 {words}").id
    if kind == "answer":
        return qa.answer(actor, roots["question"], f"{WORD}放在阴凉干燥的地方 {words}").id
    if kind == "reply":
        return reply(actor, roots["topic"], f"{WORD}四月初最好 {words}").id
    if kind == "comment":
        return comment(actor, roots["post"], f"{WORD}说得真好 {words}").id
    return post(actor, f"{WORD}今天泡了一壶 {words}", tags=(f"标签{words}",)).id


def _in_every_state(cast, author, clock) -> dict[str, int]:
    here, roots, found = author.inside(), {}, {}
    people = dict.fromkeys(KINDS, here) | {"answer": cast.guest.inside()}
    roots = {kind: _say(here, kind, {}, f"{kind}root") for kind in ("post", "question", "topic")}
    for state in STATES:
        clock.travel(hours=25)
        _watch(cast, state in ("pending", "rejected"))
        for kind in KINDS:
            asker = people[kind]
            if kind == "answer":
                roots["question"] = _asked(cast, state)
                asker = here
            number = _say(asker, kind, roots, secret(kind, state))
            _bring(cast, number, state, asker)
            found[f"{kind} {state}"] = number
    _watch(cast, False)
    return found


def _asked(cast, state: str) -> int:
    """A question for each answer: nobody answers one question twice."""
    asked = qa.ask(cast.guest.inside(), f"这一问等一个回答 {state}")
    if asked.status == "pending":
        content.apply_verdict(SYSTEM, asked.id, Ruling("approve"))
    return asked.id


def _watch(cast, on: bool) -> None:
    owner = cast.owner.inside()
    circles.change_settings(owner, owner.circle_id, SettingsChange(pre_review=on))


def _bring(cast, number: int, state: str, author) -> None:
    if state == "hidden":
        moderation.hide_entry(cast.owner.actor, number, "wrong place", "ad")
    elif state == "rejected":
        content.apply_verdict(SYSTEM, number, Ruling("reject", "not here"))
    elif state == "removed":
        content.remove_entry(author, number)


def _around(cast, author) -> dict[str, int]:
    """What is no entry, and topics of each kind."""
    owner, here = cast.owner.inside(), author.inside()
    member = here.membership_id
    numbers = {"member_id": member, "label_id": label_members(cast.owner, [member])}
    link = invite(cast.owner.actor, "tea")
    numbers |= {"code": link.code, "invite_id": link.id}
    for kind in ("event", "challenge", "assignment", "call", "ideas"):
        numbers[kind] = open_topic(here, kind, title=f"一起做一件事：{kind}").id
        if kind != "event":
            numbers[f"{kind} floor"] = reply(here, numbers[kind]).id
    topics.sign_up(here, numbers["event"])
    tried, drawn = (open_topic(here, title=title).id for title in ("试一只杯子", "抽一把茶壶"))
    offer_trial(owner, tried)
    numbers |= {"tried": tried, "drawn": drawn, "lottery_id": hold_lottery(owner, drawn).id}
    post(here, "来投一票吧，看看大家的口味。", polls=(tea_poll(),))
    numbers["poll_id"] = session().query(Poll.id).order_by(Poll.id.desc()).first()[0]
    shelf = content.create_collection(owner, "tea", CollectionDetails("入门三篇", "从这里开始。"))
    rule = moderation.add_rule(owner, owner.circle_id, NewRule("不提的词", "review"))
    message = telling.write_broadcast(owner, "tea", NewBroadcast("试一下", "一条消息", "还没发。"))
    numbers |= {"collection_id": shelf.id, "rule_id": rule.id, "broadcast_id": message.id}
    return numbers | _shop(cast, author) | _desk(cast, here) | _hooks(cast)


def _shop(cast, author) -> dict[str, int]:
    one = made.reward(cast.owner, "code", codes=("A-1", "A-2"))
    return {"reward_id": one.id, "order_id": made.order(author, one).id}


def _desk(cast, here) -> dict[str, int]:
    wrong = post(here, "一条被人报告的话。").id
    moderation.report(cast.guest.actor, "entry", wrong, Reporting("ad", "too often"))
    away = post(here, "这一条会被藏起来。").id
    moderation.hide_entry(cast.moderator.actor, away, "wrong place", "ad")
    act = session().query(Act.id).order_by(Act.id.desc()).first()[0]
    case = session().query(Case.id).filter_by(entry_id=wrong).first()[0]
    return {"act_id": act, "case_id": case}


def _hooks(cast) -> dict[str, int]:
    brand_id = set_up_brand("山房茶事").brand_id
    own("tea", brand_id)
    new = NewEndpoint("https://hooks.example.com/tea", ["member.joined"])
    circle_id = cast.owner.inside().circle_id
    hook, _secret = telling.add_endpoint(cast.owner.actor, brand_id, circle_id, new)
    sent = telling.send_test(cast.owner.actor, hook.id)
    return {"brand_id": brand_id, "hook_id": hook.id, "delivery_id": sent.id}
