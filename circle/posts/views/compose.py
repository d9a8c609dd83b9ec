"""Writing a post, changing it, moving it to another category."""

from typing import Any

from flask import Response, make_response, render_template, request, url_for

from circle.circles import queries as circles
from circle.circles.models import Circle
from circle.content import policy as content_policy
from circle.content import queries as content
from circle.content.body import MAX_BODY_CHARACTERS
from circle.content.forms import (
    draft_asked,
    let_draft_go,
    pictures_of_form,
    read_with_pictures,
    words_of_draft,
)
from circle.content.models import Entry
from circle.content.schemas import POLL_FIELDS
from circle.core.actor import Actor
from circle.core.i18n import _, lazy
from circle.core.policy import require
from circle.core.web import Form, back_to, blank_form, say, see_other, visitor, write
from circle.posts import actions, policy, queries
from circle.posts.schemas import CATEGORY_NAMES, MAX_PICTURES, CategoryInput, PostForm
from circle.posts.views.blueprint import bp

TYPED = ("body", "tag_line", "category", "city", "ai_statement", "expires_at", "scheduled_at",
         *POLL_FIELDS)  # fmt: skip


@bp.get("/c/<slug>/posts/new")
def new_post(slug: str) -> Response | str:
    """A sheet of paper; `?category=` and `?tag=` may be filled in already, or a whole `?draft=`.

    Outsiders join first.
    """
    changed = _edit_in(draft_asked())
    if changed is not None:
        return see_other(url_for("posts.edit_post", entry_id=changed, draft=draft_asked()))
    circle, here = circles.enter(visitor(), slug)
    if here.user_id is not None and not here.is_member:
        return see_other(url_for("circles.join", slug=slug))
    require(here, policy.can_publish(here, circle))
    given = {name: request.args[name] for name in ("category", "tag_line") if name in request.args}
    if "tag" in request.args:
        given["tag_line"] = request.args["tag"]
    if draft_asked():
        given.update(words_of_draft(draft_asked(), TYPED))
    return _composer(circle, here, blank_form(PostForm, given))


@bp.post("/c/<slug>/posts/new")
def create_post(slug: str) -> Response:
    """Keep the pictures that came along, then publish; both may be sent again."""
    circle, here = circles.enter(visitor(), slug)
    require(here, policy.can_publish(here, circle))
    return _publish(circle, here, read_with_pictures(PostForm, MAX_PICTURES))


@write
def _publish(circle: Circle, here: Actor, form: Form) -> Response:
    if form:
        with form:
            entry = actions.publish_post(visitor(), circle.id, form.input)
            let_draft_go()
            say(_say_of(entry.status))
            if entry.status == "published":
                return back_to(url_for("home.show_circle", slug=circle.slug))
            return see_other(content.entry_path(circle.slug, entry))
    return make_response(_composer(circle, here, form), form.status)


@bp.get("/posts/<int:entry_id>/edit")
def edit_post(entry_id: int) -> str:
    """The same sheet with the post on it, or with a change of it that was left as a draft."""
    entry, circle, here = queries.get_post(visitor(), entry_id)
    require(here, content_policy.can_edit(here, entry, circle))
    words = content.words_in_hand(entry)
    given = {
        "body": words.source, "tag_line": " ".join(words.tags or ()), "category": words.category,
        "city": words.city or "", "ai_statement": words.ai_statement,
        "media": [str(ident) for ident in words.media or ()],
    }  # fmt: skip
    if draft_asked():
        given.update(words_of_draft(draft_asked(), TYPED))
    return _composer(circle, here, blank_form(PostForm, given), entry)


@bp.post("/posts/<int:entry_id>/edit")
def change_post(entry_id: int) -> Response:
    """Keep new pictures, then change the post."""
    entry, circle, here = queries.get_post(visitor(), entry_id)
    require(here, content_policy.can_edit(here, entry, circle))
    return _change(entry_id, read_with_pictures(PostForm, MAX_PICTURES))


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
            changed = actions.edit_post(visitor(), entry_id, changes)
            let_draft_go()
            say(EDIT_WAITS if content.waiting_edits(here, [changed]) else lazy("Changed"))
            return see_other(content.root_path(circle.slug, "post", entry_id))
    return make_response(_composer(circle, here, form, entry), form.status)


@bp.post("/posts/<int:entry_id>/move")
@write
def move_post(entry_id: int) -> Response:
    """Staff put a post into another category, and can take it back at once."""
    asked = CategoryInput().load({"category": request.values.get("category", "")})
    entry, before = actions.move_post(visitor(), entry_id, asked["category"])
    undo = url_for("posts.move_post", entry_id=entry.id, category=before)
    say(_("Moved to %(name)s", name=str(CATEGORY_NAMES[entry.category])), undo=undo)
    return back_to(url_for("posts.find_post", entry_id=entry.id))


EDIT_WAITS = lazy("Your edit waits until somebody has looked at it; until then the old words show")


def _edit_in(key: str) -> int | None:
    """The post whose change a draft holds, when it is not a new one."""
    kind, _colon, place = key.removeprefix("post:").partition(":")
    return int(place) if kind == "edit" and place.isascii() and place.isdigit() else None


def _say_of(status: str) -> Any:
    if status == "pending":
        return lazy("It shows once somebody has looked at it, usually within hours")
    return lazy("Scheduled") if status == "scheduled" else lazy("Published")


def _composer(circle: Circle, here: Actor, form: Form, entry: Entry | None = None) -> str:
    """The page a post is written on, with everything typed so far.

    What has to be an ad is marked as one already: sending it again is one tap.
    """
    marked = form.refusal == str(policy.MARK_IT)
    if marked:
        form.typed, form.errors = {**form.typed, "category": "ad"}, {}
    return render_template(
        "posts/compose.html", circle=circle, here=here, form=form, entry=entry,
        draft=draft_asked(), pictures=pictures_of_form(form, MAX_PICTURES),
        categories=[(name, CATEGORY_NAMES[name]) for name in policy.categories_of(circle)],
        edit_waits=entry is not None and bool(content.waiting_edits(here, [entry])),
        may_poll=entry is None and bool(content_policy.can_add_poll(here)),
        marked=marked, waits=entry is None and _waits(here, circle),
        max_pictures=MAX_PICTURES, max_characters=MAX_BODY_CHARACTERS,
    )  # fmt: skip


def _waits(here: Actor, circle: Circle) -> bool:
    """Whether what this member writes is looked at before others see it."""
    cleared = 0
    if here.user_id is not None:
        cleared = content.count_cleared(circle.id, here.user_id, circle.newcomer_review)
    return content_policy.must_wait(here, circle, cleared) is not None
