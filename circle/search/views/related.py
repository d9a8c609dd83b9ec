"""What is like an entry: a part of its page that comes when somebody has read that far."""

from flask import render_template, request

from circle.content import queries as content
from circle.core.web import visitor
from circle.search import queries
from circle.search.views.blueprint import bp


@bp.get("/entries/<int:entry_id>/related")
def list_related(entry_id: int) -> str:
    """A few entries of the same circle that are most like this one, as a page or as a part."""
    entry, circle, here = content.get_entry(visitor(), entry_id)
    found = queries.related_to(here, circle, entry)
    part = request.headers.get("X-Fragment") == "related"
    return render_template(
        "search/_related.html" if part else "search/related.html",
        circle=circle, here=here, found=found, entry_url=content.entry_path(circle.slug, entry),
        title=entry.title or entry.excerpt[:40],
    )  # fmt: skip
