"""Writing a post, changing it, moving it to another category."""

from dataclasses import replace
from typing import Any

from flask import Response, make_response, render_template, request, url_for

from circle.circles import queries as circles
from circle.circles.models import Circle
from circle.content import policy as content_policy
from circle.content import queries as content
from circle.content.actions import keep_picture
from circle.content.body import MAX_BODY_CHARACTERS
from circle.content.models import Entry
from circle.core.actor import Actor
from circle.core.errors import CircleError
from circle.core.i18n import _, lazy
from circle.core.pictures import read_picture
from circle.core.policy import require
from circle.core.web import Form, back_to, blank_form, read_form, say, see_other, visitor, write
from circle.posts import actions, policy, queries
from circle.posts.cards import entry_path
from circle.posts.schemas import CATEGORY_NAMES, MAX_PICTURES, MoveInput, PostForm
from circle.posts.views.blueprint import bp


@bp.get("/c/<slug>/posts/new")
def new_post(slug: str) -> Response | str:
    """A sheet of paper; `?category=` and `?tag=` may be filled in already. Outsiders join first."""
    circle, here = circles.enter(visitor(), slug)
    if here.user_id is not None and not here.is_member:
        return see_other(url_for("circles.join", slug=slug))
    require(here, policy.can_publish(here, circle))
    given = {name: request.args[name] for name in ("category", "tag_line") if name in request.args}
    if "tag" in request.args:
        given["tag_line"] = request.args["tag"]
    return _composer(circle, here, blank_form(PostForm, given))


@bp.post("/c/<slug>/posts/new")
def create_post(slug: str) -> Response:
    """Keep the pictures that came along, then publish; both may be sent again."""
    circle, here = circles.enter(visitor(), slug)
    require(here, policy.can_publish(here, circle))
    form = _read_with_pictures(here)
    return _publish(circle, here, form)


@write
def _publish(circle: Circle, here: Actor, form: Form) -> Response:
    if form:
        with form:
            entry = actions.publish_post(visitor(), circle.id, form.input)
            say(_say_of(entry.status))
            if entry.status == "published":
                return back_to(url_for("home.show_circle", slug=circle.slug))
            return see_other(entry_path(circle.slug, entry.id))
    return make_response(_composer(circle, here, form), 422)


@bp.get("/posts/<int:entry_id>/edit")
def edit_post(entry_id: int) -> str:
    """The same sheet with the post on it."""
    entry, circle, here = queries.get_post(visitor(), entry_id)
    require(here, content_policy.can_edit(here, entry, circle))
    given = {
        "body": entry.source, "tag_line": " ".join(entry.tags), "category": entry.category,
        "city": entry.city or "", "ai_statement": entry.ai_statement,
        "media": [str(picture.id) for picture in content.media_of(entry.id)],
    }  # fmt: skip
    return _composer(circle, here, blank_form(PostForm, given), entry)


@bp.post("/posts/<int:entry_id>/edit")
def change_post(entry_id: int) -> Response:
    """Keep new pictures, then change the post."""
    _entry, _circle, here = queries.get_post(visitor(), entry_id)
    return _change(entry_id, _read_with_pictures(here))


@write
def _change(entry_id: int, form: Form) -> Response:
    entry, circle, here = queries.get_post(visitor(), entry_id)
    if form:
        with form:
            new = form.input
            changes = {
                "body": new.body, "tags": new.tags, "media": new.media, "category": new.category,
                "city": new.city, "ai_statement": new.ai_statement,
            }  # fmt: skip
            actions.edit_post(visitor(), entry_id, changes)
            say(lazy("Changed"))
            return see_other(entry_path(circle.slug, entry_id))
    return make_response(_composer(circle, here, form, entry), 422)


@bp.post("/posts/<int:entry_id>/move")
@write
def move_post(entry_id: int) -> Response:
    """Staff put a post into another category, and can take it back at once."""
    asked = MoveInput().load({"category": request.values.get("category", "")})
    entry, before = actions.move_post(visitor(), entry_id, asked["category"])
    undo = url_for("posts.move_post", entry_id=entry.id, category=before)
    say(_("Moved to %(name)s", name=str(CATEGORY_NAMES[entry.category])), undo=undo)
    return back_to(url_for("posts.find_post", entry_id=entry.id))


def _say_of(status: str) -> Any:
    if status == "pending":
        return lazy("It shows once somebody has looked at it, usually within hours")
    return lazy("Scheduled") if status == "scheduled" else lazy("Published")


def _read_with_pictures(here: Actor) -> Form:
    """The form, with files chosen in it kept and named by their ids; no script is needed."""
    form = read_form(PostForm)
    typed = dict(form.typed)
    kept = [value for value in typed.get("media", ()) if value]
    files = [upload for upload in request.files.getlist("pictures") if upload.filename]
    if len(kept) + len(files) > MAX_PICTURES:
        form.errors["media"] = [str(lazy("At most %(num)s pictures", num=MAX_PICTURES))]
        files = []
    for upload in files:
        try:
            kept.append(str(keep_picture(visitor(), read_picture(upload.read())).id))
        except CircleError as refusal:
            if refusal.status >= 500:
                raise
            name = upload.filename or ""
            form.errors.setdefault("media", []).append(f"{name}: {refusal.message}")
    form.typed = {**typed, "media": kept}
    if form.input is not None:
        form.input = replace(form.input, media=tuple(int(ident) for ident in kept))
    return form


def _composer(circle: Circle, here: Actor, form: Form, entry: Entry | None = None) -> str:
    """The page a post is written on, with everything typed so far."""
    ids = [int(value) for value in form.value("media", ()) if str(value).isdigit()]
    return render_template(
        "posts/compose.html", circle=circle, here=here, form=form, entry=entry,
        pictures=content.loose_media(here, ids[:MAX_PICTURES]),
        categories=[(name, CATEGORY_NAMES[name]) for name in policy.categories_of(circle)],
        waits=content_policy.must_wait(here, circle, 0) is not None and entry is None,
        max_pictures=MAX_PICTURES, max_characters=MAX_BODY_CHARACTERS,
    )  # fmt: skip
