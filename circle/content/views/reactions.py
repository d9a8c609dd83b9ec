"""One-tap buttons as plain forms: like, bookmark, and taking either back."""

from flask import Response

from circle.content import actions, queries
from circle.content.views.blueprint import back_to_entry, bp, person
from circle.core.i18n import lazy
from circle.core.web import say, write
from circle.core.wishes import end_wish


@bp.post("/entries/<int:entry_id>/like")
@write
def like(entry_id: int) -> Response:
    """The button without scripts: it likes, or takes the like back; a wish only likes."""
    wished = end_wish("like", entry_id)
    if not wished and "like" in queries.reactions_of(person(), [entry_id]).get(entry_id, ()):
        return _unlike(entry_id)
    entry = actions.like_entry(person(), entry_id)
    if wished:
        say(lazy("Liked"), undo=f"/entries/{entry_id}/unlike")
    return back_to_entry(entry)


@bp.post("/entries/<int:entry_id>/unlike")
@write
def unlike(entry_id: int) -> Response:
    """Take a like back."""
    return _unlike(entry_id)


@bp.post("/entries/<int:entry_id>/bookmark")
@write
def bookmark(entry_id: int) -> Response:
    """The button without scripts: it keeps, or lets go; a wish only keeps."""
    wished = end_wish("bookmark", entry_id)
    if not wished and "bookmark" in queries.reactions_of(person(), [entry_id]).get(entry_id, ()):
        return _unbookmark(entry_id)
    entry = actions.bookmark_entry(person(), entry_id)
    say(lazy("Kept in your bookmarks"), undo=f"/entries/{entry_id}/unbookmark")
    return back_to_entry(entry)


@bp.post("/entries/<int:entry_id>/unbookmark")
@write
def unbookmark(entry_id: int) -> Response:
    """Let go of a bookmark."""
    return _unbookmark(entry_id)


def _unlike(entry_id: int) -> Response:
    return back_to_entry(actions.unlike_entry(person(), entry_id))


def _unbookmark(entry_id: int) -> Response:
    entry = actions.unbookmark_entry(person(), entry_id)
    say(lazy("Not in your bookmarks any more"), undo=f"/entries/{entry_id}/bookmark")
    return back_to_entry(entry)
