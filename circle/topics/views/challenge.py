"""Challenges: one's month of days, a missed one made up, who is ahead."""

from flask import Response, make_response, render_template, request

from circle.core.i18n import lazy
from circle.core.web import Form, blank_form, page_limit, read_form, say, see_other, visitor, write
from circle.points.queries import COUNTED
from circle.topics import actions, queries
from circle.topics.schemas import DayInput
from circle.topics.schemas.challenge import DaysQuery
from circle.topics.views.blueprint import bp, page_of, person


@bp.get("/topics/<int:topic_id>/days")
def show_days(topic_id: int) -> str:
    """The month as rings, how many days, which are missed; `?make_up=` asks about one of them."""
    return _days(topic_id, blank_form(DayInput, {"day": request.args.get("make_up", "")}))


@bp.post("/topics/<int:topic_id>/days/make-up")
@write
def make_up_day(topic_id: int) -> Response:
    """Make up a missed day."""
    form = read_form(DayInput)
    if form:
        with form:
            actions.make_up_day(person(), topic_id, form.input["day"])
            say(lazy("Made up. That day counts like the others"))
            return see_other(f"/topics/{topic_id}/days")
    return make_response(_days(topic_id, form), form.status)


@bp.get("/topics/<int:topic_id>/ranking")
def show_ranking(topic_id: int) -> str:
    """Who kept most days, and where one stands oneself."""
    hosted = queries.get_topic(visitor(), topic_id)
    page = queries.ranking_page(hosted, cursor=request.args.get("cursor"), limit=page_limit())
    return render_template(
        "topics/ranking.html", circle=hosted.circle, here=hosted.here, entry=hosted.entry,
        page=page, mine=queries.my_place(hosted), back=page_of(hosted), counted=COUNTED,
    )  # fmt: skip


def _days(topic_id: int, form: Form) -> str:
    hosted = queries.get_topic(person(), topic_id)
    asked = DaysQuery().validate({"month": request.args.get("month", "")})
    month = None if asked else DaysQuery().load({"month": request.args["month"]})["month"]
    shown = queries.challenge_calendar(hosted, month)
    missed = {str(one.day): one.day for one in shown.days if one.can_make_up}
    return render_template(
        "topics/days.html", circle=hosted.circle, here=hosted.here, entry=hosted.entry,
        calendar=shown, form=form, asked=missed.get(str(form.value("day"))), back=page_of(hosted),
    )  # fmt: skip
