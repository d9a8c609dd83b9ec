"""Searching a circle, or everywhere, and what may be meant while somebody types."""

from dataclasses import replace
from typing import Any

from flask import Response, make_response, render_template, request, url_for
from flask.typing import ResponseValue
from marshmallow import ValidationError

from circle.circles import queries as circles
from circle.circles.models import Circle
from circle.core.errors import BadRequest, TooMany
from circle.core.failures import tell_when
from circle.core.i18n import lazy
from circle.core.web import see_other, visitor, visitor_key
from circle.search import actions, queries
from circle.search.chips import KEPT, filter_chips, order_chips
from circle.search.documents import MAX_QUERY
from circle.search.operators import Search, asked_of
from circle.search.schemas import TITLES, SearchQuery
from circle.search.views.blueprint import bp

CHOSEN = (*KEPT, "cursor", "limit")


@bp.get("/c/<slug>/search")
def search_circle(slug: str) -> ResponseValue:
    """What a circle has of the words typed, or a place to type them."""
    search = _asked()
    search = replace(search, asked=replace(search.asked, circle=None))  # it is this one
    refusal = _refusal(search)
    circle, here = circles.enter(visitor(), slug)
    if refusal:
        return _refused(refusal, search, circle=circle, here=here)
    found, named = queries.search_circle(here, circle, search)
    if not found.count and not named:
        actions.note_missed(here, circle, search)
    return _page(search, found, named, circle=circle, here=here)


@bp.get("/search")
def search_everywhere() -> ResponseValue:
    """The same in all public circles and one's own."""
    search = _asked()
    refusal = _refusal(search)
    if refusal:
        return _refused(refusal, search)
    return _page(search, *queries.search_everywhere(visitor(), search))


@bp.get("/c/<slug>/search/suggestions")
def suggest(slug: str) -> Response | str:
    """A part of the search page: whom, what and which titles a few letters may mean.

    Who comes here by its address is brought to the page.
    """
    typed = request.args.get("q", "")
    if request.headers.get("X-Fragment") != "suggestions":
        circles.enter(visitor(), slug)
        return see_other(url_for("search.search_circle", slug=slug, q=typed))
    actions.count_search(visitor(), visitor_key())
    circle, here = circles.enter(visitor(), slug)
    found, named = queries.search_circle(here, circle, Search(asked_of(typed), limit=TITLES))
    return render_template("search/_suggestions.html", circle=circle, named=named, found=found)


@bp.get("/search/suggestions")
def suggest_everywhere() -> Response | str:
    """The same of all public circles and one's own."""
    typed = request.args.get("q", "")
    if request.headers.get("X-Fragment") != "suggestions":
        return see_other(url_for("search.search_everywhere", q=typed))
    actions.count_search(visitor(), visitor_key())
    found, named = queries.search_everywhere(visitor(), Search(asked_of(typed), limit=TITLES))
    return render_template("search/_suggestions.html", circle=None, named=named, found=found)


def _refusal(search: Search) -> TooMany | None:
    """Why somebody has to wait before they search again, if they have to."""
    try:
        if _asks(search):
            actions.count_search(visitor(), visitor_key())
    except TooMany as refusal:
        if request.headers.get("X-Fragment"):
            raise
        return refusal
    return None


def _refused(refusal: TooMany, search: Search, **place: Any) -> Response:
    """The page as it was asked for, what was typed still in its place."""
    page = _page(search, queries.Results(), queries.Names(), refusal=refusal, **place)
    return tell_when(make_response(page, refusal.status), refusal)


def _asks(search: Search) -> bool:
    return bool(search.asked.text or search.asked.narrows)


def _page(
    search: Search, found: queries.Results, named: queries.Names,
    refusal: TooMany | None = None, **place: Any,
) -> str:
    typed = request.args.get("q", "")[:MAX_QUERY]
    if request.headers.get("X-Fragment") == "found":
        return render_template("search/_found.html", found=found, everywhere=not place, **place)
    circle: Circle | None = place.get("circle")
    return render_template(
        "search/search.html", found=found, named=named, typed=typed, search=search,
        asks=_asks(search), everywhere=circle is None, refusal=refusal,
        orders=order_chips(request.path, request.args),
        filters=filter_chips(request.path, request.args, search.asked),
        kept={name: request.args[name] for name in KEPT[1:] if request.args.get(name)},
        hot=queries.hot_tags(circle) if circle and not _asks(search) else (), **place,
    )  # fmt: skip


def _asked() -> Search:
    """What the address asks for; an address that asks for what there is not is damaged."""
    given = {name: request.args[name] for name in CHOSEN if request.args.get(name)}
    try:
        search: Search = SearchQuery().load(given)
    except ValidationError as error:
        raise BadRequest(lazy("There is no such search")) from error
    return search
