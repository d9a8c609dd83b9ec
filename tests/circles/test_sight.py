"""Who sees a circle: public, preview, private, deleted; the decision and the lists agree."""

import pytest

from circle.circles import actions, policy, queries
from circle.circles.schemas import SettingsChange
from circle.core.actor import GUEST
from circle.core.errors import NotFound
from tests.factories.circles import bring_in, found_circle, invite, join
from tests.statements import statements

STANDINGS = ("owner", "admin", "moderator", "guest", "member", "outsider", "removed", "banned",
             "signed_out")  # fmt: skip
MEMBERS = STANDINGS[:5]
PATHS = ("about", "powers", "rules", "members", "directory", "join", "leave", "requests",
         "invites", "card", "settings", "settings/rules", "settings/danger", "terms")  # fmt: skip


def look(cast, standing):
    return GUEST if standing == "signed_out" else cast[standing].actor


@pytest.mark.parametrize("visibility", ["public", "preview", "private"])
def test_entering_and_the_lists_agree_on_who_may_know_of_a_circle(cast, inside, visibility):
    tea = queries.enter(cast.owner.actor, "tea")[0]
    actions.change_settings(cast.owner.actor, tea.id, SettingsChange(visibility=visibility))
    for standing in STANDINGS:
        sees = visibility != "private" or standing in MEMBERS
        actor = look(cast, standing)
        try:
            found, here = queries.enter(actor, "tea")
            assert found.slug == "tea", standing
            reads = visibility == "public" or standing in MEMBERS
            assert bool(policy.can_see_entries(here, found)) is reads, standing
            entered = True
        except NotFound:
            entered = False
        assert entered is sees, standing
        listed = [circle.slug for circle in queries.discover_page(actor).items]
        mine = [circle.slug for circle in queries.my_circles(actor)]
        assert ("tea" in listed + mine) is sees, standing
    assert (queries.public_version("tea") is not None) is (visibility != "private")


def test_a_private_circle_is_nothing_at_all_to_those_outside(cast, app, anyone):
    with app.app_context():
        tea = queries.enter(cast.owner.actor, "tea")[0]
        actions.change_settings(cast.owner.actor, tea.id, SettingsChange(visibility="private"))
        short = actions.shorten(cast.owner.actor, tea.id, "/c/tea").code
        me = queries.get_membership(tea.id, cast.member.user_id).id
    read = [f"/c/tea/{path}" for path in PATHS] + [f"/s/{short}", f"/api/v1/members/{me}"]
    read += [f"/api/v1/circles/tea{path}" for path in ("", "/members", "/invites", "/requests")]
    for standing in ("outsider", "removed", "banned", "signed_out"):
        client = anyone if standing == "signed_out" else cast[standing].client
        for path in read:
            assert client.get(path).status_code == 404, (standing, path)
        for path in ("/circles/tea/membership", f"/members/{me}/follow"):
            body = {} if path.endswith("membership") else None
            assert client.call("PUT", path, body).status_code in (401, 404), (standing, path)
        assert b'"tea"' not in client.get("/api/v1/circles").data, standing
        assert client.get("/api/v1/circles/nothing-here").data == client.get(
            "/api/v1/circles/tea"
        ).data, standing  # the same bytes as for what never existed


def test_the_same_addresses_answer_members_of_the_private_circle(cast, app):
    with app.app_context():
        tea = queries.enter(cast.owner.actor, "tea")[0]
        actions.change_settings(cast.owner.actor, tea.id, SettingsChange(visibility="private"))
        short = actions.shorten(cast.owner.actor, tea.id, "/c/tea/about").code
    owner = cast.owner.client
    for path in PATHS:
        assert owner.get(f"/c/tea/{path}").status_code in (200, 303), path
    assert owner.get(f"/s/{short}").headers["Location"] == "/c/tea/about"
    assert owner.get("/api/v1/circles/tea").json["viewer"]["role"] == "owner"


def test_an_invite_shows_of_a_private_circle_name_logo_intro_count_and_inviter_only(
    cast, app, anyone
):
    with app.app_context():
        found_circle(cast.owner.actor, "den", name="暗号茶室", visibility="private",
                     join_policy="invite", intro="只有我们知道", welcome="秘密欢迎词")  # fmt: skip
        bring_in(cast.owner.actor, cast.member.actor, "den")
        code = invite(cast.owner.actor, "den").code
    page = anyone.get(f"/i/{code}").get_data(as_text=True)
    assert "暗号茶室" in page and "只有我们知道" in page and "owner_of_tea" in page
    assert "秘密欢迎词" not in page and "member_of_tea" not in page
    assert cast.outsider.client.get("/c/den/about").status_code == 404
    answer = cast.outsider.client.submit(f"/i/{code}", {"invite": code, "accept_rules": "1"})
    assert answer.status_code == 303
    assert cast.outsider.client.get("/c/den/about").status_code == 200


def test_a_deleted_circle_is_there_for_its_owner_alone(cast, app, anyone):
    with app.app_context():
        tea = queries.enter(cast.owner.actor, "tea")[0]
        actions.delete_circle(cast.owner.actor, tea.id, "一席茶")
    for person in ("admin", "moderator", "guest", "member", "outsider", "banned"):
        assert cast[person].client.get("/c/tea/about").status_code == 404
    assert anyone.get("/c/tea/about").status_code == 404
    assert cast.owner.client.get("/c/tea/about").status_code == 200


def test_a_guests_kept_page_goes_with_the_change_that_hides_it(cast, app, anyone):
    assert anyone.get("/c/tea/about").status_code == 200
    assert anyone.get("/c/tea/about").status_code == 200
    with app.app_context():
        tea = queries.enter(cast.owner.actor, "tea")[0]
        actions.change_settings(cast.owner.actor, tea.id, SettingsChange(name="改名茶"))
    assert "改名茶" in app.test_client().get("/c/tea/about").get_data(as_text=True)
    with app.app_context():
        actions.change_settings(cast.owner.actor, tea.id, SettingsChange(visibility="private"))
    assert app.test_client().get("/c/tea/about").status_code == 404


def test_members_of_a_preview_circle_are_listed_to_members_alone(cast, app):
    with app.app_context():
        tea = queries.enter(cast.owner.actor, "tea")[0]
        actions.change_settings(cast.owner.actor, tea.id, SettingsChange(visibility="preview"))
    assert cast.outsider.client.get("/api/v1/circles/tea/members").status_code == 403
    assert cast.member.client.get("/api/v1/circles/tea/members").status_code == 200


def test_only_staff_learn_states(cast, app):
    member, moderator = cast.member.client, cast.moderator.client
    assert all("state" not in row for row in
               member.get("/api/v1/circles/tea/members").json["items"])  # fmt: skip
    assert member.get("/api/v1/circles/tea/members?state=banned").status_code == 403
    banned = moderator.get("/api/v1/circles/tea/members?state=banned").json["items"]
    assert [row["name"] for row in banned] == ["banned_of_tea"]
    with app.app_context():
        gone = queries.get_membership(
            queries.enter(cast.owner.actor, "tea")[0].id, cast.banned.user_id
        ).id  # fmt: skip
    assert member.get(f"/api/v1/members/{gone}").status_code == 404
    assert moderator.get(f"/api/v1/members/{gone}").json["state"] == "banned"


def test_entering_a_circle_is_one_query(cast, app):
    with app.app_context():
        actor = cast.member.actor
        with statements() as asked:
            queries.enter(actor, "tea")
    assert len([sql for sql in asked if sql.startswith("SELECT")]) == 1


def test_no_slug_of_any_shape_is_more_than_not_found(anyone):
    for slug in ("Tea", "te", "tea%00", "茶", "-tea", "t" * 41, "tea.", "%F0%9F"):
        assert anyone.get(f"/c/{slug}/about").status_code in (400, 404)
    assert anyone.get("/c/tea/about").status_code == 200


def test_lists_go_on_by_cursor_and_refuse_a_damaged_one(cast):
    client, names, cursor = cast.member.client, [], ""
    for _page in range(10):
        answer = client.get(f"/api/v1/circles/tea/members?limit=2{cursor}").json
        names += [row["name"] for row in answer["items"]]
        if not answer["next"]:
            break
        cursor = f"&cursor={answer['next']}"
    assert sorted(names) == sorted(f"{who}_of_tea" for who in MEMBERS)
    assert client.get("/api/v1/circles/tea/members?cursor=broken").status_code == 400


def test_members_are_found_by_how_their_name_begins(cast, inside):
    tea, here = queries.enter(cast.member.actor, "tea")
    found = queries.members_page(here, tea, queries.MemberFilter(search="MOD")).items
    assert [row.name for row in found] == ["moderator_of_tea"]
    assert queries.members_page(here, tea, queries.MemberFilter(search="%")).items == []
    assert join(cast.outsider.actor, "tea").is_member
