"""Members of some level propose what to feature; staff feature it, or say not this time."""

import pytest
from sqlalchemy import update

from circle.circles.models import Membership
from circle.content import actions, queries
from circle.content.schemas import EntryEdit
from circle.core.db import db, session, transaction
from circle.core.errors import Conflict, NotAllowed
from circle.wiring import EXPORTERS
from tests.factories.content import post

OPENS = 5  # the level


def at_level(person, level):
    with transaction():
        session().execute(
            update(Membership).where(Membership.user_id == person.user_id).values(level=level)
        )


@pytest.fixture
def entry(scene, cast):
    """A post of the admin's, and the member at the level that opens proposing."""

    def make():
        at_level(cast.member, OPENS)
        return post(cast.admin.inside(), "老白茶第三泡开始出枣香，第七泡还有甜味。").id

    return scene("a post worth keeping", make)


@pytest.fixture
def here(app, entry):
    with app.app_context():
        yield entry
        db.session.remove()


def listed(person):
    _circle, _here, page = queries.proposals_page(person.actor, "tea")
    return [(one.entry.id, one.times) for one in page.items]


def test_it_is_proposed_featured_and_off_the_list(cast, here):
    for _ in range(2):
        actions.propose_entry(cast.member.inside(), here)
    actions.propose_entry(cast.guest.inside(), here)
    assert listed(cast.moderator) == [(here, 2)]
    actions.feature_entry(cast.moderator.inside(), here)
    assert listed(cast.moderator) == []
    with pytest.raises(Conflict):
        actions.propose_entry(cast.guest.inside(), here)
    actions.unfeature_entry(cast.moderator.inside(), here)
    assert listed(cast.moderator) == [(here, 2)]


def test_a_lower_level_does_not_propose_and_guests_and_staff_do(cast, here):
    at_level(cast.member, OPENS - 1)
    with pytest.raises(NotAllowed):
        actions.propose_entry(cast.member.inside(), here)
    at_level(cast.member, OPENS)
    for person in (cast.member, cast.guest, cast.moderator):
        actions.propose_entry(person.inside(), here)
    assert listed(cast.moderator) == [(here, 3)]


def test_nobody_proposes_their_own_or_an_ad(cast, here):
    with pytest.raises(NotAllowed):
        actions.propose_entry(cast.admin.inside(), here)
    actions.edit_entry(cast.admin.inside(), here, EntryEdit(category="ad"))
    with pytest.raises(NotAllowed):
        actions.propose_entry(cast.member.inside(), here)
    actions.edit_entry(cast.admin.inside(), here, EntryEdit(category="none"))
    actions.propose_entry(cast.member.inside(), here)


def test_dismissed_it_is_off_the_list_for_good_unless_that_is_undone(cast, here):
    actions.propose_entry(cast.member.inside(), here)
    with pytest.raises(NotAllowed):
        actions.dismiss_proposals(cast.member.inside(), here)
    actions.dismiss_proposals(cast.moderator.inside(), here)
    assert listed(cast.moderator) == []
    with pytest.raises(Conflict):
        actions.propose_entry(cast.guest.inside(), here)
    actions.withdraw_proposal(cast.member.inside(), here)  # what is decided is not undone so
    actions.recall_proposals(cast.moderator.inside(), here)
    assert listed(cast.moderator) == [(here, 1)]


def test_a_proposal_is_taken_back_and_stands_in_ones_own_data(cast, here):
    actions.propose_entry(cast.member.inside(), here)
    own = list(EXPORTERS["proposals"](cast.member.user_id))
    assert [row["entry"] for row in own] == [here]
    actions.withdraw_proposal(cast.member.inside(), here)
    assert listed(cast.moderator) == []
    assert not queries.has_proposed(cast.member.inside(), here)


def test_what_is_hidden_leaves_the_list_and_comes_back_with_it(cast, here):
    actions.propose_entry(cast.member.inside(), here)
    actions.hide_entry(cast.moderator.inside(), here, "看一下")
    assert listed(cast.moderator) == []
    actions.unhide_entry(cast.moderator.inside(), here)
    assert listed(cast.moderator) == [(here, 1)]


def test_from_the_entrys_sheet_to_the_staffs_page(cast, entry):
    member, moderator = cast.member.client, cast.moderator.client
    assert f"/entries/{entry}/propose" in member.get(f"/entries/{entry}/menu").text
    assert member.submit(f"/entries/{entry}/propose", {}).status_code == 303
    assert f"/entries/{entry}/unpropose" in member.get(f"/entries/{entry}/menu").text
    assert member.get("/c/tea/proposals").status_code == 403
    page = moderator.get("/c/tea/proposals")
    assert page.status_code == 200 and "老白茶第三泡" in page.text
    assert "/c/tea/proposals" in moderator.get("/c/tea/manage").text
    assert moderator.submit(f"/entries/{entry}/dismiss", {}).status_code == 303
    assert "老白茶第三泡" not in moderator.get("/c/tea/proposals").text
    assert moderator.submit(f"/entries/{entry}/recall", {}).status_code == 303
    assert member.submit(f"/entries/{entry}/unpropose", {}).status_code == 303
    assert "老白茶第三泡" not in moderator.get("/c/tea/proposals").text


def test_programs_propose_list_and_decide(cast, entry):
    member, moderator = cast.member.client, cast.moderator.client
    assert member.call("PUT", f"/entries/{entry}/proposal").status_code == 204
    assert member.call("GET", "/circles/tea/proposals").status_code == 403
    (item,) = moderator.call("GET", "/circles/tea/proposals").json["items"]
    assert (item["entry"]["id"], item["proposals"]) == (entry, 1)
    assert moderator.call("PUT", f"/entries/{entry}/dismissal").status_code == 204
    assert moderator.call("GET", "/circles/tea/proposals").json["items"] == []
    assert moderator.call("DELETE", f"/entries/{entry}/dismissal").status_code == 204
    assert member.call("DELETE", f"/entries/{entry}/proposal").status_code == 204
    assert moderator.call("GET", "/circles/tea/proposals").json["items"] == []
