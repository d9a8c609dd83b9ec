"""What is said again and again is looked at first, and greetings, logs and quotes live."""

import pytest
from sqlalchemy import func, select

from circle.circles import actions as circles
from circle.circles.schemas import SettingsChange
from circle.content import actions as content
from circle.content.models import Saying
from circle.core.db import session
from circle.screening import actions as screening
from circle.screening import floods
from circle.screening.schemas import NewRule
from tests.cast import Person, make_person
from tests.factories.circles import join
from tests.factories.content import picture, post
from tests.factories.topics import open_topic

AD = "新店开张，手工茶具一律八折，喜欢的朋友来看看，编号 {}，数量有限先到先得"
REASON = "最近有几条差不多的内容，先请人看一看"
OTHERS = ("阿青", "阿白", "阿红")
CODE = "https://tea.example/group?id=7"


@pytest.fixture
def place(app, scene, cast):
    """A post, a topic and three more members, where nobody's first post waits; code pictures."""

    def make():
        owner = cast.owner.inside()
        circles.change_settings(owner, owner.circle_id, SettingsChange(newcomer_review=0))
        crowd = [make_person(app, name) for name in OTHERS]
        for person in crowd:
            join(person.actor, "tea")
        coded = [picture(cast.member.inside(), codes=(CODE,)).id for _ in range(2)]
        named = [(person.name, person.user_id, person.token) for person in crowd]
        return post(owner).id, open_topic(owner).id, named, coded

    thread, topic, named, coded = scene("a place for repeats", make)
    return thread, topic, [Person(app, *one) for one in named], coded


def say(person, entry_id, body, **more):
    sent = person.client.call("POST", f"/entries/{entry_id}/comments", {"body": body, **more})
    assert sent.status_code == 201, sent.text
    return sent.json["status"]


def brought(cast):
    waiting = cast.moderator.client.call("GET", "/circles/tea/review").json["items"]
    return [one["source"] for one in waiting]


def test_the_fourth_of_nearly_the_same_waits_and_its_author_reads_why(cast, place):
    said = [say(cast.member, place[0], AD.format(number)) for number in (11, 12, 13, 14)]
    assert said == ["published", "published", "published", "pending"]
    assert brought(cast) == ["flood"]
    assert REASON in cast.member.client.get("/me/entries?kind=comments").text
    assert say(cast.member, place[0], "别的话：白茶放了三年，味道比去年醇厚得多") == "published"


def test_the_same_holds_for_words_that_are_changed_and_ends_after_a_day(cast, place, clock):
    for number in (11, 12, 14):
        assert say(cast.member, place[0], AD.format(number)) == "published"
    client = cast.member.client
    mine = client.call("POST", f"/entries/{place[0]}/comments", {"body": "今天的茶真好"}).json["id"]
    client.call("PATCH", f"/comments/{mine}", {"body": AD.format(13)})
    assert brought(cast) == ["edit"]
    clock.travel(hours=25)
    assert say(cast.member, place[0], AD.format(14)) == "published"


def test_who_is_never_looked_at_first_says_it_as_often_as_needed(cast, place):
    for number in range(5):
        assert say(cast.guest, place[0], AD.format(number)) == "published"


def test_greetings_and_quotes_are_nobodys_flood(cast, place):
    quoted = "> " + AD.format(1) + "\n\n"
    for own in ("谢谢", "收到", "打卡", "打卡", "打卡", "打卡"):
        assert say(cast.member, place[0], own) == "published"
    for own in ("这家我去过", "贵了点", "几号结束", "在哪条街"):
        assert say(cast.member, place[0], quoted + own) == "published"


def test_a_wave_of_several_people_waits_from_the_fourth(cast, place):
    for number, person in enumerate(place[2]):
        assert say(person, place[0], AD.format(number)) == "published"
    assert say(cast.member, place[0], AD.format(9)) == "pending"
    assert brought(cast) == ["flood"]


def test_floors_of_one_topic_may_all_say_what_its_host_asked_for(cast, place):
    for number, person in enumerate([*place[2], cast.member]):
        floor = {"body": AD.format(number)}
        sent = person.client.call("POST", f"/topics/{place[1]}/replies", floor)
        assert sent.json["status"] == "published"
    assert say(place[2][0], place[0], "另外一件事：大家周末有没有空一起去看春茶") == "published"


def test_what_bears_no_name_is_not_compared_with_what_bears_one(cast, place):
    asked = {"title": AD.format(3), "body": "怎么样"}
    for number in (1, 2, 4):
        assert say(cast.member, place[0], AD.format(number)) == "published"
    ask = cast.member.client.call
    unnamed = ask("POST", "/circles/tea/questions", {**asked, "anonymous": True})
    assert unnamed.json["status"] == "published"
    assert ask("POST", "/circles/tea/questions", asked).json["status"] == "pending"


def test_a_burst_of_one_short_line_waits_but_not_under_ones_own(cast, place, monkeypatch, clock):
    monkeypatch.setattr(floods, "SHORT_AGAIN", 2)
    said = [say(cast.member, place[0], "顶") for _ in range(3)]
    assert said == ["published", "published", "pending"]
    assert say(cast.member, place[0], "换一句") == "published"
    own = cast.member.client.call("POST", "/circles/tea/posts", {"body": "今天的茶"}).json["id"]
    assert [say(cast.member, own, "谢谢") for _ in range(4)] == ["published"] * 4
    clock.travel(minutes=11)
    assert say(cast.member, place[0], "顶") == "published"
    assert brought(cast) == ["flood"]


def test_who_writes_in_thread_upon_thread_waits_and_who_talks_in_one_does_not(
    cast, place, monkeypatch
):
    monkeypatch.setattr(floods, "MANY", 2)
    client = cast.member.client
    for body in ("一", "二", "三"):
        assert say(cast.member, place[0], body) == "published"
    topic = client.call("POST", f"/topics/{place[1]}/replies", {"body": "周末有空"})
    assert topic.json["status"] == "published"
    assert say(cast.member, place[0], "四") == "published"
    assert client.call("POST", "/circles/tea/posts", {"body": "新茶"}).json["status"] == "pending"


def test_a_text_that_repeats_itself_waits(cast, place):
    assert say(cast.member, place[0], "顶" * 60) == "pending"
    assert brought(cast) == ["flood"]


def test_what_was_said_is_forgotten_after_a_day(app, cast, place, clock):
    say(cast.member, place[0], AD.format(1))
    clock.travel(hours=23)
    say(cast.member, place[0], "谢谢")
    clock.travel(hours=2)
    with app.app_context():
        assert content.forget_sayings() == floods.BANDS
        assert session().scalar(select(func.count()).select_from(Saying)) == 1


def test_a_code_in_a_picture_leads_elsewhere_as_a_link_does(app, cast, place):
    assert say(cast.member, place[0], "看这张图", media=place[3][:1]) == "published"
    with app.app_context():
        owner = cast.owner.inside()
        circles.change_settings(owner, owner.circle_id, SettingsChange(newcomer_review=2))
    assert say(cast.member, place[0], "再看这张图", media=place[3][1:]) == "pending"
    [waits] = cast.moderator.client.call("GET", "/circles/tea/review").json["items"]
    assert waits["codes"] == [CODE] and CODE in cast.moderator.client.get("/c/tea/waiting").text
    assert brought(cast) == ["watched"]
    assert "图里的码通往别处" in cast.member.client.get("/me/entries?kind=comments").text


def test_rules_of_words_hold_for_what_a_code_says(app, cast, place):
    with app.app_context():
        screening.add_rule(None, NewRule("tea.example", "block"), None)
    body = {"body": "看这张图", "media": place[3][:1]}
    sent = cast.member.client.call("POST", f"/entries/{place[0]}/comments", body)
    assert sent.status_code == 422 and "tea.example" in sent.json["detail"]
