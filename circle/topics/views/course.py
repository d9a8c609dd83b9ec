"""How a topic runs: its rules, its beginning, its end; for its host and the staff."""

from dataclasses import replace
from datetime import datetime

from flask import Response, make_response, render_template

from circle.core.errors import Invalid
from circle.core.i18n import lazy
from circle.core.policy import require
from circle.core.web import Form, blank_form, read_form, say, see_other, write
from circle.topics import actions, policy, queries
from circle.topics.kinds import KINDS
from circle.topics.models import MAX_RULES, Topic
from circle.topics.queries import Hosted
from circle.topics.schemas import KEPT, START_MISSING, CourseForm, Kept, TopicEdit
from circle.topics.views.blueprint import bp, page_of, person
from circle.topics.views.words import local_time


@bp.get("/topics/<int:topic_id>/course")
def course(topic_id: int) -> str:
    """Rules and dates as they stand."""
    hosted = _hosted(topic_id)
    topic = hosted.topic
    given = {
        "rules": topic.rules, "starts_at": local_time(topic.starts_at),
        "ends_at": local_time(topic.ends_at),
    }  # fmt: skip
    return _page(hosted, blank_form(CourseForm, given))


@bp.post("/topics/<int:topic_id>/course")
@write
def set_course(topic_id: int) -> Response:
    """Other rules, other dates."""
    form, hosted = read_form(CourseForm), _hosted(topic_id)
    if form:
        with form:
            actions.arrange_topic(person(), topic_id, changes(hosted.topic, form.input))
            say(lazy("Changed"))
            return see_other(page_of(hosted))
    return make_response(_page(hosted, form), form.status)


def changes(topic: Topic, typed: TopicEdit) -> TopicEdit:
    """What was typed without the hours a page only shows again, to the minute."""
    if typed.starts_at is None and KINDS[topic.kind].page_asks_start:
        raise Invalid(errors={"starts_at": [START_MISSING]})
    return replace(
        typed, starts_at=_changed(topic.starts_at, typed.starts_at),
        ends_at=_changed(topic.ends_at, typed.ends_at),
    )  # fmt: skip


def _changed(before: datetime | None, typed: datetime | Kept | None) -> datetime | Kept | None:
    if typed is KEPT or local_time(typed) == local_time(before):
        return KEPT
    return typed


def _hosted(topic_id: int) -> Hosted:
    hosted = queries.get_topic(person(), topic_id)
    require(hosted.here, policy.can_host(hosted.here, hosted.topic, hosted.circle))
    return hosted


def _page(hosted: Hosted, form: Form) -> str:
    return render_template(
        "topics/course.html", circle=hosted.circle, here=hosted.here, entry=hosted.entry,
        form=form, kind=KINDS[hosted.topic.kind], max_rules=MAX_RULES, back=page_of(hosted),
    )  # fmt: skip
