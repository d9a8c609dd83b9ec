"""The pages of what one wants to hear: by kind, by circle, by hour."""

from flask import Response, make_response, render_template

from circle.accounts import actions as accounts
from circle.accounts import queries as people
from circle.accounts.policy import LETTERS_ACCOUNT
from circle.core.i18n import lazy
from circle.core.throttle import count_try
from circle.core.web import Form, blank_form, read_form, say, see_other, site_origin, write
from circle.notifications import actions, queries
from circle.notifications.kinds import KINDS
from circle.notifications.schemas.choices import (
    BUDGETS_A_DAY,
    BUDGETS_A_WEEK,
    SAME,
    WAY_NAMES,
    WAYS,
    Choice,
    ChoicesChange,
    TimesInput,
    WayForm,
)
from circle.notifications.views.blueprint import bp, person

KIND = f"<any({', '.join(KINDS)}):kind>"
SAVED = lazy("Saved")


@bp.get("/me/notices")
def choices() -> str:
    """Every kind as one hears of it, the hours, and the circles where it is otherwise."""
    actor = person()
    user = people.get_user(actor.user_id or 0)
    chosen = queries.settings_of(user.id)
    return render_template(
        "notifications/choices.html", chosen=queries.choices_of(user.id), kinds=KINDS,
        times=chosen, mail=queries.mail_standing(user, chosen), ways=WAY_NAMES,
        circles=queries.circles_chosen(actor), muted=queries.count_muted(actor),
    )  # fmt: skip


@bp.get(f"/me/notices/{KIND}")
def choice(kind: str) -> str:
    """The ways one kind can reach one."""
    return _choice_page(kind, None, blank_form(WayForm))


@bp.post(f"/me/notices/{KIND}")
@write
def choose(kind: str) -> Response:
    """Choose one of them for everywhere."""
    return _choose(kind, None)


@bp.get("/c/<slug>/notices")
def circle_choices(slug: str) -> str:
    """The same kinds in one circle, and whether one hears of it at all."""
    actor = person()
    circle, here = queries.enter_own(actor, slug)
    return render_template(
        "notifications/circle_choices.html", circle=circle, here=here, kinds=KINDS, ways=WAY_NAMES,
        chosen=queries.choices_of(actor.user_id or 0, circle.id),
        muted=queries.muted_now(actor, "circle", circle.id),
    )  # fmt: skip


@bp.get(f"/c/<slug>/notices/{KIND}")
def circle_choice(slug: str, kind: str) -> str:
    """The ways one kind can reach one from one circle."""
    return _choice_page(kind, slug, blank_form(WayForm))


@bp.post(f"/c/<slug>/notices/{KIND}")
@write
def choose_for_circle(slug: str, kind: str) -> Response:
    """Choose one of them for this circle, or let it be as everywhere."""
    return _choose(kind, slug)


@bp.get("/me/notices/times")
def times() -> str:
    """Quiet hours, the weekly letter, how much circles may send."""
    return _times_page(blank_form(TimesInput))


@bp.post("/me/notices/times")
@write
def change_times() -> Response:
    """Choose them."""
    actor, form = person(), read_form(TimesInput)
    if form:
        with form:
            actions.choose(actor, ChoicesChange(times=form.input))
            say(SAVED)
            return see_other("/me/notices")
    return make_response(_times_page(form), form.status)


@bp.post("/me/notices/confirm")
def confirm_address() -> Response:
    """Have the letter sent by which an address that came back is known to be good again."""
    actor = person()
    count_try(LETTERS_ACCOUNT, f"u{actor.user_id}")
    accounts.ask_confirmation(actor, site_origin(), again=True)
    say(lazy("We sent you a letter"))
    return see_other("/me/notices")


def _choose(kind: str, slug: str | None) -> Response:
    actor, form = person(), read_form(WayForm)
    if form:
        with form:
            way = form.input["way"]
            inbox, email = WAYS[way] if way != SAME else (None, "off")
            actions.choose(actor, ChoicesChange(slug, [Choice(kind, inbox, email)]))
            say(SAVED)
            return see_other(_back(slug))
    return make_response(_choice_page(kind, slug, form), form.status)


def _choice_page(kind: str, slug: str | None, form: Form) -> str:
    actor = person()
    circle, here = queries.enter_own(actor, slug) if slug is not None else (None, None)
    known = queries.choice_of(actor.user_id or 0, kind, circle.id if circle else 0)
    ways = [way for way in WAYS if way != "none" or not known.is_fixed]
    return render_template(
        "notifications/choice.html", circle=circle, here=here, known=known, kind=KINDS[kind],
        offered=[SAME, *ways] if circle else ways, form=form, back=_back(slug),
        way=SAME if circle and not known.is_own else known.way, ways=WAY_NAMES,
    )  # fmt: skip


def _times_page(form: Form) -> str:
    chosen = queries.settings_of(person().user_id or 0)
    return render_template(
        "notifications/times.html", form=form, times=chosen, days=BUDGETS_A_DAY,
        weeks=BUDGETS_A_WEEK,
    )  # fmt: skip


def _back(slug: str | None) -> str:
    return f"/c/{slug}/notices" if slug is not None else "/me/notices"
