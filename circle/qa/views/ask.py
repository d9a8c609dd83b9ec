"""Asking, changing what was asked, joining instead of asking again."""

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
from circle.content.schemas import MAX_TITLE, POLL_FIELDS, EntryEdit
from circle.core.actor import Actor
from circle.core.errors import Conflict, NotFound
from circle.core.i18n import Text, _, lazy
from circle.core.policy import require
from circle.core.web import Form, blank_form, say, see_other, site_origin, visitor, write
from circle.qa import actions, policy, queries
from circle.qa.schemas import (
    MAX_BOUNTY,
    MAX_PICTURES,
    MIN_BOUNTY,
    QuestionEditForm,
    QuestionForm,
)
from circle.qa.views.blueprint import back_to_question, bp, page_of, person

TYPED = ("title", "body", "tag_line", "bounty", "anonymous", "asked_of", "ai_statement",
         *POLL_FIELDS)  # fmt: skip
GIVEN = ("title", "tag_line", "asked_of")


@bp.get("/c/<slug>/questions/new")
def new_question(slug: str) -> Response | str:
    """A sheet to ask on; `?title=`, `?tag_line=`, `?asked_of=`, `?again=` or `?draft=` fill it in.

    Outsiders join first.
    """
    circle, here = circles.enter(visitor(), slug)
    if here.user_id is not None and not here.is_member:
        return see_other(url_for("circles.join", slug=slug))
    require(here, policy.can_ask(here, circle))
    given = {name: request.args[name] for name in GIVEN if name in request.args}
    given.update(_again(request.args.get("again", "")))
    if draft_asked():
        given.update(words_of_draft(draft_asked(), TYPED))
    return _composer(circle, here, blank_form(QuestionForm, given))


@bp.post("/c/<slug>/questions/new")
def create_question(slug: str) -> Response:
    """Keep the pictures that came along, then ask; both may be sent again."""
    circle, here = circles.enter(visitor(), slug)
    require(here, policy.can_ask(here, circle))
    return _ask(circle, here, read_with_pictures(QuestionForm, MAX_PICTURES))


@write
def _ask(circle: Circle, here: Actor, form: Form) -> Response:
    if form:
        with form:
            entry = actions.ask_question(visitor(), circle.id, form.input)
            let_draft_go()
            say(_told(entry))
            return see_other(content.entry_path(circle.slug, entry))
        if form.status == Conflict.status:  # points that are not there
            form.errors["bounty"] = [form.refusal]
    if _is_beyond(form, here):
        form.errors["bounty"] = [str(lazy("You have %(num)s points", num=here.points))]
    return make_response(_composer(circle, here, form), 422)


@bp.get("/questions/<int:entry_id>/edit")
def edit_question(entry_id: int) -> str:
    """The same sheet with the question's words on it."""
    asked = queries.get_question(person(), entry_id)
    require(asked.here, content_policy.can_edit(asked.here, asked.entry, asked.circle))
    words = content.words_in_hand(asked.entry)
    given: dict[str, Any] = {
        "title": words.title, "body": words.source, "tag_line": " ".join(words.tags or ()),
        "ai_statement": words.ai_statement, "media": [str(ident) for ident in words.media or ()],
    }  # fmt: skip
    if draft_asked():
        given.update(words_of_draft(draft_asked(), TYPED))
    form = blank_form(QuestionEditForm, given)
    return _composer(asked.circle, asked.here, form, asked.entry)


@bp.post("/questions/<int:entry_id>/edit")
def change_question(entry_id: int) -> Response:
    """Keep new pictures, then change the question."""
    asked = queries.get_question(person(), entry_id)
    require(asked.here, content_policy.can_edit(asked.here, asked.entry, asked.circle))
    return _change(entry_id, read_with_pictures(QuestionEditForm, MAX_PICTURES))


@write
def _change(entry_id: int, form: Form) -> Response:
    asked = queries.get_question(visitor(), entry_id)
    if form:
        with form:
            new = form.input
            edit = EntryEdit(
                source=new.body, title=new.title, tags=new.tags, media=new.media,
                ai_statement=new.ai_statement,
            )  # fmt: skip
            changed = actions.edit_question(visitor(), entry_id, edit)
            let_draft_go()
            waits = content.waiting_edits(asked.here, [changed.entry])
            say(EDIT_WAITS if waits else lazy("Changed"))
            return see_other(page_of(asked))
    return make_response(_composer(asked.circle, asked.here, form, asked.entry), form.status)


@bp.post("/questions/<int:entry_id>/join")
@write
def join(entry_id: int) -> Response:
    """The button without scripts: it joins or takes that back; `instead` of asking it again."""
    asked = queries.get_question(person(), entry_id)
    instead = request.form.get("instead", "")  # what proves that it was shown
    if not instead and "me_too" in content.reactions_of(visitor(), [entry_id]).get(entry_id, ()):
        actions.unjoin_question(visitor(), entry_id)
        return back_to_question(asked)
    actions.join_question(visitor(), entry_id, shown=instead)
    if instead:
        say(lazy("You wonder the same; what is answered here is for you too"))
        return see_other(page_of(asked))
    return back_to_question(asked)


def _is_beyond(form: Form, here: Actor) -> bool:
    """More is offered than the asker has: what matters then is how much that is."""
    offered = form.value("bounty", "")
    typed = int(offered) if offered.isascii() and offered.isdigit() and len(offered) < 10 else 0
    return bool(form.errors.get("bounty")) and typed > here.points


EDIT_WAITS = lazy("Your edit waits until somebody has looked at it; until then the old words show")


def _told(entry: Entry) -> Text:
    if entry.status == "pending":
        return lazy("It shows once somebody has looked at it, usually within hours")
    return lazy("Asked")


def _again(number: str) -> dict[str, str]:
    """A question asked once more, with the way to what was answered then."""
    if not number.isascii() or not number.isdigit() or len(number) > 18:
        return {}
    try:
        asked = queries.get_question(visitor(), int(number))
    except NotFound:
        return {}
    there = site_origin() + page_of(asked)
    body = _("What was answered then may be out of date: %(url)s", url=there)
    tags = " ".join(asked.entry.tags)
    return {"title": asked.entry.title, "body": body, "tag_line": tags}


def _people(here: Actor, circle: Circle) -> list[tuple[int, str]]:
    return [(row.id, row.display_name) for row in queries.asked_by_name(here, circle)]


def _composer(circle: Circle, here: Actor, form: Form, entry: Entry | None = None) -> str:
    """The page a question is written on, with everything typed so far."""
    return render_template(
        "qa/ask.html", circle=circle, here=here, form=form, entry=entry, draft=draft_asked(),
        pictures=pictures_of_form(form, MAX_PICTURES),
        people=[] if entry else _people(here, circle),
        edit_waits=entry is not None and bool(content.waiting_edits(here, [entry])),
        max_pictures=MAX_PICTURES, max_characters=MAX_BODY_CHARACTERS, max_title=MAX_TITLE,
        may_poll=entry is None and bool(content_policy.can_add_poll(here)),
        least=MIN_BOUNTY, most=min(MAX_BOUNTY, here.points),
    )  # fmt: skip
