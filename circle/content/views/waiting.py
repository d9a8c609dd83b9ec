"""The staff's page of what waits: one card after the other, two buttons in reach of the thumb."""

from flask import Response, make_response, render_template, request

from circle.circles import queries as circles
from circle.content import actions, policy, queries
from circle.content.schemas import RulingInput
from circle.content.views.blueprint import bp, person
from circle.core.i18n import lazy
from circle.core.web import Form, blank_form, page_limit, read_form, say, see_other, write


@bp.get("/c/<slug>/waiting")
def waiting(slug: str) -> str:
    """What waits, the longest first; `?state=hidden` shows what staff hid."""
    return _page(slug, blank_form(RulingInput), 0)


@bp.post("/c/<slug>/waiting/<int:entry_id>")
@write
def decide(slug: str, entry_id: int) -> Response:
    """Release or reject; a rejection says why."""
    form = read_form(RulingInput)
    if form:
        with form:
            entry = actions.decide(person(), entry_id, form.input)
            released = form.input.decision == "approve"
            undo = f"/entries/{entry.id}/hide" if released else None
            say(lazy("Released") if released else lazy("Turned down. Its author sees why"), undo)
            return see_other(f"/c/{slug}/waiting")
    return make_response(_page(slug, form, entry_id), form.status)


def _page(slug: str, form: Form, wrong_id: int) -> str:
    state = "hidden" if request.args.get("state") == "hidden" else "waiting"
    circle, here, page = queries.waiting_page(
        person(), slug, state=state, cursor=request.args.get("cursor"), limit=page_limit()
    )
    authors = {
        author for one in page.items if (author := policy.author_shown(one.entry, here))
    }
    return render_template(
        "content/waiting.html", circle=circle, here=here, page=page, state=state,
        people=circles.faces(circle.id, authors), form=form, wrong_id=wrong_id,
        pictures_of=queries.pictures_of, html_of=queries.html_of,
        count=queries.count_waiting(circle.id),
        path_of=lambda entry: queries.entry_path(circle.slug, entry),
        decidable={one.entry.id: bool(policy.can_review(here, one.entry)) for one in page.items},
    )  # fmt: skip
