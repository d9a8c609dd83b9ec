"""Pages of the log: a circle's for owner and admins, the site's, and numbers for everybody."""

from typing import Any

from flask import render_template, request

from circle.core.web import page_limit, visitor
from circle.moderation import queries
from circle.moderation.schemas import AuditQuery
from circle.moderation.views.blueprint import bp, person
from circle.moderation.views.deeds import DEED_NAMES, deed_name, told_of
from circle.moderation.words import RULE_NAMES


@bp.get("/c/<slug>/audit")
def audit(slug: str) -> str:
    """What was done here with the powers of a role, with names and reasons."""
    asked, cursor = _asked()
    circle, here, page = queries.audit_page(
        person(), slug, asked, cursor=cursor, limit=page_limit()
    )
    return render_template(
        "moderation/audit.html", circle=circle, here=here, page=page, asked=asked,
        back=f"/c/{circle.slug}/manage", **_words(),
    )  # fmt: skip


@bp.get("/site/audit")
def site_audit() -> str:
    """What was done to the site as a whole."""
    asked, cursor = _asked()
    page = queries.site_audit_page(visitor(), asked, cursor=cursor, limit=page_limit())
    return render_template("moderation/site_audit.html", page=page, asked=asked, **_words())


@bp.get("/c/<slug>/transparency")
def transparency(slug: str) -> str:
    """How the circle is kept, in numbers that point at nobody."""
    circle, here, months = queries.transparency(visitor(), slug)
    return render_template(
        "moderation/transparency.html", circle=circle, here=here,
        months=[month for month in months if not month.is_quiet], fewest=queries.FEWEST,
        deed_name=deed_name, rule_names=RULE_NAMES,
    )  # fmt: skip


def _asked() -> tuple[queries.Asked, str | None]:
    """What the address asks for; Invalid for a day that is none."""
    given = {name: value for name, value in request.args.items() if value and name != "_part"}
    read: dict[str, Any] = AuditQuery().load(given)
    wanted = queries.Asked(read["person"], read["code"], read["since"], read["until"])
    return wanted, read["cursor"]


def _words() -> dict[str, Any]:
    return {"deed_names": DEED_NAMES, "deed_name": deed_name, "told_of": told_of}
