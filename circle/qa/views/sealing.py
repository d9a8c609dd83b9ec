"""Pages of muting who wrote without a name: the sheet, what staff did so, and why one is muted."""

from flask import Response, make_response, render_template, request

from circle.circles.models import Circle
from circle.content import queries as content
from circle.content.models import Entry
from circle.core.i18n import lazy
from circle.core.web import Form, back_to, blank_form, read_form, say, write
from circle.qa import actions, queries
from circle.qa.schemas import MUTE_DAYS, SealingForm
from circle.qa.views.blueprint import bp, person


@bp.get("/entries/<int:entry_id>/mute-author")
def ask_to_mute(entry_id: int) -> str:
    """How long whoever wrote it may not write, and why; or let them again."""
    return _sheet(entry_id, blank_form(SealingForm))


@bp.post("/entries/<int:entry_id>/mute-author")
@write
def mute_author(entry_id: int) -> Response:
    """Staff keep whoever wrote it from writing."""
    entry, circle, _here = queries.get_sealable(person(), entry_id)
    form = read_form(SealingForm)
    if form:
        with form:
            last = queries.last_act(entry_id)
            replaced = last is not None and last.stands
            actions.mute_unnamed(person(), entry_id, form.input)
            say(  # taking it back would lift what stood before as well
                lazy("Whoever wrote it may not write here for now"),
                undo=None if replaced else f"/entries/{entry_id}/unmute-author",
            )
            return back_to(_page_of(entry, circle))
    return make_response(_sheet(entry_id, form), form.status)


@bp.post("/entries/<int:entry_id>/unmute-author")
@write
def unmute_author(entry_id: int) -> Response:
    """Staff let them write again."""
    entry, circle, _here = queries.get_sealable(person(), entry_id)
    actions.unmute_unnamed(person(), entry_id)
    say(lazy("Whoever wrote it may write again"))
    return back_to(_page_of(entry, circle))


@bp.get("/c/<slug>/author-mutes")
def list_author_mutes(slug: str) -> str:
    """What the staff did through what has no name: who, when, through what, never to whom."""
    circle, page = queries.acts_page(person(), slug, cursor=request.args.get("cursor"))
    return render_template(
        "qa/author_mutes.html", circle=circle, items=page.items, next=page.next
    )


@bp.get("/c/<slug>/own-mutes")
def own_mutes(slug: str) -> Response:
    """Why I may not write here, as the staff put it; for me alone."""
    circle, here, mutes = queries.own_mutes(person(), slug)
    shown = render_template("qa/own_mutes.html", circle=circle, here=here, mutes=mutes)
    response = make_response(shown)
    response.headers["Cache-Control"] = "no-store"
    return response


def _page_of(entry: Entry, circle: Circle) -> str:
    if entry.status == "removed":
        return f"/c/{circle.slug}/author-mutes"
    return content.entry_path(circle.slug, entry)


def _sheet(entry_id: int, form: Form) -> str:
    entry, circle, _here = queries.get_sealable(person(), entry_id)
    last = queries.last_act(entry_id)
    return render_template(
        "qa/mute_author.html", entry=entry, circle=circle, form=form,
        standing=last if last is not None and last.stands else None, days=MUTE_DAYS,
        back=_page_of(entry, circle),
    )  # fmt: skip
