"""JSON for accounts: sign up, in and out, one's own profile, sessions, export, blocks."""

from typing import Any

from flask import Response, make_response, session
from flask.views import MethodView
from flask_wtf.csrf import generate_csrf
from marshmallow import fields
from marshmallow.validate import Equal

from circle.accounts import actions, passwords, queries
from circle.accounts.browser import (
    browser,
    keep_new_avatar,
    keep_signed_in,
    origin,
    request_letter,
)
from circle.accounts.devices import device_name
from circle.accounts.policy import LETTERS_ACCOUNT, SIGN_UP_ADDRESS, is_person, is_signed_in
from circle.accounts.queries.people import Person
from circle.accounts.schemas import (
    AccountInput,
    CurrentPasswordInput,
    ExportOutput,
    LoginSessionOutput,
    MeOutput,
    MinorsChoice,
    MinorsInput,
    NewEmail,
    NewEmailInput,
    NewPassword,
    NewPasswordInput,
    NewToken,
    NewTokenInput,
    PersonOutput,
    PinInput,
    Profile,
    ProfileInput,
    SessionOutput,
    SignIn,
    SignInInput,
    SignUp,
    SignUpInput,
    TokenOutput,
)
from circle.core import clock
from circle.core.actor import Actor
from circle.core.api import Blueprint, page_of
from circle.core.gate import stays_open
from circle.core.policy import require
from circle.core.schemas import InputSchema
from circle.core.throttle import count_try
from circle.core.web import visitor, write

blp = Blueprint(
    "accounts_api", __name__, url_prefix="/api/v1",
    description="Accounts: signing up and in, one's own profile, sessions, data and blocks",
)  # fmt: skip


class AvatarInput(InputSchema):
    """A picture of oneself."""

    file = fields.Raw(required=True, metadata={"type": "string", "format": "binary"})


class AgreementInput(InputSchema):
    """What a person says yes to."""

    accept_terms = fields.Boolean(required=True, validate=Equal(True))


@blp.route("/users")
class Users(MethodView):
    """New accounts."""

    @blp.arguments(SignUpInput)
    @blp.response(201, MeOutput)
    def post(self, new: SignUp) -> Any:
        """Sign up; the answer's cookie is signed in. 422 `terms_required` without the terms."""
        count_try(SIGN_UP_ADDRESS, browser().ip)
        return _sign_up(new.hashed())


@blp.route("/users/<name>")
class User(MethodView):
    """Somebody by name."""

    @blp.response(200, PersonOutput)
    def get(self, name: str) -> Person:
        """What anybody may know of a user."""
        return queries.get_person_by_name(name)


@blp.route("/session")
class Session(MethodView):
    """Who is signed in here."""

    @blp.response(200, SessionOutput)
    def get(self) -> dict[str, Any]:
        """Who is signed in, or null, and the token that writes with a cookie need."""
        return _session()

    @stays_open
    @blp.arguments(SignInInput)
    @blp.response(200, SessionOutput)
    def post(self, who: SignIn) -> dict[str, Any]:
        """Sign in with name or confirmed address and password; 422 `wrong_credentials`."""
        keep_signed_in(actions.sign_in(who, browser()).token)
        return _session()

    @stays_open
    @blp.response(204)
    def delete(self) -> None:
        """Sign out."""
        actions.sign_out(visitor())
        session.clear()


@blp.route("/sign-in-links")
class SignInLinks(MethodView):
    """Links by mail to sign in with."""

    @stays_open
    @blp.arguments(AccountInput)
    @blp.response(202)
    def post(self, asked: dict[str, str]) -> Response:
        """Have a link mailed, if there is such an account; the answer is always the same."""
        request_letter("sign_in", asked["account"])
        return _accepted()


@blp.route("/password-resets")
class PasswordResets(MethodView):
    """Links by mail to set a new password."""

    @stays_open
    @blp.arguments(AccountInput)
    @blp.response(202)
    def post(self, asked: dict[str, str]) -> Response:
        """Have a link mailed, if there is such an account; the answer is always the same."""
        request_letter("password", asked["account"])
        return _accepted()


@blp.route("/me")
class Me(MethodView):
    """One's own account."""

    @blp.response(200, MeOutput)
    def get(self) -> Any:
        """One's own account."""
        return queries.get_user(_user_id())

    @write
    @blp.arguments(ProfileInput)
    @blp.response(200, MeOutput)
    def patch(self, changes: Profile) -> Any:
        """Change what one shows; what is left out stays."""
        return actions.change_profile(visitor(), changes)


@blp.route("/me/avatar")
class Avatar(MethodView):
    """The picture of oneself."""

    @blp.arguments(AvatarInput, location="files")
    @blp.response(200, MeOutput)
    def put(self, sent: dict[str, Any]) -> Any:
        """Show another picture; it is cut square from the middle."""
        require(visitor(), is_signed_in(visitor()))
        keep_new_avatar(sent["file"].stream.read())
        return queries.get_user(_user_id())

    @write
    @blp.response(204)
    def delete(self) -> None:
        """Show the drawn picture again."""
        actions.set_avatar(visitor(), None)


@blp.route("/me/password")
class Password(MethodView):
    """One's password."""

    @blp.arguments(NewPasswordInput)
    @blp.response(204)
    def put(self, new: NewPassword) -> None:
        """Set another password; `current` unless signed in within 10 minutes."""
        proof = queries.prove(visitor(), new.current)
        hashed = passwords.hash_new(new.password, queries.get_user(_user_id()).own_words)
        actions.set_password(visitor(), proof, hashed)


@blp.route("/me/email")
class Email(MethodView):
    """One's address."""

    @blp.arguments(NewEmailInput)
    @blp.response(200, MeOutput)
    def put(self, new: NewEmail) -> Any:
        """Set another address, to be confirmed by a letter, or null for none."""
        count_try(LETTERS_ACCOUNT, f"u{_user_id()}")
        proof = queries.prove(visitor(), new.current)
        return actions.change_email(visitor(), proof, new.email, origin())


@blp.route("/me/sessions")
class Sessions(MethodView):
    """Where one is signed in."""

    @blp.response(200, page_of(LoginSessionOutput))
    def get(self) -> dict[str, Any]:
        """Every browser one is signed in on, last seen first."""
        require(visitor(), is_person(visitor()))
        rows = queries.list_sessions(visitor())
        return {"items": [_login_session(row) for row in rows], "next": None}

    @write
    @blp.response(204)
    def delete(self) -> None:
        """Sign every other browser out."""
        actions.revoke_other_sessions(visitor())


@blp.route("/me/sessions/<int:session_id>")
class OneSession(MethodView):
    """One browser."""

    @write
    @blp.response(204)
    def delete(self, session_id: int) -> None:
        """Sign this browser out."""
        actions.revoke_session(visitor(), session_id)


@blp.route("/me/tokens")
class Tokens(MethodView):
    """Keys of programs that act for one."""

    @blp.response(200, page_of(TokenOutput))
    def get(self) -> dict[str, Any]:
        """The keys that open something."""
        require(visitor(), is_person(visitor()))
        return {"items": queries.list_tokens(visitor()), "next": None}

    @blp.arguments(NewTokenInput)
    @blp.response(201, TokenOutput)
    def post(self, new: NewToken) -> dict[str, Any]:
        """Make a key; `token` is shown this once, also when the request is repeated."""
        token, secret = actions.create_api_token(visitor(), new)
        return {"id": token.id, "name": token.name, "scopes": token.scopes, "token": secret,
                "created_at": token.created_at}  # fmt: skip


@blp.route("/me/tokens/<int:token_id>")
class OneToken(MethodView):
    """One key."""

    @write
    @blp.response(204)
    def delete(self, token_id: int) -> None:
        """Make a key worthless."""
        actions.revoke_api_token(visitor(), token_id)


@blp.route("/me/export")
class Export(MethodView):
    """One's own data in one file."""

    @blp.response(200, ExportOutput)
    def get(self) -> dict[str, Any]:
        """How far the last gathering is."""
        require(visitor(), is_person(visitor()))
        return _export(visitor())

    @write
    @blp.response(202, ExportOutput)
    def post(self) -> dict[str, Any]:
        """Have everything of one's own gathered; at most once an hour anew."""
        actions.request_export(visitor())
        return _export(visitor())


@blp.route("/me/agreement")
class Agreement(MethodView):
    """The terms and the privacy statement in force."""

    @write
    @blp.arguments(AgreementInput)
    @blp.response(204)
    def put(self, agreed: dict[str, bool]) -> None:
        """Agree to them anew; until then writes are refused with 403 `terms_required`."""
        actions.accept_documents(visitor())


@blp.put("/me/minors-mode")
@blp.arguments(MinorsInput)
@blp.response(204)
def choose_minors_mode(choice: MinorsChoice) -> None:
    """Take the mode for minors, with a PIN to leave it by; 409 `is_on`."""
    actions.choose_minors_mode(visitor(), choice)


@blp.post("/me/minors-mode/leave")
@blp.arguments(PinInput)
@blp.response(204)
def leave_minors_mode(given: dict[str, str]) -> None:
    """Leave the mode with its PIN; 422 `wrong_pin`."""
    actions.leave_minors_mode(visitor(), given["pin"])


@blp.route("/me/closure")
class Closure(MethodView):
    """The end of the account."""

    @blp.arguments(CurrentPasswordInput)
    @blp.response(204)
    def post(self, proof: dict[str, str]) -> None:
        """Close the account for good, at once."""
        actions.close_account(visitor(), queries.prove(visitor(), proof["current"]))
        session.clear()


@blp.route("/me/blocks")
class Blocks(MethodView):
    """Whom one does not want to meet."""

    @blp.response(200, page_of(PersonOutput))
    def get(self) -> dict[str, Any]:
        """Everybody on the list, last first."""
        _user_id()
        return {"items": queries.blocked_people(visitor()), "next": None}


@blp.route("/users/<int:user_id>/block")
class Block(MethodView):
    """Not meeting somebody."""

    @write
    @blp.response(204)
    def put(self, user_id: int) -> None:
        """Not meet somebody any more."""
        actions.block_user(visitor(), user_id)

    @write
    @blp.response(204)
    def delete(self, user_id: int) -> None:
        """Meet somebody again."""
        actions.unblock_user(visitor(), user_id)


@write
def _sign_up(new: SignUp) -> Any:
    user = actions.sign_up(new)
    token = actions.open_session(user.id, "password", browser())
    if user.email:
        actions.ask_confirmation(queries.get_actor(user.id), origin())
    keep_signed_in(token)
    return MeOutput().dump(user), 201


def _session() -> dict[str, Any]:
    user_id = visitor().user_id
    user = queries.get_person(user_id) if user_id else None
    return {"user": user, "csrf_token": generate_csrf()}


def _user_id() -> int:
    require(visitor(), is_signed_in(visitor()))
    return visitor().user_id or 0


def _login_session(row: Any) -> dict[str, Any]:
    return {
        "id": row.id, "device": device_name(row.user_agent), "via": row.via,
        "ip_region": row.ip_region, "created_at": row.created_at, "seen_at": row.seen_at,
        "current": row.id == visitor().session_id,
    }  # fmt: skip


def _export(actor: Actor) -> dict[str, Any]:
    found = queries.latest_export(actor)
    if found is None:
        return {"state": "none", "progress": 0, "size": None, "url": None, "expires_at": None}
    state = found.state(clock.now())
    return {
        "state": state, "progress": found.progress, "size": found.size,
        "url": f"/me/export/{found.id}/file" if state == "ready" else None,
        "expires_at": found.expires_at,
    }  # fmt: skip


def _accepted() -> Response:
    return make_response("", 202)
