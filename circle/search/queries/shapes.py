"""What was found, as programs read it."""

from typing import Any

from circle.content import queries as content
from circle.search.queries.find import Result, Results
from circle.search.queries.names import Names

Shape = dict[str, Any]


def results_view(found: Results, named: Names) -> Shape:
    """A page of results, and whom and what the words name."""
    return {
        "items": [result_view(one) for one in found.items],
        "count": found.count, "more": found.more, "next": found.next, **names_view(named),
    }  # fmt: skip


def result_view(one: Result) -> Shape:
    """An entry that was found."""
    line = one.line
    return {
        "id": line.id, "kind": line.kind, "circle": line.circle.slug, "url": line.url,
        "title_html": str(one.title), "snippet_html": str(one.snippet), "about": one.about,
        "author": content.author_view(line.author), "published_at": line.at,
        "answered": one.answered, "featured": one.featured,
    }  # fmt: skip


def names_view(named: Names) -> Shape:
    """Members, tags and circles."""
    return {
        "members": [
            {
                "member_id": face.member_id, "name": face.name,
                "display_name": face.display_name, "avatar": face.avatar_url,
            }
            for face in named.members
        ],
        "tags": [
            {"name": tag.name, "entries": tag.entries, "circle": tag.circle.slug}
            for tag in named.tags
        ],
        "circles": [{"slug": one.slug, "name": one.name} for one in named.circles],
    }  # fmt: skip
