"""What is one's own: profile, picture, sessions, addresses, keys, blocks, export, closing."""

import io
import json
import re
import zipfile

import pytest
from PIL import Image
from sqlalchemy import select, text

from circle.accounts import actions, queries
from circle.accounts.models import User
from circle.core.db import db, session
from tests.accounts.test_entering import link_of, sign_in, signed_in_name
from tests.factories.accounts import PASSWORD, imported_person
from tests.factories.posts import publish

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) MicroMessenger/8.0.50"
PAGES = ["/me", "/me/settings", "/me/profile", "/me/password", "/me/email", "/me/sessions",
         "/me/tokens", "/me/privacy", "/me/export", "/me/blocks", "/me/close"]  # fmt: skip


def picture(size=(300, 200), colour="teal"):
    sent = io.BytesIO()
    Image.new("RGB", size, colour).save(sent, "PNG")
    return io.BytesIO(sent.getvalue())


def test_own_pages_are_for_who_is_signed_in(cast, anyone):
    member = cast.member.client
    for path in PAGES:
        assert member.get(path).status_code == 200, path
        refused = anyone.get(path)
        assert (refused.status_code, "/signin" in refused.location) == (303, True), path


@pytest.mark.parametrize(
    "path", ["/signin", "/signup", "/signin/link", "/signin/forgot", "/terms", "/privacy"]
)
@pytest.mark.parametrize("lang", ["en", "zh_Hans_CN"])
def test_pages_of_coming_in_speak_both_languages(anyone, path, lang):
    anyone.set_cookie("lang", lang)
    answer = anyone.get(path)
    assert answer.status_code == 200
    assert ('lang="en"' in answer.text) == (lang == "en")


def test_the_consent_box_is_not_ticked_beforehand(anyone):
    box = re.search(r"<input[^>]*accept_terms[^>]*>", anyone.get("/signup").text)[0]
    assert "checked" not in box


def test_a_profile_is_changed_and_shown(cast, anyone):
    answer = cast.member.client.submit(
        "/me/profile", {"display_name": "喝茶的人", "bio": "水开了就来"}
    )
    assert answer.status_code == 303
    assert cast.member.client.get("/api/v1/me").json["bio"] == "水开了就来"
    assert anyone.get("/api/v1/users/member_of_tea").json["display_name"] == "喝茶的人"


def test_a_shown_name_pretends_nothing(cast):
    for shown in ("官方", "\u200b", "张三✓", "x" * 21, ""):
        refused = cast.member.client.call("PATCH", "/me", {"display_name": shown})
        assert refused.status_code == 422, shown
    assert cast.member.client.call("PATCH", "/me", {"display_name": "张三"}).status_code == 200


def test_a_picture_is_cut_square_and_kept_for_ever(cast, anyone):
    sent = {"file": (picture(), "me.png")}
    assert cast.member.client.submit("/me/avatar", sent).status_code == 303
    address = anyone.get("/api/v1/users/member_of_tea").json["avatar_url"]
    answer = anyone.get(address)
    assert answer.content_type == "image/webp"
    assert "immutable" in answer.headers["Cache-Control"]
    assert Image.open(io.BytesIO(answer.data)).size == (96, 96)
    large = anyone.get(address.replace("-96.", "-256."))
    assert Image.open(io.BytesIO(large.data)).size == (256, 256)


def test_a_picture_taken_away_is_deleted(cast, anyone, run_jobs):
    cast.member.client.submit("/me/avatar", {"file": (picture(), "me.png")})
    address = anyone.get("/api/v1/users/member_of_tea").json["avatar_url"]
    assert cast.member.client.submit("/me/avatar/remove").status_code == 303
    run_jobs()
    assert anyone.get("/api/v1/users/member_of_tea").json["avatar_url"] is None
    assert anyone.get(address).status_code == 404


@pytest.mark.parametrize("sent", [b"", b"not a picture", b"\x89PNG\r\n\x1a\n damaged"])
def test_what_is_no_picture_is_refused_in_words(cast, sent):
    refused = cast.member.client.submit("/me/avatar", {"file": (io.BytesIO(sent), "me.png")})
    assert refused.status_code == 422
    assert 'role="alert"' in refused.text


@pytest.mark.parametrize("name", ["../secret_key", "aa-96.webp", "%2e%2e-96.webp", "x" * 300])
def test_no_other_file_is_served_as_a_picture(anyone, name):
    assert anyone.get(f"/avatars/{name}").status_code == 404


def test_a_session_is_named_and_ended_from_another(app, cast):
    phone = app.test_client()
    phone.environ_base["HTTP_USER_AGENT"] = PHONE
    sign_in(phone, "member_of_tea")
    desk = cast.member.client
    assert "WeChat · iPhone" in desk.get("/me/sessions").text
    rows = desk.get("/api/v1/me/sessions").json["items"]
    [other] = [row for row in rows if not row["current"]]
    assert desk.call("DELETE", f"/me/sessions/{other['id']}").status_code == 204
    assert signed_in_name(phone) is None
    assert signed_in_name(desk) == "member_of_tea"


def test_nobody_ends_the_session_of_another(app, cast):
    with app.app_context():
        theirs = cast.owner.actor.session_id
    assert cast.member.client.call("DELETE", f"/me/sessions/{theirs}").status_code == 404
    assert signed_in_name(cast.owner.client) == "owner_of_tea"
    assert cast.owner.client.call("DELETE", f"/me/sessions/{theirs}").status_code == 204


def test_every_other_session_ends_at_once(app, cast):
    phone = app.test_client()
    sign_in(phone, "member_of_tea")
    assert cast.member.client.submit("/me/sessions/revoke-others").status_code == 303
    assert signed_in_name(phone) is None
    assert signed_in_name(cast.member.client) == "member_of_tea"


def test_another_password_needs_the_present_one_once_the_sign_in_is_old(app, cast, clock):
    clock.travel(minutes=11)
    client, phone = cast.member.client, app.test_client()
    sign_in(phone, "member_of_tea")
    new = {"password": "another-good-one"}
    refused = client.call("PUT", "/me/password", new)
    assert (refused.status_code, refused.json["code"]) == (422, "password_needed")
    assert client.call("PUT", "/me/password", {**new, "current": "wrong-one"}).status_code == 422
    assert client.call("PUT", "/me/password", {**new, "current": PASSWORD}).status_code == 204
    assert signed_in_name(phone) is None
    assert signed_in_name(client) == "member_of_tea"


def test_another_password_is_not_made_of_ones_own_name(cast):
    client = cast.member.client
    refused = client.call("PUT", "/me/password", {"password": "member_of_tea1"})
    assert (refused.status_code, refused.json["code"]) == (422, "weak_password")
    form = client.submit("/me/password", {"password": "member_of_tea1"})
    assert form.status_code == 422 and "密码不要用名字" in form.text
    good = {"password": "member_of_tea and a kettle"}
    assert client.call("PUT", "/me/password", good).status_code == 204


def test_a_fresh_sign_in_is_proof_enough(cast):
    form = {"password": "another-good-one"}
    assert cast.member.client.submit("/me/password", form).status_code == 303


def test_a_token_changes_no_password(app, cast):
    with app.app_context():
        new = actions_new_token()
        _row, secret = actions.create_api_token(cast.member.actor, new)
    bearer = {"Authorization": f"Bearer {secret}"}
    program = app.test_client()
    assert program.get("/api/v1/me", headers=bearer).json["name"] == "member_of_tea"
    body = {"password": "another-good-one", "current": PASSWORD}
    assert program.put("/api/v1/me/password", json=body, headers=bearer).status_code == 403
    assert program.patch("/api/v1/me", json={"bio": "x"}, headers=bearer).status_code == 200


def actions_new_token():
    from circle.accounts.schemas import NewToken

    return NewToken("a script", ["read", "write"])


def test_a_key_is_shown_once_and_can_be_revoked(app, cast):
    made = cast.member.client.call("POST", "/me/tokens", {"name": "script", "scopes": ["read"]})
    bearer = {"Authorization": f"Bearer {made.json['token']}"}
    assert app.test_client().get("/api/v1/me", headers=bearer).status_code == 200
    assert made.json["token"] not in cast.member.client.get("/me/tokens").text
    path = f"/me/tokens/{made.json['id']}"
    assert cast.outsider.client.call("DELETE", path).status_code == 404
    assert cast.member.client.call("DELETE", path).status_code == 204
    assert app.test_client().get("/api/v1/me", headers=bearer).status_code == 401


def test_an_address_is_kept_by_consent_and_goes_with_it(app, cast, smtp, run_jobs):
    client = cast.member.client
    assert client.submit("/me/email", {"email": "me@example.org"}).status_code == 303
    run_jobs()
    assert client.submit(link_of(smtp.letters[0])).status_code == 303
    assert client.get("/api/v1/me").json["email_confirmed"] is True
    assert client.submit("/me/privacy/email/withdraw").status_code == 303
    assert client.get("/api/v1/me").json["email"] is None
    assert client.submit("/me/privacy/terms/withdraw").status_code == 404


def test_another_address_is_unconfirmed_and_ends_links_to_the_old_one(app, cast, smtp, run_jobs):
    client = cast.member.client
    client.submit("/me/email", {"email": "old@example.org"})
    run_jobs()
    old = link_of(smtp.letters[0])
    client.submit("/me/email", {"email": "new@example.org"})
    assert client.get(old).status_code == 404
    assert client.get("/api/v1/me").json["email_confirmed"] is False


def test_blocking_is_one_sided_and_taken_back(app, cast):
    client, other = cast.member.client, cast.owner.user_id
    assert client.call("PUT", f"/users/{other}/block").status_code == 204
    assert client.call("PUT", f"/users/{other}/block").status_code == 204
    with app.app_context():
        assert cast.member.actor.blocked == {other}
        assert cast.owner.actor.blocked == frozenset()
    assert "owner_of_tea" in client.get("/me/blocks").text
    assert client.submit("/u/owner_of_tea/unblock").status_code == 303
    with app.app_context():
        assert cast.member.actor.blocked == frozenset()


def test_nobody_blocks_themselves_or_nobody(cast, anyone):
    assert cast.member.client.call("PUT", f"/users/{cast.member.user_id}/block").status_code == 403
    assert cast.member.client.call("PUT", "/users/987654321/block").status_code == 404
    assert anyone.call("PUT", f"/users/{cast.member.user_id}/block").status_code == 401


def test_ones_own_data_is_gathered_for_oneself_alone(app, cast, run_jobs, clock):
    client = cast.member.client
    client.submit("/me/profile", {"display_name": "喝茶的人", "bio": "水开了就来"})
    client.submit("/me/avatar", {"file": (picture(), "me.png")})
    assert client.call("POST", "/me/export").json["state"] == "gathering"
    run_jobs()
    state = client.get("/api/v1/me/export").json
    assert (state["state"], state["progress"]) == ("ready", 100)
    answer = client.get(state["url"])
    assert answer.headers["Cache-Control"] == "private, no-store"
    archive = zipfile.ZipFile(io.BytesIO(answer.data))
    answer.close()
    [account] = json.loads(archive.read("account.json"))
    assert (account["name"], account["bio"]) == ("member_of_tea", "水开了就来")
    assert Image.open(io.BytesIO(archive.read(account["file"]))).size == (256, 256)
    assert {one["document"] for one in json.loads(archive.read("consents.json"))} == {
        "terms",
        "privacy",
    }
    assert len(json.loads(archive.read("sessions.json"))) == 1
    [membership] = json.loads(archive.read("memberships.json"))
    assert (membership["circle"], membership["state"]) == ("tea", "active")
    assert b"password_hash" not in archive.read("account.json")
    assert cast.owner.client.get(state["url"]).status_code == 404
    assert app.test_client().get(state["url"]).status_code == 303
    clock.travel(days=8)
    assert client.get(state["url"]).status_code == 404
    assert client.get("/api/v1/me/export").json["state"] == "expired"


def test_gathering_twice_is_once(app, cast):
    for _ in range(2):
        cast.member.client.submit("/me/export")
    with app.app_context():
        assert session().scalar(text("SELECT count(*) FROM data_exports")) == 1


def test_a_closed_account_leaves_nobody(app, cast, anyone, run_jobs, smtp):
    client = cast.member.client
    client.submit("/me/profile", {"display_name": "喝茶的人", "bio": "水开了就来"})
    client.submit("/me/email", {"email": "tea-drinker@example.org"})
    client.submit("/me/avatar", {"file": (picture(), "me.png")})
    address = anyone.get("/api/v1/users/member_of_tea").json["avatar_url"]
    client.submit("/me/export")
    run_jobs()
    file = client.get("/api/v1/me/export").json["url"]
    cast.owner.client.call("PUT", f"/users/{cast.member.user_id}/block")
    assert "member_of_tea" in client.get("/me/close").text
    assert client.submit("/me/close").status_code == 303
    run_jobs()
    assert signed_in_name(cast.member.client) is None
    assert anyone.get(address).status_code == 404
    assert anyone.get("/api/v1/users/member_of_tea").status_code == 404
    assert cast.member.client.get(file).status_code in (303, 404)
    assert sign_in(app.test_client(), "member_of_tea").status_code == 422
    with app.app_context():
        assert told_anywhere(("member_of_tea", "喝茶的人", "水开了就来", "tea-drinker")) == []
        person = queries.get_person(cast.member.user_id)
        assert (person.display_name, person.is_closed) == ("已注销用户", True)


def told_anywhere(words):
    """Where any of these words still stand in the database."""
    found = []
    for table in db.metadata.sorted_tables:
        if table.name in ("idempotency_keys", "schedules"):
            continue  # answers of a day
        for row in session().execute(select(table)):
            found += [(table.name, word) for word in words if word in str(tuple(row))]
    return found


def test_a_closed_accounts_name_in_others_words_leads_nowhere(app, cast, run_jobs):
    words = f"问问 @{cast.member.name} 和 @{cast.guest.name}。"
    with app.app_context():
        entry_id = publish(cast.owner, words).id
    page = cast.owner.client.get(f"/c/tea/posts/{entry_id}").text
    assert f'/u/{cast.member.name}" class="mention"' in page
    cast.member.client.submit("/me/close")
    run_jobs()
    page = cast.owner.client.get(f"/c/tea/posts/{entry_id}").text
    assert f"@{cast.member.name} 和" in page
    assert f'/u/{cast.member.name}" class="mention"' not in page
    assert f'/u/{cast.guest.name}" class="mention"' in page


def test_the_name_of_a_closed_account_stays_taken(app, cast, anyone):
    cast.member.client.submit("/me/close")
    for name in ("member_of_tea", "Member_0f_tea"):
        body = {"name": name, "password": PASSWORD, "accept_terms": True}
        assert anyone.call("POST", "/users", body).json["code"] == "name_taken"


def test_an_owner_hands_the_circle_over_before_closing(app, cast):
    refused = cast.owner.client.call("POST", "/me/closure", {})
    assert refused.status_code == 409
    assert signed_in_name(cast.owner.client) == "owner_of_tea"
    with app.app_context():
        assert session().get(User, cast.owner.user_id).closed_at is None


def test_closing_needs_the_password_once_the_sign_in_is_old(cast, clock):
    clock.travel(minutes=11)
    assert cast.member.client.submit("/me/close").status_code == 422
    assert cast.member.client.submit("/me/close", {"current": PASSWORD}).status_code == 303


@pytest.mark.parametrize("body", [{"locale": "xx"}, {"theme": "pink"}])
def test_only_offered_languages_and_appearances_are_taken(cast, body):
    path = "/language" if "locale" in body else "/appearance"
    assert cast.member.client.submit(path, body).status_code == 400


def test_a_chosen_language_and_appearance_stay(cast):
    client = cast.member.client
    assert client.submit("/language", {"locale": "en"}).status_code == 303
    assert client.submit("/appearance", {"theme": "dark"}).status_code == 303
    page = client.get("/me/settings").text
    assert 'lang="en"' in page and 'data-theme="dark"' in page
    assert 'lang="en"' in cast.member.client.get("/me/settings").text


def test_people_from_elsewhere_get_the_nearest_free_name(inside):
    ids = [imported_person("张三 李四") for _ in range(3)]
    assert [queries.get_person(one).name for one in ids] == ["张三李四", "张三李四2", "张三李四3"]
    assert queries.user_ids_by_name({"张三李四2", "nobody"}) == {"张三李四2": ids[1]}


def test_commands_make_an_account_a_link_and_a_token(app, cast):
    runner = app.test_cli_runner()
    from circle.accounts.cli import token, user

    made = runner.invoke(
        user, ["create", "站务小林", "--password-stdin", "--staff"], input=f"{PASSWORD}\n"
    )
    assert made.exit_code == 0, made.output
    link = runner.invoke(user, ["link", "站务小林"]).output.strip()
    client = app.test_client()
    assert client.submit(link[link.index("/link/") :]).status_code == 303
    client.forget_csrf()
    assert signed_in_name(client) == "站务小林"
    with app.app_context():
        assert queries.get_user_by_name("站务小林").is_staff
    secret = runner.invoke(token, ["create", "站务小林", "--scope", "read"]).output.strip()
    bearer = {"Authorization": f"Bearer {secret}"}
    assert app.test_client().get("/api/v1/me", headers=bearer).json["name"] == "站务小林"
    again = runner.invoke(user, ["create", "站务小林", "--password-stdin"], input=f"{PASSWORD}\n")
    assert again.exit_code == 1
    assert runner.invoke(user, ["link", "谁也不是"]).exit_code == 1
