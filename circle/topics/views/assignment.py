"""Assignments: looking at what was handed in, one after the other, and who is missing."""

from flask import Response, make_response, render_template, request

from circle.content import queries as content
from circle.content.models import Entry
from circle.core.i18n import lazy
from circle.core.policy import require
from circle.core.web import Form, blank_form, page_limit, read_form, say, see_other, write
from circle.topics import actions, policy, queries
from circle.topics.kinds import GRADE_NAMES
from circle.topics.models.assignments import MAX_NOTE
from circle.topics.queries import Hosted
from circle.topics.schemas import ReviewInput
from circle.topics.views.blueprint import bp, page_of, person


@bp.get("/topics/<int:topic_id>/to-review")
def review_next(topic_id: int) -> Response:
    """The next submission nobody looked at; `?cursor=` leaves the ones before for later."""
    hosted = queries.get_topic(person(), topic_id)
    page = queries.to_review_page(hosted, cursor=request.args.get("cursor"), limit=1)
    if page.items:
        return make_response(_sheet(hosted, page.items[0], blank_form(ReviewInput), page.next))
    if request.args.get("cursor"):
        return see_other(f"/topics/{topic_id}/to-review")
    return make_response(render_template(
        "topics/reviewed.html", circle=hosted.circle, here=hosted.here, entry=hosted.entry,
        back=page_of(hosted), missing=queries.count_missing(hosted),
    ))  # fmt: skip


@bp.get("/replies/<int:reply_id>/review")
def review_form(reply_id: int) -> str:
    """One submission with its grade and note, to give or to change."""
    hosted, floor = queries.get_reply(person(), reply_id)
    submission = queries.get_submission(reply_id)
    given = {"grade": submission.grade or "", "note": submission.review_note}
    return _sheet(hosted, floor, blank_form(ReviewInput, given), None)


@bp.post("/replies/<int:reply_id>/review")
@write
def review(reply_id: int) -> Response:
    """Keep grade and note, then on to the next one."""
    form = read_form(ReviewInput)
    hosted, floor = queries.get_reply(person(), reply_id)
    if form:
        with form:
            actions.review_submission(person(), reply_id, form.input)
            say(lazy("Noted"), undo=f"/replies/{reply_id}/unreview")
            return see_other(f"/topics/{hosted.entry.id}/to-review")
    return make_response(_sheet(hosted, floor, form, None), form.status)


@bp.post("/replies/<int:reply_id>/unreview")
@write
def unreview(reply_id: int) -> Response:
    """Take grade and note back."""
    actions.unreview_submission(person(), reply_id)
    say(lazy("Taken back"))
    return see_other(f"/replies/{reply_id}/review")


@bp.post("/replies/<int:reply_id>/show")
@write
def show(reply_id: int) -> Response:
    """Hold it up as a good one."""
    actions.show_submission(person(), reply_id)
    say(lazy("Everybody sees it among the good ones"), undo=f"/replies/{reply_id}/unshow")
    return see_other(_place(reply_id))


@bp.post("/replies/<int:reply_id>/unshow")
@write
def unshow(reply_id: int) -> Response:
    """Hold it up no more."""
    actions.unshow_submission(person(), reply_id)
    say(lazy("Not among the good ones any more"))
    return see_other(_place(reply_id))


@bp.get("/topics/<int:topic_id>/missing")
def show_missing(topic_id: int) -> str:
    """Who has not handed in, for host and staff."""
    hosted = queries.get_topic(person(), topic_id)
    page = queries.missing_page(hosted, cursor=request.args.get("cursor"), limit=page_limit())
    return render_template(
        "topics/missing.html", circle=hosted.circle, here=hosted.here, entry=hosted.entry,
        page=page, count=queries.count_missing(hosted), back=page_of(hosted),
    )  # fmt: skip


def _place(reply_id: int) -> str:
    hosted, floor = queries.get_reply(person(), reply_id)
    return content.entry_path(hosted.circle.slug, floor)


def _sheet(hosted: Hosted, floor: Entry, form: Form, later: str | None) -> str:
    """A submission to look at, the grades under it; `later` is the place of the next one."""
    require(hosted.here, policy.can_judge(hosted.here, hosted.topic, floor, hosted.circle))
    return render_template(
        "topics/review.html", circle=hosted.circle, here=hosted.here, entry=hosted.entry,
        floor=queries.reply_view(hosted, floor), html=content.html_of(floor),
        pictures=content.pictures_of(floor.card), form=form, grades=list(GRADE_NAMES.items()),
        later=later, max_note=MAX_NOTE, back=page_of(hosted),
        left=queries.count_to_review(hosted),
    )  # fmt: skip
