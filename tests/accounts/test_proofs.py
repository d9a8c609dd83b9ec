"""Proofs of who one is: asked for once the sign-in is old, counted, good for one password."""

import re

import pytest

from circle.accounts import actions, passwords, queries
from circle.core import clock as clocks
from circle.core.db import transaction
from circle.core.errors import Conflict, NotFound
from tests.cast import DEVICE
from tests.factories.accounts import PASSWORD


def test_guesses_at_the_present_password_are_counted(cast, clock):
    clock.travel(minutes=11)
    client = cast.member.client
    guess = {"password": "another-good-one", "current": "wrong-one"}
    for _ in range(10):
        assert client.call("PUT", "/me/password", guess).status_code == 422
    right = {**guess, "current": PASSWORD}
    assert client.call("PUT", "/me/password", right).status_code == 429
    clock.travel(minutes=16)
    assert client.call("PUT", "/me/password", right).status_code == 204


def test_a_proof_ends_with_the_password_it_was_given_for(cast, inside):
    me = cast.member.actor
    proof = queries.prove(me, PASSWORD)
    second, third = map(passwords.hash_password, ("another-good-one", "a-third-good-one"))
    actions.set_password(me, proof, second)
    with pytest.raises(Conflict):
        actions.set_password(me, proof, third)
    with pytest.raises(Conflict):
        actions.close_account(me, proof)
    actions.set_password(me, queries.prove(me, "another-good-one"), third)
    assert queries.get_user(cast.member.user_id).password_hash == third


def test_another_address_needs_the_password_once_the_sign_in_is_old(cast, clock):
    clock.travel(minutes=11)
    client = cast.member.client
    body = {"email": "me@example.org"}
    assert client.submit("/me/email", body).status_code == 422
    assert client.call("PUT", "/me/email", body).json["code"] == "password_needed"
    assert client.get("/api/v1/me").json["email"] is None
    assert client.submit("/me/email", {**body, "current": PASSWORD}).status_code == 303
    assert client.get("/api/v1/me").json["email"] == "me@example.org"


def test_links_to_an_address_do_not_come_back_with_it(cast, inside):
    me = cast.member.actor
    proof = queries.prove(me, PASSWORD)

    def move_to(email):
        actions.change_email(me, proof, email, "https://circle.example")

    def link():
        with transaction():
            return actions.make_link(queries.get_user(cast.member.user_id), "sign_in")

    move_to("old@example.org")
    before = link()
    move_to("new@example.org")
    move_to("old@example.org")
    with pytest.raises(NotFound):
        actions.use_link(before, DEVICE)
    assert actions.use_link(link(), DEVICE)[0] == cast.member.user_id


@pytest.mark.parametrize("page", ["password", "email", "close"])
def test_who_has_no_password_is_offered_a_link_instead_of_a_form(
    app, cast, clock, smtp, run_jobs, page
):
    client = cast.member.client
    assert "/me/link" not in client.get(f"/me/{page}").text
    without_password(app, cast.member, email="me@example.org")
    fresh = client.get(f"/me/{page}").text
    assert f'action="/me/{page}"' in fresh and "/me/link" not in fresh
    clock.travel(minutes=11)
    asked = client.get(f"/me/{page}").text
    assert 'action="/me/link"' in asked and f'action="/me/{page}"' not in asked
    sent = client.submit("/me/link", {"_next": f"/me/{page}"})
    assert (sent.status_code, sent.location) == (303, f"/me/{page}")
    run_jobs()
    assert [letter["To"] for letter in smtp.letters] == ["me@example.org"]
    link = re.search(r"/link/[\w-]+", smtp.letters[-1].get_body(("plain",)).get_content())[0]
    assert client.submit(link).status_code == 303
    client.forget_csrf()
    assert f'action="/me/{page}"' in client.get(f"/me/{page}").text


def test_without_a_confirmed_address_no_link_is_promised(app, cast, clock):
    without_password(app, cast.member, email=None)
    clock.travel(minutes=11)
    client = cast.member.client
    page = client.get("/me/password").text
    assert "/me/link" not in page and "没有确认过的邮箱" in page
    assert client.submit("/me/link").status_code == 409


def without_password(app, person, email):
    """Somebody who came by another way than a password."""
    with app.app_context(), transaction():
        user = queries.get_user(person.user_id, lock=True)
        user.password_hash, user.email = None, email
        user.email_confirmed_at = clocks.now() if email else None
