"""Webhooks: which servers of a circle's brand hear what happens in it, and how that went."""

from collections.abc import Mapping
from datetime import timedelta

from flask import Response, make_response, render_template, request

from circle.core import clock
from circle.core.i18n import Text, lazy, ngettext
from circle.core.web import Form, blank_form, page_limit, read_form, say, see_other, visitor, write
from circle.notifications import actions, policy, queries
from circle.notifications.kinds import HOOK_KINDS
from circle.notifications.models import HookEndpoint
from circle.notifications.schemas.hooks import (
    EndpointChange,
    EndpointInput,
    NewEndpoint,
    Span,
    SpanForm,
)
from circle.notifications.views.blueprint import bp, person

USUAL = ("member.joined", "member.left", "question.asked", "reward.redeemed")
TROUBLES: Mapping[str, Text] = {
    "address": lazy("The address cannot be called"),
    "private": lazy("The address is not on the internet"),
    "name": lazy("The name was not found"),
    "refused": lazy("Nobody answers there"),
    "tls": lazy("Its certificate is not trusted"),
    "timeout": lazy("No answer within ten seconds"),
    "broken": lazy("The connection broke off"),
    "secret": lazy("Its secret cannot be read any more: make another"),
}
WHY_OFF: Mapping[str, Text] = {
    "staff": lazy("Switched off"),
    "failing": lazy("Switched off: it failed for five days"),
    "gone": lazy("Switched off: it said that it is gone"),
}
STATES: Mapping[str, Text] = {
    "waiting": lazy("on its way"), "delivered": lazy("arrived"), "failed": lazy("given up"),
}  # fmt: skip
SPANS: tuple[tuple[int, Text], ...] = (
    (1, lazy("The last hour")), (24, lazy("The last day")), (168, lazy("The last 7 days")),
    (720, lazy("The last 30 days")),
)  # fmt: skip


@bp.get("/c/<slug>/webhooks")
def hooks(slug: str) -> str:
    """The servers that hear of a circle, and a form for one more."""
    return _list_page(slug, blank_form(EndpointInput, {"kinds": list(USUAL)}))


@bp.post("/c/<slug>/webhooks")
def add_hook(slug: str) -> Response:
    """Add a server and show its secret this once: the answer is not kept."""
    form = read_form(EndpointInput)
    if form:
        with form:
            circle, _here = queries.enter_for_hooks(person(), slug)
            made, secret = actions.add_endpoint(
                person(), circle.brand_id or 0, circle.id, form.input
            )
            return make_response(_page(slug, made.id, secret=secret), 201)
    return make_response(_list_page(slug, form), form.status)


@bp.get("/c/<slug>/webhooks/<int:hook_id>")
def hook(slug: str, hook_id: int) -> str:
    """One server: what it hears, and the log of what was sent to it."""
    return _page(slug, hook_id)


@bp.post("/c/<slug>/webhooks/<int:hook_id>")
@write
def change_hook(slug: str, hook_id: int) -> Response:
    """Another address, other wishes."""
    form = read_form(EndpointInput)
    if form:
        with form:
            new: NewEndpoint = form.input
            change = EndpointChange(new.url, list(new.kinds), new.note)
            actions.change_endpoint(person(), _at(slug, hook_id).id, change)
            say(lazy("Saved"))
            return see_other(f"/c/{slug}/webhooks/{hook_id}")
    return make_response(_page(slug, hook_id, form), form.status)


@bp.post("/c/<slug>/webhooks/<int:hook_id>/<any(on, off):which>")
@write
def switch_hook(slug: str, hook_id: int, which: str) -> Response:
    """Send to it, or do so no more."""
    on = which == "on"
    actions.change_endpoint(person(), _at(slug, hook_id).id, EndpointChange(enabled=on))
    back = f"/c/{slug}/webhooks/{hook_id}"
    said = lazy("It is sent to") if on else lazy("Nothing is sent there any more")
    say(said, undo=f"{back}/{'off' if on else 'on'}")
    return see_other(back)


@bp.post("/c/<slug>/webhooks/<int:hook_id>/secret")
def rotate_hook(slug: str, hook_id: int) -> Response:
    """Make another secret and show it this once: the answer is not kept."""
    _endpoint, secret = actions.rotate_secret(person(), _at(slug, hook_id).id)
    return make_response(_page(slug, hook_id, secret=secret))


@bp.post("/c/<slug>/webhooks/<int:hook_id>/test")
@write
def test_hook(slug: str, hook_id: int) -> Response:
    """Send a message that means nothing."""
    actions.send_test(person(), _at(slug, hook_id).id)
    say(lazy("A test message is on its way"))
    return see_other(f"/c/{slug}/webhooks/{hook_id}")


@bp.post("/c/<slug>/webhooks/<int:hook_id>/again")
@write
def send_span_again(slug: str, hook_id: int) -> Response:
    """Send again what happened in the last hours."""
    form = read_form(SpanForm)
    if form:
        with form:
            now = clock.now()
            span = Span(now - timedelta(hours=form.input["hours"]), now, form.input["arrived"])
            count = actions.send_span_again(person(), _at(slug, hook_id).id, span)
            say(ngettext("%(num)s message is sent again", "%(num)s messages are sent again", count))
            return see_other(f"/c/{slug}/webhooks/{hook_id}")
    return make_response(_page(slug, hook_id, again=form), form.status)


@bp.post("/c/<slug>/webhooks/<int:hook_id>/again/<int:delivery_id>")
@write
def send_again(slug: str, hook_id: int, delivery_id: int) -> Response:
    """Send one message again."""
    actions.send_again(person(), _at(slug, hook_id).id, delivery_id)
    say(lazy("It is sent again"))
    return see_other(f"/c/{slug}/webhooks/{hook_id}")


@bp.post("/c/<slug>/webhooks/<int:hook_id>/remove")
@write
def remove_hook(slug: str, hook_id: int) -> Response:
    """It hears nothing any more."""
    actions.remove_endpoint(person(), _at(slug, hook_id).id)
    say(lazy("The server is removed"), undo=f"/c/{slug}/webhooks/{hook_id}/restore")
    return see_other(f"/c/{slug}/webhooks")


@bp.post("/c/<slug>/webhooks/<int:hook_id>/restore")
@write
def restore_hook(slug: str, hook_id: int) -> Response:
    """Bring back what was just removed."""
    queries.enter_for_hooks(person(), slug)
    actions.restore_endpoint(person(), hook_id)
    return see_other(f"/c/{slug}/webhooks/{hook_id}")


def _at(slug: str, hook_id: int) -> HookEndpoint:
    """An endpoint of the circle at an address, and of no other."""
    return queries.endpoint_at(person(), slug, hook_id)[0]


def _list_page(slug: str, form: Form) -> str:
    circle, here = queries.enter_for_hooks(visitor(), slug)
    return render_template(
        "notifications/hooks.html", circle=circle, here=here, form=form, kinds=HOOK_KINDS,
        endpoints=queries.list_endpoints(circle), why_off=WHY_OFF,
        may_change=policy.can_keep_hooks(here, circle),
    )  # fmt: skip


def _page(
    slug: str, hook_id: int, form: Form | None = None, *, again: Form | None = None,
    secret: str = "",
) -> str:
    endpoint, circle, here = queries.endpoint_at(visitor(), slug, hook_id)
    page = queries.deliveries_page(
        endpoint, cursor=request.args.get("cursor"), limit=page_limit()
    )
    typed = {"url": endpoint.url, "kinds": endpoint.kinds, "note": endpoint.note}
    return render_template(
        "notifications/hook.html", circle=circle, here=here, endpoint=endpoint, page=page,
        form=blank_form(EndpointInput, typed) if form is None else form, again=again, secret=secret,
        kinds=HOOK_KINDS, states=STATES, troubles=TROUBLES, why_off=WHY_OFF, spans=SPANS,
        may_change=policy.can_keep_hooks(here, circle),
    )  # fmt: skip
