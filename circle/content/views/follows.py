"""Following an entry or a tag, as plain forms."""

from flask import Response

from circle.content import actions
from circle.content.views.blueprint import back_to_entry, bp, person
from circle.core.i18n import lazy
from circle.core.web import back_to, say, write


@bp.post("/entries/<int:entry_id>/follow")
@write
def follow_entry(entry_id: int) -> Response:
    """Hear of what is added here."""
    entry = actions.follow_entry(person(), entry_id)
    say(lazy("You follow this now"), undo=f"/entries/{entry_id}/unfollow")
    return back_to_entry(entry)


@bp.post("/entries/<int:entry_id>/unfollow")
@write
def unfollow_entry(entry_id: int) -> Response:
    """Hear of it no more."""
    entry = actions.unfollow_entry(person(), entry_id)
    say(lazy("You don't follow this any more"), undo=f"/entries/{entry_id}/follow")
    return back_to_entry(entry)


@bp.post("/c/<slug>/tags/<path:name>/follow")
@write
def follow_tag(slug: str, name: str) -> Response:
    """Have what appears under a tag in one's own list."""
    tag = actions.follow_tag(person(), slug, name)
    say(lazy("You follow #%(tag)s now", tag=tag.name))
    return back_to(f"/c/{slug}")


@bp.post("/c/<slug>/tags/<path:name>/unfollow")
@write
def unfollow_tag(slug: str, name: str) -> Response:
    """Have it there no more."""
    tag = actions.unfollow_tag(person(), slug, name)
    say(lazy("You don't follow #%(tag)s any more", tag=tag.name))
    return back_to(f"/c/{slug}")
