"""Pages of one's own: the settings, the profile with its picture, language and appearance."""

from io import BytesIO

from flask import Response, current_app, make_response, render_template, request, send_file

from circle.accounts import actions, queries
from circle.accounts.avatars import avatar_file
from circle.accounts.browser import keep_new_avatar
from circle.accounts.policy import is_signed_in
from circle.accounts.schemas import APPEARANCES, Profile, ProfileInput
from circle.accounts.views.base import Page, bp, signed_in_person
from circle.core.errors import BadRequest, Invalid, NotFound
from circle.core.gate import stays_open
from circle.core.i18n import LOCALES, lazy, set_locale
from circle.core.policy import require
from circle.core.storage import files
from circle.core.web import Form, back_to, blank_form, read_form, say, visitor, write

LANGUAGES = {"zh_Hans_CN": "中文", "en": "English"}  # each in its own words
YEAR = 60 * 60 * 24 * 365


@bp.get("/me/settings")
def settings() -> Page:
    """Rows of settings, each with its present value."""
    user = queries.get_user(signed_in_person())
    actor = visitor()
    return render_template(
        "accounts/settings.html", user=user, sessions=len(queries.list_sessions(actor)),
        blocked=len(actor.blocked), chosen=appearance(), languages=LANGUAGES, looks=APPEARANCES,
    )  # fmt: skip


@bp.get("/me/profile")
def profile() -> Page:
    """The form for what one shows of oneself."""
    user = queries.get_user(signed_in_person())
    form = blank_form(ProfileInput, {"display_name": user.display_name, "bio": user.bio})
    return render_template("accounts/profile.html", form=form, user=user)


@bp.post("/me/profile")
@write
def change_profile() -> Page:
    """Show another name or other words."""
    form = read_form(ProfileInput)
    if form:
        with form:
            actions.change_profile(visitor(), form.input)
            say(lazy("Saved"))
            return back_to("/me")
    user = queries.get_user(signed_in_person())
    return render_template("accounts/profile.html", form=form, user=user), form.status


@bp.post("/me/avatar")
def set_avatar() -> Page:
    """Show another picture; it is cut square from the middle."""
    require(visitor(), is_signed_in(visitor()))
    sent = request.files.get("file")
    try:
        keep_new_avatar(sent.stream.read() if sent else b"")
    except Invalid as refusal:
        user = queries.get_user(signed_in_person())
        form: Form = blank_form(ProfileInput, {"display_name": user.display_name, "bio": user.bio})
        form.errors = {"file": [str(refusal.message)]}
        return render_template("accounts/profile.html", form=form, user=user), 422
    return back_to("/me/profile")


@bp.post("/me/avatar/remove")
@write
def remove_avatar() -> Response:
    """Show the drawn picture again."""
    actions.set_avatar(visitor(), None)
    return back_to("/me/profile")


@bp.get("/avatars/<name>")
def avatar(name: str) -> Response:
    """A picture of somebody, the same for everybody and for ever."""
    found = avatar_file(files(), name)
    if found is None:
        raise NotFound
    response = send_file(BytesIO(found), mimetype="image/webp")
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    response.headers["Content-Security-Policy"] = "default-src 'none'"
    return response


@bp.post("/language")
@stays_open
def choose_language() -> Response:
    """Read the site in another language, in this browser and, signed in, everywhere."""
    locale = request.form.get("locale", "")
    if locale not in LOCALES:
        raise BadRequest(lazy("This language is not offered"))
    if visitor().user_id:
        actions.change_profile(visitor(), Profile(locale=locale))
    set_locale(locale)
    return _remember("lang", locale)


@bp.post("/appearance")
@stays_open
def choose_appearance() -> Response:
    """Light, dark, or as the device is, in this browser."""
    look = request.form.get("theme", "")
    if look not in APPEARANCES:
        raise BadRequest(lazy("Choose one of those offered"))
    return _remember("theme", look)


def appearance() -> str:
    """The appearance chosen in this browser."""
    look = request.cookies.get("theme", "")
    return look if look in APPEARANCES else APPEARANCES[0]


def _remember(cookie: str, value: str) -> Response:
    response = make_response(back_to("/me/settings"))
    https = current_app.config["CIRCLE"].is_https
    response.set_cookie(cookie, value, max_age=YEAR, secure=https, samesite="Lax", httponly=False)
    return response
