"""A person's page: who they are, which circles one shares with them, what they wrote there."""

from collections.abc import Sequence
from typing import Any

from flask import Response, make_response, render_template, request
from markupsafe import Markup

from circle.accounts import queries as accounts
from circle.accounts.queries import Person
from circle.circles.queries import Face
from circle.content import queries as content
from circle.core.actor import Actor
from circle.core.paging import Page, decode_cursor
from circle.core.places import place_name
from circle.core.web import page_limit, visitor
from circle.home import queries
from circle.home.queries import SharedCircle
from circle.home.views.blueprint import bp
from circle.points import queries as points
from circle.posts.cards import Added, Reader, draw_cards, poll_facts


@bp.get("/u/<name>")
def show_person(name: str) -> Response:
    """Somebody, as far as the reader may know them: circles both see and what is signed there."""
    actor = visitor()
    user = accounts.get_user_by_name(name)
    person = accounts.get_person(user.id)
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
            "home/person.html", person=person, bio=user.bio, region=place_name(user.ip_region),
            shared=[found for found in shared if found.is_mine], cards=cards, next=page.next,
            badges=_badges(person, shared),
            is_me=actor.user_id == person.id, blocked=person.id in actor.blocked,
        )
    )  # fmt: skip


def _badges(person: Person, shared: Sequence[SharedCircle]) -> Sequence[str]:
    """What they earned, where the reader may see who is a member; blank for a closed account."""
    seen = [found.id for found in shared if found.is_mine or found.visibility == "public"]
    return [each.badge.key for each in points.badges_of_person(person.id, seen)]


def _cards(
    actor: Actor, person: Person, shared: Sequence[SharedCircle], page: Page[Any]
) -> list[Markup]:
    """The cards of one author across circles, each naming its circle."""
    places = {found.id: found for found in shared}
    states = content.reactions_of(actor, [row.id for row in page.items])
    added = Added(states, content.teasers_of(poll_facts(page.items)))
    reader = Reader(signed_in=actor.user_id is not None, outside=True)
    drawn: list[Markup] = []
    for row in page.items:
        place = places[row.circle_id]
        drawn += draw_cards([row], {person.id: _face(person, place)}, place, reader, added)
    return drawn


def _face(person: Person, place: SharedCircle) -> Face:
    return Face(
        id=person.id, member_id=None, name=person.name, display_name=person.display_name,
        url=person.url, avatar_url=person.avatar_url, level=place.level, role=place.role,
        mark=place.mark,
    )  # fmt: skip
