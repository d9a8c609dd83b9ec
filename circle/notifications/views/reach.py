"""Writing to members: what was sent, a new message, one message with its preview and results."""

from typing import Any

from flask import Response, make_response, render_template, request

from circle.circles import queries as circles
from circle.circles.models import Circle
from circle.circles.policy import ROLE_NAMES
from circle.content import queries as content
from circle.core.actor import Actor
from circle.core.errors import NotFound
from circle.core.i18n import Text, lazy
from circle.core.web import Form, blank_form, page_limit, read_form, say, see_other, visitor, write
from circle.notifications import actions, queries
from circle.notifications.models import Broadcast
from circle.notifications.schemas.choices import Choice, ChoicesChange
from circle.notifications.schemas.reach import LEVELS, BroadcastInput, SendInput
from circle.notifications.views.blueprint import bp, person

WHY: dict[str, Text] = {
    "muted": lazy("muted this circle or its messages"),
    "day": lazy("had enough for a day"),
    "week": lazy("had enough for a week"),
    "quiet_mode": lazy("want it quiet here"),
    "stopped": lazy("were not reached when it was stopped"),
    "gone": lazy("left meanwhile"),
}


@bp.get("/c/<slug>/reach")
def reach(slug: str) -> str:
    """What the circle sent or means to send."""
    circle, here, page = queries.broadcasts_page(visitor(), slug, limit=page_limit())
    return render_template("notifications/reach.html", circle=circle, here=here, page=page)


@bp.get("/c/<slug>/reach/new")
def new_broadcast(slug: str) -> str:
    """A message to be written; `like` is one whose words it begins with."""
    circle, here = queries.enter_to_reach(visitor(), slug)
    like = request.args.get("like", type=int)
    words = _typed(_found(slug, like)[0]) if like is not None else None
    return _form_page(circle, here, blank_form(BroadcastInput, words))


@bp.post("/c/<slug>/reach")
@write
def write_broadcast(slug: str) -> Response:
    """Keep it as a draft and show it as members will see it."""
    form = read_form(BroadcastInput)
    if form:
        with form:
            made = actions.write_broadcast(visitor(), slug, form.input)
            return see_other(f"/c/{slug}/reach/{made.id}")
    circle, here = queries.enter_to_reach(visitor(), slug)
    return make_response(_form_page(circle, here, form), form.status)


@bp.get("/c/<slug>/reach/<int:broadcast_id>")
def broadcast(slug: str, broadcast_id: int) -> str:
    """One message: its preview, to whom, and what came of it."""
    return _page(slug, broadcast_id, blank_form(SendInput))


@bp.get("/c/<slug>/reach/<int:broadcast_id>/edit")
def edit_broadcast(slug: str, broadcast_id: int) -> str:
    """A message nobody has, to be said otherwise."""
    found, circle, here = _found(slug, broadcast_id)
    return _form_page(circle, here, blank_form(BroadcastInput, _typed(found)), found)


@bp.post("/c/<slug>/reach/<int:broadcast_id>/edit")
@write
def change_broadcast(slug: str, broadcast_id: int) -> Response:
    """Say it otherwise."""
    _found(slug, broadcast_id)
    form = read_form(BroadcastInput)
    if form:
        with form:
            actions.change_broadcast(visitor(), broadcast_id, form.input)
            return see_other(f"/c/{slug}/reach/{broadcast_id}")
    found, circle, here = _found(slug, broadcast_id)
    return make_response(_form_page(circle, here, form, found), form.status)


@bp.post("/c/<slug>/reach/<int:broadcast_id>/send")
@write
def send_broadcast(slug: str, broadcast_id: int) -> Response:
    """Send it now, or at a time to come."""
    _found(slug, broadcast_id)
    form = read_form(SendInput)
    if form:
        with form:
            sent = actions.send_broadcast(visitor(), broadcast_id, form.input["at"])
            place = f"/c/{slug}/reach/{broadcast_id}"
            if sent.state == "scheduled":
                say(lazy("It goes out then"), undo=f"{place}/unsend")
            else:
                say(lazy("It is on its way"), undo=f"{place}/stop")
            return see_other(place)
    return make_response(_page(slug, broadcast_id, form), form.status)


@bp.post("/c/<slug>/reach/<int:broadcast_id>/unsend")
@write
def unsend_broadcast(slug: str, broadcast_id: int) -> Response:
    """Make a scheduled message a draft again."""
    _found(slug, broadcast_id)
    actions.unsend_broadcast(visitor(), broadcast_id)
    say(lazy("It is a draft again"))
    return see_other(f"/c/{slug}/reach/{broadcast_id}")


@bp.post("/c/<slug>/reach/<int:broadcast_id>/stop")
@write
def stop_broadcast(slug: str, broadcast_id: int) -> Response:
    """Reach nobody more, and take it out of the inboxes."""
    _found(slug, broadcast_id)
    actions.stop_broadcast(visitor(), broadcast_id)
    say(lazy("Stopped. It is gone from the inboxes it came to"))
    return see_other(f"/c/{slug}/reach/{broadcast_id}")


@bp.post("/c/<slug>/reach/<int:broadcast_id>/resume")
@write
def resume_broadcast(slug: str, broadcast_id: int) -> Response:
    """Go on with one that stood still half-way."""
    _found(slug, broadcast_id)
    actions.resume_broadcast(visitor(), broadcast_id)
    say(lazy("It is on its way"))
    return see_other(f"/c/{slug}/reach/{broadcast_id}")


@bp.post("/c/<slug>/reach/<int:broadcast_id>/drop")
@write
def drop_broadcast(slug: str, broadcast_id: int) -> Response:
    """Throw a draft away."""
    _found(slug, broadcast_id)
    actions.drop_broadcast(visitor(), broadcast_id)
    say(lazy("Draft discarded"))
    return see_other(f"/c/{slug}/reach")


@bp.get("/messages/<int:broadcast_id>")
def message(broadcast_id: int) -> str:
    """A message of a circle for whom it came to, with why it did."""
    found = queries.get_received(person(), broadcast_id)
    return render_template(
        "notifications/message.html", circle=found.circle, found=found,
        link=_link_of(found.broadcast, found.circle), audience=_audience(found.broadcast, ()),
        is_for_some=bool(found.broadcast.audience.get("labels")),
        is_muted=not queries.choice_of(person().user_id or 0, "reach", found.circle.id).inbox,
    )  # fmt: skip


@bp.post("/messages/<int:broadcast_id>/mute")
@write
def mute_messages(broadcast_id: int) -> Response:
    """No more messages of the circle this one came from."""
    return _hear_messages(broadcast_id, lazy("No more messages from here"), inbox=False)


@bp.post("/messages/<int:broadcast_id>/unmute")
@write
def unmute_messages(broadcast_id: int) -> Response:
    """Messages of that circle again, as from everywhere."""
    return _hear_messages(broadcast_id, lazy("Messages come again"), inbox=None)


def _hear_messages(broadcast_id: int, told: Text, *, inbox: bool | None) -> Response:
    circle = queries.get_received(person(), broadcast_id).circle
    actions.choose(person(), ChoicesChange(circle.slug, (Choice("reach", inbox, "off"),)))
    place = f"/messages/{broadcast_id}"
    say(told, undo=f"{place}/unmute" if inbox is False else None)
    return see_other(place)


def _form_page(circle: Circle, here: Actor, form: Form, found: Broadcast | None = None) -> str:
    labels = circles.list_labels(here, circle)
    return render_template(
        "notifications/broadcast_form.html", circle=circle, here=here, form=form, found=found,
        roles=[(role, name, None) for role, name in ROLE_NAMES.items()],
        levels=[(str(level), f"Lv{level}", None) for level in LEVELS],
        labels=[(str(label.id), label.name, None) for label in labels],
        kept=form.typed,
    )  # fmt: skip


def _found(slug: str, broadcast_id: int) -> tuple[Broadcast, Circle, Actor]:
    found, circle, here = queries.get_broadcast(visitor(), broadcast_id)
    if circle.slug != slug:
        raise NotFound
    return found, circle, here


def _page(slug: str, broadcast_id: int, form: Form) -> str:
    found, circle, here = _found(slug, broadcast_id)
    return render_template(
        "notifications/broadcast.html", circle=circle, here=here, found=found, form=form,
        forecast=queries.forecast(here, found) if found.is_open else None,
        results=None if found.is_open else queries.results(here, found), why=WHY,
        link=_link_of(found, circle),
        audience=_audience(found, circles.list_labels(here, circle)),
    )  # fmt: skip


def _link_of(found: Broadcast, circle: Circle) -> str | None:
    entry = content.find_entry(found.entry_id) if found.entry_id is not None else None
    return content.entry_path(circle.slug, entry) if entry and entry.status == "published" else None


def _audience(found: Broadcast, labels: Any) -> list[Text | str]:
    """To whom, in words; members never learn by which label."""
    chosen = found.audience
    names: list[Text | str] = [ROLE_NAMES[role] for role in chosen.get("roles", ())]
    names += [f"Lv{level}" for level in chosen.get("levels", ())]
    return names + [label.name for label in labels if label.id in chosen.get("labels", ())]


def _typed(found: Broadcast) -> dict[str, Any]:
    return {
        "point": found.point, "title": found.title, "body": found.body,
        "title_b": found.title_b or "", "body_b": found.body_b or "",
        "entry_id": found.entry_id or "",
        **{part: [str(one) for one in chosen] for part, chosen in found.audience.items()},
    }  # fmt: skip
