"""Trial campaigns: applying, places that are never exceeded, reports that come back."""

from datetime import timedelta
from functools import partial

import pytest

from circle.accounts import actions as account_verbs
from circle.accounts import queries as account_queries
from circle.circles import actions as circles
from circle.circles.models import Membership
from circle.content import actions as content
from circle.core import clock as core_clock
from circle.core.db import db
from circle.core.errors import Conflict, Invalid, NotAllowed, NotFound
from circle.screening.rules import Rule, RuleSet
from circle.topics import actions, queries
from circle.topics.models import Application, Trial
from circle.topics.schemas import ApplicationChoice, NewTrial
from circle.wiring import EXPORTERS
from tests.cast import PASSWORD, make_person
from tests.factories.circles import join, label_members
from tests.factories.topics import offer_trial, open_topic, reply
from tests.races import at_once

pytestmark = pytest.mark.usefixtures("calm", "inside")


@pytest.fixture
def topic(cast, scene, calm):
    """A topic of the owner's that offers two cups to try."""

    def make():
        found = open_topic(cast.owner.inside()).id
        offer_trial(cast.owner.inside(), found)
        return found

    return scene("two cups to try", make)


def crowd(app, number):
    """So many more members of `tea`."""
    people = [make_person(app, f"taster_{count}") for count in range(number)]
    for person in people:
        join(person.actor, "tea")
    return people


def decide(cast, topic, people, state="selected", by="owner"):
    """Host or staff decide on these."""
    ids = [person.inside().membership_id for person in people]
    return actions.decide_applications(cast[by].inside(), topic, ids, state)


def state_of(topic, person):
    """What became of somebody's application."""
    row = db.session.get(Application, (topic, person.user_id), populate_existing=True)
    return row.state if row else None


def taken(topic):
    """How many places are given out."""
    return db.session.get(Trial, topic, populate_existing=True).selected


def test_a_member_applies_changes_the_words_and_withdraws(cast, topic):
    member = cast.member.inside()
    for words in ("我每天都喝茶", "我每天都喝茶，办公室也有"):
        tried = actions.apply_for_trial(member, topic, words)
    assert (tried.mine.state, tried.mine.words) == ("applied", "我每天都喝茶，办公室也有")
    for _ in range(2):
        actions.withdraw_application(member, topic)
    assert state_of(topic, cast.member) is None


def test_outsiders_and_the_host_do_not_apply(cast, topic):
    for who in ("outsider", "removed", "banned", "owner"):
        with pytest.raises(NotAllowed):
            actions.apply_for_trial(cast[who].inside(), topic, "")
    actions.apply_for_trial(cast.member.inside(), topic, "")


def test_it_may_ask_for_a_level_of_members_alone(cast):
    topic = open_topic(cast.owner.inside()).id
    offer_trial(cast.owner.inside(), topic, min_level=2)
    with pytest.raises(NotAllowed) as refused:
        actions.apply_for_trial(cast.member.inside(), topic, "")
    assert refused.value.code == "level"
    actions.apply_for_trial(cast.guest.inside(), topic, "")


def test_nobody_applies_when_the_time_is_over(cast, clock, topic):
    actions.apply_for_trial(cast.guest.inside(), topic, "")
    clock.travel(days=8)
    with pytest.raises(NotAllowed) as refused:
        actions.apply_for_trial(cast.member.inside(), topic, "")
    assert refused.value.code == "closed"
    decide(cast, topic, [cast.guest])
    assert taken(topic) == 1


def test_who_may_offer_and_decide(cast, topic):
    other = open_topic(cast.owner.inside()).id
    for who in ("member", "guest", "outsider"):
        with pytest.raises(NotAllowed):
            offer_trial(cast[who].inside(), other)
    offer_trial(cast.moderator.inside(), other)
    theirs = open_topic(cast.guest.inside()).id
    offer_trial(cast.guest.inside(), theirs)
    with pytest.raises(Conflict):
        offer_trial(cast.owner.inside(), theirs)
    actions.apply_for_trial(cast.member.inside(), topic, "")
    for who in ("member", "guest"):
        with pytest.raises(NotAllowed):
            decide(cast, topic, [cast.member], by=who)
        with pytest.raises(NotAllowed):
            queries.applications_page(
                queries.get_trial(cast[who].inside(), topic), ApplicationChoice()
            )
    decide(cast, topic, [cast.member], by="moderator")
    assert state_of(topic, cast.member) == "selected"


def test_times_come_one_after_the_other(cast):
    topic, now = open_topic(cast.owner.inside()).id, core_clock.now()
    for until, report in ((-1, 5), (5, 4), (5, 400)):
        new = NewTrial("新款", 2, now + timedelta(days=until), now + timedelta(days=report))
        with pytest.raises(Invalid):
            actions.offer_trial(cast.owner.inside(), topic, new)
    new = NewTrial("新款", 2, now + timedelta(days=5), now + timedelta(days=5))
    actions.offer_trial(cast.owner.inside(), topic, new)


def test_many_are_selected_together_or_none(app, cast, topic):
    people = crowd(app, 3)
    for person in people:
        actions.apply_for_trial(person.inside(), topic, "")
    with pytest.raises(Conflict) as refused:
        decide(cast, topic, people)
    assert refused.value.code == "full"
    db.session.rollback()
    assert (taken(topic), {state_of(topic, one) for one in people}) == (0, {"applied"})
    decide(cast, topic, people[:2])
    assert taken(topic) == 2
    with pytest.raises(NotFound):
        decide(cast, topic, [cast.moderator])


def test_what_was_decided_can_be_undone_until_the_report(cast, topic):
    actions.apply_for_trial(cast.member.inside(), topic, "")
    for state, places in (("selected", 1), ("declined", 0), ("selected", 1), ("applied", 0),
                          ("selected", 1), ("selected", 1)):
        decide(cast, topic, [cast.member], state)
        assert (state_of(topic, cast.member), taken(topic)) == (state, places)
    actions.report_on_trial(cast.member.inside(), reply(cast.member.inside(), topic).id)
    with pytest.raises(Conflict) as refused:
        decide(cast, topic, [cast.member], "declined")
    assert refused.value.code == "reported"
    assert taken(topic) == 1


def test_places_are_never_exceeded_whoever_selects_at_once(app, cast, topic):
    people = crowd(app, 6)
    for person in people:
        actions.apply_for_trial(person.inside(), topic, "")
    db.session.remove()
    staff = ("owner", "admin", "moderator")
    done = at_once(app, [
        partial(_select, cast, topic, person, staff[number % 3])
        for number, person in enumerate(people)
    ])  # fmt: skip
    assert sorted(done) == ["Conflict"] * 4 + ["done"] * 2
    assert taken(topic) == 2
    assert [state_of(topic, one) for one in people].count("selected") == 2


def _select(cast, topic, person, by):
    decide(cast, topic, [person], by=by)


def test_two_taps_apply_once(app, cast, topic):
    db.session.remove()
    at_once(app, [partial(_apply, cast.member, topic) for _ in range(6)])
    page = queries.applications_page(
        queries.get_trial(cast.owner.inside(), topic), ApplicationChoice()
    )
    assert [one.face.id for one in page.items] == [cast.member.user_id]


def _apply(person, topic):
    actions.apply_for_trial(person.inside(), topic, "我想试试")


def test_applications_page_by_state_level_and_role(app, cast, topic):
    people = [*crowd(app, 2), cast.guest]
    for person in people:
        actions.apply_for_trial(person.inside(), topic, "")
    tried = queries.get_trial(cast.owner.inside(), topic)

    def ids(**choice):
        page = queries.applications_page(tried, ApplicationChoice(**choice))
        return [one.row.user_id for one in page.items]

    assert ids() == [person.user_id for person in people]
    assert ids(role="guest") == [cast.guest.user_id]
    assert ids(level=2) == []
    first = queries.applications_page(tried, ApplicationChoice(limit=2))
    assert ids(limit=2, cursor=first.next) == [cast.guest.user_id]
    decide(cast, topic, people[:1])
    assert ids(state="selected") == [people[0].user_id]
    assert ids(state="late") == []


def test_who_is_late_is_listed(cast, clock, topic):
    actions.apply_for_trial(cast.member.inside(), topic, "")
    actions.apply_for_trial(cast.guest.inside(), topic, "")
    decide(cast, topic, [cast.member, cast.guest])
    actions.report_on_trial(cast.guest.inside(), reply(cast.guest.inside(), topic).id)
    clock.travel(days=22)
    page = queries.applications_page(
        queries.get_trial(cast.owner.inside(), topic), ApplicationChoice(state="late")
    )
    assert [(one.row.user_id, one.is_late) for one in page.items] == [
        (cast.member.user_id, True)
    ]
    actions.report_on_trial(cast.member.inside(), reply(cast.member.inside(), topic).id)
    assert state_of(topic, cast.member) == "reported"


def test_only_who_was_selected_reports_and_with_a_floor_of_their_own(cast, topic):
    actions.apply_for_trial(cast.member.inside(), topic, "")
    mine = reply(cast.member.inside(), topic)
    theirs = reply(cast.guest.inside(), topic)
    for who in ("member", "guest"):
        floor = mine if who == "member" else theirs
        with pytest.raises(Conflict) as refused:
            actions.report_on_trial(cast[who].inside(), floor.id)
        assert refused.value.code == "not_selected"
    decide(cast, topic, [cast.member])
    with pytest.raises(NotAllowed):
        actions.report_on_trial(cast.member.inside(), theirs.id)
    tried = actions.report_on_trial(cast.member.inside(), mine.id)
    assert (tried.mine.state, tried.mine.report_id) == ("reported", mine.id)


def test_a_report_that_goes_was_not_handed_in(cast, topic):
    actions.apply_for_trial(cast.member.inside(), topic, "")
    decide(cast, topic, [cast.member])
    floor = reply(cast.member.inside(), topic)
    actions.report_on_trial(cast.member.inside(), floor.id)
    content.remove_entry(cast.member.inside(), floor.id)
    assert state_of(topic, cast.member) == "selected"
    content.restore_entry(cast.member.inside(), floor.id)
    assert state_of(topic, cast.member) == "reported"
    content.hide_entry(cast.moderator.inside(), floor.id)
    assert (state_of(topic, cast.member), taken(topic)) == ("selected", 1)
    other = reply(cast.member.inside(), topic)
    actions.report_on_trial(cast.member.inside(), other.id)
    assert state_of(topic, cast.member) == "reported"


def test_who_withdraws_gives_the_place_back(cast, topic):
    actions.apply_for_trial(cast.member.inside(), topic, "")
    decide(cast, topic, [cast.member])
    actions.withdraw_application(cast.member.inside(), topic)
    assert (state_of(topic, cast.member), taken(topic)) == (None, 0)
    actions.apply_for_trial(cast.member.inside(), topic, "")
    decide(cast, topic, [cast.member], "declined")
    with pytest.raises(Conflict):
        actions.withdraw_application(cast.member.inside(), topic)


def test_leaving_the_circle_withdraws_an_application(app, cast, topic, run_jobs):
    stays, goes, tries = crowd(app, 3)
    for person in (stays, goes, tries):
        actions.apply_for_trial(person.inside(), topic, "我想试试")
    decide(cast, topic, [tries])
    circle_id = cast.owner.inside().circle_id
    for person in (goes, tries):
        circles.leave_circle(person.inside(), circle_id)
    run_jobs()
    db.session.remove()
    assert [state_of(topic, person) for person in (stays, goes, tries)] == ["applied", None, None]
    assert taken(topic) == 0


def test_who_left_the_circle_is_not_selected(app, cast, topic):
    stays, gone = crowd(app, 2)
    for person in (stays, gone):
        actions.apply_for_trial(person.inside(), topic, "我想试试")
    members = [person.inside().membership_id for person in (stays, gone)]
    row = db.session.get(Membership, members[1])
    row.expires_at = core_clock.now()
    db.session.commit()
    with pytest.raises(Conflict) as refused:
        actions.decide_applications(cast.owner.inside(), topic, members, "selected")
    assert refused.value.code == "not_a_member"
    assert (state_of(topic, stays), taken(topic)) == ("applied", 0)
    actions.decide_applications(cast.owner.inside(), topic, members[1:], "declined")
    decide(cast, topic, [stays])
    assert taken(topic) == 1


def test_a_closed_account_gives_its_place_back_and_takes_its_words_along(cast, topic):
    actions.apply_for_trial(cast.member.inside(), topic, "电话在资料里")
    assert [row["words"] for row in EXPORTERS["trial_applications"](cast.member.user_id)] == [
        "电话在资料里"
    ]
    decide(cast, topic, [cast.member])
    proof = account_queries.prove(cast.member.actor, PASSWORD)
    account_verbs.close_account(cast.member.actor, proof)
    assert (state_of(topic, cast.member), taken(topic)) == (None, 0)
    assert list(EXPORTERS["trial_applications"](cast.member.user_id)) == []


def test_words_of_an_offer_and_of_an_application_are_screened(cast, topic, monkeypatch):
    found = RuleSet((Rule("加群", "加群", "review"),))
    monkeypatch.setattr("circle.circles.actions.words.rules_of", lambda circle_id: found)
    with pytest.raises(Invalid, match="加群"):
        actions.apply_for_trial(cast.member.inside(), topic, "快来加群")
    other = open_topic(cast.owner.inside()).id
    with pytest.raises(Invalid):
        offer_trial(cast.owner.inside(), other, offer="加群就送")
    offer_trial(cast.owner.inside(), other)
    actions.apply_for_trial(cast.member.inside(), topic, "我想试试")


def test_staff_narrow_applications_by_label_and_a_host_does_not(cast):
    hosted = open_topic(cast.guest.inside()).id
    offer_trial(cast.owner.inside(), hosted)
    for person in (cast.member, cast.admin):
        actions.apply_for_trial(person.inside(), hosted, "我想试试")
    label = label_members(cast.owner, [cast.member.inside().membership_id])
    wanted = ApplicationChoice(label=label)
    page = queries.applications_page(queries.get_trial(cast.owner.inside(), hosted), wanted)
    assert [one.row.user_id for one in page.items] == [cast.member.user_id]
    host = queries.get_trial(cast.guest.inside(), hosted)
    assert len(queries.applications_page(host, ApplicationChoice()).items) == 2
    with pytest.raises(NotAllowed):
        queries.applications_page(host, wanted)
