"""Answering, and changing one's answer."""

from typing import Any

from flask import Response, make_response, render_template

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
from circle.content.schemas import EntryEdit
from circle.core.i18n import lazy
from circle.core.policy import require
from circle.core.web import Form, blank_form, say, see_other, visitor, write
from circle.qa import actions, policy, queries
from circle.qa.queries import Asked
from circle.qa.schemas import MAX_PICTURES, AnswerForm
from circle.qa.views.blueprint import bp, person

TYPED = ("body", "ai_statement")


@bp.get("/questions/<int:entry_id>/answer")
def new_answer(entry_id: int) -> str:
    """A sheet to answer on, the question above it."""
    asked = queries.get_question(person(), entry_id)
    require(asked.here, policy.can_answer(asked.here, asked.entry, asked.question, asked.circle))
    given = words_of_draft(draft_asked(), TYPED) if draft_asked() else {}
    return _composer(asked, blank_form(AnswerForm, given))


@bp.post("/questions/<int:entry_id>/answer")
def create_answer(entry_id: int) -> Response:
    """Keep the pictures that came along, then answer; both may be sent again."""
    asked = queries.get_question(person(), entry_id)
    require(asked.here, policy.can_answer(asked.here, asked.entry, asked.question, asked.circle))
    return _answer(entry_id, read_with_pictures(AnswerForm, MAX_PICTURES))


@write
def _answer(entry_id: int, form: Form) -> Response:
    asked = queries.get_question(visitor(), entry_id)
    if form:
        with form:
            entry = actions.write_answer(visitor(), entry_id, form.input)
            let_draft_go()
            waits = entry.status == "pending"
            say(WAITS if waits else lazy("Answered"))
            return see_other(content.entry_path(asked.circle.slug, entry))
    return make_response(_composer(asked, form), form.status)


@bp.get("/answers/<int:entry_id>/edit")
def edit_answer(entry_id: int) -> str:
    """The same sheet with the answer on it."""
    found = queries.get_answer(person(), entry_id)
    require(found.asked.here, content_policy.can_edit(
        found.asked.here, found.entry, found.asked.circle
    ))  # fmt: skip
    words = content.words_in_hand(found.entry)
    given: dict[str, Any] = {
        "body": words.source, "ai_statement": words.ai_statement,
        "media": [str(ident) for ident in words.media or ()],
    }
    if draft_asked():
        given.update(words_of_draft(draft_asked(), TYPED))
    return _composer(found.asked, blank_form(AnswerForm, given), found.entry)


@bp.post("/answers/<int:entry_id>/edit")
def change_answer(entry_id: int) -> Response:
    """Keep new pictures, then change the answer."""
    found = queries.get_answer(person(), entry_id)
    require(found.asked.here, content_policy.can_edit(
        found.asked.here, found.entry, found.asked.circle
    ))  # fmt: skip
    return _change(entry_id, read_with_pictures(AnswerForm, MAX_PICTURES))


@write
def _change(entry_id: int, form: Form) -> Response:
    found = queries.get_answer(visitor(), entry_id)
    if form:
        with form:
            new = form.input
            edit = EntryEdit(source=new.body, media=new.media, ai_statement=new.ai_statement)
            changed = actions.edit_answer(visitor(), entry_id, edit)
            let_draft_go()
            waits = content.waiting_edits(found.asked.here, [changed.entry])
            say(WAITS if waits else lazy("Changed"))
            return see_other(content.entry_path(found.asked.circle.slug, changed.entry))
    return make_response(_composer(found.asked, form, found.entry), form.status)


WAITS = lazy("It shows once somebody has looked at it, usually within hours")


def _composer(asked: Asked, form: Form, answer: Entry | None = None) -> str:
    """The page an answer is written on, with everything typed so far."""
    return render_template(
        "qa/answer.html", circle=asked.circle, here=asked.here, question=asked.entry,
        answer=answer, form=form, draft=draft_asked(), max_pictures=MAX_PICTURES,
        pictures=pictures_of_form(form, MAX_PICTURES), max_characters=MAX_BODY_CHARACTERS,
        back=content.entry_path(asked.circle.slug, asked.entry),
        unnamed=content_policy.is_unnamed(asked.here.user_id, asked.entry),
    )  # fmt: skip
