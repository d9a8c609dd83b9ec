"""Pages of keeping an account one's own: password, address, sessions, keys for programs."""

from flask import Response, render_template

from circle.accounts import actions, passwords, queries
from circle.accounts.browser import origin, request_letter
from circle.accounts.devices import device_name, is_phone
from circle.accounts.policy import LETTERS_ACCOUNT
from circle.accounts.schemas import SCOPES, NewEmailInput, NewPasswordInput, NewTokenInput
from circle.accounts.views.base import Page, bp, signed_in_person
from circle.core.errors import Conflict
from circle.core.i18n import lazy
from circle.core.places import place_name
from circle.core.throttle import count_try
from circle.core.web import Form, back_to, blank_form, read_form, say, see_other, visitor, write


@bp.get("/me/password")
def password() -> Page:
    """The form for another password."""
    return _password_page(blank_form(NewPasswordInput))


@bp.post("/me/password")
def set_password() -> Page:
    """Set another password; everywhere else one is signed out."""
    signed_in_person()
    form = read_form(NewPasswordInput)
    if form:
        with form:
            proof = queries.prove(visitor(), form.input.current)
            own_words = queries.get_user(signed_in_person()).own_words
            hashed = passwords.hash_new(form.input.password, own_words)
            actions.set_password(visitor(), proof, hashed)
            say(lazy("Your password is set. Everywhere else you are signed out"))
            return see_other("/me/settings")
    return _password_page(form), form.status


@bp.get("/me/email")
def email() -> Page:
    """The form for another address."""
    user = queries.get_user(signed_in_person())
    return _email_page(blank_form(NewEmailInput, {"email": user.email or ""}))


@bp.post("/me/email")
def change_email() -> Page:
    """Set another address, to be confirmed by a letter, or take it away."""
    count_try(LETTERS_ACCOUNT, f"u{signed_in_person()}")
    form = read_form(NewEmailInput)
    if form:
        with form:
            proof = queries.prove(visitor(), form.input.current)
            user = actions.change_email(visitor(), proof, form.input.email, origin())
            say(lazy("We sent you a letter") if user.email else lazy("Your address is gone"))
            return see_other("/me/settings")
    return _email_page(form), form.status


@bp.post("/me/email/confirm")
def confirm_again() -> Response:
    """Have the letter sent once more."""
    count_try(LETTERS_ACCOUNT, f"u{signed_in_person()}")
    actions.ask_confirmation(visitor(), origin())
    say(lazy("We sent you a letter"))
    return see_other("/me/email")


@bp.post("/me/link")
def send_link() -> Response:
    """Have a sign-in link mailed to oneself: who has no password proves by it who they are."""
    user = queries.get_user(signed_in_person())
    if not user.is_email_confirmed:
        raise Conflict(lazy("Confirm an address first"))
    request_letter("sign_in", user.name)
    say(lazy("We sent you a letter with a link"))
    return back_to("/me/settings")


@bp.get("/me/sessions")
def sessions() -> Page:
    """Where one is signed in."""
    signed_in_person()
    known = [
        {"row": row, "device": device_name(row.user_agent), "phone": is_phone(row.user_agent),
         "region": place_name(row.ip_region), "here": row.id == visitor().session_id}
        for row in queries.list_sessions(visitor())
    ]  # fmt: skip
    known.sort(key=lambda one: not one["here"])
    return render_template("accounts/sessions.html", sessions=known)


@bp.post("/me/sessions/<int:session_id>/revoke")
@write
def revoke_session(session_id: int) -> Response:
    """Sign one device out."""
    actions.revoke_session(visitor(), session_id)
    say(lazy("Signed out there"))
    return see_other("/me/sessions")


@bp.post("/me/sessions/revoke-others")
@write
def revoke_other_sessions() -> Response:
    """Sign every other device out."""
    actions.revoke_other_sessions(visitor())
    say(lazy("Everywhere else you are signed out"))
    return see_other("/me/sessions")


@bp.get("/me/tokens")
def tokens() -> Page:
    """The keys of programs that act for one."""
    signed_in_person()
    return _tokens_page(blank_form(NewTokenInput, {"scopes": ["read"]}))


@bp.post("/me/tokens")
def create_token() -> Page:
    """Make a key and show it this once: the answer is not kept, not even for a repetition."""
    signed_in_person()
    form = read_form(NewTokenInput)
    if form:
        with form:
            _token, secret = actions.create_api_token(visitor(), form.input)
            return _tokens_page(blank_form(NewTokenInput, {"scopes": ["read"]}), secret)
    return _tokens_page(form), form.status


@bp.post("/me/tokens/<int:token_id>/revoke")
@write
def revoke_token(token_id: int) -> Response:
    """Make a key worthless."""
    actions.revoke_api_token(visitor(), token_id)
    say(lazy("This key opens nothing any more"))
    return see_other("/me/tokens")


def _password_page(form: Form) -> str:
    user = queries.get_user(signed_in_person())
    fresh = queries.is_fresh(visitor())
    return render_template("accounts/password.html", form=form, user=user, fresh=fresh)


def _email_page(form: Form) -> str:
    user = queries.get_user(signed_in_person())
    fresh = queries.is_fresh(visitor())
    return render_template("accounts/email.html", form=form, user=user, fresh=fresh)


def _tokens_page(form: Form, secret: str = "") -> str:
    known = queries.list_tokens(visitor())
    return render_template(
        "accounts/tokens.html", form=form, tokens=known, secret=secret, scopes=SCOPES
    )
