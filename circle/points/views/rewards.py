"""The shop's back room: rewards made and changed, their pictures and codes."""

from flask import Response, make_response, render_template, request

from circle.circles import queries as circles
from circle.circles.models import Circle
from circle.core import clock
from circle.core.actor import Actor
from circle.core.errors import Invalid
from circle.core.i18n import lazy
from circle.core.pictures import read_picture
from circle.core.policy import require
from circle.core.web import Form, blank_form, read_form, say, see_other, visitor, write
from circle.points import actions, policy, queries
from circle.points.models import Reward
from circle.points.queries import Offer
from circle.points.schemas.shop import CodesForm, RewardForm, RewardInput, typed_codes
from circle.points.views.blueprint import bp
from circle.points.views.shop import offered

SHOWN = ("name", "intro", "price", "stock", "per_member", "min_level", "version")
AT_FIRST = {"kind": "virtual", "per_member": 1, "min_level": 1}


@bp.get("/c/<slug>/shop/edit")
def keep_shop(slug: str) -> str:
    """Every reward with what is left of it, those taken out too."""
    circle, here = circles.enter(visitor(), slug)
    page = queries.offers_page(
        here, circle, closed=True, cursor=request.args.get("cursor"), limit=queries.MAX_OPEN
    )
    return render_template("points/shop_edit.html", circle=circle, here=here, page=page)


@bp.get("/c/<slug>/shop/new")
def new_reward(slug: str) -> str:
    """A form for something new."""
    circle, here = circles.enter(visitor(), slug)
    return _new_page(circle, here, blank_form(RewardInput, AT_FIRST))


@bp.post("/c/<slug>/shop/new")
@write
def create_reward(slug: str) -> Response:
    """Put something into the shop, and go on to its picture or its codes."""
    circle, here = circles.enter(visitor(), slug)
    form = read_form(RewardInput)
    if form:
        with form:
            made = actions.create_reward(visitor(), circle.id, form.input)
            say(lazy("It is in the shop"))
            leads_to = "codes" if made.kind == "code" else "edit"
            return see_other(f"/c/{slug}/shop/{made.id}/{leads_to}")
    return make_response(_new_page(circle, here, form), form.status)


@bp.get("/c/<slug>/shop/<int:reward_id>/edit")
def edit_reward(slug: str, reward_id: int) -> str:
    """One reward, filled with what it is."""
    offer, circle, here = offered(slug, reward_id)
    return _edit_page(offer, circle, here, blank_form(RewardForm, _values(offer.reward)))


@bp.post("/c/<slug>/shop/<int:reward_id>/edit")
@write
def change_reward(slug: str, reward_id: int) -> Response:
    """Change a reward."""
    offer, circle, here = offered(slug, reward_id)
    form = read_form(RewardForm)
    if form:
        with form:
            actions.change_reward(visitor(), reward_id, form.input)
            say(lazy("Saved"))
            return see_other(f"/c/{slug}/shop/edit")
    return make_response(_edit_page(offer, circle, here, form), form.status)


@bp.post("/c/<slug>/shop/<int:reward_id>/close")
@write
def close_reward(slug: str, reward_id: int) -> Response:
    """Take a reward out of the shop."""
    offered(slug, reward_id)
    actions.close_reward(visitor(), reward_id)
    say(lazy("Taken out of the shop"), undo=f"/c/{slug}/shop/{reward_id}/reopen")
    return see_other(f"/c/{slug}/shop/edit")


@bp.post("/c/<slug>/shop/<int:reward_id>/reopen")
@write
def reopen_reward(slug: str, reward_id: int) -> Response:
    """Put a reward back."""
    offered(slug, reward_id)
    actions.reopen_reward(visitor(), reward_id)
    say(lazy("It is in the shop again"))
    return see_other(f"/c/{slug}/shop/edit")


@bp.post("/c/<slug>/shop/<int:reward_id>/picture")
def change_reward_picture(slug: str, reward_id: int) -> Response:
    """Give a reward a picture, or with `remove` take it away."""
    offer, circle, here = offered(slug, reward_id)
    require(here, policy.can_keep_shop(here, circle))
    sent = request.files.get("file")
    try:
        if request.form.get("remove"):
            actions.set_picture(visitor(), reward_id, None)
        elif sent is None or not sent.filename:
            raise Invalid(lazy("Choose a picture first"))
        else:
            actions.set_picture(visitor(), reward_id, read_picture(sent.read()))
    except Invalid as refusal:
        form = blank_form(RewardForm, _values(offer.reward))
        form.errors = {"file": [str(refusal.message)]}
        return make_response(_edit_page(offer, circle, here, form), 422)
    return see_other(f"/c/{slug}/shop/{reward_id}/edit")


@bp.get("/c/<slug>/shop/<int:reward_id>/codes")
def codes(slug: str, reward_id: int) -> str:
    """How many codes are left, and room to paste more."""
    offer, circle, here = offered(slug, reward_id)
    return _codes_page(offer, circle, here, blank_form(CodesForm))


@bp.post("/c/<slug>/shop/<int:reward_id>/codes")
@write
def add_codes(slug: str, reward_id: int) -> Response:
    """Add what was pasted; what did not go in is told line by line."""
    offer, circle, here = offered(slug, reward_id)
    form = read_form(CodesForm)
    if not form:
        return make_response(_codes_page(offer, circle, here, form), 422)
    with form:
        told = actions.add_codes(visitor(), reward_id, typed_codes(form.input["codes"]))
        form.typed = {"codes": "\n".join(one.code for one in told.refused)}
        return make_response(_codes_page(offer, circle, here, form, told))
    return make_response(_codes_page(offer, circle, here, form), form.status)


def _values(reward: Reward) -> dict[str, object]:
    values: dict[str, object] = {name: str(getattr(reward, name)) for name in SHOWN}
    for name, at in (("from", reward.from_at), ("until", reward.until_at)):
        values[name] = f"{clock.local(at):%Y-%m-%dT%H:%M}" if at else ""
    return {**values, "stock_shown": str(reward.stock)}


def _new_page(circle: Circle, here: Actor, form: Form) -> str:
    require(here, policy.can_keep_shop(here, circle))
    return render_template("points/reward_new.html", circle=circle, here=here, form=form)


def _edit_page(offer: Offer, circle: Circle, here: Actor, form: Form) -> str:
    require(here, policy.can_keep_shop(here, circle))
    return render_template(
        "points/reward_edit.html", circle=circle, here=here, offer=offer, form=form
    )


def _codes_page(
    offer: Offer, circle: Circle, here: Actor, form: Form,
    told: actions.CodesAdded | None = None,
) -> str:  # fmt: skip
    require(here, policy.can_keep_shop(here, circle))
    return render_template(
        "points/codes.html", circle=circle, here=here, offer=offer, form=form, told=told,
        given=queries.count_given_codes(offer.reward.id),
    )  # fmt: skip
