"""What is like an entry."""

from typing import Any

from circle.content import queries as content
from circle.core.web import visitor
from circle.search import queries
from circle.search.api.blueprint import blp
from circle.search.schemas import RelatedOutput


@blp.get("/entries/<int:entry_id>/related")
@blp.response(200, RelatedOutput)
def list_related(entry_id: int) -> dict[str, Any]:
    """At most four entries of the same circle that are most like it, of what the asker may see."""
    entry, circle, here = content.get_entry(visitor(), entry_id)
    return {
        "items": [
            {
                "id": line.id, "kind": line.kind, "url": line.url, "title": line.text,
                "author": content.author_view(line.author), "published_at": line.at,
            }
            for line in queries.related_to(here, circle, entry)
        ],
        "next": None,
    }  # fmt: skip
