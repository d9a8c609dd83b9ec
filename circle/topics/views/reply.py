"""Adding a floor, and changing one's own."""

from typing import Any

from flask import Response, make_response, render_template, request

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
from circle.core.errors import TooMany
from circle.core.i18n import lazy
from circle.core.policy import require
from circle.core.web import Form, blank_form, say, see_other, visitor, write
from circle.topics import actions, policy, queries
from circle.topics.kinds import KINDS
from circle.topics.queries import Hosted
from circle.topics.queries.kinds import showing_of
from circle.topics.schemas import MAX_PICTURES, ReplyForm
from circle.topics.views.blueprint import bp, person
from circle.topics.views.words import EDIT_WAITS, WAITS

TYPED = ("body", "ai_statement")


@bp.get("/topics/<int:topic_id>/reply")
def new_reply(topic_id: int) -> Response | str:
    """A sheet to add a floor on; who handed in all that is asked is led to what they handed in."""
    hosted = _open(topic_id)
    details = showing_of(hosted.topic.kind).read(hosted, ()).topic
    if details.get("enough") and details.get("mine"):
        say(lazy("You handed this in already"))
        return see_other(f"/replies/{details['mine']['reply_id']}")
    given = words_of_draft(draft_asked(), TYPED) if draft_asked() else {}
    return _composer(hosted, blank_form(ReplyForm, given))


@bp.post("/topics/<int:topic_id>/reply")
def create_reply(topic_id: int) -> Response:
    """Keep the pictures that came along, then add the floor; both may be sent again."""
    _open(topic_id)
    return _reply(topic_id, read_with_pictures(ReplyForm, MAX_PICTURES))


@write
def _reply(topic_id: int, form: Form) -> Response:
    hosted = queries.get_topic(visitor(), topic_id)
    status = form.status
    if form:
        try:
            with form:
                entry = actions.write_reply(visitor(), topic_id, form.input)
                let_draft_go()
                if _reports(hosted):
                    actions.report_on_trial(visitor(), entry.id)
                say(WAITS if entry.status == "pending" else lazy("Sent"))
                return see_other(content.entry_path(hosted.circle.slug, entry))
            status = form.status
        except TooMany as refusal:  # slow mode: what was typed stays
            form.refusal, status = str(refusal.message), refusal.status
    return make_response(_composer(hosted, form), status)


@bp.get("/replies/<int:reply_id>/edit")
def edit_reply(reply_id: int) -> str:
    """The same sheet with the floor on it."""
    hosted, entry = _own(reply_id)
    words = content.words_in_hand(entry)
    given: dict[str, Any] = {
        "body": words.source, "ai_statement": words.ai_statement,
        "media": [str(ident) for ident in words.media or ()],
    }
    if draft_asked():
        given.update(words_of_draft(draft_asked(), TYPED))
    return _composer(hosted, blank_form(ReplyForm, given), entry)


@bp.post("/replies/<int:reply_id>/edit")
def change_reply(reply_id: int) -> Response:
    """Keep new pictures, then change the floor."""
    _own(reply_id)
    return _change(reply_id, read_with_pictures(ReplyForm, MAX_PICTURES))


@write
def _change(reply_id: int, form: Form) -> Response:
    hosted, entry = queries.get_reply(visitor(), reply_id)
    if form:
        with form:
            new = form.input
            edit = EntryEdit(source=new.body, media=new.media, ai_statement=new.ai_statement)
            changed = actions.edit_reply(visitor(), reply_id, edit)
            let_draft_go()
            waits = content.waiting_edits(hosted.here, [changed])
            say(EDIT_WAITS if waits else lazy("Changed"))
            return see_other(content.entry_path(hosted.circle.slug, changed))
    return make_response(_composer(hosted, form, entry), form.status)


def _reports(hosted: Hosted) -> bool:
    """Whether the sheet was opened to report on a trial, by somebody who was selected."""
    if not request.args.get("report") or queries.find_trial(hosted.entry.id) is None:
        return False
    mine = queries.find_application(hosted.entry.id, hosted.here.user_id)
    return mine is not None and mine.has_place


def _open(topic_id: int) -> Hosted:
    hosted = queries.get_topic(person(), topic_id)
    require(hosted.here, policy.can_take_part(
        hosted.here, hosted.entry, hosted.topic, hosted.circle
    ))  # fmt: skip
    return hosted


def _own(reply_id: int) -> tuple[Hosted, Entry]:
    hosted, entry = queries.get_reply(person(), reply_id)
    require(hosted.here, content_policy.can_edit(hosted.here, entry, hosted.circle))
    return hosted, entry


def _composer(hosted: Hosted, form: Form, floor: Entry | None = None) -> str:
    """The page a floor is written on, with everything typed so far."""
    under = hosted.entry
    return render_template(
        "topics/reply.html", circle=hosted.circle, here=hosted.here, above=under, entry=floor,
        kind=KINDS[hosted.topic.kind], hosted=hosted, form=form, draft=draft_asked(),
        max_pictures=MAX_PICTURES, pictures=pictures_of_form(form, MAX_PICTURES),
        max_characters=MAX_BODY_CHARACTERS, reports=floor is None and _reports(hosted),
        back=content.entry_path(hosted.circle.slug, floor or under),
    )  # fmt: skip
