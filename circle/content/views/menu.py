"""What can be done with an entry: a page that is also shown as a sheet, and each thing on it."""

from collections.abc import Callable
from datetime import timedelta
from math import ceil

from flask import Response, make_response, render_template, request, url_for

from circle.circles import queries as circles
from circle.content import actions, policy, queries
from circle.content.models import Entry
from circle.content.schemas import PIN_DAYS, PinForm
from circle.content.views.blueprint import back_to_entry, bp, page_path, path_to, person
from circle.core import clock
from circle.core.actor import Actor
from circle.core.errors import NotFound
from circle.core.i18n import Text, lazy
from circle.core.web import Form, back_to, say, see_other, visitor, write


@bp.get("/entries/<int:entry_id>/menu")
def menu(entry_id: int) -> str:
    """Everything the reader may do with an entry, staff's part below."""
    entry, circle, here = queries.get_entry(visitor(), entry_id)
    author = policy.author_shown(entry, here)
    other = author is not None and author != here.user_id
    face = circles.get_face(circle.id, author) if other and author is not None else None
    followed = bool(face) and circles.is_following(here, "member", author or 0)
    may_follow = other and here.is_member and entry.is_shown and entry.parent_id is None
    following = may_follow and circles.is_following(here, "entry", entry.id)
    return render_template(
        "content/menu.html", circle=circle, here=here, entry=entry, face=face, followed=followed,
        may_follow=may_follow, following=following,
        blocked=author in here.blocked, can=queries.can_map(here, circle, entry),
        mine=queries.reactions_of(here, [entry.id]).get(entry.id, frozenset()),
        url=page_path(here, circle, entry), pin_days=PIN_DAYS, own=policy.is_own(here, entry),
        proposed=queries.has_proposed(here, entry.id),
    )  # fmt: skip


@bp.get("/entries/<int:entry_id>/history")
def history(entry_id: int) -> str:
    """Earlier wordings, newest first."""
    (entry, circle, here), kept = queries.revisions(person(), entry_id)
    return render_template(
        "content/history.html", circle=circle, here=here, entry=entry, revisions=kept,
        back=page_path(here, circle, entry),
    )  # fmt: skip


@bp.post("/entries/<int:entry_id>/remove")
@write
def remove(entry_id: int) -> Response:
    """Take one's own words away, with ten minutes to change one's mind."""
    entry = actions.remove_entry(person(), entry_id)
    say(lazy("Taken away"), undo=f"/entries/{entry_id}/restore")
    circle, _here = queries.placed(visitor(), entry)
    return _away(entry, f"/c/{circle.slug}")


@bp.post("/entries/<int:entry_id>/restore")
@write
def restore(entry_id: int) -> Response:
    """Bring it back."""
    return _done(actions.restore_entry, entry_id, lazy("It is back"))


@bp.post("/entries/<int:entry_id>/pin")
@write
def pin(entry_id: int) -> Response:
    """Staff keep an entry on top."""
    form = Form(PinForm(), request.values)  # an undo brings the days in its address
    if not form:
        return make_response(menu(entry_id), 422)
    entry = actions.pin_entry(person(), entry_id, form.input)
    said = lazy("It is the announcement now") if entry.announcement else lazy("On top now")
    say(said, undo=f"/entries/{entry_id}/unpin")
    return back_to_entry(entry)


@bp.post("/entries/<int:entry_id>/unpin")
@write
def unpin(entry_id: int) -> Response:
    """Staff take it down."""
    entry, _circle, _here = queries.get_entry(person(), entry_id)
    left = ceil(((entry.pinned_until or clock.now()) - clock.now()) / timedelta(days=1))
    announced = "true" if entry.announcement else None
    undo = url_for("content.pin", entry_id=entry_id, days=max(1, left), announcement=announced)
    return _done(actions.unpin_entry, entry_id, lazy("Taken down"), undo)


@bp.post("/entries/<int:entry_id>/feature")
@write
def feature(entry_id: int) -> Response:
    """Staff mark an entry as worth everybody's time."""
    back = f"/entries/{entry_id}/unfeature"
    return _done(actions.feature_entry, entry_id, lazy("Featured"), back)


@bp.post("/entries/<int:entry_id>/unfeature")
@write
def unfeature(entry_id: int) -> Response:
    """Staff take the mark away."""
    back = f"/entries/{entry_id}/feature"
    return _done(actions.unfeature_entry, entry_id, lazy("Not featured any more"), back)


@bp.post("/entries/<int:entry_id>/lock")
@write
def lock(entry_id: int) -> Response:
    """Staff close the comments."""
    back = f"/entries/{entry_id}/unlock"
    return _done(actions.lock_entry, entry_id, lazy("Comments are closed"), back)


@bp.post("/entries/<int:entry_id>/unlock")
@write
def unlock(entry_id: int) -> Response:
    """Staff open them again."""
    back = f"/entries/{entry_id}/lock"
    return _done(actions.unlock_entry, entry_id, lazy("Comments are open again"), back)


def _done(
    verb: Callable[[Actor, int], Entry], entry_id: int, said: Text, undo: str | None = None
) -> Response:
    entry = verb(person(), entry_id)
    say(said, undo=undo)
    return back_to_entry(entry)


def _away(entry: Entry, place: str) -> Response:
    """After an entry went: back to the list one came from, never to the page that is gone."""
    if entry.is_comment:
        return back_to(_root_path(entry, place))
    came_from = request.form.get("_next", "")
    return see_other(place) if f"/{entry.id}" in came_from else back_to(place)


def _root_path(entry: Entry, place: str) -> str:
    try:
        return path_to(queries.get_entry(visitor(), entry.root_id or 0)[0])
    except NotFound:
        return place
