"""The way in from a brand's own app or site: /enter with a ticket good once."""

from flask import Response, make_response, request, url_for

from circle.accounts import queries
from circle.accounts.actions.tickets import enter_with_ticket
from circle.accounts.browser import browser, keep_signed_in
from circle.accounts.views.base import bp
from circle.brands.queries import brand_of_host
from circle.brands.tickets import TicketRefused, TicketSpent
from circle.core.i18n import lazy
from circle.core.web import safe_path, say, see_other, visitor


@bp.get("/enter")
def enter() -> Response:
    """Sign in by a ticket and go on to a clean address; a used one leads to the sign-in page."""
    following = safe_path(request.args.get("next"), "/")
    response = make_response("", 204) if _is_only_a_look() else _enter(following)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"  # the ticket stands in the address
    return response


def _enter(following: str) -> Response:
    ticket = request.args.get("ticket", "")
    try:
        opened = enter_with_ticket(visitor(), ticket, brand_of_host(request.host), browser())
    except TicketRefused as refusal:
        if isinstance(refusal, TicketSpent) and visitor().user_id:
            return see_other(following)  # going back or reloading: they are in already
        say(refusal.message)
        return see_other(url_for("accounts.sign_in", next=following))
    keep_signed_in(opened.token)
    name = queries.get_person(opened.user_id).display_name
    say(lazy("You are signed in as %(name)s", name=name))
    return see_other(following)


def _is_only_a_look() -> bool:
    """A preview or a browser reading ahead must not spend the ticket."""
    purpose = request.headers.get("Sec-Purpose") or request.headers.get("Purpose") or ""
    return request.method == "HEAD" or "prefetch" in purpose
