"""Questions like the one somebody is about to ask."""

from typing import Any

from circle.circles import queries as circles
from circle.core.policy import require
from circle.core.web import visitor
from circle.qa import policy, queries
from circle.qa.api.blueprint import blp
from circle.qa.schemas import SimilarOutput, SimilarQuery


@blp.get("/circles/<slug>/questions/similar")
@blp.arguments(SimilarQuery, location="query")
@blp.response(200, SimilarOutput)
def list_similar(asked: dict[str, str], slug: str) -> dict[str, Any]:
    """At most five questions that ask the same as `q`, the likest first; for who may ask here."""
    circle, here = circles.enter(visitor(), slug)
    require(here, policy.can_ask(here, circle))
    found = queries.alike_questions(here, circle, asked["q"])
    return {
        "items": [
            {
                "id": one.id, "title": one.title, "url": one.url, "state": one.state,
                "answers": one.answers, "me_too": one.me_too, "shown": one.shown,
            }
            for one in found
        ],
        "next": None,
    }  # fmt: skip
