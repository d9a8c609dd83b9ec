"""Reporting what should not be here, within two taps, signed in or not; and what became of it."""

from flask import Response, make_response, render_template, request

from circle.accounts import queries as accounts
from circle.circles import queries as circles
from circle.content import queries as content
from circle.core.gate import stays_open
from circle.core.i18n import lazy
from circle.core.tokens import keyed_digest
from circle.core.web import (
    Form,
    back_to,
    blank_form,
    network_of,
    page_limit,
    read_form,
    say,
    visitor,
    write,
)
from circle.moderation import actions, queries
from circle.moderation.schemas import Reporting, ReportInput
from circle.moderation.views.blueprint import bp, person
from circle.moderation.words import RULE_NAMES

SENT = lazy("Thank you. Somebody looks at it")


@bp.get("/entries/<int:entry_id>/report")
def ask_entry(entry_id: int) -> str:
    """Why an entry should not be here."""
    return _entry(entry_id, blank_form(ReportInput))


@bp.post("/entries/<int:entry_id>/report")
@stays_open
@write
def report_entry(entry_id: int) -> Response:
    """Report an entry."""
    form = read_form(ReportInput)
    if form:
        with form:
            actions.report(visitor(), "entry", entry_id, signed(form.input))
            return _thanks("/")
    return make_response(_entry(entry_id, form), form.status)


@bp.get("/c/<slug>/members/<int:member_id>/report")
def ask_member(slug: str, member_id: int) -> str:
    """Why a member should not be here."""
    return _member(slug, member_id, blank_form(ReportInput))


@bp.post("/c/<slug>/members/<int:member_id>/report")
@stays_open
@write
def report_member(slug: str, member_id: int) -> Response:
    """Report a member to the circle's staff."""
    form = read_form(ReportInput)
    if form:
        with form:
            actions.report(visitor(), "member", member_id, signed(form.input))
            return _thanks(f"/c/{slug}/members/{member_id}")
    return make_response(_member(slug, member_id, form), form.status)


@bp.get("/c/<slug>/report")
def ask_circle(slug: str) -> str:
    """Why a circle should not be here."""
    return _circle(slug, blank_form(ReportInput))


@bp.post("/c/<slug>/report")
@stays_open
@write
def report_circle(slug: str) -> Response:
    """Report a whole circle to the staff of the site."""
    form = read_form(ReportInput)
    if form:
        with form:
            actions.report(visitor(), "circle", slug, signed(form.input))
            return _thanks(f"/c/{slug}")
    return make_response(_circle(slug, form), form.status)


@bp.get("/u/<name>/report")
def ask_person(name: str) -> str:
    """Why a person should not be here."""
    return _person(name, blank_form(ReportInput))


@bp.post("/u/<name>/report")
@stays_open
@write
def report_person(name: str) -> Response:
    """Report a person to the staff of the site."""
    form = read_form(ReportInput)
    if form:
        with form:
            actions.report(visitor(), "person", name, signed(form.input))
            return _thanks(f"/u/{name}")
    return make_response(_person(name, form), form.status)


@bp.get("/me/reports")
def my_reports() -> str:
    """What I reported, and what became of it."""
    page = queries.my_reports_page(
        person(), cursor=request.args.get("cursor"), limit=page_limit()
    )
    return render_template("moderation/my_reports.html", page=page, rule_names=RULE_NAMES)


def signed(given: Reporting) -> Reporting:
    """What was said, with a digest of the address it came from when nobody is signed in."""
    sender = keyed_digest("reports", network_of(request.remote_addr))
    return Reporting(given.reason, given.note, sender)


def _thanks(place: str) -> Response:
    say(SENT)
    return back_to(place)


def _entry(entry_id: int, form: Form) -> str:
    entry, circle, _here = content.get_entry(visitor(), entry_id)
    back = content.entry_path(circle.slug, entry)
    what = entry.title or entry.excerpt
    return _sheet(form, f"/entries/{entry_id}/report", back, what)


def _member(slug: str, member_id: int, form: Form) -> str:
    row = circles.get_member_row(visitor(), member_id)
    base = f"/c/{slug}/members/{member_id}"
    return _sheet(form, f"{base}/report", base, row.display_name)


def _circle(slug: str, form: Form) -> str:
    circle, _here = circles.enter(visitor(), slug)
    return _sheet(form, f"/c/{slug}/report", f"/c/{slug}", circle.name)


def _person(name: str, form: Form) -> str:
    user = accounts.get_user_by_name(name)
    return _sheet(form, f"/u/{name}/report", f"/u/{name}", user.display_name)


def _sheet(form: Form, action: str, back: str, what: str) -> str:
    return render_template(
        "moderation/report.html", form=form, action=action, back=back, what=what,
        rule_names=RULE_NAMES,
    )  # fmt: skip
