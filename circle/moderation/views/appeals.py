"""What was decided about me, and asking for another look."""

from flask import Response, make_response, render_template, request

from circle.content import queries as content
from circle.core.i18n import lazy
from circle.core.web import Form, blank_form, page_limit, read_form, say, see_other, write
from circle.moderation import actions, queries
from circle.moderation.schemas import AppealInput
from circle.moderation.views.blueprint import bp, person
from circle.moderation.words import ACT_NAMES, RULE_NAMES


@bp.get("/me/decisions")
def my_decisions() -> str:
    """What staff decided against me or my words, and what came of asking again."""
    return _page(blank_form(AppealInput))


@bp.post("/me/decisions")
@write
def appeal() -> Response:
    """Ask for another look."""
    form = read_form(AppealInput)
    if form:
        with form:
            actions.appeal(person(), form.input)
            say(lazy("Sent. Somebody else looks at it again"))
            return see_other("/me/decisions")
    return make_response(_page(form), form.status)


def _page(form: Form) -> str:
    page = queries.decisions_page(
        person(), cursor=request.args.get("cursor"), limit=page_limit()
    )
    return render_template(
        "moderation/my_decisions.html", page=page, form=form, act_names=ACT_NAMES,
        rule_names=RULE_NAMES, path_of=content.entry_path,
        wrong_id=int(wrong) if (wrong := str(form.typed.get("sanction_id", ""))).isdigit() else 0,
    )  # fmt: skip
