"""Pages of coming in and going: sign up, sign in, sign out, one-time links."""

from flask import Response, make_response, render_template, request, session

from circle.accounts import actions, names, passwords, queries
from circle.accounts.browser import browser, keep_signed_in, origin, request_letter
from circle.accounts.models import OneTimeLink, User
from circle.accounts.policy import SIGN_UP_ADDRESS
from circle.accounts.schemas import AccountInput, NewPasswordInput, SignIn, SignInInput, SignUpInput
from circle.accounts.views.base import Page, bp
from circle.core.errors import NotFound
from circle.core.gate import stays_open
from circle.core.i18n import lazy
from circle.core.throttle import count_try
from circle.core.web import (
    Form,
    back_to,
    blank_form,
    read_form,
    safe_path,
    say,
    see_other,
    visitor,
    write,
)
from circle.core.wishes import keep_wish

PASSWORD_AGAIN = lazy("Type your password once more: we never send it back")
PURPOSES = {"link": "sign_in", "forgot": "password"}  # the page asked on, and what for


@bp.get("/signup")
def sign_up() -> Page:
    """The form for a new account."""
    if visitor().user_id:
        return _go_on()
    return render_template("accounts/signup.html", form=blank_form(SignUpInput))


@bp.post("/signup")
def sign_up_now() -> Page:
    """Open an account and sign its owner in."""
    count_try(SIGN_UP_ADDRESS, browser().ip)
    form = read_form(SignUpInput)
    if form:
        with form:
            form.input = form.input.hashed()
    if not form:
        _say_if_taken(form)
    answer = _sign_up(form)
    if "Idempotent-Replayed" in answer.headers:  # the first answer, with its cookie, was lost
        again = SignIn(form.value("name"), form.value("password"))
        keep_signed_in(actions.sign_in(again, browser()).token)
        keep_wish()
    return answer


@bp.get("/signin")
def sign_in() -> Page:
    """The form for coming back."""
    if visitor().user_id:
        return _go_on()
    return render_template("accounts/signin.html", form=blank_form(SignInInput))


@bp.post("/signin")
@stays_open
def sign_in_now() -> Page:
    """Sign in with a password; repeating it only opens one more session."""
    form = read_form(SignInInput)
    if form:
        try:
            with form:
                opened = actions.sign_in(form.input, browser())
                keep_signed_in(opened.token)
                keep_wish()
                return back_to("/")
        except queries.ClosedOut as out:
            return see_other(out.way)
    return render_template("accounts/signin.html", form=form), form.status


@bp.get("/signout")
def sign_out() -> Page:
    """Ask whether to leave: a link alone must not sign anybody out."""
    if not visitor().user_id:
        return see_other("/")
    return render_template("accounts/signout.html")


@bp.post("/signout")
@stays_open
def sign_out_now() -> Response:
    """End this session and leave nothing of it in the browser."""
    actions.sign_out(visitor())
    session.clear()
    response = see_other("/")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@bp.get("/signin/<any(link, forgot):page>")
def ask_link(page: str) -> Page:
    """Ask for a link by mail: to sign in, or to set a new password."""
    form = blank_form(AccountInput)
    return render_template("accounts/ask_link.html", form=form, purpose=PURPOSES[page], sent=False)


@bp.post("/signin/<any(link, forgot):page>")
@stays_open
def ask_link_now(page: str) -> Page:
    """Have the link mailed; the answer is the same whether there is such an account or not."""
    form, purpose = read_form(AccountInput), PURPOSES[page]
    if form:
        request_letter(purpose, form.input["account"])
    answer = render_template("accounts/ask_link.html", form=form, purpose=purpose, sent=bool(form))
    return answer if form else (answer, 422)


@bp.get("/link/<token>")
def link(token: str) -> Page:
    """What a link is for, and the button that uses it: a preview must not burn it."""
    return _link_page(token, blank_form(NewPasswordInput))


@bp.post("/link/<token>")
@stays_open
def use_link(token: str) -> Page:
    """Use a link, once."""
    purpose = _purpose_of(token)
    if purpose == "password":
        return _reset(token)
    if purpose == "email":
        actions.confirm_email(token)
        say(lazy("Your address is confirmed"))
        return back_to("/me/settings" if visitor().user_id else "/signin")
    _user_id, session_token = actions.use_link(token, browser())
    keep_signed_in(session_token)
    return back_to("/")


def _reset(token: str) -> Page:
    form = read_form(NewPasswordInput)
    if form:
        with form:
            hashed = passwords.hash_new(form.input.password, _person_of(token).own_words)
            _user_id, session_token = actions.reset_password(token, hashed, browser())
            keep_signed_in(session_token)
            say(lazy("Your password is set. Everywhere else you are signed out"))
            return back_to("/")
    return _link_page(token, form, form.status)


def _link_page(token: str, form: Form, status: int = 200) -> Response:
    one, user = _found(token)
    page = render_template("accounts/link.html", link=one, person=user, form=form)
    response = make_response(page, status)
    response.headers["Referrer-Policy"] = "strict-origin"  # a secret address, a form with origin
    response.headers["Cache-Control"] = "no-store"
    return response


def _purpose_of(token: str) -> str:
    return _found(token)[0].purpose


def _person_of(token: str) -> User:
    return _found(token)[1]


def _found(token: str) -> tuple[OneTimeLink, User]:
    found = queries.find_link(token)
    if found is None:
        raise NotFound(lazy("This link was used already or is too old. Ask for a new one"))
    return found


@write
def _sign_up(form: Form) -> Page:
    if form:
        with form:
            user = actions.sign_up(form.input)
            token = actions.open_session(user.id, "password", browser())
            if user.email:
                actions.ask_confirmation(queries.get_actor(user.id), origin())
            keep_signed_in(token)
            keep_wish()
            return back_to("/")
    form.errors.setdefault("password", [str(PASSWORD_AGAIN)])  # its box comes back empty
    return render_template("accounts/signup.html", form=form), form.status


def _say_if_taken(form: Form) -> None:
    """A taken name is said at once with all else that is wrong."""
    name = form.value("name").strip()
    taken = queries.taken(names.name_key(name), names.name_skeleton(name))
    if name and (taken or queries.is_held(name)):
        form.errors.setdefault("name", [str(names.TAKEN)])


def _go_on() -> Response:
    return see_other(safe_path(request.args.get("next"), "/"))
