"""Calls: the shortlist, the choice, and telling the result."""

from collections.abc import Callable
from dataclasses import replace

from flask import Response, make_response, render_template

from circle.content import queries as content
from circle.core.actor import Actor
from circle.core.errors import NotFound
from circle.core.i18n import Text, lazy
from circle.core.policy import require
from circle.core.web import Form, back_to, blank_form, read_form, say, see_other, site_origin, write
from circle.topics import actions, policy, queries
from circle.topics.schemas import AnnouncementInput
from circle.topics.schemas.call import MAX_WORDS
from circle.topics.views.blueprint import bp, page_of, person


@bp.post("/replies/<int:reply_id>/shortlist")
@write
def shortlist(reply_id: int) -> Response:
    """Put a floor on the shortlist."""
    return _picked(reply_id, actions.shortlist_reply, lazy("On the shortlist"))


@bp.post("/replies/<int:reply_id>/unshortlist")
@write
def unshortlist(reply_id: int) -> Response:
    """Take it off again."""
    return _picked(reply_id, actions.unshortlist_reply, lazy("Not on the shortlist any more"))


@bp.post("/replies/<int:reply_id>/choose")
@write
def choose(reply_id: int) -> Response:
    """Choose a floor."""
    return _picked(reply_id, actions.choose_reply, lazy("Chosen"))


@bp.post("/replies/<int:reply_id>/unchoose")
@write
def unchoose(reply_id: int) -> Response:
    """Chosen no more."""
    return _picked(reply_id, actions.unchoose_reply, lazy("Not chosen any more"))


@bp.get("/topics/<int:topic_id>/result")
def write_result(topic_id: int) -> str:
    """The words that come before the names of those chosen."""
    return _composer(topic_id, blank_form(AnnouncementInput))


@bp.post("/topics/<int:topic_id>/result")
@write
def announce_result(topic_id: int) -> Response:
    """Tell the circle."""
    form = read_form(AnnouncementInput)
    if form:
        with form:
            given = replace(form.input, site=site_origin())
            post = actions.announce_result(person(), topic_id, given)
            say(lazy("The result is out"))
            hosted = queries.get_topic(person(), topic_id)
            return see_other(content.entry_path(hosted.circle.slug, post))
    return make_response(_composer(topic_id, form), form.status)


def _picked(reply_id: int, verb: Callable[[Actor, int], object], said: Text) -> Response:
    verb(person(), reply_id)
    say(said)
    hosted, floor = queries.get_reply(person(), reply_id)
    return back_to(content.entry_path(hosted.circle.slug, floor))


def _composer(topic_id: int, form: Form) -> str:
    hosted = queries.get_topic(person(), topic_id)
    if hosted.topic.kind != "call":
        raise NotFound
    require(hosted.here, policy.can_host(hosted.here, hosted.topic, hosted.circle))
    floors = queries.chosen_floors(topic_id)
    return render_template(
        "topics/result.html", circle=hosted.circle, here=hosted.here, entry=hosted.entry,
        form=form, floors=queries.reply_views(hosted, floors), max_words=MAX_WORDS,
        back=page_of(hosted),
    )  # fmt: skip
