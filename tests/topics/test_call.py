"""Calls: so many entries from each, a shortlist, a choice, and a result told once."""

import pytest

from circle.circles import actions as circles
from circle.circles.queries import get_membership
from circle.circles.schemas import SettingsChange
from circle.content import actions as content
from circle.content import queries as contents
from circle.content.schemas import Ruling
from circle.core.db import db
from circle.core.errors import Conflict, NotAllowed, NotFound
from circle.events import CallDecided
from circle.topics import actions, queries
from circle.topics.actions.kinds import call
from circle.topics.schemas import Announcement, FloorChoice
from tests.factories.topics import inside, open_topic, reply
from tests.races import at_once

pytestmark = pytest.mark.usefixtures("calm", "inside")
TOLD = Announcement("谢谢每一位。结果在这里：", "https://circle.example")


@pytest.fixture
def decided(monkeypatch):
    """What is said of calls that were decided."""
    heard = []
    monkeypatch.setattr(call, "emit", heard.append)
    return heard


def details(person, topic):
    """What somebody sees above the floors."""
    return queries.topic_view(queries.get_topic(inside(person), topic))["details"]


def membership(person):
    """Somebody's place in the circle."""
    return get_membership(inside(person).circle_id, person.user_id)


def seen(person, topic, view):
    """The floors of a view, by number."""
    page = queries.floors_page(queries.get_topic(inside(person), topic), FloorChoice(view))
    return [one.floor for one in page.items]


def test_each_sends_as_many_as_the_host_takes_and_the_host_any_number(cast, hosted):
    topic = hosted("call", floors_each=2)
    first, _second = (reply(inside(cast.member), topic) for _ in range(2))
    assert details(cast.member, topic)["left"] == 0
    with pytest.raises(NotAllowed) as refused:
        reply(inside(cast.member), topic)
    assert refused.value.code == "entries_used"
    content.remove_entry(inside(cast.member), first.id)
    reply(inside(cast.member), topic)
    for _ in range(3):
        reply(inside(cast.guest), topic)
    free = open_topic(inside(cast.guest), "call").id
    for _ in range(3):
        reply(inside(cast.member), free)


def test_parallel_entries_of_one_member_stay_within_the_limit(app, cast, hosted):
    topic = hosted("call", floors_each=2)
    db.session.remove()

    def enter():
        return reply(inside(cast.member), topic).floor

    given = at_once(app, [enter] * 10)
    assert given.count("NotAllowed") == 8


def test_what_is_shortlisted_and_chosen_is_seen_by_everybody(cast, hosted):
    topic = hosted("call")
    floors = [reply(inside(person), topic) for person in (cast.member, cast.admin, cast.moderator)]
    assert details(cast.outsider, topic)["tabs"] == []
    for floor in floors[:2]:
        actions.shortlist_reply(inside(cast.guest), floor.id)
    actions.choose_reply(inside(cast.guest), floors[2].id)
    assert seen(cast.outsider, topic, "shortlist") == [1, 2, 3]
    assert seen(cast.outsider, topic, "chosen") == [3]
    actions.unchoose_reply(inside(cast.guest), floors[2].id)
    actions.unshortlist_reply(inside(cast.guest), floors[0].id)
    assert seen(cast.outsider, topic, "shortlist") == [2, 3]
    assert seen(cast.outsider, topic, "chosen") == []
    content.hide_entry(inside(cast.moderator), floors[1].id)
    assert details(cast.outsider, topic)["shortlisted"] == 1


@pytest.mark.parametrize("who", ["member", "outsider", "admin"])
def test_only_host_and_staff_choose_and_nobody_their_own(cast, hosted, who):
    topic = hosted("call")
    floor = reply(inside(cast.admin), topic)
    verbs = (
        actions.shortlist_reply, actions.choose_reply, actions.unchoose_reply,
        actions.unshortlist_reply,
    )  # fmt: skip
    for verb in verbs:
        with pytest.raises(NotAllowed):
            verb(inside(cast[who]), floor.id)
    for verb in verbs:
        verb(inside(cast.guest), floor.id)
    plain = reply(inside(cast.member), open_topic(inside(cast.guest)).id)
    with pytest.raises(NotFound):
        actions.choose_reply(inside(cast.owner), plain.id)


def test_the_result_is_a_post_of_the_host_that_names_and_links_each(cast, decided):
    topic = open_topic(inside(cast.guest), "call", title="春茶照片征集").id
    floors = [reply(inside(person), topic) for person in (cast.member, cast.admin, cast.member)]
    with pytest.raises(Conflict) as nobody:
        actions.announce_result(inside(cast.guest), topic, TOLD)
    assert nobody.value.code == "nobody_chosen"
    for floor in floors[1:]:
        actions.choose_reply(inside(cast.guest), floor.id)
    post = actions.announce_result(inside(cast.guest), topic, TOLD)
    assert (post.kind, post.author_id, post.status) == ("post", cast.guest.user_id, "published")
    assert "谢谢每一位" in post.html
    for name in (cast.member.name, cast.admin.name):
        assert f"@{name}" in post.html
    for floor in floors[1:]:
        assert f"reply={floor.id}#e{floor.id}" in post.html
    assert f"reply={floors[0].id}" not in post.html
    assert details(cast.outsider, topic)["result"]["id"] == post.id
    assert details(cast.outsider, topic)["result"]["excerpt"] == TOLD.words
    chosen = (cast.admin.user_id, cast.member.user_id)
    assert decided == [CallDecided(post.circle_id, topic, post.id, chosen)]


def test_a_result_is_told_once_and_the_choice_stands_from_then_on(app, cast, hosted):
    topic = hosted("call")
    floor, other = (reply(inside(person), topic) for person in (cast.member, cast.admin))
    actions.choose_reply(inside(cast.guest), floor.id)
    ids = floor.id, other.id
    db.session.remove()

    def announce():
        return actions.announce_result(inside(cast.guest), topic, TOLD).kind

    given = at_once(app, [announce] * 5)
    assert (given.count("post"), given.count("Conflict")) == (1, 4)
    for verb, ident in (
        (actions.choose_reply, ids[1]), (actions.unchoose_reply, ids[0]),
        (actions.shortlist_reply, ids[1]), (actions.unshortlist_reply, ids[0]),
    ):  # fmt: skip
        with pytest.raises(Conflict):
            verb(inside(cast.guest), ident)
    assert seen(cast.outsider, topic, "chosen") == [1]


def test_only_host_and_staff_tell_the_result_of_a_call(cast, hosted):
    topic = hosted("call")
    actions.choose_reply(inside(cast.guest), reply(inside(cast.member), topic).id)
    for person in (cast.member, cast.outsider):
        with pytest.raises(NotAllowed):
            actions.announce_result(inside(person), topic, TOLD)
    with pytest.raises(NotFound):
        actions.announce_result(inside(cast.guest), open_topic(inside(cast.guest)).id, TOLD)
    actions.announce_result(inside(cast.moderator), topic, TOLD)


def test_a_result_that_is_taken_back_is_shown_no_more(cast, hosted):
    topic = hosted("call")
    actions.choose_reply(inside(cast.guest), reply(inside(cast.member), topic).id)
    post = actions.announce_result(inside(cast.guest), topic, TOLD)
    assert details(cast.member, topic)["result"]["url"].endswith(f"/posts/{post.id}")
    content.remove_entry(inside(cast.guest), post.id)
    assert details(cast.member, topic)["result"] is None
    assert contents.find_entry(post.id).status == "removed"


def test_at_most_fifty_are_chosen(cast, monkeypatch):
    monkeypatch.setattr(call, "MAX_CHOSEN", 2)
    topic = open_topic(inside(cast.guest), "call").id
    floors = [reply(inside(cast.member), topic) for _ in range(3)]
    for floor in (floors[0], floors[1], floors[1]):
        actions.choose_reply(inside(cast.guest), floor.id)
    with pytest.raises(Conflict):
        actions.choose_reply(inside(cast.guest), floors[2].id)


def test_a_result_that_was_taken_back_is_told_anew_or_stands_again_when_it_is_back(cast, hosted):
    topic = hosted("call")
    floor = reply(inside(cast.member), topic).id
    actions.choose_reply(inside(cast.guest), floor)
    post = actions.announce_result(inside(cast.guest), topic, TOLD)
    content.remove_entry(inside(cast.guest), post.id)
    assert details(cast.guest, topic)["can_announce"]
    content.restore_entry(inside(cast.guest), post.id)
    with pytest.raises(Conflict):
        actions.announce_result(inside(cast.guest), topic, TOLD)
    content.remove_entry(inside(cast.guest), post.id)
    actions.unchoose_reply(inside(cast.guest), floor)
    actions.choose_reply(inside(cast.guest), floor)
    anew = actions.announce_result(inside(cast.guest), topic, TOLD)
    content.restore_entry(inside(cast.guest), post.id)
    assert details(cast.member, topic)["result"]["id"] == anew.id


def test_a_result_that_waits_is_told_when_it_is_out_and_one_refused_is_none(cast, decided):
    owner = inside(cast.owner)
    topic = open_topic(inside(cast.guest), "call").id
    actions.choose_reply(inside(cast.guest), reply(inside(cast.admin), topic).id)
    actions.pass_on_topic(owner, topic, membership(cast.member).id)
    circles.change_settings(owner, owner.circle_id, SettingsChange(pre_review=True))
    refused = actions.announce_result(inside(cast.member), topic, TOLD)
    assert (refused.status, decided) == ("pending", [])
    with pytest.raises(Conflict):
        actions.announce_result(inside(cast.member), topic, TOLD)
    content.decide(inside(cast.owner), refused.id, Ruling("reject", "再写写"))
    post = actions.announce_result(inside(cast.member), topic, TOLD)
    assert decided == []
    content.decide(inside(cast.owner), post.id, Ruling("approve"))
    assert decided == [CallDecided(post.circle_id, topic, post.id, (cast.admin.user_id,))]
