"""Ideas: who wants them, which ask for the same, what becomes of them and whom they are owed to."""

from functools import partial

import pytest

from circle.accounts import actions as accounts
from circle.circles.queries import enter
from circle.content import actions as content
from circle.content import queries as contents
from circle.core import bus
from circle.core.db import db, transaction
from circle.core.errors import Conflict, Invalid, NotAllowed, NotFound
from circle.events import IdeaStatusChanged
from circle.topics import actions, queries
from circle.topics.queries import truths
from circle.topics.schemas import FloorChoice
from tests.factories.circles import more_members
from tests.factories.topics import open_topic, reply
from tests.races import at_once

pytestmark = pytest.mark.usefixtures("calm", "inside")


@pytest.fixture
def topic(hosted):
    """Where ideas are collected; a guest of the circle hosts it."""
    return hosted("ideas")


@pytest.fixture
def told(monkeypatch):
    """What is told of ideas whose status changed."""
    heard = []
    monkeypatch.setattr(
        bus, "_reactions", {**bus._reactions, IdeaStatusChanged: [heard.append]}
    )
    return heard


def idea(person, topic, body="想要一款小包装的白茶"):
    """An idea of somebody."""
    return reply(person.inside(), topic, body).id


def mark(cast, topic, ident, who="owner"):
    """What stands beside an idea."""
    hosted = queries.get_topic(cast[who].inside(), topic)
    return queries.reply_view(hosted, contents.find_entry(ident))["details"]


def credited(ident):
    """Who is named for an idea, and for what."""
    found = queries.find_idea(ident)
    return {row.user_id: row.part for row, _face in queries.credits_page(found, limit=100).items}


def sound():
    """Everything that is counted is counted right."""
    db.session.flush()
    return not list(truths.wrong_ideas()) and not [
        drift for drift in contents.check_counters() if drift.counter == "me_too_count"
    ]


def test_everybody_wants_an_idea_once_and_nobody_their_own(cast, topic):
    ident = idea(cast.member, topic)
    for _ in range(2):
        entry = actions.want_idea(cast.admin.inside(), ident)
    assert entry.me_too_count == 1
    with pytest.raises(NotAllowed):
        actions.want_idea(cast.member.inside(), ident)
    assert mark(cast, topic, ident, "admin")["me_too"] is True
    assert mark(cast, topic, ident)["me_too"] is False
    actions.unwant_idea(cast.admin.inside(), ident)
    actions.unwant_idea(cast.admin.inside(), ident)
    assert (entry.me_too_count, mark(cast, topic, ident)["wanted"]) == (0, 0)
    assert sound()


def test_who_is_not_in_the_circle_wants_nothing(cast, topic):
    ident = idea(cast.member, topic)
    for who in ("outsider", "removed", "banned"):
        with pytest.raises(NotAllowed):
            actions.want_idea(cast[who].inside(), ident)
    assert actions.want_idea(cast.admin.inside(), ident).me_too_count == 1


def test_who_the_author_blocked_does_not_say_me_too(cast, topic):
    ident = idea(cast.member, topic)
    accounts.block_user(cast.member.actor, cast.admin.user_id)
    with pytest.raises(NotAllowed):
        actions.want_idea(cast.admin.inside(), ident)
    assert actions.want_idea(cast.owner.inside(), ident).me_too_count == 1


def test_floors_of_other_topics_are_no_ideas(cast, topic):
    other = reply(cast.member.inside(), open_topic(cast.owner.inside()).id)
    with pytest.raises(NotFound):
        actions.want_idea(cast.admin.inside(), other.id)
    assert actions.want_idea(cast.admin.inside(), idea(cast.member, topic)).me_too_count == 1


def test_merged_ideas_count_people_together_and_apart_again(cast, topic):
    first, second = idea(cast.member, topic), idea(cast.moderator, topic, "白茶能不能小包")
    for name, ident in (("admin", first), ("owner", first), ("owner", second), ("guest", second)):
        actions.want_idea(cast[name].inside(), ident)
    actions.want_idea(cast.member.inside(), second)  # who wrote the first wants it, of course
    for _ in range(2):
        actions.merge_idea(cast.guest.inside(), second, first)
    assert mark(cast, topic, first)["wanted"] == 3
    gone = mark(cast, topic, second)
    assert (gone["merged_into"], gone["merged_into_floor"], gone["wanted"]) == (first, 1, 3)
    assert sound()
    actions.unwant_idea(cast.guest.inside(), second)
    assert contents.find_entry(first).me_too_count == 2
    actions.unmerge_idea(cast.guest.inside(), second)
    assert [contents.find_entry(one).me_too_count for one in (first, second)] == [2, 2]
    assert mark(cast, topic, second)["merged_into"] is None
    assert sound()


def test_a_merged_idea_is_wanted_where_it_leads(cast, topic):
    first, second = idea(cast.member, topic), idea(cast.moderator, topic)
    actions.merge_idea(cast.owner.inside(), second, first)
    with pytest.raises(NotAllowed):
        actions.want_idea(cast.admin.inside(), second)
    assert actions.want_idea(cast.admin.inside(), first).me_too_count == 1


def test_merging_makes_no_rings_and_leads_to_no_merged_idea(cast, topic):
    owner = cast.owner.inside()
    first, second, third = (idea(cast.member, topic) for _ in range(3))
    actions.merge_idea(owner, second, first)
    for one, other in ((first, second), (third, second), (third, third)):
        with pytest.raises(Conflict):
            actions.merge_idea(owner, one, other)
    actions.merge_idea(owner, first, third)
    assert [queries.find_idea(one).merged_into for one in (first, second)] == [third, third]
    assert sound()


def test_ideas_are_merged_within_their_topic(cast, topic):
    here, there = idea(cast.member, topic), open_topic(cast.owner.inside(), "ideas").id
    for other in (idea(cast.member, there), reply(cast.member.inside(), there).id, 10**12):
        with pytest.raises(Invalid):
            actions.merge_idea(cast.owner.inside(), here, other)
    hidden = idea(cast.member, topic)
    content.hide_entry(cast.moderator.inside(), hidden)
    with pytest.raises(Invalid):
        actions.merge_idea(cast.owner.inside(), here, hidden)
    content.unhide_entry(cast.moderator.inside(), hidden)
    actions.merge_idea(cast.owner.inside(), here, hidden)


def test_only_host_and_staff_merge_and_decide(cast, topic):
    first, second = idea(cast.member, topic), idea(cast.member, topic)
    for refused in (
        lambda who: actions.merge_idea(who, first, second),
        lambda who: actions.set_idea_status(who, first, "adopted"),
    ):
        for name in ("member", "outsider"):
            with pytest.raises(NotAllowed):
                refused(cast[name].inside())
    actions.set_idea_status(cast.guest.inside(), first, "adopted")
    actions.merge_idea(cast.moderator.inside(), first, second)
    with pytest.raises(NotAllowed):
        actions.unmerge_idea(cast.member.inside(), first)
    actions.unmerge_idea(cast.guest.inside(), first)


def test_who_contributed_is_credited_once_and_told(cast, topic, told):
    first, second = idea(cast.member, topic), idea(cast.moderator, topic)
    actions.want_idea(cast.admin.inside(), first)
    actions.want_idea(cast.member.inside(), second)
    actions.want_idea(cast.owner.inside(), second)
    actions.merge_idea(cast.guest.inside(), second, first)
    actions.set_idea_status(cast.guest.inside(), first, "adopted", "春天就做")
    ids = {name: cast[name].user_id for name in ("member", "moderator", "admin", "owner")}
    assert credited(first) == {
        ids["member"]: "author", ids["moderator"]: "merged", ids["admin"]: "me_too",
        ids["owner"]: "me_too",
    }  # fmt: skip
    (event,) = told
    assert (event.status, event.people) == ("adopted", 4)
    assert event.contributor_ids[:2] == (ids["member"], ids["moderator"])
    shown = mark(cast, topic, first)
    assert (shown["status"], shown["note"], shown["credited"]) == ("adopted", "春天就做", 4)
    assert shown["named"] == ["member_of_tea", "moderator_of_tea"]
    assert sound()


def test_credit_goes_when_an_idea_goes_back_and_follows_merging(cast, topic, told):
    first, second = idea(cast.member, topic), idea(cast.moderator, topic)
    host = cast.guest.inside()
    actions.set_idea_status(host, first, "shipped")
    assert list(credited(first)) == [cast.member.user_id]
    actions.merge_idea(host, second, first)
    assert len(credited(first)) == 2
    actions.unmerge_idea(host, second)
    assert len(credited(first)) == 1
    for status in ("assessing", "assessing"):
        actions.set_idea_status(host, first, status)
    assert (credited(first), mark(cast, topic, first)["credited"]) == ({}, 0)
    assert [event.status for event in told] == ["shipped", "assessing"]
    assert sound()


def test_an_event_names_twenty_and_counts_all(cast, topic, told):
    ident = idea(cast.member, topic)
    for person in more_members(21):
        actions.want_idea(enter(person, "tea")[1], ident)
    actions.set_idea_status(cast.guest.inside(), ident, "adopted")
    assert (len(told[0].contributor_ids), told[0].people) == (20, 22)
    found = queries.find_idea(ident)
    first = queries.credits_page(found, limit=20)
    rest = queries.credits_page(found, cursor=first.next, limit=20)
    assert len({row.user_id for row, _ in (*first.items, *rest.items)}) == 22


def test_a_merged_idea_has_no_status_of_its_own(cast, topic):
    first, second = idea(cast.member, topic), idea(cast.member, topic)
    actions.merge_idea(cast.guest.inside(), second, first)
    with pytest.raises(Conflict):
        actions.set_idea_status(cast.guest.inside(), second, "adopted")
    actions.set_idea_status(cast.guest.inside(), first, "adopted")
    with pytest.raises(Conflict):
        actions.unmerge_idea(cast.guest.inside(), first)


def _floors(cast, topic, view, **more):
    hosted = queries.get_topic(cast.member.inside(), topic)
    return queries.floors_page(hosted, FloorChoice(view=view, **more))


def test_the_most_wanted_come_first_and_each_status_has_its_view(cast, topic):
    ids = [idea(cast.member, topic) for _ in range(4)]
    for name in ("admin", "owner"):
        actions.want_idea(cast[name].inside(), ids[2])
    actions.want_idea(cast.admin.inside(), ids[1])
    actions.set_idea_status(cast.guest.inside(), ids[1], "adopted")
    assert [one.id for one in _floors(cast, topic, "wanted").items] == [
        ids[2], ids[1], ids[3], ids[0]
    ]  # fmt: skip
    first = _floors(cast, topic, "wanted", limit=2)
    rest = _floors(cast, topic, "wanted", limit=2, cursor=first.next)
    assert [one.id for one in rest.items] == [ids[3], ids[0]]
    assert [one.id for one in _floors(cast, topic, "adopted").items] == [ids[1]]
    said = queries.topic_view(queries.get_topic(cast.member.inside(), topic))["details"]
    assert said["statuses"] == {
        "collecting": 3, "assessing": 0, "adopted": 1, "shipped": 0, "declined": 0
    }  # fmt: skip
    assert [tab["key"] for tab in said["tabs"]] == ["wanted", "collecting", "adopted"]


def test_what_is_hidden_or_merged_stands_in_no_list_of_ideas(cast, topic):
    kept, merged, hidden = (idea(cast.member, topic) for _ in range(3))
    actions.merge_idea(cast.guest.inside(), merged, kept)
    content.hide_entry(cast.moderator.inside(), hidden)
    assert [one.id for one in _floors(cast, topic, "wanted").items] == [kept]
    assert sound()
    content.unhide_entry(cast.moderator.inside(), hidden)
    assert [one.id for one in _floors(cast, topic, "wanted").items] == [hidden, kept]
    assert [one.id for one in _floors(cast, topic, "all").items] == [kept, merged, hidden]


def test_an_idea_that_is_hidden_takes_no_me_toos(cast, topic):
    ident = idea(cast.member, topic)
    content.hide_entry(cast.moderator.inside(), ident)
    with pytest.raises(NotFound):
        actions.want_idea(cast.guest.inside(), ident)
    with pytest.raises(NotAllowed):
        actions.set_idea_status(cast.moderator.inside(), ident, "adopted")
    content.unhide_entry(cast.moderator.inside(), ident)
    assert actions.want_idea(cast.guest.inside(), ident).me_too_count == 1


def test_what_drifted_is_counted_anew(cast, topic):
    ident = idea(cast.member, topic)
    actions.want_idea(cast.admin.inside(), ident)
    with transaction():
        contents.find_entry(ident).me_too_count = 7
        queries.find_idea(ident).wanted = 9
    assert not sound()
    assert actions.rebuild_ideas() == 1
    assert sound()
    assert contents.find_entry(ident).me_too_count == 1


def test_many_want_and_merge_at_once(app, cast, topic):
    first, second = idea(cast.member, topic), idea(cast.member, topic)
    names = ("admin", "moderator", "owner", "guest")
    db.session.remove()

    def want(name, ident):
        return actions.want_idea(cast[name].inside(), ident).id

    at_once(app, [
        *[partial(want, name, ident) for name in names for ident in (first, second)],
        lambda: actions.merge_idea(cast.guest.inside(), second, first).id,
    ])  # fmt: skip
    assert sound()
    assert queries.find_idea(second).merged_into == first


def test_what_was_merged_stands_again_when_the_other_is_gone_and_counts_once(cast, topic):
    first, second = idea(cast.member, topic), idea(cast.moderator, topic)
    actions.want_idea(cast.admin.inside(), first)
    actions.want_idea(cast.owner.inside(), second)
    actions.merge_idea(cast.guest.inside(), first, second)
    content.remove_entry(cast.moderator.inside(), second)
    assert [one.id for one in _floors(cast, topic, "wanted").items] == [first]
    assert mark(cast, topic, first)["wanted"] == 1
    actions.want_idea(cast.guest.inside(), first)
    assert contents.find_entry(first).me_too_count == 2
    content.restore_entry(cast.moderator.inside(), second)
    assert contents.find_entry(second).me_too_count == 1
    assert sound()
