"""Searching a circle, or everything one may see."""

from typing import Any

from circle.circles import queries as circles
from circle.core.web import visitor
from circle.search import queries
from circle.search.api.blueprint import blp
from circle.search.operators import Search
from circle.search.schemas import SearchOutput, SearchQuery, SuggestOutput, SuggestQuery


@blp.get("/circles/<slug>/search")
@blp.arguments(SearchQuery, location="query")
@blp.response(200, SearchOutput)
def search_circle(search: Search, slug: str) -> dict[str, Any]:
    """Entries of a circle, best first or newest first, at most 100; members and tags named so.

    `count` counts what the asker may see of the 100 likeliest, `more` says there is more.
    """
    circle, here = circles.enter(visitor(), slug)
    found = queries.search_circle(here, circle, search)
    return queries.results_view(found, queries.names_beside(here, circle, search))


@blp.get("/search")
@blp.arguments(SearchQuery, location="query")
@blp.response(200, SearchOutput)
def search_everywhere(search: Search) -> dict[str, Any]:
    """The same in all public circles and one's own, and circles named so."""
    actor = visitor()
    found = queries.search_everywhere(actor, search)
    return queries.results_view(found, queries.circles_beside(actor, search))


@blp.get("/circles/<slug>/search/suggestions")
@blp.arguments(SuggestQuery, location="query")
@blp.response(200, SuggestOutput)
def suggest(asked: dict[str, str], slug: str) -> dict[str, Any]:
    """Members, tags and titles a few letters may mean; made for calling while somebody types."""
    circle, here = circles.enter(visitor(), slug)
    named, lines = queries.suggested(here, circle, asked["q"])
    return {
        **queries.names_view(named),
        "entries": [{"id": line.id, "url": line.url, "title": line.text} for line in lines],
    }
