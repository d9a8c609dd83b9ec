"""Comments without scripts: all under one entry on a page of their own, writing, changing."""


from flask import Response, make_response, render_template, request, url_for

from circle.circles.models import Circle
from circle.content import actions, policy, queries
from circle.content.models import Entry
from circle.content.schemas import CommentEditInput, CommentInput
from circle.content.views.blueprint import back_to_entry, bp, page_path, path_to
from circle.core.actor import Actor
from circle.core.errors import CircleError, NotFound
from circle.core.i18n import lazy
from circle.core.paging import Page
from circle.core.web import (
    Form,
    blank_form,
    page_limit,
    read_form,
    say,
    see_other,
    visitor,
    visitor_key,
    write,
)


@bp.get("/entries/<int:entry_id>")
def find_entry(entry_id: int) -> Response:
    """An entry by its number alone leads to where it is read; a comment to its part of the list."""
    entry, circle, here = queries.get_entry(visitor(), entry_id)
    found = queries.list_of(here, entry) if entry.is_comment else None
    if found is None:
        return see_other(page_path(here, circle, entry))
    above, cursor = found
    place = url_for("content.comments", entry_id=above, cursor=cursor)
    return see_other(f"{place}#e{entry.id}")


@bp.get("/entries/<int:entry_id>/comments")
def comments(entry_id: int) -> str:
    """Comments of an entry, or the replies to a comment, page by page; also the part of a list."""
    entry, circle, here = queries.get_readable(visitor(), entry_id)
    draft = request.args.get("draft")
    kept = queries.get_draft(visitor(), draft).content if draft else {}
    return _page(here, circle, entry, blank_form(CommentInput, {"body": kept.get("body", "")}))


@bp.post("/entries/<int:entry_id>/comments")
def write_comment(entry_id: int) -> Response:
    """Comment; a picture chosen in the form is decoded and written before anything is locked."""
    upload = request.files.get("picture")
    if upload is None or not upload.filename:
        return _write(entry_id, None)
    queries.get_readable(visitor(), entry_id)
    try:
        picture = actions.receive_picture(visitor_key(), upload.stream)
    except CircleError as refusal:
        if refusal.status >= 500:
            raise
        return _refused(entry_id, refusal)
    upload.stream.seek(0)
    with actions.written_picture(picture) as files_of:
        return _write(entry_id, files_of)


@bp.get("/comments/<int:entry_id>/edit")
def edit_comment(entry_id: int) -> str:
    """The form to change one's comment."""
    entry, circle, here = _own_comment(entry_id)
    words = queries.words_in_hand(entry)
    form = blank_form(
        CommentEditInput, {"body": words.source, "ai_statement": words.ai_statement}
    )
    return _edit_page(here, circle, entry, form)


@bp.post("/comments/<int:entry_id>/edit")
@write
def change_comment(entry_id: int) -> Response:
    """Change one's comment."""
    entry, circle, here = _own_comment(entry_id)
    form = read_form(CommentEditInput)
    if form:
        with form:
            given = form.input
            changed = actions.edit_comment(
                visitor(), entry_id, given["body"], given["ai_statement"]
            )
            waits = changed.status == "pending" or queries.pending_revision(changed.id)
            say(WAITS if waits else lazy("Changed"))
            return back_to_entry(changed)
    return make_response(_edit_page(here, circle, entry, form), form.status)


WAITS = lazy("Somebody looks at it first; until then only you see it")


@write
def _write(entry_id: int, files_of: actions.WrittenPicture | None) -> Response:
    form = read_form(CommentInput)
    if form:
        with form:
            if files_of is not None:
                form.input.media.append(actions.keep_written(visitor(), files_of).id)
            comment = actions.write_comment(visitor(), entry_id, form.input)
            actions.discard_draft(visitor(), f"comment:{entry_id}")
            say(WAITS if comment.status == "pending" else lazy("Sent"))
            return see_other(path_to(comment))
    entry, circle, here = queries.get_readable(visitor(), entry_id)
    return make_response(_page(here, circle, entry, form), form.status)


def _refused(entry_id: int, refusal: CircleError) -> Response:
    """The form again with every word, and what is wrong with the picture."""
    form = read_form(CommentInput)
    form.errors.setdefault("media", []).append(str(refusal.message))
    entry, circle, here = queries.get_readable(visitor(), entry_id)
    return make_response(_page(here, circle, entry, form), 422)


def _page(here: Actor, circle: Circle, entry: Entry, form: Form) -> str:
    page = queries.comments_page(
        here, circle, entry, cursor=request.args.get("cursor"), limit=page_limit()
    )
    above: list[queries.Thread] = []
    under = entry
    if entry.is_comment:
        under = queries.get_beside(here, circle, entry.stands_under or 0)
        above = [queries.Thread(entry, (), 0)]
    items = queries.shown_comments(here, circle, Page([*above, *page.items]))
    return render_template(
        "content/_list.html" if request.headers.get("X-Fragment") else "content/comments.html",
        circle=circle, here=here, entry=entry, under=under, comments=page, form=form,
        items=items[len(above) :], itself=items[0] if above else None,
        back=page_path(here, circle, entry),
        can_comment=policy.can_comment(here, under, circle),
        unnamed=_is_unnamed(here, circle, under),
    )  # fmt: skip


def _is_unnamed(here: Actor, circle: Circle, under: Entry) -> bool:
    root = queries.get_beside(here, circle, under.root_id) if under.root_id else under
    return policy.is_unnamed(here.user_id, root)


def _own_comment(entry_id: int) -> tuple[Entry, Circle, Actor]:
    entry, circle, here = queries.get_entry(visitor(), entry_id)
    if not entry.is_comment or not policy.is_own(here, entry):
        raise NotFound
    return entry, circle, here


def _edit_page(here: Actor, circle: Circle, entry: Entry, form: Form) -> str:
    return render_template(
        "content/edit_comment.html", circle=circle, here=here, entry=entry, form=form,
        unnamed=_is_unnamed(here, circle, entry),
        back=url_for("content.find_entry", entry_id=entry.id),
    )  # fmt: skip
