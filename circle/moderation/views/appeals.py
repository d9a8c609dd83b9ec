"""What was decided about me, and asking for another look."""

from flask import Response, make_response, render_template, request

from circle.accounts import queries as accounts
from circle.content import queries as content
from circle.core.actor import Actor
from circle.core.i18n import lazy
from circle.core.web import Form, blank_form, page_limit, read_form, say, see_other, write
from circle.moderation import actions, queries
from circle.moderation.schemas import AppealInput
from circle.moderation.views.blueprint import bp, person
from circle.moderation.words import ACT_NAMES, RULE_NAMES


@bp.get("/me/decisions")
def my_decisions() -> str:
    """What staff decided against me or my words, and what came of asking again."""
    return _page(person(), blank_form(AppealInput), "/me/decisions")


@bp.get("/closed-out/<token>")
def closed_out(token: str) -> str:
    """The same for somebody whom staff closed out of the site, who came with their password."""
    return _page(_out(token), blank_form(AppealInput), f"/closed-out/{token}")


@bp.post("/closed-out/<token>")
@write
def appeal_from_outside(token: str) -> Response:
    """Ask for another look, from outside."""
    return _appeal(_out(token), f"/closed-out/{token}")


@bp.post("/me/decisions")
@write
def appeal() -> Response:
    """Ask for another look."""
    return _appeal(person(), "/me/decisions")


def _out(token: str) -> Actor:
    """Who was closed out, as one who can do nothing but appeal."""
    return Actor(user_id=accounts.closed_out_by(token).id)


def _appeal(actor: Actor, place: str) -> Response:
    form = read_form(AppealInput)
    if form:
        with form:
            actions.appeal(actor, form.input)
            say(lazy("Sent. Somebody else looks at it again"))
            return see_other(place)
    return make_response(_page(actor, form, place), form.status)


def _page(actor: Actor, form: Form, place: str) -> str:
    page = queries.decisions_page(actor, cursor=request.args.get("cursor"), limit=page_limit())
    return render_template(
        "moderation/my_decisions.html", page=page, form=form, act_names=ACT_NAMES, place=place,
        rule_names=RULE_NAMES, path_of=content.entry_path,
        wrong_id=int(wrong) if (wrong := str(form.typed.get("sanction_id", ""))).isdigit() else 0,
    )  # fmt: skip
