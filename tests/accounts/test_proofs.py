"""Proofs of who one is: asked for once the sign-in is old, counted, good for one password."""

import pytest

from circle.accounts import actions, passwords, queries
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
