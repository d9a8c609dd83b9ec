"""What one keeps of what was said to one: keeping it, the list, the file, reporting with it."""

from collections.abc import Callable

import orjson
from flask import Response, render_template, request

from circle.core.actor import Actor
from circle.core.i18n import lazy
from circle.core.pictures import CONTENT_TYPE
from circle.core.storage import files
from circle.core.web import back_to, page_limit, say, write
from circle.moderation import actions, queries
from circle.moderation.models import Evidence
from circle.moderation.schemas import Reporting
from circle.moderation.views.blueprint import bp, person

KEPT = lazy("Kept as it stands now. Only you see it")
HOW = "sha256 is of `told` as UTF-8 JSON, keys sorted, no spaces; pictures are named by theirs."


@bp.post("/entries/<int:entry_id>/keep")
@write
def keep_entry(entry_id: int) -> Response:
    """Keep an entry as evidence."""
    kept = actions.keep_entry(person(), entry_id)
    say(KEPT, f"/evidence/{kept.id}/drop")
    return back_to("/me/evidence")


@bp.post("/u/<name>/keep")
@write
def keep_person(name: str) -> Response:
    """Keep how a person shows themselves."""
    kept = actions.keep_person(person(), name)
    say(KEPT, f"/evidence/{kept.id}/drop")
    return back_to("/me/evidence")


@bp.get("/me/evidence")
def evidence() -> str:
    """What one keeps, newest first."""
    page = queries.evidence_page(
        person(), cursor=request.args.get("cursor"), limit=page_limit()
    )
    return render_template("moderation/evidence.html", page=page)


@bp.get("/evidence/<int:evidence_id>/file")
def evidence_file(evidence_id: int) -> Response:
    """What was kept as a file that proves itself, for its keeper."""
    one = queries.get_own_evidence(person(), evidence_id)
    told = {"told": one.told, "kept_at": one.kept_at.isoformat(), "sha256": one.digest, "how": HOW}
    body = orjson.dumps(told, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2)
    response = Response(body, mimetype="application/json")
    response.headers["Content-Disposition"] = f"attachment; filename=evidence-{one.id}.json"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.get("/evidence/<int:evidence_id>/pictures/<int:number>")
def evidence_picture(evidence_id: int, number: int) -> Response:
    """A picture that was kept, for its keeper and the staff it was reported to."""
    key = queries.evidence_picture(person(), evidence_id, number)
    with files().open(f"{key}/large.webp") as kept:
        response = Response(kept.read(), mimetype=CONTENT_TYPE)  # at most a few hundred KB
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@bp.post("/evidence/<int:evidence_id>/report")
@write
def report_evidence(evidence_id: int) -> Response:
    """Report what was kept, with it: one tap."""
    actions.report_evidence(person(), evidence_id, Reporting("abuse"))
    say(lazy("Thank you. Somebody looks at it"))
    return back_to("/me/evidence")


@bp.post("/evidence/<int:evidence_id>/drop")
@write
def drop_evidence(evidence_id: int) -> Response:
    """Let go of it."""
    return _done(actions.drop_evidence, evidence_id, undo=f"/evidence/{evidence_id}/restore")


@bp.post("/evidence/<int:evidence_id>/restore")
@write
def restore_evidence(evidence_id: int) -> Response:
    """Have it back."""
    return _done(actions.restore_evidence, evidence_id, undo=None)


def _done(verb: Callable[[Actor, int], Evidence], evidence_id: int, undo: str | None) -> Response:
    verb(person(), evidence_id)
    say(lazy("It is gone") if undo else lazy("It is back"), undo)
    return back_to("/me/evidence")
