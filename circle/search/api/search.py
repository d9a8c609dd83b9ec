"""Searching a circle, or everything one may see."""

from typing import Any

from circle.circles import queries as circles
from circle.core.web import visitor, visitor_key
from circle.search import actions, queries
from circle.search.api.blueprint import blp
from circle.search.operators import Search, asked_of
from circle.search.schemas import TITLES, SearchOutput, SearchQuery, SuggestOutput, SuggestQuery


@blp.get("/circles/<slug>/search")
@blp.arguments(SearchQuery, location="query")
@blp.response(200, SearchOutput)
def search_circle(search: Search, slug: str) -> dict[str, Any]:
    """Entries of a circle, best first or newest first, at most 100; members and tags named so.

    `count` counts what the asker may see of the 100 likeliest, `more` says there is more.
    """
    actions.count_search(visitor(), visitor_key())
    circle, here = circles.enter(visitor(), slug)
    return queries.results_view(*queries.search_circle(here, circle, search))


@blp.get("/search")
@blp.arguments(SearchQuery, location="query")
@blp.response(200, SearchOutput)
def search_everywhere(search: Search) -> dict[str, Any]:
    """The same in all public circles and one's own: with members, tags and circles named so."""
    actions.count_search(visitor(), visitor_key())
    return queries.results_view(*queries.search_everywhere(visitor(), search))


@blp.get("/circles/<slug>/search/suggestions")
@blp.arguments(SuggestQuery, location="query")
@blp.response(200, SuggestOutput)
def suggest(asked: dict[str, str], slug: str) -> dict[str, Any]:
    """Members, tags and titles a few letters may mean; made for calling while somebody types."""
    actions.count_search(visitor(), visitor_key())
    circle, here = circles.enter(visitor(), slug)
    search = Search(asked_of(asked["q"]), limit=TITLES)
    return _offered(*queries.search_circle(here, circle, search))


@blp.get("/search/suggestions")
@blp.arguments(SuggestQuery, location="query")
@blp.response(200, SuggestOutput)
def suggest_everywhere(asked: dict[str, str]) -> dict[str, Any]:
    """The same of all public circles and one's own, and circles."""
    actions.count_search(visitor(), visitor_key())
    search = Search(asked_of(asked["q"]), limit=TITLES)
    return _offered(*queries.search_everywhere(visitor(), search))


def _offered(found: queries.Results, named: queries.Names) -> dict[str, Any]:
    lines = [one.line for one in found.items]
    return {
        **queries.names_view(named),
        "entries": [{"id": line.id, "url": line.url, "title": line.text} for line in lines],
    }
