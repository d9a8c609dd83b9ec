"""The calendar of check-ins: one tap for today, a missed day mended."""

from datetime import date, datetime

from flask import Response, make_response, render_template, request

from circle.circles import queries as circles
from circle.core.i18n import lazy, ngettext
from circle.core.web import Form, back_to, blank_form, read_form, say, visitor, write
from circle.points import actions, queries
from circle.points.schemas.check_in import MakeUpInput
from circle.points.views.blueprint import bp


@bp.get("/c/<slug>/check-in")
def check_in(slug: str) -> str:
    """The month as rings, the streak, what comes; `?make_up=` asks about one missed day."""
    return _page(slug, blank_form(MakeUpInput, {"day": request.args.get("make_up", "")}))


@bp.post("/c/<slug>/check-in")
@write
def check_in_today(slug: str) -> Response:
    """Check in for today."""
    circle, _here = circles.enter(visitor(), slug)
    done = actions.check_in(visitor(), circle.id)
    streak = 1 if visitor().is_minor else done.check_in.streak
    say(ngettext("Checked in today", "Checked in %(num)s days in a row", streak))
    return back_to(f"/c/{slug}/check-in")


@bp.post("/c/<slug>/check-in/make-up")
@write
def make_up(slug: str) -> Response:
    """Mend a missed day."""
    form = read_form(MakeUpInput)
    if form:
        with form:
            circle, _here = circles.enter(visitor(), slug)
            actions.make_up(visitor(), circle.id, form.input["day"])
            say(lazy("Made up. Your streak goes on over that day"))
            return back_to(f"/c/{slug}/check-in")
    return make_response(_page(slug, form), form.status)


def _page(slug: str, form: Form) -> str:
    circle, here = circles.enter(visitor(), slug)
    shown = queries.calendar(here, circle, _month(request.args.get("month", "")))
    missed = {each.day for each in shown.days if each.state == "missed"}
    asked = _day(form.value("day"))
    return render_template(
        "points/check_in.html", circle=circle, here=here, calendar=shown, form=form,
        asked=asked if asked in missed else None,
    )  # fmt: skip


def _month(typed: str) -> date | None:
    return _read(typed, "%Y-%m")


def _day(typed: str) -> date | None:
    return _read(typed, "%Y-%m-%d")


def _read(typed: str, shape: str) -> date | None:
    try:
        return datetime.strptime(typed, shape).date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None
