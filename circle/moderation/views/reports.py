"""Reporting what should not be here, within two taps, signed in or not; and what became of it."""

from dataclasses import dataclass, replace

from flask import Response, make_response, render_template, request

from circle.accounts import queries as accounts
from circle.circles import queries as circles
from circle.content import queries as content
from circle.core.gate import stays_open
from circle.core.i18n import lazy
from circle.core.web import (
    Form,
    back_to,
    blank_form,
    page_limit,
    read_form,
    say,
    sender_key,
    visitor,
    write,
)
from circle.moderation import actions, queries
from circle.moderation.schemas import ReportInput
from circle.moderation.views.blueprint import bp, person
from circle.moderation.words import RULE_NAMES


@dataclass(frozen=True, slots=True)
class Thing:
    """What is reported: its kind and number or name, what it says, and where one is led then."""

    about: str
    ident: int | str
    what: str
    page: str
    after: str

    @property
    def address(self) -> str:
        """Where it is reported."""
        at = f"/entries/{self.ident}" if self.about == "entry" else self.page
        return f"{at}/report"

    @property
    def keep(self) -> str | None:
        """Where it is kept as evidence; circles and their members are not, people are."""
        at = {"entry": f"/entries/{self.ident}", "person": self.page}.get(self.about)
        return at and f"{at}/keep"


@bp.get("/entries/<int:entry_id>/report")
def ask_entry(entry_id: int) -> str:
    """Why an entry should not be here."""
    return _sheet(_entry(entry_id), blank_form(ReportInput))


@bp.post("/entries/<int:entry_id>/report")
@stays_open
@write
def report_entry(entry_id: int) -> Response:
    """Report an entry."""
    return _report(_entry(entry_id))


@bp.get("/c/<slug>/members/<int:member_id>/report")
def ask_member(slug: str, member_id: int) -> str:
    """Why a member should not be here."""
    return _sheet(_member(slug, member_id), blank_form(ReportInput))


@bp.post("/c/<slug>/members/<int:member_id>/report")
@stays_open
@write
def report_member(slug: str, member_id: int) -> Response:
    """Report a member to the circle's staff."""
    return _report(_member(slug, member_id))


@bp.get("/c/<slug>/report")
def ask_circle(slug: str) -> str:
    """Why a circle should not be here."""
    return _sheet(_circle(slug), blank_form(ReportInput))


@bp.post("/c/<slug>/report")
@stays_open
@write
def report_circle(slug: str) -> Response:
    """Report a whole circle to the staff of the site."""
    return _report(_circle(slug))


@bp.get("/u/<name>/report")
def ask_person(name: str) -> str:
    """Why a person should not be here."""
    return _sheet(_person(name), blank_form(ReportInput))


@bp.post("/u/<name>/report")
@stays_open
@write
def report_person(name: str) -> Response:
    """Report a person to the staff of the site."""
    return _report(_person(name))


@bp.get("/me/reports")
def my_reports() -> str:
    """What I reported, and what became of it."""
    page = queries.my_reports_page(
        person(), cursor=request.args.get("cursor"), limit=page_limit()
    )
    return render_template("moderation/my_reports.html", page=page, rule_names=RULE_NAMES)


def _report(thing: Thing) -> Response:
    form = read_form(ReportInput)
    if form:
        with form:
            given = replace(form.input, sender=sender_key("reports"))
            actions.report(visitor(), thing.about, thing.ident, given)
            say(lazy("Thank you. Somebody looks at it"))
            return back_to(thing.after)
    return make_response(_sheet(thing, form), form.status)


def _entry(entry_id: int) -> Thing:
    entry, circle, _here = content.get_entry(visitor(), entry_id)
    page = content.entry_path(circle.slug, entry)
    return Thing("entry", entry_id, entry.title or entry.excerpt, page, after="/")


def _member(slug: str, member_id: int) -> Thing:
    row = circles.get_member_row(visitor(), member_id)
    page = f"/c/{slug}/members/{member_id}"
    return Thing("member", member_id, row.display_name, page, after=page)


def _circle(slug: str) -> Thing:
    circle, _here = circles.enter(visitor(), slug)
    return Thing("circle", slug, circle.name, f"/c/{slug}", after=f"/c/{slug}")


def _person(name: str) -> Thing:
    user = accounts.get_user_by_name(name)
    return Thing("person", name, user.display_name, f"/u/{name}", after=f"/u/{name}")


def _sheet(thing: Thing, form: Form) -> str:
    return render_template(
        "moderation/report.html", form=form, action=thing.address, back=thing.page,
        what=thing.what, keep=thing.keep, rule_names=RULE_NAMES,
    )  # fmt: skip
