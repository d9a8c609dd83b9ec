"""Pages of one's rights: documents, agreements, export, blocks, closing the account."""

from flask import Response, render_template, request, send_file, session

from circle.accounts import actions, documents, queries
from circle.accounts.schemas import CurrentPasswordInput
from circle.accounts.views.base import Page, bp, signed_in_person
from circle.core import clock
from circle.core.errors import NotFound
from circle.core.gate import stays_open
from circle.core.i18n import current_locale, lazy
from circle.core.storage import files
from circle.core.web import (
    Form,
    back_to,
    blank_form,
    read_form,
    safe_path,
    say,
    see_other,
    visitor,
    write,
)


@bp.get("/<any(terms, privacy):document>")
def document(document: str) -> Page:
    """The text of a document in the reader's language."""
    text = f"accounts/documents/{document}.{current_locale()}.html"
    version = documents.VERSIONS[document]
    return render_template("accounts/document.html", document=document, text=text, version=version)


@bp.get("/me/privacy")
def privacy() -> Page:
    """What one agreed to, and what one may do about it."""
    signed_in_person()
    return render_template(
        "accounts/privacy.html", consents=queries.list_consents(visitor()),
        optional=documents.OPTIONAL,
    )  # fmt: skip


@bp.get("/agree")
def agreement() -> Page:
    """What holds here, to be agreed to before going on."""
    signed_in_person()
    going = safe_path(request.args.get("next"), "/")
    if visitor().has_agreed:
        return see_other(going)
    agreed = queries.agreed_versions(signed_in_person())
    return render_template(
        "accounts/agree.html", going=going, versions=documents.VERSIONS,
        required=documents.REQUIRED, agreed=agreed, before=bool(agreed),
    )  # fmt: skip


@bp.post("/agree")
@stays_open
@write
def agree() -> Response:
    """Agree to what holds here."""
    actions.accept_documents(visitor())
    return back_to("/")


@bp.post("/me/privacy/<any(email):document>/withdraw")
@write
def withdraw(document: str) -> Response:
    """Take an optional agreement back."""
    actions.withdraw_consent(visitor(), document)
    say(lazy("Taken back. Your address is gone"))
    return see_other("/me/privacy")


@bp.get("/me/export")
def export() -> Page:
    """Carry one's data away: ask, watch, fetch."""
    signed_in_person()
    found = queries.latest_export(visitor())
    return render_template("accounts/export.html", export=found, now=clock.now())


@bp.post("/me/export")
@write
def request_export() -> Response:
    """Have one's data gathered."""
    actions.request_export(visitor())
    return see_other("/me/export")


@bp.get("/me/export/<int:export_id>/file")
def export_file(export_id: int) -> Response:
    """The file, for its owner alone and for no cache."""
    signed_in_person()
    found = queries.get_ready_export(visitor(), export_id)
    if found.storage_key is None:
        raise NotFound
    name = f"circle-{visitor().name}-{clock.local_day(found.ready_at)}.zip"
    response = send_file(
        files().open(found.storage_key), "application/zip", as_attachment=True, download_name=name
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.get("/me/blocks")
def blocks() -> Page:
    """Whom one does not want to meet."""
    signed_in_person()
    return render_template("accounts/blocks.html", people=queries.blocked_people(visitor()))


@bp.post("/u/<name>/block")
@write
def block(name: str) -> Response:
    """Not meet somebody any more."""
    person = queries.get_person_by_name(name)
    actions.block_user(visitor(), person.id)
    say(lazy("You won't meet %(name)s any more", name=person.display_name), f"/u/{name}/unblock")
    return back_to(person.url)


@bp.post("/u/<name>/unblock")
@write
def unblock(name: str) -> Response:
    """Meet somebody again."""
    person = queries.get_person_by_name(name)
    actions.unblock_user(visitor(), person.id)
    return back_to("/me/blocks")


@bp.get("/me/close")
def close() -> Page:
    """What closing the account does, before it is done."""
    return _close_page(blank_form(CurrentPasswordInput))


@bp.post("/me/close")
def close_now() -> Page:
    """Close the account for good."""
    signed_in_person()
    form = read_form(CurrentPasswordInput)
    if form:
        with form:
            proof = queries.prove(visitor(), form.input["current"])
            actions.close_account(visitor(), proof)
            session.clear()
            response = see_other("/")
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
            return response
    return _close_page(form), form.status


def _close_page(form: Form) -> str:
    user = queries.get_user(signed_in_person())
    fresh = queries.is_fresh(visitor())
    return render_template("accounts/close.html", form=form, user=user, fresh=fresh)
