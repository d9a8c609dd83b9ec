"""A person's page: who they are, which circles one shares with them, what they wrote there."""

from flask import Response, make_response, render_template, request
from markupsafe import Markup

from circle.accounts import queries as accounts
from circle.circles import queries as circles
from circle.core.actor import Actor
from circle.core.errors import NotFound
from circle.core.paging import Page, decode_cursor
from circle.core.web import page_limit, visitor
from circle.home import queries
from circle.home.views.blueprint import bp
from circle.posts.cards import Reader, draw_cards


@bp.get("/u/<name>")
def show_person(name: str) -> Response:
    """Somebody, as far as the reader may know them: circles both see and what is signed there."""
    actor = visitor()
    person = accounts.get_profile(name)
    shared = queries.circles_of(actor, person.id)
    cursor = request.args.get("cursor")
    page = queries.writings_page(
        shared, person.id,
        decode_cursor(cursor) if cursor else None, page_limit(),
    )  # fmt: skip
    cards = _cards(actor, person, shared, page)
    if request.headers.get("X-Fragment") == "entries":
        return make_response(render_template("posts/_list.html", cards=cards, next=page.next))
    return make_response(
        render_template(
            "home/person.html", person=person, shared=shared, cards=cards, next=page.next,
            is_me=actor.user_id == person.id, blocked=person.id in actor.blocked,
        )
    )  # fmt: skip
