"""A circle's page: who it is, what it tells everybody, its entries, and how many came since."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from flask import Response, jsonify, make_response, render_template, request

from circle.accounts import queries as accounts
from circle.circles import policy as circles_policy
from circle.circles import queries as circles
from circle.circles.models import Circle
from circle.content import queries as contents
from circle.core import clock
from circle.core.actor import Actor
from circle.core.errors import BadRequest
from circle.core.i18n import lazy, ngettext
from circle.core.pagecache import SLOT_SECONDS, guest_cached
from circle.core.paging import as_number
from circle.core.policy import require
from circle.core.recent import Recent
from circle.core.web import moved_for_good, page_limit, visitor
from circle.home import actions, queries
from circle.home.views.blueprint import bp
from circle.points import policy as points_policy
from circle.points import queries as points
from circle.posts import policy as posts_policy
from circle.posts import queries as posts
from circle.posts.cards import cards_in, cards_of, line_of, listing_of
from circle.posts.queries import FeedChoice
from circle.posts.schemas import CATEGORY_NAMES

tags_kept: Recent[Sequence[Any]] = Recent(256)
leaders_kept: Recent[Sequence[points.Place]] = Recent(256)


@bp.get("/c/<slug>")
@guest_cached(circles.public_version)
def show_circle(slug: str) -> Response:
    """A circle: who it is, what it tells everybody, and its entries in the order asked for."""
    circle, here = circles.enter(visitor(), slug)
    choice = _choice(circle, here)
    tag = contents.find_tag(circle, choice.tag)
    if name := contents.moved_name(tag, choice.tag):
        return moved_for_good(request.path, tag=name)
    listing = listing_of(here, circle, choice)
    cards = cards_in(here, circle, listing)
    if request.headers.get("X-Fragment") == "entries":
        return make_response(render_template("posts/_list.html", cards=cards, next=listing.next))
    is_top = choice.is_plain and choice.cursor is None
    waiting = posts.own_waiting(here, circle) if is_top and here.is_member else ()
    answer = render_template(
        "home/circle.html", circle=circle, here=here, choice=choice,
        pinned=[line_of(circle, row) for row in listing.pinned],
        waiting=cards_of(here, circle, waiting) if waiting else (), cards=cards,
        next=listing.next, newest=_newest(listing.rows, choice), tags=_tags(circle),
        steps=circles.checklist(here, circle), category_names=CATEGORY_NAMES,
        can_write=posts_policy.can_publish(here, circle),
        can_join=circles_policy.can_join(here, circle),
        today=points.checked_in_today(here) if points_policy.can_earn(here, circle) else None,
        leaders=_leaders(here, circle),
        handover=circles.handover_told(here, circle), rules_due=circles.rules_due(here, circle),
        tag_followed=contents.is_following_tag(here, tag),
    )  # fmt: skip
    _note_visit(here, circle)
    return make_response(answer)


@bp.get("/c/<slug>/new-count")
def new_count(slug: str) -> Response:
    """How many posts of others came since the newest the reader has (`?since=`, microseconds)."""
    circle, here = circles.enter(visitor(), slug)
    since = request.args.get("since", "")
    if not since.isascii() or not since.isdigit() or len(since) > 18:
        raise BadRequest(lazy("This link to a further page is damaged"))
    count = posts.count_new(here, circle, int(since))
    text = ngettext("%(num)s new post", "%(num)s new posts", count)
    return jsonify({"count": count, "text": text})


def _tags(circle: Circle) -> Sequence[Any]:
    """The tags beside the list, read again when something in the circle changed."""
    return tags_kept.get((circle.id, circle.version), partial(_read_tags, circle.id))


def _read_tags(circle_id: int) -> Sequence[Any]:
    return tuple(queries.popular_tags(circle_id))


def _leaders(here: Actor, circle: Circle) -> Sequence[points.Place]:
    """The week's leaders beside the list; read again after a change, and every minute for points
    that came without one."""
    minute = int(clock.now().timestamp() // SLOT_SECONDS)
    key = (circle.id, circle.version, clock.local_day(), minute)
    return points.leaders_for(
        here, circle, leaders_kept.get(key, partial(points.leaders_beside, circle))
    )


def _choice(circle: Circle, here: Actor) -> FeedChoice:
    """Which list the address asks for."""
    asked = request.args
    order = asked.get("order", "latest")
    if order == "following":
        require(here, circles_policy.can_follow(here, circle))
    author = asked.get("author", "")
    return FeedChoice(
        order=order, tag=asked.get("tag", "")[:80], category=asked.get("category", ""),
        author=accounts.get_person_by_name(author).id if author else None,
        media=asked.get("media") == "1", city=asked.get("city", "")[:40],
        cursor=asked.get("cursor") or None, limit=page_limit(),
    )  # fmt: skip


def _newest(rows: Sequence[Any], choice: FeedChoice) -> int | None:
    """Where "new" begins for who reads this page: microseconds, None where it makes no sense."""
    if not choice.is_plain or choice.cursor:
        return None
    times: list[datetime] = [row.published_at for row in rows if row.published_at]
    return as_number(max(times)) if times else 0


def _note_visit(here: Actor, circle: Circle) -> None:
    if not here.is_member or here.user_id is None:
        return
    seen_at = queries.seen_at(here)
    if actions.is_visit_due(circle, seen_at):
        actions.note_visit(here)
