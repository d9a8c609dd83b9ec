"""The pages of what one hears nothing of, and of what one follows."""

from flask import Response, render_template

from circle.core.i18n import lazy
from circle.core.web import back_to, read_form, say, write
from circle.notifications import actions, queries
from circle.notifications.models.choices import MUTABLE
from circle.notifications.schemas.choices import LAST_NAMES, MuteForm
from circle.notifications.views.blueprint import bp, person

TARGET = f"<any({', '.join(MUTABLE)}):kind>/<int:target_id>"


@bp.get("/me/mutes")
def mutes() -> str:
    """What one muted, and what one follows, each with the way out."""
    actor = person()
    return render_template(
        "notifications/mutes.html", muted=queries.list_muted(actor),
        followed=queries.list_followed(actor),
    )  # fmt: skip


@bp.get(f"/me/mutes/{TARGET}")
def mute_page(kind: str, target_id: int) -> str:
    """For how long one wants to hear nothing of something."""
    actor = person()
    target = queries.get_target(actor, kind, target_id)
    return render_template(
        "notifications/mute.html", target=target, lasts=LAST_NAMES,
        known=queries.muted_now(actor, kind, target.id),
    )  # fmt: skip


@bp.post(f"/me/mutes/{TARGET}")
@write
def mute(kind: str, target_id: int) -> Response:
    """Hear nothing of it."""
    actor, form = person(), read_form(MuteForm)
    lasts = form.input["lasts"] if form else "good"
    target = actions.mute(actor, kind, target_id, lasts)
    say(lazy("You hear nothing of it now"), undo=f"/me/mutes/{kind}/{target.id}/remove")
    return back_to(target.url or "/me/mutes")


@bp.post(f"/me/mutes/{TARGET}/remove")
@write
def unmute(kind: str, target_id: int) -> Response:
    """Hear of it again."""
    actions.unmute(person(), kind, target_id)
    say(lazy("You hear of it again"))
    return back_to("/me/mutes")
