"""Orders: one's own, and the desk where staff send them."""

from flask import Response, make_response, render_template, request

from circle.circles import queries as circles
from circle.circles.actions import tell_export
from circle.circles.models import Circle
from circle.core import clock
from circle.core.actor import Actor
from circle.core.display import exact
from circle.core.errors import NotFound
from circle.core.i18n import _, lazy
from circle.core.spreadsheet import csv_of
from circle.core.web import (
    Form,
    back_to,
    blank_form,
    page_limit,
    read_form,
    say,
    see_other,
    visitor,
    write,
)
from circle.points import actions, queries
from circle.points.queries import Order
from circle.points.schemas.orders import RefundForm, SendForm
from circle.points.views.blueprint import bp

STATES = {
    "placed": lazy("Waiting to be sent"), "sent": lazy("Sent out"), "done": lazy("Done"),
    "cancelled": lazy("Cancelled"), "refunded": lazy("Refunded"),
}  # fmt: skip


@bp.get("/c/<slug>/orders")
def orders(slug: str) -> str:
    """What one redeemed here, latest first."""
    circle, here = circles.enter(visitor(), slug)
    page = queries.own_orders_page(
        here, circle, cursor=request.args.get("cursor"), limit=page_limit()
    )
    return render_template(
        "points/orders.html", circle=circle, here=here, page=page, states=STATES
    )


@bp.get("/c/<slug>/orders/<int:order_id>")
def order(slug: str, order_id: int) -> str:
    """One order: where it is, its code, what can still be done."""
    return _order_page(*_found(slug, order_id), blank_form(RefundForm))


@bp.post("/c/<slug>/orders/<int:order_id>/cancel")
@write
def cancel_order(slug: str, order_id: int) -> Response:
    """Change one's mind: the points are back."""
    _found(slug, order_id)
    actions.cancel_order(visitor(), order_id)
    say(lazy("Cancelled. Your points are back"))
    return see_other(f"/c/{slug}/orders/{order_id}")


@bp.post("/c/<slug>/orders/<int:order_id>/reveal")
@write
def reveal_code(slug: str, order_id: int) -> Response:
    """Look at the code."""
    _found(slug, order_id)
    actions.reveal_code(visitor(), order_id)
    return see_other(f"/c/{slug}/orders/{order_id}")


@bp.post("/c/<slug>/orders/<int:order_id>/finish")
@write
def finish_order(slug: str, order_id: int) -> Response:
    """It has come."""
    _found(slug, order_id)
    actions.finish_order(visitor(), order_id)
    say(lazy("Good to know that it is there"))
    return back_to(f"/c/{slug}/orders/{order_id}")


@bp.get("/c/<slug>/orders/desk")
def desk(slug: str) -> str:
    """A stack of orders to clear: what waits first."""
    return _desk_page(slug, blank_form(SendForm))


@bp.get("/c/<slug>/orders/desk.csv")
def desk_file(slug: str) -> Response:
    """What waits to be sent, as a file that labels are printed from."""
    circle, here = circles.enter(visitor(), slug)
    head = (
        _("Order number"), _("Ordered at"), _("Reward"), _("Member"), _("Recipient"), _("Phone"),
        _("Province and city"), _("Street and number"),
    )  # fmt: skip
    text = csv_of(head, [_line(one) for one in queries.export_orders(here, circle)])
    tell_export(here, "orders", ("circle", here.circle_id))
    response = Response(text, mimetype="text/csv")
    name = f"orders-{slug}-{clock.local_day()}.csv"
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.post("/c/<slug>/orders/<int:order_id>/send")
@write
def send_order(slug: str, order_id: int) -> Response:
    """It is on its way, or in their hands."""
    _found(slug, order_id)
    form = read_form(SendForm)
    if not form:
        return make_response(_desk_page(slug, form, order_id), 422)
    actions.send_order(visitor(), order_id, form.input)
    say(lazy("Marked as sent"), undo=f"/c/{slug}/orders/{order_id}/unsend")
    return see_other(f"/c/{slug}/orders/desk")


@bp.post("/c/<slug>/orders/<int:order_id>/unsend")
@write
def unsend_order(slug: str, order_id: int) -> Response:
    """It was not sent after all."""
    _found(slug, order_id)
    actions.unsend_order(visitor(), order_id)
    say(lazy("It waits again"))
    return back_to(f"/c/{slug}/orders/desk")


@bp.post("/c/<slug>/orders/<int:order_id>/refund")
@write
def refund_order(slug: str, order_id: int) -> Response:
    """Take an order back and say why; the points are with their member again."""
    found = _found(slug, order_id)
    form = read_form(RefundForm)
    if form:
        with form:
            actions.refund_order(
                visitor(), order_id, form.input.reason, restock=form.input.restock
            )
            say(lazy("Refunded. The points are back with them"))
            return see_other(f"/c/{slug}/orders/desk")
    return make_response(_order_page(*found, form), form.status)


def _found(slug: str, order_id: int) -> tuple[Order, Circle, Actor]:
    """An order under its own circle's address."""
    found, circle, here = queries.get_order(visitor(), order_id)
    if circle.slug != slug:
        raise NotFound
    return found, circle, here


def _order_page(found: Order, circle: Circle, here: Actor, form: Form) -> str:
    return render_template(
        "points/order.html", circle=circle, here=here, order=found, form=form, states=STATES
    )


def _desk_page(slug: str, form: Form, order_id: int | None = None) -> str:
    circle, here = circles.enter(visitor(), slug)
    asked = request.args.get("state", "placed")
    state = asked if asked in STATES else "placed"
    page = queries.desk_page(
        here, circle, state=state, cursor=request.args.get("cursor"), limit=page_limit()
    )
    return render_template(
        "points/desk.html", circle=circle, here=here, page=page, state=state, states=STATES,
        waiting=queries.count_waiting(here, circle), form=form, wrong=order_id,
    )  # fmt: skip


def _line(one: Order) -> tuple[object, ...]:
    to = one.address
    place = (to.name, to.phone, to.region, to.line) if to else ("", "", "", "")
    who = one.member.display_name if one.member else ""
    return (one.row.id, exact(one.row.created_at), one.row.name, who, *place)
