"""Pages of site staff: looking up who wrote something anonymously, and who looked when."""

from flask import Response, make_response, render_template, request

from circle.core.web import Form, blank_form, read_form, see_other, visitor, write
from circle.qa import actions, queries
from circle.qa.schemas import RevealInput
from circle.qa.views.blueprint import bp, person


@bp.get("/entries/<int:entry_id>/reveal")
def ask_to_reveal(entry_id: int) -> str:
    """What for: it is kept, with who looked."""
    return _sheet(entry_id, blank_form(RevealInput))


@bp.post("/entries/<int:entry_id>/reveal")
@write
def reveal(entry_id: int) -> Response:
    """Keep that somebody looked and what for; then show whom they found, to them alone."""
    form = read_form(RevealInput)
    if form:
        with form:
            kept, _author = actions.reveal_author(person(), entry_id, form.input["reason"])
            return see_other(f"/reveals/{kept.id}")
    return make_response(_sheet(entry_id, form), form.status)


@bp.get("/reveals/<int:reveal_id>")
def show_revealed(reveal_id: int) -> Response:
    """Who wrote it, for who just looked."""
    looked, face = queries.get_revealed(person(), reveal_id)
    response = make_response(render_template("qa/revealed.html", looked=looked, face=face))
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/reveals")
def list_reveals() -> str:
    """Who of the site looked, when, at what and what for."""
    page = queries.reveals_page(person(), cursor=request.args.get("cursor"))
    return render_template("qa/reveals.html", items=page.items, next=page.next)


def _sheet(entry_id: int, form: Form) -> str:
    entry, circle = queries.get_unnamed(person(), entry_id)
    return render_template(
        "qa/reveal.html", entry=entry, circle=circle, form=form,
        before=queries.reveals_page(visitor(), entry_id=entry_id).items,
    )
