"""Who takes back what: the same power and rank it took, and what the site decided is the site's."""

import pytest

from circle.accounts.queries import get_actor, get_user
from circle.content.queries import find_entry
from circle.core import clock as core_clock
from circle.core.db import db, transaction
from circle.moderation import actions
from circle.moderation.actions.cases import Brought, Subject, open_case
from circle.moderation.schemas import CaseRuling
from tests.factories.content import post
from tests.factories.moderation import last_act

pytestmark = pytest.mark.usefixtures("calm")


@pytest.fixture
def site(app, cast):
    """Somebody of the staff of the whole site, who belongs to no circle."""
    with app.app_context(), transaction():
        get_user(cast.outsider.user_id).is_staff = True
    return cast.outsider


@pytest.fixture
def hidden_by_the_site(app, cast, site):
    """An entry the site's staff hid from their own desk: its number, and the act's."""
    with app.app_context():
        entry = post(cast.member.inside(), "违法的东西")
        with transaction():
            case = open_case(
                Subject("entry", "entry_id", entry.id, entry.circle_id),
                Brought("report", desk="site"),
            )
        ruling = CaseRuling("hide", "违法", "illegal", (case.id,))
        return entry.id, actions.decide_cases(get_actor(site.user_id), ruling).id


def is_shown(app, entry_id) -> bool:
    """Whether an entry is on show."""
    with app.app_context():
        return find_entry(entry_id).status == "published"


def ban(person, member_id) -> int:
    """Ban a member; the number of the act."""
    done = person.client.call(
        "POST", f"/members/{member_id}/sanctions", {"kind": "ban", "reason": "不行"}
    )
    assert done.status_code == 201
    return done.json["id"]


def test_a_ban_is_taken_back_by_who_may_ban_and_ranks_above(app, cast):
    with app.app_context():
        admin, member = cast.admin.inside().membership_id, cast.member.inside().membership_id
        db.session.remove()
    of_member = ban(cast.admin, member)
    assert cast.moderator.client.call("POST", f"/acts/{of_member}/undo").status_code == 404
    of_admin = ban(cast.owner, admin)
    assert cast.moderator.client.call("POST", f"/acts/{of_admin}/undo").status_code == 404
    assert cast.owner.client.call("POST", f"/acts/{of_admin}/undo").status_code == 200
    assert cast.admin.client.call("POST", f"/acts/{of_member}/undo").status_code == 200


def test_a_circle_does_not_bring_back_what_the_site_hid(app, cast, site, hidden_by_the_site):
    entry, act = hidden_by_the_site
    for staff in (cast.moderator, cast.owner):
        assert staff.client.call("POST", f"/acts/{act}/undo").status_code == 404
        refused = staff.client.submit(f"/entries/{entry}/unhide")
        assert refused.status_code == 403 and "本站" in refused.text
    assert not is_shown(app, entry)
    assert site.client.call("POST", f"/acts/{act}/undo").status_code == 200
    assert is_shown(app, entry)


def test_a_case_a_circle_opens_about_it_offers_no_way_back(app, cast, hidden_by_the_site):
    entry, _act = hidden_by_the_site
    with app.app_context():
        found = find_entry(entry)
        with transaction():
            case = open_case(
                Subject("entry", "entry_id", entry, found.circle_id),
                Brought("report", desk="circle"),
            ).id
    decided = cast.owner.client.call("POST", f"/review/{case}/decision", {"decision": "restore"})
    assert (decided.status_code, decided.json["code"]) == (409, "changed")
    assert not is_shown(app, entry)


def test_what_the_site_decided_is_appealed_to_the_site(app, cast, hidden_by_the_site):
    entry, _act = hidden_by_the_site
    sent = cast.member.client.call("POST", "/appeals", {"entry_id": entry, "text": "不违法"})
    assert sent.status_code == 201
    assert "不违法" not in cast.owner.client.get("/c/tea/waiting").text
    assert "不违法" in cast.outsider.client.get("/site/waiting").text


def test_an_earlier_silence_is_not_taken_back_under_a_later_one(app, cast, site):
    path = f"/users/{cast.member.user_id}/sanctions"
    until = core_clock.now().replace(year=core_clock.now().year + 1).isoformat()
    first, second = (
        site.client.call("POST", path, {"kind": "silence", "reason": why, "until": until}).json
        for why in ("一", "二")
    )
    late = site.client.call("POST", f"/acts/{first['id']}/undo")
    assert (late.status_code, late.json["code"]) == (409, "changed")
    refused = cast.member.client.call("POST", "/circles/tea/posts", {"body": "还能说吗"})
    assert refused.json["code"] == "silenced"
    assert site.client.call("POST", f"/acts/{second['id']}/undo").status_code == 200


def test_what_staff_of_both_do_in_their_own_circle_is_the_circles(app, cast):
    with app.app_context():
        with transaction():
            get_user(cast.moderator.user_id).is_staff = True
        entry = post(cast.member.inside(), "不合适").id
    hidden = cast.moderator.client.submit(f"/entries/{entry}/hide", {"reason": "跑题"})
    assert hidden.status_code == 303
    with app.app_context():
        act = last_act().id
    assert cast.admin.client.call("POST", f"/acts/{act}/undo").status_code == 200
