"""The shop as members see it: what there is, one thing, redeeming it."""

from dataclasses import asdict

from flask import Response, make_response, render_template

from circle.circles import queries as circles
from circle.circles.models import Circle
from circle.core.actor import Actor
from circle.core.errors import NotFound
from circle.core.i18n import ngettext
from circle.core.storage import files
from circle.core.web import Form, blank_form, read_form, say, see_other, visitor, write
from circle.points import actions, policy, queries
from circle.points.models import Redemption
from circle.points.queries import Offer
from circle.points.schemas.orders import RedeemForm
from circle.points.views.blueprint import bp

PRIVATE = "private, max-age=600"


@bp.get("/c/<slug>/shop")
def shop(slug: str) -> str:
    """What points can buy: first what one has enough for."""
    circle, here = circles.enter(visitor(), slug)
    offers = queries.list_offers(here, circle)
    return render_template(
        "points/shop.html", circle=circle, here=here, offers=offers,
        points=offers[0].points if offers else queries.points_of(here),
        keeps=policy.can_keep_shop(here, circle), waiting=queries.count_waiting(here, circle),
    )  # fmt: skip


@bp.get("/c/<slug>/shop/<int:reward_id>")
def reward(slug: str, reward_id: int) -> str:
    """One thing, and how far one is from it."""
    offer, circle, here = offered(slug, reward_id)
    return _reward_page(offer, circle, here, blank_form(RedeemForm))


@bp.post("/c/<slug>/shop/<int:reward_id>")
@write
def redeem(slug: str, reward_id: int) -> Response:
    """Redeem something that goes nowhere: a code, or what is handed out."""
    offered(slug, reward_id)
    form = read_form(RedeemForm)
    order = _ordered(slug, reward_id, form)
    if order is not None:
        return see_other(f"/c/{slug}/orders/{order.id}")
    offer, circle, here = offered(slug, reward_id)
    return make_response(_reward_page(offer, circle, here, form), form.status)


@bp.get("/c/<slug>/shop/<int:reward_id>/address")
def address(slug: str, reward_id: int) -> str:
    """Where a thing should go: the last address is there to begin with."""
    offer, circle, here = offered(slug, reward_id)
    last = queries.last_address(here)
    form = blank_form(RedeemForm, asdict(last) if last else {})
    return _address_page(offer, circle, here, form)


@bp.post("/c/<slug>/shop/<int:reward_id>/address")
@write
def redeem_thing(slug: str, reward_id: int) -> Response:
    """Redeem a thing that is sent."""
    offered(slug, reward_id)
    form = read_form(RedeemForm)
    order = _ordered(slug, reward_id, form)
    if order is not None:
        return see_other(f"/c/{slug}/orders/{order.id}")
    offer, circle, here = offered(slug, reward_id)
    return make_response(_address_page(offer, circle, here, form), form.status)


@bp.get("/reward-media/<uid>/<name>")
def reward_picture(uid: str, name: str) -> Response:
    """The picture of a reward, for members."""
    with files().open(queries.get_picture_key(visitor(), uid, name)) as file:
        response = Response(file.read(), mimetype="image/webp")
    response.headers["Cache-Control"] = PRIVATE
    return response


def offered(slug: str, reward_id: int) -> tuple[Offer, Circle, Actor]:
    """A reward under its own circle's address, as the visitor sees it."""
    offer, circle, here = queries.get_offer(visitor(), reward_id)
    if circle.slug != slug:
        raise NotFound
    return offer, circle, here


def _ordered(slug: str, reward_id: int, form: Form) -> Redemption | None:
    """The order, or None with the form saying why not."""
    if not form:
        return None
    with form:
        order = actions.redeem(visitor(), reward_id, form.input)
        say(
            ngettext("Yours, for %(num)s point", "Yours, for %(num)s points", order.price),
            undo=f"/c/{slug}/orders/{order.id}/cancel",
        )
        return order
    return None


def _reward_page(offer: Offer, circle: Circle, here: Actor, form: Form) -> str:
    return render_template(
        "points/reward.html", circle=circle, here=here, offer=offer, form=form,
        keeps=policy.can_keep_shop(here, circle),
    )  # fmt: skip


def _address_page(offer: Offer, circle: Circle, here: Actor, form: Form) -> str:
    return render_template(
        "points/address.html", circle=circle, here=here, offer=offer, form=form
    )
