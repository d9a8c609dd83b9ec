"""Who stays outside: guesses from everywhere, links for something else, closed accounts."""

import pytest

from circle.accounts import actions, passwords, queries
from circle.accounts.models import User
from circle.core import clock as core_clock
from circle.core.db import transaction
from circle.core.errors import NotFound
from tests.accounts.test_entering import sign_in, signed_in_name
from tests.cast import DEVICE
from tests.factories.accounts import PASSWORD


def test_one_account_is_held_off_whatever_address_the_guesses_come_from(app, cast):
    def guess(number, name, password):
        elsewhere = {"environ_overrides": {"REMOTE_ADDR": f"203.0.113.{number}"}}
        body = {"name": name, "password": password}
        return app.test_client().call("POST", "/session", body, **elsewhere).status_code

    for number in range(10):
        assert guess(number, "member_of_tea", "not-this-one") == 422
    assert guess(11, "member_of_tea", PASSWORD) == 429
    assert guess(12, "owner_of_tea", PASSWORD) == 200


def test_a_link_opens_only_what_it_was_made_for(cast, inside):
    with transaction():
        token = actions.make_link(queries.get_user(cast.member.user_id), "sign_in")
    hashed = passwords.hash_password("a-much-better-one")
    with pytest.raises(NotFound):
        actions.reset_password(token, hashed, DEVICE)
    with pytest.raises(NotFound):
        actions.confirm_email(token)
    assert actions.use_link(token, DEVICE)[0] == cast.member.user_id


def test_a_closed_account_is_out_at_once(app, cast):
    assert signed_in_name(cast.member.client) == "member_of_tea"
    with app.app_context(), transaction() as current:
        current.get(User, cast.member.user_id).closed_at = core_clock.now()
    assert signed_in_name(cast.member.client) is None
    assert sign_in(app.test_client(), "member_of_tea").status_code == 422
