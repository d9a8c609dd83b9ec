"""What one wants to hear, as JSON: by kind, by circle, by hour; and what one muted."""

from typing import Any

from flask import request

from circle.accounts import queries as accounts
from circle.core.actor import Actor
from circle.core.api import page_of
from circle.core.errors import SignInNeeded
from circle.core.web import visitor, write
from circle.notifications import actions, queries
from circle.notifications.api.blueprint import blp
from circle.notifications.models.choices import EVERYWHERE, MUTABLE
from circle.notifications.queries.muted import Muted
from circle.notifications.schemas.choices import (
    ChoicesChange,
    ChoicesInput,
    ChoicesOutput,
    MuteForm,
    MuteOutput,
)

TARGET = f"<any({', '.join(MUTABLE)}):kind>/<int:target_id>"


@blp.get("/me/notice-choices")
@blp.response(200, ChoicesOutput)
def notice_choices() -> dict[str, Any]:
    """How one hears of every kind, everywhere or in `?circle=`; and the hours, for all kinds."""
    return _choices(_person(), request.args.get("circle"))


@blp.patch("/me/notice-choices")
@write
@blp.arguments(ChoicesInput)
@blp.response(200, ChoicesOutput)
def change_notice_choices(change: ChoicesChange) -> dict[str, Any]:
    """Change some of it; what is not named stays."""
    actions.choose(visitor(), change)
    return _choices(_person(), change.circle)


@blp.get("/me/mutes")
@blp.response(200, page_of(MuteOutput))
def list_mutes() -> dict[str, Any]:
    """What one hears nothing of, the latest first."""
    return {"items": [_shape(one) for one in queries.list_muted(_person())], "next": None}


@blp.put(f"/me/mutes/{TARGET}")
@write
@blp.arguments(MuteForm)
@blp.response(204)
def mute(given: dict[str, str], kind: str, target_id: int) -> None:
    """Hear nothing of a circle, a thread (the id of any entry in it) or a person (user id)."""
    actions.mute(visitor(), kind, target_id, given["lasts"])


@blp.delete(f"/me/mutes/{TARGET}")
@write
@blp.response(204)
def unmute(kind: str, target_id: int) -> None:
    """Hear of it again."""
    actions.unmute(visitor(), kind, target_id)


def _person() -> Actor:
    actor = visitor()
    if actor.user_id is None:
        raise SignInNeeded
    return actor


def _choices(actor: Actor, slug: str | None) -> dict[str, Any]:
    circle_id = EVERYWHERE
    if slug is not None:
        circle_id = queries.enter_own(actor, slug)[0].id
    user = accounts.get_user(actor.user_id or 0)
    known = queries.settings_of(user.id)
    mail = queries.mail_standing(user, known)
    return {
        "circle": slug,
        "kinds": queries.choices_of(user.id, circle_id),
        "times": {
            "quiet_from": known.quiet_from, "quiet_until": known.quiet_until,
            "digest": known.digest, "reach_per_day": known.reach_per_day,
            "reach_per_week": known.reach_per_week, "mail_stopped_at": mail.stopped_at,
            "mail_stopped_why": mail.stopped_why,
        },
    }  # fmt: skip


def _shape(one: Muted) -> dict[str, Any]:
    target = one.target
    return {
        "kind": target.kind, "id": target.id, "name": target.name, "circle": target.circle,
        "until": one.until,
    }  # fmt: skip
