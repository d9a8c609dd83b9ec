"""Pages that tell what a circle is: about it, its rules, who may do what."""

from flask import Response, make_response, render_template, request

from circle.circles import actions, policy, queries
from circle.circles.presets import PRESETS
from circle.circles.schemas import AcceptInput
from circle.circles.views.blueprint import bp, circle_id_at, entered
from circle.core.i18n import lazy
from circle.core.pagecache import guest_cached
from circle.core.web import back_to, read_form, say, visitor, write


@bp.get("/c/<slug>/about")
@guest_cached(queries.public_version)
def about(slug: str) -> str:
    """What the circle is, who answers for it, and its rules."""
    circle, here = entered(slug)
    return render_template(
        "circles/about.html", circle=circle, here=here, staff=queries.list_staff(here, circle),
        preset=PRESETS[circle.preset], policy=policy,
        handover=queries.handover_told(here, circle),
    )  # fmt: skip


@bp.get("/c/<slug>/powers")
@guest_cached(queries.public_version)
def powers(slug: str) -> str:
    """Which role may do what: the table the program itself asks."""
    circle, here = entered(slug)
    return render_template(
        "circles/powers.html", circle=circle, here=here, policy=policy,
        levels=policy.levels_of(circle),
    )  # fmt: skip


@bp.get("/c/<slug>/rules")
def rules(slug: str) -> str:
    """The rules in force, or as they stood under `?version=`."""
    circle, here = entered(slug)
    asked = request.args.get("version", "")
    version = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else None
    shown = version or circle.rules_version
    text = circle.rules if shown == circle.rules_version else queries.get_rules(circle, shown)
    accepted = queries.accepted_version(here)
    return render_template(
        "circles/rules.html", circle=circle, here=here, text=text, version=shown,
        accepted=accepted,
    )  # fmt: skip


@bp.post("/c/<slug>/rules")
@write
def accept_rules(slug: str) -> Response:
    """A member accepts the rules they were shown."""
    form = read_form(AcceptInput)
    if not form:
        return make_response(rules(slug), 422)
    actions.accept_rules(visitor(), circle_id_at(slug), form.input["accept_rules"])
    say(lazy("Thank you for reading them"))
    return back_to(f"/c/{slug}")
