"""Proposing what to feature, from an entry's sheet, and the staff's list of what is proposed."""

from flask import Response, render_template, request

from circle.circles import queries as circles
from circle.content import actions, policy, queries
from circle.content.views.blueprint import back_to_entry, bp, person
from circle.core.i18n import lazy
from circle.core.web import page_limit, say, write


@bp.post("/entries/<int:entry_id>/propose")
@write
def propose(entry_id: int) -> Response:
    """A member proposes it to be featured."""
    entry = actions.propose_entry(person(), entry_id)
    say(lazy("Proposed. The staff will look at it"), undo=f"/entries/{entry_id}/unpropose")
    return back_to_entry(entry)


@bp.post("/entries/<int:entry_id>/unpropose")
@write
def unpropose(entry_id: int) -> Response:
    """The proposal is taken back."""
    entry = actions.withdraw_proposal(person(), entry_id)
    say(lazy("Not proposed any more"), undo=f"/entries/{entry_id}/propose")
    return back_to_entry(entry)


@bp.post("/entries/<int:entry_id>/dismiss")
@write
def dismiss(entry_id: int) -> Response:
    """Staff don't feature it."""
    entry = actions.dismiss_proposals(person(), entry_id)
    say(lazy("Not this time"), undo=f"/entries/{entry_id}/recall")
    return back_to_entry(entry)


@bp.post("/entries/<int:entry_id>/recall")
@write
def recall(entry_id: int) -> Response:
    """Staff look at it again."""
    entry = actions.recall_proposals(person(), entry_id)
    say(lazy("It is on the list again"), undo=f"/entries/{entry_id}/dismiss")
    return back_to_entry(entry)


@bp.get("/c/<slug>/proposals")
def proposals(slug: str) -> str:
    """What members propose to be featured, for who features."""
    circle, here, page = queries.proposals_page(
        person(), slug, cursor=request.args.get("cursor"), limit=page_limit()
    )
    authors = {
        author for one in page.items if (author := policy.author_shown(one.entry, here))
    }
    return render_template(
        "content/proposals.html", circle=circle, here=here, page=page,
        people=circles.faces(circle.id, authors), pictures_of=queries.pictures_of,
        path_of=lambda entry: queries.entry_path(circle.slug, entry),
    )  # fmt: skip
