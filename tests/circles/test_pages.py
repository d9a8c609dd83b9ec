"""Circles over HTTP: forms that keep what was typed, settings, pictures, JSON, repeats."""

import io
import re
from datetime import timedelta

import pytest
from PIL import Image

from circle.circles import actions, queries
from circle.circles.schemas import SettingsChange
from circle.core import clock
from circle.core.display import exact
from tests.factories.circles import bring_in, found_circle, invite, member_id

SECTIONS = ("identity", "joining", "rules", "categories", "review", "kinds", "directory", "welcome")


def picture(colour="orange"):
    sent = io.BytesIO()
    Image.new("RGB", (400, 300), colour).save(sent, "PNG")
    return io.BytesIO(sent.getvalue())


def test_a_circle_is_opened_from_the_page_and_a_taken_address_keeps_what_was_typed(cast):
    outsider = cast.outsider.client
    typed = {"preset": "learning", "name": "读书会", "slug": "tea", "intro": "每周一本"}
    refused = outsider.submit("/circles/new", typed)
    page = refused.get_data(as_text=True)
    assert refused.status_code == 422 and "每周一本" in page and "读书会" in page
    made = outsider.submit("/circles/new", {**typed, "slug": "reading"})
    assert (made.status_code, made.headers["Location"]) == (303, "/c/reading")


def test_sending_the_same_form_twice_opens_one_circle(cast):
    client = cast.outsider.client
    form = {"preset": "interest", "name": "读书会", "slug": "reading", "_key": "same-key"}
    first, second = client.submit("/circles/new", form), client.submit("/circles/new", form)
    assert first.headers["Location"] == second.headers["Location"]
    assert second.headers["Idempotent-Replayed"] == "true"


def test_a_section_saved_as_it_was_shown_changes_nothing(cast):
    owner = cast.owner.client
    before = owner.get("/api/v1/circles/tea").json
    names = {
        "identity": ("name", "intro", "hue"),
        "joining": ("visibility", "join_policy", "join_questions"),
        "rules": ("rules",), "categories": ("categories", "ad_quota", "ad_days"),
        "review": ("newcomer_review",), "kinds": ("kinds",), "directory": (),
        "welcome": ("welcome",),
    }  # fmt: skip
    for section in SECTIONS:
        shown = {name: before[name] for name in names[section]}
        if section == "directory":
            shown["directory"] = "on"
        assert owner.get(f"/c/tea/settings/{section}").status_code == 200, section
        assert owner.submit(f"/c/tea/settings/{section}", shown).status_code == 303, section
        assert owner.get("/api/v1/circles/tea").json == before, section


def test_a_refused_setting_is_said_beside_the_field_and_kept(cast):
    owner = cast.owner.client
    answer = owner.submit("/c/tea/settings/identity", {"name": "茶", "intro": "留着", "hue": "400"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "留着" in page and 'value="茶"' in page
    assert owner.submit(
        "/c/tea/settings/identity", {"name": "茶话", "intro": "留着", "hue": "359"}
    ).status_code == 303  # fmt: skip


def test_settings_are_closed_to_who_may_not_change_them(cast):
    for standing in ("moderator", "guest", "member", "outsider", "banned"):
        client = cast[standing].client
        for sent in (
            client.get("/c/tea/settings"),
            client.submit("/c/tea/settings/rules", {"rules": "我说了算"}),
            client.call("PATCH", "/circles/tea", {"name": "我的了"}),
        ):
            assert sent.status_code == 403, (standing, sent.request)
    assert cast.admin.client.call("PATCH", "/circles/tea", {"name": "新名"}).json["name"] == "新名"


def test_a_logo_is_kept_served_replaced_and_taken_away(cast, anyone, run_jobs):
    owner = cast.owner.client
    for colour in ("orange", "teal"):
        sent = owner.post("/c/tea/settings/logo", data={
            "csrf_token": owner.csrf, "file": (picture(colour), "logo.png")})  # fmt: skip
        assert sent.status_code == 303
        run_jobs()
    address = owner.get("/api/v1/circles/tea").json["logo_url"]
    served = anyone.get(address)
    assert (served.status_code, served.mimetype) == (200, "image/webp")
    owner.submit("/c/tea/settings/logo", {"remove": "1"})
    assert anyone.get(address).status_code == 404
    refused = owner.post("/c/tea/settings/logo", data={
        "csrf_token": owner.csrf, "file": (io.BytesIO(b"not a picture"), "logo.png")})  # fmt: skip
    assert refused.status_code == 422


def test_a_private_circles_pictures_are_for_members_and_holders_of_an_invite(cast, app, anyone):
    owner = cast.owner.client
    owner.post("/c/tea/settings/cover", data={
        "csrf_token": owner.csrf, "file": (picture(), "cover.png")})  # fmt: skip
    with app.app_context():
        tea = queries.enter(cast.owner.actor, "tea")[0]
        actions.change_settings(cast.owner.actor, tea.id, SettingsChange(visibility="private"))
        address, code = tea.cover_url, invite(cast.owner.actor, "tea").code
        found_circle(cast.outsider.actor, "other")
        foreign = invite(cast.outsider.actor, "other").code
    assert cast.member.client.get(address).status_code == 200
    assert anyone.get(f"{address}?invite={code}").status_code == 200
    for client in (anyone, cast.outsider.client, cast.removed.client, cast.banned.client):
        assert client.get(address).status_code == 404
        assert client.get(f"{address}?invite={foreign}").status_code == 404


def test_a_revoked_invite_shows_no_picture_of_a_private_circle(cast, app, anyone):
    owner = cast.owner.client
    owner.post("/c/tea/settings/cover", data={
        "csrf_token": owner.csrf, "file": (picture(), "cover.png")})  # fmt: skip
    with app.app_context():
        tea = queries.enter(cast.owner.actor, "tea")[0]
        actions.change_settings(cast.owner.actor, tea.id, SettingsChange(visibility="private"))
        address, link = tea.cover_url, invite(cast.owner.actor, "tea")
    assert anyone.get(f"{address}?invite={link.code}").status_code == 200
    with app.app_context():
        actions.revoke_invite(cast.owner.actor, tea.id, link.id)
    assert anyone.get(f"{address}?invite={link.code}").status_code == 404


def test_the_join_form_is_kept_when_the_rules_changed_underneath(cast, app):
    with app.app_context():
        tea = queries.enter(cast.owner.actor, "tea")[0]
        actions.change_settings(cast.owner.actor, tea.id, SettingsChange(rules="1. 只谈茶"))
    outsider = cast.outsider.client
    stale = outsider.submit("/c/tea/join", {"accept_rules": "1"})
    assert stale.status_code == 409 and "只谈茶" in stale.get_data(as_text=True)
    assert outsider.submit("/c/tea/join", {"accept_rules": "2"}).status_code == 303
    assert outsider.get("/api/v1/circles/tea/membership").json["rules_version"] == 2


def test_a_request_is_answered_on_its_page(cast, app):
    with app.app_context():
        tea = queries.enter(cast.owner.actor, "tea")[0]
        actions.change_settings(cast.owner.actor, tea.id, SettingsChange(join_policy="approval"))
    asked = cast.outsider.client.call("PUT", "/circles/tea/membership", {"accept_rules": 1}).json
    assert asked["state"] == "pending"
    moderator = cast.moderator.client
    assert "outsider_of_tea" in moderator.get("/c/tea/requests").get_data(as_text=True)
    done = moderator.submit(f"/c/tea/requests/{asked['id']}", {"decision": "approve"})
    assert done.status_code == 303
    assert cast.outsider.client.get("/api/v1/circles/tea").json["viewer"]["state"] == "active"


def test_members_change_by_json_as_far_as_each_may(cast, app):
    with app.app_context():
        tea = queries.enter(cast.owner.actor, "tea")[0].id
        mine = member_id(tea, cast.member.user_id)
    member, admin = cast.member.client, cast.admin.client
    assert member.call("PATCH", f"/members/{mine}", {"introduction": "喝茶"}).status_code == 200
    assert admin.call("PATCH", f"/members/{mine}", {"introduction": "改你"}).status_code == 403
    assert member.call("PATCH", f"/members/{mine}", {"role": "guest"}).status_code == 403
    changed = admin.call("PATCH", f"/members/{mine}", {"role": "guest"}).json
    assert (changed["role"], changed["introduction"]) == ("guest", "喝茶")
    assert member.call("PATCH", f"/members/{mine}", {"points": 99}).status_code == 422
    follow = f"/members/{mine}/follow"
    assert [admin.call(verb, follow).status_code for verb in ("PUT", "PUT", "DELETE")] == [204] * 3


def test_a_handover_and_its_undo_over_http(cast, app):
    with app.app_context():
        tea = queries.enter(cast.owner.actor, "tea")[0].id
        target = member_id(tea, cast.admin.user_id)
    owner = cast.owner.client
    assert owner.submit("/c/tea/settings/handover", {"member_id": str(target)}).status_code == 303
    assert "handover/undo" in owner.get("/c/tea/about").get_data(as_text=True)
    assert "handover/undo" not in cast.member.client.get("/c/tea/about").get_data(as_text=True)
    for page in ("/c/tea", "/c/tea/about"):
        assert "这个圈子已转让给新圈主" in cast.member.client.get(page).text
        assert "这个圈子已转让给新圈主" not in cast.outsider.client.get(page).text
    assert cast.admin.client.submit("/c/tea/settings/delete", {"name": "一席茶"}).status_code == 409
    assert owner.submit("/c/tea/handover/undo").status_code == 303
    assert owner.get("/api/v1/circles/tea").json["viewer"]["role"] == "owner"


def test_hostile_values_in_addresses_are_plain_refusals(cast):
    client = cast.owner.client
    for query in ("role=emperor", "limit=0", "limit=x", "state=nice"):
        assert client.get(f"/api/v1/circles/tea/members?{query}").status_code in (400, 422)
    for path in ("/c/tea/settings/nothing", "/c/tea/members/999999999", "/i/---", "/s/%20",
                 "/circle-media/x/y", "/c/tea/rules?version=77"):  # fmt: skip
        assert client.get(path).status_code == 404, path
    assert client.get("/c/tea/members?role=emperor").status_code == 200


def test_my_circles_hold_private_ones_and_discover_does_not(cast, app):
    with app.app_context():
        found_circle(cast.owner.actor, "den", visibility="private")
        bring_in(cast.owner.actor, cast.member.actor, "den")
    client = cast.member.client
    found = [one["slug"] for one in client.get("/api/v1/circles").json["items"]]
    mine = [one["slug"] for one in client.get("/api/v1/circles?mine=true").json["items"]]
    assert "den" not in found and "den" in mine


def test_staff_mute_from_a_sheet_and_take_it_back(cast, app):
    with app.app_context():
        tea = queries.enter(cast.owner.actor, "tea")[0].id
        target = member_id(tea, cast.member.user_id)
    moderator, page = cast.moderator.client, f"/c/tea/members/{target}"
    assert f'href="{page}/sanction"' in moderator.get(page).get_data(as_text=True)
    sheet = moderator.get(f"{page}/sanction").get_data(as_text=True)
    ends = re.findall(r'value="([^"]+Z)"', sheet)
    assert len(ends) == 4
    muted = {"kind": "mute", "until": ends[1], "reason": "刷屏"}
    assert moderator.submit(f"{page}/sanction", muted).status_code == 303
    assert cast.member.client.get("/api/v1/circles/tea").json["viewer"]["state"] == "muted"
    assert moderator.submit(f"{page}/unmute").status_code == 303
    assert cast.member.client.get("/api/v1/circles/tea").json["viewer"]["state"] == "active"


def test_the_form_to_join_says_which_rules_it_showed(cast):
    client = cast.outsider.client
    refused = client.submit("/c/tea/join", {})
    assert refused.status_code == 422 and 'name="accept_rules"' in refused.get_data(as_text=True)
    assert client.call("GET", "/circles/tea").json["viewer"]["state"] is None
    assert client.submit("/c/tea/join", {"accept_rules": "1"}).status_code == 303
    assert client.call("GET", "/circles/tea").json["viewer"]["state"] == "active"


def test_an_invite_page_too_says_which_rules_it_showed(app, cast):
    with app.app_context():
        code = invite(cast.owner.actor, "tea").code
    client = cast.outsider.client
    assert client.submit(f"/i/{code}", {"invite": code}).status_code == 422
    assert client.submit(f"/i/{code}", {"invite": code, "accept_rules": "1"}).status_code == 303


def test_without_rules_there_is_nothing_to_accept(app, cast):
    with app.app_context():
        found_circle(cast.owner.actor, "free", rules="")
    assert cast.outsider.client.submit("/c/free/join", {}).status_code == 303


def test_a_program_may_join_without_the_rules_and_is_asked_inside(cast):
    joined = cast.outsider.client.call("PUT", "/circles/tea/membership", {})
    assert joined.status_code == 200 and joined.json["rules_version"] == 0


def test_requests_are_answered_with_the_words_entries_are_answered_with(app, cast):
    asked = cast.removed.client.call("PUT", "/circles/tea/membership", {}).json["id"]
    staff = cast.moderator.client
    odd = staff.call("POST", f"/members/{asked}/decision", {"decision": "decline"})
    assert odd.status_code == 422
    answered = staff.call("POST", f"/members/{asked}/decision", {"decision": "reject"})
    assert answered.status_code == 204
    again = cast.removed.client.call("PUT", "/circles/tea/membership", {}).json
    assert again["state"] == "pending"
    assert 'value="reject"' in staff.get("/c/tea/requests").get_data(as_text=True)
    staff.submit(f"/c/tea/requests/{asked}", {"decision": "approve"})
    assert cast.removed.client.call("GET", "/circles/tea").json["viewer"]["state"] == "active"


def test_pictures_of_a_circle_are_not_kept_by_others_once_it_turns_private(app, cast, anyone):
    cast.owner.client.submit("/c/tea/settings/logo", {"file": (picture(), "logo.png")})
    with app.app_context():
        tea = queries.enter(cast.owner.actor, "tea")[0]
        address, ident = tea.logo_url, tea.id
    assert anyone.get(address).headers["Cache-Control"] == "public, max-age=600"
    with app.app_context():
        actions.change_settings(cast.owner.actor, ident, SettingsChange(visibility="private"))
    assert anyone.get(address).status_code == 404
    assert cast.member.client.get(address).headers["Cache-Control"] == "private, no-store"


def test_a_circle_has_one_head_wherever_it_stands(cast):
    def head(path):
        page = cast.member.client.get(path).get_data(as_text=True)
        return re.search(r'<h1 class="hero__name".*?</header>', page, re.S).group()

    assert head("/c/tea/about") == head("/c/tea")
    assert 'href="/c/tea/collections"' in head("/c/tea/about")


@pytest.mark.parametrize(
    ("typed", "said"),
    [("一，二,三、四;五；六，七，八，九", "最多 8 个"), ("茶，" + "山" * 21, "最多 20 个字")],
)
def test_a_refused_card_keeps_its_interests_as_they_were_typed(cast, typed, said):
    client = cast.member.client
    refused = client.submit("/c/tea/card", {"interests": typed})
    assert refused.status_code == 422 and f'value="{typed}"' in refused.text
    assert said in refused.text and "最多 8 个字" not in refused.text
    kept = client.submit("/c/tea/card", {"interests": "一，二,三、四;五；六，七，八"})
    assert kept.status_code == 303
    assert 'value="一、二、三、四、五、六、七、八"' in client.get("/c/tea/card").text


def test_the_directory_names_the_switch_to_who_is_not_listed(app, cast):
    with app.app_context():
        actions.change_settings(cast.owner.actor, 1, SettingsChange(directory=True))
    client = cast.member.client
    assert "打开“在成员名录里展示我”" in client.get("/c/tea/directory").text
    client.submit("/c/tea/card", {"listed": "on"})
    assert "打开“在成员名录里展示我”" not in client.get("/c/tea/directory").text


def test_who_is_muted_reads_until_when_and_is_led_to_where_why_stands(cast, app):
    until = clock.now() + timedelta(days=3)
    with app.app_context():
        tea = queries.enter(cast.owner.actor, "tea")[0].id
        actions.mute_member(cast.owner.actor, member_id(tea, cast.member.user_id), until)
    refused = cast.member.client.get("/c/tea/posts/new")
    assert refused.status_code == 403 and exact(until) in refused.text
    assert 'href="/c/tea/own-mutes"' in refused.text
    why = cast.member.client.get("/c/tea/own-mutes").text
    assert exact(until) in why and "你可以正常发言" not in why
    other = cast.moderator.client.get("/c/tea/own-mutes").text
    assert exact(until) not in other and "你可以正常发言" in other
    assert "own-mutes" not in cast.moderator.client.get("/c/tea/settings").text
