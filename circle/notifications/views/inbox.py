"""The inbox: what one is told, marked as seen, and what one can do with a line of it."""

from flask import Response, jsonify, make_response, render_template, request
from flask.typing import ResponseValue

from circle.core.errors import BadRequest
from circle.core.i18n import lazy
from circle.core.web import back_to, page_limit, read_form, say, visitor, write
from circle.notifications import actions, queries
from circle.notifications.schemas.inbox import NARROWED, SeenInput, kinds_of
from circle.notifications.views.blueprint import bp, person

INBOX = "/inbox"


@bp.get("/inbox")
def show_inbox() -> str:
    """What one is told, newest first; also the part of the list that follows."""
    chosen = request.args.get("kind", "")
    if chosen and chosen not in NARROWED:
        raise BadRequest(lazy("There is no such part of the inbox"))
    page = queries.told_page(
        person(), kinds_of(chosen), cursor=request.args.get("cursor"), limit=page_limit()
    )
    part = request.headers.get("X-Fragment") == "lines"
    return render_template(
        "notifications/_lines.html" if part else "notifications/inbox.html",
        page=page, chosen=chosen,
    )  # fmt: skip


@bp.get("/inbox/unread")
def count_unread() -> Response:
    """How much waits, for the badge: one bounded statement, and nothing where nothing changed.

    204 for who is not signed in: there is nothing to ask again for.
    """
    actor = visitor()
    if actor.user_id is None:
        response = make_response("", 204)
        response.headers["Cache-Control"] = "no-store"
        return response
    waiting = queries.unread(actor)
    response = jsonify(count=waiting.count, threads=waiting.threads)
    response.headers["Cache-Control"] = "private, no-cache"
    response.add_etag(weak=True)
    response.make_conditional(request)
    return response


@bp.post("/inbox/seen")
@write
def see() -> ResponseValue:
    """Mark what stands on a page as seen, or everything; all of it can be taken back."""
    form = read_form(SeenInput)
    if not form:
        raise BadRequest(lazy("Say what was seen: ids, a thread, or all"))
    if form.input["all"]:
        moment = actions.see_all(person())
        say(lazy("All marked as read"), undo=f"/inbox/seen/{moment}/undo")
    elif form.input["thread"]:
        actions.see_thread(person(), form.input["thread"])
    else:
        actions.see(person(), form.input["ids"])
    return back_to(INBOX)


@bp.post("/inbox/seen/<int:moment>/undo")
@write
def unsee(moment: int) -> Response:
    """What was marked at that moment is unread again."""
    actions.unsee(person(), moment)
    say(lazy("As it was before"))
    return back_to(INBOX)


@bp.get("/inbox/<int:notice_id>")
def show_menu(notice_id: int) -> str:
    """Why one got this, and what else one would rather not hear."""
    actor = person()
    noticed = queries.get_notice(actor, notice_id)
    return render_template(
        "notifications/menu.html", told=queries.told_of(actor, [noticed])[0],
        back=INBOX,
    )  # fmt: skip
