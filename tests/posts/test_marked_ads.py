"""What sells is marked as an ad: its author is asked, and what cannot be asked is looked at."""

import pytest

from circle.circles import queries as circles
from circle.content import queries as content
from circle.content.actions import apply_verdict, edit_entry
from circle.content.schemas import EntryEdit, Ruling
from circle.core.actor import SYSTEM
from circle.core.errors import Invalid
from circle.posts import actions, policy
from tests.factories.content import comment, post
from tests.factories.posts import publish
from tests.factories.qa import ask
from tests.posts.test_publishing import allow

LINK = "https://item.taobao.com/item.htm?id=520813"
SELLS = f"新到的龙井，{LINK}"
OTHER = "新到的白茶，u.jd.com/abcDEF"
QUIET = {"newcomer_review": 0}


@pytest.fixture
def shop(cast, inside):
    allow(cast, "ad", "note", **QUIET)


@pytest.mark.usefixtures("shop")
def test_who_sells_is_asked_to_mark_it_and_then_it_is_published(cast):
    with pytest.raises(Invalid) as refusal:
        publish(cast.member, SELLS)
    assert refusal.value.code == "unmarked_ad" and "category" in refusal.value.errors
    with pytest.raises(Invalid):
        publish(cast.member, SELLS, category="note")
    ad = publish(cast.member, SELLS, category="ad", waits=True)
    assert (ad.status, ad.category) == ("published", "ad")
    assert publish(cast.member, "这款茶多少钱？", waits=True).status == "published"


def test_on_the_page_one_tap_sends_it_as_an_ad_with_what_was_typed(cast, app):
    with app.app_context():
        allow(cast, "ad", **QUIET)
    client = cast.member.client
    asked = client.submit("/c/tea/posts/new", {"body": SELLS, "category": "none", "city": "杭州"})
    assert asked.status_code == 422 and "作为广告发布" in asked.text
    assert LINK in asked.text and "杭州" in asked.text
    assert '<option value="ad" selected' in asked.text
    typed = {"body": SELLS, "category": "ad", "city": "杭州"}
    assert client.submit("/c/tea/posts/new", typed).status_code == 303
    told = client.call("POST", "/circles/tea/posts", {"body": SELLS})
    assert (told.status_code, told.json["code"]) == (422, "unmarked_ad")


@pytest.mark.usefixtures("inside")
@pytest.mark.parametrize("how", ["no ads here", "no ads by members", "staff look"])
def test_where_nobody_can_be_asked_staff_look_at_it(cast, how):
    allow(cast, *(() if how == "no ads here" else ("ad",)), **QUIET,
          ad_quota=0 if how == "no ads by members" else 1,
          unmarked_ads="review" if how == "staff look" else "ask")  # fmt: skip
    entry = publish(cast.member, SELLS, waits=True)
    assert entry.status == "pending" and "广告" in entry.reason
    assert publish(cast.owner, SELLS, waits=True).status == "published"


@pytest.mark.usefixtures("shop")
def test_comments_and_questions_that_sell_are_looked_at(cast):
    under = post(cast.owner.inside(), "今天喝什么？")
    assert comment(cast.member.inside(), under.id, SELLS).status == "pending"
    assert comment(cast.member.inside(), under.id, "我在淘宝买的，还行").status == "published"
    assert comment(cast.moderator.inside(), under.id, SELLS).status == "published"
    sold = ask(cast.member.inside(), body=SELLS)
    assert sold.status == "pending"


@pytest.mark.usefixtures("shop")
def test_an_edit_that_begins_to_sell_is_asked_and_one_that_mends_a_slip_is_not(cast):
    plain = publish(cast.member, "新到的龙井。", waits=True)
    with pytest.raises(Invalid) as refusal:
        actions.edit_post(cast.member.actor, plain.id, {"body": SELLS})
    assert refusal.value.code == "unmarked_ad"
    ad = publish(cast.member, SELLS, category="ad", waits=True)
    with pytest.raises(Invalid):
        actions.edit_post(cast.member.actor, ad.id, {"category": "none"})
    allow(cast, "ad", unmarked_ads="review", **QUIET)
    looked = publish(cast.member, SELLS)  # staff found that it does not sell
    assert looked.status == "published"
    allow(cast, "ad", unmarked_ads="ask", **QUIET)
    actions.edit_post(cast.member.actor, looked.id, {"body": f"{SELLS} 错字改了"})
    assert content.find_entry(looked.id).source.endswith("错字改了")
    with pytest.raises(Invalid):
        actions.edit_post(cast.member.actor, looked.id, {"body": f"{SELLS} {OTHER}"})


@pytest.mark.usefixtures("shop")
def test_a_comment_that_was_let_through_is_mended_without_waiting_again(cast):
    under = post(cast.owner.inside(), "今天喝什么？")
    said = comment(cast.member.inside(), under.id, SELLS)
    apply_verdict(SYSTEM, said.id, Ruling("approve"))
    edit_entry(cast.member.actor, said.id, EntryEdit(source=f"{SELLS}，错字"))
    assert content.pending_revision(said.id) is None
    edit_entry(cast.member.actor, said.id, EntryEdit(source=OTHER))
    assert content.pending_revision(said.id) is not None


@pytest.mark.usefixtures("shop")
def test_who_may_not_be_asked_is_not(cast):
    circle, here = circles.enter(cast.member.actor, "tea")
    staff = circles.enter(cast.moderator.actor, "tea")[1]
    assert policy.asks_to_mark(here, circle)
    assert not policy.asks_to_mark(staff, circle) and not policy.asks_to_mark(SYSTEM, circle)
