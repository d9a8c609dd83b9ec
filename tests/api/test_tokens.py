"""Programs come with a token: its scopes are looked at in one place, before any view."""

import pytest

from circle.accounts import actions
from circle.accounts.schemas import NewToken
from circle.circles import queries as circles
from circle.core.api import document_of
from tests.factories.posts import publish

READ, WRITE = "/api/v1/me", "/api/v1/me"
CHANGE = {"bio": "用程序改的"}


@pytest.fixture
def token_of(app, cast):
    """Make a token for one of the cast with these scopes."""

    def make(standing: str, *scopes: str) -> dict[str, str]:
        with app.app_context():
            _row, secret = actions.create_api_token(
                cast[standing].actor, NewToken(name="a program", scopes=list(scopes))
            )
        return {"Authorization": f"Bearer {secret}"}

    return make


def code(answer) -> tuple[int, str | None]:
    return answer.status_code, answer.json.get("code") if answer.json else None


def test_a_token_reads_and_writes_as_far_as_its_scopes_go(app, token_of):
    reads, writes, both = (
        token_of("member", "read"), token_of("member", "write"), token_of("member", "read", "write")
    )  # fmt: skip
    client = app.test_client()
    assert client.get(READ, headers=reads).status_code == 200
    assert code(client.patch(WRITE, json=CHANGE, headers=reads)) == (403, "scope_needed")
    assert code(client.get(READ, headers=writes)) == (403, "scope_needed")
    assert client.patch(WRITE, json=CHANGE, headers=writes).status_code == 200
    assert client.get(READ, headers=both).json["bio"] == CHANGE["bio"]


def test_a_token_writes_without_the_token_against_forgery(app, cast, token_of):
    headers = token_of("member", "write")
    assert app.test_client().patch(WRITE, json=CHANGE, headers=headers).status_code == 200
    assert code(cast.member.client.patch(WRITE, json=CHANGE)) == (400, "csrf")


def test_a_request_with_a_token_is_judged_by_it_alone(app, cast, token_of):
    client = cast.owner.client
    seen = client.get(READ, headers=token_of("member", "read"))
    assert seen.json["name"] == cast.member.name
    assert client.get(READ).json["name"] == cast.owner.name
    stale = client.get(READ, headers={"Authorization": "Bearer worthless"})
    assert code(stale) == (401, "token_invalid")


def test_a_revoked_token_opens_nothing(app, cast, token_of):
    headers = token_of("member", "read")
    assert app.test_client().get(READ, headers=headers).status_code == 200
    with app.app_context():
        from circle.accounts import queries

        token = queries.list_tokens(cast.member.actor)[0]
        actions.revoke_api_token(cast.member.actor, token.id)
    assert code(app.test_client().get(READ, headers=headers)) == (401, "token_invalid")


def test_a_token_is_for_the_api_and_not_for_pages(app, token_of):
    headers = token_of("member", "read", "write")
    client = app.test_client()
    page = client.get("/me", headers=headers)
    assert page.status_code == 303
    assert page.headers["Location"].startswith("/signin")
    assert client.post("/language", data={"locale": "en"}, headers=headers).status_code == 400


def test_a_token_does_not_make_or_see_tokens_sessions_or_passwords(app, token_of):
    headers = token_of("member", "read", "write", "manage", "brand", "moderate")
    client = app.test_client()
    new = {"name": "another", "scopes": ["read"]}
    assert client.post("/api/v1/me/tokens", json=new, headers=headers).status_code == 403
    assert client.get("/api/v1/me/tokens", headers=headers).status_code == 403
    assert client.get("/api/v1/me/sessions", headers=headers).status_code == 403


def test_staff_calls_need_a_scope_of_their_own(app, cast, token_of):
    client = app.test_client()
    with app.app_context():
        tea = cast.owner.inside()
        member = circles.get_membership(tea.circle_id, cast.member.user_id).id
        entry = publish(cast.member).id
    calls = [
        ("put", f"/entries/{entry}/feature", None, "moderate"),
        ("put", f"/entries/{entry}/hide", {"reason": "广告"}, "moderate"),
        ("get", "/circles/tea/waiting", None, "moderate"),
        ("patch", f"/members/{member}", {"muted_until": "2099-01-01T00:00:00Z"}, "moderate"),
        ("patch", f"/members/{member}", {"role": "guest"}, "manage"),
        ("patch", "/circles/tea", {"intro": "改过的介绍"}, "manage"),
        ("post", "/circles/tea/invites", {}, "manage"),
        ("post", "/circles/tea/collections", {"title": "入门"}, "manage"),
        ("put", f"/members/{member}/ban", None, "moderate"),
    ]
    for method, path, body, scope in calls:
        other = {"moderate": "manage", "manage": "moderate"}[scope]
        short = token_of("owner", "read", "write", other)
        full = token_of("owner", "read", "write", scope)
        kwargs = {} if body is None else {"json": body}
        refused = client.open(f"/api/v1{path}", method=method, headers=short, **kwargs)
        assert code(refused) == (403, "scope_needed"), path
        done = client.open(f"/api/v1{path}", method=method, headers=full, **kwargs)
        assert done.status_code < 300, (path, done.json)


def test_every_call_that_needs_a_power_is_marked(app):
    """A new staff call without its mark would be open to a token that only writes."""
    with app.app_context():
        paths = document_of(app)["paths"]
    scopes = {
        (path, method): next((s["bearer"][0] for s in call["security"] if "bearer" in s), None)
        for path, calls in paths.items() for method, call in calls.items()
        if method in ("get", "put", "post", "delete", "patch")
    }  # fmt: skip
    marked = ("pin", "feature", "lock", "hide", "decision", "ban", "requests", "waiting",
              "invites", "handover", "archive", "restore", "terms", "collections")
    for (path, method), scope in scopes.items():
        parts = path.split("/")[3:]
        staff = parts[0] in ("circles", "members", "collections") or parts[-1] in marked[:5]
        if staff and method != "get" and set(parts) & set(marked):
            assert scope in ("moderate", "manage"), (path, method)
    assert scopes["/api/v1/entries/{entry_id}/like", "put"] == "write"
    assert scopes["/api/v1/circles/{slug}", "patch"] == "manage"
    assert scopes["/api/v1/members/{member_id}", "delete"] == "moderate"
