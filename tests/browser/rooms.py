"""What a walk by names alone does not find: one thing of every kind, and where it is seen."""

from circle.circles.views.settings import SECTIONS
from circle.content import actions as content
from circle.content.schemas import Comment
from circle.core.db import db
from circle.moderation import actions as moderation
from circle.moderation.schemas import Reporting
from circle.notifications import actions as telling
from circle.notifications.schemas.hooks import NewEndpoint
from circle.notifications.schemas.reach import NewBroadcast
from circle.points import actions as points
from circle.points.schemas.rules import RulesChange
from circle.screening.schemas import NewRule
from circle.topics import actions as topics
from circle.topics.kinds import KINDS
from tests.factories import points as made
from tests.factories import qa
from tests.factories.brands import own, set_up_brand
from tests.factories.content import post as write_post
from tests.factories.topics import hold_lottery, offer_trial, open_topic, reply

OF_KINDS = {
    "challenge": ("days", "ranking"), "assignment": ("missing", "to-review"), "call": ("result",),
    "ideas": (), "event": ("people", "places", "door", "arrive"), "discussion": ("lottery/new",),
}  # fmt: skip
MESSAGE = NewBroadcast("新茶上市", "春茶到了", "周五一起来喝。", "明前茶到了", "周五见。")
OF_FLOORS = {"assignment": ("review",), "ideas": ("idea", "credits")}


def rooms(app, cast, post_id: int) -> list[str]:
    """Makes one of everything and answers where each of it is seen."""
    with app.app_context():
        found = [*_topics(cast), *_questions(cast, post_id), *_shop(cast)]
        asked = points.try_rules(
            cast.owner.actor, made.circle_id(), RulesChange(0, {"featured": {"points": 30}})
        )
        db.session.remove()
    found += ["/c/tea/members?choose=1", "/search", "/search?q=白茶", "/c/tea/search?q=白茶"]
    found += [f"/entries/{post_id}/related", "/c/tea/archive/2019-01"]
    found.append("/c/tea/search?q=xyzzy")
    found += _desk(app, cast, post_id)
    found += _tags(app, cast)
    found.append(f"/c/tea/settings/points/what-if/{asked.id}")
    told = cast.owner.client.get("/api/v1/me/inbox").json["items"]
    found += [*(f"/inbox/{one['id']}" for one in told[:1]), "/inbox?kind=system"]
    found += [f"/me/mutes/thread/{post_id}", "/c/tea/notices/reply", "/me/notices/moderation"]
    return [*found, *(f"/c/tea/settings/{section}" for section in SECTIONS)]


def _desk(app, cast, post_id):
    """Something reported, something decided, and what both lead to."""
    with app.app_context():
        member = cast.member.inside().membership_id
        moderation.report(cast.guest.actor, "entry", post_id, Reporting("ad", "too often"))
        moderation.report(cast.guest.actor, "member", member, Reporting("abuse"))
        moderation.keep_entry(cast.owner.actor, post_id)
        away = write_post(cast.member.inside(), "这一条会被藏起来。").id
        rule = moderation.add_rule(
            cast.owner.actor, cast.owner.inside().circle_id, NewRule("不提的词", "review")
        ).id
        moderation.hide_entry(cast.moderator.actor, away, "wrong place", "ad")
        draft, sent = (telling.write_broadcast(cast.owner.actor, "tea", MESSAGE).id
                       for _number in range(2))  # fmt: skip
        telling.send_broadcast(cast.owner.actor, sent)
        db.session.remove()
    yield from ("/c/tea/reach", "/c/tea/reach/new", f"/c/tea/reach/{draft}",
                f"/c/tea/reach/{draft}/edit", f"/c/tea/reach/{sent}")  # fmt: skip
    yield from _hooks(app, cast)
    yield from (f"/rules-of-words/{rule}", f"/rules-of-words/{rule}/try")
    yield from ("/c/tea/waiting?state=hidden", "/c/tea/waiting?state=closed", "/me/decisions")
    yield from (f"/entries/{post_id}/report", f"/c/tea/members/{member}/report")
    yield from (f"/c/tea/members/{member}/sanction", "/c/tea/report", "/u/member_of_tea/report")
    yield from ("/me/evidence", "/me/labels")
    yield from ("/c/tea/audit", "/c/tea/audit?code=hide", "/c/tea/transparency")
    yield from ("/c/tea/clean-up", f"/c/tea/clean-up?member_id={member}&days=7")


def _hooks(app, cast):
    """A server of the circle's brand, to which something is on its way."""
    with app.app_context():
        brand_id = set_up_brand("Tea House").brand_id
        own("tea", brand_id)
        new = NewEndpoint("https://hooks.example.com/tea", ["member.joined"], "Orders")
        circle_id = cast.owner.inside().circle_id
        hook, _secret = telling.add_endpoint(cast.owner.actor, brand_id, circle_id, new)
        telling.send_test(cast.owner.actor, hook.id)
        db.session.remove()
    return ["/c/tea/webhooks", f"/c/tea/webhooks/{hook.id}"]


def _tags(app, cast):
    with app.app_context():
        write_post(cast.member.inside(), "今天泡了一壶白茶。", tags=("白茶",))
        owner = cast.owner.inside()
        content.merge_tag(owner, owner.circle_id, "白毫", "白茶")
        db.session.remove()
    return ["/c/tea/tags", "/c/tea/tags/白茶", "/c/tea/tags/白茶/synonyms"]


def _topics(cast):
    owner = cast.owner.inside()
    for kind in KINDS:
        topic = open_topic(owner, kind, title=f"周末的茶：{kind}")
        yield f"/c/tea/topics/{topic.id}"
        yield from (f"/topics/{topic.id}/{room}" for room in OF_KINDS[kind])
        if kind == "event":
            member = cast.member.inside()
            topics.sign_up(member, topic.id)
            yield f"/topics/{topic.id}/people/{member.membership_id}/off"
            continue
        floor = reply(cast.member.inside(), topic.id)
        yield f"/replies/{floor.id}/edit"
        yield from (f"/replies/{floor.id}/{room}" for room in OF_FLOORS.get(kind, ()))
    drawn, tried = (open_topic(owner, title=title) for title in ("抽一把茶壶", "试一只杯子"))
    lottery = hold_lottery(owner, drawn.id)
    offer_trial(owner, tried.id)
    yield from (f"/c/tea/topics/{drawn.id}", f"/c/tea/topics/{tried.id}")
    yield f"/lotteries/{lottery.id}"
    yield from (f"/topics/{tried.id}/trial", f"/topics/{tried.id}/applications")


def _questions(cast, post_id):
    asked = qa.ask(cast.member.inside())
    answered = qa.answer(cast.owner.inside(), asked.id)
    said = content.write_comment(cast.member.actor, post_id, Comment("再泡一次看看。"))
    yield f"/c/tea/questions/{asked.id}"
    yield from (f"/questions/{asked.id}/{room}" for room in ("answer", "edit", "manage"))
    yield from (f"/answers/{answered.id}/edit", f"/answers/{answered.id}/history")
    yield f"/comments/{said.id}/edit"


def _shop(cast):
    made.fill(cast.member, 90)
    for kind in ("code", "virtual", "physical"):
        one = made.reward(cast.owner, kind, codes=("A-1", "A-2") if kind == "code" else ())
        order = made.order(cast.member, one)
        yield from (f"/c/tea/shop/{one.id}", f"/c/tea/shop/{one.id}/edit")
        yield f"/c/tea/orders/{order.id}"
        if kind != "virtual":
            yield f"/c/tea/shop/{one.id}/{'codes' if kind == 'code' else 'address'}"
