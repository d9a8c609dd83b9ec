"""Opening a topic of one of the six kinds, and changing its words and dates."""

from datetime import timedelta
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
from circle.content.schemas import MAX_TITLE, POLL_FIELDS
from circle.core import clock
from circle.core.actor import Actor
from circle.core.i18n import lazy
from circle.core.policy import require
from circle.core.web import Form, blank_form, say, see_other, visitor, write
from circle.topics import actions, policy, queries
from circle.topics.kinds import KINDS, Kind
from circle.topics.models import MAX_RULES
from circle.topics.queries import Hosted
from circle.topics.schemas import MAX_PICTURES, TopicEditForm, TopicForm
from circle.topics.views.blueprint import bp, page_of, person
from circle.topics.views.course import changes
from circle.topics.views.words import EDIT_WAITS, WAITS, local_time

TYPED = ("title", "body", "tag_line", "rules", "starts_at", "ends_at", "ai_statement",
         "details.place", "details.capacity", "details.min_characters",
         "details.floors_each", *POLL_FIELDS)  # fmt: skip
EVENING = 22  # an end nobody chose is at this hour


@bp.get("/c/<slug>/topics/new")
def new_topic(slug: str) -> Response | str:
    """Six cards to choose a kind from, or with `?kind=` the sheet to open one on.

    Outsiders join first.
    """
    circle, here = circles.enter(visitor(), slug)
    if here.user_id is not None and not here.is_member:
        return see_other(url_for("circles.join", slug=slug))
    require(here, policy.can_open(here, circle))
    kind = KINDS.get(request.args.get("kind", ""))
    if kind is None:
        return render_template(
            "topics/choose.html", circle=circle, here=here, kinds=KINDS.values(),
        )  # fmt: skip
    given = _beginning(kind)
    if draft_asked():
        given.update(words_of_draft(draft_asked(), TYPED))
    return _composer(circle, here, blank_form(TopicForm, given), kind)


@bp.post("/c/<slug>/topics/new")
def create_topic(slug: str) -> Response:
    """Keep the pictures that came along, then open it; both may be sent again."""
    circle, here = circles.enter(visitor(), slug)
    require(here, policy.can_open(here, circle))
    return _open(circle, here, read_with_pictures(TopicForm, MAX_PICTURES))


@write
def _open(circle: Circle, here: Actor, form: Form) -> Response:
    if form:
        with form:
            entry = actions.open_topic(visitor(), circle.id, form.input)
            let_draft_go()
            say(WAITS if entry.status == "pending" else lazy("Your topic is up"))
            return see_other(content.entry_path(circle.slug, entry))
    kind = KINDS.get(str(form.value("topic_kind")), KINDS["discussion"])
    return make_response(_composer(circle, here, form, kind), form.status)


@bp.get("/topics/<int:topic_id>/edit")
def edit_topic(topic_id: int) -> str:
    """The same sheet with the topic's words on it."""
    hosted = _own(topic_id)
    words, topic = content.words_in_hand(hosted.entry), hosted.topic
    given: dict[str, Any] = {
        "title": words.title, "body": words.source, "tag_line": " ".join(words.tags or ()),
        "ai_statement": words.ai_statement, "media": [str(ident) for ident in words.media or ()],
        "rules": topic.rules, "starts_at": local_time(topic.starts_at),
        "ends_at": local_time(topic.ends_at),
    }  # fmt: skip
    if draft_asked():
        given.update(words_of_draft(draft_asked(), TYPED))
    return _again(hosted, blank_form(TopicEditForm, given))


@bp.post("/topics/<int:topic_id>/edit")
def change_topic(topic_id: int) -> Response:
    """Keep new pictures, then change the topic."""
    _own(topic_id)
    return _change(topic_id, read_with_pictures(TopicEditForm, MAX_PICTURES))


@write
def _change(topic_id: int, form: Form) -> Response:
    hosted = queries.get_topic(visitor(), topic_id)
    if form:
        with form:
            edit = changes(hosted.topic, form.input)
            changed = actions.edit_topic(visitor(), topic_id, edit)
            let_draft_go()
            waits = content.waiting_edits(hosted.here, [changed.entry])
            say(EDIT_WAITS if waits else lazy("Changed"))
            return see_other(page_of(hosted))
    return make_response(_again(hosted, form), form.status)


def _own(topic_id: int) -> Hosted:
    hosted = queries.get_topic(person(), topic_id)
    require(hosted.here, content_policy.can_edit(hosted.here, hosted.entry, hosted.circle))
    return hosted


def _beginning(kind: Kind) -> dict[str, Any]:
    """What the sheet of a kind starts with: its rules, and an end in the days it usually has."""
    given: dict[str, Any] = {"rules": str(kind.rules), "topic_kind": kind.key}
    if kind.days:
        last = clock.local(clock.now() + timedelta(days=kind.days))
        given["ends_at"] = local_time(last.replace(hour=EVENING, minute=0))
    return given


def _again(hosted: Hosted, form: Form) -> str:
    return _composer(hosted.circle, hosted.here, form, KINDS[hosted.topic.kind], hosted)


def _composer(
    circle: Circle, here: Actor, form: Form, kind: Kind, hosted: Hosted | None = None
) -> str:
    """The page a topic is written on, with everything typed so far."""
    entry = hosted.entry if hosted else None
    return render_template(
        "topics/compose.html", circle=circle, here=here, form=form, kind=kind, entry=entry,
        draft=draft_asked(), pictures=pictures_of_form(form, MAX_PICTURES),
        edit_waits=entry is not None and bool(content.waiting_edits(here, [entry])),
        max_pictures=MAX_PICTURES, max_characters=MAX_BODY_CHARACTERS, max_title=MAX_TITLE,
        max_rules=MAX_RULES, sets_dates=hosted is None
        or bool(policy.can_host(here, hosted.topic, circle)),
        may_poll=entry is None and bool(content_policy.can_add_poll(here)),
    )  # fmt: skip
