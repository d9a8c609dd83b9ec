"""The words above a list of questions: every order and filter is a link, and goes with the rest."""

import re
from html import unescape
from itertools import product
from urllib.parse import parse_qsl, urlsplit

import pytest

from circle.content import actions as content
from circle.content.models import Entry
from circle.core.db import session
from circle.qa import actions, queries
from circle.qa.queries import lists
from circle.qa.schemas import QuestionChoice, QuestionQuery
from circle.qa.views.chips import filter_chips, order_chips
from tests.factories.qa import answer, ask
from tests.qa.looking import page, settings
from tests.qa.test_lists import crowd, explained, place, titled  # noqa: F401
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("calm")
BASE = "/c/tea/questions"


def chips(browser, path):
    """The words of both rows on a page: {name: (address, chosen)}."""
    rows = re.findall(r'<nav class="chips.*?</nav>', page(browser, path), re.S)
    assert len(rows) == 2
    chip = r'<a class="chip[^"]*"(?: rel="nofollow")? href="([^"]*)" (.*?)>(.*?)<'
    links = re.findall(chip, "".join(rows), re.S)
    return {unescape(name).strip(): (unescape(href), "aria-current" in current)
            for href, current, name in links}  # fmt: skip


def titles(browser, path):
    return re.findall(r'<h2 class="card__title"><a href="[^"]*">([^<]*)</a>', page(browser, path))


@pytest.fixture
def asked(scene, cast, calm):
    """An open question, a settled one a guest answered, a closed one; tags of each."""

    def make():
        one = ask(cast.member.inside(), "还没人回答的问题在这里", tags=("白茶",)).id
        two = ask(cast.member.inside(), "嘉宾答过的问题在这里", tags=("岩茶",)).id
        given = answer(cast.guest.inside(), two).id
        actions.accept_answer(cast.member.inside(), given)
        three = ask(cast.member.inside(), "关掉的问题在这里面").id
        actions.close_question(cast.member.inside(), three, "")
        return one, two, three

    return scene("three questions to choose from", make)


def test_each_filter_is_a_link_that_shows_a_part_and_leads_back_out(cast, anyone, asked):
    for browser in (anyone, cast.member.client):
        there = chips(browser, BASE)
        assert there["最新"] == (BASE, True)
        for name, shown in {
            "待解决": "还没人回答的问题在这里", "已采纳": "嘉宾答过的问题在这里",
            "有回答": "嘉宾答过的问题在这里", "嘉宾已答": "嘉宾答过的问题在这里",
            "#白茶": "还没人回答的问题在这里", "已关闭": "关掉的问题在这里面",
        }.items():
            href, chosen = there[name]
            assert not chosen and titles(browser, href) == [shown], name
            assert chips(browser, href)[name] == (BASE, True)
        assert titles(browser, there["有悬赏"][0]) == titles(browser, there["问过了"][0]) == []
    assert len(titles(anyone, BASE)) == 3


def test_filters_go_together_and_keep_the_order(anyone, asked):
    there = chips(anyone, f"{BASE}?order=hot")
    href = there["待解决"][0]
    assert href == f"{BASE}?order=hot&state=open" and chips(anyone, href)["热门"][1]
    both = chips(anyone, href)["#白茶"][0]
    assert titles(anyone, both) == ["还没人回答的问题在这里"]
    assert titles(anyone, chips(anyone, href)["#岩茶"][0]) == []
    assert chips(anyone, both)["待解决"][0] == f"{BASE}?order=hot&tag=%E7%99%BD%E8%8C%B6"
    assert chips(anyone, both)["已采纳"][0] == (
        f"{BASE}?order=hot&tag=%E7%99%BD%E8%8C%B6&state=answered"  # one state at a time
    )
    assert chips(anyone, both)["最新"][0].startswith(f"{BASE}?state=open&tag=")


def test_an_order_offers_no_filter_it_answers_already(anyone, asked):
    there = chips(anyone, f"{BASE}?order=unanswered&tag=白茶")
    assert "待解决" not in there and "嘉宾已答" not in there and there["#白茶"][1]
    assert "待解决" in chips(anyone, f"{BASE}?order=hot")
    assert chips(anyone, f"{BASE}?state=answered&by_guest=true")["待回答"][0] == (
        f"{BASE}?order=unanswered"
    )


def test_the_open_ones_are_a_part_of_the_newest(anyone, asked):
    assert chips(anyone, f"{BASE}?order=open")["待解决"] == (BASE, True)
    assert titles(anyone, f"{BASE}?order=open") == ["还没人回答的问题在这里"]


def test_a_choice_there_is_not_is_refused(anyone, asked):
    for wrong in ("state=lost", "bounty=perhaps", "order=loudest", "cursor=x"):
        page(anyone, f"{BASE}?{wrong}", 400)
    page(anyone, f"{BASE}?state=&tag=&bounty=false&cursor=")


def test_an_empty_choice_says_so_and_shows_everything_again(anyone, asked):
    seen = page(anyone, f"{BASE}?bounty=true")
    assert "没有符合的内容" in seen and f'<a class="button button--quiet" href="{BASE}">' in seen


def test_words_typed_into_the_address_are_words_on_the_page(anyone, asked):
    seen = page(anyone, f'{BASE}?tag="><script>alert(1)</script>')
    assert "<script>alert" not in seen and "&lt;script&gt;alert" in seen


def test_how_many_ask_the_same_is_said_wherever_the_question_stands(app, cast, asked):
    number = asked[0]
    places = (BASE, f"{BASE}/queue", f"{BASE}/{number}")
    joining = (("guest", "1 人同问", "1 wonders too"), ("admin", "2 人同问", "2 wonder too"))
    for who, chinese, english in joining:
        with app.app_context():
            actions.join_question(cast[who].inside(), number)
        for path in places:
            browser = cast.moderator.client if path == f"{BASE}/queue" else cast.member.client
            assert chinese in page(browser, path), path
            browser.set_cookie("lang", "en")
            assert english in page(browser, path), path
    with app.app_context():
        session().get_one(Entry, number).me_too_count = 12345
        session().commit()
    assert "1.2万 人同问" in page(cast.member.client, f"{BASE}/{number}")


# --- for me -----------------------------------------------------------------------------------


def test_what_is_for_me_is_there_for_every_member(app, cast, anyone, asked):
    with app.app_context():
        content.follow_tag(cast.admin.inside(), "tea", "岩茶")
    for who in ("owner", "admin", "moderator", "guest", "member"):
        assert "给我的" in chips(cast[who].client, BASE), who
        page(cast[who].client, f"{BASE}?order=for_me")
    assert titles(cast.admin.client, f"{BASE}?order=for_me") == ["嘉宾答过的问题在这里"]
    assert titles(cast.member.client, f"{BASE}?order=for_me") == []


def test_who_is_no_member_has_no_list_of_their_own(cast, anyone, asked):
    for who in ("outsider", "removed", "banned"):
        page(cast[who].client, f"{BASE}?order=for_me", 403)
        assert "给我的" not in chips(cast[who].client, BASE)
    sent = anyone.get(f"{BASE}?order=for_me")
    assert sent.status_code in (302, 303) and "/signin" in sent.location
    page(cast.member.client, f"{BASE}?order=for_me")


def test_a_tag_is_followed_where_its_questions_are(cast, anyone, asked):
    browser, path = cast.moderator.client, f"{BASE}?tag=岩茶"
    assert 'action="/c/tea/tags/%E5%B2%A9%E8%8C%B6/follow"' in page(browser, path)
    assert "/follow" not in page(anyone, path)
    assert browser.submit("/c/tea/tags/岩茶/follow").status_code == 303
    assert titles(browser, f"{BASE}?order=for_me") == ["嘉宾答过的问题在这里"]
    assert 'action="/c/tea/tags/%E5%B2%A9%E8%8C%B6/unfollow"' in page(browser, path)


# --- cost -------------------------------------------------------------------------------------


def reachable():
    """Every choice two chips lead to, from every order."""
    begin = QuestionChoice()
    for order in order_chips(BASE, begin, own=True):
        yield from _of(order.href)


def _of(href):
    def choice(address):
        asked = QuestionQuery().load(dict(parse_qsl(urlsplit(address).query)))
        return QuestionChoice(**{**asked, "limit": 20})

    first = filter_chips(BASE, choice(href), ("白茶",))
    yield choice(href)
    for one in first:
        yield choice(one.href)
        for two in filter_chips(BASE, choice(one.href), ("白茶",)):
            yield choice(two.href)


def test_every_choice_the_chips_lead_to_is_found_by_an_index(cast, crowd):  # noqa: F811
    here, circle = place(cast.member)
    seen = set()
    for choice in reachable():
        shape, values = lists._shape_of(here, circle, choice)
        for further in (False, True):
            wanted = shape._replace(further=further)
            if choice.order == "for_me" or wanted in seen:
                continue
            seen.add(wanted)
            more = {"value": 2**60, "last": 2**60} if further else {}
            plan = explained(lists._listing(wanted), {**values, **more, "limit": 21})
            assert "TEMP B-TREE" not in plan and "Sort" not in plan, (wanted, plan)
            assert "SCAN questions" not in plan and "Seq Scan" not in plan, (wanted, plan)
            assert "SCAN entries" not in plan, (wanted, plan)
    assert len(seen) > 60


def test_no_choice_costs_more_than_twelve_queries(cast, crowd):  # noqa: F811
    browsers = (cast.member.client, cast.owner.client)
    for choice, browser in product(set(reachable()), browsers):
        query = {"order": choice.order, "tag": choice.tag, "state": choice.state,
                 "answered": "true" if choice.answered else "",
                 "bounty": "true" if choice.bounty else "",
                 "by_guest": "true" if choice.by_guest else ""}  # fmt: skip
        with statements() as said:
            assert browser.get(BASE, query_string=query).status_code == 200
        assert 2 < len(said) <= 12, (choice, said)


def test_the_tags_offered_are_those_questions_stand_under(app, cast):
    from tests.factories.posts import publish

    with app.app_context():
        publish(cast.member, "只有动态用的标签 #闲聊#")
        ask(cast.member.inside(), titled(1), tags=("白茶",))
        _here, circle = place(cast.member)
        assert list(queries.asked_tags(circle)) == ["白茶"]


def test_lists_of_a_closed_circle_are_chosen_by_members_alone(app, cast, anyone, asked):
    settings(app, cast, visibility="private")
    for path in (f"{BASE}?state=open", f"{BASE}?tag=白茶", f"{BASE}?by_guest=true"):
        page(anyone, path, 404)
        page(cast.outsider.client, path, 404)
        page(cast.member.client, path)
